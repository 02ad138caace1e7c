// What a project says of frameworks and of Python, for those who read it.
#include <algorithm>
#include <functional>
#include <iterator>

#include "analyzer/analyze.h"

namespace unknot {

namespace {

/// Of these the ones that no model of the project's own takes the place of, and the own ones that are wanted.
std::vector<Model> with_own(std::vector<Model> shipped, const Project& project, auto is_wanted) {
  std::erase_if(shipped, [&](const Model& known) { return std::ranges::find(project.own_models, known.name, &Model::name) != project.own_models.end(); });
  std::ranges::copy_if(project.own_models, std::back_inserter(shipped), is_wanted);
  return shipped;
}

}  // namespace

PythonOptions python_options(const Project& project) {
  const auto models = with_own(shipped_import_models(), project, [](const Model& own) { return !own.test_runner.command.empty() || !own.context_asks.empty(); });
  return {.roots = project.config.python_roots, .oldest = {.major = 3, .minor = project.config.python_minor}, .import_models = models};
}

std::vector<Model> compiled_models_of(const Project& project) { return with_own(shipped_compiled_models(), project, std::not_fn(&Model::is_of_python)); }

std::vector<Model> python_models_of(const Project& project, const std::function<bool(std::string_view module)>& is_named) {
  return with_own(shipped_python_models(is_named), project, &Model::is_of_python);
}

std::vector<std::string> modelled_modules(const Project& project) {
  std::vector<std::string> out = shipped_modules();
  for (const auto& own : project.own_models) out.insert(out.end(), own.modules.begin(), own.modules.end());
  return out;
}

}  // namespace unknot
