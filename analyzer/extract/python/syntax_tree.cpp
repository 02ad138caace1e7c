// From bytes to a flat tree, by tree-sitter.
#include "analyzer/extract/python/syntax_tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "analyzer/extract/python/parser_memory.h"
#include "analyzer/extract/python/source_text.h"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace unknot::python {
namespace {

/// The grammar's numbers for kinds and fields as ours; made once.
struct Numbers {
  std::vector<Kind> kinds;    ///< by symbol; `other` for what is named and unknown
  std::vector<bool> kept;     ///< by symbol: kept without a field too
  std::vector<Field> fields;  ///< by field id
  TSSymbol comment = 0;
  TSSymbol continuation = 0;
  TSSymbol async = 0;
  TSSymbol from = 0;

  Numbers() {
    struct KindName {
      Kind kind;
      std::string_view text;
    };
    static constexpr std::array kKinds{
#define KIND(name, text) KindName{Kind::name, text},
#include "analyzer/extract/python/syntax_kinds.def"
#undef KIND
    };
    struct FieldName {
      Field field;
      std::string_view text;
    };
    static constexpr std::array kFields{
#define FIELD(name, text) FieldName{Field::name, text},
#include "analyzer/extract/python/syntax_fields.def"
#undef FIELD
    };
    const TSLanguage* language = tree_sitter_python();
    const std::uint32_t symbols = ts_language_symbol_count(language);
    kinds.assign(symbols, Kind::other);
    kept.assign(symbols, true);
    for (std::uint32_t s = 0; s < symbols; ++s) {
      const auto symbol = static_cast<TSSymbol>(s);
      const std::string_view text = ts_language_symbol_name(language, symbol);
      if (ts_language_symbol_type(language, symbol) == TSSymbolTypeAnonymous) {
        kinds[s] = Kind::token;
        kept[s] = text == "async";
        if (text == "async") async = symbol;
        if (text == "from") from = symbol;
        continue;
      }
      if (text == "comment") comment = symbol;
      if (text == "line_continuation") continuation = symbol;
      const auto* known = std::ranges::find(kKinds, text, &KindName::text);
      if (known != kKinds.end()) kinds[s] = known->kind;
    }
    fields.assign(ts_language_field_count(language) + 1, Field::none);
    for (std::uint32_t f = 1; f < fields.size(); ++f) {
      const std::string_view text = ts_language_field_name_for_id(language, static_cast<TSFieldId>(f));
      const auto* known = std::ranges::find(kFields, text, &FieldName::text);
      if (known != kFields.end()) fields[f] = known->field;
    }
  }
  static const Numbers& get() {
    static const Numbers numbers;
    return numbers;
  }
  Kind kind(TSSymbol symbol) const { return symbol < kinds.size() ? kinds[symbol] : Kind::error; }
};

/// One walk over the whole tree.
class Flattener {
 public:
  Flattener(const TSTree* tree, SyntaxTree& out) : cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))), out_(out) {}
  ~Flattener() { ts_tree_cursor_delete(&cursor_); }
  Flattener(const Flattener&) = delete;
  Flattener& operator=(const Flattener&) = delete;

  void run() {
    while (true) {
      enter();
      if (ts_tree_cursor_goto_first_child(&cursor_)) continue;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return;
        leave();
      }
    }
  }

 private:
  void enter() {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const TSSymbol symbol = ts_node_symbol(node);
    const std::uint32_t begin = ts_node_start_byte(node);
    if (ts_node_is_missing(node)) damage(begin);
    const Kind kind = numbers_.kind(symbol);
    if (kind == Kind::error) damage(begin);
    if (symbol == numbers_.comment) {
      out_.comments.push_back({begin, ts_node_end_byte(node)});
      open_.push_back(kNoNode);
      return;
    }
    const Field field = numbers_.fields[ts_tree_cursor_current_field_id(&cursor_)];
    const bool is_kept = symbol != numbers_.continuation &&
                         (kind != Kind::token || field != Field::none || symbol == numbers_.async || (symbol == numbers_.from && is_in_yield()));
    open_.push_back(is_kept ? static_cast<NodeId>(out_.nodes.size()) : kNoNode);
    if (is_kept) out_.nodes.push_back({.begin = begin, .end = ts_node_end_byte(node), .end_node = 0, .kind = kind, .field = field});
  }

  void leave() {
    if (open_.back() != kNoNode) out_.nodes[open_.back()].end_node = static_cast<NodeId>(out_.nodes.size());
    open_.pop_back();
  }

  bool is_in_yield() const { return !open_.empty() && open_.back() != kNoNode && out_.nodes[open_.back()].kind == Kind::yield; }

  void damage(std::uint32_t at) {
    if (out_.damage != Damage::none) return;
    out_.damage = Damage::syntax;
    out_.damaged_line = out_.position(at).line;
  }

  const Numbers& numbers_ = Numbers::get();
  TSTreeCursor cursor_;
  SyntaxTree& out_;
  std::vector<NodeId> open_;
};

}  // namespace

NodeId SyntaxTree::child(NodeId id, Field field) const {
  for (const NodeId c : children(id))
    if (nodes[c].field == field) return c;
  return kNoNode;
}

NodeId SyntaxTree::child(NodeId id, Kind kind) const {
  for (const NodeId c : children(id))
    if (nodes[c].kind == kind) return c;
  return kNoNode;
}

Position SyntaxTree::position(std::uint32_t offset) const {
  const auto line = std::ranges::upper_bound(line_starts, offset) - line_starts.begin();
  return {.line = static_cast<std::uint32_t>(line), .column = offset - line_starts[static_cast<std::size_t>(line - 1)] + 1};
}

std::optional<std::string> SyntaxTree::string_value(NodeId id) const {
  if (kind(id) == Kind::concatenated_string || kind(id) == Kind::parenthesized_expression) {
    std::string out;
    for (const NodeId part : children(id)) {
      const auto value = string_value(part);
      if (!value) return {};
      out += *value;
    }
    return out;
  }
  if (kind(id) != Kind::string) return {};
  const NodeId start = child(id, Kind::string_start);
  if (start == kNoNode || child(id, Kind::interpolation) != kNoNode) return {};
  const std::string_view prefix = source(start).substr(0, source(start).find_first_of("'\""));
  if (prefix.find_first_of("bB") != std::string_view::npos) return {};
  const NodeId end = child(id, Kind::string_end);
  const std::uint32_t begin = nodes[start].end;
  const std::uint32_t close = end == kNoNode ? nodes[id].end : nodes[end].begin;
  if (close < begin) return {};
  const std::string_view inside = std::string_view(text).substr(begin, close - begin);
  return prefix.find_first_of("rR") != std::string_view::npos ? std::string(inside) : without_escapes(inside);
}

struct Parser::State {
  ParserMemory memory;
  SyntaxTree tree;
};

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;

const SyntaxTree& Parser::parse(std::string_view bytes) {
  SyntaxTree& out = state_->tree;
  out.nodes.clear();
  out.comments.clear();
  out.lazy.clear();
  out.damage = Damage::none;
  out.damaged_line = 0;
  read_source(bytes, out);
  const auto flatten = [&](const std::string& text) {
    const ParserMemory::Use use(state_->memory);
    TSParser* parser = ts_parser_new();
    ts_parser_set_language(parser, tree_sitter_python());
    const TSTree* tree = ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
    ts_parser_delete(parser);  // the scanner has memory of its own; the tree goes with ours
    out.nodes.clear();
    out.comments.clear();
    if (tree != nullptr) Flattener(tree, out).run();
    else out.nodes.push_back({.begin = 0, .end = 0, .end_node = 1, .kind = Kind::module, .field = Field::none});
  };
  const Damage before = out.damage;
  const std::uint32_t line_before = out.damaged_line;
  flatten(out.text);
  if (out.damage != Damage::syntax || before == Damage::syntax) return out;
  OlderText older = as_older_python(out.text);
  if (!older.changed) return out;
  out.lazy = std::move(older.lazy);
  out.damage = before;
  out.damaged_line = line_before;
  flatten(older.text);
  return out;
}

}  // namespace unknot::python
