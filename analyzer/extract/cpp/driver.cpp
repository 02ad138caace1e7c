// Clang's driver and preprocessor behind two functions.
#include "analyzer/extract/cpp/driver.h"

#include <algorithm>
#include <map>

#include "analyzer/extract/cpp/ast.h"
#include "analyzer/extract/cpp/bodies.h"
#include "analyzer/extract/cpp/directives.h"
#include "analyzer/extract/cpp/modules.h"
#include "analyzer/extract/cpp/enter.h"
#include "analyzer/extract/cpp/invocation.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/cpp/text_counter.h"
#include "analyzer/extract/cpp/tree_file_system.h"
#include "clang/DependencyScanning/DependencyScannerImpl.h"
#include "clang/DependencyScanning/DependencyScanningService.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using clang::dependencies::DependencyScanningService;
using clang::dependencies::DependencyScanningWorkerFilesystem;

/// The group in which InitHeaderSearch puts an entry; none where the language does not look there.
bool looks_in(clang::frontend::IncludeDirGroup group, bool cplusplus, SearchGroup& out) {
  switch (group) {
    case clang::frontend::Quoted: out = SearchGroup::quoted; return true;
    case clang::frontend::Angled: out = SearchGroup::angled; return true;
    case clang::frontend::System:
    case clang::frontend::ExternCSystem:
    case clang::frontend::After: out = SearchGroup::system; return true;
    case clang::frontend::CSystem: out = SearchGroup::system; return !cplusplus;
    case clang::frontend::CXXSystem: out = SearchGroup::system; return cplusplus;
    default: return false;
  }
}

/// Notes every include directive and import that the preprocessor follows.
class IncludeRecorder final : public clang::PPCallbacks {
 public:
  IncludeRecorder(clang::Preprocessor& preprocessor, RecordingFileSystem& files, const std::string& directory, PreprocessReply& reply)
      : preprocessor_(preprocessor), sources_(preprocessor.getSourceManager()), files_(files), directory_(directory), reply_(reply) {}

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, llvm::StringRef, bool,
                          clang::CharSourceRange name, clang::OptionalFileEntryRef target, llvm::StringRef, llvm::StringRef,
                          const clang::Module*, bool, clang::SrcMgr::CharacteristicKind) override {
    if (!target) return;
    const auto from = sources_.getFileEntryRefForID(sources_.getFileID(hash));
    if (!from) return;
    auto place = name.getBegin().isFileID() ? name.getBegin() : hash;
    const auto [file, offset] = sources_.getDecomposedLoc(place);
    const llvm::StringRef text = sources_.getBufferData(file);
    place = place.getLocWithOffset(static_cast<int>(after_splices({text.data(), text.size()}, offset) - offset));
    reply_.includes.push_back({path(*from), path(*target), sources_.getSpellingLineNumber(place)});
  }
  void moduleImport(clang::SourceLocation import, clang::ModuleIdPath path_of_name, const clang::Module*) override {
    if (path_of_name.empty()) return;
    const auto in = sources_.getFileEntryRefForID(sources_.getFileID(import));
    // The scan's fact stands where the name begins.
    const auto name = path_of_name.front().getLoc();
    if (in && name.isFileID()) reply_.imports.push_back({path(*in), sources_.getSpellingLineNumber(name)});
  }
  void EndOfMainFile() override {
    if (preprocessor_.isInNamedModule()) reply_.module = preprocessor_.getNamedModuleName();
  }
  /// A missing header must not hide what comes after it.
  bool FileNotFound(llvm::StringRef) override { return true; }

 private:
  std::uint32_t path(clang::FileEntryRef file) {
    const auto [found, fresh] = ids_.try_emplace(file.getName().str(), static_cast<std::uint32_t>(reply_.paths.size()));
    if (fresh) {
      const std::string name = absolute_in(file.getName(), directory_);
      reply_.paths.push_back(files_.fold_case ? files_.on_disk(name) : name);
    }
    return found->second;
  }

  clang::Preprocessor& preprocessor_;
  clang::SourceManager& sources_;
  RecordingFileSystem& files_;
  const std::string& directory_;
  PreprocessReply& reply_;
  std::map<std::string, std::uint32_t> ids_;
};

class PreprocessAction final : public clang::PreprocessOnlyAction {
 public:
  PreprocessAction(RecordingFileSystem& files, const std::string& directory, PreprocessReply& reply)
      : files_(files), directory_(directory), reply_(reply) {}

 protected:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<IncludeRecorder>(compiler.getPreprocessor(), files_, directory_, reply_));
    return PreprocessOnlyAction::BeginSourceFileAction(compiler);
  }

 private:
  RecordingFileSystem& files_;
  const std::string& directory_;
  PreprocessReply& reply_;
};

/// What -E does, but that the text is counted and dropped.
class MeasureAction final : public clang::PreprocessorFrontendAction {
 public:
  MeasureAction(RecordingFileSystem& files, const std::string& directory, PreprocessReply& reply)
      : files_(files), directory_(directory), reply_(reply) {}
  TextCounter counter;

 protected:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<IncludeRecorder>(compiler.getPreprocessor(), files_, directory_, reply_));
    return PreprocessorFrontendAction::BeginSourceFileAction(compiler);
  }
  void ExecuteAction() override {
    clang::PreprocessorOutputOptions options;
    options.ShowCPP = 1;
    clang::DoPrintPreprocessedInput(getCompilerInstance().getPreprocessor(), &counter, options);
    counter.finish();
  }

 private:
  RecordingFileSystem& files_;
  const std::string& directory_;
  PreprocessReply& reply_;
};

}  // namespace

struct ClangSession::Shared {
  DependencyScanningService service{clang::dependencies::ScanningMode::DependencyDirectivesScan,
                                    clang::dependencies::ScanningOutputFormat::Make};
  llvm::IntrusiveRefCntPtr<RecordingFileSystem> files;
  AstParser parser;
};

ClangSession::ClangSession(const SourceTree* tree) : shared_(std::make_unique<Shared>()) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> base;
  if (tree != nullptr) base = llvm::makeIntrusiveRefCnt<TreeFileSystem>(*tree);
  else base = llvm::vfs::createPhysicalFileSystem();
  shared_->files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(std::move(base));
}
ClangSession::~ClangSession() = default;

DriverReply ClangSession::drive(const DriverRequest& request) {
  DriverReply reply;
  shared_->files->setCurrentWorkingDirectory(request.directory);
  FirstError errors;
  const auto command = make_invocation(request.flags, request.file, shared_->files, errors);
  reply.message = errors.text;
  reply.unknown = std::move(errors.unknown);
  if (command != nullptr) {
    reply.ok = true;
    reply.modules = command->getLangOpts().CPlusPlusModules != 0;
    const bool cplusplus = command->getLangOpts().CPlusPlus != 0;
    const auto& entries = command->getHeaderSearchOpts().UserEntries;
    using clang::frontend::IncludeDirGroup;
    const std::string& sysroot = command->getHeaderSearchOpts().Sysroot;
    const auto add = [&](auto&& wanted) {
      for (const auto& entry : entries) {
        SearchGroup group{};
        if (!wanted(entry.Group) || !looks_in(entry.Group, cplusplus, group)) continue;
        const bool in_sysroot = !entry.IgnoreSysRoot && llvm::StringRef(entry.Path).starts_with("/") && !sysroot.empty() && sysroot != "/";
        reply.search.push_back({absolute_in(in_sysroot ? sysroot + entry.Path : entry.Path, request.directory), group,
                                entry.IsFramework ? PlaceKind::frameworks : PlaceKind::folder});
      }
    };
    add([](IncludeDirGroup g) { return g == clang::frontend::Quoted; });
    add([](IncludeDirGroup g) { return g == clang::frontend::Angled; });
    add([](IncludeDirGroup g) { return g > clang::frontend::Angled && g != clang::frontend::After; });
    add([](IncludeDirGroup g) { return g == clang::frontend::After; });
  }
  shared_->files->probed.merge(shared_->files->missing);
  shared_->files->missing.clear();
  shared_->files->probed.merge(shared_->files->read);
  shared_->files->read.clear();
  reply.probed = drain(shared_->files->probed);
  return reply;
}

PreprocessReply ClangSession::preprocess(const PreprocessRequest& request) {
  PreprocessReply reply;
  FirstError errors;
  shared_->files->setCurrentWorkingDirectory(request.directory);
  auto command = make_invocation(request.flags, request.file, shared_->files, errors);
  if (command == nullptr) {
    reply.message = errors.text.empty() ? "the command is not understood" : errors.text;
    return reply;
  }
  if (!request.predefined.empty()) predefine(request.predefined, command->getPreprocessorOpts());
  shared_->files->fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  clang::CompilerInstance compiler(std::move(command));
  auto minimised =
      llvm::makeIntrusiveRefCnt<DependencyScanningWorkerFilesystem>(shared_->service.getSharedCache(), shared_->files);
  minimised->setCurrentWorkingDirectory(request.directory);
  clang::dependencies::initializeScanCompilerInstance(compiler, minimised, &errors, shared_->service, minimised);
  PreprocessAction action(*shared_->files, request.directory, reply);
  reply.ok = compiler.ExecuteAction(action) || !reply.includes.empty() || !reply.imports.empty();
  shared_->files->fold_case = false;
  reply.message = errors.text;
  sort_unique(reply.includes);
  sort_unique(reply.imports);
  reply.read = drain(shared_->files->read);
  reply.missing = drain(shared_->files->missing);
  return reply;
}

MeasureReply ClangSession::measure(const MeasureRequest& request) {
  MeasureReply reply;
  PreprocessReply& unit = reply.unit;
  FirstError errors;
  shared_->files->setCurrentWorkingDirectory(request.unit.directory);
  auto command = make_invocation(request.unit.flags, request.unit.file, shared_->files, errors);
  if (command == nullptr) {
    unit.message = errors.text.empty() ? "the command is not understood" : errors.text;
    return reply;
  }
  if (!request.unit.predefined.empty()) predefine(request.unit.predefined, command->getPreprocessorOpts());
  command->getDiagnosticOpts().ErrorLimit = 0;  // at the limit Clang enters no more files
  shared_->files->fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  clang::CompilerInstance compiler(std::move(command));
  compiler.setVirtualFileSystem(shared_->files);
  compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  MeasureAction action(*shared_->files, request.unit.directory, unit);
  unit.ok = compiler.ExecuteAction(action) || !unit.includes.empty();
  shared_->files->fold_case = false;
  unit.message = errors.text;
  sort_unique(unit.includes);
  sort_unique(unit.imports);
  reply.total = action.counter.total();
  std::map<std::string, std::uint32_t> ids;
  for (std::uint32_t p = 0; p < unit.paths.size(); ++p) ids.emplace(unit.paths[p], p);
  reply.texts.resize(unit.paths.size());
  for (const auto& [name, text] : action.counter.texts()) {
    if (name.starts_with("<")) continue;
    const auto [id, fresh] = ids.emplace(absolute_in(name, request.unit.directory), static_cast<std::uint32_t>(unit.paths.size()));
    if (fresh) {
      unit.paths.push_back(id->first);
      reply.texts.emplace_back();
    }
    reply.texts[id->second] = text;
  }
  unit.read = drain(shared_->files->read);
  unit.missing = drain(shared_->files->missing);
  return reply;
}

AstReply ClangSession::parse(const AstRequest& request) { return shared_->parser.parse(request, *shared_->files); }
BodiesReply ClangSession::bodies(const BodiesRequest& request) { return find_bodies(request, *shared_->files); }

ModuleScanReply ClangSession::scan_modules(const ModuleScanRequest& request) { return unknot::scan_modules(request, shared_->files); }
BmiReply ClangSession::compile_module(const BmiRequest& request) { return unknot::compile_module(request, shared_->files); }
EnterReply ClangSession::enter(const EnterRequest& request) { return ::unknot::enter(request, *shared_->files); }

}  // namespace unknot
