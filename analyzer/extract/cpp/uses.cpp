// Notes of the preprocessor and of the walk over the syntax tree => facts.
#include "analyzer/extract/cpp/uses.h"

#include "analyzer/extract/cpp/use_macros.h"
#include "analyzer/extract/cpp/use_walk.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PPCallbacks.h"

namespace unknot {

struct UseCollector::Unit {
  Unit(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
      : compiler(compiler), files(compiler.getSourceManager(), roots, directory), targets(files), notes(files, targets) {}
  clang::CompilerInstance& compiler;
  UnitFiles files;
  UseTargets targets;
  UnitNotes notes;
};

UseCollector::UseCollector(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
    : unit_(std::make_unique<Unit>(compiler, roots, directory)) {}
UseCollector::~UseCollector() = default;

std::unique_ptr<clang::PPCallbacks> UseCollector::callbacks() {
  return macro_notes(unit_->compiler.getPreprocessor(), unit_->files, unit_->targets, unit_->notes);
}

std::vector<FileUses> UseCollector::collect() {
  UseEvents events(unit_->targets, unit_->notes);
  walk_uses(unit_->compiler.getASTContext(), unit_->files, events);
  return unit_->notes.facts();
}

}  // namespace unknot
