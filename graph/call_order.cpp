// Depth first, with a list of its own in place of the stack: chains of calls are as long as they like.
#include "graph/call_order.h"

namespace unknot {
namespace {

struct Open {
  std::string_view usr;
  std::vector<std::string_view> callees;
  std::size_t next = 0;
};

}  // namespace

CallOrder::CallOrder(const FunctionTable& table, const std::set<std::string>& roots) : table_(table) {
  if (roots.empty())
    for (const auto& [usr, definitions] : table.all()) add(usr);
  for (const auto& usr : roots) add(usr);
}

std::uint32_t CallOrder::number(std::string_view usr) const {
  const auto known = numbers_.find(usr);
  return known == numbers_.end() ? kNone : known->second;
}

void CallOrder::add(std::string_view root) {
  std::vector<Open> open;
  const auto enter = [&](std::string_view usr) {
    const auto definitions = table_.targets(usr, false);
    if (definitions.empty() || !seen_.insert(definitions.front().usr()).second) return;
    open.push_back({definitions.front().usr(), callees(definitions)});
  };
  enter(root);
  while (!open.empty()) {
    Open& top = open.back();
    if (top.next < top.callees.size()) {
      const auto usr = top.callees[top.next++];  // `top` moves when something is entered
      enter(usr);
      continue;
    }
    numbers_.emplace(top.usr, static_cast<std::uint32_t>(order_.size()));
    order_.push_back(top.usr);
    open.pop_back();
  }
}

std::vector<std::string_view> CallOrder::callees(std::span<const Definition> definitions) const {
  std::set<std::string_view> out;
  for (const auto& definition : definitions) {
    const auto& function = *definition.function;
    for (const auto& block : function.blocks)
      for (const auto& operation : block.operations)
        if (operation.callee != kNone)
          for (const auto& target : table_.targets(definition.usr(operation.callee), (operation.flags & operation::dispatched) != 0)) out.insert(target.usr());
    for (const auto& unwind : function.unwinds)
      if (unwind.callee != kNone) out.insert(definition.usr(unwind.callee));
  }
  return {out.begin(), out.end()};
}

}  // namespace unknot
