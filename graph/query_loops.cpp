// All models as one, all classes, then a walk through each module.
#include "graph/query_loops.h"

#include <algorithm>
#include <set>

#include "graph/query_walk.h"

namespace unknot {
namespace {

void add(std::vector<std::string>& to, const std::vector<std::string>& from) { to.insert(to.end(), from.begin(), from.end()); }

/// Does some module import a library that the model is of?
bool is_used(const imports::World& world, const Model& model) {
  return std::ranges::any_of(world.modules, [&](const imports::Module& module) {
    return std::ranges::any_of(module.facts.imports, [&](const imports::WrittenImport& import) {
      return import.dots == 0 && std::ranges::find(model.modules, import.module.substr(0, import.module.find('.'))) != model.modules.end();
    });
  });
}

}  // namespace

bool makes_queries(const imports::World& world, std::span<const Model> models) {
  return std::ranges::any_of(models, [&](const Model& model) { return !model.queries.sessions.empty() && is_used(world, model); });
}

std::vector<QueryLoop> find_query_loops(const imports::World& world, const TemplateFiles& files, std::span<const Model> models, const std::function<bool(std::uint32_t module)>& is_read) {
  QueryModel queries;
  TemplateModel templates;
  if (!makes_queries(world, models)) return {};
  for (const auto& model : models) {
    for (const auto& [key, list] : kQueryLists) add(queries.*list, model.queries.*list);
    add(templates.functions, model.templates.functions);
    add(templates.folders, model.templates.folders);
  }
  const NameTable names(world);
  const RowClasses classes(names, queries);
  std::set<QueryLoop> found;
  QueryWalk walk(names, classes, queries, templates, files, found);
  for (std::uint32_t m = 0; m < world.modules.size(); ++m)
    if (!world.modules[m].path.empty() && is_read(m)) walk.run(m);
  return {found.begin(), found.end()};
}

}  // namespace unknot
