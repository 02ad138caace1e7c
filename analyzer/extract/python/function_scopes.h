// Which names each scope of a Python file binds, and what functions take along from those around them: the language's own rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/extract/python/functions.h"
#include "analyzer/extract/python/syntax_tree.h"
#include "graph/text_map.h"

namespace unknot::python {

constexpr std::uint32_t kNoScope = 0xffffffff;

enum class ScopeKind : std::uint8_t { module, function, lambda, type, comprehension };
enum class Binding : std::uint8_t {
  value,      ///< one name, one value: `node` is the target, `value` what it becomes; kNoNode: unknown
  entered,    ///< likewise, by `with value as name`
  parameter,  ///< value: its annotation
  function,
  type,
  import,
  other,
};

struct Bound {
  Binding how = Binding::other;
  NodeId node = kNoNode;
  NodeId value = kNoNode;
  std::uint32_t in = 0;        ///< the scope that does it
  std::string origin{};        ///< of an import: the dotted name
  std::uint32_t version = 1;   ///< of functions of one name in one block
};

struct Name {
  bool is_global = false;
  bool is_nonlocal = false;
  std::vector<Bound> bounds{};
};

/// A name where it is bound; scope kNoScope: nowhere in this file.
struct Cell {
  std::uint32_t scope = kNoScope;
  std::string name{};
  friend auto operator<=>(const Cell&, const Cell&) = default;
};

struct Scope {
  ScopeKind kind = ScopeKind::module;
  NodeId node = 0;
  std::uint32_t parent = kNoScope;
  std::uint32_t runner = 0;  ///< the scope of the module, function or lambda that runs this code
  TextMap<Name> names{};
  std::vector<Cell> captures{};  ///< of functions and lambdas, in the order of their first use
};

class Scopes {
 public:
  Scopes(const SyntaxTree&, const FunctionsOf&);
  /// The first is the module.
  const std::vector<Scope>& all() const { return scopes_; }
  const Scope& operator[](std::uint32_t id) const { return scopes_[id]; }
  /// The scope that this definition, lambda or comprehension opens.
  std::uint32_t opened_by(NodeId node) const { return opened_.at(node); }
  Cell resolve(std::uint32_t scope, std::string_view name) const;
  const Name& name(const Cell& cell) const { return scopes_[cell.scope].names.find(cell.name)->second; }
  /// "import a.b" makes "a" and "a.b" known as modules.
  bool is_module(std::string_view dotted) const { return modules_.contains(dotted) || (project_.is_module && project_.is_module(dotted)); }

 private:
  class Walk;
  void find_captures(const std::vector<std::pair<std::uint32_t, NodeId>>& uses);

  const SyntaxTree& tree_;
  const FunctionsOf& project_;
  std::vector<Scope> scopes_;
  std::unordered_map<NodeId, std::uint32_t> opened_;
  TextSet modules_;
};

}  // namespace unknot::python
