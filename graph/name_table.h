// What expressions of a Python project stand for across its modules: something of a library by its dotted name, a module, class or
// function of the project. It runs nothing and knows no library.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/module_names.h"

namespace unknot {

/// A class of the project.
struct ProjectType {
  std::uint32_t module = 0;
  std::uint32_t node = 0;  ///< the statement
  std::string name;        ///< dotted
  BoundNames members;
};

/// What an expression stands for.
struct Referent {
  enum class Kind : std::uint8_t {
    unknown,
    module,    ///< index
    named,     ///< of a library: name, dotted
    made,      ///< what a call of `name` gives
    type,      ///< index into types
    object,    ///< of the class `index`
    function,  ///< module, node: the statement; index: the class whose method it is, kNone: none
  };
  Kind kind = Kind::unknown;
  std::string name{};
  std::uint32_t index = imports::kNone;
  std::uint32_t module = imports::kNone;
  std::uint32_t node = imports::kNone;
};

class NameTable {
 public:
  explicit NameTable(const imports::World&);

  const imports::World& world() const { return world_; }
  const std::vector<ProjectType>& types() const { return types_; }
  /// Of the module's own lines.
  Referent of_name(std::uint32_t module, std::string_view name) const;
  Referent of_expression(std::uint32_t module, std::uint32_t expression) const;
  /// "web.models.Post", as an import has it.
  Referent of_dotted(std::string_view dotted, std::uint32_t root) const;
  Referent attribute(const Referent&, std::string_view name) const;
  Referent result(const Referent& called) const;
  /// The class and those above it that are of the project, nearest first, and the names of those that are not.
  struct Ancestry {
    std::vector<std::uint32_t> types;
    std::vector<std::string> outside;
  };
  const Ancestry& ancestry(std::uint32_t type) const;
  /// The member of that name with the class that has it.
  std::optional<std::pair<std::uint32_t, const BoundName*>> member(std::uint32_t type, std::string_view name) const;
  std::uint32_t type_at(std::uint32_t module, std::uint32_t node) const;

 private:
  void find_types(std::uint32_t module, imports::List statements, const std::string& prefix);
  const BoundNames& names(std::uint32_t module) const;
  Referent of_bound(std::uint32_t module, const BoundName& bound, std::uint32_t owner = imports::kNone) const;

  const imports::World& world_;
  std::vector<ProjectType> types_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> type_at_;
  mutable std::map<std::uint32_t, BoundNames> names_;
  mutable std::map<std::uint32_t, Ancestry> ancestry_;
  mutable int depth_ = 0;  ///< definitions that go around in a circle come to nothing
};

}  // namespace unknot
