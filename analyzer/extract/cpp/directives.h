// The directives of one file as Clang's scanner gives them, with the spelling and the place of every token.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clang/Lex/DependencyDirectivesScanner.h"
#include "llvm/ADT/SmallVector.h"

namespace unknot {

using clang::dependency_directives_scan::Directive;
using clang::dependency_directives_scan::DirectiveKind;
using clang::dependency_directives_scan::Token;

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// The offset of the first byte at or after `offset` that belongs to no line splice: Clang lets a token begin with one.
std::uint32_t after_splices(std::string_view bytes, std::uint32_t offset);

class Directives {
 public:
  /// `bytes` must outlive this object and be followed by a NUL.
  explicit Directives(std::string_view bytes);

  std::span<const Directive> all() const { return {directives_.data(), directives_.size()}; }
  /// The token's text; line splices are taken out.
  std::string spelling(const Token&) const;
  /// The spellings after the directive's name, without the end of line.
  std::vector<std::string> operands(const Directive&) const;
  /// Line and column of an offset. Calls come in rising order: each goes on where the last one stopped.
  Position position(std::uint32_t offset);

 private:
  void scan();
  bool take_module_line();
  void put_back_module_lines();

  std::string_view bytes_;
  std::string blanked_;  ///< `bytes_` without the module lines that were taken out; empty: none was
  std::deque<std::vector<Token>> taken_;
  std::vector<Directive> module_lines_;  ///< over `taken_`
  llvm::SmallVector<Token, 0> tokens_;
  llvm::SmallVector<Directive, 0> directives_;
  std::uint32_t seen_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t line_start_ = 0;
};

}  // namespace unknot
