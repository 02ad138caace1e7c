// Names by their longest beginning that is a variable with a type, or a class that lacks the method.
#include "analyzer/python/link_names.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace unknot::python {
namespace {

class Linker {
 public:
  explicit Linker(std::span<const FileFunctions> files) {
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

  /// The name as it is where nothing is known.
  std::string linked(std::string name) const {
    constexpr int kMost = 8;
    for (int i = 0; i < kMost; ++i) {
      std::string next = once(name);
      if (next == name) break;
      name = std::move(next);
    }
    return name;
  }

 private:
  std::string once(const std::string& name) const {
    if (defined_.contains(name)) return name;
    for (auto dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
      const std::string owner = name.substr(0, dot), rest = name.substr(dot);
      if (const auto type = types_.find(owner); type != types_.end()) return type->second + rest;
      // Its class has one base: what it has not itself it has from there.
      if (const auto bases = bases_.find(owner); bases != bases_.end() && bases->second.size() == 1 && rest.rfind('.') == 0) return bases->second.front() + rest;
    }
    return name;
  }

  std::map<std::string, std::string> types_;
  std::map<std::string, std::vector<std::string>> bases_;
  std::set<std::string> defined_;
};

}  // namespace

void link_names(std::span<FileFunctions> files) {
  const Linker linker(files);
  for (auto& file : files)
    for (auto& entity : file.entities) {
      if ((entity.kind != EntityKind::function && entity.kind != EntityKind::type) || entity.name.find('.') == std::string::npos) continue;
      const std::string linked = linker.linked(entity.name);
      if (linked == entity.name || entity.usr != "py:" + entity.name) continue;
      entity.name = linked;
      entity.usr = "py:" + linked;
    }
}

}  // namespace unknot::python
