// Subgradient ascent in whole numbers, and what follows from its reduced costs.
#include "graph/algorithms/hitting_bound.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace unknot {
namespace {

constexpr int kPatience = 6;  // iterations without gain before the step length is halved

std::int64_t full_cost(const Arc& arc) { return static_cast<std::int64_t>(arc.weight) * kScale; }

/// Costs are whole: a dual value above 3 proves 4.
std::uint64_t round_up(std::int64_t dual) {
  return dual <= 0 ? 0 : static_cast<std::uint64_t>((dual + kScale - 1) / kScale);
}

}  // namespace

HittingBound::HittingBound(const ArcGraph& graph)
    : graph_(graph),
      marks_(graph.arc_count(), Mark::free),
      is_touched_(graph.arc_count(), 0),
      reduced_(graph.arc_count(), 0) {}

bool HittingBound::add_row(std::vector<ArcId> cycle) {
  std::ranges::sort(cycle);
  if (!known_.insert(cycle).second) return false;
  rows_.push_back(std::move(cycle));
  multipliers_.push_back(0);
  best_multipliers_.push_back(0);
  slack_.push_back(0);
  priced_.push_back(0);
  return true;
}

void HittingBound::decide(ArcId a, Mark mark) {
  marks_[a] = mark;
  trail_.push_back(a);
  if (mark == Mark::cut) decided_cost_ += graph_.arc(a).weight;
}

void HittingBound::undo_to(std::size_t size) {
  for (; trail_.size() > size; trail_.pop_back()) {
    const ArcId a = trail_.back();
    if (marks_[a] == Mark::cut) decided_cost_ -= graph_.arc(a).weight;
    marks_[a] = Mark::free;
  }
}

bool HittingBound::propagate() {
  for (bool changed = true; changed;) {
    changed = false;
    open_.clear();
    for (std::uint32_t r = 0; r < rows_.size(); ++r) {
      ++steps_;
      std::uint32_t free = 0;
      ArcId last = 0;
      bool hit = false;
      for (const ArcId a : rows_[r]) {
        hit = hit || marks_[a] == Mark::cut;
        if (marks_[a] == Mark::free) {
          ++free;
          last = a;
        }
      }
      if (hit) continue;
      if (free == 0) return false;
      if (free == 1) {
        decide(last, Mark::cut);
        changed = true;
      } else {
        open_.push_back(r);
      }
    }
  }
  list_touched();
  return true;
}

void HittingBound::list_touched() {
  for (const ArcId a : touched_) is_touched_[a] = 0;
  touched_.clear();
  for (const std::uint32_t r : open_)
    for (const ArcId a : rows_[r])
      if (marks_[a] == Mark::free && !is_touched_[a]) {
        is_touched_[a] = 1;
        touched_.push_back(a);
      }
  std::ranges::sort(touched_);
}

void HittingBound::evaluate() {
  for (const ArcId a : touched_) reduced_[a] = full_cost(graph_.arc(a));
  dual_ = static_cast<std::int64_t>(decided_cost_) * kScale;
  for (const std::uint32_t r : open_) {
    ++steps_;
    dual_ += multipliers_[r];
    for (const ArcId a : rows_[r]) reduced_[a] -= multipliers_[r];
  }
  for (const ArcId a : touched_) dual_ += std::min<std::int64_t>(0, reduced_[a]);
}

void HittingBound::price_new_rows() {
  evaluate();
  for (const std::uint32_t r : open_) {
    if (priced_[r]) continue;
    priced_[r] = 1;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const ArcId a : rows_[r])
      if (marks_[a] == Mark::free) least = std::min(least, reduced_[a]);
    if (least <= 0) continue;
    multipliers_[r] += least;
    for (const ArcId a : rows_[r]) reduced_[a] -= least;
  }
}

std::uint64_t HittingBound::bound(std::uint64_t goal, int iterations) {
  price_new_rows();
  const std::int64_t target = static_cast<std::int64_t>(goal) * kScale;
  std::int64_t best = -1;
  int halvings = 0, idle = 0;
  for (int i = 0;; ++i) {
    evaluate();
    if (dual_ > best) {
      best = dual_;
      idle = 0;
      for (const std::uint32_t r : open_) best_multipliers_[r] = multipliers_[r];
    } else if (++idle == kPatience) {
      idle = 0;
      ++halvings;
    }
    if (i == iterations || round_up(best) >= goal || !ascend(target - dual_, halvings)) break;
  }
  for (const std::uint32_t r : open_) multipliers_[r] = best_multipliers_[r];
  evaluate();
  return round_up(dual_);
}

bool HittingBound::ascend(std::int64_t gap, int halvings) {
  std::int64_t norm = 0;
  for (const std::uint32_t r : open_) {
    std::int64_t slack = 1;  // how far the relaxed solution is from hitting the row once
    for (const ArcId a : rows_[r]) slack -= marks_[a] == Mark::free && reduced_[a] < 0;
    slack_[r] = slack;
    norm += slack * slack;
  }
  if (norm == 0) return false;
  const std::int64_t length = (gap / norm) >> halvings;
  if (length <= 0) return false;
  for (const std::uint32_t r : open_) multipliers_[r] = std::max<std::int64_t>(0, multipliers_[r] + length * slack_[r]);
  return true;
}

bool HittingBound::decide_by_reduced_cost(std::uint64_t goal) {
  const std::size_t before = trail_.size();
  for (const ArcId a : touched_) {
    const std::int64_t other = dual_ + std::abs(reduced_[a]);  // bound of the state that the relaxation did not choose
    if (marks_[a] == Mark::free && round_up(other) >= goal) decide(a, reduced_[a] < 0 ? Mark::cut : Mark::kept);
  }
  return trail_.size() > before;
}

ArcSet HittingBound::cover() const {
  ArcSet set(graph_.arc_count(), 0);
  for (ArcId a = 0; a < graph_.arc_count(); ++a) set[a] = marks_[a] == Mark::cut;
  for (const ArcId a : touched_)
    if (marks_[a] == Mark::free && reduced_[a] <= 0) set[a] = 1;
  for (const std::uint32_t r : open_) {
    const auto& row = rows_[r];
    if (std::ranges::any_of(row, [&](ArcId a) { return set[a]; })) continue;
    const ArcId* cheapest = nullptr;
    for (const ArcId& a : row)
      if (marks_[a] == Mark::free && (!cheapest || reduced_[a] < reduced_[*cheapest])) cheapest = &a;
    set[*cheapest] = 1;
  }
  return set;
}

ArcId HittingBound::branch_arc() const {
  std::vector<std::uint32_t> rows(graph_.arc_count(), 0);
  for (const std::uint32_t r : open_)
    for (const ArcId a : rows_[r]) ++rows[a];
  return *std::ranges::min_element(touched_, {}, [&](ArcId a) {
    return std::pair{-static_cast<std::int64_t>(rows[a]), reduced_[a]};
  });
}

std::vector<std::uint64_t> HittingBound::likely_weights() const {
  std::vector<std::uint64_t> weights;
  for (ArcId a = 0; a < graph_.arc_count(); ++a) {
    const std::int64_t cost = is_touched_[a] ? reduced_[a] : full_cost(graph_.arc(a));
    weights.push_back(marks_[a] == Mark::cut ? 1 : static_cast<std::uint64_t>(std::max<std::int64_t>(1, cost)));
  }
  return weights;
}

}  // namespace unknot
