// Notes of the preprocessor and of the walk over the syntax tree => facts.
#include "analyzer/extract/cpp/uses.h"

#include <algorithm>
#include <optional>

#include "analyzer/extract/cpp/include_worth.h"
#include "analyzer/extract/cpp/use_macros.h"
#include "analyzer/extract/cpp/use_walk.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"

namespace unknot {

struct UseCollector::Unit {
  Unit(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
      : compiler(compiler), directory(directory), files(compiler.getSourceManager(), roots, directory), targets(files), notes(files, targets) {}
  clang::CompilerInstance& compiler;
  const std::string& directory;
  UnitFiles files;
  UseTargets targets;
  UnitNotes notes;
  std::optional<IncludeRecord> includes;
  bool with_main_file = true;
};

UseCollector::UseCollector(clang::CompilerInstance& compiler, const std::vector<std::string>& roots, const std::string& directory)
    : unit_(std::make_unique<Unit>(compiler, roots, directory)) {}
UseCollector::~UseCollector() = default;

void UseCollector::note_macros() {
  auto& preprocessor = unit_->compiler.getPreprocessor();
  preprocessor.addPPCallbacks(macro_notes(preprocessor, unit_->files, unit_->targets, unit_->notes));
}

void UseCollector::note_includes(bool with_main_file) {
  auto& preprocessor = unit_->compiler.getPreprocessor();
  unit_->includes.emplace(preprocessor, unit_->files, unit_->directory);
  unit_->with_main_file = with_main_file;
  preprocessor.addPPCallbacks(unit_->includes->callbacks());
}

std::vector<FileUses> UseCollector::collect() {
  UseEvents events(unit_->targets, unit_->notes);
  auto& context = unit_->compiler.getASTContext();
  walk_uses(context, unit_->files, events);
  auto out = unit_->notes.facts();
  if (unit_->includes) {
    unit_->includes->finish();
    auto includes = include_uses(context, *unit_->includes, unit_->notes, unit_->targets, unit_->files, unit_->with_main_file);
    for (std::uint32_t f = 0; f < includes.size(); ++f)
      std::ranges::lower_bound(out, unit_->files.path(f), {}, &FileUses::path)->ast.includes = std::move(includes[f]);
  }
  return out;
}

}  // namespace unknot
