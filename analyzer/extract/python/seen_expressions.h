// Expressions of a Python file as values that configure something: constants, names in their dotted form, questions to the
// environment.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/seen_values.h"

namespace unknot::python {

/// The names that the file has bound so far, and what expressions come to with them.
class SeenExpressions {
 public:
  explicit SeenExpressions(const SyntaxTree& tree) : tree_(tree), scopes_(1) {}

  /// A function's or class's own names; `prefix`: "@.f.".
  void open(std::string prefix) { scopes_.push_back({.prefix = std::move(prefix), .names = {}, .constants = {}}); }
  void close() { scopes_.pop_back(); }
  void bind(std::string_view name, std::string dotted) { scopes_.back().names.insert_or_assign(std::string(name), std::move(dotted)); }
  /// A name that the scope itself assigns.
  void bind_own(std::string_view name) { bind(name, scopes_.back().prefix + std::string(name)); }
  bool is_bound_here(std::string_view name) const { return scopes_.back().names.contains(name); }
  /// `value`: what the name stands for while nobody assigns it again.
  void keep(std::string_view name, const SeenValue& value);

  /// Empty: it is no name, an attribute of one, or of what a call of one gives ("web.create_app().run").
  std::string dotted(NodeId, int depth = 0) const;
  SeenValue value(NodeId, int depth = 0) const;
  /// Fills what is given to a call.
  void arguments(NodeId list, SeenGroup& into) const;

 private:
  struct Scope {
    std::string prefix = "@.";
    std::map<std::string, std::string, std::less<>> names;
    std::map<std::string, SeenValue, std::less<>> constants;
  };
  std::string name(std::string_view) const;
  SeenValue call(NodeId) const;
  SeenValue sum(NodeId, int depth) const;
  SeenValue mapping(NodeId, int depth) const;

  const SyntaxTree& tree_;
  std::vector<Scope> scopes_;
};

}  // namespace unknot::python
