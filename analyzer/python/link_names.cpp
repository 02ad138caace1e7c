// Names by their longest beginning that is a variable with a type, a function with a result, an import, or a class that lacks the method.
#include "analyzer/python/link_names.h"

#include <utility>

#include "graph/side_by_side.h"

namespace unknot::python {
namespace {

constexpr int kMostSteps = 12;  ///< names that go around in a circle come to an end
constexpr std::string_view kUsr = "py:";
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
  TextMap<std::uint32_t> methods;
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
        if (fresh) file.entities.push_back({.usr = std::string(kUsr) + known->first, .name = known->first, .type = {}, .kind = EntityKind::function});
        make_call(function, known->second, operation);
      }
}

}  // namespace

Linker::Linker(std::span<const FileFunctions> files, const KnownNames& known) : known_(known) {
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
  for (int i = 0; i < kMostSteps && step(name); ++i) {}
  return name;
}

std::string Linker::linked_type(std::string name) const {
  for (int i = 0; i < kMostSteps; ++i) {
    const auto result = known_.results.find(name);
    std::string next = result != known_.results.end() ? result->second : linked(name);
    // What a variable gives when it is called: `Session()` of a module that has `Session = sessionmaker()`.
    if (const auto made = types_.find(next); made != types_.end() && !defined_.contains(next)) next = made->second + ".__call__";
    if (next == name) break;
    name = std::move(next);
  }
  return name;
}

std::string Linker::store_of(std::string_view variable) const {
  const auto type = types_.find(variable);
  if (!stores_ || type == types_.end()) return {};
  std::string method = linked(linked_type(type->second) + std::string(kStore));
  return defined_.contains(method) ? method : std::string();
}

bool Linker::step(std::string& name) const {
  if (defined_.contains(name)) return false;
  const auto become = [&](const std::string& beginning, std::size_t end) {
    std::string next = beginning + name.substr(end);
    const bool is_other = next != name;
    name = std::move(next);
    return is_other;
  };
  if (const auto from = known_.handed_on.find(name); from != known_.handed_on.end()) return become(from->second, name.size());
  for (auto dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
    const std::string_view owner = std::string_view(name).substr(0, dot);
    if (const auto from = known_.handed_on.find(owner); from != known_.handed_on.end()) return become(from->second, dot);
    if (const auto type = types_.find(owner); type != types_.end()) return become(type->second, dot);
    if (const auto result = known_.results.find(owner); result != known_.results.end()) return become(result->second, dot);
    // Its class has one base: what it has not itself it has from there.
    if (const auto bases = bases_.find(owner); bases != bases_.end() && bases->second.size() == 1 && name.rfind('.') == dot) return become(bases->second.front(), dot);
  }
  return false;
}

namespace {

void link_names_of(FileFunctions& file, const Linker& linker, const KnownNames& known) {
  for (auto& entity : file.entities) {
    if (entity.kind == EntityKind::variable && !entity.type.empty()) entity.type = linker.linked_type(std::move(entity.type));
    if (entity.kind == EntityKind::field || entity.kind == EntityKind::unresolved || entity.name.find('.') == std::string::npos) continue;
    if (!entity.usr.starts_with(kUsr) || std::string_view(entity.usr).substr(kUsr.size()) != entity.name) continue;
    // A variable stays one: only where it comes from may be somewhere else.
    std::string linked = entity.name;
    if (entity.kind == EntityKind::variable) {
      for (int i = 0; i < kMostSteps; ++i)
        if (const auto from = known.handed_on.find(linked); from != known.handed_on.end()) linked = from->second;
    } else {
      linked = linker.linked(std::move(linked));
    }
    if (linked == entity.name) continue;
    entity.name = std::move(linked);
    entity.usr = std::string(kUsr) + entity.name;
  }
  link_stores(file, linker);
}

}  // namespace

void link_names(std::span<FileFunctions> files, const KnownNames& known, unsigned jobs) {
  const Linker linker(files, known);
  side_by_side(jobs, files.size(), [&] { return [&](std::size_t i) { link_names_of(files[i], linker, known); }; });
}

}  // namespace unknot::python
