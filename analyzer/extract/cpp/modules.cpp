// Clang's writers of modules, with a string in the place of their output file.
#include "analyzer/extract/cpp/modules.h"

#include <algorithm>
#include <array>

#include "analyzer/extract/cpp/invocation.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/DependencyScanning/DependencyScannerImpl.h"
#include "clang/DependencyScanning/DependencyScanningService.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Serialization/ASTWriter.h"
#include "graph/sort_unique.h"
#include "xxhash.h"

namespace unknot {
namespace {

/// A named module. Of bodies it holds those that importers may need: inline, constexpr, templates.
class InterfaceWriter final : public clang::ReducedBMIGenerator {
 public:
  InterfaceWriter(clang::CompilerInstance& compiler, std::string& out)
      : ReducedBMIGenerator(compiler.getPreprocessor(), compiler.getModuleCache(), /*OutputFile=*/"", compiler.getCodeGenOpts()),
        out_(out) {}
  void HandleTranslationUnit(clang::ASTContext& context) override {
    PCHGenerator::HandleTranslationUnit(context);
    if (isComplete()) out_.assign(getPCH().begin(), getPCH().end());
  }

 private:
  std::string& out_;
};

class InterfaceAction final : public clang::GenerateModuleInterfaceAction {
 public:
  explicit InterfaceAction(std::string& out) : out_(out) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    return std::make_unique<InterfaceWriter>(compiler, out_);
  }

 private:
  std::string& out_;
};

class HeaderUnitAction final : public clang::GenerateHeaderUnitAction {
 public:
  explicit HeaderUnitAction(llvm::SmallVectorImpl<char>& out) : out_(out) {}

 private:
  std::unique_ptr<llvm::raw_pwrite_stream> CreateOutputFile(clang::CompilerInstance&, llvm::StringRef) override {
    return std::make_unique<llvm::raw_svector_ostream>(out_);
  }

  llvm::SmallVectorImpl<char>& out_;
};

/// Notes what a unit imports and which module it is.
class NeedsRecorder final : public clang::PPCallbacks {
 public:
  NeedsRecorder(clang::Preprocessor& preprocessor, ModuleScanReply& reply) : preprocessor_(preprocessor), reply_(reply) {}

  void moduleImport(clang::SourceLocation, clang::ModuleIdPath path, const clang::Module*) override {
    std::string name;
    for (const auto& part : path) name += (name.empty() ? "" : ".") + part.getIdentifierInfo()->getName().str();
    if (!name.empty()) reply_.needs.push_back(std::move(name));
  }
  void EndOfMainFile() override {
    if (!preprocessor_.isInNamedModule()) return;
    std::string module = preprocessor_.getNamedModuleName().str();
    const bool importable = preprocessor_.isInNamedInterfaceUnit() || module.find(':') != std::string::npos;
    if (importable) reply_.provides = std::move(module);
    else reply_.needs.push_back(std::move(module));
  }
  /// A missing header must not hide what comes after it.
  bool FileNotFound(llvm::StringRef) override { return true; }

 private:
  clang::Preprocessor& preprocessor_;
  ModuleScanReply& reply_;
};

/// The preprocessor has no callback for `import "a.h"`: that it has no module for it is all that it says.
class HeaderUnitsMissed final : public clang::DiagnosticConsumer {
 public:
  HeaderUnitsMissed(const std::string& directory, ModuleScanReply& reply) : directory_(directory), reply_(reply) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level, const clang::Diagnostic& info) override {
    if (info.getID() == clang::diag::err_header_import_not_header_unit)
      reply_.needs.push_back(absolute_in(info.getArgStdStr(1), directory_));
  }

 private:
  const std::string& directory_;
  ModuleScanReply& reply_;
};

class NeedsAction final : public clang::PreprocessOnlyAction {
 public:
  explicit NeedsAction(ModuleScanReply& reply) : reply_(reply) {}

 protected:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    auto& preprocessor = compiler.getPreprocessor();
    preprocessor.addPPCallbacks(std::make_unique<NeedsRecorder>(preprocessor, reply_));
    return PreprocessOnlyAction::BeginSourceFileAction(compiler);
  }

 private:
  ModuleScanReply& reply_;
};

/// The importer's language and target in the place of the unit's own.
void take_language(const PreprocessRequest& importer, clang::CompilerInvocation& command,
                   llvm::IntrusiveRefCntPtr<RecordingFileSystem> files) {
  if (importer.flags.empty()) return;
  FirstError errors;
  const auto other = make_parse({importer.directory, importer.flags, importer.file, importer.predefined, {}}, files, errors);
  if (other == nullptr) return;
  command.getLangOpts() = other->getLangOpts();
  command.getTargetOpts() = other->getTargetOpts();
}

/// What Clang compares when it opens a compiled module (ASTReader's checkLanguageOptions and checkTargetOptions).
std::array<std::uint64_t, 2> language_of(const clang::CompilerInvocation& command) {
  using Kind = clang::LangOptions::CompatibilityKind;
  const auto& language = command.getLangOpts();
  std::string text;
#define LANGOPT(Name, Bits, Default, Compatibility, Description) \
  if constexpr (Kind::Compatibility == Kind::NotCompatible) text += std::to_string(language.Name) + ' ';
#define ENUM_LANGOPT(Name, Type, Bits, Default, Compatibility, Description) \
  if constexpr (Kind::Compatibility == Kind::NotCompatible) \
    text += std::to_string(static_cast<unsigned>(language.get##Name())) + ' ';
#include "clang/Basic/LangOptions.def"
  const auto& target = command.getTargetOpts();
  for (const auto* word : {&target.Triple, &target.CPU, &target.ABI}) text += *word + '\0';
  auto features = target.FeaturesAsWritten;
  std::ranges::sort(features);
  for (const auto& feature : features) text += feature + '\0';
  const auto hash = XXH3_128bits(text.data(), text.size());
  return {hash.low64, hash.high64};
}

}  // namespace

ModuleScanReply scan_modules(const ModuleScanRequest& request, llvm::IntrusiveRefCntPtr<RecordingFileSystem> files) {
  namespace scanning = clang::dependencies;
  ModuleScanReply reply;
  const PreprocessRequest& unit = request.unit;
  files->setCurrentWorkingDirectory(unit.directory);
  FirstError errors;
  auto command = make_parse(unit, files, errors);
  if (command == nullptr) {
    reply.message = errors.text.empty() ? "the command is not understood" : errors.text;
    return reply;
  }
  take_language(request.importer, *command, files);
  reply.language = language_of(*command);
  // Without this the preprocessor opens no module, and with it those of headers, for their macros.
  command->getLangOpts().Modules = !unit.modules.empty();
  files->fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  {
    scanning::DependencyScanningService service(scanning::ScanningMode::DependencyDirectivesScan,
                                                scanning::ScanningOutputFormat::Make);
    clang::CompilerInstance compiler(std::move(command));
    auto minimised = llvm::makeIntrusiveRefCnt<scanning::DependencyScanningWorkerFilesystem>(service.getSharedCache(), files);
    minimised->setCurrentWorkingDirectory(unit.directory);
    HeaderUnitsMissed missed(unit.directory, reply);
    scanning::initializeScanCompilerInstance(compiler, minimised, &missed, service, minimised);
    NeedsAction action(reply);
    reply.ok = compiler.ExecuteAction(action);
  }
  files->fold_case = false;
  sort_unique(reply.needs);
  reply.read = drain(files->read);
  reply.missing = drain(files->missing);
  return reply;
}

BmiReply compile_module(const BmiRequest& request, llvm::IntrusiveRefCntPtr<RecordingFileSystem> files) {
  BmiReply reply;
  const PreprocessRequest& unit = request.unit;
  files->setCurrentWorkingDirectory(unit.directory);
  FirstError errors;
  auto command = make_parse(unit, files, errors);
  if (command == nullptr) {
    reply.message = errors.text.empty() ? "the command is not understood" : errors.text;
    return reply;
  }
  take_language(request.importer, *command, files);
  const bool is_header = request.kind == BmiKind::header_unit;
  if (is_header)
    for (auto& input : command->getFrontendOpts().Inputs)
      input = {input.getFile(), clang::InputKind(clang::Language::CXX).withHeaderUnit(clang::InputKind::HeaderUnit_Abs)};
  files->fold_case = llvm::StringRef(command->getTargetOpts().Triple).contains("windows-msvc");
  llvm::SmallVector<char, 0> header;
  InterfaceAction interface(reply.bmi);
  HeaderUnitAction header_unit(header);
  {
    clang::CompilerInstance compiler(std::move(command));
    compiler.setVirtualFileSystem(files);
    compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
    compiler.ExecuteAction(is_header ? static_cast<clang::FrontendAction&>(header_unit) : interface);
  }
  files->fold_case = false;
  if (is_header) reply.bmi.assign(header.begin(), header.end());
  reply.ok = errors.text.empty() && !reply.bmi.empty();
  if (!reply.ok) reply.bmi.clear();
  reply.message = errors.text;
  if (!errors.file.empty()) reply.file = absolute_in(errors.file, unit.directory);
  reply.line = errors.line;
  reply.read = drain(files->read);
  reply.missing = drain(files->missing);
  return reply;
}

}  // namespace unknot
