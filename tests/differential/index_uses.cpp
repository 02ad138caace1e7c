// Prints what Clang's own index says of one unit: index_uses ROOT DIRECTORY FILE COMPILER [FLAGS...]
// A line for each reference in a file below ROOT to a declaration or macro of another one below it, tabs between:
// file, line, column, USR, name, kind, file of the declaration.
#include <cstdio>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "clang/AST/ASTContext.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Index/IndexDataConsumer.h"
#include "clang/Index/IndexSymbol.h"
#include "clang/Index/IndexingAction.h"
#include "clang/Index/IndexingOptions.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/Support/FileSystem.h"

namespace {

class Printer final : public clang::index::IndexDataConsumer {
 public:
  explicit Printer(std::string root) : root_(std::move(root)) {}
  void initialize(clang::ASTContext& context) override { context_ = &context; }

  bool handleDeclOccurrence(const clang::Decl* decl, clang::index::SymbolRoleSet roles, llvm::ArrayRef<clang::index::SymbolRelation>,
                            clang::SourceLocation at, ASTNodeInfo) override {
    using clang::index::SymbolRole;
    if ((roles & static_cast<unsigned>(SymbolRole::Reference)) == 0) return true;
    llvm::SmallString<128> usr;
    const auto* named = llvm::dyn_cast<clang::NamedDecl>(decl);
    if (named == nullptr || clang::index::generateUSRForDecl(decl, usr)) return true;
    bool own = false;
    const std::string user = file(at);
    for (const auto* each : decl->redecls()) own = own || file(each->getLocation()) == user;
    if (own) return true;
    std::string kind = clang::index::getSymbolKindString(clang::index::getSymbolInfo(decl).Kind).str();
    if ((roles & static_cast<unsigned>(SymbolRole::Implicit)) != 0) kind += " implicit";
    print(at, usr, named->getQualifiedNameAsString(), kind, decl->getLocation());
    return true;
  }
  bool handleMacroOccurrence(const clang::IdentifierInfo* name, const clang::MacroInfo* macro, clang::index::SymbolRoleSet roles,
                             clang::SourceLocation at) override {
    if ((roles & static_cast<unsigned>(clang::index::SymbolRole::Reference)) == 0 || context_ == nullptr) return true;
    if (file(at) != file(macro->getDefinitionLoc())) print(at, "macro", name->getName().str(), "macro", macro->getDefinitionLoc());
    return true;
  }

 private:
  std::string file(clang::SourceLocation at) const {
    const auto& sources = context_->getSourceManager();
    const auto entry = sources.getFileEntryRefForID(sources.getFileID(sources.getFileLoc(at)));
    if (!entry) return {};
    llvm::SmallString<256> real;
    if (llvm::sys::fs::real_path(entry->getName(), real)) return {};
    return llvm::StringRef(real).starts_with(root_ + "/") ? real.substr(root_.size() + 1).str() : std::string();
  }
  void print(clang::SourceLocation at, llvm::StringRef usr, const std::string& name, const std::string& kind, clang::SourceLocation declared) {
    const std::string user = file(at), of = file(declared);
    if (user.empty() || of.empty()) return;
    const auto& sources = context_->getSourceManager();
    const auto place = sources.getFileLoc(at);
    const unsigned line = sources.getSpellingLineNumber(place), column = sources.getSpellingColumnNumber(place);
    if (printed_.emplace(user, line, column, usr.str()).second)
      std::printf("%s\t%u\t%u\t%s\t%s\t%s\t%s\n", user.c_str(), line, column, usr.str().c_str(), name.c_str(), kind.c_str(), of.c_str());
  }

  std::string root_;
  clang::ASTContext* context_ = nullptr;
  std::set<std::tuple<std::string, unsigned, unsigned, std::string>> printed_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return std::fputs("index_uses ROOT DIRECTORY FILE COMPILER [FLAGS...]\n", stderr), 2;
  llvm::SmallString<256> root;
  if (llvm::sys::fs::real_path(argv[1], root)) return 2;
  auto files = llvm::vfs::createPhysicalFileSystem();
  files->setCurrentWorkingDirectory(argv[2]);
  std::vector<const char*> arguments(argv + 4, argv + argc);
  for (const char* own : {"-resource-dir", UNKNOT_CLANG_RESOURCE_DIR, "-w", "-fsyntax-only", "--"}) arguments.push_back(own);
  arguments.push_back(argv[3]);
  clang::CreateInvocationOptions create;
  create.VFS = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(files.release());
  create.RecoverOnError = true;
  clang::DiagnosticOptions options;
  clang::IgnoringDiagConsumer silent;
  create.Diags = clang::CompilerInstance::createDiagnostics(*create.VFS, options, &silent, false);
  auto command = clang::createInvocation(arguments, create);
  if (command == nullptr) return 1;
  clang::CompilerInstance compiler(std::move(command));
  compiler.setVirtualFileSystem(create.VFS);
  compiler.createDiagnostics(&silent, false);
  clang::index::IndexingOptions indexing;
  indexing.SystemSymbolFilter = clang::index::IndexingOptions::SystemSymbolFilterKind::None;
  indexing.IndexMacros = true;
  indexing.IndexMacrosInPreprocessor = true;
  const auto action = clang::index::createIndexingAction(std::make_shared<Printer>(std::string(root)), indexing);
  return compiler.ExecuteAction(*action) ? 0 : 1;
}
