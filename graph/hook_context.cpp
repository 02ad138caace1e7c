// Slots of single functions -> slots that hooks share -> what becomes of them.
#include "graph/hook_context.h"

#include <algorithm>

#include "graph/context_uses.h"
#include "graph/generator_rests.h"
#include "graph/place_reader.h"
#include "graph/words.h"

namespace unknot {
namespace {

void note(FactPlace& at, const Outcome& outcome) {
  const FactPlace place{outcome.file - 1, outcome.line, outcome.column};
  if (outcome.line != 0 && (at.line == 0 || place < at)) at = place;
}

/// `in_part`: what is said is of a part of the slot, an element or a member of one.
void add(Standing& to, const Outcome& outcome, const Slot& slot, bool in_part) {
  if (outcome.kind == Outcome::Kind::anything) {
    to.unknown = true;
    return;
  }
  const bool written = outcome.line != 0;
  if (outcome.kind == Outcome::Kind::entry && outcome.slot == slot) {
    to.unchanged = true;
    return;
  }
  if (outcome.kind == Outcome::Kind::constant && holds_nothing(outcome.value)) {
    if (!written) {
      to.nothing = true;
    } else {
      (in_part ? to.shrunk : to.cleared) = true;
      note(to.cleared_at, outcome);
    }
    return;
  }
  const bool is_change = outcome.kind == Outcome::Kind::other;  // a constant's text is its value
  if (is_change && (outcome.text == kShrunk || outcome.text.starts_with('-'))) {
    to.shrunk = true;
    return note(to.cleared_at, outcome);
  }
  if (is_change && outcome.text == kCounted) {
    to.counted = true;
    return;
  }
  if ((is_change && (outcome.text == kGrown || outcome.text.starts_with('+'))) || in_part) to.grown = true;
  else to.set = true;
  to.once = (to.set_at.line == 0 || to.once) && outcome.first;
  note(to.set_at, outcome);
}

EffectsOptions options_of(const std::vector<Model>& models, const std::vector<Hook>& hooks, std::span<const FileFunctions> files) {
  EffectsOptions out{.throwing = {}, .calls = {}, .places = true, .roots = {}, .most_slots = 48, .most_steps = 4, .most_targets = 6, .conditions = true};
  for (const auto& hook : hooks) {
    out.roots.insert(hook.function);
    if (hook.what->raised_into) out.raised_into.insert(hook.function);
    if (hook.what->calls_inner >= 0) out.inner.emplace(hook.function, static_cast<std::uint32_t>(hook.what->calls_inner));
  }
  // What is given away to be run later is known as what a hook calls is.
  const DeferredCalls deferred(models);
  for (const auto& file : files)
    for (const auto& function : file.functions) deferred.each_function(file, function, [&](const std::string& usr) { out.roots.insert(usr); });
  // Functions that push, pop or save, and those that call them.
  std::set<std::string_view> stacks;
  for (const auto& model : models)
    for (const auto& call : model.calls)
      for (const auto& effect : call.effects)
        if (effect.change == CallChange::push || effect.change == CallChange::pop || effect.change == CallChange::save) stacks.insert(call.function);
  const auto add = [&](auto&& uses) {
    for (const auto& file : files)
      for (const auto& function : file.functions) {
        const auto is_use = [&](const BlockFact& block) {
          return std::ranges::any_of(block.operations, [&](const OperationFact& o) { return o.callee != kNone && uses(file.entities[o.callee]); });
        };
        const bool is_lambda = function.kind == FunctionKind::lambda && function.parent != kNone && out.roots.contains(file.entities[function.parent].usr);
        // What a module does when it is imported is of use only where it uses a stack.
        const bool is_initial = function.kind == FunctionKind::initialiser && function.parent != kNone;
        if (is_lambda || is_initial || std::ranges::any_of(function.blocks, is_use)) out.roots.insert(file.entities[function.entity].usr);
      }
  };
  add([&](const EntityFact& callee) { return stacks.contains(callee.name); });
  const std::set<std::string> direct = out.roots;
  add([&](const EntityFact& callee) { return direct.contains(callee.usr); });
  for (const auto& model : models)
    for (const auto& call : model.calls) {
      auto& to = out.calls[call.function];
      to.function = call.function;
      to.effects.insert(to.effects.end(), call.effects.begin(), call.effects.end());
      if (call.tells != CallTells::nothing) to.tells = call.tells;
      to.throws |= call.throws;
    }
  return out;
}

}  // namespace

HookContext::HookContext(std::vector<FileFunctions> files, std::vector<UnitId> units, std::vector<Model> models)
    : files_(with_rests(std::move(files), models)), units_(std::move(units)), models_(std::move(models)), table_(files_), hierarchy_(files_),
      hooks_(find_hooks(files_, models_, hierarchy_)), groups_(group_hooks(hooks_, models_, hierarchy_)),
      effects_(effects_of(files_, table_, options_of(models_, hooks_, files_))) {
  for (std::uint32_t f = 0; f < files_.size(); ++f) {
    for (const auto& entity : files_[f].entities) entities_.try_emplace(entity.usr, &entity);
    for (const auto& function : files_[f].functions) {
      if (function.kind == FunctionKind::initialiser && function.parent != kNone)
        places_.try_emplace(files_[f].entities[function.parent].usr, FactPlace{f, function.line, function.column});
      if (function.kind == FunctionKind::lambda && function.parent != kNone)
        lambdas_.emplace(files_[f].entities[function.parent].usr, files_[f].entities[function.entity].usr);
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations)
          if (operation.callee != kNone) called_.insert(files_[f].entities[operation.callee].name);
    }
  }
  for (const auto& [usr, effects] : effects_) {
    const auto body = entities_.find(usr);
    if (!usr.ends_with("@init") || body == entities_.end()) continue;
    std::string variable = usr.substr(0, usr.size() - 5);
    const Outcomes* value = effects.at_return.find(Slot{variable});
    if (value != nullptr && value->size() == 1) initial_.emplace(std::move(variable), value->front());
  }
  for (const auto& model : models_) {
    for (const auto& slot : model.slots) library_.emplace(slot.name, &slot);
    for (const auto& variable : model.contexts) contexts_.emplace(variable.name, &variable);
    for (const auto& call : model.calls)
      for (const auto& effect : call.effects)
        if (effect.change == CallChange::grow && effect.argument < 0 && effect.slot.empty())
          if (const auto type = owner_of(call.function); !type.empty()) containers_.emplace(type);
  }
  find_drained();
  find_decorations();
  for (const auto& hook : hooks_) changes_.push_back(compute(hook));
  uses_ = std::make_unique<const ContextUses>(*this);
}
HookContext::~HookContext() = default;

void HookContext::find_decorations() {
  const DeferredCalls deferred(models_);
  if (deferred.is_empty()) return;
  for (const auto& file : files_)
    for (const auto& function : file.functions) {
      if (function.kind != FunctionKind::initialiser) continue;
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations)
          if (auto call = deferred.of(file, function, operation); call && !call->decorated.empty()) {
            std::string decorated = call->decorated;
            decorations_.emplace(std::move(decorated), std::move(*call));
          }
    }
}

void HookContext::find_drained() {
  std::set<std::string_view> shrinking;
  for (const auto& model : models_)
    for (const auto& call : model.calls)
      for (const auto& effect : call.effects)
        if (effect.change == CallChange::shrink && effect.argument < 0 && effect.slot.empty()) shrinking.insert(call.function);
  for (const auto& file : files_)
    for (const auto& function : file.functions)
      for (const auto& block : function.blocks)
        for (const auto& operation : block.operations) {
          if (operation.kind != OperationKind::call || operation.callee == kNone || operation.path == kNone || !operation.arguments.empty()) continue;
          const PathFact& path = function.paths[operation.path];
          if ((path.kind == PathKind::member || path.kind == PathKind::variable) && shrinking.contains(file.entities[operation.callee].name))
            drained_.insert(file.entities[path.entity].usr);
        }
}

bool HookContext::is_drained(const SharedSlot& slot) const {
  return std::ranges::any_of(drained_, [&](const std::string& usr) { return slot.key.ends_with(usr); });
}

const std::map<std::string, SlotChange>& HookContext::changes_of(const Hook& hook) const { return changes_[static_cast<std::size_t>(&hook - hooks_.data())]; }

const Outcome* HookContext::initial_of(const std::string& variable) const {
  const auto known = initial_.find(variable);
  return known == initial_.end() ? nullptr : &known->second;
}

const LibrarySlot* HookContext::library_slot(const std::string& name) const {
  const auto known = library_.find(name);
  return known == library_.end() ? nullptr : known->second;
}

const ContextVariable* HookContext::context_variable(std::string_view name) const {
  const auto known = contexts_.find(name);
  return known == contexts_.end() ? nullptr : known->second;
}

FactPlace HookContext::place_of(const std::string& variable) const {
  const auto known = places_.find(variable);
  return known == places_.end() ? FactPlace{} : known->second;
}

const EntityFact* HookContext::entity(const std::string& usr) const {
  const auto known = entities_.find(usr);
  return known == entities_.end() ? nullptr : known->second;
}

/// What a lambda took along by reference is a place of the function around it.
bool HookContext::resolve_capture(const Slot& slot, const Hook& hook, Resolved& out) const {
  if (hook.around == nullptr || hook.path == kNone) return false;
  const PathFact& lambda = hook.around->paths[hook.path];
  const bool is_this = slot.root() == "$this";
  const auto& captures = lambda.arguments;
  const FunctionFact* body = hook.body;
  if (body->captures.size() != captures.size()) return false;
  for (std::size_t i = 0; i < captures.size(); ++i) {
    const bool wanted = is_this ? body->captures[i].name == "this" : slot.root() == "^" + std::to_string(i);
    if (!wanted || captures[i].value.path == kNone) continue;
    const bool by_reference = captures[i].value.kind == ValueKind::reference || captures[i].value.kind == ValueKind::address;
    // The steps from the variable that was captured.
    std::vector<std::string> steps;
    std::uint32_t p = captures[i].value.path;
    for (; p != kNone; p = hook.around->paths[p].base) {
      const PathFact& path = hook.around->paths[p];
      if (path.kind == PathKind::member) steps.insert(steps.begin(), "." + hook.file->entities[path.entity].usr);
      else if (path.kind == PathKind::dereference) steps.insert(steps.begin(), "*");
      else break;
    }
    if (p == kNone) return false;
    const PathFact& root = hook.around->paths[p];
    const std::string function = hook.file->entities[hook.around->entity].usr;
    switch (root.kind) {
      case PathKind::variable: out.root = hook.file->entities[root.entity].usr; break;
      case PathKind::self: out.root = hook.around->parent == kNone ? "" : "this:" + hook.file->entities[hook.around->parent].usr; break;
      case PathKind::local: out.root = "local:" + function + "~" + std::to_string(root.index) + ":" + root.name; break;
      default: return false;
    }
    if (out.root.empty()) return false;
    out.steps = steps;
    // "*" is the reference itself.
    const auto own = slot.steps();
    const std::size_t from = !is_this && by_reference && !own.empty() && own[0] == "*" ? 1 : 0;
    if (!is_this && from == 0) return false;  // a copy
    out.steps.insert(out.steps.end(), own.begin() + static_cast<std::ptrdiff_t>(from), own.end());
    return true;
  }
  return false;
}

bool HookContext::to_shared(const Slot& slot, const Hook& hook, SharedSlot& out) const {
  Resolved resolved{.root = std::string(slot.root()), .steps = {}};
  for (const auto step : slot.steps()) resolved.steps.emplace_back(step);
  std::string root_name;
  out = {};
  if (slot.root().starts_with("@") && slot.root() != kResultRoot) {
    const auto library = library_.find(slot.root().substr(1));
    if (library == library_.end()) return false;
    out.kind = library->second->is_process ? SlotKind::process : SlotKind::library_stack;
    out.of_thread = library->second->of_thread;
    root_name = library->first;
  } else if (slot.root() == "$this" && hook.around == nullptr) {
    if (std::ranges::any_of(hook.model->per_request, [&](const std::string& type) { return hierarchy_.derives_from(hook.owner, type); })) return false;
    // What a hook's object holds lives as long as the object.
    if (hook.what->shape != HookShape::duck && !(hook.what->phase == HookPhase::open || hook.what->phase == HookPhase::close || hook.what->phase == HookPhase::before || hook.what->phase == HookPhase::after)) return false;
    resolved.root = "this:" + hook.owner;
    out.kind = SlotKind::member;
  } else if (slot.root() == "$this" && hook.body->kind == FunctionKind::method && hook.body->parent != kNone) {
    resolved.root = "this:" + hook.body_file->entities[hook.body->parent].usr;
    out.kind = SlotKind::member;
  } else if (slot.root() == "$this" || slot.root()[0] == '^') {
    if (!resolve_capture(slot, hook, resolved)) return false;
    out.kind = resolved.root.starts_with("this:") ? SlotKind::member : SlotKind::global;
    if (resolved.root.starts_with("local:")) root_name = resolved.root.substr(resolved.root.rfind(':') + 1);
  } else if (std::string_view("$~#({=@").find(slot.root()[0]) != std::string_view::npos) {
    return false;
  }
  const EntityFact* variable = root_name.empty() ? entity(resolved.root) : nullptr;
  const LibrarySlot* library_variable = nullptr;
  if (variable != nullptr) {
    if ((variable->attributes & attribute::constant) != 0) return false;
    root_name = variable->name;
    out.variable = variable->usr;
    library_variable = library_slot(variable->name);
    if (library_variable != nullptr && !library_variable->is_variable) library_variable = nullptr;
    out.of_thread = (variable->attributes & attribute::thread_bound) != 0;
    out.kind = library_variable != nullptr                                ? SlotKind::process
               : out.of_thread                                            ? SlotKind::thread_local_
               : (variable->attributes & attribute::in_function) != 0     ? SlotKind::function_static
               : (variable->attributes & attribute::of_class) != 0        ? SlotKind::static_member
               : context_variable(variable->name) != nullptr              ? SlotKind::context
               : containers_.contains(variable->type)                     ? SlotKind::container
                                                                          : SlotKind::global;
  } else if (root_name.empty() && !resolved.root.starts_with("this:")) {
    return false;
  }
  out.key = resolved.root;
  out.name = root_name;
  for (const auto& step : resolved.steps) {
    if (step == "*") {
      // A variable that refers to a container has what that holds, and loses it when it refers to another.
      if (library_variable == nullptr && (variable == nullptr || !containers_.contains(variable->type))) out.key += "*";
      continue;
    }
    if (library_variable != nullptr && step[0] == '[') {
      // A key that is written out is a thing of its own.
      static const std::string kText = "[" + std::to_string(static_cast<int>(ValueKind::text));
      const std::string key = step.starts_with(kText) ? "[" + step.substr(kText.size()) : "[?]";
      out.key += key, out.name += key == "[?]" ? "" : key;
      break;
    }
    if (step[0] == '[') {
      if (resolved.root.starts_with("@")) out.key += step, out.name += step != "[?]" ? " " + step : "";
      break;
    }
    out.key += step;
    if (step[0] == '@') {
      const auto library = library_.find(step.substr(1));
      if (library == library_.end() || !library->second->sticky.empty()) return false;
      out.kind = SlotKind::library_stack;
      out.name += (out.name.empty() ? "" : ": ") + std::string(library->first);
      break;
    }
    const EntityFact* field = entity(step.substr(1));
    if (field == nullptr) break;
    out.name += out.name.empty() ? field->name : "." + std::string(last_word(field->name));
    if (out.kind == SlotKind::context) continue;
    if (out.kind != SlotKind::member && out.kind != SlotKind::thread_local_ && !out.of_thread && !out.variable.empty()) out.kind = SlotKind::singleton_member;
    if (containers_.contains(field->type)) out.kind = SlotKind::container;
  }
  return !out.name.empty();
}

std::optional<SharedSlot> HookContext::shared(const Slot& slot, const Hook& hook) const {
  SharedSlot out;
  if (to_shared(slot, hook, out)) return out;
  if (slot.root() != "$this" || hook.around != nullptr) return std::nullopt;
  out = {.key = "this", .name = {}, .kind = SlotKind::member, .of_thread = false, .variable = {}};
  for (const auto step : slot.steps()) {
    if (step[0] == '[') break;
    out.key += step;
    if (step == "*") continue;
    const EntityFact* field = entity(std::string(step.substr(1)));
    if (field == nullptr) return std::nullopt;
    out.name += out.name.empty() ? field->name : "." + std::string(last_word(field->name));
  }
  return out.name.empty() ? std::nullopt : std::optional(out);
}

/// An outcome beside what the slot starts with.
void HookContext::compare(Standing& to, const Outcome& outcome, const Slot& slot, const SharedSlot& shared, const Hook& hook, bool in_part) const {
  const auto restored = [&] { to.restored = true, note(to.restored_at, outcome); };
  const auto changed = [&] {
    if (outcome.uncertain) return;  // the business of what is called
    to.changed = true;
    const FactPlace before = to.changed_at;
    note(to.changed_at, outcome);
    if (to.changed_at == before) return;
    to.changed_by = outcome.call_line != 0 ? FactPlace{hook.at.file, outcome.call_line, outcome.call_column} : to.changed_at;
  };
  if (outcome.kind == Outcome::Kind::entry && outcome.slot == slot) {
    if (outcome.over) restored();
    return;
  }
  if (outcome.kind == Outcome::Kind::anything || outcome.line == 0) return;
  const bool is_constant = outcome.kind == Outcome::Kind::constant;
  const bool is_change = outcome.kind == Outcome::Kind::other;
  if (is_change && (outcome.text == kCounted || outcome.text == kShrunk || outcome.text.starts_with('-'))) return;
  if (in_part || (is_change && (outcome.text == kGrown || outcome.text.starts_with('+')))) {
    if (!(is_constant && holds_nothing(outcome.value))) changed();
    return;
  }
  const Outcome* initial = shared.key == shared.variable ? initial_of(shared.variable) : nullptr;
  if (initial != nullptr && initial->kind != Outcome::Kind::constant) initial = nullptr;
  if (is_constant && initial != nullptr) {
    const bool same = (holds_nothing(outcome.value) && holds_nothing(initial->value)) || (outcome.value == initial->value && outcome.text == initial->text);
    if (!same) changed();
    else if (outcome.over) restored();
    return;
  }
  if (is_constant && holds_nothing(outcome.value)) {
    if (outcome.over) restored();
    return;
  }
  // Set twice and nobody knows to what: the second may put back the first.
  if (!outcome.over) changed();
  else if (shared.kind == SlotKind::process || shared.kind == SlotKind::library_stack) restored();
}

void HookContext::add_state(const SlotState& state, const Hook& hook, Standing SlotChange::* to, bool SlotChange::* reached,
                            std::map<std::string, SlotChange>& into) const {
  for (const auto& [slot, held] : state.slots()) {
    SharedSlot shared;
    if (!to_shared(slot, hook, shared)) continue;
    auto& change = into[shared.key];
    change.slot = shared;
    change.*reached = true;
    const bool in_part = std::ranges::any_of(slot.steps(), [](std::string_view step) { return step[0] == '['; }) && shared.kind != SlotKind::process && !slot.root().starts_with("@");
    for (const auto& outcome : *held) {
      add(change.*to, outcome, slot, in_part);
      compare(change.*to, outcome, slot, shared, hook, in_part);
    }
  }
}

namespace {

/// It happens later, for sure.
void take_down_later(SlotChange& change, const FactPlace& at) {
  for (Standing* standing : {&change.at_return, &change.at_throw}) {
    if (standing == &change.at_throw && !change.throws) continue;
    const bool was_set = standing->is_set() || standing->changed;
    standing->set = standing->grown = standing->changed = standing->once = false;
    standing->cleared = true;
    standing->cleared_at = at;
    standing->restored |= was_set;
    standing->restored_at = at;
  }
  change.returns = true;
}

}  // namespace

void HookContext::take_down_by(const DeferredCall& call, const Hook& hook, std::map<std::string, SlotChange>& changes) const {
  for (auto& [key, change] : changes) {
    const bool is_given = !change.slot.variable.empty() && call.variables.contains(change.slot.variable);
    const bool is_named = call.names.contains(change.slot.name) || call.names.contains(change.slot.name.substr(0, change.slot.name.find('[')));
    if (call.is_unknown || is_given || is_named || call.slots.contains(key.substr(0, key.find('[')))) take_down_later(change, hook.at);
  }
  for (const auto& usr : call.functions) {
    const auto effects = effects_.find(usr);
    if (effects == effects_.end() || !effects->second.returns) continue;
    std::map<std::string, SlotChange> later;
    add_state(effects->second.at_return, hook, &SlotChange::at_return, &SlotChange::returns, later);
    for (const auto& [key, change] : later) {
      if (!change.at_return.takes_down() || change.at_return.grown) continue;
      auto& now = changes[key];
      now.slot = change.slot;
      take_down_later(now, hook.at);
      // All of it, with the parts that it has.
      for (auto& [part, has] : changes)
        if (part.starts_with(key + "[")) take_down_later(has, hook.at);
    }
  }
}

/// What the hook, or a function that it calls, gives away to be run when the test ends, and what its decorators undo.
void HookContext::defer_calls(const Hook& hook, std::map<std::string, SlotChange>& changes) const {
  const DeferredCalls deferred(models_);
  if (deferred.is_empty()) return;
  for (const auto& usr : {hook.function, hook.owner}) {
    const auto [first, last] = decorations_.equal_range(usr);
    for (auto decoration = first; decoration != last; ++decoration) take_down_by(decoration->second, hook, changes);
  }
  std::set<std::string> seen{hook.function};
  std::vector<std::pair<const FileFunctions*, const FunctionFact*>> open{{hook.body_file, hook.body}};
  constexpr std::size_t kMost = 24;
  for (std::size_t i = 0; i < open.size() && i < kMost; ++i) {
    const auto [file, function] = open[i];
    for (const auto& block : function->blocks)
      for (const auto& operation : block.operations) {
        if (operation.kind == OperationKind::call && operation.callee != kNone)
          for (const auto& target : table_.targets(file->entities[operation.callee].usr, false))
            if (seen.insert(target.usr()).second) open.emplace_back(target.file, target.function);
        if (const auto call = deferred.of(*file, *function, operation); call && call->decorated.empty()) take_down_by(*call, hook, changes);
      }
  }
}

/// What a lambda takes down that the hook makes may happen at any time after: a guard holds it, or whoever is given it calls it.
void HookContext::defer(const Hook& hook, std::map<std::string, SlotChange>& changes) const {
  const auto [first, last] = lambdas_.equal_range(hook.function);
  for (auto lambda = first; lambda != last; ++lambda) {
    const auto effects = effects_.find(lambda->second);
    if (effects == effects_.end() || !effects->second.returns) continue;
    std::map<std::string, SlotChange> later;
    add_state(effects->second.at_return, hook, &SlotChange::at_return, &SlotChange::returns, later);
    for (const auto& [key, change] : later) {
      const Standing& then = change.at_return;
      if (!then.takes_down() || then.grown) continue;
      auto& now = changes[key];
      now.slot = change.slot;
      take_down_later(now, then.cleared_at.line != 0 ? then.cleared_at : then.set_at);
    }
  }
}

std::map<std::string, SlotChange> HookContext::compute(const Hook& hook) const {
  std::map<std::string, SlotChange> out;
  const auto effects = effects_.find(hook.function);
  if (effects == effects_.end()) return out;
  if (effects->second.returns) add_state(effects->second.at_return, hook, &SlotChange::at_return, &SlotChange::returns, out);
  for (const auto& [type, state] : effects->second.at_throw) add_state(state, hook, &SlotChange::at_throw, &SlotChange::throws, out);
  defer(hook, out);
  defer_calls(hook, out);
  std::erase_if(out, [](const auto& entry) {
    return !entry.second.at_return.is_written() && !entry.second.at_return.restored && !entry.second.at_throw.is_written();
  });
  return out;
}

}  // namespace unknot
