// Files are read and parsed side by side; everything behind that is one thread's.
#include "analyzer/python/python_world.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>

#include "analyzer/extract/python/module_facts.h"
#include "analyzer/models/models.h"
#include "analyzer/project/discover.h"
#include "analyzer/python/named_modules.h"
#include "analyzer/python/pinned_versions.h"
#include "analyzer/python/python_entries.h"
#include "analyzer/python/python_functions.h"
#include "analyzer/python/python_names.h"
#include "analyzer/python/seen_project.h"
#include "analyzer/python/test_runs.h"
#include "graph/side_by_side.h"
#include "graph/sort_unique.h"
#include "graph/words.h"

namespace unknot {
namespace {

struct ReadModule {
  ReadStatus status = ReadStatus::ok;
  SourceFile file;  ///< until it is parsed
  imports::ModuleFacts facts;
  SeenValues values;
  python::Damage damage = python::Damage::none;
  std::uint32_t line = 0;
  python::SyntaxTree tree;
};

std::string words_for(python::Damage damage) {
  switch (damage) {
    case python::Damage::none: return "parts of it are not Python 3; what is around them counts";
    case python::Damage::syntax: return "not understood from here on: Python 2, a template, or a merge that is not finished; what is around it counts";
    case python::Damage::null_bytes: return "holds a NUL byte, which Python refuses";
    case python::Damage::encoding: return "is not UTF-8 and declares no other encoding, which Python refuses";
  }
  return {};
}

/// Does the project import what the model is of?
bool is_imported(const NamedModules& named, const Model& model) {
  return std::ranges::any_of(model.modules, [&](const std::string& module) { return named.imports(module); });
}

/// Where such a library is used, what any function does may be of interest.
bool is_of_programs(const Model& model) { return !model.queries.sessions.empty() || (!model.hooks.empty() && !model.of_tests && model.subjects.empty()); }

/// Models that somebody asked for, of modules that the project names.
std::vector<Model> models_for(const PythonReading& asked, const NamedModules& named) {
  if (!asked.models) return {};
  // Tests need not import what runs them.
  auto out = asked.models([&](std::string_view module) { return asked.tests || named.names(module); });
  std::erase_if(out, [&](const Model& model) { return model.of_tests ? !asked.tests : !asked.functions && !model.hooks.empty(); });
  return out;
}

/// Paths as shown of the files that hold what a model of an imported library is about.
std::set<std::string> files_about(const std::string& root, std::span<const std::string> sources, std::span<const ReadModule> modules, std::span<const Model> models,
                                  const NamedModules& named) {
  std::set<std::string> out;
  for (const auto& model : models) {
    if (model.subjects.empty() || !is_imported(named, model)) continue;
    for (std::size_t i = 0; i < modules.size(); ++i)
      if (std::ranges::any_of(model.subjects, [&](const std::string& text) { return modules[i].file.bytes.contains(text); })) out.insert(shown_path(root, sources[i]));
  }
  return out;
}

}  // namespace

PythonWorld read_python_world(const SourceTree& tree, const std::string& root, const PythonFiles& files, unsigned jobs, const PythonReading& asked, const PythonOptions& options) {
  PythonWorld out;
  NamedModules named(asked.modules);
  std::vector<SettingsText> settings;
  for (const auto& path : files.settings) {
    SourceFile file;
    if (tree.read(path, file) != ReadStatus::ok) continue;
    settings.push_back({shown_path(root, path), std::move(file.bytes)});
    named.read_other(settings.back().text);
    named.read_name(path);
  }
  const auto& sources = files.sources;
  std::vector<ReadModule> modules(sources.size());
  for (const auto& path : sources) named.read_name(path);
  side_by_side(jobs, sources.size(), [&] {
    return [&](std::size_t i) {
      modules[i].status = tree.read(sources[i], modules[i].file);
      if (modules[i].status == ReadStatus::ok) named.read_source(modules[i].file.bytes);
    };
  });
  out.models = models_for(asked, named);
  const auto setting_models = asked.settings ? setting_models_of(out.models) : std::make_shared<const SettingModels>();
  const SeenProject seen(setting_models, settings);
  const bool functions = asked.functions || asked.tests;
  out.reads_program = functions && std::ranges::any_of(out.models, [&](const Model& model) { return is_of_programs(model) && is_imported(named, model); });
  if (functions && !out.reads_program) out.subjects = files_about(root, sources, modules, out.models, named);
  const bool keeps_trees = out.reads_program || !out.subjects.empty() || asked.tests;
  // The longest first, so that none is left alone at the end.
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater(), [&](std::size_t i) { return modules[i].file.bytes.size(); });
  side_by_side(jobs, sources.size(), [&] {
    return [&, parser = std::make_unique<python::Parser>()](std::size_t at) {
      const std::size_t i = order[at];
      ReadModule& module = modules[i];
      if (module.status != ReadStatus::ok) return;
      const auto& parsed = parser->parse(module.file.bytes);
      module.facts = python::module_facts(parsed);
      const std::string name = shown_path(root, sources[i]);
      if (asked.settings) module.values = seen.read(name, parsed);
      if (keeps_trees && (asked.tests || !is_python_test(name))) module.tree = parsed;
      module.damage = parsed.damage;
      module.line = parsed.damaged_line;
      module.file = {};
    };
  });

  std::vector<std::string> shown;
  std::vector<imports::ModuleFacts> facts;
  std::vector<std::pair<std::string, SeenValues>> values;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto& module = modules[i];
    const std::string name = shown_path(root, sources[i]);
    if (module.status != ReadStatus::ok) {
      if (module.status != ReadStatus::missing) out.problems.push_back({.file = name, .message = std::string(in_words(module.status)), .unread = true});
      continue;
    }
    if (module.facts.is_damaged) out.problems.push_back({.file = name, .line = module.line, .message = words_for(module.damage)});
    if (keeps_trees && !module.tree.nodes.empty()) out.trees.emplace(name, std::move(module.tree));
    if (!module.values.groups.empty() || !module.values.functions.empty() || !module.values.names.empty() || !module.values.aliases.empty()) values.emplace_back(name, std::move(module.values));
    shown.push_back(name);
    facts.push_back(std::move(module.facts));
  }
  name_modules(shown, std::move(facts), options.roots, out.world);
  out.world.oldest = options.oldest;
  for (const auto& model : options.import_models) {
    std::ranges::copy(model.context_asks, std::back_inserter(out.world.context_asks));
    for (const auto& maker : model.context_makers)
      for (const auto& name : maker.makers) out.world.context_makers.emplace_back(last_word(name));
  }

  for (const auto& [name, text] : settings) {
    find_entries(out.world, name, text, out.declared);
    if (options.oldest.minor != 0) continue;
    if (name == "pyproject.toml" || name == "setup.cfg" || name == "setup.py") read_python_version(text, out.world.oldest);
  }
  sort_unique(out.declared);
  auto versions = read_pinned_versions(settings, [&](const std::string& shown) -> std::optional<std::string> {
    SourceFile file;
    if (tree.read(root + "/" + shown, file) != ReadStatus::ok) return std::nullopt;
    return std::move(file.bytes);
  });
  out.test_runs = find_test_runs(out.world, settings, versions, options.import_models);
  out.settings = seen.finish(std::move(versions), out.world, std::move(values));
  return out;
}

}  // namespace unknot
