// Runs of tests: one process that imports many files. A file that fails is taken out of sys.modules, and what it has loaded stays.
#include <algorithm>

#include "graph/import_machine.h"

namespace unknot::imports {

/// Does the topmost name of a module stand for another file already?
bool Simulator::Machine::is_taken(std::uint32_t module) {
  const Module& own = world_.modules[module];
  const std::string_view top = std::string_view(own.name).substr(0, own.name.find('.'));
  const auto known = world_.by_name.find(top);
  return known != world_.by_name.end() && std::ranges::any_of(known->second, [&](std::uint32_t other) {
    return other != module && world_.modules[other].root != own.root && world_.modules[other].kind != ModuleKind::space && running_[other].state != State::absent;
  });
}

/// A runner that names files by their place loads them itself: what fails stays in sys.modules as far as it came.
Flow Simulator::Machine::load_by_place(std::uint32_t module) {
  const std::string_view name = world_.modules[module].name;
  if (!is_absent(module)) return Flow::normal;
  std::uint32_t before = kNone;
  for (std::size_t end = name.find('.');; end = name.find('.', end + 1)) {
    const std::string_view prefix = name.substr(0, end);
    const std::uint32_t at = end == std::string_view::npos ? module : world_.find(prefix, world_.modules[module].root);
    if (at != kNone && is_absent(at)) {
      if (load(at) == Flow::raised) {
        running_[at].state = State::done;
        return Flow::raised;
      }
      if (before != kNone) put(names_of(before), names_.intern(prefix.substr(prefix.rfind('.') + 1)), {ValueKind::module, at});
    }
    before = at;
    if (end == std::string_view::npos) return Flow::normal;
  }
}

/// What the variable of a file names is imported behind it, and what those name behind them.
Flow Simulator::Machine::load_plugins(Frame& outside, std::uint32_t module, std::uint32_t variable, int depth) {
  constexpr int kDeepest = 20;
  Slot* slot = find(names_of(module), variable);
  if (slot == nullptr || slot->maybe || depth > kDeepest) return Flow::normal;
  const Value value = slot->value;
  const std::vector<Value> plugins = is_tuple(value) ? tuples_[value.id] : std::vector<Value>{value};
  for (const Value& plugin : plugins) {
    if (plugin.kind != ValueKind::text) continue;
    const std::string name(names_.text(plugin.id));
    Frame from = outside;
    from.module = find_module(name, world_.modules[outside.module].root);
    // Somebody else's, or there already.
    if (from.module == kNone || !is_absent(from.module)) continue;
    std::uint32_t first = kNone, last = kNone;
    if (import_name(from, name, nullptr, 0, 0, first, last) == Flow::raised) return Flow::raised;
    if (last != kNone && load_plugins(outside, last, variable, depth + 1) == Flow::raised) return Flow::raised;
  }
  return Flow::normal;
}

std::optional<EntryResult> Simulator::Machine::run(const TestRun& run, const TestStep& step, Sightings& sightings) {
  begin(sightings);
  const std::string& name = world_.modules[step.module].name;
  if (step.prepares && name.find('.') == std::string::npos) {
    // Each of its kind has the same name, and the one before makes room.
    for (const std::uint32_t other : world_.by_name.find(name)->second) running_[other].state = State::absent;
  } else if (!run.own_names && is_taken(step.module)) {
    return std::nullopt;
  }
  Frame outside{.module = step.module};
  std::uint32_t first = kNone, last = kNone;
  Flow flow = run.own_names ? load_by_place(step.module) : import_name(outside, name, nullptr, 0, 0, first, last);
  if (flow == Flow::normal && !run.plugins.empty()) flow = load_plugins(outside, step.module, names_.intern(run.plugins), 0);
  return result(flow);
}

std::vector<std::optional<EntryResult>> Simulator::run_tests(const TestRun& run, Sightings& sightings) {
  machine_->reset();
  std::vector<std::optional<EntryResult>> out;
  std::vector<std::string_view> closed;  // folders in which nothing is imported any more
  for (const TestStep& step : run.steps) {
    const std::string& path = machine_->path(step.module);
    const bool reached = std::ranges::none_of(closed, [&](std::string_view folder) { return path.starts_with(folder); });
    out.push_back(reached ? machine_->run(run, step, sightings) : std::nullopt);
    if (step.prepares && out.back() && out.back()->outcome == Outcome::fails) closed.push_back(step.below);
  }
  return out;
}

}  // namespace unknot::imports
