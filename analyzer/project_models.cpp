// What a project says of frameworks and of Python, for those who read it.
#include <algorithm>
#include <iterator>

#include "analyzer/analyze.h"

namespace unknot {

PythonOptions python_options(const Config& config) { return {.roots = config.python_roots, .oldest = {.major = 3, .minor = config.python_minor}}; }

namespace {

std::vector<Model> with_own(std::vector<Model> shipped, const Project& project, bool of_python) {
  std::erase_if(shipped, [&](const Model& known) { return std::ranges::find(project.own_models, known.name, &Model::name) != project.own_models.end(); });
  std::ranges::copy_if(project.own_models, std::back_inserter(shipped), [&](const Model& own) { return own.modules.empty() != of_python; });
  return shipped;
}

}  // namespace

std::vector<Model> compiled_models_of(const Project& project) { return with_own(shipped_compiled_models(), project, false); }

std::vector<Model> python_models_of(const Project& project, const std::function<bool(std::string_view module)>& is_named) {
  return with_own(shipped_python_models(is_named), project, true);
}

std::vector<std::string> modelled_modules(const Project& project) {
  std::vector<std::string> out = shipped_modules();
  for (const auto& own : project.own_models) out.insert(out.end(), own.modules.begin(), own.modules.end());
  return out;
}

}  // namespace unknot
