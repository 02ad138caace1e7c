// Branch and bound: bound a node, look for cycles that its hitting set leaves, add them, branch on one arc.
#include "graph/algorithms/exact_cut.h"

#include <algorithm>
#include <limits>

#include "graph/algorithms/greedy_cut.h"
#include "graph/algorithms/hitting_bound.h"

namespace unknot {
namespace {

constexpr std::uint64_t kClosed = std::numeric_limits<std::uint64_t>::max();
constexpr int kRootIterations = 150, kNodeIterations = 15;
constexpr int kRootRounds = 200, kNodeRounds = 2;
constexpr std::size_t kCyclesPerRound = 200;
/// A step is so many looks at a cycle, or at arcs in searches: 2 million are about a second.
constexpr std::uint64_t kCyclesPerStep = 4, kArcsPerStep = 32;

class Search {
 public:
  Search(const ArcGraph& graph, const ArcSet& start, std::uint64_t steps)
      : graph_(graph), bound_(graph), paths_(graph), best_(start), best_cost_(graph.cost(start)), allowed_steps_(steps) {
    for (const Arc& arc : graph.arcs()) weights_.push_back(arc.weight);
  }

  void add_cycles(std::span<const std::vector<ArcId>> cycles) {
    for (const auto& cycle : cycles) bound_.add_row(cycle);
    const ArcSet none(graph_.arc_count(), 0);
    for (ArcId a = 0; a < graph_.arc_count() && !exhausted(); ++a) add_cycle_through(a, none);
  }

  ProvenCut run() {
    const std::uint64_t proven = solve(kRootRounds, kRootIterations);
    return {.cut = best_, .lower_bound = std::min(proven, best_cost_)};
  }

 private:
  using Mark = HittingBound::Mark;

  /// A lower bound of every cut under the decisions made; kClosed where none is better than the best.
  std::uint64_t solve(int rounds, int iterations) {
    std::uint64_t lower = bound_.decided_cost();
    for (int round = 0;; ++round) {
      if (exhausted()) return lower;
      if (!bound_.propagate()) return kClosed;
      lower = std::max(lower, bound_.bound(best_cost_, iterations));
      if (lower >= best_cost_) return kClosed;
      if (bound_.decide_by_reduced_cost(best_cost_)) {
        --round;
        continue;
      }
      if (rounds == kRootRounds) consider(greedy_cut(graph_, bound_.likely_weights()));
      const bool whole = bound_.all_hit();
      if (!add_cycles_left_by(bound_.cover()) || lower >= best_cost_) {
        if (whole || lower >= best_cost_) return kClosed;
        break;
      }
      if (round >= rounds && !whole) break;
    }
    return branch(lower);
  }

  std::uint64_t branch(std::uint64_t lower) {
    // Cycles were added since the last propagation, and the arc must be free and open.
    if (!bound_.propagate()) return kClosed;
    if (bound_.all_hit()) return solve(kNodeRounds, kNodeIterations);
    const ArcId arc = bound_.branch_arc();
    std::uint64_t least = kClosed;
    for (const Mark mark : {Mark::cut, Mark::kept}) {
      const std::size_t trail = bound_.trail_size();
      bound_.decide(arc, mark);
      least = std::min(least, solve(kNodeRounds, kNodeIterations));
      bound_.undo_to(trail);
    }
    return std::max(lower, least);
  }

  /// Looks for cycles without an arc of `hit`. Where there are none, `hit` is a cut and is considered.
  bool add_cycles_left_by(const ArcSet& hit) {
    std::vector<std::uint64_t> rest = weights_;
    for (ArcId a = 0; a < graph_.arc_count(); ++a)
      if (hit[a]) rest[a] = 0;
    arcs_seen_ += graph_.arc_count();
    const ArcSet backward = backward_arcs(graph_, greedy_order(graph_, rest));
    std::size_t found = 0;
    ArcSet all = hit;
    for (ArcId a = 0; a < graph_.arc_count(); ++a) {
      if (hit[a] || !backward[a]) continue;
      all[a] = 1;
      if (found < kCyclesPerRound) found += add_cycle_through(a, hit);
    }
    consider(std::move(all));
    return found > 0;
  }

  bool add_cycle_through(ArcId a, const ArcSet& banned) {
    auto cycle = paths_.shortest(graph_.arc(a).to, graph_.arc(a).from, banned);
    if (cycle.empty()) return false;
    cycle.push_back(a);
    return bound_.add_row(std::move(cycle));
  }

  void consider(ArcSet cut) {
    put_back(graph_, cut);
    const std::uint64_t cost = graph_.cost(cut);
    arcs_seen_ += graph_.arc_count();
    if (cost >= best_cost_) return;
    best_ = std::move(cut);
    best_cost_ = cost;
  }

  std::uint64_t steps_used() const {
    return bound_.steps() / kCyclesPerStep + (arcs_seen_ + paths_.steps()) / kArcsPerStep;
  }
  bool exhausted() const { return steps_used() > allowed_steps_; }

  const ArcGraph& graph_;
  HittingBound bound_;
  PathSearch paths_;
  std::vector<std::uint64_t> weights_;
  ArcSet best_;
  std::uint64_t best_cost_;
  std::uint64_t allowed_steps_;
  std::uint64_t arcs_seen_ = 0;
};

}  // namespace

ProvenCut exact_cut(const ArcGraph& graph, const ArcSet& start, std::span<const std::vector<ArcId>> cycles,
                    std::uint64_t steps) {
  Search search(graph, start, steps);
  search.add_cycles(cycles);
  return search.run();
}

}  // namespace unknot
