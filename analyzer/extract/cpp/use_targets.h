// What declarations and macros are called: the one symbol behind every redeclaration and every instantiation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/extract/cpp/use_files.h"
#include "clang/AST/Decl.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"

namespace unknot {

/// A declaration without what templates made of it: the pattern of an instantiation, what a template declares, the canonical one
/// of several; of an implicit function its class; nullptr: no symbol (a local, a parameter, a builtin, a lambda's class).
const clang::NamedDecl* symbol_of(const clang::NamedDecl*);

class UseTargets {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  explicit UseTargets(UnitFiles& files) : files_(files) {}

  /// kNone: what symbol_of has no symbol for. Of classes outside the project only the outermost is one.
  std::uint32_t of(const clang::NamedDecl*);
  std::uint32_t of(llvm::StringRef name, const clang::MacroInfo*);

  struct Target {
    const clang::NamedDecl* decl = nullptr;  ///< nullptr: a macro
    const clang::MacroInfo* macro = nullptr;
    std::string macro_name;
    bool outside = false;  ///< no file of the project declares it
  };
  const Target& operator[](std::uint32_t target) const { return targets_[target]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(targets_.size()); }

  /// With its USR, name and where it is to be had from. No USR: it is to be left out.
  UsedSymbol describe(std::uint32_t target);
  std::string usr(const clang::NamedDecl*);

 private:
  bool is_outside(const clang::NamedDecl*);
  std::string declared_in(clang::SourceLocation);
  std::string outside(const Target&);

  UnitFiles& files_;
  std::vector<Target> targets_;
  llvm::DenseMap<const void*, std::uint32_t> ids_;
  clang::tooling::stdlib::Recognizer standard_;
};

/// External where other units may mean the same; none where it is not a matter of linkage, but the name is known everywhere.
Linkage linkage_of(const clang::NamedDecl*);
SymbolKind kind_of(const clang::NamedDecl*);
/// "core::Engine::start", without inline and anonymous namespaces.
std::string qualified_name(const clang::NamedDecl*);

}  // namespace unknot
