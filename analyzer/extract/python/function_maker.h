// One function's body on its way to facts: blocks, paths, what an exception meets, and the ways out that run something.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/extract/python/function_names.h"
#include "graph/function_facts.h"

namespace unknot::python {

/// A value with what its spelling says of it.
struct Made {
  ValueFact fact{};
  Meaning meaning{};
  std::uint32_t object = kNone;  ///< of an attribute: the path of what it is an attribute of
  bool is_exact = false;         ///< of just this class: nothing overrides it
};

class FunctionMaker {
 public:
  FunctionMaker(Names& names, const FunctionHere* here);  ///< nullptr: the module's body
  FunctionFact run();

 private:
  // Blocks.
  std::uint32_t new_block();
  BlockFact& block() { return out_.blocks[current_]; }
  bool is_reached() const { return current_ != kNone; }
  void jump(std::uint32_t to);
  void branch(ConditionFact condition, std::uint32_t yes, std::uint32_t no);
  void leave(BlockEnd end);
  OperationFact& add(OperationKind kind, NodeId at);
  /// What runs here may raise something that nobody knows, as far as a `try` of this function cares.
  void may_raise(NodeId at);
  void not_understood(NodeId at, std::string_view what);
  void prune();

  // Paths.
  std::uint32_t path(PathFact fact);
  std::uint32_t temporary();
  std::uint32_t behind(std::uint32_t pointer) { return path({.kind = PathKind::dereference, .base = pointer, .name = {}, .arguments = {}}); }
  /// What an object's attributes are members of.
  std::uint32_t object_of(const Made& value, NodeId at);
  std::uint32_t path_of_cell(const Cell& cell);
  Made function_value(const FunctionHere& f);
  static Made of_path(std::uint32_t path, Meaning meaning = {}) { return {.fact = {.kind = ValueKind::path, .path = path, .text = {}}, .meaning = std::move(meaning)}; }
  static Made constant(ValueKind kind, std::string text = {}) { return {.fact = {.kind = kind, .path = kNone, .text = std::move(text)}}; }

  // Expressions.
  Made value(NodeId);
  Made value_of(NodeId);
  /// As a path of its own that what comes next cannot change.
  Made kept(Made made, NodeId at);
  Made name(NodeId);
  Made attribute(NodeId);
  Made member(const Made& object, std::string_view name, NodeId at, bool is_read);
  Made subscript(NodeId, bool is_read);
  bool is_whole_slice(NodeId subscript) const;
  std::vector<ArgumentFact> keys(NodeId subscript);
  Made call(NodeId);
  Made called(NodeId, NodeId arguments);
  Made built_in_call(NodeId, const std::vector<NodeId>& arguments, bool& done);
  Made call_of(const Made& callee, std::vector<ArgumentFact> arguments, NodeId at, bool waits = false);
  std::vector<ArgumentFact> arguments_of(NodeId list, const FunctionHere* callee);
  std::vector<ArgumentFact> in_order(std::vector<ArgumentFact> given, const FunctionHere& callee);
  Made choose(NodeId);
  Made comprehension(NodeId);
  Made evaluate_all(NodeId);
  bool runs_something(NodeId) const;
  void condition(NodeId, std::uint32_t yes, std::uint32_t no);
  void comparison(NodeId, std::uint32_t yes, std::uint32_t no);
  void read(std::uint32_t path, NodeId at);

  // Statements.
  void statements(NodeId list);
  void statement(NodeId);
  void assign(NodeId target, const Made& value, NodeId at);
  void assign_many(NodeId targets, NodeId values, const Made& value, NodeId at);
  void assignment(NodeId);
  void augmented(NodeId);
  void remove(NodeId target);
  void if_statement(NodeId);
  void loop(NodeId, bool is_for);
  void with_statement(NodeId);
  void with_items(const std::vector<NodeId>& items, std::size_t next, NodeId body);
  void try_statement(NodeId);
  void try_body(NodeId);
  void match_statement(NodeId);
  void raise(NodeId);
  void return_statement(NodeId);
  void definition(NodeId, NodeId decorated);
  void class_definition(NodeId, NodeId decorated);
  void parameters_made(NodeId list);
  void asserted(NodeId);

  /// What is run on the way out of a piece of code.
  struct Exit {
    NodeId last = kNoNode;            ///< the statements of a `finally`
    std::uint32_t manager = kNone;    ///< of a `with`: the path that ends
    std::uint32_t callee = kNone;
    std::uint32_t unwind = kNone;     ///< what an exception meets outside of it
    std::uint32_t scope = 0;
    NodeId at = 0;
  };
  void run_exits(std::size_t down_to);
  struct Loop {
    std::uint32_t again = kNone, after = kNone;
    std::size_t exits = 0;
  };

  Names& names_;
  const SyntaxTree& tree_;
  const Scopes& scopes_;
  const FunctionHere* here_;
  std::uint32_t scope_ = 0;       ///< where what is read stands
  std::uint32_t own_scope_ = 0;   ///< of the function
  FunctionFact out_;
  std::uint32_t current_ = 0;
  std::uint32_t unwind_ = kNone;
  std::uint32_t raised_before_ = kNone, raised_within_ = kNone;  ///< where may_raise went on last
  std::map<PathFact, std::uint32_t> paths_;
  std::map<Cell, std::uint32_t> locals_;
  std::uint32_t temporaries_ = 0;
  std::uint32_t objects_ = 0;
  std::vector<Exit> exits_;
  std::vector<Loop> loops_;
  int depth_ = 0;
  bool awaited_ = false;
  bool with_waits_ = false;  ///< async with
};

}  // namespace unknot::python
