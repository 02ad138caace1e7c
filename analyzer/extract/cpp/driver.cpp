// Clang's driver and preprocessor behind two functions.
#include "analyzer/extract/cpp/driver.h"

#include <algorithm>
#include <map>

#include "analyzer/extract/cpp/directives.h"
#include "analyzer/extract/cpp/recording_file_system.h"
#include "analyzer/extract/cpp/resources.h"
#include "analyzer/extract/cpp/text_counter.h"
#include "analyzer/extract/cpp/tree_file_system.h"
#include "clang/Basic/DiagnosticDriver.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/DependencyScanning/DependencyScannerImpl.h"
#include "clang/DependencyScanning/DependencyScanningService.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Driver/Types.h"
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

/// Keeps the first error and the options that the driver does not know; drops the rest.
class FirstError final : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    switch (info.getID()) {
      case clang::diag::err_drv_unknown_argument:
      case clang::diag::err_drv_unknown_argument_with_suggestion:
      case clang::diag::err_drv_unsupported_opt:
      case clang::diag::err_drv_unsupported_opt_for_target: unknown.push_back(info.getArgStdStr(0)); return;
      default: break;
    }
    if (level < clang::DiagnosticsEngine::Error || !text.empty()) return;
    llvm::SmallString<128> message;
    info.FormatDiagnostic(message);
    text = std::string(message);
  }
  std::string text;
  std::vector<std::string> unknown;
};

std::string absolute(llvm::StringRef path, const std::string& directory) {
  if (path.starts_with("/")) return path.str();
  return directory + "/" + path.str();
}

/// Clang takes a file with an ending that it does not know (.ixx, .mpp) for an object file.
bool knows_extension(const std::string& file) {
  const auto dot = file.rfind('.');
  return dot == std::string::npos || dot < file.rfind('/') ||
         clang::driver::types::lookupTypeForExtension(file.substr(dot + 1)) != clang::driver::types::TY_INVALID;
}

std::unique_ptr<clang::CompilerInvocation> invocation(const std::vector<std::string>& flags, const std::string& file,
                                                      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
                                                      clang::DiagnosticConsumer& diagnostics) {
  std::vector<const char*> arguments;
  for (const auto& flag : flags) arguments.push_back(flag.c_str());
  if (arguments.empty()) arguments.push_back("c++");
  if (!knows_extension(file)) arguments.push_back("-xc++");
  for (const char* own : {"-resource-dir", resource_folder().c_str(), "-fsyntax-only", "--"}) arguments.push_back(own);
  arguments.push_back(file.c_str());
  clang::DiagnosticOptions options;
  clang::CreateInvocationOptions create;
  create.VFS = files;
  create.RecoverOnError = true;
  create.Diags = clang::CompilerInstance::createDiagnostics(*files, options, &diagnostics, /*ShouldOwnClient=*/false);
  auto out = clang::createInvocation(arguments, create);
  if (out == nullptr) return nullptr;
  auto& front = out->getFrontendOpts();
  front.Plugins.clear();
  front.AddPluginActions.clear();
  front.PluginArgs.clear();
  front.ASTMergeFiles.clear();
  front.ModuleFiles.clear();
  front.OutputFile.clear();
  front.LLVMArgs.clear();
  auto& preprocessor = out->getPreprocessorOpts();
  preprocessor.ImplicitPCHInclude.clear();
  preprocessor.PCHThroughHeader.clear();
  out->getHeaderSearchOpts().VFSOverlayFiles.clear();
  out->getHeaderSearchOpts().ImplicitModuleMaps = false;
  out->getHeaderSearchOpts().ModuleFormat = "raw";  // -gmodules asks for one that only a code generator knows
  out->getDependencyOutputOpts() = {};
  out->getLangOpts().Modules = false;
  out->getDiagnosticOpts().DiagnosticLogFile.clear();
  out->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  out->getDiagnosticOpts().ShowCarets = false;  // else Clang counts warnings on standard error
  return out;
}

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
      const std::string name = absolute(file.getName(), directory_);
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

std::vector<std::string> drain(std::set<std::string>& names) {
  std::vector<std::string> out(names.begin(), names.end());
  names.clear();
  return out;
}

/// "#define F(x) x" lines in the place of Clang's own predefined macros; the command's -D and -U come after them.
void predefine(std::string_view lines, clang::PreprocessorOptions& options) {
  std::vector<std::pair<std::string, bool>> macros;
  for (llvm::StringRef rest(lines); !rest.empty();) {
    auto [line, behind] = rest.split('\n');
    rest = behind;
    if (!line.consume_front("#define ")) continue;
    // The name ends at a space, a function-like one behind its parameters.
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::size_t open = line.find('(');
    const std::size_t end = open < space ? std::min(line.find(')', open), line.size() - 1) + 1 : space;
    macros.emplace_back((line.take_front(end) + "=" + line.drop_front(end).trim()).str(), false);
  }
  options.UsePredefines = false;
  options.Macros.insert(options.Macros.begin(), macros.begin(), macros.end());
}

}  // namespace

struct ClangSession::Shared {
  DependencyScanningService service{clang::dependencies::ScanningMode::DependencyDirectivesScan,
                                    clang::dependencies::ScanningOutputFormat::Make};
  llvm::IntrusiveRefCntPtr<RecordingFileSystem> files;
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
  const auto command = invocation(request.flags, request.file, shared_->files, errors);
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
        reply.search.push_back({absolute(in_sysroot ? sysroot + entry.Path : entry.Path, request.directory), group,
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
  auto command = invocation(request.flags, request.file, shared_->files, errors);
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
  auto command = invocation(request.unit.flags, request.unit.file, shared_->files, errors);
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
    const auto [id, fresh] = ids.emplace(absolute(name, request.unit.directory), static_cast<std::uint32_t>(unit.paths.size()));
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

}  // namespace unknot
