// A tree of the text -> places of a name -> pieces of text that move.
#include "analyzer/fix/import_edits.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/import_values.h"

namespace unknot {
namespace {

using python::Damage;
using python::Field;
using python::Kind;
using python::kNoNode;
using python::NodeId;
using python::SyntaxTree;

struct Piece {
  std::uint32_t begin = 0, end = 0;
  std::string text;
};

class File {
 public:
  explicit File(std::string_view bytes) : tree_(parser_.parse(bytes)), mark_(bytes.size() - tree_.text.size()), bytes_(bytes) {
    parent_.assign(tree_.nodes.size(), kNoNode);
    for (NodeId n = 0; n < tree_.nodes.size(); ++n)
      for (const NodeId child : tree_.children(n)) parent_[child] = n;
    newline_ = bytes.contains("\r\n") ? "\r\n" : "\n";
  }
  const SyntaxTree& tree() const { return tree_; }
  bool is_whole() const { return tree_.damage == Damage::none && tree_.nodes.size() > 1; }
  NodeId parent(NodeId n) const { return parent_[n]; }
  const std::string& newline() const { return newline_; }

  /// The statement of the module that holds this line; kNoNode: none does.
  NodeId statement_at(std::uint32_t line) const {
    for (const NodeId n : tree_.children(0))
      if (tree_.line(n) <= line && line <= tree_.position(tree_[n].end).line) return n;
    return kNoNode;
  }
  std::uint32_t line_begin(NodeId n) const { return tree_.line_starts[tree_.line(n) - 1]; }
  /// Behind the last line of a node.
  std::uint32_t line_end(NodeId n) const {
    const auto line = tree_.position(tree_[n].end).line;
    return line < tree_.line_starts.size() ? tree_.line_starts[line] : static_cast<std::uint32_t>(tree_.text.size());
  }
  /// Is there nothing else on its lines? A comment behind it belongs to it.
  bool is_alone(NodeId n) const {
    const std::string_view before = std::string_view(tree_.text).substr(line_begin(n), tree_[n].begin - line_begin(n));
    const std::string_view behind = std::string_view(tree_.text).substr(tree_[n].end, line_end(n) - tree_[n].end);
    const auto first = behind.find_first_not_of(" \t\r\n");
    return before.find_first_not_of(" \t") == std::string_view::npos && (first == std::string_view::npos || behind[first] == '#');
  }
  /// With the lines right above it that hold a comment only.
  std::uint32_t begin_with_comments(NodeId n) const {
    std::uint32_t out = line_begin(n);
    for (std::uint32_t line = tree_.line(n) - 1; line > 0 && tree_.text[tree_.line_starts[line - 1]] == '#'; --line) out = tree_.line_starts[line - 1];
    return out;
  }
  std::string lines(std::uint32_t begin, std::uint32_t end) const {
    std::string out = tree_.text.substr(begin, end - begin);
    if (!out.ends_with('\n')) out += newline_;
    return out;
  }

  /// Everywhere the name stands for itself: no attributes, no names of keyword arguments.
  std::vector<NodeId> places(std::string_view name) const {
    std::vector<NodeId> out;
    for (NodeId n = 0; n < tree_.nodes.size(); ++n) {
      if (tree_.kind(n) != Kind::identifier || tree_.source(n) != name) continue;
      const NodeId p = parent_[n];
      if (tree_.kind(p) == Kind::attribute && tree_.field(n) == Field::attribute) continue;
      if (tree_.kind(p) == Kind::keyword_argument && tree_.field(n) == Field::name) continue;
      out.push_back(n);
    }
    return out;
  }
  bool is_read(NodeId n) const {
    const NodeId p = parent_[n];
    const Field field = tree_.field(n);
    switch (tree_.kind(p)) {
      case Kind::assignment: case Kind::augmented_assignment: case Kind::for_statement: case Kind::for_in_clause: return field != Field::left;
      case Kind::function_definition: case Kind::class_definition: case Kind::named_expression: case Kind::default_parameter:
      case Kind::typed_default_parameter: return field != Field::name;
      case Kind::typed_parameter: return tree_.first_child(p) != n;
      case Kind::parameters: case Kind::lambda_parameters: case Kind::as_pattern_target: case Kind::global_statement: case Kind::nonlocal_statement:
      case Kind::delete_statement: case Kind::dotted_name: case Kind::aliased_import: case Kind::case_pattern: case Kind::keyword_pattern: case Kind::class_pattern:
      case Kind::dict_pattern: case Kind::list_splat_pattern: case Kind::dictionary_splat_pattern: case Kind::pattern_list: case Kind::tuple_pattern:
      case Kind::list_pattern: case Kind::splat_pattern: case Kind::type_parameter: case Kind::as_pattern: return false;
      default: return true;
    }
  }
  /// The outermost function whose body holds the node; kNoNode: it is evaluated when the module is imported, or in a lambda there.
  NodeId function_around(NodeId n) const {
    NodeId out = kNoNode;
    for (NodeId at = n; parent_[at] != kNoNode; at = parent_[at])
      if (tree_.kind(parent_[at]) == Kind::function_definition && tree_.field(at) == Field::body) out = parent_[at];
    return out;
  }
  bool is_within(NodeId n, NodeId whole) const { return n >= whole && n < tree_[whole].end_node; }
  /// A text that names it where a type is meant: somebody may ask for it by that.
  bool is_quoted_as_type(std::string_view name) const {
    for (NodeId n = 0; n < tree_.nodes.size(); ++n) {
      if (tree_.kind(n) != Kind::string || !tree_.source(n).contains(name)) continue;
      for (NodeId at = parent_[n]; at != kNoNode; at = parent_[at])
        if (tree_.kind(at) == Kind::type) return true;
    }
    return false;
  }

  std::string with(std::vector<Piece> pieces) const {
    std::ranges::sort(pieces, {}, [](const Piece& piece) { return std::pair(piece.begin, piece.end); });
    std::string out(bytes_.substr(0, mark_));
    std::uint32_t at = 0;
    for (const auto& piece : pieces) {
      out += bytes_.substr(mark_ + at, piece.begin - at);
      out += piece.text;
      at = piece.end;
    }
    return out += bytes_.substr(mark_ + at);
  }

 private:
  python::Parser parser_;
  const SyntaxTree& tree_;
  std::size_t mark_;  ///< bytes of the mark at its begin
  std::string_view bytes_;
  std::vector<NodeId> parent_;
  std::string newline_;
};

/// `from a import b, c` that stands alone in the module, each name as it is.
struct FromImport {
  NodeId node = kNoNode;
  std::string module;  ///< as written, with its dots
  std::vector<std::string> names;
};

std::optional<FromImport> from_import(const File& file, std::uint32_t line) {
  const SyntaxTree& tree = file.tree();
  const NodeId node = file.is_whole() ? file.statement_at(line) : kNoNode;
  if (node == kNoNode || tree.kind(node) != Kind::import_from_statement || !file.is_alone(node)) return {};
  const NodeId module = tree.child(node, Field::module_name);
  if (module == kNoNode) return {};
  FromImport out{.node = node, .module = std::string(tree.source(module)), .names = {}};
  for (const NodeId child : tree.children(node)) {
    if (child == module) continue;
    if (tree.kind(child) != Kind::dotted_name) return {};
    out.names.emplace_back(tree.source(child));
  }
  if (out.names.empty()) return {};
  return out;
}

/// Where a function's body begins to do something; kNoNode where it stands on the line of its `def`.
NodeId first_statement(const File& file, NodeId function) {
  const SyntaxTree& tree = file.tree();
  const NodeId body = tree.child(function, Field::body);
  NodeId first = body == kNoNode ? kNoNode : tree.first_child(body);
  if (first == kNoNode) return kNoNode;
  const bool is_text = tree.kind(first) == Kind::expression_statement && tree.first_child(first) != kNoNode && tree.kind(tree.first_child(first)) == Kind::string;
  if (is_text && tree[first].end_node < tree[body].end_node) first = tree[first].end_node;
  const std::string_view before = std::string_view(tree.text).substr(file.line_begin(first), tree[first].begin - file.line_begin(first));
  return before.find_first_not_of(" \t") == std::string_view::npos ? first : kNoNode;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

/// A definition of the module's own text: what it binds, kNoNode where that is not one name once.
NodeId definition_of(const File& file, std::string_view name) {
  const SyntaxTree& tree = file.tree();
  NodeId out = kNoNode;
  for (const NodeId n : file.places(name)) {
    if (file.is_read(n) || file.function_around(n) != kNoNode) continue;
    if (out != kNoNode) return kNoNode;
    out = n;
  }
  if (out == kNoNode) return kNoNode;
  NodeId statement = file.parent(out);
  const Kind kind = tree.kind(statement);
  if (kind != Kind::assignment && kind != Kind::function_definition && kind != Kind::class_definition) return kNoNode;
  if (kind == Kind::assignment && tree.child(statement, Field::right) == kNoNode) return kNoNode;
  const NodeId above = file.parent(statement);
  if (tree.kind(above) == Kind::expression_statement || tree.kind(above) == Kind::decorated_definition) statement = above;
  return file.parent(statement) == 0 && file.is_alone(statement) ? statement : kNoNode;
}

}  // namespace

std::optional<ImportEdit> import_in_functions(std::string_view text, std::uint32_t line) {
  const File file(text);
  const auto import = from_import(file, line);
  if (!import) return {};
  const SyntaxTree& tree = file.tree();
  std::map<NodeId, std::vector<std::string>> into;
  for (const auto& name : import->names) {
    bool is_used = false;
    for (const NodeId n : file.places(name)) {
      if (file.is_within(n, import->node)) continue;
      const NodeId function = file.function_around(n);
      if (!file.is_read(n) || function == kNoNode) return {};
      if (auto& names = into[function]; names.empty() || names.back() != name) names.push_back(name);
      is_used = true;
    }
    if (!is_used || file.is_quoted_as_type(name)) return {};
  }
  std::uint32_t end = file.line_end(import->node);
  const bool is_first = file.line_begin(import->node) == 0;
  while (is_first && tree.text.compare(end, file.newline().size(), file.newline()) == 0) end += static_cast<std::uint32_t>(file.newline().size());
  std::vector<Piece> pieces{{file.line_begin(import->node), end, {}}};
  for (const auto& [function, names] : into) {
    const NodeId first = first_statement(file, function);
    if (first == kNoNode) return {};
    const std::uint32_t begin = file.line_begin(first);
    const std::string indent = tree.text.substr(begin, tree[first].begin - begin);
    pieces.push_back({begin, begin, indent + "from " + import->module + " import " + joined(names) + file.newline()});
  }
  const std::string where = into.size() == 1 ? "the function that uses it" : "the functions that use it";
  return ImportEdit{.text = file.with(std::move(pieces)), .how = "`from " + import->module + " import " + joined(import->names) + "` goes into " + where, .names = import->names};
}

std::optional<ImportEdit> module_for_name(std::string_view text, std::uint32_t line) {
  const File file(text);
  const auto import = from_import(file, line);
  if (!import) return {};
  const auto dot = import->module.rfind('.');
  const std::string last = dot == std::string::npos ? import->module : import->module.substr(dot + 1);
  if (last.empty() || !file.places(last).empty()) {
    // It may stand in this very line: `from a.b import c`.
    for (const NodeId n : file.places(last))
      if (!file.is_within(n, import->node)) return {};
    if (last.empty()) return {};
  }
  const std::string from = dot == std::string::npos ? std::string() : import->module.find_first_not_of('.') > dot ? import->module.substr(0, dot + 1) : import->module.substr(0, dot);
  std::vector<Piece> pieces{{file.tree()[import->node].begin, file.tree()[import->node].end, from.empty() ? "import " + last : "from " + from + " import " + last}};
  const std::string now = pieces.front().text;
  for (const auto& name : import->names) {
    if (name == last || file.is_quoted_as_type(name)) return {};
    for (const NodeId n : file.places(name)) {
      if (file.is_within(n, import->node)) continue;
      if (!file.is_read(n)) return {};
      pieces.push_back({file.tree()[n].begin, file.tree()[n].begin, last + "."});
    }
  }
  return ImportEdit{.text = file.with(std::move(pieces)), .how = "`from " + import->module + " import " + joined(import->names) + "` becomes `" + now + "`", .names = import->names};
}

std::optional<ImportEdit> definition_above(std::string_view text, std::string_view name, std::uint32_t import_line) {
  const File file(text);
  if (!file.is_whole()) return {};
  const SyntaxTree& tree = file.tree();
  const NodeId import = file.statement_at(import_line), moved = definition_of(file, name);
  if (import == kNoNode || moved == kNoNode || moved <= import || !file.is_alone(import)) return {};
  // All that it evaluates has to be there already: bound once, above.
  for (NodeId n = moved; n < tree[moved].end_node; ++n) {
    if (tree.kind(n) != Kind::identifier || tree.source(n) == name) continue;
    const auto all = file.places(tree.source(n));
    if (std::ranges::find(all, n) == all.end() || file.function_around(n) != kNoNode) continue;
    bool is_there = imports::is_builtin(tree.source(n)) || imports::is_module_name(tree.source(n)), comes_later = false;
    for (const NodeId other : all) {
      if (file.is_read(other) || file.function_around(other) != kNoNode) continue;
      if (other < import || file.is_within(other, moved)) is_there = true;
      else comes_later = true;
    }
    if (!is_there || comes_later) return {};
  }
  const bool is_long = tree.kind(moved) != Kind::expression_statement;
  std::uint32_t end = file.line_end(moved);
  for (int blank = 0; is_long && blank < 2 && tree.text.compare(end, file.newline().size(), file.newline()) == 0; ++blank) end += static_cast<std::uint32_t>(file.newline().size());
  const std::uint32_t to = file.line_begin(import), begin = file.begin_with_comments(moved);
  const std::string space = is_long ? file.newline() + file.newline() : std::string();
  return ImportEdit{.text = file.with({{to, to, (to == 0 ? std::string() : space) + file.lines(begin, file.line_end(moved)) + space}, {begin, end, {}}}),
                    .how = "`" + std::string(name) + "` is bound above the import that leads back",
                    .names = {}};
}

std::optional<ImportEdit> late_annotations(std::string_view text) {
  const File file(text);
  if (!file.is_whole()) return {};
  const SyntaxTree& tree = file.tree();
  NodeId first = 1;
  if (tree.kind(first) == Kind::expression_statement && tree.first_child(first) != kNoNode && tree.kind(tree.first_child(first)) == Kind::string) first = tree[first].end_node;
  if (first >= tree.nodes.size() || tree[first].begin != file.line_begin(first)) return {};
  return ImportEdit{.text = file.with({{tree[first].begin, tree[first].begin, "from __future__ import annotations" + file.newline()}}),
                    .how = "`from __future__ import annotations`: annotations are not evaluated any more",
                    .names = {}};
}

}  // namespace unknot
