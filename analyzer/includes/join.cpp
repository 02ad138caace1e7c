// The join: names, conditions, contexts; everything sorted, so that the order of work leaves no trace.
#include "analyzer/includes/join.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

std::string literal_text(const std::string& atom, bool holds, bool alone) {
  const bool compound = atom.find(' ') != std::string::npos;
  if (!holds) return compound ? "!(" + atom + ")" : "!" + atom;
  return !alone && atom.find("||") != std::string::npos ? "(" + atom + ")" : atom;
}

class Join {
 public:
  explicit Join(const JoinInput& input) : in_(input), file_count_(input.folders.file_count()) {}

  Joined run() {
    find_reached();
    look_at_lookups();
    add_units();
    add_dependencies();
    add_sets();
    add_suppressions();
    return std::move(out_);
  }

 private:
  void find_reached() {
    reached_.resize(file_count_);
    entry_.resize(file_count_);
    surely_.resize(file_count_);
    cpp_.resize(file_count_);
    bool any_cpp = false;
    for (const auto& c : in_.classes) {
      if (c.inferred) continue;
      any_cpp |= c.language == Language::cpp;
      for (const auto& state : c.graph.states()) {
        reached_[index(state.file)] = true;
        if (c.language == Language::cpp) cpp_[index(state.file)] = true;
      }
      for (const auto& unit : c.graph.units()) entry_[index(in_.folders.access(unit.file).file)] = true;
      find_surely_reached(c);
    }
    const bool c_project = !any_cpp && !in_.classes.empty() && !in_.classes.front().inferred;
    for (const auto& c : in_.classes) {
      if (!c.inferred) continue;
      for (const auto& state : c.graph.states())
        if (!reached_[index(state.file)] && !c_project) cpp_[index(state.file)] = true;
    }
  }

  void find_surely_reached(const IncludeClass& c) {
    const auto& states = c.graph.states();
    std::vector<bool> seen(states.size());
    std::vector<std::uint32_t> queue;
    const auto reach = [&](std::uint32_t s) {
      if (seen[s]) return;
      seen[s] = true;
      queue.push_back(s);
      surely_[index(states[s].file)] = true;
    };
    for (const std::uint32_t root : c.graph.roots()) reach(root);
    for (std::size_t q = 0; q < queue.size(); ++q) {
      const ScannedSource* source = in_.sources.find(states[queue[q]].file);
      for (const auto& step : c.graph.steps(queue[q]))
        if (step.to != kUnresolved && source->facts.includes[step.include].condition == 0) reach(step.to);
    }
  }

  void add_units() {
    std::vector<std::pair<std::string, FileId>> files;
    for (std::uint32_t i = 0; i < file_count_; ++i) {
      const auto file = static_cast<FileId>(i);
      if (in_.is_project(file) && in_.sources.find(file) != nullptr) files.emplace_back(in_.shown(file), file);
    }
    const auto modules = name_modules(files);
    std::ranges::sort(files);
    unit_of_.assign(file_count_, 0);
    // "<" sorts before every path that starts with a letter, but not before all: names decide, so leaves are sorted in.
    std::set<std::string> leaves;
    const DirectiveNumbers numbers(in_.sources);
    std::vector<bool> seen(numbers.count());
    for (const auto& c : in_.classes) {
      const auto& states = c.graph.states();
      for (std::uint32_t s = 0; s < states.size(); ++s) {
        if (!in_.is_project(states[s].file)) continue;
        const ScannedSource* source = in_.sources.find(states[s].file);
        for (const auto& step : c.graph.steps(s)) {
          if (step.to == kUnresolved || in_.is_project(states[step.to].file)) continue;
          if (seen[numbers.of(states[s].file, step.include)]) continue;
          seen[numbers.of(states[s].file, step.include)] = true;
          leaves.insert("<" + source->facts.includes[step.include].spelling + ">");
        }
      }
    }
    std::set<std::string> outside_modules;
    for (const auto& import : in_.modules.imports)
      if (!import.outside.empty()) (import.header_unit ? leaves : outside_modules).insert(import.outside);
    leaves.insert(outside_modules.begin(), outside_modules.end());
    std::set<std::string_view> generated;
    for (const auto& [directive, name] : generated_) {
      leaves.insert(name);
      generated.insert(name);
    }
    auto& units = out_.program.units;
    auto leaf = leaves.begin();
    const auto add_leaf = [&] {
      leaf_of_.emplace(*leaf, static_cast<UnitId>(units.size()));
      const UnitKind kind = outside_modules.contains(*leaf) ? UnitKind::module : UnitKind::file;
      const Origin origin = generated.contains(*leaf) ? Origin::generated : Origin::external;
      units.push_back({.name = *leaf, .path = {}, .kind = kind, .origin = origin, .reached = true});
      ++leaf;
    };
    for (auto& [name, file] : files) {
      while (leaf != leaves.end() && *leaf < name) add_leaf();
      unit_of_[index(file)] = static_cast<std::uint32_t>(units.size());
      Unit unit{.name = std::move(name), .path = {}};
      if (const auto module = modules.find(file); module != modules.end()) {
        unit.kind = module->second->kind;
        if (unit.kind == UnitKind::module) unit.path = in_.shown(file);
      }
      unit.language = cpp_[index(file)] ? Language::cpp : Language::c;
      unit.entry = entry_[index(file)];
      unit.reached = reached_[index(file)];
      unit.once = in_.sources.find(file)->facts.once;
      units.push_back(std::move(unit));
    }
    while (leaf != leaves.end()) add_leaf();
  }

  /// Interfaces and partitions are named by their module; two of one name, or of a file's name, by "name@path".
  std::map<FileId, const ModuleUnit*> name_modules(std::vector<std::pair<std::string, FileId>>& files) const {
    std::map<FileId, const ModuleUnit*> out;
    std::map<std::string_view, int> names;
    for (const auto& module : in_.modules.units) {
      out.emplace(module.file, &module);
      if (module.kind == UnitKind::module) ++names[module.name];
    }
    if (!out.empty())
      for (const auto& [name, file] : files)
        if (const auto taken = names.find(name); taken != names.end()) ++taken->second;
    for (auto& [name, file] : files) {
      const auto module = out.find(file);
      if (module == out.end() || module->second->kind != UnitKind::module) continue;
      name = names[module->second->name] > 1 ? module->second->name + "@" + name : module->second->name;
    }
    return out;
  }

  UnitId unit(FileId file) const { return static_cast<UnitId>(unit_of_[index(file)]); }

  ConditionId condition(const FileFacts& facts, std::uint32_t i) {
    if (i == 0) return ConditionId{0};
    Condition out;
    std::vector<std::string> texts;
    for (const auto& literal : facts.conditions[i]) {
      const auto& atom = facts.atoms[literal.atom];
      const auto [found, fresh] = atoms_.try_emplace(atom, static_cast<AtomId>(out_.program.atoms.size()));
      if (fresh) out_.program.atoms.push_back({.text = atom, .changed_by = {}});
      out.all_of.push_back({.atom = found->second, .holds = literal.holds});
      out.text += (out.text.empty() ? "" : " && ") + literal_text(atom, literal.holds, facts.conditions[i].size() == 1);
    }
    std::ranges::sort(out.all_of);
    const auto [found, fresh] = conditions_.try_emplace(out.text, static_cast<ConditionId>(out_.program.conditions.size()));
    if (fresh) out_.program.conditions.push_back(std::move(out));
    return found->second;
  }

  void add_dependencies() {
    struct Keyed {
      Dependency dependency;
      DirectiveEdge edge;
      const FileFacts* facts = nullptr;
      std::uint32_t condition = 0;  ///< index into facts
    };
    std::vector<Keyed> all;
    const auto add = [&](FileId from, std::uint32_t i, UnitId to, const DirectiveEdge& edge) {
      const auto& facts = in_.sources.find(from)->facts;
      const auto& include = facts.includes[i];
      Dependency d{.from = unit(from), .to = to, .kind = include.kind};
      d.line = include.line;
      d.column = include.column;
      d.when = include.condition == 0 ? When::always : When::conditional;
      d.entered = include.condition == 0 ? Entered::yes : Entered::unknown;
      all.push_back({d, edge, &facts, include.condition});
    };
    for (const auto& edge : in_.directives) add(edge.from, edge.include, unit(edge.to), edge);
    add_leaves_and_missing([&](FileId from, std::uint32_t i, UnitId to) {
      add(from, i, to, {.from = from, .include = i, .to = static_cast<FileId>(0xffffffff)});
    });
    const auto add_import = [&](const ModuleImport& import, const auto& fact, DependencyKind kind) {
      const auto& facts = in_.sources.find(import.in)->facts;
      Dependency d{.from = unit(import.from), .to = import.outside.empty() ? unit(import.to) : leaf_of_.at(import.outside), .kind = kind};
      d.line = fact.line;
      d.column = fact.column;
      d.when = fact.condition == 0 ? When::always : When::conditional;
      d.entered = import.entered;
      if (import.in != import.from) d.in = unit(import.in);
      all.push_back({d, {.from = import.in, .include = 0, .to = static_cast<FileId>(0xffffffff)}, &facts, fact.condition});
    };
    for (const auto& import : in_.modules.imports) {
      const auto& facts = in_.sources.find(import.in)->facts;
      if (import.header_unit) {
        add_import(import, facts.includes[import.fact], facts.includes[import.fact].kind);
      } else {
        const auto& fact = facts.modules[import.fact];
        add_import(import, fact, fact.role == ModuleRole::export_import ? DependencyKind::export_import : DependencyKind::import);
      }
    }
    std::ranges::sort(all, {}, [](const Keyed& k) {
      return std::tuple(k.dependency.from, k.dependency.to, k.dependency.line, k.dependency.column, k.dependency.in);
    });
    for (const auto& variant : in_.truth.variants)
      for (const auto& edge : variant) ids_.emplace(edge, DependencyId{});
    for (auto& [dependency, edge, facts, condition_of_line] : all) {
      dependency.condition = condition(*facts, condition_of_line);
      if (const auto wanted = ids_.find(edge); wanted != ids_.end())
        wanted->second = static_cast<DependencyId>(out_.program.dependencies.size());
      out_.program.dependencies.push_back(dependency);
    }
  }

  /// What came of each directive in any class, and which of those that nobody finds the build is to write.
  void look_at_lookups() {
    const DirectiveNumbers numbers(in_.sources);
    looked_up_.resize(numbers.count());
    for (const auto& c : in_.classes) {
      const auto& states = c.graph.states();
      for (std::uint32_t s = 0; s < states.size(); ++s)
        for (const auto& step : c.graph.steps(s)) {
          auto& mark = looked_up_[numbers.of(states[s].file, step.include)];
          if (step.to == kUnresolved) {
            mark |= kLost;
            continue;
          }
          mark |= kFound;
          if (!in_.is_project(states[step.to].file)) mark |= kOutside;
        }
      for (std::uint32_t s = 0; s < states.size(); ++s)
        for (const auto& step : c.graph.unit_imports(s))
          looked_up_[numbers.of(states[s].file, step.include)] |= step.to == kUnresolved ? kLost : kFound;
    }
    for (std::uint32_t i = 0; i < in_.sources.size(); ++i) {
      const auto file = static_cast<FileId>(i);
      const ScannedSource* source = in_.sources.find(file);
      if (source == nullptr || !in_.is_project(file)) continue;
      for (std::uint32_t k = 0; k < source->facts.includes.size(); ++k)
        if ((looked_up_[numbers.of(file, k)] & (kFound | kLost)) == kLost)
          if (auto name = in_.generated(file, source->facts.includes[k]); !name.empty()) generated_.emplace(std::pair(file, k), std::move(name));
    }
  }

  void add_leaves_and_missing(const std::function<void(FileId, std::uint32_t, UnitId)>& add) {
    const DirectiveNumbers numbers(in_.sources);
    for (std::uint32_t i = 0; i < in_.sources.size(); ++i) {
      const auto file = static_cast<FileId>(i);
      const ScannedSource* source = in_.sources.find(file);
      if (source == nullptr || !in_.is_project(file)) continue;
      for (std::uint32_t k = 0; k < source->facts.includes.size(); ++k) {
        const std::uint8_t mark = looked_up_[numbers.of(file, k)];
        const auto& include = source->facts.includes[k];
        if ((mark & kOutside) != 0) add(file, k, leaf_of_.at("<" + include.spelling + ">"));
        out_.looked_up += mark != 0;
        if ((mark & (kFound | kLost)) != kLost) continue;
        if (const auto written = generated_.find({file, k}); written != generated_.end()) {
          add(file, k, leaf_of_.at(written->second));
          continue;
        }
        ++out_.unresolved;
        out_.unresolved_names.push_back(include.spelling);
        if (include.condition == 0 && surely_[i]) out_.missing.push_back({file, k});
      }
    }
    sort_unique(out_.unresolved_names);
    std::ranges::sort(out_.missing, {}, [&](const MissingInclude& m) { return std::pair(unit(m.file), m.include); });
  }

  std::vector<DependencyId> ids(const std::vector<DirectiveEdge>& edges) const {
    std::vector<DependencyId> out;
    for (const auto& edge : edges)
      if (const auto found = ids_.find(edge); found != ids_.end()) out.push_back(found->second);
    std::ranges::sort(out);
    return out;
  }

  void add_sets() {
    auto& program = out_.program;
    const auto set_all = [&](const std::vector<DirectiveEdge>& edges, Entered entered) {
      for (const DependencyId id : ids(edges)) program.dependencies[index(id)].entered = entered;
    };
    for (const auto& variant : in_.truth.variants) {
      program.variants.push_back({.possible = ids(variant)});
      set_all(variant, Entered::not_shown);
    }
    set_all(in_.truth.undecided, Entered::unknown);
    set_all(in_.truth.followed, Entered::yes);
    for (const auto& context : in_.truth.contexts) program.contexts.push_back({.entered = ids(context)});
    std::ranges::sort(program.variants, {}, &Variant::possible);
    std::ranges::sort(program.contexts, {}, &Context::entered);
    for (const auto& [atom, files] : in_.truth.changed_by) {
      const auto found = atoms_.find(atom);
      if (found == atoms_.end()) continue;
      auto& changed_by = program.atoms[index(found->second)].changed_by;
      for (const FileId file : files) changed_by.push_back(unit(file));
      std::ranges::sort(changed_by);
    }
  }

  void add_suppressions() {
    for (std::uint32_t i = 0; i < file_count_; ++i) {
      const auto file = static_cast<FileId>(i);
      const ScannedSource* source = in_.sources.find(file);
      if (source == nullptr || !in_.is_project(file)) continue;
      for (const auto& silence : source->facts.silences)
        out_.program.suppressions.push_back({.unit = unit(file),
                                             .line = silence.line,
                                             .column = silence.column,
                                             .target_line = silence.target_line,
                                             .checks = silence.checks,
                                             .reason = silence.reason,
                                             .foreign = silence.foreign});
    }
    std::ranges::sort(out_.program.suppressions, {},
                      [](const Suppression& s) { return std::tuple(s.unit, s.line, s.column); });
  }

  static constexpr std::uint8_t kFound = 1;
  static constexpr std::uint8_t kLost = 2;
  static constexpr std::uint8_t kOutside = 4;

  const JoinInput& in_;
  std::size_t file_count_;
  Joined out_;
  std::vector<bool> reached_, entry_, cpp_;
  std::vector<std::uint8_t> looked_up_;  ///< by directive
  std::map<std::pair<FileId, std::uint32_t>, std::string> generated_;  ///< what the build is to write for a directive
  std::vector<bool> surely_;  ///< reached by unconditional includes alone
  std::vector<std::uint32_t> unit_of_;
  std::map<std::string, UnitId> leaf_of_;
  std::unordered_map<std::string, AtomId> atoms_;
  std::unordered_map<std::string, ConditionId> conditions_;
  std::map<DirectiveEdge, DependencyId> ids_;
};

}  // namespace

Joined join(const JoinInput& input) { return Join(input).run(); }

}  // namespace unknot
