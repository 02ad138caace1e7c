// Classes with their bases, and the hooks of one pair that belong to one thing.
#include "graph/hooks.h"

#include <algorithm>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

bool contains(const std::vector<std::string>& ids, const std::string& id) { return std::ranges::find(ids, id) != ids.end(); }

}  // namespace

Hierarchy::Hierarchy(std::span<const FileFunctions> files) {
  for (const auto& file : files) {
    for (const auto& entity : file.entities)
      if (entity.kind == EntityKind::type) names_.try_emplace(entity.usr, entity.name);
    for (const auto& type : file.classes) {
      auto& bases = bases_[file.entities[type.entity].usr];
      for (const auto base : type.bases) {
        bases.push_back(file.entities[base].usr);
        heirs_.insert(file.entities[base].usr);
      }
    }
  }
  for (auto& [usr, bases] : bases_) sort_unique(bases);
}

std::vector<std::string> Hierarchy::with_bases(const std::string& usr) const {
  std::vector<std::string> out{usr};
  for (std::size_t i = 0; i < out.size() && out.size() < 64; ++i)
    if (const auto bases = bases_.find(out[i]); bases != bases_.end())
      for (const auto& base : bases->second)
        if (std::ranges::find(out, base) == out.end()) out.push_back(base);
  return out;
}

bool Hierarchy::derives_from(const std::string& usr, const std::string& base_name) const {
  return std::ranges::any_of(with_bases(usr), [&](const std::string& base) { return name_of(base) == base_name; });
}

const std::string& Hierarchy::name_of(const std::string& usr) const {
  static const std::string kUnknown;
  const auto known = names_.find(usr);
  return known == names_.end() ? kUnknown : known->second;
}

std::vector<HookGroup> group_hooks(std::span<const Hook> hooks, std::span<const Model> models, const Hierarchy& hierarchy) {
  std::vector<HookGroup> out;
  for (const auto& model : models)
    for (const auto& pair : model.pairs) {
      std::map<std::string, HookGroup> groups;
      std::vector<const Hook*> homeless;  // afters of an object that nobody knows
      const auto of_class = [](const Hook& hook) { return hook.around == nullptr; };
      for (const auto& hook : hooks) {
        if (hook.model != &model) continue;
        const bool is_before = contains(pair.befores, hook.what->id), is_after = contains(pair.afters, hook.what->id);
        if (!is_before && !is_after) continue;
        if (of_class(hook) && hierarchy.has_heirs(hook.owner)) continue;  // its heirs have it
        auto& group = groups[hook.owner];
        if (is_before) group.befores.push_back(&hook);
        if (is_after) group.afters.push_back(&hook);
        if (is_after && (pair.apart || (!of_class(hook) && !hook.owner_is_known))) homeless.push_back(&hook);
      }
      // What a class inherits is its own, unless it says otherwise.
      std::set<std::string> classes;
      for (const auto& hook : hooks)
        if (hook.model == &model && of_class(hook)) classes.insert(hook.owner);
      std::set<std::string> leaves;
      for (const auto& [usr, bases] : hierarchy.bases()) {
        if (hierarchy.has_heirs(usr)) continue;
        const auto all = hierarchy.with_bases(usr);
        if (std::ranges::any_of(all, [&](const std::string& c) { return classes.contains(c); })) leaves.insert(usr);
      }
      for (const auto& leaf : leaves) {
        HookGroup group;
        for (const auto& type : hierarchy.with_bases(leaf))
          for (const auto& hook : hooks) {
            if (hook.model != &model || !of_class(hook) || hook.owner != type) continue;
            const bool chained = hook.what->shape == HookShape::constructor || hook.what->shape == HookShape::destructor;
            const auto add_to = [&](std::vector<const Hook*>& into) {
              // The nearest one is run; constructors and destructors all are, and several of one class that were registered.
              if (chained || std::ranges::none_of(into, [&](const Hook* other) { return other->what == hook.what && other->owner != hook.owner; })) into.push_back(&hook);
            };
            if (contains(pair.befores, hook.what->id)) add_to(group.befores);
            if (contains(pair.afters, hook.what->id)) add_to(group.afters);
          }
        if (!group.befores.empty() || !group.afters.empty()) groups[leaf] = std::move(group);
      }
      for (auto& [owner, group] : groups) {
        if (group.befores.empty()) continue;
        if (pair.apart) group.afters = homeless;
        else if (group.afters.empty()) group.afters = homeless;
        group.model = &model, group.pair = &pair, group.owner = owner;
        out.push_back(std::move(group));
      }
    }
  return out;
}

}  // namespace unknot
