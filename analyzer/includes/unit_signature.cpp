// A walk in text order over everything that the unit may include.
#include "analyzer/includes/unit_signature.h"

#include <algorithm>

#include "graph/sort_unique.h"
#include "xxhash.h"

namespace unknot {
namespace {

constexpr std::uint8_t kMatters = 1;
constexpr std::uint8_t kAsks = 2;
constexpr std::uint8_t kOutside = 4;

}  // namespace

UnitSignatures::UnitSignatures(const TruthInput& input, const IncludeClass& include_class, const MacroSlice& slice,
                               const Say& say, std::function<bool(FileId, std::uint32_t)> surely)
    : input_(input), class_(include_class), slice_(slice), say_(say), surely_(std::move(surely)) {
  const auto& states = class_.graph.states();
  kind_.resize(states.size());
  seen_.resize(states.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (slice_.changers.contains(states[i].file)) kind_[i] |= kMatters;
    if (say_.askers.contains(states[i].file)) kind_[i] |= kMatters | kAsks;
    if (slice_.outside && !input_.is_project(states[i].file)) kind_[i] |= kOutside;
  }
}

std::uint64_t UnitSignatures::condition_hash(FileId file, std::uint32_t i) const {
  const auto& facts = input_.sources.find(file)->facts;
  const auto& include = facts.includes[i];
  std::string text = include.guard == 0 ? "" : facts.guards[include.guard - 1];
  for (const auto& literal : facts.conditions[include.condition])
    text += (literal.holds ? '\1' : '\2') + facts.atoms[literal.atom];
  return XXH3_64bits(text.data(), text.size());
}

UnitSignatures::Signature UnitSignatures::of(const ClassUnit& unit) {
  Signature out;
  std::vector<std::uint64_t> met;
  bool outside = false;
  ++walk_;
  struct Frame {
    std::uint32_t state;
    bool sure;
    std::size_t next;
  };
  std::vector<Frame> stack;
  // A file that a condition may have brought before, and that is now met without one, is met anew.
  const auto enter = [&](std::uint32_t state, bool sure) {
    if (seen_[state] >= walk_ * 2 + sure) return;
    seen_[state] = walk_ * 2 + sure;
    const FileId file = class_.graph.states()[state].file;
    if ((kind_[state] & kMatters) != 0) met.push_back(index(file) * 2ULL + sure);
    if ((kind_[state] & kAsks) != 0) out.asked.push_back(file);
    if ((kind_[state] & kOutside) != 0 && !outside) {
      outside = true;
      met.push_back(0xffff'ffff'ffffULL);
    }
    stack.push_back({state, sure, 0});
  };
  for (const std::uint32_t start : class_.graph.starts(unit)) {
    enter(start, true);
    while (!stack.empty()) {
      auto& frame = stack.back();
      const auto steps = class_.graph.steps(frame.state);
      if (frame.next == steps.size()) {
        stack.pop_back();
        continue;
      }
      const Step step = steps[frame.next++];
      const FileId file = class_.graph.states()[frame.state].file;
      if (step.to == kUnresolved) continue;
      const bool sure = surely_(file, step.include);
      // Which file holds the condition is all the same: what counts is what it asks, and what lies behind.
      if (!sure && say_.leads[step.to]) {
        met.push_back(condition_hash(file, step.include));
        met.push_back(index(class_.graph.states()[step.to].file));
      }
      enter(step.to, frame.sure && sure);
    }
  }
  const UnitCommand& command = input_.commands[unit.command];
  std::string text = command.base_key;
  for (const auto& [name, value] : command.macros)
    if (slice_.names.contains(name)) text += '\0' + name + '\0' + value;
  out.hash = XXH3_64bits_withSeed(text.data(), text.size(), XXH3_64bits(met.data(), met.size() * sizeof met[0]));
  sort_unique(out.asked);
  return out;
}

}  // namespace unknot
