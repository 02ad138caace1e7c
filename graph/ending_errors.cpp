// One look at all that is thrown, and one at what comes to each handler.
#include "graph/ending_errors.h"

#include <algorithm>
#include <map>
#include <vector>

namespace unknot {
namespace {

/// By the USR of a type that says so: its own and those of its bases.
using Errors = std::map<std::string, std::set<std::string>>;

template <class Use>
void for_operations(const HookContext& context, Use use) {
  for (const auto& file : context.files())
    for (const auto& function : file.functions)
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations) use(Definition{&file, &function}, operation);
}

Errors thrown_errors(const HookContext& context) {
  Errors out;
  for_operations(context, [&](const Definition& d, const OperationFact& o) {
    const auto is_one = [&](std::uint32_t type) { return d.file->entities[type].name == "std::logic_error"; };
    if (o.kind != OperationKind::raise || std::ranges::none_of(o.types, is_one)) return;
    for (const auto type : o.types) out[d.usr(o.types.front())].insert(d.usr(type));
  });
  return out;
}

/// Types of what leaves the operation.
std::vector<std::string> leaving(const HookContext& context, const Definition& d, const OperationFact& o) {
  std::vector<std::string> out;
  if (o.kind == OperationKind::raise && !o.types.empty()) out.push_back(d.usr(o.types.front()));
  if (o.callee == kNone) return out;
  for (const auto& target : context.table().targets(d.usr(o.callee), (o.flags & operation::dispatched) != 0))
    if (const auto effects = context.effects().find(target.usr()); effects != context.effects().end())
      for (const auto& [type, state] : effects->second.at_throw) out.push_back(type);
  return out;
}

}  // namespace

std::set<std::string> ending_errors(const HookContext& context) {
  if (std::ranges::any_of(context.hooks(), [](const Hook& hook) { return !hook.model->of_tests; })) return {};
  const Errors thrown = thrown_errors(context);
  std::set<std::string> out;
  for (const auto& [type, bases] : thrown) out.insert(type);
  if (out.empty()) return out;
  for_operations(context, [&](const Definition& d, const OperationFact& o) {
    for (auto u = o.unwind; u != kNone; u = d.function->unwinds[u].parent) {
      if (d.function->unwinds[u].kind != UnwindKind::attempt) continue;
      for (const auto& type : leaving(context, d, o))
        if (const auto error = thrown.find(type); error != thrown.end())
          for (const auto& handler : d.function->unwinds[u].handlers)
            if (handler.type == kNone || error->second.contains(d.usr(handler.type))) out.erase(type);
    }
  });
  return out;
}

}  // namespace unknot
