// A search over blocks, with what is on the stack and what is known of tests.
#include "graph/stack_ways.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "graph/stack_tests.h"
#include "graph/words.h"

namespace unknot {
namespace {

bool is_something(const ValueFact& value) { return value.kind == ValueKind::yes || value.kind == ValueKind::address || value.kind == ValueKind::number || value.kind == ValueKind::text; }

struct Known {
  std::uint32_t test;
  std::int32_t value;
  std::uint32_t block;  ///< that found it out; it may find something else the next time
  friend auto operator<=>(const Known&, const Known&) = default;
};

struct State {
  std::uint32_t block = 0;
  std::vector<std::uint32_t> sites;  ///< operations that pushed, the last on top
  bool armed = true;                 ///< the old value is kept
  bool asked = false;                ///< somebody looked at the kept value since
  std::uint32_t unread = kNone;      ///< operation: the first that may have popped and was not read
  std::vector<Known> known;          ///< sorted
  friend auto operator<=>(const State&, const State&) = default;
};

struct Exit {
  std::uint32_t node = 0;
  bool thrown = false;
  StackPlace at;
  std::vector<std::uint32_t> sites;
  const ValueFact* given = nullptr;
  std::uint32_t unread = kNone;
};

class Search {
 public:
  Search(const Definition& definition, const FunctionStacks& stacks, const StackUse& use)
      : definition_(definition), f_(*definition.function), throws_(stacks.throws), last_(stacks.last), use_(use), tests_(stack_tests(f_, use)) {}

  StackWays run() {
    find_ends();
    State first;
    first.armed = use_.keeper == kNone;
    enter(std::move(first), kNone);
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
      if (muddled_) return {.leaks = {}, .handed = {}, .unpopped = {}, .understood = StackWays::Understood::borrowed};
      if (nodes_.size() > kMostNodes) return {};
      go_on(node, State(nodes_[node].state), 0);
    }
    if (muddled_) return {.leaks = {}, .handed = {}, .unpopped = {}, .understood = StackWays::Understood::borrowed};
    StackWays out{.leaks = {}, .handed = {}, .unpopped = unpopped(), .understood = lost_ ? StackWays::Understood::lost : StackWays::Understood::followed};
    judge(out);
    return out;
  }

 private:
  static constexpr std::uint32_t kMostNodes = 20000, kMostSites = 6;
  struct Node {
    State state;
    std::uint32_t parent;
  };

  // Tests.

  static const Known* find(const State& state, std::uint32_t test) {
    const auto at = std::ranges::find(state.known, test, &Known::test);
    return at == state.known.end() ? nullptr : &*at;
  }
  static void learn(State& state, std::uint32_t test, std::int32_t value, std::uint32_t block) {
    std::erase_if(state.known, [&](const Known& known) { return known.test == test; });
    state.known.push_back({test, value, block});
    std::ranges::sort(state.known);
  }
  /// Something else stands at the path now.
  void forget(State& state, std::uint32_t path) const {
    const PathFact& fact = f_.paths[path];
    const std::string_view name = !fact.name.empty() ? std::string_view(fact.name) : fact.entity != kNone ? last_word(definition_.file->entities[fact.entity].name) : "";
    std::erase_if(state.known, [&](const Known& known) {
      const auto& [of, text] = tests_.about.at(known.test);
      return mentions(f_, of, path) || has_word(text, name);
    });
  }

  /// Blocks from which it may still be taken off.
  void find_ends() {
    std::vector<std::vector<std::uint32_t>> from(f_.blocks.size());
    std::vector<std::uint32_t> open;
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b) {
      for (const auto to : f_.blocks[b].successors) from[to].push_back(b);
      for (const auto& operation : f_.blocks[b].operations)
        if (const auto* steps = steps_of(&operation); steps != nullptr && std::ranges::any_of(*steps, [](const StackStep& step) { return step.change == StackChange::pop || step.change == StackChange::clear; }))
          open.push_back(b);
    }
    pops_.assign(f_.blocks.size(), false);
    for (const auto b : open) pops_[b] = true;
    while (!open.empty()) {
      const auto b = open.back();
      open.pop_back();
      for (const auto before : from[b])
        if (!pops_[before]) pops_[before] = true, open.push_back(before);
    }
  }

  // The search.

  const std::vector<StackStep>* steps_of(const OperationFact* operation) const {
    const auto found = use_.steps.find(operation);
    return found == use_.steps.end() ? nullptr : &found->second;
  }
  void enter(State state, std::uint32_t parent) {
    if (seen_.insert(state).second) nodes_.push_back({std::move(state), parent});
  }
  std::uint32_t number(const OperationFact* operation) {
    const auto [known, fresh] = numbers_.try_emplace(operation, static_cast<std::uint32_t>(operations_.size()));
    if (fresh) operations_.push_back(operation);
    return known->second;
  }

  /// False: nobody knows what is on it from here on.
  bool apply(const StackStep& step, const OperationFact* at, State& state) {
    switch (step.change) {
      case StackChange::forget:
        if (step.unread && state.unread == kNone && !state.sites.empty()) state.unread = number(at);
        return step.unread || !state.armed;
      case StackChange::gone:
        state.sites.clear();
        state.unread = kNone;
        return true;
      case StackChange::save:
        state.armed = true, state.asked = false;
        state.sites.clear();
        return true;
      case StackChange::push:
        if (!state.armed) return true;
        for (int i = 0; i < step.times; ++i) {
          if ((use_.keeper != kNone || !use_.slot->counts) && !state.sites.empty()) return true;
          if (state.sites.size() >= kMostSites) return false;
          const std::uint32_t site = at != nullptr ? number(at) : kNone;
          // A turn of a loop that leaves its push leaves another one: two are as many as any number.
          if (step.times > 1 || site == kNone || std::ranges::count(state.sites, site) < 2) state.sites.push_back(site);
        }
        return true;
      case StackChange::pop:
        if (!state.armed) return true;
        for (int i = 0; i < step.times; ++i) {
          if (state.sites.empty()) {
            // Somebody else's is taken off: which tests belong together is not understood, or it is put back later.
            if (use_.keeper == kNone && use_.slot->counts) muddled_ = true;
            return true;
          }
          take_off(at, state);
        }
        return true;
      case StackChange::clear:
        while (!state.sites.empty()) take_off(at, state);
        return true;
    }
    return false;
  }
  void take_off(const OperationFact* at, State& state) {
    if (at != nullptr) {
      auto& where = popped_[state.sites.back()];
      if (where.line == 0 || StackPlace{at->line, at->column} > where) where = {at->line, at->column};
    }
    state.sites.pop_back();
    if (state.sites.empty()) state.unread = kNone;
  }
  bool apply(const std::vector<StackStep>& steps, const OperationFact* at, State& state) {
    return std::ranges::all_of(steps, [&](const StackStep& step) { return apply(step, at, state); });
  }

  void go_on(std::uint32_t node, State state, std::size_t from) {
    const BlockFact& block = f_.blocks[state.block];
    for (std::size_t i = from; i < block.operations.size(); ++i) {
      const OperationFact& operation = block.operations[i];
      raise_from(node, operation, state);
      note_answer(operation, state);
      if (const auto* steps = steps_of(&operation)) {
        const auto conditional = std::ranges::find_if(*steps, [](const StackStep& step) { return step.if_true; });
        if (conditional != steps->end()) {
          const auto truth = conditional->result != kNone ? tests_.truths.find(conditional->result) : tests_.truths.end();
          if (truth == tests_.truths.end()) {  // who does not look at the answer is not understood
            lost_ = true;
            return;
          }
          State without = state;
          learn(without, truth->second, 0, kNone);
          go_on(node, std::move(without), i + 1);
          learn(state, truth->second, 1, kNone);
        }
        if (!apply(*steps, &operation, state)) {
          lost_ = true;
          return;
        }
      }
    }
    leave_block(node, std::move(state), block);
  }
  void note_answer(const OperationFact& operation, State& state) const {
    for (const auto& argument : operation.arguments)
      if (argument.value.path != kNone && (argument.value.kind == ValueKind::address || argument.value.kind == ValueKind::reference)) forget(state, argument.value.path);
    const bool writes = operation.kind == OperationKind::assign || operation.kind == OperationKind::update || operation.kind == OperationKind::construct;
    if (!writes || operation.path == kNone) return;
    std::optional<std::int32_t> copied;
    if (operation.kind == OperationKind::assign && operation.value.kind == ValueKind::path)
      if (const auto truth = tests_.truths.find(operation.value.path); truth != tests_.truths.end())
        if (const Known* known = find(state, truth->second)) copied = known->value;
    forget(state, operation.path);
    const auto truth = tests_.truths.find(operation.path);
    if (truth == tests_.truths.end() || operation.kind != OperationKind::assign) return;
    if (is_nothing(operation.value.kind)) learn(state, truth->second, 0, kNone);
    else if (is_something(operation.value)) learn(state, truth->second, 1, kNone);
    else if (copied) learn(state, truth->second, *copied, kNone);
  }

  void leave_block(std::uint32_t node, State state, const BlockFact& block) {
    if (block.end == BlockEnd::leave) {
      const OperationFact* given = !block.operations.empty() ? last_give(block) : nullptr;
      exits_.push_back({.node = node, .thrown = false, .at = given != nullptr ? StackPlace{given->line, given->column} : StackPlace{}, .sites = state.sites, .given = given != nullptr ? &given->value : nullptr, .unread = state.unread});
      return;
    }
    if (block.end == BlockEnd::unwind || block.end == BlockEnd::stop) return;
    const StackTest& test = tests_.by_block[state.block];
    const bool is_answer = block.successors.size() > 1 && !state.sites.empty() && is_answer_of_push(state, block.condition);
    if (use_.keeper != kNone && !state.sites.empty() && block.successors.size() > 1 && !is_answer && concerns(block.condition, use_.keeper)) state.asked = true;
    const std::uint32_t tested = state.block;
    for (std::size_t way = 0; way < block.successors.size(); ++way) {
      State then = state;
      then.block = block.successors[way];
      if (test.id != kNone && !follows(then, test, block, way, tested)) continue;
      // A call that says that it failed has pushed nothing: the way from which nobody pops.
      if (is_answer && block.successors.size() == 2 && !pops_[block.successors[way]] && pops_[block.successors[1 - way]]) then.sites.pop_back();
      enter(std::move(then), node);
    }
  }
  static const OperationFact* last_give(const BlockFact& block) {
    const auto at = std::ranges::find_if(block.operations.rbegin(), block.operations.rend(), [](const OperationFact& o) { return o.kind == OperationKind::give; });
    return at == block.operations.rend() ? nullptr : &*at;
  }
  /// Is this way open with what is known? Then what it says is known.
  bool follows(State& state, const StackTest& test, const BlockFact& block, std::size_t way, std::uint32_t tested) const {
    const std::int32_t value = block.end != BlockEnd::branch ? case_number(block, way) : (way == 0) != test.turned ? 1 : 0;
    const Known* known = find(state, test.id);
    if (known != nullptr && known->block != tested) {
      if (block.end == BlockEnd::branch) return known->value == value;
      const bool is_listed = [&] {
        for (std::size_t other = 0; other < block.successors.size(); ++other)
          if (case_number(block, other) == known->value) return true;
        return false;
      }();
      if (known->value != 0 && is_listed) return known->value == value;
      return known->value == 0 || value == 0;
    }
    learn(state, test.id, value, tested);
    return true;
  }
  static std::int32_t case_number(const BlockFact& block, std::size_t way) {
    if (way >= block.cases.size() || block.cases[way].kind == ValueKind::other) return 0;
    const auto& value = block.cases[way];
    return static_cast<std::int32_t>(std::hash<std::string>{}(std::to_string(static_cast<int>(value.kind)) + value.text + std::to_string(value.path)) % 1000000U) + 1;
  }
  bool concerns(const ConditionFact& condition, std::uint32_t path) const {
    if (condition.path != kNone && mentions(f_, condition.path, path)) return true;
    if (condition.value.path != kNone && mentions(f_, condition.value.path, path)) return true;
    return condition.kind == ConditionKind::other && has_word(condition.value.text, f_.paths[path].name);
  }
  /// Does the test look at what the call gave that pushed last?
  bool is_answer_of_push(const State& state, const ConditionFact& condition) const {
    if (state.sites.back() == kNone) return false;
    const OperationFact* push = operations_[state.sites.back()];
    const auto* steps = steps_of(push);
    if (steps == nullptr) return false;
    return std::ranges::any_of(*steps, [&](const StackStep& step) {
      if (step.change != StackChange::push || step.result == kNone) return false;
      if (concerns(condition, step.result)) return true;
      if (condition.kind == ConditionKind::other && push->callee != kNone && has_word(condition.value.text, last_word(definition_.file->entities[push->callee].name))) return true;
      for (const auto& block : f_.blocks)
        for (const auto& operation : block.operations)
          if (operation.kind == OperationKind::assign && operation.path != kNone && operation.path != use_.keeper && operation.value.path == step.result && concerns(condition, operation.path)) return true;
      return false;
    });
  }

  // Exceptions.

  void raise_from(std::uint32_t node, const OperationFact& operation, const State& state) {
    if (last_.contains(&operation)) return;
    if (operation.kind == OperationKind::raise || operation.kind == OperationKind::reraise) return raise(node, operation, state);
    const auto thrown = throws_.find(&operation);
    if (thrown == throws_.end()) return;
    const auto steps = use_.throws.find(&operation);
    for (const auto& type : thrown->second) {
      State then = state;
      if (steps != use_.throws.end())
        if (const auto own = steps->second.find(type); own != steps->second.end() && !apply(own->second, &operation, then)) continue;
      raise(node, operation, std::move(then));
    }
  }
  void raise(std::uint32_t node, const OperationFact& operation, State state) {
    for (auto u = operation.unwind; u != kNone; u = f_.unwinds[u].parent) {
      const UnwindFact& fact = f_.unwinds[u];
      if (const auto steps = use_.unwinds.find(u); fact.kind == UnwindKind::destroy && steps != use_.unwinds.end() && !apply(steps->second, nullptr, state)) return;
      if (fact.kind != UnwindKind::attempt) continue;
      // Which handler is meant does not matter here: each may be, and behind one that takes all there is no way out.
      bool all = false;
      for (const auto& handler : fact.handlers) {
        all |= handler.type == kNone;
        if (handler.block == kNone) continue;
        State then = state;
        then.block = handler.block;
        enter(std::move(then), node);
      }
      if (all || !fact.handlers.empty()) return;
    }
    if ((f_.attributes & attribute::no_throw) != 0) return;
    exits_.push_back({.node = node, .thrown = true, .at = {operation.line, operation.column}, .sites = std::move(state.sites), .given = nullptr, .unread = state.unread});
  }

  // What it means.

  std::vector<std::uint32_t> way_to(std::uint32_t node) const {
    std::vector<std::uint32_t> out;
    for (; node != kNone; node = nodes_[node].parent) out.push_back(nodes_[node].state.block);
    std::ranges::reverse(out);
    return out;
  }
  static bool says_no(const ValueFact& value) { return is_nothing(value.kind) || value.kind == ValueKind::initial || (value.kind == ValueKind::number && value.text.starts_with('-')); }

  enum class Purpose : std::uint8_t { none, hand_over, kept };

  /// Left by one way and popped on another: what for?
  Purpose purpose(const Exit& leak, std::uint32_t site) const {
    if (use_.keeper != kNone) return Purpose::none;  // who comes later has no old value
    if (f_.kind == FunctionKind::constructor || is_named_to_leave(definition_.file->entities[f_.entity].name)) return Purpose::kept;
    const std::uint32_t block = nodes_[leak.node].state.block;
    const StackPlace popped = popped_.at(site);
    bool all_others_say_no = true, shared = false;
    for (const auto& exit : exits_) {
      if (exit.thrown || std::ranges::find(exit.sites, site) != exit.sites.end()) continue;
      shared |= nodes_[exit.node].state.block == block;
      all_others_say_no &= exit.given != nullptr && says_no(*exit.given);
    }
    if (leak.given != nullptr && is_something(*leak.given) && all_others_say_no && !(leak.given->kind == ValueKind::number && leak.given->text.starts_with('-'))) return Purpose::kept;
    if (!shared) return leak.at.line == 0 || leak.at > popped ? Purpose::hand_over : Purpose::none;
    // Both ways meet before the function is left: its caller cannot tell them apart, unless by what it is given.
    const bool constant = leak.given == nullptr || leak.given->path == kNone;
    // What is only set or not may be meant to stay where it is not taken back.
    if (!use_.slot->counts && !in_loop(site)) return Purpose::kept;
    if (constant) return Purpose::none;
    const auto way = way_to(leak.node);
    for (auto at = way.rbegin(); at != way.rend(); ++at)
      if (pops_[*at] && f_.blocks[*at].successors.size() > 1) return concerns(f_.blocks[*at].condition, leak.given->path) ? Purpose::kept : Purpose::none;
    return Purpose::kept;
  }

  /// Can the operation be come to again from where it is?
  bool in_loop(std::uint32_t site) const {
    const OperationFact* pushed = operations_[site];
    std::vector<bool> seen(f_.blocks.size());
    std::vector<std::uint32_t> open;
    for (std::uint32_t b = 0; b < f_.blocks.size(); ++b)
      if (const auto& all = f_.blocks[b].operations; !all.empty() && pushed >= &all.front() && pushed <= &all.back()) open.push_back(b);
    const std::uint32_t first = open.empty() ? kNone : open.front();
    while (!open.empty()) {
      const auto b = open.back();
      open.pop_back();
      for (const auto to : f_.blocks[b].successors) {
        if (to == first) return true;
        if (!seen[to]) seen[to] = true, open.push_back(to);
      }
    }
    return false;
  }

  const OperationFact* unread_of(const Exit& exit) const { return exit.unread != kNone ? operations_[exit.unread] : nullptr; }

  /// Ways on which all was read come first, and returns before exceptions.
  std::vector<const Exit*> exits_with_sites() const {
    std::vector<const Exit*> out;
    for (const bool thrown : {false, true})
      for (const bool unread : {false, true})
        for (const auto& exit : exits_)
          if (exit.thrown == thrown && (exit.unread != kNone) == unread && !exit.sites.empty() && !nodes_[exit.node].state.asked) out.push_back(&exit);
    return out;
  }

  void judge(StackWays& out) const {
    std::map<std::uint32_t, StackLeak> leaks, handed;
    for (const Exit* exit : exits_with_sites())
      for (const auto site : exit->sites) {
        if (site == kNone || !popped_.contains(site) || leaks.contains(site)) continue;
        const Purpose what = exit->thrown ? Purpose::none : purpose(*exit, site);
        if (what == Purpose::kept) continue;
        const OperationFact* pushed = operations_[site];
        (what == Purpose::none ? leaks : handed).try_emplace(site, StackLeak{.pushed = {pushed->line, pushed->column}, .popped = popped_.at(site), .left = exit->at, .by_exception = exit->thrown, .unread = unread_of(*exit)});
      }
    for (const auto& [site, leak] : leaks) out.leaks.push_back(leak);
    for (const auto& [site, leak] : handed)
      if (!leaks.contains(site)) out.handed.emplace_back(operations_[site], leak);
  }

  std::vector<StackLeftover> unpopped() const {
    std::map<std::uint32_t, StackLeftover> sites;
    for (const Exit* exit : exits_with_sites())
      for (const auto site : exit->sites)
        if (!exit->thrown && site != kNone && !popped_.contains(site)) sites.try_emplace(site, StackLeftover{.push = operations_[site], .unread = unread_of(*exit)});
    std::vector<StackLeftover> out;
    for (const auto& [site, leftover] : sites) out.push_back(leftover);
    return out;
  }

  const Definition definition_;
  const FunctionFact& f_;
  const std::map<const OperationFact*, std::vector<std::string>>& throws_;
  const std::set<const OperationFact*>& last_;
  const StackUse& use_;
  const StackTests tests_;
  std::vector<bool> pops_;
  std::vector<Node> nodes_;
  std::set<State> seen_;
  std::vector<const OperationFact*> operations_;
  std::map<const OperationFact*, std::uint32_t> numbers_;
  std::map<std::uint32_t, StackPlace> popped_;  ///< by site
  std::vector<Exit> exits_;
  bool muddled_ = false;
  bool lost_ = false;  ///< some way is not followed to its end
};

}  // namespace

bool is_named_to_leave(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kWords{"begin", "push", "enter", "acquire", "lock", "attach", "start", "open", "ensure"};
  return std::ranges::any_of(name_words(last_word(name)), [](const std::string& word) { return std::ranges::find(kWords, word) != kWords.end(); });
}

StackWays stack_ways(const Definition& definition, const FunctionStacks& stacks, const StackUse& use) {
  return Search(definition, stacks, use).run();
}

}  // namespace unknot
