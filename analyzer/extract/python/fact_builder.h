// What the readers of statements and of expressions share: the facts in the making, names, and what each scope binds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/imports.h"

namespace unknot::python {

using Ids = std::vector<std::uint32_t>;

/// An expression that neither does anything nor has a value that somebody follows.
constexpr std::uint32_t kNothing = 0;
/// Nesting beyond this is not read: no person writes it, and each level costs stack.
constexpr int kDeepest = 150;

class FactBuilder {
 public:
  explicit FactBuilder(const SyntaxTree& tree) : tree_(tree) { facts_.exprs.emplace_back(); }

 protected:
  std::uint32_t name(std::string_view text);
  std::uint32_t name_of(NodeId id) { return name(tree_.source(id)); }
  imports::List list(const Ids& ids);
  std::uint32_t add(imports::Expr expr, NodeId at);
  std::uint32_t add(imports::Stmt stmt, NodeId at);
  /// The evaluation of several expressions, in order.
  std::uint32_t sequence(const Ids& parts, NodeId at);

  // expressions.cpp
  std::uint32_t expr(NodeId id);
  std::uint32_t call(NodeId id);
  std::uint32_t comparison(NodeId id);
  std::uint32_t comprehension(NodeId id);
  std::uint32_t lambda(NodeId id);
  std::uint32_t annotation(NodeId id);
  std::uint32_t all_children(NodeId id);
  /// What an assignment writes to; names are bound in the present scope.
  std::uint32_t target(NodeId id);
  struct Signature {
    Ids defaults;
    Ids annotations;
  };
  Signature parameters(NodeId id, imports::Function& function);

  // patterns.cpp
  /// Does it match everything?
  bool pattern(NodeId id, Ids& looked_up, Ids& bound);

  /// Names that the text binds in one function, class or module.
  struct Scope {
    Ids bound;
    Ids foreign;       ///< declared global or nonlocal
    bool yields = false;
  };
  void bind(std::uint32_t name) { scopes_.back().bound.push_back(name); }
  Scope& scope() { return scopes_.back(); }
  std::uint32_t open_function();
  /// Takes the names that the scope has bound.
  void close_function(imports::Function function, std::uint32_t id);

  const SyntaxTree& tree_;
  imports::ModuleFacts facts_;
  std::vector<Scope> scopes_{Scope{}};
  Ids type_parameters_;  ///< names that are none of the module's where they are in force
  int depth_ = 0;

 private:
  std::unordered_map<std::string_view, std::uint32_t> names_;
};

/// One level deeper while it lives.
class Deeper {
 public:
  explicit Deeper(int& depth) : depth_(++depth) {}
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  bool too_deep() const { return depth_ > kDeepest; }

 private:
  int& depth_;
};

}  // namespace unknot::python
