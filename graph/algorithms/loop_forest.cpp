// Heads from the last number to the first; each loop found is one vertex from then on.
#include "graph/algorithms/loop_forest.h"

#include <numeric>

namespace unknot {
namespace {

/// An edge across the search's tree, and the one that waits behind it.
struct Crossing {
  FlowNumber from;
  FlowNumber to;
  std::uint32_t next;
};
constexpr std::uint32_t kEnd = 0xffffffff;

class Nesting {
 public:
  explicit Nesting(const FlowGraph& flow)
      : flow_(flow), tree_(flow.parent), waiting_(flow.size(), kEnd), first_(flow.size(), kEnd),
        representative_(flow.size()), forest_{.head = std::vector(flow.size(), kNoLoop), .size = std::vector(flow.size(), 1u)} {
    std::iota(representative_.begin(), representative_.end(), FlowNumber{0});
    for (FlowNumber v = 0; v < flow.size(); ++v)
      for (const FlowNumber u : flow.into(v)) {
        // An edge down the tree says no more than the tree does; one up the tree is asked for by its head.
        if (tree_.contains(u, v) || tree_.contains(v, u)) continue;
        const FlowNumber meeting = tree_.parent(tree_.highest_without(v, u));
        crossings_.push_back({.from = u, .to = v, .next = waiting_[meeting]});
        waiting_[meeting] = static_cast<std::uint32_t>(crossings_.size() - 1);
      }
  }

  LoopForest run() {
    for (FlowNumber v = flow_.size(); v-- > 0;) {
      release(v);
      collect(v);
    }
    return std::move(forest_);
  }

 private:
  FlowNumber loop_of(FlowNumber v) {
    while (representative_[v] != v) v = representative_[v] = representative_[representative_[v]];
    return v;
  }

  /// The crossings whose ends both stand below `v` as of now, to the loops that they lead into.
  void release(FlowNumber v) {
    for (std::uint32_t c = waiting_[v]; c != kEnd;) {
      const std::uint32_t next = crossings_[c].next;
      const FlowNumber to = loop_of(crossings_[c].to);
      crossings_[c].next = first_[to];
      first_[to] = c;
      c = next;
    }
  }

  void collect(FlowNumber head) {
    for (const FlowNumber u : flow_.into(head))
      if (tree_.contains(head, u)) found_.push_back(u);
    while (!found_.empty()) {
      const FlowNumber loop = loop_of(found_.back());
      found_.pop_back();
      if (loop == head) continue;
      found_.push_back(flow_.parent[loop]);
      for (std::uint32_t c = first_[loop]; c != kEnd; c = crossings_[c].next) found_.push_back(crossings_[c].from);
      forest_.head[loop] = head;
      forest_.size[head] += forest_.size[loop];
      representative_[loop] = head;
    }
  }

  const FlowGraph& flow_;
  FlowTree tree_;
  std::vector<Crossing> crossings_;
  std::vector<std::uint32_t> waiting_;        // by the vertex at which an edge is released
  std::vector<std::uint32_t> first_;          // of a loop's crossings that were not followed yet
  std::vector<FlowNumber> representative_;
  std::vector<FlowNumber> found_;
  LoopForest forest_;
};

}  // namespace

LoopForest loop_forest(const FlowGraph& flow) { return Nesting(flow).run(); }

}  // namespace unknot
