// What the walk and the preprocessor note while they go, and the facts of each file made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/extract/cpp/use_targets.h"
#include "analyzer/extract/cpp/uses.h"

namespace unknot {

/// Cheap notes, for the whole unit. Who uses and where (interface or body) is read off the places afterwards.
class UnitNotes {
 public:
  UnitNotes(UnitFiles& files, UseTargets& targets) : files_(files), targets_(targets) {}

  /// `place`: where it is not the one of the text around it.
  void use(std::uint32_t target, Strength, clang::SourceLocation, std::optional<UsePlace> place = std::nullopt);
  /// A declaration of `target` with its extent; nothing where it is not in the project. Inner ones come after outer ones.
  struct Symbol {
    std::uint32_t target = 0;
    const clang::NamedDecl* decl = nullptr;  ///< this one of its declarations; nullptr: a macro
    clang::SourceLocation name, begin, end;
    bool user = true;  ///< what stands in it is its use
  };
  void symbol(const Symbol&);
  /// A definition of it, if it turns out to be no header's guard.
  void macro(llvm::StringRef name, const clang::MacroInfo* info) { macros_.emplace_back(name, info); }
  /// From `begin` to `end` is a function's body.
  void body(clang::SourceLocation begin, clang::SourceLocation end, UsePlace);
  /// An entered file, though it may say nothing.
  void entered(clang::FileID id) { files_.of(id); }

  /// A using directive, or an alias of a namespace: the namespace has to be there.
  void names_namespace(const clang::NamedDecl* space, clang::SourceLocation location) { spaces_.emplace_back(space, location); }

  std::vector<FileUses> facts();

  /// Of every use: file(project file, offset, target, strength).
  template <class Function>
  void each_use(Function function) const {
    for (std::uint32_t f = 0; f < by_file_.size(); ++f)
      for (const auto& use : by_file_[f].uses) function(f, use.offset, use.target, use.strength);
  }
  const std::vector<std::pair<const clang::NamedDecl*, clang::SourceLocation>>& spaces() const { return spaces_; }

 private:
  struct Use {
    std::uint32_t offset, target;
    Strength strength;
    std::uint8_t place;  ///< 0: of the text around it; else 1 + UsePlace
    friend auto operator<=>(const Use&, const Use&) = default;
  };
  struct Extent {
    std::uint32_t begin, end;
    std::uint32_t symbol;  ///< index into symbols
    UsePlace place;
  };
  struct Declared {
    std::uint32_t target, offset;
    const clang::NamedDecl* decl;
  };
  struct File {
    std::vector<Use> uses;
    std::vector<Declared> symbols;
    std::vector<Extent> users, bodies;
  };
  static bool is_needed_there(const std::vector<Use>&, std::size_t named);
  File& at(std::uint32_t file);
  TextPosition position(std::uint32_t file, std::uint32_t offset) const;
  FileAst facts(std::uint32_t file, File&);
  SymbolFact fact(std::uint32_t file, const Declared&);
  const UsedSymbol& described(std::uint32_t target);

  UnitFiles& files_;
  UseTargets& targets_;
  std::vector<File> by_file_;
  std::vector<std::pair<llvm::StringRef, const clang::MacroInfo*>> macros_;
  std::vector<std::pair<const clang::NamedDecl*, clang::SourceLocation>> spaces_;
  std::vector<UsedSymbol> described_;
  std::vector<bool> is_described_;
};

}  // namespace unknot
