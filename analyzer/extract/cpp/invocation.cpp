// Clang's driver, asked to make no compilation happen.
#include "analyzer/extract/cpp/invocation.h"

#include <algorithm>

#include "analyzer/extract/cpp/resources.h"
#include "clang/Basic/DiagnosticDriver.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Driver/Types.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"

namespace unknot {
namespace {

/// Clang takes a file with an ending that it does not know (.ixx, .mpp) for an object file.
bool knows_extension(const std::string& file) {
  const auto dot = file.rfind('.');
  return dot == std::string::npos || dot < file.rfind('/') ||
         clang::driver::types::lookupTypeForExtension(file.substr(dot + 1)) != clang::driver::types::TY_INVALID;
}

}  // namespace

void FirstError::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) {
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
  if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
  const auto& sources = info.getSourceManager();
  const auto place = sources.getPresumedLoc(sources.getExpansionLoc(info.getLocation()), /*UseLineDirectives=*/false);
  if (place.isInvalid()) return;
  file = place.getFilename();
  line = place.getLine();
}

std::string absolute_in(llvm::StringRef path, const std::string& directory) {
  if (path.starts_with("/")) return path.str();
  return directory + "/" + path.str();
}

std::unique_ptr<clang::CompilerInvocation> make_invocation(const std::vector<std::string>& flags, const std::string& file,
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
  front.ModuleMapFiles.clear();
  front.OutputFile.clear();
  front.LLVMArgs.clear();
  auto& preprocessor = out->getPreprocessorOpts();
  preprocessor.ImplicitPCHInclude.clear();
  preprocessor.PCHThroughHeader.clear();
  auto& search = out->getHeaderSearchOpts();
  search.VFSOverlayFiles.clear();
  search.ImplicitModuleMaps = false;
  search.ModuleFormat = "raw";  // -gmodules asks for one that only a code generator knows
  // Compiled modules that a command names are another compiler's, or out of date.
  search.PrebuiltModuleFiles.clear();
  search.PrebuiltModulePaths.clear();
  search.ModuleCachePath.clear();
  out->getDependencyOutputOpts() = {};
  out->getLangOpts().Modules = false;
  out->getDiagnosticOpts().DiagnosticLogFile.clear();
  out->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  out->getDiagnosticOpts().ShowCarets = false;  // else Clang counts warnings on standard error
  return out;
}

std::unique_ptr<clang::CompilerInvocation> make_parse(const PreprocessRequest& unit, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
                                                      clang::DiagnosticConsumer& diagnostics) {
  auto out = make_invocation(unit.flags, unit.file, std::move(files), diagnostics);
  if (out == nullptr) return nullptr;
  if (!unit.predefined.empty()) predefine(unit.predefined, out->getPreprocessorOpts());
  use_modules(unit.modules, *out);
  out->getDiagnosticOpts().IgnoreWarnings = true;
  out->getDiagnosticOpts().ErrorLimit = 0;
  out->getLangOpts().SpellChecking = false;  // a guess is no fact
  out->getLangOpts().RetainCommentsFromSystemHeaders = false;
  out->getFrontendOpts().DisableFree = false;  // other units come after this one
  return out;
}

void use_modules(const std::vector<ModuleFile>& modules, clang::CompilerInvocation& command) {
  command.getLangOpts().Modules = command.getLangOpts().CPlusPlusModules;
  for (const auto& module : modules) {
    if (module.name.empty()) command.getFrontendOpts().ModuleFiles.push_back(module.path);
    else command.getHeaderSearchOpts().PrebuiltModuleFiles.insert_or_assign(module.name, module.path);
  }
}

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

}  // namespace unknot
