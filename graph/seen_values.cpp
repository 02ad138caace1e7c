// Names by their longest beginning that is known: an alias, a variable that a call gives, a function that gives a variable.
#include "graph/seen_values.h"

#include <string_view>

#include "graph/text_map.h"

namespace unknot {
namespace {

class Linker {
 public:
  explicit Linker(const SeenValues& values) {
    for (const auto& function : values.functions) functions_.emplace(function.name, &function);
    for (const auto& alias : values.aliases) aliases_.emplace(alias.name, alias.of);
    for (const auto& group : values.groups)
      if (group.as == SeenAs::call && !group.object.empty() && !group.is_decorator) made_.emplace(group.object, group.of);
  }

  std::string linked(std::string name) const {
    constexpr int kMost = 12;
    for (int i = 0; i < kMost && name.size() < 500 && step(name); ++i) {}
    return name;
  }

 private:
  /// What a call of `callee` gives, as a name; a class's object goes by the class.
  std::string_view result(std::string_view callee) const {
    const auto function = functions_.find(callee);
    if (function == functions_.end()) return callee;
    return function->second->gives.empty() ? std::string_view() : function->second->gives.front();
  }
  /// False: nothing is known of the name.
  bool step(std::string& name) const {
    const auto become = [&](std::string_view beginning, std::size_t end) {
      name = std::string(beginning) + name.substr(end);
      return true;
    };
    const auto is_below = [](std::string_view other, std::string_view owner) { return other.size() > owner.size() && other.starts_with(owner) && other[owner.size()] == '.'; };
    for (auto end = name.size(); end != std::string::npos && end > 0; end = name.rfind('.', end - 1)) {
      const std::string_view owner = std::string_view(name).substr(0, end);
      if (owner.ends_with("()"))
        if (const auto given = result(owner.substr(0, owner.size() - 2)); !given.empty() && given != owner) return become(given, end);
      if (functions_.contains(owner)) continue;
      if (const auto alias = aliases_.find(owner); alias != aliases_.end() && alias->second != owner && !is_below(alias->second, owner)) return become(alias->second, end);
      if (const auto made = made_.find(owner); made != made_.end())
        if (const auto given = result(made->second); !given.empty() && given != owner && !is_below(given, owner)) return become(given, end);
    }
    return false;
  }

  TextMap<const SeenFunction*> functions_;
  TextMap<std::string> aliases_;
  TextMap<std::string> made_;
};

}  // namespace

void link_seen_values(SeenValues& values) {
  const Linker linker(values);
  std::vector<std::string> calls;
  for (const auto& group : values.groups) calls.push_back(group.as == SeenAs::call || group.as == SeenAs::assignment ? linker.linked(group.of) : group.of);
  for (auto& name : values.names) name.name = linker.linked(name.name);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    auto& group = values.groups[i];
    group.written = group.of;
    if (!group.is_class) group.of = std::move(calls[i]);
    for (auto& base : group.bases) base = linker.linked(base);
  }
}

}  // namespace unknot
