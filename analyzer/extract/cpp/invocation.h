// A command => what Clang makes of it, with everything taken out that would run, load or write something.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/protocol.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace unknot {

/// Keeps the first error with its place, and the options that the driver does not know; drops the rest.
class FirstError final : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level, const clang::Diagnostic&) override;
  std::string text;
  std::string file;  ///< as Clang spells it; empty: nowhere
  std::uint32_t line = 0;
  std::vector<std::string> unknown;
};

/// The path as it is where it is absolute, else in `directory`.
std::string absolute_in(llvm::StringRef path, const std::string& directory);

/// What Clang makes of `flags` (compiler word first; no input, no output) for `file`; nullptr where it does not understand them.
/// Nothing that a command names is run or loaded.
std::unique_ptr<clang::CompilerInvocation> make_invocation(const std::vector<std::string>& flags, const std::string& file,
                                                           llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>,
                                                           clang::DiagnosticConsumer&);

/// The same for a parse: with the unit's own predefined macros and modules, and without what only costs time (warnings) or guesses
/// (spelling). Others that the unit imports must have been made like this: Clang compares.
std::unique_ptr<clang::CompilerInvocation> make_parse(const PreprocessRequest&, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>,
                                                      clang::DiagnosticConsumer&);

/// Makes these the compiled modules that the unit may import.
void use_modules(const std::vector<ModuleFile>&, clang::CompilerInvocation&);

/// "#define F(x) x" lines in the place of Clang's own predefined macros; the command's -D and -U come after them.
void predefine(std::string_view lines, clang::PreprocessorOptions&);

}  // namespace unknot
