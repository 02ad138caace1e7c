// Names by their longest beginning that is a variable with a type, a function with a result, an import, or a class that lacks the method.
#include "analyzer/python/link_names.h"

#include <utility>

namespace unknot::python {

Linker::Linker(std::span<const FileFunctions> files, KnownNames known) : known_(std::move(known)) {
  for (const auto& file : files) {
    for (const auto& entity : file.entities)
      if (entity.kind == EntityKind::variable && !entity.type.empty() && (entity.attributes & attribute::outside) == 0) types_.try_emplace(entity.name, entity.type);
    for (const auto& type : file.classes) {
      auto& bases = bases_[file.entities[type.entity].name];
      for (const auto base : type.bases) bases.push_back(file.entities[base].name);
    }
    for (const auto& function : file.functions) defined_.insert(file.entities[function.entity].name);
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
  for (auto& file : files)
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
}

}  // namespace unknot::python
