// The include lines of a unit as its preprocessor meets them, what comments say of them, and text that no parse sees.
#include "analyzer/extract/cpp/include_record.h"

#include <algorithm>
#include <map>

#include "analyzer/extract/cpp/invocation.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Tooling/Inclusions/HeaderAnalysis.h"

namespace unknot {

class IncludeRecord::Callbacks final : public clang::PPCallbacks {
 public:
  explicit Callbacks(IncludeRecord& out) : out_(out), sources_(out.preprocessor_.getSourceManager()) {}

  void LexedFileChanged(clang::FileID file, LexedFileChangeReason, clang::SrcMgr::CharacteristicKind, clang::FileID, clang::SourceLocation) override {
    const auto entry = sources_.getFileEntryRefForID(file);
    file_ = entry ? out_.met(*entry) : kNoFile;
    in_project_ = out_.project_files_.of(file) != UnitFiles::kOutside;
    if (in_project_ && file_ != kNoFile) out_.files_[file_].project = out_.project_files_.of(file);
  }

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, llvm::StringRef spelling, bool angled, clang::CharSourceRange name,
                          clang::OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    IncludeLine line;
    const auto [id, offset] = sources_.getDecomposedExpansionLoc(hash);
    if (const auto from = sources_.getFileEntryRefForID(id)) line.from = out_.met(*from);
    if (file) line.to = out_.met(*file);
    line.offset = offset;
    line.spelled = angled ? ("<" + spelling + ">").str() : ("\"" + spelling + "\"").str();
    line.kept = name.getBegin().isMacroID();
    const auto at = line.kept ? hash : name.getBegin();
    line.line = sources_.getSpellingLineNumber(at);
    line.column = sources_.getSpellingColumnNumber(at);
    out_.lines_.push_back(std::move(line));
  }

  void SourceRangeSkipped(clang::SourceRange range, clang::SourceLocation) override {
    if (!in_project_ || file_ == kNoFile) return;
    const auto [id, begin] = sources_.getDecomposedLoc(range.getBegin());
    const auto end = sources_.getFileOffset(range.getEnd());
    const auto text = sources_.getBufferData(id);
    if (begin >= end || end > text.size()) return;
    // What is never compiled says nothing.
    const auto& language = out_.preprocessor_.getLangOpts();
    clang::Lexer lexer(sources_.getLocForStartOfFile(id), language, text.begin(), text.begin() + begin, text.end());
    clang::Token token;
    for (bool last = false; !last;) {
      last = lexer.LexFromRawLexer(token);
      if (token.is(clang::tok::eof) || sources_.getFileOffset(token.getLocation()) >= end) break;
      if (token.is(clang::tok::raw_identifier)) see(out_.preprocessor_.getIdentifierInfo(token.getRawIdentifier()));
    }
  }

  void MacroDefined(const clang::Token&, const clang::MacroDirective* directive) override {
    if (!in_project_ || file_ == kNoFile) return;
    for (const auto& token : directive->getMacroInfo()->tokens())
      if (const auto* name = token.getIdentifierInfo()) see(name);
  }

 private:
  void see(const clang::IdentifierInfo* name) { out_.files_[file_].unseen.insert(name); }

  IncludeRecord& out_;
  const clang::SourceManager& sources_;
  FileNumber file_ = kNoFile;
  bool in_project_ = false;
};

class IncludeRecord::Comments final : public clang::CommentHandler {
 public:
  explicit Comments(IncludeRecord& out) : out_(out) {}
  bool HandleComment(clang::Preprocessor& preprocessor, clang::SourceRange comment) override {
    const auto& sources = preprocessor.getSourceManager();
    const auto pragma = clang::tooling::parseIWYUPragma(sources.getCharacterData(comment.getBegin()));
    if (!pragma) return false;
    const auto [id, offset] = sources.getDecomposedLoc(comment.getBegin());
    if (const auto entry = sources.getFileEntryRefForID(id))
      out_.pragmas_.push_back({out_.met(*entry), sources.getLineNumber(id, offset), pragma->str()});
    return false;
  }

 private:
  IncludeRecord& out_;
};

IncludeRecord::IncludeRecord(clang::Preprocessor& preprocessor, UnitFiles& files, const std::string& directory)
    : preprocessor_(preprocessor), project_files_(files), directory_(directory), comments_(std::make_unique<Comments>(*this)) {
  preprocessor.addCommentHandler(comments_.get());
}
IncludeRecord::~IncludeRecord() = default;

std::unique_ptr<clang::PPCallbacks> IncludeRecord::callbacks() { return std::make_unique<Callbacks>(*this); }

FileNumber IncludeRecord::met(clang::FileEntryRef entry) {
  const auto [known, fresh] = numbers_.try_emplace(&entry.getFileEntry(), static_cast<FileNumber>(files_.size()));
  if (fresh) {
    files_.push_back({.path = absolute_in(entry.getName(), directory_), .instead = {}, .lines = {}, .unseen = {}});
    entries_.push_back(entry);
  }
  return known->second;
}

FileNumber IncludeRecord::number(clang::FileID id) const {
  const auto* entry = preprocessor_.getSourceManager().getFileEntryForID(id);
  const auto known = numbers_.find(entry);
  return known == numbers_.end() ? kNoFile : known->second;
}

FileNumber IncludeRecord::number(clang::SourceLocation location) const {
  const auto& sources = preprocessor_.getSourceManager();
  return location.isInvalid() ? kNoFile : number(sources.getFileID(sources.getExpansionLoc(location)));
}

void IncludeRecord::finish() {
  // A file that is read again meets its lines again.
  const auto place = [](const IncludeLine& line) { return std::tuple(line.from, line.offset, line.to); };
  std::ranges::sort(lines_, {}, place);
  const auto again = std::ranges::unique(lines_, {}, place);
  lines_.erase(again.begin(), again.end());
  for (std::uint32_t l = 0; l < lines_.size(); ++l)
    if (lines_[l].from != kNoFile) files_[lines_[l].from].lines.push_back(l);
  auto& headers = preprocessor_.getHeaderSearchInfo();
  for (std::size_t f = 0; f < files_.size(); ++f) {
    files_[f].once = headers.isFileMultipleIncludeGuarded(entries_[f]) || headers.hasFileBeenImported(entries_[f]);
    if (files_[f].project != UnitFiles::kOutside)
      files_[f].self_contained = clang::tooling::isSelfContainedHeader(entries_[f], preprocessor_.getSourceManager(), headers);
  }
  read_pragmas();
}

/// https://github.com/include-what-you-use/include-what-you-use/blob/master/docs/IWYUPragmas.md
void IncludeRecord::read_pragmas() {
  std::map<FileNumber, std::vector<const Pragma*>> by_file;
  for (const auto& pragma : pragmas_) by_file[pragma.file].push_back(&pragma);
  for (auto& [number, pragmas] : by_file) {
    MetFile& file = files_[number];
    std::ranges::sort(pragmas, {}, [](const Pragma* pragma) { return std::tie(pragma->line, pragma->text); });
    constexpr std::uint32_t kNone = 0xffffffff;
    std::uint32_t keep_from = kNone, export_from = kNone;
    const auto between = [&](std::uint32_t from, std::uint32_t to, auto&& mark) {
      for (const auto l : file.lines)
        if (lines_[l].line >= from && lines_[l].line <= to) mark(lines_[l]);
    };
    const auto keep = [](IncludeLine& line) { line.kept = true; };
    const auto pass_on = [](IncludeLine& line) { line.kept = line.exported = true; };
    for (const Pragma* pragma : pragmas) {
      llvm::StringRef text = pragma->text;
      if (text.consume_front("begin_keep")) keep_from = pragma->line;
      else if (text.consume_front("begin_exports")) export_from = pragma->line;
      else if (text.consume_front("end_keep")) between(keep_from, pragma->line, keep), keep_from = kNone;
      else if (text.consume_front("end_exports")) between(export_from, pragma->line, pass_on), export_from = kNone;
      else if (text.starts_with("keep") || text.starts_with("associated")) between(pragma->line, pragma->line, keep);
      else if (text.starts_with("export")) between(pragma->line, pragma->line, pass_on);
      else if (text.starts_with("always_keep")) file.always_keep = true;
      else if (text.consume_front("private")) {
        file.is_private = true;
        text.consume_front(",");
        text = text.ltrim();
        if (text.consume_front("include")) {
          text = text.trim();
          file.instead = text.empty() || text.front() == '"' || text.front() == '<' ? text.str() : "\"" + text.str() + "\"";
        }
      }
    }
    if (keep_from != kNone) between(keep_from, kNone, keep);
    if (export_from != kNone) between(export_from, kNone, pass_on);
  }
}

}  // namespace unknot
