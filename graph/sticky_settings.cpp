// Changes of settings, put beside what puts them back.
#include "graph/sticky_settings.h"

#include <algorithm>
#include <map>
#include <set>

#include "graph/library_calls.h"

namespace unknot {
namespace {

class Reader {
 public:
  Reader(const Definition& definition, const StackModels& models) : definition_(definition), f_(*definition.function), models_(models) {}

  std::vector<StickySetting> run() {
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) read(operation);
    std::vector<StickySetting> out;
    for (auto& [object, changed] : objects_) {
      StickySetting setting = describe(object);
      if (!changed.written || guards(object)) continue;
      for (const auto& change : changed.slots) {
        const auto restored = changed.restored.find(change.slot);
        const bool is_undone = restored != changed.restored.end() && std::pair(change.at->line, change.at->column) < restored->second;
        if (is_undone || changed.kept.contains(change.slot) || !is_handed_on(object, *change.slot)) continue;
        if (setting.line == 0) setting.line = change.at->line, setting.column = change.at->column;
        if (std::ranges::find(setting.slots, change.slot) == setting.slots.end()) setting.slots.push_back(change.slot);
      }
      if (!setting.slots.empty()) out.push_back(std::move(setting));
    }
    std::ranges::sort(out, {}, [](const StickySetting& setting) { return std::pair(setting.line, setting.column); });
    return out;
  }

 private:
  struct Change {
    const LibrarySlot* slot;
    const OperationFact* at;
  };
  struct Changes {
    std::vector<Change> slots;
    std::map<const LibrarySlot*, std::pair<std::uint32_t, std::uint32_t>> restored;  ///< where last, in the order of the source
    std::set<const LibrarySlot*> kept;
    bool written = false;
  };
  const std::string& name(std::uint32_t entity) const { return definition_.file->entities[entity].name; }

  /// A parameter that stands for the caller's object, or a variable.
  bool is_of_others(std::uint32_t path) const {
    if (path == kNone) return false;
    const PathFact& fact = f_.paths[path];
    if (fact.kind == PathKind::variable) return true;
    return fact.kind == PathKind::dereference && fact.base != kNone && f_.paths[fact.base].kind == PathKind::parameter;
  }
  bool is_handed_on(std::uint32_t path, const LibrarySlot& slot) const {
    const PathFact& fact = f_.paths[path];
    std::string_view type;
    if (fact.kind == PathKind::variable) {
      type = definition_.file->entities[fact.entity].type;
    } else {
      const auto index = f_.paths[fact.base].index;
      if (index >= f_.parameters.size()) return false;
      type = f_.parameters[index].type;
    }
    while (!type.empty() && (type.back() == '*' || type.back() == '&' || type.back() == ' ')) type.remove_suffix(1);
    return std::ranges::find(slot.sticky, type) != slot.sticky.end();
  }
  StickySetting describe(std::uint32_t path) const {
    const PathFact& fact = f_.paths[path];
    StickySetting out;
    if (fact.kind == PathKind::variable) {
      out.object = name(fact.entity);
      out.variable = definition_.usr(fact.entity);
    } else if (const auto index = f_.paths[fact.base].index; index < f_.parameters.size()) {
      out.object = f_.parameters[index].name;
    }
    return out;
  }

  void read(const OperationFact& o) {
    if (o.callee == kNone || o.kind == OperationKind::destroy) return;
    const auto* effects = models_.find(name(o.callee));
    bool changes = false;
    if (effects != nullptr)
      for (const CallEffect* effect : *effects) {
        const LibrarySlot* slot = models_.slot(effect->slot);
        if (slot == nullptr || slot->sticky.empty() || !applies(*effect, o.arguments, *definition_.file, f_)) continue;
        const ValueFact* given = argument_at(o.arguments, effect->argument);
        const auto object = written_through(effect->argument >= 0 ? (given != nullptr ? given->path : kNone) : o.path, *definition_.file, f_);
        if (!is_of_others(object)) continue;
        changes = true;
        Changes& to = objects_[object];
        if (effect->change == CallChange::save) {
          if ((o.flags & operation::discarded) == 0) to.kept.insert(slot);
        }
        else if (effect->change == CallChange::clear || !is_fixed(*effect, o.arguments)) to.restored[slot] = std::max(to.restored[slot], std::pair(o.line, o.column));
        else to.slots.push_back({slot, &o});
      }
    if (changes) return;
    if (const auto object = written_through(o.path, *definition_.file, f_); is_of_others(object)) objects_[object].written = true;
    for (const auto& argument : o.arguments)
      if (const auto object = written_through(argument.value.path, *definition_.file, f_); is_of_others(object)) objects_[object].written = true;
  }
  /// What is put there is written in the program; what comes from elsewhere may be what was there.
  bool is_fixed(const CallEffect& effect, const std::vector<ArgumentFact>& arguments) const {
    const ValueFact* value = argument_at(arguments, effect.value);
    if (value == nullptr) return true;
    if (value->path == kNone) return value->kind != ValueKind::other;
    const PathFact& path = f_.paths[value->path];
    if (path.kind == PathKind::function) return true;
    return path.kind == PathKind::call && path.base == kNone && !path.arguments.empty() && path.arguments.front().value.path == kNone && path.arguments.front().value.kind != ValueKind::other;
  }
  /// A local that is made with the object and does something when it dies may put everything back.
  bool guards(std::uint32_t object) const {
    std::set<std::uint32_t> dying, made;
    for (const auto& unwind : f_.unwinds)
      if (unwind.kind == UnwindKind::destroy && unwind.callee != kNone) dying.insert(unwind.path);
    for (const auto& block : f_.blocks)
      for (const auto& operation : block.operations) {
        if (operation.kind == OperationKind::destroy && operation.callee != kNone) dying.insert(operation.path);
        const bool makes = operation.kind == OperationKind::construct || operation.kind == OperationKind::assign;
        if (!makes || operation.path == kNone || f_.paths[operation.path].kind != PathKind::local) continue;
        const bool takes = mentions(f_, operation.value.path, object) || std::ranges::any_of(operation.arguments, [&](const ArgumentFact& a) { return mentions(f_, a.value.path, object); });
        if (takes) made.insert(operation.path);
      }
    return std::ranges::any_of(made, [&](std::uint32_t path) { return dying.contains(path); });
  }

  const Definition definition_;
  const FunctionFact& f_;
  const StackModels& models_;
  std::map<std::uint32_t, Changes> objects_;  ///< by path
};

}  // namespace

std::vector<StickySetting> sticky_settings(const Definition& definition, const StackModels& models) { return Reader(definition, models).run(); }

}  // namespace unknot
