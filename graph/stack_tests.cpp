// Tests that come out the same get one number; those that decide nothing get none.
#include "graph/stack_tests.h"

#include <algorithm>
#include <set>

namespace unknot {
namespace {

class Numbering {
 public:
  Numbering(const FunctionFact& function, const StackUse& use) : f_(function), use_(use) {}

  StackTests run() {
    std::map<std::string, std::uint32_t> ids;
    std::vector<int> asked;
    out_.by_block.resize(f_.blocks.size());
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b) {
      const BlockFact& block = f_.blocks[b];
      const ConditionFact& c = block.condition;
      StackTest& test = out_.by_block[b];
      test.path = c.path;
      std::string key;
      if (block.end == BlockEnd::choose && c.path != kNone) key = "c" + std::to_string(c.path);
      if (block.end == BlockEnd::branch) {
        if (c.kind == ConditionKind::truth && c.path != kNone) key = "t" + std::to_string(c.path);
        if (c.kind == ConditionKind::equals && c.path != kNone) {
          if (is_nothing(c.value.kind)) key = "t" + std::to_string(c.path), test.turned = true;
          else key = "e" + std::to_string(c.path) + "=" + std::to_string(static_cast<int>(c.value.kind)) + c.value.text + "p" + std::to_string(c.value.path);
        }
        if (c.kind == ConditionKind::other) {
          test.text = c.value.text;
          if (!c.value.text.empty()) key = "o" + c.value.text;
          else if (c.path != kNone) key = "s" + std::to_string(c.path);
        }
      }
      if (key.empty()) continue;
      test.id = intern(ids, key);
      asked.resize(ids.size());
      ++asked[test.id];
    }
    // What a local is set to is an answer too, and so is what a call gave that pushes only then.
    std::set<std::uint32_t> told;
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) {
        if (operation.kind == OperationKind::assign && operation.path != kNone) told.insert(operation.path);
        if (const auto* steps = steps_of(&operation))
          for (const auto& step : *steps)
            if (step.if_true && step.result != kNone) {
              out_.truths[step.result] = intern(ids, "t" + std::to_string(step.result));
              asked.resize(ids.size());
              ++asked[out_.truths[step.result]];
              out_.about[out_.truths[step.result]] = {step.result, ""};
            }
      }
    leave_out_idle(asked, told);
    for (std::uint32_t b = 0; b < out_.by_block.size(); ++b) {
      StackTest& test = out_.by_block[b];
      if (test.id == kNone) continue;
      const bool is_truth = f_.blocks[b].end == BlockEnd::branch && (f_.blocks[b].condition.kind == ConditionKind::truth || test.turned);
      if (asked[test.id] < 2 && !(is_truth && told.contains(test.path))) {
        test.id = kNone;
        continue;
      }
      if (is_truth) out_.truths[test.path] = test.id;
      out_.about[test.id] = {test.path, test.text};
    }
    return std::move(out_);
  }

 private:
  static std::uint32_t intern(std::map<std::string, std::uint32_t>& ids, const std::string& key) { return ids.try_emplace(key, static_cast<std::uint32_t>(ids.size())).first->second; }
  const std::vector<StackStep>* steps_of(const OperationFact* operation) const {
    const auto found = use_.steps.find(operation);
    return found == use_.steps.end() ? nullptr : &found->second;
  }
  /// A test both ways of which come to the same next step of the stack, or to the same write of what another test asks that decides,
  /// decides nothing: with what it found, states would only be many.
  void leave_out_idle(std::vector<int>& asked, const std::set<std::uint32_t>& told) {
    std::set<std::uint32_t> deciding, tested;
    for (bool changed = true; changed;) {
      changed = false;
      const auto next = next_steps(tested);
      for (std::uint32_t b = 0; b < f_.blocks.size(); ++b) {
        const auto& ways = f_.blocks[b].successors;
        const StackTest& test = out_.by_block[b];
        if (test.id == kNone || std::ranges::all_of(ways, [&](std::uint32_t to) { return next[to] == next[ways.front()]; }) || !deciding.insert(b).second) continue;
        changed = true;
        if (test.path != kNone && (asked[test.id] > 1 || told.contains(test.path))) tested.insert(test.path);
      }
    }
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b)
      if (out_.by_block[b].id != kNone && !deciding.contains(b)) {
        --asked[out_.by_block[b].id];
        out_.by_block[b].id = kNone;
      }
  }
  /// By block, the blocks with a step, a write of one of these paths or an end that are come to first.
  std::vector<std::set<std::uint32_t>> next_steps(const std::set<std::uint32_t>& tested) const {
    const auto is_step = [&](const OperationFact& operation) {
      const bool writes = operation.kind == OperationKind::assign || operation.kind == OperationKind::update || operation.kind == OperationKind::construct;
      return steps_of(&operation) != nullptr || (writes && tested.contains(operation.path));
    };
    const std::size_t count = f_.blocks.size();
    std::vector<std::set<std::uint32_t>> next(count);
    std::vector<bool> own(count);
    for (std::uint32_t b = 0; b < count; ++b)
      if (f_.blocks[b].successors.empty() || std::ranges::any_of(f_.blocks[b].operations, is_step)) next[b].insert(b), own[b] = true;
    for (bool changed = true; changed;) {
      changed = false;
      for (auto b = static_cast<std::uint32_t>(count); b-- > 0;) {
        if (own[b]) continue;
        const std::size_t before = next[b].size();
        for (const auto to : f_.blocks[b].successors) next[b].insert(next[to].begin(), next[to].end());
        changed |= next[b].size() != before;
      }
    }
    return next;
  }

  const FunctionFact& f_;
  const StackUse& use_;
  StackTests out_;
};

}  // namespace

StackTests stack_tests(const FunctionFact& function, const StackUse& use) { return Numbering(function, use).run(); }

}  // namespace unknot
