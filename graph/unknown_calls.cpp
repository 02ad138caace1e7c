// A walk over calls from a hook, a few functions far.
#include "graph/unknown_calls.h"

#include <algorithm>

#include "graph/behind_place.h"

namespace unknot {
namespace {

/// Does the path go over something that the slot is, or is in?
bool is_on_the_way(const FileFunctions& file, const FunctionFact& function, std::uint32_t path, const SharedSlot& slot) {
  for (; path != kNone; path = function.paths[path].base) {
    const PathFact& step = function.paths[path];
    if (step.entity == kNone || (step.kind != PathKind::variable && step.kind != PathKind::member)) continue;
    const std::string& usr = file.entities[step.entity].usr;
    if (!usr.empty() && slot.key.contains(usr)) return true;
  }
  return false;
}

}  // namespace

UnknownCalls::UnknownCalls(const HookContext& context) : context_(context) {
  for (const auto& model : context.models())
    for (const auto& call : model.calls) modelled_.insert(call.function);
}

bool UnknownCalls::is_known(const EntityFact& callee, bool dispatched) const {
  return callee.kind != EntityKind::function || callee.name.starts_with("std::") || callee.name.starts_with("__") || modelled_.contains(callee.name) ||
         (callee.attributes & attribute::implicit) != 0 || !context_.table().targets(callee.usr, dispatched).empty();
}

bool UnknownCalls::is_given(const Definition& d, const OperationFact& o, const SharedSlot& slot) const {
  const EntityFact& callee = d.file->entities[o.callee];
  const auto gives = [&](const ArgumentFact& argument) {
    const bool can_change = argument.value.kind == ValueKind::reference || argument.value.kind == ValueKind::address || argument.value.kind == ValueKind::moved;
    return can_change && is_on_the_way(*d.file, *d.function, argument.value.path, slot);
  };
  if (std::ranges::any_of(o.arguments, gives)) return true;
  return o.path != kNone && (callee.attributes & attribute::read_only) == 0 && is_on_the_way(*d.file, *d.function, o.path, slot);
}

bool UnknownCalls::may_take_down(const Definition& d, const OperationFact& o, const SharedSlot& slot) const {
  if (is_given(d, o, slot)) return true;
  if ((d.file->entities[o.callee].attributes & attribute::outside) != 0) return false;
  const EntityFact* variable = slot.variable.empty() ? nullptr : context_.entity(slot.variable);
  return variable != nullptr && (variable->attributes & (attribute::internal | attribute::in_function)) == 0;
}

std::vector<UnknownCall> UnknownCalls::that_may_take_down(const SharedSlot& slot, const Hook& hook) const {
  return find(slot, hook, [](const OperationFact&) { return true; }, Reach::program);
}

std::vector<UnknownCall> UnknownCalls::that_may_take_down(const SharedSlot& slot, const Hook& hook, const FactPlace& set_at) const {
  if (set_at.line == 0) return {};
  const std::set<const OperationFact*> behind = behind_place(*hook.body, set_at);
  // Nor is known what an object that is made before does when it dies.
  const auto counts = [&](const OperationFact& o) {
    return behind.contains(&o) || (o.kind == OperationKind::construct && o.callee != kNone && !is_known(hook.body_file->entities[o.callee], false));
  };
  return find(slot, hook, counts, Reach::given);
}

std::vector<UnknownCall> UnknownCalls::find(const SharedSlot& slot, const Hook& hook, const Chosen& in_hook, Reach reach) const {
  constexpr std::size_t kMostFunctions = 64;
  std::vector<UnknownCall> out;
  std::set<std::string> told, seen{hook.function};
  const auto first = context_.table().targets(hook.function, false);
  std::vector<Definition> open(first.begin(), first.end());
  for (std::size_t i = 0; i < open.size() && i < kMostFunctions; ++i) {
    const Definition d = open[i];
    for (const auto& block : d.function->blocks)
      for (const auto& o : block.operations) {
        if ((o.kind != OperationKind::call && o.kind != OperationKind::construct) || o.callee == kNone) continue;
        if (d.function == hook.body && !in_hook(o)) continue;
        const EntityFact& callee = d.file->entities[o.callee];
        const bool dispatched = (o.flags & operation::dispatched) != 0;
        if (!is_known(callee, dispatched)) {
          if (!(reach == Reach::given ? is_given(d, o, slot) : may_take_down(d, o, slot)) || !told.insert(callee.usr).second) continue;
          out.push_back({callee.name, {static_cast<std::uint32_t>(d.file - context_.files().data()), o.line, o.column}});
        } else if (seen.insert(callee.usr).second) {
          const auto targets = context_.table().targets(callee.usr, dispatched);
          open.insert(open.end(), targets.begin(), targets.end());
        }
      }
  }
  return out;
}

}  // namespace unknot
