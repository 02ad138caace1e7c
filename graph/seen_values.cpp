// Names by their longest beginning that is known: an alias, a variable that a call gives, a function that gives a variable.
#include "graph/seen_values.h"

#include <map>
#include <string_view>

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
    for (int i = 0; i < kMost && name.size() < 500; ++i) {
      std::string next = once(name);
      if (next == name) break;
      name = std::move(next);
    }
    return name;
  }

 private:
  /// What a call of `callee` gives, as a name; a class's object goes by the class.
  std::string result(const std::string& callee) const {
    const auto function = functions_.find(callee);
    if (function == functions_.end()) return callee;
    return function->second->gives.empty() ? std::string() : function->second->gives.front();
  }
  std::string once(const std::string& name) const {
    for (auto end = name.size(); end != std::string::npos && end > 0; end = name.rfind('.', end - 1)) {
      const std::string owner = name.substr(0, end), rest = name.substr(end);
      if (owner.ends_with("()"))
        if (const std::string given = result(owner.substr(0, owner.size() - 2)); !given.empty() && given != owner) return given + rest;
      if (functions_.contains(owner)) continue;
      if (const auto alias = aliases_.find(owner); alias != aliases_.end() && alias->second != owner && !alias->second.starts_with(owner + ".")) return alias->second + rest;
      if (const auto made = made_.find(owner); made != made_.end())
        if (const std::string given = result(made->second); !given.empty() && given != owner && !given.starts_with(owner + ".")) return given + rest;
      if (end == 0) break;
    }
    return name;
  }

  std::map<std::string, const SeenFunction*, std::less<>> functions_;
  std::map<std::string, std::string, std::less<>> aliases_;
  std::map<std::string, std::string, std::less<>> made_;
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
