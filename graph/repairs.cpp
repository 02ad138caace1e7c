// Cuts over condensed tangles; reach with and without the lines that go.
#include "graph/repairs.h"

#include <algorithm>
#include <tuple>

#include "graph/algorithms/components.h"
#include "graph/algorithms/cut.h"
#include "graph/sort_unique.h"

namespace unknot {

std::vector<EdgeIndex> choose_repairs(Vertex vertices, std::span<const RepairableEdge> edges) {
  std::vector<Edge> kept;
  for (const auto& edge : edges)
    if (edge.cost == 0) kept.push_back({edge.from, edge.to});
  std::vector<Vertex> part(vertices);
  for (Vertex v = 0; v < vertices; ++v) part[v] = v;
  for (const auto& component : strong_components(Digraph(vertices, kept)))
    for (const Vertex v : component) part[v] = component.front();
  std::vector<Edge> arcs;
  std::vector<std::uint64_t> weights;
  std::vector<EdgeIndex> index_of;
  CutPins pins;
  for (EdgeIndex e = 0; e < edges.size(); ++e) {
    const Edge arc{part[edges[e].from], part[edges[e].to]};
    if (arc.from == arc.to) continue;
    if (edges[e].cost == 0) pins.keep.push_back(static_cast<EdgeIndex>(arcs.size()));
    arcs.push_back(arc);
    weights.push_back(std::max<std::uint64_t>(edges[e].cost, 1));
    index_of.push_back(e);
  }
  // An edge beside one that stays joins the same two parts: nothing is won by it.
  const Cut cut = minimum_cut(Digraph(vertices, std::move(arcs)), weights, {}, pins);
  std::vector<EdgeIndex> out;
  for (const EdgeIndex e : cut.edges)
    if (edges[index_of[e]].cost != 0) out.push_back(index_of[e]);
  std::ranges::sort(out);
  return out;
}

namespace {

constexpr bool any_declaration_will_do(SymbolKind kind) {
  return kind == SymbolKind::function || kind == SymbolKind::method || kind == SymbolKind::constructor ||
         kind == SymbolKind::destructor || kind == SymbolKind::variable;
}

class Reach {
 public:
  /// `firm`: only over lines that no condition decides.
  explicit Reach(const Program& program, bool firm = false) : out_(program.units.size()) {
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
      const Dependency& dependency = program.dependencies[d];
      if (dependency.entered != Entered::not_shown && dependency.in == kOwnText && dependency.from != dependency.to &&
          (!firm || dependency.when == When::always))
        out_[index(dependency.from)].push_back({dependency.to, DependencyId{d}});
    }
  }
  void drop(std::span<const DependencyId> lines) {
    for (auto& edges : out_)
      std::erase_if(edges,
                    [&](const auto& edge) { return edge.second != kAdded && std::ranges::binary_search(lines, edge.second); });
  }
  void add(UnitId from, UnitId to) { out_[index(from)].push_back({to, kAdded}); }
  /// By unit: what `from` reaches, with itself.
  std::vector<bool> of(UnitId from) const {
    std::vector<bool> seen(out_.size());
    std::vector<UnitId> stack{from};
    seen[index(from)] = true;
    while (!stack.empty()) {
      const UnitId unit = stack.back();
      stack.pop_back();
      for (const auto& [to, line] : out_[index(unit)])
        if (!seen[index(to)]) {
          seen[index(to)] = true;
          stack.push_back(to);
        }
    }
    return seen;
  }
  /// What reaches one of `files`, with themselves.
  std::vector<bool> to(std::span<const UnitId> files) const {
    std::vector<std::vector<UnitId>> in(out_.size());
    for (std::uint32_t u = 0; u < out_.size(); ++u)
      for (const auto& [target, line] : out_[u]) in[index(target)].push_back(UnitId{u});
    std::vector<bool> seen(out_.size());
    std::vector<UnitId> stack(files.begin(), files.end());
    for (const UnitId file : files) seen[index(file)] = true;
    while (!stack.empty()) {
      const UnitId unit = stack.back();
      stack.pop_back();
      for (const UnitId from : in[index(unit)])
        if (!seen[index(from)]) {
          seen[index(from)] = true;
          stack.push_back(from);
        }
    }
    return seen;
  }

 private:
  static constexpr DependencyId kAdded{0xffffffff};
  std::vector<std::vector<std::pair<UnitId, DependencyId>>> out_;
};

class Missing {
 public:
  Missing(const Program& program, const RepairPlan& plan) : program_(program), plan_(plan), before_(program), after_(program), firm_(program, true) {
    after_.drop(plan.dropped);
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
      const Dependency& dependency = program.dependencies[d];
      if (!std::ranges::binary_search(plan.dropped, DependencyId{d})) includers_[dependency.to].insert(dependency.from);
    }
  }

  std::vector<LostInclude> run() {
    std::vector<UnitId> droppers;
    for (const DependencyId line : plan_.dropped) droppers.push_back(program_.dependency(line).from);
    const auto concerned = before_.to(droppers);
    std::map<UnitId, std::vector<std::uint32_t>> uses;
    const auto& symbols = program_.symbols;
    for (std::uint32_t u = 0; u < symbols.uses.size(); ++u) {
      const auto moved = plan_.moved.find(u);
      const UnitId file = moved == plan_.moved.end() ? symbols.uses[u].file : moved->second;
      if (concerned[index(symbols.uses[u].file)]) uses[file].push_back(u);
    }
    std::vector<std::tuple<std::size_t, UnitId>> order;
    for (const auto& [file, of_file] : uses) {
      const auto reached = after_.of(file);
      order.emplace_back(std::ranges::count(reached, true), file);
    }
    std::ranges::sort(order);
    for (const auto& [reached, file] : order) look_at(file, uses.at(file));
    std::vector<LostInclude> out;
    for (auto& [key, missing] : out_) {
      sort_unique(missing.uses);
      out.push_back(std::move(missing));
    }
    return out;
  }

 private:
  void look_at(UnitId file, const std::vector<std::uint32_t>& uses) {
    auto after = after_.of(file);
    std::map<UnitId, std::vector<bool>> before;  // of the files in which the uses stood
    for (const std::uint32_t u : uses) {
      const Use& use = program_.symbols.uses[u];
      const Symbol& symbol = program_.symbols.symbols[index(use.symbol)];
      if (symbol.kind == SymbolKind::namespace_ || is_served(use, after, true)) continue;
      const auto [had, fresh] = before.try_emplace(use.file);
      if (fresh) had->second = before_.of(use.file);
      if (!is_served(use, had->second, false)) continue;  // it came from who includes the file, and still does
      add(file, u, had->second);
      after = after_.of(file);
    }
  }

  bool is_served(const Use& use, const std::vector<bool>& reached, bool afterwards) const {
    const Symbol& symbol = program_.symbols.symbols[index(use.symbol)];
    const bool any = use.strength == Strength::name_only || any_declaration_will_do(symbol.kind);
    const bool defined = std::ranges::any_of(symbol.declarations, &Declaration::definition);
    for (const auto& declaration : symbol.declarations)
      if ((any || !defined || declaration.definition) && reached[index(declaration.file)]) return true;
    if (!afterwards || use.strength != Strength::name_only) return false;
    const auto fresh = plan_.declared.find(use.symbol);
    return fresh != plan_.declared.end() && std::ranges::any_of(fresh->second, [&](UnitId file) { return reached[index(file)]; });
  }

  /// The file that declares it where others include that too, else the one that the line led to.
  void add(UnitId file, std::uint32_t u, const std::vector<bool>& before) {
    const Use& use = program_.symbols.uses[u];
    const Symbol& symbol = program_.symbols.symbols[index(use.symbol)];
    const bool defined = std::ranges::any_of(symbol.declarations, &Declaration::definition);
    std::vector<std::tuple<bool, int, UnitId, DependencyId>> candidates;
    for (const DependencyId line : plan_.dropped) {
      const Dependency& dropped = program_.dependency(line);
      if (!before[index(dropped.from)]) continue;
      const auto led_to = after_.of(dropped.to), always = firm_.of(dropped.to);
      for (const auto& declaration : symbol.declarations) {
        if (!led_to[index(declaration.file)] || (defined && !declaration.definition && !any_declaration_will_do(symbol.kind)))
          continue;
        const auto reaches_back = [&](UnitId target) -> bool { return after_.of(target)[index(file)]; };
        const bool is_public = includers_[declaration.file].size() > 1;
        // Where conditions decide what declares it, only the file that asks them will do.
        if (declaration.file != file && always[index(declaration.file)])
          candidates.emplace_back(reaches_back(declaration.file),
                                  declaration.file == dropped.to ? 0
                                  : is_public                    ? 1
                                                                 : 3,
                                  declaration.file, line);
        if (dropped.to != file) candidates.emplace_back(reaches_back(dropped.to), 2, dropped.to, line);
      }
    }
    if (candidates.empty()) return;
    const auto& [closes, rank, target, line] = *std::ranges::min_element(candidates);
    auto [known, fresh] = out_.try_emplace(
        {file, target}, LostInclude{.file = file, .target = target, .closes_cycle = closes, .instead_of = line, .uses = {}});
    known->second.uses.push_back(u);
    // What closes a cycle will not be included: others are served otherwise.
    if (fresh && !closes) after_.add(file, target);
  }

  const Program& program_;
  const RepairPlan& plan_;
  Reach before_, after_, firm_;
  std::map<UnitId, std::set<UnitId>> includers_;
  std::map<std::pair<UnitId, UnitId>, LostInclude> out_;
};

}  // namespace

std::vector<LostInclude> lost_includes(const Program& program, const RepairPlan& plan) { return Missing(program, plan).run(); }

std::vector<bool> reached_without(const Program& program, UnitId from, std::span<const DependencyId> dropped) {
  Reach reach(program);
  reach.drop(dropped);
  return reach.of(from);
}

std::vector<UnitId> entries_reaching(const Program& program, std::span<const UnitId> files) {
  const auto reaching = Reach(program).to(files);
  std::vector<UnitId> out;
  for (std::uint32_t u = 0; u < reaching.size(); ++u)
    if (reaching[u] && program.units[u].entry) out.push_back(UnitId{u});
  return out;
}

}  // namespace unknot
