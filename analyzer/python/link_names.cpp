// Names by their longest beginning that is a variable with a type, a function with a result, an import, or a class that lacks the method.
#include "analyzer/python/link_names.h"

#include <utility>

namespace unknot::python {
namespace {

/// What `x[key] = value` calls where the class of x has it.
constexpr std::string_view kStore = ".__setitem__";

/// The operation as the call that it is; `method`: an entity.
void make_call(const FunctionFact& function, std::uint32_t method, OperationFact& operation) {
  const PathFact& element = function.paths[operation.path];
  operation.arguments = element.arguments;
  operation.arguments.push_back({.field = kNone, .value = std::move(operation.value)});
  operation.value = {};
  operation.kind = OperationKind::call;
  operation.path = element.base;
  operation.callee = method;
  operation.text.clear();
}

/// What is put into an object of the project under a key is what its class makes of it.
void link_stores(FileFunctions& file, const Linker& linker) {
  std::map<std::string, std::uint32_t, std::less<>> methods;
  for (auto& function : file.functions)
    for (auto& block : function.blocks)
      for (auto& operation : block.operations) {
        if ((operation.kind != OperationKind::assign && operation.kind != OperationKind::update) || operation.path == kNone) continue;
        const PathFact& element = function.paths[operation.path];
        if (element.kind != PathKind::element || element.base == kNone) continue;
        const PathFact* of = &function.paths[element.base];
        if (of->kind == PathKind::dereference && of->base != kNone) of = &function.paths[of->base];
        if (of->kind != PathKind::variable) continue;
        std::string method = linker.store_of(file.entities[of->entity].name);
        if (method.empty()) continue;
        const auto [known, fresh] = methods.try_emplace(std::move(method), static_cast<std::uint32_t>(file.entities.size()));
        if (fresh) file.entities.push_back({.usr = "py:" + known->first, .name = known->first, .type = {}, .kind = EntityKind::function});
        make_call(function, known->second, operation);
      }
}

}  // namespace

Linker::Linker(std::span<const FileFunctions> files, KnownNames known) : known_(std::move(known)) {
  for (const auto& file : files) {
    for (const auto& entity : file.entities)
      if (entity.kind == EntityKind::variable && !entity.type.empty() && (entity.attributes & attribute::outside) == 0) types_.try_emplace(entity.name, entity.type);
    for (const auto& type : file.classes) {
      auto& bases = bases_[file.entities[type.entity].name];
      for (const auto base : type.bases) bases.push_back(file.entities[base].name);
    }
    for (const auto& function : file.functions) {
      const std::string& name = file.entities[function.entity].name;
      defined_.insert(name);
      stores_ |= name.ends_with(kStore);
    }
  }
}

std::string Linker::linked(std::string name) const {
  constexpr int kMost = 12;
  for (int i = 0; i < kMost; ++i) {
    std::string next = once(name);
    if (next == name) break;
    name = std::move(next);
  }
  return name;
}

std::string Linker::linked_type(std::string name) const {
  constexpr int kMost = 12;
  for (int i = 0; i < kMost; ++i) {
    const auto result = known_.results.find(name);
    std::string next = result != known_.results.end() ? result->second : linked(name);
    // What a variable gives when it is called: `Session()` of a module that has `Session = sessionmaker()`.
    if (const auto made = types_.find(next); made != types_.end() && !defined_.contains(next)) next = made->second + ".__call__";
    if (next == name) break;
    name = std::move(next);
  }
  return name;
}

std::string Linker::store_of(const std::string& variable) const {
  const auto type = types_.find(variable);
  if (!stores_ || type == types_.end()) return {};
  std::string method = linked(linked_type(type->second) + std::string(kStore));
  return is_defined(method) ? method : std::string();
}

std::string Linker::once(const std::string& name) const {
  if (defined_.contains(name)) return name;
  if (const auto from = known_.handed_on.find(name); from != known_.handed_on.end()) return from->second;
  for (auto dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
    const std::string owner = name.substr(0, dot), rest = name.substr(dot);
    if (const auto from = known_.handed_on.find(owner); from != known_.handed_on.end()) return from->second + rest;
    if (const auto type = types_.find(owner); type != types_.end()) return type->second + rest;
    if (const auto result = known_.results.find(owner); result != known_.results.end()) return result->second + rest;
    // Its class has one base: what it has not itself it has from there.
    if (const auto bases = bases_.find(owner); bases != bases_.end() && bases->second.size() == 1 && rest.rfind('.') == 0) return bases->second.front() + rest;
  }
  return name;
}

void link_names(std::span<FileFunctions> files, const KnownNames& known) {
  const Linker linker(files, known);
  for (auto& file : files) {
    for (auto& entity : file.entities) {
      if (entity.kind == EntityKind::variable && !entity.type.empty()) entity.type = linker.linked_type(entity.type);
      if (entity.kind == EntityKind::field || entity.kind == EntityKind::unresolved || entity.name.find('.') == std::string::npos) continue;
      if (entity.usr != "py:" + entity.name) continue;
      // A variable stays one: only where it comes from may be somewhere else.
      std::string linked = entity.name;
      if (entity.kind == EntityKind::variable) {
        constexpr int kMost = 12;
        for (int i = 0; i < kMost; ++i)
          if (const auto from = known.handed_on.find(linked); from != known.handed_on.end()) linked = from->second;
      } else {
        linked = linker.linked(entity.name);
      }
      if (linked == entity.name) continue;
      entity.name = linked;
      entity.usr = "py:" + linked;
    }
    link_stores(file, linker);
  }
}

}  // namespace unknot::python
