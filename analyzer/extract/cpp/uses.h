// A parsed unit => the symbols that each of its project files declares, and what each uses of others, how strongly.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/extract/ast_facts.h"

namespace clang {
class CompilerInstance;
}  // namespace clang

namespace unknot {

/// The facts of one file of the unit.
struct FileUses {
  std::string path;  ///< as Clang spells it, made absolute
  FileAst ast;
};

/// Made before the unit is preprocessed, asked when it is parsed.
///
/// A use belongs to the file in which its text is written: what a macro's body names is the use of that macro, in the file that
/// defines it; what a macro is given belongs to who writes the argument; what is pasted together stands at the expansion.
/// clang-include-cleaner attributes the same way. Of a template the pattern is walked: what it names is its own use. What it
/// asks of its arguments belongs to who makes it complete, destroys or calls it (use_needs.h). A parameter or a result by value
/// is only named by a declaration; that a definition or a call needs it in full stands in the definition's body or at the call.
/// An alias, a using declaration or a deduced type is no way round: what is needed in full is noted though nobody spells it.
class UseCollector {
 public:
  /// `roots`: absolute, without links; files in them belong to the project, and paths in USRs start at the first.
  /// `directory`: where relative paths start. All of it outlives the collector.
  UseCollector(clang::CompilerInstance&, const std::vector<std::string>& roots, const std::string& directory);
  ~UseCollector();

  /// Notes macros from here on, in the unit's preprocessor.
  void note_macros();
  /// Notes include lines, too. `with_main_file`: false where its text is made up.
  void note_includes(bool with_main_file);
  /// The facts of each project file that the unit entered, sorted by path. Walks the syntax tree once, system headers left out.
  std::vector<FileUses> collect();

 private:
  struct Unit;
  std::unique_ptr<Unit> unit_;
};

}  // namespace unknot
