// Clang's tree => definitions in a file => what of their text goes, and the text that stands elsewhere in its place.
#include "analyzer/extract/cpp/bodies.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "analyzer/extract/cpp/invocation.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/QualTypeNames.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"

namespace unknot {
namespace {

/// A token by its place in the file's text.
struct Piece {
  std::size_t begin = 0, end = 0;
  std::string_view text;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Of these a definition outside of its class says nothing.
bool stays_with_declaration(std::string_view word) {
  return word == "virtual" || word == "static" || word == "explicit" || word == "inline" || word == "friend" ||
         word == "extern" || word == "__inline" || word == "__inline__";
}

/// Does the return type name, without qualification, something that is only found inside of a class?
class ClassScopedName : public clang::RecursiveASTVisitor<ClassScopedName> {
 public:
  bool found = false;
  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc loc) { return judge(loc.getDecl(), loc.getQualifierLoc()); }
  bool VisitTagTypeLoc(clang::TagTypeLoc loc) { return judge(loc.getDecl(), loc.getQualifierLoc()); }

 private:
  bool judge(const clang::NamedDecl* decl, clang::NestedNameSpecifierLoc qualifier) {
    if (decl != nullptr && !qualifier && llvm::isa<clang::CXXRecordDecl>(decl->getDeclContext())) found = true;
    return true;
  }
};

class BodyFinder : public clang::RecursiveASTVisitor<BodyFinder> {
 public:
  BodyFinder(clang::CompilerInstance& compiler, clang::FileID file, const BodiesRequest& request, BodiesReply& reply)
      : compiler_(compiler),
        sources_(compiler.getSourceManager()),
        file_(file),
        text_(sources_.getBufferData(file)),
        request_(request),
        reply_(reply) {}

  bool TraverseFunctionDecl(clang::FunctionDecl* f) { return take(f) || true; }
  bool TraverseCXXMethodDecl(clang::CXXMethodDecl* f) { return take(f) || true; }
  bool TraverseCXXConstructorDecl(clang::CXXConstructorDecl* f) { return take(f) || true; }
  bool TraverseCXXDestructorDecl(clang::CXXDestructorDecl* f) { return take(f) || true; }
  bool TraverseCXXConversionDecl(clang::CXXConversionDecl* f) { return take(f) || true; }

 private:
  std::size_t offset(clang::SourceLocation at) const { return sources_.getFileOffset(at); }
  bool is_here(clang::SourceLocation at) const { return at.isFileID() && sources_.getFileID(at) == file_; }
  TextPosition position(std::size_t at) const {
    return {sources_.getLineNumber(file_, static_cast<unsigned>(at)), sources_.getColumnNumber(file_, static_cast<unsigned>(at))};
  }

  bool take(clang::FunctionDecl* f) {
    if (!f->isThisDeclarationADefinition() || f->isImplicit() || !f->hasBody() || f->isDefaulted() || f->isDeleted())
      return false;
    const auto where = sources_.getFileLoc(f->getLocation());
    if (sources_.getFileID(where) != file_) return false;
    const auto range = sources_.getExpansionRange(f->getSourceRange());
    const auto begin = position(offset(range.getBegin()));
    const auto last = sources_.getFileLoc(range.getEnd());
    const auto end = position(sources_.getFileID(last) == file_ ? offset(last) + 1 : offset(where));
    if (std::ranges::none_of(request_.at, [&](const TextPosition& at) { return begin <= at && at < end; })) return false;
    OutOfLine out{.name = f->getQualifiedNameAsString(),
                  .begin = begin,
                  .end = end,
                  .why_not = why_not(*f),
                  .changes = {},
                  .text = {},
                  .namespaces = {}};
    if (out.why_not.empty()) move(*f, out);
    reply_.bodies.push_back(std::move(out));
    return true;
  }

  std::string why_not(const clang::FunctionDecl& f) const {
    if (f.isTemplated()) return "is a template or stands in one";
    if (f.isConstexpr()) return "is constexpr";
    if (f.getReturnType()->getContainedDeducedType() != nullptr) return "has a deduced return type";
    if (f.getFriendObjectKind() != clang::Decl::FOK_None && f.getLexicalDeclContext()->isRecord())
      return "is a friend defined in a class";
    if (!f.hasExternalFormalLinkage()) return "is known in one file only";
    if (f.hasAttr<clang::AlwaysInlineAttr>() || f.hasAttr<clang::GNUInlineAttr>()) return "has to be inlined";
    if (f.isMain()) return "is main";
    const auto type = f.getFunctionTypeLoc();
    const clang::Stmt* body = f.getBody();
    if (!type || !is_here(f.getBeginLoc()) || !is_here(f.getNameInfo().getBeginLoc()) || !is_here(type.getRParenLoc()) ||
        !is_here(body->getBeginLoc()) || !is_here(body->getEndLoc()))
      return "is made by a macro";
    for (const auto* around = f.getDeclContext(); around != nullptr; around = around->getParent())
      if (around->isFunctionOrMethod()) return "is local to a function";
    const auto text = text_.substr(offset(f.getBeginLoc()), offset(body->getEndLoc()) - offset(f.getBeginLoc()));
    for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
      std::size_t before = at;
      while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t')) --before;
      if (before == 0 || text[before - 1] == '\n') return "holds preprocessor directives";
    }
    return {};
  }

  std::vector<Piece> pieces(std::size_t begin, std::size_t end) const {
    std::vector<Piece> out;
    const auto start = sources_.getLocForStartOfFile(file_);
    clang::Lexer lexer(start, compiler_.getLangOpts(), text_.data(), text_.data() + begin, text_.data() + text_.size());
    clang::Token token;
    while (true) {
      lexer.LexFromRawLexer(token);
      if (token.is(clang::tok::eof)) return out;
      const std::size_t at = offset(token.getLocation());
      if (at >= end) return out;
      out.push_back({at, at + token.getLength(), text_.substr(at, token.getLength())});
    }
  }
  /// The piece behind the bracket that closes the one at `i`.
  static std::size_t behind(const std::vector<Piece>& in, std::size_t i) {
    int depth = 0;
    for (; i < in.size(); ++i) {
      const auto text = in[i].text;
      if (text == "(" || text == "[" || text == "{") ++depth;
      if ((text == ")" || text == "]" || text == "}") && --depth <= 0) return i + 1;
    }
    return i;
  }
  std::string between(std::size_t begin, std::size_t end) const { return std::string(text_.substr(begin, end - begin)); }
  void remove_word(const Piece& word, OutOfLine& out) const {
    std::size_t end = word.end;
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t')) ++end;
    out.changes.push_back({position(word.begin), position(end), ""});
  }

  /// What stands before the name, but for words that stay with the declaration, attributes and macros for these.
  std::string head(const clang::FunctionDecl& f, std::size_t begin, std::size_t end) const {
    std::string out;
    const auto all = pieces(begin, end);
    for (std::size_t i = 0; i < all.size();) {
      const auto word = all[i].text;
      if (stays_with_declaration(word)) {
        ++i;
        if (word == "explicit" && i < all.size() && all[i].text == "(") i = behind(all, i);
        continue;
      }
      if (word == "[" && i + 1 < all.size() && all[i + 1].text == "[") {
        i = behind(all, i);
        continue;
      }
      if (word == "__attribute__" || word == "__declspec" || is_attribute_macro(word)) {
        ++i;
        if (i < all.size() && all[i].text == "(") i = behind(all, i);
        continue;
      }
      const std::size_t next = i + 1 < all.size() ? all[i + 1].begin : end;
      out += between(all[i].begin, next);
      ++i;
    }
    if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(f)) return {};
    ClassScopedName scoped;
    if (const auto type = f.getFunctionTypeLoc()) scoped.TraverseTypeLoc(type.getReturnLoc());
    if (!scoped.found || f.getQualifier()) return out;
    clang::PrintingPolicy policy(compiler_.getLangOpts());
    policy.SuppressTagKeyword = compiler_.getLangOpts().CPlusPlus;
    std::string type =
        clang::TypeName::getFullyQualifiedName(f.getReturnType(), f.getASTContext(), policy, /*WithGlobalNsPrefix=*/false);
    if (!type.ends_with('*') && !type.ends_with('&')) type += ' ';
    return type;
  }
  /// Does the word expand to nothing, or only to attributes?
  bool is_attribute_macro(std::string_view word) const {
    const auto* identifier = compiler_.getPreprocessor().getIdentifierInfo(word);
    const auto* macro = identifier == nullptr ? nullptr : compiler_.getPreprocessor().getMacroInfo(identifier);
    if (macro == nullptr) return false;
    if (macro->tokens_empty()) return true;
    const auto first = macro->tokens().front();
    return first.is(clang::tok::kw___attribute) || first.is(clang::tok::kw___declspec) || first.is(clang::tok::l_square);
  }

  /// The parameters without their default arguments.
  std::string parameters(const clang::FunctionDecl& f, std::size_t begin, std::size_t end) const {
    std::vector<std::pair<std::size_t, std::size_t>> gone;
    for (const auto* parameter : f.parameters()) {
      if (!parameter->hasDefaultArg()) continue;
      const auto range = sources_.getExpansionRange(parameter->getDefaultArgRange());
      std::size_t from = offset(range.getBegin());
      const std::size_t to = offset(clang::Lexer::getLocForEndOfToken(range.getEnd(), 0, sources_, compiler_.getLangOpts()));
      while (from > begin && text_[from - 1] != '=') --from;
      if (from == begin) continue;
      --from;
      while (from > begin && is_blank(text_[from - 1])) --from;
      gone.emplace_back(from, to);
    }
    std::string out;
    for (const auto& [from, to] : gone) {
      out += between(begin, from);
      begin = to;
    }
    return out + between(begin, end);
  }

  /// What stands between the parameters and the body, but for what only the declaration says.
  std::string tail(const std::vector<Piece>& all, std::size_t stop) const {
    std::string out;
    for (std::size_t i = 0; i < stop;) {
      const auto word = all[i].text;
      const bool call = i + 1 < stop && all[i + 1].text == "(";
      const auto* identifier = compiler_.getPreprocessor().getIdentifierInfo(word);
      const auto* macro = identifier == nullptr ? nullptr : compiler_.getPreprocessor().getMacroInfo(identifier);
      const bool of_type = macro != nullptr && std::ranges::any_of(macro->tokens(), [](const clang::Token& token) {
                             return token.isOneOf(clang::tok::kw_noexcept, clang::tok::kw_throw, clang::tok::kw_const);
                           });
      if (word == "override" || word == "final" || word == "__attribute__" || (macro != nullptr && !of_type)) {
        i = call ? behind(all, i + 1) : i + 1;
        continue;
      }
      if (out.empty()) out = " ";
      const std::size_t end = i + 1 < stop ? all[i + 1].begin : all[i].end;
      out += between(all[i].begin, end);
      ++i;
    }
    while (!out.empty() && is_blank(out.back())) out.pop_back();
    return out;
  }

  std::string class_qualifier(const clang::FunctionDecl& f) const {
    std::string out;
    if (f.getQualifier()) return out;
    for (const auto* around = f.getDeclContext(); around != nullptr && around->isRecord(); around = around->getParent())
      out = llvm::cast<clang::RecordDecl>(around)->getNameAsString() + "::" + out;
    return out;
  }
  /// As spelled, so that a name that a macro gives stays one.
  std::vector<std::string> namespaces(const clang::FunctionDecl& f) const {
    std::vector<std::string> out;
    for (const auto* around = f.getLexicalDeclContext(); around != nullptr; around = around->getLexicalParent()) {
      const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(around);
      if (space == nullptr) continue;
      std::string name = space->getNameAsString();
      if (space->getBeginLoc().isFileID()) {
        const auto spelled = sources_.getExpansionLoc(space->getLocation());
        name =
            clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(spelled), sources_, compiler_.getLangOpts()).str();
      }
      out.insert(out.begin(), (space->isInline() ? "inline " : "") + name);
    }
    return out;
  }

  /// The lines of a body that stood deeper, moved to the left.
  static std::string moved_left(std::string text, std::size_t by) {
    if (text.find("R\"") != std::string::npos) return text;  // it may hold lines that are data
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      if (at != 0)
        for (std::size_t n = 0; n < by && at < end && (text[at] == ' ' || text[at] == '\t'); ++n) ++at;
      out += text.substr(at, end - at);
      at = end;
    }
    return out;
  }

  void move(const clang::FunctionDecl& f, OutOfLine& out) const {
    const clang::Stmt* body = f.getBody();
    std::size_t begin = offset(f.getBeginLoc());
    const std::size_t name = offset(f.getQualifierLoc() ? f.getQualifierLoc().getBeginLoc() : f.getNameInfo().getBeginLoc());
    const std::size_t behind_parameters = offset(f.getFunctionTypeLoc().getRParenLoc()) + 1;
    std::size_t cut = offset(body->getBeginLoc());
    const std::size_t end = offset(body->getEndLoc()) + 1;
    const auto between_them = pieces(behind_parameters, end);
    std::size_t stop = 0;
    while (stop < between_them.size() && between_them[stop].begin < cut) {
      if (between_them[stop].text == "(") {
        stop = behind(between_them, stop);
        continue;
      }
      if (between_them[stop].text == ":") cut = between_them[stop].begin;
      else ++stop;
    }
    const std::size_t line = text_.rfind('\n', begin) == std::string_view::npos ? 0 : text_.rfind('\n', begin) + 1;
    std::size_t indent = 0;
    while (line + indent < begin && (text_[line + indent] == ' ' || text_[line + indent] == '\t')) ++indent;

    out.namespaces = namespaces(f);
    out.text = head(f, begin, name) + class_qualifier(f) + parameters(f, name, behind_parameters) + tail(between_them, stop) +
               " " + moved_left(between(cut, end), indent);
    if (f.isOutOfLine() && f.getLexicalDeclContext()->isFileContext() && f.getPreviousDecl() != nullptr) {
      const auto* declared = f.getCanonicalDecl();
      if (declared->isInlineSpecified()) {
        if (!is_here(declared->getBeginLoc())) {
          out.why_not = "is declared inline in another file";
          return;
        }
        for (const auto& word : pieces(offset(declared->getBeginLoc()), offset(declared->getLocation())))
          if (word.text == "inline") remove_word(word, out);
      }
      out.changes.push_back({position(begin), position(end), ""});
      out.whole = true;
      return;
    }
    for (const auto& word : pieces(begin, name))
      if (word.text == "inline" || word.text == "__inline" || word.text == "__inline__") remove_word(word, out);
    while (cut > behind_parameters && is_blank(text_[cut - 1])) --cut;
    std::size_t next = end;
    while (next < text_.size() && is_blank(text_[next])) ++next;
    const bool has_semicolon = next < text_.size() && text_[next] == ';';
    out.changes.push_back({position(cut), position(end), has_semicolon ? "" : ";"});
  }

  clang::CompilerInstance& compiler_;
  clang::SourceManager& sources_;
  clang::FileID file_;
  std::string_view text_;
  const BodiesRequest& request_;
  BodiesReply& reply_;
};

class BodiesConsumer final : public clang::ASTConsumer {
 public:
  BodiesConsumer(clang::CompilerInstance& compiler, const BodiesRequest& request, BodiesReply& reply)
      : compiler_(compiler), request_(request), reply_(reply) {}
  void HandleTranslationUnit(clang::ASTContext& context) override {
    const auto file = compiler_.getFileManager().getOptionalFileRef(request_.file);
    if (!file) return;
    const auto id = context.getSourceManager().translateFile(*file);
    if (id.isInvalid()) return;
    reply_.ok = true;
    BodyFinder(compiler_, id, request_, reply_).TraverseDecl(context.getTranslationUnitDecl());
  }

 private:
  clang::CompilerInstance& compiler_;
  const BodiesRequest& request_;
  BodiesReply& reply_;
};

class BodiesAction final : public clang::ASTFrontendAction {
 public:
  BodiesAction(const BodiesRequest& request, BodiesReply& reply) : request_(request), reply_(reply) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    return std::make_unique<BodiesConsumer>(compiler, request_, reply_);
  }

 private:
  const BodiesRequest& request_;
  BodiesReply& reply_;
};

}  // namespace

BodiesReply find_bodies(const BodiesRequest& request, RecordingFileSystem& files) {
  BodiesReply reply;
  const PreprocessRequest& unit = request.unit;
  files.setCurrentWorkingDirectory(unit.directory);
  FirstError problem;
  auto command = make_parse(unit, &files, problem);
  if (command == nullptr) return reply;
  files.fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  BodiesAction action(request, reply);
  {
    clang::CompilerInstance compiler(std::move(command));
    compiler.setVirtualFileSystem(&files);
    compiler.createDiagnostics(&problem, /*ShouldOwnClient=*/false);
    compiler.ExecuteAction(action);
  }
  files.fold_case = false;
  return reply;
}

}  // namespace unknot
