// What the names of a Python file stand for, as far as the file shows it: entities, classes and their bases, types of variables.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/extract/python/function_scopes.h"
#include "graph/function_facts.h"

namespace unknot::python {

/// What an expression is said to be by its spelling alone.
struct Meaning {
  enum class Kind : std::uint8_t {
    unknown,
    module,
    named,     ///< something called `name`: a function, a class, an attribute of something
    instance,  ///< what a call of `name` gives, an object of the class `name`
    function,  ///< defined here, at `node`
    type,      ///< likewise
  };
  Kind kind = Kind::unknown;
  std::string name{};
  NodeId node = kNoNode;
};

/// A class of the file.
struct ClassHere {
  NodeId node = kNoNode;
  std::uint32_t scope = 0;
  std::string name{};
  std::vector<Meaning> bases{};
};

/// A function, a method or a lambda of the file.
struct FunctionHere {
  NodeId node = kNoNode;
  std::uint32_t scope = 0;
  std::string name{}, usr{};
  NodeId owner = kNoNode;     ///< the class of a method
  std::uint32_t around = 0;   ///< the scope of the function it stands in; 0: none
  std::string self{};         ///< the first parameter of a method, "cls" of a class method
  bool is_static = false, is_class_method = false, is_property = false;
  bool is_decorated = false;  ///< by something that may make something else of it
  bool is_async = false, is_generator = false;
  bool is_nested() const { return around != 0 && owner == kNoNode; }
};

class Names {
 public:
  Names(const SyntaxTree&, const FunctionsOf&, const Scopes&, FileFunctions& out, TypesSeen* seen = nullptr);
  /// What is given to whom, and what functions give.
  void note_given(const Meaning& callee, NodeId arguments, std::uint32_t scope);
  void note_results();

  std::uint32_t entity(EntityKind, const std::string& usr, const std::string& name, std::uint32_t attributes = 0);
  /// Of the dotted name as it is; outside of the file.
  std::uint32_t named(EntityKind kind, const std::string& name) { return entity(kind, "py:" + name, name, defined(name) ? 0 : attribute::outside); }
  std::uint32_t field(std::string_view name) { return entity(EntityKind::field, "py:." + std::string(name), std::string(name)); }
  const std::string& name_of(std::uint32_t entity) const { return out_.entities[entity].name; }
  const std::string& usr_of(std::uint32_t entity) const { return out_.entities[entity].usr; }
  std::uint32_t variable(const Cell& cell);
  std::uint32_t function(const FunctionHere& f) { return entity(EntityKind::function, f.usr, f.name); }

  /// In the order of the source.
  const std::vector<FunctionHere>& functions() const { return functions_; }
  const std::vector<ClassHere>& classes() const { return classes_; }
  const FunctionHere& function_at(NodeId node) const { return functions_[function_at_.at(node)]; }
  const ClassHere& class_at(NodeId node) const { return classes_[class_at_.at(node)]; }

  /// Meanings are asked of expressions; `scope`: where they stand.
  Meaning meaning(NodeId expression, std::uint32_t scope, int depth = 0) const;
  Meaning meaning_of(const Cell& cell, int depth) const;
  Meaning attribute_of(const Meaning& object, std::string_view name) const;
  Meaning result_of(const Meaning& callee, int depth = 0) const;
  /// The method that an object of this class has, of the class or of its bases; nullptr: not one of the file.
  const FunctionHere* method_of(NodeId type, std::string_view name) const;
  /// What the methods of the class put into an attribute of their object, where all that they put is of one class.
  Meaning field_of(NodeId type, std::string_view name) const;
  /// All classes above, nearest first, and the names of those that are not of the file. Exact: each base is one of these.
  struct Ancestry {
    std::vector<NodeId> here;
    std::vector<std::string> outside;
    bool exact = true;
  };
  Ancestry ancestry(NodeId type) const;
  /// The class of an exception and all that it is derived from, by entity; empty: not known.
  std::vector<std::uint32_t> exception(const Meaning& type);

  const Scopes& scopes() const { return scopes_; }
  const SyntaxTree& tree() const { return tree_; }
  const FunctionsOf& project() const { return project_; }

 private:
  void find_definitions();
  bool defined(const std::string& name) const { return name.size() > project_.module.size() && name.starts_with(project_.module + "."); }
  std::string path_of(std::uint32_t scope) const;
  bool changes_function(NodeId decorator, std::uint32_t scope) const;
  Meaning returned_by(const FunctionHere& f, int depth) const;

  const SyntaxTree& tree_;
  const FunctionsOf& project_;
  const Scopes& scopes_;
  FileFunctions& out_;
  TypesSeen* seen_;
  using Fields = std::map<std::string, Meaning, std::less<>>;
  Fields fields_put_by(NodeId type) const;
  mutable std::map<NodeId, Fields> fields_;  ///< by class, of those that were asked
  std::array<TextMap<std::uint32_t>, 5> entities_;  ///< by kind and USR
  std::vector<FunctionHere> functions_;
  std::vector<ClassHere> classes_;
  std::unordered_map<NodeId, std::size_t> function_at_, class_at_;
};

/// The bases of a built-in exception, itself first, up to BaseException; empty: it is none.
std::vector<std::string_view> built_in_exception(std::string_view name);
bool is_built_in(std::string_view name);

}  // namespace unknot::python
