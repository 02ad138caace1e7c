// Breadth first from all units at once.
#include "analyzer/includes/file_commands.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "analyzer/includes/truth.h"

namespace unknot {
namespace {

/// How far a unit is from a file; less is better.
struct Distance {
  int way = 0;             ///< 0: closes a walk through the file, 1: no condition on it, 2: any
  std::uint32_t hops = 0;
  int apart = 0;           ///< names and folders: the more they share, the less
  std::uint32_t command = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};

std::string_view stem(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return path.substr(0, path.find('.'));
}

int apart(std::string_view a, std::string_view b) {
  constexpr int kSameName = 1'000;
  const auto shared = std::ranges::mismatch(a, b).in1 - a.begin();
  return -static_cast<int>(std::ranges::count(a.substr(0, static_cast<std::size_t>(shared)), '/')) - (stem(a) == stem(b) ? kSameName : 0);
}

class Finder {
 public:
  Finder(const TruthInput& in, const Truth& truth) : in_(in), truth_(truth), best_(in.folders.file_count()) {}

  std::vector<std::optional<Distance>> run() {
    for (const auto& c : in_.classes)
      if (!c.inferred) walk(c.graph);
    return std::move(best_);
  }

 private:
  std::string_view path(FileId file) const { return in_.folders.path(file); }

  void improve(std::vector<std::optional<Distance>>& here, const ClassGraph& graph, std::uint32_t state, Distance distance,
               std::vector<std::uint32_t>& reached) {
    const FileId file = graph.states()[state].file;
    if (!in_.is_project(file)) return;
    distance.apart = apart(path(file), in_.commands[distance.command].file);
    auto& known = here[state];
    if (!known) reached.push_back(state);
    if (!known || (known->way == distance.way && known->hops == distance.hops && distance < *known)) known = distance;
    auto& best = best_[index(file)];
    if (!best || *known < *best) best = known;
  }

  void walk(const ClassGraph& graph) {
    std::vector<std::optional<Distance>> here(graph.states().size());
    std::vector<std::uint32_t> level;
    for (const auto& unit : graph.units())
      for (const std::uint32_t start : graph.starts(unit)) improve(here, graph, start, {.way = 1, .command = unit.command}, level);
    for (std::uint32_t s = 0; s < here.size(); ++s) {
      const auto known = std::ranges::lower_bound(truth_.entered_by, graph.states()[s].file, {}, &std::pair<FileId, std::uint32_t>::first);
      if (known == truth_.entered_by.end() || known->first != graph.states()[s].file || here[s]) continue;
      improve(here, graph, s, {.way = 0, .command = known->second}, level);
    }
    spread(here, graph, level, 1);
    std::vector<std::uint32_t> all;
    for (std::uint32_t s = 0; s < here.size(); ++s)
      if (here[s]) all.push_back(s);
    spread(here, graph, all, 2);
  }

  /// Level by level, so that each state has the best of its nearest units.
  void spread(std::vector<std::optional<Distance>>& here, const ClassGraph& graph, std::vector<std::uint32_t> level, int way) {
    while (!level.empty()) {
      std::vector<std::uint32_t> next;
      std::vector<std::pair<std::uint32_t, Distance>> offers;
      for (const std::uint32_t s : level) {
        const auto* source = in_.sources.find(graph.states()[s].file);
        if (source == nullptr) continue;
        const Distance& own = *here[s];
        for (const auto& step : graph.steps(s)) {
          if (step.to == kUnresolved || here[step.to] || (way == 1 && source->facts.includes[step.include].condition != 0)) continue;
          offers.emplace_back(step.to, Distance{.way = std::max(way, own.way), .hops = own.hops + 1, .command = own.command});
        }
      }
      for (const auto& [state, distance] : offers) improve(here, graph, state, distance, next);
      level = std::move(next);
    }
  }

  const TruthInput& in_;
  const Truth& truth_;
  std::vector<std::optional<Distance>> best_;
};

}  // namespace

const FileCommand* FileCommands::find(UnitId file) const {
  const auto found = std::ranges::lower_bound(files, file, {}, &FileCommand::file);
  return found == files.end() || found->file != file ? nullptr : &*found;
}

FileCommands commands_of_files(const TruthInput& in, const Truth& truth, const std::function<UnitId(FileId)>& unit_of) {
  FileCommands out;
  const auto best = Finder(in, truth).run();
  std::map<std::tuple<std::string, std::vector<std::string>, std::size_t>, std::uint32_t> known;
  for (std::uint32_t i = 0; i < best.size(); ++i) {
    if (!best[i]) continue;
    const UnitId file = unit_of(static_cast<FileId>(i));
    if (file == kOwnText) continue;
    const UnitCommand& unit = in.commands[best[i]->command];
    const auto [at, fresh] = known.try_emplace({unit.directory, unit.flags, unit.predefined}, static_cast<std::uint32_t>(out.commands.size()));
    if (fresh)
      out.commands.push_back({.directory = unit.directory,
                              .flags = unit.flags,
                              .predefined = unit.predefined == 0 ? "" : in.predefined[unit.predefined - 1],
                              .inferred = unit.inferred});
    out.files.push_back({.file = file, .command = at->second, .unit = unit.file});
  }
  std::ranges::sort(out.files, {}, &FileCommand::file);
  return out;
}

}  // namespace unknot
