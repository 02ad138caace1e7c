// What a project says of frameworks and of Python, for those who read it.
#include <algorithm>
#include <iterator>

#include "analyzer/analyze.h"

namespace unknot {

PythonOptions python_options(const Config& config) { return {.roots = config.python_roots, .oldest = {.major = 3, .minor = config.python_minor}}; }

std::vector<Model> models_of(const Project& project, ModelsOf kind) {
  std::vector<Model> out = shipped_models(kind);
  std::erase_if(out, [&](const Model& known) { return std::ranges::find(project.own_models, known.name, &Model::name) != project.own_models.end(); });
  std::ranges::copy_if(project.own_models, std::back_inserter(out), [&](const Model& own) { return own.modules.empty() == (kind == ModelsOf::compiled); });
  return out;
}

}  // namespace unknot
