// A Python file as a flat tree of plain values, in the order of its text: one walk over what tree-sitter parsed makes it, and
// whoever reads it knows no tree-sitter. It judges nothing and knows no framework.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace unknot::python {

/// `token`: a keyword or an operator; only those are kept that tell two meanings apart (see Node).
enum class Kind : std::uint8_t {
  other,
  token,
#define KIND(name, text) name,
#include "analyzer/extract/python/syntax_kinds.def"
#undef KIND
};

/// What a node is to its parent, as the grammar names it.
enum class Field : std::uint8_t {
  none,
#define FIELD(name, text) name,
#include "analyzer/extract/python/syntax_fields.def"
#undef FIELD
};

/// Index into SyntaxTree's nodes.
using NodeId = std::uint32_t;
constexpr NodeId kNoNode = 0xffffffff;

/// Nodes stand in the order of the text, a parent before its children: the first child of `n` is n + 1, the next sibling of
/// `n` is nodes[n].end_node, as long as these are before the end of the parent. Comments and punctuation are left out; of
/// keywords and operators there are those with a field, `async`, and `from` in `yield from`.
struct Node {
  std::uint32_t begin = 0;  ///< bytes
  std::uint32_t end = 0;
  NodeId end_node = 0;      ///< behind the last node below this one
  Kind kind = Kind::other;
  Field field = Field::none;
};

/// 1-based; columns in bytes.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Comment {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// The children of one node, in order.
class Children {
 public:
  class Iterator {
   public:
    Iterator(const std::vector<Node>& nodes, NodeId at) : nodes_(&nodes), at_(at) {}
    NodeId operator*() const { return at_; }
    Iterator& operator++() {
      at_ = (*nodes_)[at_].end_node;
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const std::vector<Node>* nodes_;
    NodeId at_;
  };
  Children(const std::vector<Node>& nodes, NodeId parent) : nodes_(nodes), parent_(parent) {}
  Iterator begin() const { return {nodes_, parent_ + 1}; }
  Iterator end() const { return {nodes_, nodes_[parent_].end_node}; }
  bool empty() const { return parent_ + 1 == nodes_[parent_].end_node; }

 private:
  const std::vector<Node>& nodes_;
  NodeId parent_;
};

/// Why a file's tree says less than its text.
enum class Damage : std::uint8_t { none, syntax, null_bytes, encoding };

/// The tree borrows nothing: it holds the text that it speaks of.
struct SyntaxTree {
  std::string text;                        ///< without a byte order mark; the rest byte by byte as in the file
  std::vector<Node> nodes;                 ///< the root, Kind::module, is the first
  std::vector<Comment> comments;           ///< in order
  std::vector<std::uint32_t> line_starts;  ///< offset of each line
  std::vector<std::uint32_t> lazy;         ///< offsets of import statements with the soft keyword `lazy` (PEP 810), sorted
  Damage damage = Damage::none;
  std::uint32_t damaged_line = 0;          ///< the first one that is not understood

  const Node& operator[](NodeId id) const { return nodes[id]; }
  Kind kind(NodeId id) const { return nodes[id].kind; }
  Field field(NodeId id) const { return nodes[id].field; }
  std::string_view source(NodeId id) const { return std::string_view(text).substr(nodes[id].begin, nodes[id].end - nodes[id].begin); }
  Children children(NodeId id) const { return {nodes, id}; }
  /// The first child in this role; kNoNode where there is none.
  NodeId child(NodeId id, Field) const;
  /// The first child of this kind; kNoNode where there is none.
  NodeId child(NodeId id, Kind) const;
  NodeId first_child(NodeId id) const { return id + 1 < nodes[id].end_node ? id + 1 : kNoNode; }
  Position position(std::uint32_t offset) const;
  Position position_of(NodeId id) const { return position(nodes[id].begin); }
  std::uint32_t line(NodeId id) const { return position_of(id).line; }
  /// The value of a string literal, of several in a row too, escapes taken out; nothing where it is none or is made at run
  /// time (an f-string with something in it), or holds bytes.
  std::optional<std::string> string_value(NodeId id) const;
};

/// Parses one file after the other; of use to one thread. Nothing stops it: what is not understood is `damage`, with all
/// around it in place. No recursion: nesting costs memory only.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// `bytes`: a file as it is on disk. The tree stays valid until the next call.
  const SyntaxTree& parse(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unknot::python
