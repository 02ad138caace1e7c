// A parsed unit => the symbols that each of its project files declares, and what each uses of others, how strongly.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/extract/ast_facts.h"

namespace clang {
class CompilerInstance;
class PPCallbacks;
}  // namespace clang

namespace unknot {

/// The facts of one file of the unit.
struct FileUses {
  std::string path;  ///< as Clang spells it, made absolute
  FileAst ast;
};

/// Made before the unit is preprocessed, asked when it is parsed.
class UseCollector {
 public:
  /// `roots`: absolute, without links; files in them belong to the project, and paths in USRs start at the first.
  /// `directory`: where relative paths start. All of it outlives the collector.
  UseCollector(clang::CompilerInstance&, const std::vector<std::string>& roots, const std::string& directory);
  ~UseCollector();

  /// Notes macros, for the unit's preprocessor.
  std::unique_ptr<clang::PPCallbacks> callbacks();
  /// The facts of each project file that the unit entered, sorted by path. Walks the syntax tree once, system headers left out.
  std::vector<FileUses> collect();

 private:
  struct Unit;
  std::unique_ptr<Unit> unit_;
};

}  // namespace unknot
