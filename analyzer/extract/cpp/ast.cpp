// Clang's parser behind one function.
#include "analyzer/extract/cpp/ast.h"

#include <map>

#include "analyzer/extract/cpp/invocation.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/cpp/uses.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "xxhash.h"

namespace unknot {
namespace {

/// Counts errors and keeps the first one with its place.
class ErrorCounter final : public clang::DiagnosticConsumer {
 public:
  explicit ErrorCounter(AstReply& reply, const std::string& directory) : reply_(reply), directory_(directory) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error) return;
    if (reply_.errors++ != 0) return;
    llvm::SmallString<128> message;
    info.FormatDiagnostic(message);
    reply_.message = std::string(message);
    if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
    const auto place = info.getSourceManager().getPresumedLoc(info.getSourceManager().getExpansionLoc(info.getLocation()), /*UseLineDirectives=*/false);
    if (place.isInvalid()) return;
    reply_.file = absolute_in(place.getFilename(), directory_);
    reply_.line = place.getLine();
  }

 private:
  AstReply& reply_;
  const std::string& directory_;
};

class AstConsumer final : public clang::ASTConsumer {
 public:
  AstConsumer(UseCollector& uses, std::vector<FileUses>& out) : uses_(uses), out_(out) {}
  void HandleTranslationUnit(clang::ASTContext&) override { out_ = uses_.collect(); }

  /// Bodies of system headers say nothing of the project. Those of templates, constructors and destructors may demand that its
  /// types be complete, and what constant evaluation or a deduced type needs has to be there.
  bool shouldSkipFunctionBody(clang::Decl* decl) override {
    const clang::FunctionDecl* function = decl->getAsFunction();
    if (function == nullptr || function->isTemplated() || function->isConstexpr() || function->getReturnType()->getContainedDeducedType() != nullptr ||
        llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(function))
      return false;
    return decl->getASTContext().getSourceManager().isInSystemHeader(function->getLocation());
  }

 private:
  UseCollector& uses_;
  std::vector<FileUses>& out_;
};

class AstAction final : public clang::ASTFrontendAction {
 public:
  explicit AstAction(const AstRequest& request) : request_(request) {}
  std::vector<FileUses> files;
  bool has_tree = false;

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    has_tree = true;
    uses_ = std::make_unique<UseCollector>(compiler, request_.roots, request_.unit.directory);
    compiler.getPreprocessor().addPPCallbacks(uses_->callbacks());
    return std::make_unique<AstConsumer>(*uses_, files);
  }
  void EndSourceFileAction() override { uses_.reset(); }

 private:
  const AstRequest& request_;
  std::unique_ptr<UseCollector> uses_;
};

std::vector<std::string> drain(std::set<std::string>& names) {
  std::vector<std::string> out(names.begin(), names.end());
  names.clear();
  return out;
}

}  // namespace

AstReply AstParser::parse(const AstRequest& request, RecordingFileSystem& files) {
  AstReply reply;
  const PreprocessRequest& unit = request.unit;
  files.setCurrentWorkingDirectory(unit.directory);
  FirstError not_understood;
  auto command = make_invocation(unit.flags, unit.file, &files, not_understood);
  if (command == nullptr) {
    reply.message = not_understood.text.empty() ? "the command is not understood" : not_understood.text;
    reply.errors = 1;
    return reply;
  }
  if (!unit.predefined.empty()) predefine(unit.predefined, command->getPreprocessorOpts());
  command->getDiagnosticOpts().IgnoreWarnings = true;
  command->getDiagnosticOpts().ErrorLimit = 0;
  command->getLangOpts().SpellChecking = false;  // a guess is no fact
  command->getLangOpts().RetainCommentsFromSystemHeaders = false;
  command->getFrontendOpts().SkipFunctionBodies = true;  // those that AstConsumer names
  command->getFrontendOpts().DisableFree = false;        // other units come after this one
  if (!request.text.empty())
    command->getPreprocessorOpts().addRemappedFile(unit.file, llvm::MemoryBuffer::getMemBufferCopy(request.text, unit.file).release());
  files.fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  ErrorCounter errors(reply, unit.directory);
  AstAction action(request);
  {
    clang::CompilerInstance compiler(std::move(command));
    compiler.setVirtualFileSystem(&files);
    compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
    compiler.ExecuteAction(action);
  }
  files.fold_case = false;
  reply.ok = action.has_tree;
  for (auto& file : action.files) {
    AstBlock block{.path = std::move(file.path), .hash = {}, .bytes = encode_ast(file.ast)};
    const auto hash = XXH3_128bits(block.bytes.data(), block.bytes.size());
    block.hash = {hash.low64, hash.high64};
    if (!sent_.insert(block.hash).second) block.bytes.clear();
    reply.files.push_back(std::move(block));
  }
  reply.read = drain(files.read);
  reply.missing = drain(files.missing);
  return reply;
}

}  // namespace unknot
