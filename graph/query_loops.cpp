// All models as one, all classes, then a walk through each module.
#include "graph/query_loops.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "graph/query_walk.h"

namespace unknot {
namespace {

void add(std::vector<std::string>& to, const std::vector<std::string>& from) { to.insert(to.end(), from.begin(), from.end()); }

void add(QueryModel& to, const QueryModel& from) {
  for (const auto list : {&QueryModel::model_bases, &QueryModel::class_queries, &QueryModel::sessions, &QueryModel::asks, &QueryModel::statements, &QueryModel::narrows,
                          &QueryModel::limits, &QueryModel::loads, &QueryModel::runs_for_rows, &QueryModel::runs_for_row, &QueryModel::runs_for_value, &QueryModel::runs_for_page,
                          &QueryModel::session_for_rows, &QueryModel::session_for_row, &QueryModel::session_for_result, &QueryModel::page_rows, &QueryModel::commits, &QueryModel::adds, &QueryModel::writes,
                          &QueryModel::flushes, &QueryModel::relationships, &QueryModel::backrefs, &QueryModel::keys, &QueryModel::on_access, &QueryModel::as_query,
                          &QueryModel::query_types, &QueryModel::eager, &QueryModel::passes, &QueryModel::columns_only})
    add(to.*list, from.*list);
}

/// Does some module import a library that the model is of?
bool is_used(const imports::World& world, const Model& model) {
  return std::ranges::any_of(world.modules, [&](const imports::Module& module) {
    return std::ranges::any_of(module.facts.imports, [&](const imports::WrittenImport& import) {
      return import.dots == 0 && std::ranges::find(model.modules, import.module.substr(0, import.module.find('.'))) != model.modules.end();
    });
  });
}

}  // namespace

std::vector<QueryLoop> find_query_loops(const imports::World& world, const TemplateFiles& files, std::span<const Model> models, const std::function<bool(std::uint32_t module)>& is_read) {
  QueryModel queries;
  TemplateModel templates;
  if (std::ranges::none_of(models, [&](const Model& model) { return !model.queries.sessions.empty() && is_used(world, model); })) return {};
  for (const auto& model : models) {
    add(queries, model.queries);
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
