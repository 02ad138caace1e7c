// Overrides, registrations, fields and duck typing -> hooks -> groups.
#include "graph/hooks.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "graph/generator_rests.h"
#include "graph/sort_unique.h"
#include "graph/words.h"

namespace unknot {
namespace {

class Finder {
 public:
  Finder(std::span<const FileFunctions> files, std::span<const Model> models, const Hierarchy& hierarchy)
      : files_(files), hierarchy_(hierarchy) {
    for (const auto& model : models)
      for (const auto& hook : model.hooks) {
        const Entry entry{&model, &hook};
        if (!hook.of.empty()) {
          of_hook_.push_back(entry);
          continue;
        }
        switch (hook.shape) {
          case HookShape::override:
            if (hook.name.ends_with('*')) {
              by_beginning_.push_back(entry);
              break;
            }
            (hook.is_static ? by_static_ : by_override_)[hook.is_static ? hook.name : hook.qualified].push_back(entry); break;
          case HookShape::registered: by_call_[hook.qualified].push_back(entry); break;
          case HookShape::field: by_field_[hook.qualified].push_back(entry); break;
          case HookShape::duck: by_duck_[hook.name].push_back(entry); break;
          case HookShape::constructor:
          case HookShape::destructor: of_class_.push_back(entry); break;
          case HookShape::named: by_end_.push_back(entry); break;
          case HookShape::rest: rests_.push_back(entry); break;
        }
      }
    for (const auto& file : files)
      for (const auto& function : file.functions)
        if (function.kind != FunctionKind::initialiser) defined_.try_emplace(file.entities[function.entity].usr, std::pair(&file, &function));
  }

  std::vector<Hook> run() {
    find_given();
    for (std::uint32_t f = 0; f < files_.size(); ++f) {
      find_ducks(f);
      for (const auto& function : files_[f].functions) {
        find_methods(f, function);
        find_named(f, function);
        find_registrations(f, function);
      }
    }
    find_beside_hooks();
    find_rests();
    std::ranges::sort(out_, {}, [](const Hook& hook) { return std::tuple(hook.registered, hook.function, hook.model->name, hook.what->id, hook.owner); });
    const auto [last, end] = std::ranges::unique(out_, [](const Hook& a, const Hook& b) {
      return a.function == b.function && a.what == b.what && a.owner == b.owner && a.registered == b.registered;
    });
    out_.erase(last, end);
    return std::move(out_);
  }

 private:
  struct Entry {
    const Model* model;
    const HookModel* hook;
  };
  using Entries = std::map<std::string, std::vector<Entry>, std::less<>>;

  const EntityFact& entity(std::uint32_t file, std::uint32_t id) const { return files_[file].entities[id]; }

  void add(const Entry& entry, std::uint32_t file, const FunctionFact& function, const std::string& owner) {
    if (!takes(function, entry.hook->parameter)) return;
    const FactPlace at{file, function.line, function.column};
    out_.push_back({.model = entry.model, .what = entry.hook, .function = entity(file, function.entity).usr, .name = entity(file, function.entity).name,
                    .at = at, .registered = at, .owner = owner, .every = entry.hook->every, .body = &function, .body_file = &files_[file]});
  }

  void find_methods(std::uint32_t f, const FunctionFact& function) {
    if (function.parent == kNone || (function.attributes & attribute::implicit) != 0) {
      if (function.kind != FunctionKind::destructor) return;  // an implicit one takes down what members hold
    }
    if (function.parent == kNone) return;
    const std::string& owner = entity(f, function.parent).usr;
    for (const auto base : function.overrides)
      if (const auto found = by_override_.find(entity(f, base).name); found != by_override_.end())
        for (const auto& entry : found->second) add(entry, f, function, owner);
    const std::string_view name = last_word(entity(f, function.entity).name);
    for (const auto& entry : by_beginning_)
      if (function.kind == FunctionKind::method && name.starts_with(std::string_view(entry.hook->name).substr(0, entry.hook->name.size() - 1)) &&
          hierarchy_.derives_from(owner, entry.hook->owner))
        add(entry, f, function, owner);
    if ((function.attributes & attribute::of_class) != 0)
      if (const auto found = by_static_.find(name); found != by_static_.end())
        for (const auto& entry : found->second)
          if (hierarchy_.derives_from(owner, entry.hook->owner)) add(entry, f, function, owner);
    if (function.kind == FunctionKind::method && function.overrides.empty() && (function.attributes & attribute::of_class) == 0)
      // Found by name alone, as slots are, where the base does not declare it.
      for (const auto& [qualified, entries] : by_override_)
        for (const auto& entry : entries)
          if (entry.hook->name == name && hierarchy_.derives_from(owner, entry.hook->owner)) add(entry, f, function, owner);
    if (function.kind == FunctionKind::constructor || function.kind == FunctionKind::destructor) {
      const auto shape = function.kind == FunctionKind::constructor ? HookShape::constructor : HookShape::destructor;
      for (const auto& entry : of_class_)
        if (entry.hook->shape == shape && hierarchy_.name_of(owner) != entry.hook->owner && hierarchy_.derives_from(owner, entry.hook->owner))
          add(entry, f, function, owner);
    }
  }

  /// By what they are called; those of one file belong together, and those of one class.
  void find_named(std::uint32_t f, const FunctionFact& function) {
    if (by_end_.empty() || (function.kind != FunctionKind::function && function.kind != FunctionKind::method)) return;
    const bool is_method = function.kind == FunctionKind::method && function.parent != kNone;
    const std::string& own = entity(f, function.entity).name;
    for (const auto& entry : by_end_) {
      // Of a method its class is part of the pattern, with the module before it.
      if ((std::ranges::count(entry.hook->qualified, '.') >= 2) != is_method || !ends_as(own, entry.hook->qualified)) continue;
      const auto is_below = [&](const std::string& base) { return is_method && hierarchy_.derives_from(entity(f, function.parent).usr, base); };
      if (std::ranges::any_of(entry.hook->not_below, is_below)) continue;
      add(entry, f, function, is_method ? entity(f, function.parent).usr : entity(f, files_[f].functions.front().entity).usr);
    }
  }
  /// "tests.test_a.Test_b" ends as "test_*.Test*".
  static bool ends_as(std::string_view name, std::string_view pattern) {
    while (true) {
      const std::string_view word = last_word(name), part = last_word(pattern);
      const auto star = part.find('*');
      const bool fits = star == std::string_view::npos ? word == part
                                                       : word.size() + 1 >= part.size() && word.starts_with(part.substr(0, star)) && word.ends_with(part.substr(star + 1));
      if (!fits) return false;
      name = unknot::owner_of(name), pattern = unknot::owner_of(pattern);
      if (pattern.empty()) return true;
      if (name.empty()) return false;
    }
  }

  /// What generators among the hooks do behind their `yield`.
  void find_rests() {
    for (const auto& entry : rests_)
      for (std::size_t i = 0, all = out_.size(); i < all; ++i) {
        if (out_[i].model != entry.model || out_[i].what->id != entry.hook->name) continue;
        const auto body = defined_.find(rest_of(out_[i].function));
        if (body == defined_.end()) continue;
        Hook rest = out_[i];
        rest.every = entry.hook->every || out_[i].every;
        rest.what = entry.hook, rest.function = body->first, rest.body = body->second.second;
        out_.push_back(std::move(rest));
      }
  }

  /// What belongs to the classes that hold other hooks.
  void find_beside_hooks() {
    for (const auto& entry : of_hook_) {
      std::set<std::string> classes;
      for (const auto& hook : out_)
        if (hook.model == entry.model && hook.what->id == entry.hook->of && hook.body->parent != kNone && hook.body->kind == FunctionKind::method)
          std::ranges::copy(hierarchy_.with_bases(hook.body_file->entities[hook.body->parent].usr), std::inserter(classes, classes.end()));
      if (classes.empty()) continue;
      for (std::uint32_t f = 0; f < files_.size(); ++f)
        for (const auto& function : files_[f].functions) {
          if (function.parent == kNone || !classes.contains(entity(f, function.parent).usr)) continue;
          const bool is_it = entry.hook->shape == HookShape::constructor  ? function.kind == FunctionKind::constructor
                             : entry.hook->shape == HookShape::destructor ? function.kind == FunctionKind::destructor
                                                                          : function.kind == FunctionKind::method && last_word(entity(f, function.entity).name) == entry.hook->name;
          if (is_it) add(entry, f, function, entity(f, function.parent).usr);
        }
    }
  }

  static bool is_under(const ClassFact& type, std::uint32_t method, const std::vector<std::string>& labels) {
    return std::ranges::any_of(type.sections, [&](const SectionFact& section) {
      return std::ranges::find(labels, section.label) != labels.end() && std::ranges::find(section.methods, method) != section.methods.end();
    });
  }

  /// Classes of objects that are given to the functions that models ask about.
  void find_given() {
    for (const auto& [name, entries] : by_duck_)
      for (const auto& entry : entries)
        if (!entry.hook->given_to.empty()) given_[entry.hook->given_to];
    if (given_.empty()) return;
    for (std::uint32_t f = 0; f < files_.size(); ++f)
      for (const auto& function : files_[f].functions)
        for (const auto& block : function.blocks)
          for (const auto& operation : block.operations) {
            if (operation.kind != OperationKind::call || operation.callee == kNone) continue;
            const auto asked = given_.find(entity(f, operation.callee).name);
            if (asked == given_.end()) continue;
            for (const auto& argument : operation.arguments) add_classes(f, function, argument.value.path, asked->second, 0);
          }
  }
  /// The class of a new object, of a local one, and of one that a local pointer was made from.
  void add_classes(std::uint32_t f, const FunctionFact& function, std::uint32_t at, std::set<std::string, std::less<>>& classes, int depth) const {
    if (at == kNone || depth > 3) return;
    const PathFact& path = function.paths[at];
    if (made_here(path.kind) && path.entity != kNone) classes.insert(entity(f, path.entity).name);
    if (path.kind == PathKind::call || path.kind == PathKind::dereference) return add_classes(f, function, path.base, classes, depth + 1);
    for (const auto& block : function.blocks)
      for (const auto& operation : block.operations) {
        if (operation.path != at) continue;
        if (operation.kind == OperationKind::construct && operation.callee != kNone) classes.insert(std::string(unknot::owner_of(entity(f, operation.callee).name)));
        if (operation.kind == OperationKind::construct)
          for (const auto& argument : operation.arguments) add_classes(f, function, argument.value.path, classes, depth + 1);
        if (operation.kind == OperationKind::assign) add_classes(f, function, operation.value.path, classes, depth + 1);
      }
  }

  bool constructor_takes(const std::string& type, const std::string& parameter) const {
    for (const auto& base : hierarchy_.with_bases(type))
      for (const auto& file : files_)
        for (const auto& function : file.functions)
          if (function.kind == FunctionKind::constructor && function.parent != kNone && file.entities[function.parent].usr == base)
            return std::ranges::any_of(function.parameters, [&](const ParameterFact& p) { return p.name == parameter; });
    return false;
  }

  void find_ducks(std::uint32_t f) {
    for (const auto& type : files_[f].classes)
      for (const auto method : type.methods) {
        const std::string_view name = last_word(entity(f, method).name);
        auto found = by_duck_.find(name);
        if (found == by_duck_.end()) found = by_duck_.find("*");
        if (found == by_duck_.end()) continue;
        for (const auto& entry : found->second) {
          if (!entry.hook->not_ending.empty() && name.ends_with(entry.hook->not_ending)) continue;
          if (!entry.hook->sections.empty() && !is_under(type, method, entry.hook->sections)) continue;
          if (!entry.hook->takes.empty() && !constructor_takes(entity(f, type.entity).usr, entry.hook->takes)) continue;
          if (!entry.hook->given_to.empty() && !given_[entry.hook->given_to].contains(entity(f, type.entity).name)) continue;
          const auto is_beside = [&](std::uint32_t other) { return last_word(entity(f, other).name) == entry.hook->beside; };
          if (!entry.hook->beside.empty() && std::ranges::find(type.types, entry.hook->beside) == type.types.end() &&
              std::ranges::none_of(type.methods, is_beside))
            continue;
          const auto body = defined_.find(entity(f, method).usr);
          if (body == defined_.end() || (entry.hook->name == "*" && !body->second.second->parameters.empty())) continue;
          add(entry, static_cast<std::uint32_t>(body->second.first - files_.data()), *body->second.second, entity(f, type.entity).usr);
        }
      }
  }

  void find_registrations(std::uint32_t f, const FunctionFact& function) {
    for (const auto& block : function.blocks)
      for (const auto& operation : block.operations) {
        if ((operation.kind == OperationKind::call || operation.kind == OperationKind::construct) && operation.callee != kNone)
          if (const auto found = by_call_.find(entity(f, operation.callee).name); found != by_call_.end())
            for (const auto& entry : found->second) add_registered(entry, f, function, operation);
        if (operation.kind == OperationKind::assign && operation.path != kNone && function.paths[operation.path].kind == PathKind::member)
          if (const auto found = by_field_.find(entity(f, function.paths[operation.path].entity).name); found != by_field_.end())
            for (const auto& entry : found->second) add_given(entry, f, function, operation, operation.value, function.paths[operation.path].base);
        // `{.open = f}`: the field is made from it.
        if (operation.kind == OperationKind::construct && operation.path != kNone && function.paths[operation.path].kind == PathKind::member && !operation.arguments.empty())
          if (const auto found = by_field_.find(entity(f, function.paths[operation.path].entity).name); found != by_field_.end())
            for (const auto& entry : found->second) add_given(entry, f, function, operation, operation.arguments.front().value, function.paths[operation.path].base);
        for (const auto& argument : operation.arguments) find_fields(f, function, operation, argument.value, 0);
        find_fields(f, function, operation, operation.value, 0);
      }
  }

  void add_registered(const Entry& entry, std::uint32_t f, const FunctionFact& function, const OperationFact& operation) {
    const auto is_signal = [&](const ArgumentFact& argument) {
      if (entry.hook->signal.empty() || argument.value.path == kNone) return false;
      const PathFact& path = function.paths[argument.value.path];
      return (path.kind == PathKind::function || path.kind == PathKind::variable) && path.entity != kNone && entity(f, path.entity).name == entry.hook->signal;
    };
    // Said by the call, or by the one that makes the decorator.
    const bool is_made = operation.path != kNone && function.paths[operation.path].kind == PathKind::call;
    const auto& made_by = is_made ? function.paths[operation.path].arguments : operation.arguments;
    if (!entry.hook->signal.empty() && std::ranges::none_of(operation.arguments, is_signal) && std::ranges::none_of(made_by, is_signal)) return;
    if (!entry.hook->event.empty() && !is_for_event(entry, f, function, operation)) return;
    if (!entry.hook->unless.empty() && is_excepted(entry, f, function, operation)) return;
    for (std::size_t i = 0; i < operation.arguments.size(); ++i)
      if (entry.hook->argument < 0 ? !is_signal(operation.arguments[i]) : static_cast<std::size_t>(entry.hook->argument) == i)
        add_given(entry, f, function, operation, operation.arguments[i].value, operation.path);
  }

  /// Does the call, or the one that makes the decorator, say what the model excepts?
  bool is_excepted(const Entry& entry, std::uint32_t f, const FunctionFact& function, const OperationFact& operation) const {
    const auto says_it = [&](const ArgumentFact& a) {
      return a.field != kNone && a.value.kind == ValueKind::text && std::ranges::find(entry.hook->unless, entity(f, a.field).name + "=" + a.value.text) != entry.hook->unless.end();
    };
    if (std::ranges::any_of(operation.arguments, says_it)) return true;
    return operation.path != kNone && function.paths[operation.path].kind == PathKind::call && std::ranges::any_of(function.paths[operation.path].arguments, says_it);
  }

  /// Is this named argument true, of the call or of the one that makes the decorator?
  bool says(const std::string& argument, std::uint32_t f, const FunctionFact& function, const OperationFact& operation) const {
    const auto says_it = [&](const ArgumentFact& a) { return a.field != kNone && entity(f, a.field).name == argument && a.value.kind == ValueKind::yes; };
    if (std::ranges::any_of(operation.arguments, says_it)) return true;
    return operation.path != kNone && function.paths[operation.path].kind == PathKind::call && std::ranges::any_of(function.paths[operation.path].arguments, says_it);
  }

  /// The event that is registered for: said by the call, by the one that makes the decorator, or by the function's own name.
  std::string event_of(std::uint32_t f, const FunctionFact& function, const OperationFact& operation) const {
    const auto text_in = [](const std::vector<ArgumentFact>& arguments) {
      const auto text = std::ranges::find_if(arguments, [](const ArgumentFact& a) { return a.value.kind == ValueKind::text && a.field == kNone; });
      return text == arguments.end() ? std::string() : text->value.text;
    };
    if (std::string said = text_in(operation.arguments); !said.empty()) return said;
    if (operation.path != kNone && function.paths[operation.path].kind == PathKind::call) return text_in(function.paths[operation.path].arguments);
    for (const auto& argument : operation.arguments)
      for (const auto& [usr, path] : functions_of(f, function, argument.value, 0))
        if (const auto body = defined_.find(usr); body != defined_.end()) return std::string(last_word(body->second.first->entities[body->second.second->entity].name));
    return {};
  }
  bool is_for_event(const Entry& entry, std::uint32_t f, const FunctionFact& function, const OperationFact& operation) const {
    const std::string event = event_of(f, function, operation);
    if (entry.hook->event != "*") return event == entry.hook->event;
    return std::ranges::none_of(entry.model->hooks, [&](const HookModel& other) { return other.event == event; });
  }

  static bool takes(const FunctionFact& function, const std::string& type) {
    return type.empty() || std::ranges::any_of(function.parameters, [&](const ParameterFact& p) { return p.type == type || p.type == type + "*"; });
  }

  /// Objects that are made with hooks in their fields or given to their constructors.
  void find_fields(std::uint32_t f, const FunctionFact& function, const OperationFact& operation, const ValueFact& value, int depth) {
    if (value.path == kNone || depth > 3 || (by_field_.empty() && by_call_.empty())) return;
    const PathFact& path = function.paths[value.path];
    if (path.kind == PathKind::call) return find_fields(f, function, operation, {.kind = ValueKind::path, .path = path.base}, depth + 1);
    if (path.kind != PathKind::object && path.kind != PathKind::created) return;
    if (path.entity != kNone) {
      const std::string& type = entity(f, path.entity).name;
      if (const auto found = by_call_.find(type + "::" + std::string(last_word(type))); found != by_call_.end())
        for (const auto& entry : found->second)
          if (entry.hook->argument >= 0 && static_cast<std::size_t>(entry.hook->argument) < path.arguments.size())
            add_given(entry, f, function, operation, path.arguments[static_cast<std::size_t>(entry.hook->argument)].value, value.path);
    }
    for (const auto& argument : path.arguments) {
      if (argument.field != kNone)
        if (const auto found = by_field_.find(entity(f, argument.field).name); found != by_field_.end())
          for (const auto& entry : found->second) add_given(entry, f, function, operation, argument.value, value.path);
      find_fields(f, function, operation, argument.value, depth + 1);
    }
  }

  void add_given(const Entry& entry, std::uint32_t f, const FunctionFact& function, const OperationFact& operation, const ValueFact& value, std::uint32_t object) {
    bool known = true;
    const std::string owner = owner_of(f, function, object, known);
    for (const auto& [usr, path] : functions_of(f, function, value, 0)) {
      const auto body = defined_.find(usr);
      if (body == defined_.end()) continue;
      const auto [file, given] = body->second;
      const auto at_file = static_cast<std::uint32_t>(file - files_.data());
      if (given->kind == FunctionKind::method && given->parent != kNone && (object == kNone || made_here(function.paths[object].kind) || operation.kind == OperationKind::construct)) {
        // Of no object that is known: it is run on one of its class.
        const std::size_t known_before = out_.size();
        add(entry, at_file, *given, file->entities[given->parent].usr);
        if (out_.size() > known_before) out_.back().registered = {f, operation.line, operation.column};
        continue;
      }
      if (!takes(*given, entry.hook->parameter)) continue;
      out_.push_back({.model = entry.model,
                      .what = entry.hook,
                      .function = usr,
                      .name = given->kind == FunctionKind::lambda ? entity(f, function.entity).name : file->entities[given->entity].name,
                      .at = {at_file, given->line, given->column},
                      .registered = {f, operation.line, operation.column},
                      .owner = owner,
                      .every = entry.hook->every_if.empty() ? entry.hook->every : says(entry.hook->every_if, f, function, operation),
                      .owner_is_known = known,
                      .body = given,
                      .body_file = file,
                      .around = &function,
                      .file = &files_[f],
                      .path = path});
    }
  }

  static bool made_here(PathKind kind) { return kind == PathKind::temporary || kind == PathKind::object || kind == PathKind::created; }

  /// An object by what does not change from one function to the next, if there is that.
  std::string owner_of(std::uint32_t f, const FunctionFact& function, std::uint32_t object, bool& known) const {
    for (std::uint32_t p = object; p != kNone; p = function.paths[p].base) {
      const PathFact& path = function.paths[p];
      if (path.kind == PathKind::member || path.kind == PathKind::variable) return entity(f, path.entity).usr;
      if (path.kind == PathKind::local) return entity(f, function.entity).usr + "~" + std::to_string(path.index);
      if (made_here(path.kind)) return entity(f, function.entity).usr + "#" + std::to_string(p);
      if (path.kind == PathKind::self) return function.parent == kNone ? "" : entity(f, function.parent).usr;
      if (path.kind == PathKind::parameter || path.kind == PathKind::capture) {
        known = false;
        return entity(f, function.entity).usr + "$" + std::to_string(path.index);
      }
    }
    known = false;
    return entity(f, function.entity).usr;
  }

  /// USRs of the functions that a value may be, with the path that says what they take along.
  std::vector<std::pair<std::string, std::uint32_t>> functions_of(std::uint32_t f, const FunctionFact& function, const ValueFact& value, int depth) const {
    std::vector<std::pair<std::string, std::uint32_t>> out;
    if (value.path == kNone || depth > 4) return out;
    const PathFact& path = function.paths[value.path];
    const auto add_from = [&](const ValueFact& inner) {
      for (auto& found : functions_of(f, function, inner, depth + 1)) out.push_back(std::move(found));
    };
    switch (path.kind) {
      case PathKind::lambda:
      case PathKind::function: out.emplace_back(entity(f, path.entity).usr, value.path); break;
      case PathKind::object:
        if (path.arguments.empty()) {
          const std::string call_operator = entity(f, path.entity).usr + "@F@operator()#";
          for (auto at = defined_.lower_bound(call_operator); at != defined_.end() && at->first.starts_with(call_operator); ++at)
            out.emplace_back(at->first, value.path);
        }
        [[fallthrough]];
      case PathKind::call:
      case PathKind::temporary:
        if (!path.arguments.empty()) add_from(path.arguments.front().value);
        break;
      case PathKind::local:
        for (const auto& block : function.blocks)
          for (const auto& operation : block.operations)
            if (operation.kind == OperationKind::assign && operation.path != kNone && function.paths[operation.path].kind == PathKind::local &&
                function.paths[operation.path].index == path.index)
              add_from(operation.value);
        break;
      default: break;
    }
    return out;
  }

  std::span<const FileFunctions> files_;
  const Hierarchy& hierarchy_;
  Entries by_override_, by_static_, by_call_, by_field_, by_duck_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> given_;  ///< classes by the function that objects of them are given to
  std::vector<Entry> of_class_, of_hook_, by_beginning_, by_end_, rests_;
  std::map<std::string, std::pair<const FileFunctions*, const FunctionFact*>> defined_;
  std::vector<Hook> out_;
};

}  // namespace

std::vector<Hook> find_hooks(std::span<const FileFunctions> files, std::span<const Model> models, const Hierarchy& hierarchy) {
  return Finder(files, models, hierarchy).run();
}

}  // namespace unknot
