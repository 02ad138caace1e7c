// What hooks do to what outlives them: functions, models and effects of a program together. The checks for loose ends read it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "graph/deferred_calls.h"
#include "graph/effects.h"
#include "graph/hooks.h"
#include "graph/ids.h"
#include "graph/model.h"
#include "graph/text_map.h"

namespace unknot {

enum class SlotKind : std::uint8_t {
  global, static_member, thread_local_, function_static, member, singleton_member, container, context, library_stack, process
};

/// A place that several functions share, the same in each of them.
struct SharedSlot {
  std::string key;   ///< stable: USRs
  std::string name;  ///< for a person: "current_user", "App::sessions_"
  SlotKind kind = SlotKind::global;
  bool of_thread = false;
  std::string variable;  ///< USR of the variable that it is or is in; empty: none
  friend auto operator<=>(const SharedSlot&, const SharedSlot&) = default;
};

/// What may have become of a slot at one kind of exit.
struct Standing {
  bool unchanged = false;  ///< on some way nobody has written it
  bool nothing = false;    ///< on some way it was found empty
  bool set = false;
  bool cleared = false;
  bool grown = false, shrunk = false;
  bool counted = false;
  bool unknown = false;    ///< too much happens to it to say
  bool once = false;       ///< it is only set where it was empty
  bool changed = false;    ///< on some way it ends as something else than what it is at the program's start, as far as that is known
  bool restored = false;   ///< on some way it was set, and is then as it was or as at the program's start
  FactPlace changed_at, restored_at;
  FactPlace changed_by;    ///< the hook's own operation or call that led to `changed_at`
  FactPlace set_at, cleared_at;  ///< the first of these; line 0: there is none

  bool is_set() const { return set || grown; }
  bool is_written() const { return set || cleared || shrunk || grown || counted || unknown; }
  /// Somebody takes down what was there; with what, is his business.
  bool takes_down() const { return set || cleared || shrunk || unknown; }
};

struct SlotChange {
  SharedSlot slot;
  Standing at_return, at_throw;
  bool returns = false, throws = false;
};

class ContextUses;

class HookContext {
 public:
  /// `units`: by file of facts, whose functions they are.
  HookContext(std::vector<FileFunctions> files, std::vector<UnitId> units, std::vector<Model> models);
  ~HookContext();
  HookContext(const HookContext&) = delete;
  HookContext& operator=(const HookContext&) = delete;

  std::span<const FileFunctions> files() const { return files_; }
  UnitId unit_of(std::uint32_t file) const { return units_[file]; }
  std::span<const Model> models() const { return models_; }
  std::span<const Hook> hooks() const { return hooks_; }
  std::span<const HookGroup> groups() const { return groups_; }
  const Hierarchy& hierarchy() const { return hierarchy_; }
  const EffectsByUsr& effects() const { return effects_; }

  /// By key: what the hook does to what outlives it.
  const std::map<std::string, SlotChange>& changes_of(const Hook&) const;
  /// What a slot of a hook's function is to everybody. A member of the object that a test runs on is named by its field alone:
  /// the object is the same for all hooks of the test. Nothing: it is not one that others see.
  std::optional<SharedSlot> shared(const Slot&, const Hook&) const;
  /// Is a function of this qualified name called anywhere?
  bool calls(const std::string& function) const { return called_.contains(function); }
  /// What the models say of it; nullptr: nothing.
  const LibrarySlot* library_slot(const std::string& name) const;
  /// Does somebody take things out of this container without saying which? Then it is a queue, and what is put in is on its way.
  bool is_drained(const SharedSlot&) const;
  /// What stands in a variable at the start, if it is known; of things without a value the one without a value.
  const Outcome* initial_of(const std::string& variable) const;
  /// Where a variable is declared or first made; line 0: not known.
  FactPlace place_of(const std::string& variable) const;
  /// The functions of all files.
  const FunctionTable& table() const { return table_; }
  /// What the models say of a variable that stands for something current; nullptr: it is none.
  const ContextVariable* context_variable(std::string_view name) const;
  /// Where functions use what is current only for a while.
  const ContextUses& uses() const { return *uses_; }
  /// The facts of an entity; nullptr: nobody names it.
  const EntityFact* entity(const std::string& usr) const;

 private:
  void find_drained();
  void find_decorations();
  std::map<std::string, SlotChange> compute(const Hook&) const;
  void add_state(const SlotState&, const Hook&, Standing SlotChange::* to, bool SlotChange::* reached, std::map<std::string, SlotChange>& into) const;
  void defer(const Hook&, std::map<std::string, SlotChange>&) const;
  void take_down_by(const DeferredCall&, const Hook&, std::map<std::string, SlotChange>&) const;
  void defer_calls(const Hook&, std::map<std::string, SlotChange>&) const;
  void compare(Standing&, const Outcome&, const Slot&, const SharedSlot&, const Hook&, bool in_part) const;
  bool to_shared(const Slot&, const Hook&, SharedSlot&) const;
  struct Resolved {
    std::string root;
    std::vector<std::string> steps;
  };
  bool resolve_capture(const Slot&, const Hook&, Resolved&) const;

  std::vector<FileFunctions> files_;
  std::vector<UnitId> units_;
  std::vector<Model> models_;
  FunctionTable table_;
  Hierarchy hierarchy_;
  std::vector<Hook> hooks_;
  std::vector<HookGroup> groups_;
  EffectsByUsr effects_;
  std::unordered_map<std::string_view, const EntityFact*> entities_;
  std::unordered_map<std::string_view, const ContextVariable*> contexts_;  ///< by name
  TextMap<Outcome> initial_;
  std::unordered_map<std::string_view, FactPlace> places_;
  std::multimap<std::string, std::string> lambdas_;  ///< by the function that they stand in
  std::multimap<std::string, DeferredCall> decorations_;  ///< by what is decorated
  std::unordered_set<std::string_view> called_;
  std::set<std::string> drained_;                      ///< variables and fields
  TextSet containers_;                                 ///< class names
  std::unordered_map<std::string_view, const LibrarySlot*> library_;  ///< by name
  std::vector<std::map<std::string, SlotChange>> changes_;  ///< by hook
  std::unique_ptr<const ContextUses> uses_;
};

}  // namespace unknot
