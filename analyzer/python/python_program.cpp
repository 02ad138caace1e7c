// From modules to units and dependencies, and from entries to outcomes.
#include "analyzer/python/python_program.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/python/python_functions.h"
#include "analyzer/python/read_templates.h"
#include "graph/hook_context.h"
#include "graph/import_context.h"

namespace unknot {
namespace {

using imports::Module;
using imports::ModuleKind;
using imports::World;

When when_of(imports::ImportWhen when) {
  switch (when) {
    case imports::ImportWhen::always: return When::always;
    case imports::ImportWhen::conditional: return When::conditional;
    case imports::ImportWhen::deferred: return When::deferred;
    case imports::ImportWhen::typing: return When::typing;
  }
  return When::always;
}

/// Units and dependencies as the texts have them.
class Joiner {
 public:
  Joiner(World world, Program& program) : program_(program), context_(std::make_shared<imports::Context>()) { context_->world = std::move(world); }

  std::shared_ptr<imports::Context> run() {
    make_units();
    for (std::uint32_t m = 0; m < world().modules.size(); ++m)
      if (context_->unit_of[m] != UnitId{imports::kNone}) add_imports(m);
    const auto key = [](const Dependency& d) { return std::tuple(d.from, d.to, d.line, d.column, d.kind); };
    std::ranges::sort(program_.dependencies, {}, key);
    const auto rest = std::ranges::unique(program_.dependencies, {}, [](const Dependency& d) { return std::tuple(d.from, d.to, d.line, d.column); });
    program_.dependencies.erase(rest.begin(), rest.end());
    return context_;
  }

 private:
  const World& world() const { return context_->world; }

  void make_units() {
    std::map<std::string_view, int> times;
    for (const auto& module : world().modules)
      if (!module.path.empty()) ++times[module.name];
    std::vector<std::pair<std::string, std::uint32_t>> names;
    for (std::uint32_t m = 0; m < world().modules.size(); ++m) {
      const Module& module = world().modules[m];
      if (!module.path.empty()) names.emplace_back(times[module.name] > 1 ? module.name + "@" + module.path : module.name, m);
    }
    std::ranges::sort(names);
    context_->unit_of.assign(world().modules.size(), UnitId{imports::kNone});
    for (const auto& [name, m] : names) {
      context_->unit_of[m] = static_cast<UnitId>(program_.units.size());
      program_.units.push_back({.name = name, .path = world().modules[m].path, .kind = UnitKind::module, .language = Language::python,
                                .origin = Origin::project, .entry = true, .reached = true, .once = true});
      for (const auto& silence : world().modules[m].facts.silences)
        program_.suppressions.push_back({.unit = context_->unit_of[m], .line = silence.line, .column = silence.column, .target_line = silence.target_line,
                                         .checks = silence.checks, .reason = silence.reason, .foreign = silence.foreign});
    }
  }

  bool is_ancestor(const Module& package, const Module& module) const {
    return module.name.size() > package.name.size() && module.name.starts_with(package.name) && module.name[package.name.size()] == '.' && module.root == package.root;
  }

  void add_imports(std::uint32_t from) {
    const Module& module = world().modules[from];
    for (const auto& import : module.facts.imports) {
      const std::string name = imports::absolute_name(module, import.module, import.dots);
      if (name.empty()) continue;
      // The packages around what is imported are loaded before it; those around the importer are there already.
      std::uint32_t last = imports::kNone;
      bool whole = true;
      for (std::size_t end = name.find('.');; end = name.find('.', end + 1)) {
        const std::uint32_t found = world().find(std::string_view(name).substr(0, end), last == imports::kNone ? module.root : world().modules[last].root);
        if (found == imports::kNone) whole = false;
        if (found == imports::kNone) break;
        last = found;
        if (end == std::string::npos) break;
        if (!is_ancestor(world().modules[found], module)) add(from, found, import, DependencyKind::import);
      }
      if (last == imports::kNone || !whole) continue;
      if (!import.from) {
        add(from, last, import, DependencyKind::import);
        continue;
      }
      bool own = false;
      for (const auto& one : import.names) {
        const std::uint32_t sub = world().modules[last].kind == ModuleKind::module || one == "*" ? imports::kNone : world().find(world().modules[last].name + "." + one, world().modules[last].root);
        if (sub != imports::kNone) add(from, sub, import, DependencyKind::from_import);
        own |= sub == imports::kNone || !is_ancestor(world().modules[last], module);
      }
      if (own) add(from, last, import, DependencyKind::from_import);
    }
  }

  void add(std::uint32_t from, std::uint32_t to, const imports::WrittenImport& import, DependencyKind kind) {
    if (from == to || context_->unit_of[to] == UnitId{imports::kNone}) return;
    Dependency d{.from = context_->unit_of[from], .to = context_->unit_of[to], .kind = kind, .when = when_of(import.when),
                 .entered = Entered::not_shown, .condition = ConditionId{}, .line = import.line, .column = import.column, .in = kOwnText};
    if (d.when == When::conditional) {
      const auto [found, fresh] = conditions_.try_emplace(import.condition, static_cast<ConditionId>(program_.conditions.size()));
      if (fresh) program_.conditions.push_back({.all_of = {}, .text = import.condition});
      d.condition = found->second;
    }
    program_.dependencies.push_back(d);
  }

  Program& program_;
  std::shared_ptr<imports::Context> context_;
  std::map<std::string, ConditionId> conditions_;
};

bool runs_as_main(const Module& module) {
  const auto& names = module.facts.names;
  return std::ranges::find(names, "__main__") != names.end() && std::ranges::find(names, "__name__") != names.end();
}

/// What every request sets anew outlives none.
void leave_out_resets(const World& world, Model& model) {
  for (const auto& [text, slot] : model.resets) {
    const auto holds = [&](const Module& module) {
      const auto names_it = [&](const imports::WrittenImport& import) { return std::ranges::find(import.names, text) != import.names.end(); };
      return std::ranges::find(module.facts.names, text) != module.facts.names.end() || std::ranges::any_of(module.facts.imports, names_it);
    };
    if (std::ranges::none_of(world.modules, holds)) continue;
    for (auto& call : model.calls) std::erase_if(call.effects, [&](const CallEffect& effect) { return effect.slot == slot; });
  }
}

OtherNames other_names(std::span<const Model> models) {
  OtherNames out;
  for (const auto& model : models) out.insert(model.same_as.begin(), model.same_as.end());
  return out;
}

std::vector<imports::Entry> entries_of(const World& world, const std::vector<DeclaredEntry>& declared) {
  std::vector<imports::Entry> out;
  for (std::uint32_t m = 0; m < world.modules.size(); ++m) {
    const Module& module = world.modules[m];
    if (module.path.empty()) continue;
    out.push_back({.point = {.module = m, .start = imports::Start::import_}, .declared = false, .result = {}});
    if (module.name.ends_with(".__main__")) out.push_back({.point = {.module = m, .start = imports::Start::run_module}, .declared = true, .result = {}});
    else if (module.kind == ModuleKind::module && runs_as_main(module)) out.push_back({.point = {.module = m, .start = module.name.find('.') == std::string::npos ? imports::Start::script : imports::Start::run_module}, .declared = false, .result = {}});
  }
  for (const auto& one : declared) {
    const auto known = std::ranges::find(out, one.entry, &imports::Entry::point);
    if (known != out.end()) known->declared = true;
    else out.push_back({.point = one.entry, .declared = true, .result = {}});
  }
  std::ranges::sort(out, {}, &imports::Entry::point);
  return out;
}

/// What the functions of these modules do, as the models see it.
std::shared_ptr<const HookContext> function_context(const imports::Context& context, const std::map<std::string, python::SyntaxTree>& trees, const std::vector<std::uint32_t>& modules,
                                                    std::vector<Model> models, unsigned jobs) {
  for (auto& model : models) leave_out_resets(context.world, model);
  auto functions = python_functions(context.world, trees, modules, other_names(models), jobs);
  std::vector<UnitId> units;
  for (const auto module : functions.of) units.push_back(context.unit_of[module]);
  return std::make_shared<HookContext>(std::move(functions.files), std::move(units), std::move(models));
}

}  // namespace

PythonProgram read_python_program(const SourceTree& tree, const std::string& root, const PythonFiles& files, unsigned jobs, const PythonReading& asked, const PythonOptions& options) {
  PythonProgram out;
  if (files.sources.empty()) return out;
  PythonWorld world = read_python_world(tree, root, files, jobs, asked, options);
  out.problems = std::move(world.problems);
  const auto context = Joiner(std::move(world.world), out.program).run();
  context->settings = std::move(world.settings);
  context->test_runs = std::move(world.test_runs);
  // What comes of imports, what functions do and what templates say are told apart from each other.
  const auto way = jobs > 1 ? std::launch::async : std::launch::deferred;
  auto entries = std::async(way, [&] { return imports::simulate(context->world, entries_of(context->world, world.declared), context->test_runs, context->sightings); });
  auto templates = std::async(way, [&] { return world.reads_program ? read_templates(tree, root, context->world, world.models) : TemplateFiles(); });
  const auto those = [&](auto&& wanted) {
    std::vector<Model> some;
    std::ranges::copy_if(world.models, std::back_inserter(some), wanted);
    return some;
  };
  if (world.reads_program || !world.subjects.empty())
    out.program.context = function_context(*context, world.trees, world.reads_program ? modules_of_program(context->world) : modules_around(context->world, world.subjects),
                                           those([](const Model& model) { return !model.of_tests; }), jobs);
  if (asked.tests)
    out.program.tests = function_context(*context, world.trees, modules_of_tests(context->world), those([](const Model& model) { return model.of_tests || model.hooks.empty(); }), jobs);
  context->entries = entries.get();
  context->templates = templates.get();
  std::set<std::pair<UnitId, UnitId>> followed;
  for (const auto& [edge, line] : context->sightings.followed) followed.emplace(context->unit_of[edge.first], context->unit_of[edge.second]);
  for (auto& d : out.program.dependencies)
    if (d.when == When::always || followed.contains({d.from, d.to})) d.entered = Entered::yes;
  out.program.imports = context;
  return out;
}

std::string python_outcomes(const Program& program) {
  std::string out;
  if (program.imports == nullptr) return out;
  const auto& context = *program.imports;
  std::uint32_t run = imports::kNone;
  for (const auto& entry : context.entries) {
    const Module& module = context.world.modules[entry.point.module];
    if (entry.run != run) out += "with " + context.test_runs[run = entry.run].command + ":\n";
    switch (entry.point.start) {
      case imports::Start::import_: out += "import "; break;
      case imports::Start::script: out += "script "; break;
      case imports::Start::run_module: out += "run "; break;
      case imports::Start::test: out += "collect "; break;
    }
    out += program.unit(context.unit_of[entry.point.module]).name + " (" + module.path + "): ";
    const auto& failure = entry.result.failure;
    if (entry.result.outcome == imports::Outcome::passes) out += "passes";
    else {
      out += entry.result.outcome == imports::Outcome::unknown ? "unknown " : "";
      out += failure.type + " " + (failure.module == imports::kNone ? module.path : context.world.modules[failure.module].path) + ":" + std::to_string(failure.line) + " " + failure.name;
      if (failure.partial) out += " partial";
    }
    out += "\n";
  }
  return out;
}

}  // namespace unknot
