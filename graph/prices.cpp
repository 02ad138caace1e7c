// Program -> followed includes -> who reaches what, before and after.
#include "graph/prices.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

#include "graph/algorithms/components.h"
#include "graph/algorithms/dominators.h"

namespace unknot {
namespace {

bool pastes(const Program& program, const Dependency& dependency) {
  return (dependency.kind == DependencyKind::include || dependency.kind == DependencyKind::include_next) &&
         !is_module_import(program, dependency) && dependency.entered != Entered::not_shown && dependency.from != dependency.to;
}

}  // namespace

/// For each vertex the entries that reach it, one bit for each.
class Pricing::Reached {
 public:
  Reached(const Digraph& graph, std::span<const Vertex> entries)
      : words_((entries.size() + 63) / 64), bits_(words_ * graph.vertex_count(), 0), stands_(graph.vertex_count()) {
    for (Vertex v = 0; v < graph.vertex_count(); ++v) stands_[v] = v;
    for (const auto& component : strong_components(graph))
      for (const Vertex v : component) stands_[v] = component.front();
    for (std::size_t i = 0; i < entries.size(); ++i) row(entries[i])[i / 64] |= std::uint64_t{1} << i % 64;
    spread(graph);
  }

  std::span<const std::uint64_t> row(Vertex v) const { return std::span(bits_).subspan(stands_[v] * words_, words_); }

 private:
  std::span<std::uint64_t> row(Vertex v) { return std::span(bits_).subspan(stands_[v] * words_, words_); }

  /// Each component once, when all that lead into it are done.
  void spread(const Digraph& graph) {
    std::vector<std::uint32_t> open(graph.vertex_count(), 0);
    std::vector<std::vector<Vertex>> members(graph.vertex_count());
    for (const Edge& edge : graph.edges())
      if (stands_[edge.from] != stands_[edge.to]) ++open[stands_[edge.to]];
    std::vector<Vertex> free;
    for (Vertex v = 0; v < graph.vertex_count(); ++v) {
      members[stands_[v]].push_back(v);
      if (stands_[v] == v && open[v] == 0) free.push_back(v);
    }
    for (std::size_t i = 0; i < free.size(); ++i)
      for (const Vertex v : members[free[i]])
        for (const EdgeIndex e : graph.out(v)) {
          const Vertex to = stands_[graph.edge(e).to];
          if (to == free[i]) continue;
          const auto from_row = row(free[i]);
          const auto to_row = row(to);
          for (std::size_t w = 0; w < words_; ++w) to_row[w] |= from_row[w];
          if (--open[to] == 0) free.push_back(to);
        }
  }

  std::size_t words_;
  std::vector<std::uint64_t> bits_;
  std::vector<Vertex> stands_;  // a component's row is that of its smallest vertex
};

Pricing::Pricing(const Program& program, MeasuredText text)
    : unit_count_(static_cast<std::uint32_t>(program.units.size())),
      dependency_count_(static_cast<std::uint32_t>(program.dependencies.size())), bytes_(std::move(text.bytes)), graph_(0, {}) {
  const auto vertex_count = static_cast<Vertex>(std::max(program.units.size(), bytes_.size()));
  is_counted_.assign(vertex_count, 0);
  is_open_.assign(vertex_count, 0);
  for (Vertex v = 0; v < unit_count_; ++v) {
    const Unit& unit = program.units[v];
    if (unit.entry) entries_.push_back(v);
    is_counted_[v] = unit.origin == Origin::project || unit.origin == Origin::generated;
  }
  for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
    const Dependency& dependency = program.dependencies[d];
    if (!pastes(program, dependency) || (!text.followed.empty() && !text.followed[d])) continue;
    edges_.push_back({.from = index(dependency.from), .to = index(dependency.to)});
    dependency_.push_back(DependencyId{d});
    if (dependency.when == When::conditional && dependency.entered == Entered::unknown && is_counted_[index(dependency.to)])
      is_open_[index(dependency.from)] = 1;
  }
  edges_.insert(edges_.end(), text.outside.begin(), text.outside.end());
  graph_ = Digraph(vertex_count, edges_);
  reached_ = std::make_shared<const Reached>(graph_, entries_);
}

Digraph Pricing::without(std::span<const DependencyId> taken_out) const {
  std::vector<std::uint8_t> is_out(dependency_count_, 0);
  for (const DependencyId d : taken_out) is_out[index(d)] = 1;
  std::vector<Edge> left;
  for (EdgeIndex e = 0; e < edges_.size(); ++e)
    if (e >= dependency_.size() || !is_out[index(dependency_[e])]) left.push_back(edges_[e]);
  return {graph_.vertex_count(), std::move(left)};
}

Price Pricing::price(std::span<const DependencyId> taken_out) const {
  const Reached& before = *reached_;
  const Reached after(without(taken_out), entries_);
  std::vector<std::uint64_t> units((entries_.size() + 63) / 64, 0);
  Price price;
  std::uint64_t bytes = 0;
  for (Vertex v = 0; v < graph_.vertex_count(); ++v) {
    const auto was = before.row(v), is = after.row(v);
    std::uint64_t gone = 0;
    for (std::size_t w = 0; w < was.size(); ++w) {
      const std::uint64_t lost = was[w] & ~is[w];
      gone += static_cast<std::uint64_t>(std::popcount(lost));
      if (is_counted_[v]) units[w] |= lost;
    }
    if (is_counted_[v]) price.pairs += gone;
    if (!bytes_.empty()) bytes += gone * bytes_[v];
  }
  for (const std::uint64_t word : units) price.units += static_cast<std::uint64_t>(std::popcount(word));
  if (!bytes_.empty()) price.bytes = bytes;
  return price;
}

std::vector<UnitId> Pricing::lost(std::span<const DependencyId> taken_out) const {
  const Reached& before = *reached_;
  const Reached after(without(taken_out), entries_);
  std::vector<UnitId> lost;
  for (Vertex v = 0; v < unit_count_; ++v)
    if (!std::ranges::equal(before.row(v), after.row(v))) lost.push_back(UnitId{v});
  return lost;
}

std::vector<UnitId> Pricing::readers(UnitId file) const {
  std::vector<Edge> reversed;
  for (const Edge& edge : edges_) reversed.push_back({.from = edge.to, .to = edge.from});
  const FlowGraph flow = flow_graph(Digraph(graph_.vertex_count(), std::move(reversed)), index(file));
  std::vector<UnitId> readers;
  for (const Vertex v : flow.vertices)
    if (std::ranges::binary_search(entries_, v)) readers.push_back(UnitId{v});
  std::ranges::sort(readers);
  return readers;
}

std::vector<UnitId> Pricing::worth_measuring(std::span<const DependencyId> taken_out, std::size_t most) const {
  const Reached& before = *reached_;
  const Reached after(without(taken_out), entries_);
  // Units that read one of the lines' files, and those of them that lose something.
  std::vector<std::uint64_t> readers((entries_.size() + 63) / 64, 0), losers = readers;
  std::vector<std::uint8_t> is_lost(unit_count_, 0);
  const std::set<DependencyId> lines(taken_out.begin(), taken_out.end());
  for (EdgeIndex e = 0; e < dependency_.size(); ++e)
    if (lines.contains(dependency_[e]))
      for (std::size_t w = 0; w < readers.size(); ++w) readers[w] |= before.row(edges_[e].from)[w];
  for (Vertex v = 0; v < unit_count_; ++v)
    for (std::size_t w = 0; w < losers.size(); ++w) {
      const std::uint64_t lost = before.row(v)[w] & ~after.row(v)[w];
      losers[w] |= lost;
      is_lost[v] |= lost != 0;
    }
  const auto each_reader = [&](Vertex v, const std::vector<std::uint64_t>& of, auto&& use) {
    for (std::size_t w = 0; w < of.size(); ++w)
      for (std::uint64_t bits = before.row(v)[w] & of[w]; bits != 0; bits &= bits - 1)
        use(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
  };
  std::vector<std::vector<Vertex>> tells(entries_.size());  // by entry: what it would tell of
  std::vector<std::size_t> still(entries_.size(), 0);       // how much of it nothing chosen tells of
  for (Vertex v = 0; v < unit_count_; ++v)
    if (is_lost[v] || is_open_[v] || !is_counted_[v])
      each_reader(v, is_open_[v] ? readers : losers, [&](std::size_t entry) { tells[entry].push_back(v), ++still[entry]; });
  std::vector<std::uint8_t> told(unit_count_, 0);
  std::vector<UnitId> chosen;
  while (chosen.size() < most && !entries_.empty()) {
    const auto best = static_cast<std::size_t>(std::ranges::max_element(still) - still.begin());
    if (still[best] == 0) break;
    chosen.push_back(UnitId{entries_[best]});
    for (const Vertex v : tells[best])
      if (!std::exchange(told[v], 1)) each_reader(v, is_open_[v] ? readers : losers, [&](std::size_t entry) { --still[entry]; });
  }
  return chosen;
}

std::vector<Price> Pricing::single_prices() const {
  // A line has a price of its own only where no other line leads from the same file to the same one.
  std::vector<DependencyId> line_of(edges_.size(), DependencyId{dependency_count_});
  for (Vertex v = 0; v < graph_.vertex_count(); ++v) {
    const auto out = graph_.out(v);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto same = [&](std::size_t j) { return j < out.size() && graph_.edge(out[j]).to == graph_.edge(out[i]).to; };
      if (out[i] < dependency_.size() && !(i > 0 && same(i - 1)) && !same(i + 1)) line_of[out[i]] = dependency_[out[i]];
    }
  }
  std::vector<Price> prices(dependency_count_);
  if (!bytes_.empty())
    for (Price& price : prices) price.bytes = 0;
  std::vector<std::uint64_t> files, bytes;
  for (const Vertex entry : entries_) {
    const FlowGraph flow = flow_graph(graph_, entry);
    const FlowTree tree = dominator_tree(flow);
    const auto bridges = flow_bridges(flow, tree);
    files.assign(flow.size(), 0);
    bytes.assign(flow.size(), 0);
    for (FlowNumber v = flow.size(); v-- > 1;) {
      files[v] += is_counted_[flow.vertices[v]];
      if (!bytes_.empty()) bytes[v] += bytes_[flow.vertices[v]];
      files[tree.parent(v)] += files[v];
      bytes[tree.parent(v)] += bytes[v];
      if (!bridges[v]) continue;
      const auto out = graph_.out(flow.vertices[tree.parent(v)]);
      const auto edge = std::ranges::lower_bound(out, flow.vertices[v], {}, [&](EdgeIndex e) { return graph_.edge(e).to; });
      const DependencyId line = line_of[*edge];
      if (index(line) == dependency_count_) continue;
      Price& price = prices[index(line)];
      price.units += files[v] > 0;
      price.pairs += files[v];
      if (price.bytes) *price.bytes += bytes[v];
    }
  }
  return prices;
}

}  // namespace unknot
