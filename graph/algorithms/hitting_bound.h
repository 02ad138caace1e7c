// The hitting-set side of the exact cut: known cycles as rows, which arcs are decided, and a bound from Lagrange multipliers.
// It knows nothing of paths and orders.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "graph/algorithms/arc_graph.h"

namespace unknot {

/// Fixed-point unit of multipliers and reduced costs.
constexpr std::int64_t kScale = 1 << 10;
/// The largest total weight for which the fixed point holds.
constexpr std::uint64_t kMaxTotalWeight = std::uint64_t{1} << 46;

class HittingBound {
 public:
  enum class Mark : std::uint8_t { free, kept, cut };

  explicit HittingBound(const ArcGraph& graph);

  /// False where the row was known already.
  bool add_row(std::vector<ArcId> cycle);
  std::size_t row_count() const { return rows_.size(); }

  void decide(ArcId a, Mark mark);
  Mark mark(ArcId a) const { return marks_[a]; }
  /// Decisions so far; undo_to() takes back those that came after.
  std::size_t trail_size() const { return trail_.size(); }
  void undo_to(std::size_t size);

  /// Cuts each arc that is the last of an open row; false where a row has none left. Then lists the open rows.
  bool propagate();
  bool all_hit() const { return open_.empty(); }
  std::uint64_t decided_cost() const { return decided_cost_; }

  /// Improves the multipliers; returns a lower bound of every cut under the decisions, rounded up. Stops at `goal`.
  std::uint64_t bound(std::uint64_t goal, int iterations);
  /// Decides the arcs whose other state would cost `goal` or more, after bound(). Returns whether there were any.
  bool decide_by_reduced_cost(std::uint64_t goal);
  /// The decided arcs and a cover of the open rows, cheap under the last multipliers.
  ArcSet cover() const;
  /// The free arc to branch on: in most open rows, then cheapest, then first.
  ArcId branch_arc() const;
  /// Reduced costs of the last bound(): small where the arc is likely to be cut. At least 1.
  std::vector<std::uint64_t> likely_weights() const;
  std::uint64_t steps() const { return steps_; }

 private:
  void list_touched();
  void evaluate();
  void price_new_rows();
  bool ascend(std::int64_t gap, int halvings);

  const ArcGraph& graph_;
  std::vector<std::vector<ArcId>> rows_;
  std::set<std::vector<ArcId>> known_;
  // Per row. Multipliers outlive the node that found them: any are valid, and old ones are a good start.
  std::vector<std::int64_t> multipliers_, best_multipliers_, slack_;
  std::vector<std::uint8_t> priced_;
  std::vector<Mark> marks_;
  std::vector<ArcId> trail_;
  std::vector<std::uint32_t> open_;  // rows without a cut arc
  std::vector<ArcId> touched_;       // free arcs of open rows, sorted
  std::vector<std::uint8_t> is_touched_;
  std::vector<std::int64_t> reduced_;  // of touched arcs
  std::int64_t dual_ = 0;
  std::uint64_t decided_cost_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace unknot
