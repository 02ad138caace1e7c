// Clang's parser behind one function.
#include "analyzer/extract/cpp/ast.h"

#include <algorithm>
#include <map>

#include "analyzer/extract/cpp/invocation.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/cpp/skipped_bodies.h"
#include "analyzer/extract/cpp/summaries.h"
#include "analyzer/extract/cpp/uses.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/DiagnosticSerialization.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "analyzer/extract/function_facts.h"
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
    lost_module |= is_about_modules(info.getID());
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
  bool lost_module = false;  ///< some module could not be opened, or not be brought together with others

 private:
  static bool is_about_modules(unsigned id) {
    using namespace clang::diag;
    return id == err_module_not_found || id == err_module_not_built || id == err_header_import_not_header_unit ||
           (id >= DIAG_START_SERIALIZATION && id < DIAG_START_LEX);
  }

  AstReply& reply_;
  const std::string& directory_;
};

/// The files of the unit that belong to the project.
class ProjectFiles {
 public:
  ProjectFiles(clang::CompilerInstance& compiler, const AstRequest& request) : compiler_(compiler), request_(request) {}

  const ProjectFile* of(clang::FileID id) {
    const auto [known, fresh] = files_.try_emplace(id);
    if (!fresh) return known->second.get();
    const auto entry = compiler_.getSourceManager().getFileEntryRefForID(id);
    if (!entry) return nullptr;
    const std::string path = absolute_in(entry->getName(), request_.unit.directory);
    llvm::SmallString<256> real(path);
    compiler_.getFileManager().getVirtualFileSystem().getRealPath(path, real);
    for (const auto& root : request_.roots)
      if (llvm::StringRef name = real; name.consume_front(root) && name.consume_front("/")) {
        known->second = std::make_unique<ProjectFile>(path, name.str());
        break;
      }
    return known->second.get();
  }

 private:
  clang::CompilerInstance& compiler_;
  const AstRequest& request_;
  std::map<clang::FileID, std::unique_ptr<ProjectFile>> files_;
};

/// What the walks over one unit's tree found.
struct Found {
  std::vector<FileUses> uses;
  std::vector<std::pair<std::string, FileFunctions>> functions;
};

class AstConsumer final : public clang::ASTConsumer {
 public:
  AstConsumer(clang::CompilerInstance& compiler, const AstRequest& request, UseCollector& uses, Found& out)
      : compiler_(compiler), request_(request), uses_(uses), out_(out) {}
  void HandleTranslationUnit(clang::ASTContext& context) override {
    out_.uses = uses_.collect();
    if (!request_.functions) return;
    ProjectFiles files(compiler_, request_);
    for (auto& [file, functions] : collect_functions(context, [&](clang::FileID id) { return files.of(id); }))
      out_.functions.emplace_back(file->path, std::move(functions));
  }

  /// Bodies of system headers say nothing of the project.
  bool shouldSkipFunctionBody(clang::Decl* decl) override {
    const clang::FunctionDecl* function = decl->getAsFunction();
    return function != nullptr && body_can_be_skipped(*function) &&
           decl->getASTContext().getSourceManager().isInSystemHeader(function->getLocation());
  }

 private:
  clang::CompilerInstance& compiler_;
  const AstRequest& request_;
  UseCollector& uses_;
  Found& out_;
};

class AstAction final : public clang::ASTFrontendAction {
 public:
  explicit AstAction(const AstRequest& request) : request_(request) {}
  Found found;
  bool has_tree = false;

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    has_tree = true;
    uses_ = std::make_unique<UseCollector>(compiler, request_.roots, request_.unit.directory);
    uses_->note_macros();
    if (request_.includes) uses_->note_includes(request_.text.empty());
    return std::make_unique<AstConsumer>(compiler, request_, *uses_, found);
  }
  void EndSourceFileAction() override { uses_.reset(); }

 private:
  const AstRequest& request_;
  std::unique_ptr<UseCollector> uses_;
};

}  // namespace

AstReply AstParser::parse(const AstRequest& request, RecordingFileSystem& files) {
  AstReply reply;
  const PreprocessRequest& unit = request.unit;
  files.setCurrentWorkingDirectory(unit.directory);
  FirstError not_understood;
  auto command = make_parse(unit, &files, not_understood);
  if (command == nullptr) {
    reply.message = not_understood.text.empty() ? "the command is not understood" : not_understood.text;
    reply.errors = 1;
    return reply;
  }
  command->getFrontendOpts().SkipFunctionBodies = !request.every_body;  // those that AstConsumer names
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
  reply.read = drain(files.read);
  reply.missing = drain(files.missing);
  // What they are made from stands in their names.
  std::erase_if(reply.read, [&](const std::string& path) { return std::ranges::find(unit.modules, path, &ModuleFile::path) != unit.modules.end(); });
  // Without a module's types the tree is wrong, and not only in parts.
  reply.ok = action.has_tree && !errors.lost_module;
  if (!reply.ok) return reply;
  const auto block = [&](std::string path, std::string bytes) {
    const auto hash = XXH3_128bits(bytes.data(), bytes.size());
    AstBlock made{.path = std::move(path), .hash = {hash.low64, hash.high64}, .bytes = std::move(bytes)};
    if (!sent_.insert(made.hash).second) made.bytes.clear();
    return made;
  };
  for (auto& file : action.found.uses) reply.files.push_back(block(std::move(file.path), encode_ast(file.ast)));
  for (auto& [path, functions] : action.found.functions) reply.functions.push_back(block(std::move(path), encode_functions(functions)));
  return reply;
}

}  // namespace unknot
