// Clang's parser on a unit of one include, with an eye on its errors and on the include stack.
#include "analyzer/extract/cpp/enter.h"

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/extract/cpp/invocation.h"
#include "analyzer/extract/cpp/missing_names.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/cpp/skipped_bodies.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Faults that are told in full, and places of faults.
constexpr std::size_t kMostFaults = 8;
constexpr std::size_t kMostPlaces = 2'000;

constexpr llvm::StringLiteral kWordBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$";

/// An error as it is when it is raised.
struct RawFault {
  clang::SourceLocation at;
  std::string message;
  bool on_purpose = false;
  std::optional<MissingNames> missing;
};

/// An include that gave nothing, since the file that it names was not finished.
struct Refusal {
  clang::SourceLocation at;
  clang::FileEntryRef file;
  bool certain = false;  ///< else only if the file turns out to have a guard
};

/// Where the text of a file goes on to another file.
struct Frame {
  clang::FileID file;
  clang::SourceLocation at;
};

/// All includes that lead to `file`, innermost first.
std::vector<Frame> frames_above(const clang::SourceManager& sources, clang::FileID file) {
  std::vector<Frame> out;
  for (auto at = sources.getIncludeLoc(file); at.isValid(); at = sources.getIncludeLoc(out.back().file)) {
    at = sources.getFileLoc(at);
    out.push_back({sources.getFileID(at), at});
  }
  return out;
}

class IncludeWatcher final : public clang::PPCallbacks {
 public:
  explicit IncludeWatcher(const clang::SourceManager& sources, std::vector<Refusal>& refusals) : sources_(sources), refusals_(refusals) {}

  void FileChanged(clang::SourceLocation at, FileChangeReason reason, clang::SrcMgr::CharacteristicKind, clang::FileID) override {
    if (reason != EnterFile) return;
    const auto file = sources_.getFileID(at);
    const auto entry = sources_.getFileEntryRefForID(file);
    const auto from = sources_.getIncludeLoc(file);
    if (entry && from.isValid()) note(*entry, from, /*certain=*/false);
  }
  void FileSkipped(const clang::FileEntryRef& file, const clang::Token& name, clang::SrcMgr::CharacteristicKind) override {
    note(file, name.getLocation(), /*certain=*/true);
  }

 private:
  void note(clang::FileEntryRef file, clang::SourceLocation from, bool certain) {
    from = sources_.getFileLoc(from);
    const auto is_it = [&](clang::FileID open) {
      const auto entry = sources_.getFileEntryRefForID(open);
      return entry && *entry == file;
    };
    const auto own = sources_.getFileID(from);
    const auto above = frames_above(sources_, own);
    if (is_it(own) || std::ranges::any_of(above, is_it, &Frame::file)) refusals_.push_back({from, file, certain});
  }

  const clang::SourceManager& sources_;
  std::vector<Refusal>& refusals_;
};

class FaultCollector final : public clang::DiagnosticConsumer {
 public:
  explicit FaultCollector(clang::CompilerInstance& compiler) : compiler_(compiler) {}

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error) return;
    llvm::SmallString<128> message;
    info.FormatDiagnostic(message);
    if (!info.hasSourceManager() || info.getLocation().isInvalid()) {
      if (without_place.empty()) without_place = std::string(message);
      return;
    }
    RawFault fault{.at = info.getLocation(), .message = std::string(message), .on_purpose = info.getID() == clang::diag::err_pp_hash_error, .missing = {}};
    if (faults.size() < kMostFaults && compiler_.hasSema()) {
      const auto& sema = compiler_.getSema();
      // The code that asks for an instance needs what is missing in it.
      for (const auto& step : sema.CodeSynthesisContexts)
        if (step.PointOfInstantiation.isValid()) {
          fault.at = step.PointOfInstantiation;
          break;
        }
      fault.missing = missing_names(info, sema);
    }
    if (faults.size() < kMostPlaces) faults.push_back(std::move(fault));
    else cut_short = true;
  }

  std::vector<RawFault> faults;
  std::string without_place;
  bool cut_short = false;

 private:
  clang::CompilerInstance& compiler_;
};

class EnterAction final : public clang::ASTFrontendAction {
 public:
  EnterAction(const EnterRequest& request, const FaultCollector& collected, RecordingFileSystem& files, EnterReply& reply)
      : request_(request), collected_(collected), files_(files), reply_(reply) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<IncludeWatcher>(compiler.getSourceManager(), refusals_));
    return std::make_unique<AtTheEnd>(*this);
  }

 private:
  class AtTheEnd final : public clang::ASTConsumer {
   public:
    explicit AtTheEnd(EnterAction& action) : action_(action) {}
    void HandleTranslationUnit(clang::ASTContext&) override { action_.finish(); }
    bool shouldSkipFunctionBody(clang::Decl* decl) override {
      const clang::FunctionDecl* function = decl->getAsFunction();
      return function != nullptr && body_can_be_skipped(*function) && !action_.asks_for_bodies(function->getLocation());
    }

   private:
    EnterAction& action_;
  };

  bool asks_for_bodies(clang::SourceLocation at) {
    const auto& sources = getCompilerInstance().getSourceManager();
    const auto id = sources.getFileID(sources.getFileLoc(at));
    const auto [known, fresh] = asked_.try_emplace(id, false);
    if (const auto file = sources.getFileEntryRefForID(id); fresh && file) {
      llvm::SmallString<256> real;
      known->second = !files_.getRealPath(file->getName(), real) && std::ranges::find(request_.bodies, std::string_view(real)) != request_.bodies.end();
    }
    return known->second;
  }

  void finish() {
    auto& compiler = getCompilerInstance();
    sources_ = &compiler.getSourceManager();
    const auto& search = compiler.getPreprocessor().getHeaderSearchInfo();
    std::erase_if(refusals_, [&](const Refusal& refusal) { return !refusal.certain && !search.isFileMultipleIncludeGuarded(refusal.file); });
    for (const auto& fault : collected_.faults) {
      const auto at = sources_->getFileLoc(fault.at);
      const auto place = place_of(at);
      if (!place) continue;
      reply_.fault_places.push_back(*place);
      if (reply_.faults.size() < kMostFaults) add_fault(fault, at, *place);
    }
    sort_unique(reply_.fault_places);
    // Behind a fatal error (a header that is not there) Clang is silent.
    reply_.cut_short = collected_.cut_short || compiler.getDiagnostics().hasFatalErrorOccurred();
    for (unsigned i = 1; i < sources_->local_sloc_entry_size(); ++i) {
      const auto& entry = sources_->getLocalSLocEntry(i);
      if (!entry.isFile()) continue;
      if (const auto file = entry.getFile().getContentCache().OrigEntry) reply_.entered.push_back(path(*file));
    }
    sort_unique(reply_.entered);
    reply_.ok = true;
  }

  void add_fault(const RawFault& raw, clang::SourceLocation at, const TextPlace& place) {
    EnterFault fault{.message = raw.message, .on_purpose = raw.on_purpose, .at = place, .stack = {}, .name = {}, .declared = {}, .forward = {}, .guard = {}};
    auto frames = frames_above(*sources_, sources_->getFileID(at));
    const auto is_hidden = [&](const Frame& frame) {
      return !sources_->getFileEntryRefForID(frame.file) || (!request_.text.empty() && frame.file == sources_->getMainFileID());
    };
    std::erase_if(frames, is_hidden);
    std::ranges::reverse(frames);
    for (const auto& frame : frames) fault.stack.push_back(place_of(frame.at).value_or(TextPlace{}));
    if (raw.missing) find_late(raw, at, frames, fault);
    reply_.faults.push_back(std::move(fault));
  }

  /// The innermost file of the stack that declares something of what is missing, behind the line where it was left.
  void find_late(const RawFault& raw, clang::SourceLocation at, const std::vector<Frame>& frames, EnterFault& fault) {
    const auto late = [&](const std::string& name, clang::SourceLocation declared, std::size_t f) {
      fault.late = true;
      fault.name = name;
      fault.left = static_cast<std::uint32_t>(f);
      fault.declared = *place_of(declared);
      add_guard(at, frames, f, fault);
    };
    const auto found = declarations_of(*raw.missing, qualified_name_at(at));
    for (std::size_t f = frames.size(); f-- > 0;)
      for (const auto* decl : found)
        for (const auto* again : decl->redecls()) {
          const auto declared = sources_->getFileLoc(again->getLocation());
          // A type that is not complete has been declared: it is its definition that is missing.
          const auto* whole = llvm::dyn_cast<clang::ClassTemplateDecl>(again);
          const auto* tag = whole != nullptr ? whole->getTemplatedDecl() : llvm::dyn_cast<clang::TagDecl>(again);
          const bool is_known = tag != nullptr && !tag->isThisDeclarationADefinition() &&
                                std::ranges::any_of(raw.missing->incomplete, [&](const auto* known) { return known->getCanonicalDecl() == tag->getCanonicalDecl(); });
          if (is_known || !is_behind(declared, frames[f]) || !place_of(declared)) continue;
          late(decl->getQualifiedNameAsString(), declared, f);
          fault.forward = forward_declaration(*decl);
          return;
        }
    const auto& preprocessor = getCompilerInstance().getPreprocessor();
    const auto words = words_before(at);
    for (std::size_t f = frames.size(); f-- > 0;)
      for (const auto* word : words)
        for (const auto* change = preprocessor.getLocalMacroDirectiveHistory(word); change != nullptr; change = change->getPrevious()) {
          const auto declared = sources_->getFileLoc(change->getLocation());
          if (!llvm::isa<clang::DefMacroDirective>(change) || !is_behind(declared, frames[f]) || !place_of(declared)) continue;
          return late(word->getName().str(), declared, f);
        }
  }

  bool is_behind(clang::SourceLocation declared, const Frame& frame) const {
    return declared.isValid() && sources_->getFileID(declared) == frame.file && sources_->getFileOffset(declared) > sources_->getFileOffset(frame.at);
  }

  /// Of the includes that gave nothing, since a file of the stack was not finished: the last of those that say most about the fault.
  /// First those since file `f` was left, then those in the text that needs the name, then those of `f` itself.
  void add_guard(clang::SourceLocation at, const std::vector<Frame>& frames, std::size_t f, EnterFault& fault) {
    const auto left = sources_->getFileEntryRefForID(frames[f].file);
    int best = -1;
    for (const auto& refusal : refusals_) {
      if (!sources_->isBeforeInTranslationUnit(refusal.at, at)) continue;
      const auto is_open = [&](const Frame& frame) {
        const auto entry = sources_->getFileEntryRefForID(frame.file);
        return entry && *entry == refusal.file;
      };
      const auto place = place_of(refusal.at);
      if (!place || std::ranges::none_of(frames, is_open)) continue;
      const int worth = (refusal.file == *left ? 1 : 0) + (sources_->getFileID(refusal.at) == sources_->getFileID(at) ? 2 : 0) +
                        (sources_->isBeforeInTranslationUnit(frames[f].at, refusal.at) ? 4 : 0);
      if (worth < best) continue;
      best = worth;
      fault.guard = *place;
      fault.guarded = path(refusal.file);
    }
  }

  /// The name "a::b" around a place.
  QualifiedName qualified_name_at(clang::SourceLocation at) const {
    auto& preprocessor = getCompilerInstance().getPreprocessor();
    const auto [file, offset] = sources_->getDecomposedLoc(at);
    const llvm::StringRef text = sources_->getBufferData(file);
    QualifiedName out;
    for (auto before = text.take_front(offset).rtrim(); before.consume_back("::");) {
      before = before.rtrim();
      const auto word = before.take_back(before.size() - (before.find_last_not_of(kWordBytes) + 1));
      if (word.empty()) break;
      out.parts.insert(out.parts.begin(), clang::DeclarationName(preprocessor.getIdentifierInfo(word)));
      before = before.drop_back(word.size()).rtrim();
    }
    out.at = out.parts.size();
    clang::Lexer lexer(sources_->getLocForStartOfFile(file), preprocessor.getLangOpts(), text.begin(), text.begin() + offset, text.end());
    clang::Token token;
    do {
      lexer.LexFromRawLexer(token);
      if (token.isNot(clang::tok::raw_identifier)) break;
      out.parts.emplace_back(preprocessor.getIdentifierInfo(token.getRawIdentifier()));
      lexer.LexFromRawLexer(token);
    } while (token.is(clang::tok::coloncolon));
    return out;
  }

  /// The identifiers of the line of a fault and of the one before it: an unknown macro may be noticed only behind its line.
  std::vector<const clang::IdentifierInfo*> words_before(clang::SourceLocation at) const {
    auto& preprocessor = getCompilerInstance().getPreprocessor();
    const auto [file, offset] = sources_->getDecomposedLoc(at);
    const llvm::StringRef text = sources_->getBufferData(file);
    std::vector<const clang::IdentifierInfo*> out;
    auto begin = offset;
    const auto line_start = [&](unsigned from) {
      while (from > 0 && text[from - 1] != '\n') --from;
      return from;
    };
    begin = line_start(begin);
    const unsigned own_line = begin;
    if (begin > 0) begin = line_start(begin - 1);
    const auto before = text.slice(begin, own_line).ltrim();
    if (before.starts_with("#")) begin = own_line;
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    clang::Lexer lexer(sources_->getLocForStartOfFile(file), preprocessor.getLangOpts(), text.begin(), text.begin() + begin, text.end());
    clang::Token token;
    while (true) {
      const bool last = lexer.LexFromRawLexer(token);
      if (token.is(clang::tok::eof) || sources_->getFileOffset(token.getLocation()) >= end) return out;
      if (token.is(clang::tok::raw_identifier)) out.push_back(preprocessor.getIdentifierInfo(token.getRawIdentifier()));
      if (last) return out;
    }
  }

  std::uint32_t path(clang::FileEntryRef file) {
    const auto [found, fresh] = ids_.try_emplace(file.getName().str(), static_cast<std::uint32_t>(reply_.paths.size()));
    if (fresh) {
      const std::string name = absolute_in(file.getName(), request_.unit.directory);
      reply_.paths.push_back(files_.fold_case ? files_.on_disk(name) : name);
    }
    return found->second;
  }
  /// `at`: in a file. Nothing where that is none (a macro of the command line).
  std::optional<TextPlace> place_of(clang::SourceLocation at) {
    const auto [file, offset] = sources_->getDecomposedLoc(at);
    const auto entry = sources_->getFileEntryRefForID(file);
    if (!entry) return std::nullopt;
    return TextPlace{path(*entry), sources_->getLineNumber(file, offset), sources_->getColumnNumber(file, offset)};
  }

  const EnterRequest& request_;
  const FaultCollector& collected_;
  RecordingFileSystem& files_;
  EnterReply& reply_;
  const clang::SourceManager* sources_ = nullptr;
  std::vector<Refusal> refusals_;
  std::map<std::string, std::uint32_t> ids_;
  std::map<clang::FileID, bool> asked_;  ///< whether a file's bodies are asked for
};

/// The text with one line of it blank, so that all others keep their numbers.
std::string without_line(llvm::StringRef text, std::uint32_t line) {
  std::string out;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    out += number == line ? llvm::StringRef("\n") : text.take_front(end);
    text = text.drop_front(end);
  }
  return out;
}

}  // namespace

EnterReply enter(const EnterRequest& request, RecordingFileSystem& files) {
  EnterReply reply;
  const PreprocessRequest& unit = request.unit;
  files.setCurrentWorkingDirectory(unit.directory);
  FirstError not_understood;
  auto command = make_invocation(unit.flags, unit.file, &files, not_understood);
  if (command == nullptr) {
    reply.message = not_understood.text.empty() ? "the command is not understood" : not_understood.text;
    return reply;
  }
  auto& options = command->getPreprocessorOpts();
  if (!unit.predefined.empty()) predefine(unit.predefined, options);
  command->getDiagnosticOpts().IgnoreWarnings = true;
  command->getDiagnosticOpts().ErrorLimit = 0;
  command->getFrontendOpts().SkipFunctionBodies = !request.bodies.empty();
  command->getLangOpts().SpellChecking = false;  // a name that was guessed would hide the one that is missing
  if (!request.text.empty()) options.addRemappedFile(unit.file, llvm::MemoryBuffer::getMemBufferCopy(request.text, unit.file).release());
  if (!request.without_file.empty())
    if (const auto text = files.getBufferForFile(request.without_file))
      options.addRemappedFile(request.without_file,
                              llvm::MemoryBuffer::getMemBufferCopy(without_line((*text)->getBuffer(), request.without_line), request.without_file).release());
  files.fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  {
    clang::CompilerInstance compiler(std::move(command));
    FaultCollector faults(compiler);
    compiler.setVirtualFileSystem(&files);
    compiler.createDiagnostics(&faults, /*ShouldOwnClient=*/false);
    EnterAction action(request, faults, files, reply);
    compiler.ExecuteAction(action);
    if (!reply.ok || !faults.without_place.empty()) {
      reply.ok = false;
      reply.message = faults.without_place.empty() ? "it was not read to its end" : faults.without_place;
    }
  }
  files.fold_case = false;
  reply.read = drain(files.read);
  reply.missing = drain(files.missing);
  return reply;
}

}  // namespace unknot
