// A first walk over the syntax tree: declarations and plain references.
#include "analyzer/extract/cpp/uses.h"

#include <algorithm>
#include <map>

#include "analyzer/extract/cpp/invocation.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/PPCallbacks.h"
#include "graph/sort_unique.h"

namespace unknot {

class UseCollector::Files {
 public:
  Files(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
      : compiler(compiler), roots(roots), directory(directory) {}

  /// nullptr: not of the project.
  FileAst* of(clang::SourceLocation at) {
    if (at.isInvalid()) return nullptr;
    auto& sources = compiler.getSourceManager();
    const auto id = sources.getFileID(sources.getFileLoc(at));
    const auto [known, fresh] = by_id.try_emplace(id, nullptr);
    if (!fresh) return known->second;
    const auto file = sources.getFileEntryRefForID(id);
    if (!file) return nullptr;
    const std::string path = absolute_in(file->getName(), directory);
    llvm::SmallString<256> real;
    compiler.getFileManager().getVirtualFileSystem().getRealPath(path, real);
    for (const auto& root : roots)
      if (llvm::StringRef(real).starts_with(root + "/")) return by_id[id] = &asts[path];
    return nullptr;
  }

  clang::CompilerInstance& compiler;
  const std::vector<std::string>& roots;
  const std::string& directory;
  std::map<clang::FileID, FileAst*> by_id;
  std::map<std::string, FileAst> asts;
};

class UseCollector::Walk : public clang::RecursiveASTVisitor<Walk> {
 public:
  explicit Walk(Files& files) : files_(files), sources_(files.compiler.getSourceManager()) {}

  bool VisitNamedDecl(clang::NamedDecl* decl) {
    FileAst* file = files_.of(decl->getLocation());
    if (file == nullptr || decl->getParentFunctionOrMethod() != nullptr || !decl->getDeclName()) return true;
    SymbolFact symbol;
    symbol.usr = usr(decl), symbol.name = decl->getQualifiedNameAsString();
    if (symbol.usr.empty()) return true;
    if (const auto* tag = llvm::dyn_cast<clang::TagDecl>(decl)) symbol.definition = tag->isThisDeclarationADefinition();
    else if (llvm::isa<clang::FunctionDecl>(decl)) symbol.kind = SymbolKind::function, symbol.definition = llvm::cast<clang::FunctionDecl>(decl)->isThisDeclarationADefinition();
    else if (llvm::isa<clang::VarDecl, clang::FieldDecl>(decl)) symbol.kind = SymbolKind::variable;
    else return true;
    const auto place = sources_.getPresumedLoc(sources_.getFileLoc(decl->getLocation()), false);
    symbol.line = place.getLine(), symbol.column = place.getColumn();
    file->symbols.push_back(std::move(symbol));
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* use) { return add(use->getLocation(), use->getDecl(), Strength::refer); }
  bool VisitMemberExpr(clang::MemberExpr* use) { return add(use->getMemberLoc(), use->getMemberDecl(), Strength::complete); }
  bool VisitTagTypeLoc(clang::TagTypeLoc use) { return add(use.getNameLoc(), use.getDecl(), Strength::name_only); }

 private:
  bool add(clang::SourceLocation at, const clang::NamedDecl* decl, Strength strength) {
    FileAst* file = files_.of(at);
    if (file == nullptr || decl->getParentFunctionOrMethod() != nullptr) return true;
    const std::string name = usr(decl);
    if (name.empty()) return true;
    const auto place = sources_.getPresumedLoc(sources_.getFileLoc(at), false);
    file->used.push_back({.usr = name, .name = decl->getQualifiedNameAsString(), .kind = SymbolKind::class_, .outside = {}});
    file->uses.push_back({.symbol = static_cast<std::uint32_t>(file->used.size() - 1), .strength = strength, .at = {{place.getLine(), place.getColumn()}}});
    return true;
  }
  static std::string usr(const clang::Decl* decl) {
    llvm::SmallString<128> out;
    return clang::index::generateUSRForDecl(decl, out) ? std::string() : std::string(out);
  }

  Files& files_;
  clang::SourceManager& sources_;
};

UseCollector::UseCollector(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
    : files_(std::make_unique<Files>(compiler, roots, directory)) {}
UseCollector::~UseCollector() = default;

std::unique_ptr<clang::PPCallbacks> UseCollector::callbacks() { return std::make_unique<clang::PPCallbacks>(); }

std::vector<FileUses> UseCollector::collect() {
  auto& context = files_->compiler.getASTContext();
  Walk walk(*files_);
  for (auto* decl : context.getTranslationUnitDecl()->decls())
    if (files_->of(decl->getLocation()) != nullptr || llvm::isa<clang::LinkageSpecDecl>(decl)) walk.TraverseDecl(decl);
  std::vector<FileUses> out;
  for (auto& [path, ast] : files_->asts) {
    sort_unique(ast.symbols);
    std::vector<UsedSymbol> used = ast.used;
    sort_unique(used);
    for (auto& use : ast.uses)
      use.symbol = static_cast<std::uint32_t>(std::ranges::lower_bound(used, ast.used[use.symbol]) - used.begin());
    ast.used = std::move(used);
    sort_unique(ast.uses);
    out.push_back({path, std::move(ast)});
  }
  return out;
}

}  // namespace unknot
