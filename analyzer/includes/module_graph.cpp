// Declarations, then imports as far as each unit's includes reach, then what only the preprocessor can tell.
#include "analyzer/includes/module_graph.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "analyzer/includes/header_unit_macros.h"
#include "analyzer/includes/preprocessing.h"
#include "graph/algorithms/components.h"

namespace unknot {
namespace {

bool imports(const ModuleFact& fact) { return fact.role == ModuleRole::import || fact.role == ModuleRole::export_import; }
bool is_partition(std::string_view name) { return name.find(':') != std::string_view::npos; }
std::string_view primary(std::string_view name) { return name.substr(0, name.find(':')); }

/// A compile command of a class.
struct Asker {
  std::uint32_t class_index = 0;
  std::uint32_t command = 0;
  friend auto operator<=>(const Asker&, const Asker&) = default;
};

/// The states from which some line that imports can be reached, themselves included.
std::vector<bool> leading_states(const ClassGraph& graph, const SourceFiles& sources) {
  const auto& states = graph.states();
  std::vector<std::vector<std::uint32_t>> into(states.size());
  std::vector<bool> leads(states.size());
  std::vector<std::uint32_t> queue;
  for (std::uint32_t s = 0; s < states.size(); ++s) {
    for (const auto& step : graph.steps(s))
      if (step.to != kUnresolved) into[step.to].push_back(s);
    const ScannedSource* source = sources.find(states[s].file);
    if (source != nullptr && (!graph.unit_imports(s).empty() || std::ranges::any_of(source->facts.modules, imports)))
      leads[s] = true, queue.push_back(s);
  }
  for (std::size_t q = 0; q < queue.size(); ++q)
    for (const std::uint32_t s : into[queue[q]])
      if (!leads[s]) leads[s] = true, queue.push_back(s);
  return leads;
}

/// Of several files that provide one name those that share the longest path with the importer.
std::vector<FileId> nearest(const std::vector<FileId>& files, FileId importer, const Folders& folders) {
  const auto shared = [&](FileId file) {
    const std::string_view a = folders.path(file);
    const std::string_view b = folders.path(importer);
    std::size_t out = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
      if (a[i] == '/') out = i;
    return out;
  };
  std::size_t best = 0;
  for (const FileId file : files) best = std::max(best, shared(file));
  std::vector<FileId> out;
  std::ranges::copy_if(files, std::back_inserter(out), [&](FileId file) { return shared(file) == best; });
  return out;
}

class ModuleFinder {
 public:
  ModuleFinder(const TruthInput& input, const ModuleScans& scans, Truth& truth) : in_(input), scans_(scans), truth_(truth) {}

  ModuleGraph run() {
    find_declarations();
    for (std::uint32_t i = 0; i < in_.classes.size(); ++i)
      if (in_.classes[i].modules == Modules::present) find_imports(i);
    add_own_interfaces();
    decide();
    ModuleGraph out;
    for (auto& [file, unit] : units_) out.units.push_back(std::move(unit));
    for (auto& [import, facts] : imports_) {
      out.imports.push_back(import);
      out.imports.back().entered = facts.entered;
    }
    return out;
  }

 private:
  struct Known {
    Entered entered = Entered::unknown;
    std::set<Asker> askers{};  ///< units that may follow it under a condition
  };

  const ScannedSource* project_source(FileId file) const { return in_.is_project(file) ? in_.sources.find(file) : nullptr; }

  void declare(FileId file, const ModuleFact& fact) {
    const bool implementation = fact.role == ModuleRole::implementation && !is_partition(fact.name);
    const auto kind = implementation ? UnitKind::implementation : UnitKind::module;
    if (!units_.try_emplace(file, ModuleUnit{file, kind, fact.name}).second || implementation) return;
    providers_[fact.name].push_back(file);
  }

  /// A unit's declaration stands in its main file, and most often under no condition.
  void find_declarations() {
    std::vector<std::pair<FileId, Asker>> conditional;
    std::vector<std::pair<FileId, const ModuleFact*>> without_command;
    for (std::uint32_t i = 0; i < in_.classes.size(); ++i) {
      const auto& c = in_.classes[i];
      if (c.modules == Modules::absent) continue;
      for (const auto& unit : c.graph.units()) {
        const FileId file = in_.folders.access(unit.file).file;
        const ScannedSource* source = project_source(file);
        if (source == nullptr) continue;
        const auto& facts = source->facts.modules;
        const auto sure = std::ranges::find_if(facts, [](const auto& f) { return !imports(f) && f.condition == 0; });
        const auto any = std::ranges::find_if_not(facts, imports);
        if (sure != facts.end() && !c.inferred) declare(file, *sure);
        else if (sure != facts.end()) without_command.emplace_back(file, &*sure);
        else if (any != facts.end() && c.inferred) without_command.emplace_back(file, &*any);
        else if (any != facts.end()) conditional.push_back({file, {i, unit.command}});
      }
    }
    ask(conditional);
    // No command says that the language has modules: lines count where they name a module that the project declares.
    for (const bool interfaces : {true, false})
      for (const auto& [file, fact] : without_command)
        if (interfaces == (fact->role == ModuleRole::interface) &&
            (interfaces || providers_.contains(std::string(primary(fact->name)))))
          declare(file, *fact);
    for (auto& [name, files] : providers_)
      std::ranges::sort(files, {}, [&](FileId file) { return std::string_view(in_.folders.path(file)); });
  }

  /// Which of its declarations under conditions does each unit have?
  void ask(std::vector<std::pair<FileId, Asker>> units) {
    const auto take = [&](FileId file, const std::function<bool(const ModuleFact&)>& is_declared) {
      const auto& facts = in_.sources.find(file)->facts.modules;
      const auto said = std::ranges::find_if(facts, [&](const ModuleFact& f) { return !imports(f) && is_declared(f); });
      if (said != facts.end()) declare(file, *said);
    };
    std::erase_if(units, [&](const auto& unit) {
      const auto scan = scans_(unit.second.command, {unit.first});
      if (scan)
        take(unit.first, [&](const ModuleFact& f) {
          const bool provided = f.role == ModuleRole::interface || is_partition(f.name);
          return provided ? f.name == scan->provides : scan->provides.empty() && std::ranges::binary_search(scan->requires_, f.name);
        });
      return scan.has_value();
    });
    std::vector<Asker> askers;
    for (const auto& [file, asker] : units) askers.push_back(asker);
    preprocess(askers, [&](std::size_t i, const PreprocessReply& reply) {
      take(units[i].first, [&](const ModuleFact& f) { return f.name == reply.module; });
    });
  }

  void find_imports(std::uint32_t i) {
    const auto& graph = in_.classes[i].graph;
    const auto leads = leading_states(graph, in_.sources);
    for (std::uint32_t s = 0; s < leads.size(); ++s)
      for (const auto& step : graph.unit_imports(s))
        if (step.to != kUnresolved) find_header_unit(i, step.to, leads);
    for (const auto& unit : graph.units()) {
      const auto starts = graph.starts(unit);
      if (std::ranges::any_of(starts, [&](std::uint32_t s) { return leads[s]; }))
        walk(i, in_.folders.access(unit.file).file, starts, Asker{i, unit.command}, leads);
    }
  }

  void find_header_unit(std::uint32_t i, std::uint32_t state, const std::vector<bool>& leads) {
    const FileId file = in_.classes[i].graph.states()[state].file;
    if (!in_.is_project(file) || !units_.try_emplace(file, ModuleUnit{file, UnitKind::header_unit, ""}).second) return;
    walk(i, file, {state}, std::nullopt, leads);
  }

  /// Everything that the unit may import, also in headers that it includes; sure where no condition stands on the way.
  void walk(std::uint32_t i, FileId unit, const std::vector<std::uint32_t>& starts, std::optional<Asker> asker,
            const std::vector<bool>& leads) {
    const auto& graph = in_.classes[i].graph;
    std::unordered_map<std::uint32_t, bool> seen;  // state, surely
    std::vector<std::pair<std::uint32_t, bool>> stack;
    for (const std::uint32_t start : starts) stack.emplace_back(start, true);
    while (!stack.empty()) {
      const auto [state, sure] = stack.back();
      stack.pop_back();
      const auto [known, fresh] = seen.try_emplace(state, sure);
      if (!leads[state] || (!fresh && (known->second || !sure))) continue;
      known->second = sure;
      const FileId file = graph.states()[state].file;
      const ScannedSource* source = project_source(file);
      if (source == nullptr) continue;
      for (const auto& step : graph.steps(state))
        if (step.to != kUnresolved) {
          const auto& include = source->facts.includes[step.include];
          stack.emplace_back(step.to, sure && include.condition == 0 && include.form != Spelled::computed);
        }
      const auto add = [&](ModuleImport import, std::uint32_t condition) {
        auto& entry = imports_[std::move(import)];
        if (sure && condition == 0) entry.entered = Entered::yes;
        else if (asker && !in_.classes[i].inferred) entry.askers.insert(*asker);
      };
      for (std::uint32_t k = 0; k < source->facts.modules.size(); ++k)
        if (imports(source->facts.modules[k]))
          for (auto& import : named(i, unit, file, k)) add(std::move(import), source->facts.modules[k].condition);
      for (const auto& step : graph.unit_imports(state))
        if (step.to != kUnresolved)
          add(header(unit, file, step.include, graph.states()[step.to].file), source->facts.includes[step.include].condition);
    }
  }

  /// What line `k` of `in` imports for `unit`: one target, or several where no file is nearest; none where it is no import.
  std::vector<ModuleImport> named(std::uint32_t i, FileId unit, FileId in, std::uint32_t k) const {
    std::string name = in_.sources.find(in)->facts.modules[k].name;
    if (name.starts_with(':')) {
      const auto own = units_.find(unit);
      if (own == units_.end()) return {};
      name.insert(0, primary(own->second.name));
    }
    const auto found = providers_.find(name);
    if (found == providers_.end()) {
      if (in_.classes[i].inferred) return {};
      return {{.from = unit, .to = {}, .outside = std::move(name), .in = in, .header_unit = false, .fact = k}};
    }
    std::vector<ModuleImport> out;
    for (const FileId file : nearest(found->second, unit, in_.folders))
      out.push_back({.from = unit, .to = file, .outside = {}, .in = in, .header_unit = false, .fact = k});
    return out;
  }

  ModuleImport header(FileId unit, FileId in, std::uint32_t k, FileId target) const {
    ModuleImport out{.from = unit, .to = target, .outside = {}, .in = in, .header_unit = true, .fact = k};
    if (in_.is_project(target)) return out;
    out.to = {};
    out.outside = "<" + in_.sources.find(in)->facts.includes[k].spelling + ">";
    return out;
  }

  /// `module a;` imports the interface of a.
  void add_own_interfaces() {
    for (const auto& [file, unit] : units_) {
      if (unit.kind != UnitKind::implementation) continue;
      const auto& facts = in_.sources.find(file)->facts.modules;
      const auto own = std::ranges::find_if(facts, [&](const auto& f) { return !imports(f) && f.name == unit.name; });
      ModuleImport import{.from = file, .to = {}, .outside = unit.name, .in = file, .header_unit = false,
                          .fact = static_cast<std::uint32_t>(own - facts.begin())};
      const auto found = providers_.find(unit.name);
      if (found == providers_.end()) {
        imports_[std::move(import)].entered = Entered::yes;
        continue;
      }
      import.outside.clear();
      for (const FileId provider : nearest(found->second, file, in_.folders)) {
        import.to = provider;
        imports_[import].entered = Entered::yes;
      }
    }
  }

  /// Imports under conditions matter where they may close a cycle.
  void decide() {
    std::vector<Edge> edges;
    for (const auto& [import, known] : imports_)
      if (import.outside.empty()) edges.push_back({index(import.from), index(import.to)});
    const auto files = static_cast<Vertex>(in_.folders.file_count());
    std::vector<std::uint32_t> part(files, 0);
    std::uint32_t count = 0;
    for (const auto& component : strong_components(Digraph(files, std::move(edges)))) {
      ++count;
      for (const Vertex v : component) part[v] = count;
    }
    std::set<Asker> askers;
    for (auto& [import, known] : imports_) {
      if (known.entered == Entered::yes || !import.outside.empty()) continue;
      const bool closes = import.from == import.to || (part[index(import.from)] != 0 && part[index(import.from)] == part[index(import.to)]);
      if (!closes || is_scanned(import, known)) continue;
      std::erase_if(known.askers, [&](const Asker& asker) { return doubtful(import, asker.class_index); });
      if (!known.askers.empty()) known.entered = Entered::not_shown;
      askers.insert(known.askers.begin(), known.askers.end());
    }
    const std::vector<Asker> units(askers.begin(), askers.end());
    preprocess(units, [&](std::size_t i, const PreprocessReply& reply) {
      const auto lines = followed_lines(reply);
      for (auto& [import, known] : imports_)
        if (known.entered != Entered::yes && known.askers.contains(units[i]) && lines.contains(line_of(import))) known.entered = Entered::yes;
    });
    for (auto& [import, known] : imports_)
      if (known.entered == Entered::not_shown && std::ranges::any_of(known.askers, [&](const Asker& a) { return lost_.contains(a); }))
        known.entered = Entered::unknown;
  }

  /// Did the build's scan of every unit that may follow the import say whether it does?
  bool is_scanned(const ModuleImport& import, Known& known) {
    const auto target = units_.find(import.to);
    if (import.header_unit || target == units_.end() || known.askers.empty()) return false;
    std::vector<bool> said;
    for (const auto& asker : known.askers)
      if (const auto scan = scans_(asker.command, {import.from, import.in}))
        said.push_back(std::ranges::binary_search(scan->requires_, target->second.name));
    if (said.size() < known.askers.size()) return false;
    known.entered = std::ranges::find(said, true) != said.end() ? Entered::yes : Entered::not_shown;
    known.askers.clear();
    return true;
  }

  bool doubtful(const ModuleImport& import, std::uint32_t class_index) {
    const auto& macros = doubts_.try_emplace(class_index, in_, in_.classes[class_index]).first->second;
    const auto& facts = in_.sources.find(import.in)->facts;
    const std::uint32_t condition = import.header_unit ? facts.includes[import.fact].condition : facts.modules[import.fact].condition;
    return macros.may_decide(facts, condition);
  }

  using Line = std::pair<FileId, std::uint32_t>;
  Line line_of(const ModuleImport& import) const {
    const auto& facts = in_.sources.find(import.in)->facts;
    return {import.in, import.header_unit ? facts.includes[import.fact].line : facts.modules[import.fact].line};
  }

  std::set<Line> followed_lines(const PreprocessReply& reply) const {
    std::set<Line> out;
    const auto add = [&](std::uint32_t path, std::uint32_t line) {
      if (const AccessId access = in_.folders.find_path(reply.paths[path]); access != AccessId::none)
        out.emplace(in_.folders.access(access).file, line);
    };
    for (const auto& import : reply.imports) add(import.in, import.line);
    for (const auto& include : reply.includes) add(include.from, include.line);
    return out;
  }

  void preprocess(const std::vector<Asker>& units, const std::function<void(std::size_t, const PreprocessReply&)>& take) {
    std::vector<Request> requests;
    for (const auto& unit : units) requests.push_back(preprocess_request(in_, unit.command));
    std::vector<Answer> answers(requests.size());
    in_.workers.run(requests, [&](std::size_t i, Answer answer) { answers[i] = std::move(answer); });
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const Heard heard = hear(in_, units[i].command, answers[i], truth_);
      if (!heard.complete) lost_.insert(units[i]);
      if (heard.reply != nullptr) take(i, *heard.reply);
    }
  }

  const TruthInput& in_;
  const ModuleScans& scans_;
  Truth& truth_;
  std::map<FileId, ModuleUnit> units_;
  std::map<std::string, std::vector<FileId>, std::less<>> providers_;
  std::map<ModuleImport, Known> imports_;  ///< their own `entered` is left alone
  std::map<std::uint32_t, HeaderUnitMacros> doubts_;  ///< by class
  std::set<Asker> lost_;
};

}  // namespace

ModuleGraph find_modules(const TruthInput& input, const ModuleScans& scans, Truth& truth) {
  if (!input.sources.has_modules()) return {};
  return ModuleFinder(input, scans, truth).run();
}

}  // namespace unknot
