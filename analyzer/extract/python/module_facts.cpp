// Statements of a Python file, in order, with what is nested in them.
#include "analyzer/extract/python/module_facts.h"

#include <algorithm>

#include "analyzer/extract/python/except_clause.h"
#include "analyzer/extract/python/fact_builder.h"
#include "analyzer/extract/python/silences.h"

namespace unknot::python {

using imports::Expr;
using imports::ExprKind;
using imports::ImportWhen;
using imports::kNone;
using imports::List;
using imports::Stmt;
using imports::StmtKind;

std::uint32_t FactBuilder::add(Stmt stmt, NodeId at) {
  const Position position = tree_.position_of(at);
  stmt.line = position.line;
  stmt.column = position.column;
  facts_.stmts.push_back(stmt);
  return static_cast<std::uint32_t>(facts_.stmts.size() - 1);
}

namespace {

class Reader : FactBuilder {
 public:
  explicit Reader(const SyntaxTree& tree) : FactBuilder(tree) {}

  imports::ModuleFacts run() {
    facts_.is_damaged = tree_.damage != Damage::none;
    facts_.body = block(0);
    facts_.silences = silences(tree_);
    return std::move(facts_);
  }

 private:
  List block(NodeId id) {
    Ids out;
    if (id == kNoNode) return {};
    for (const NodeId child : tree_.children(id)) statement(child, out);
    return list(out);
  }

  void statement(NodeId id, Ids& out) {
    const Deeper deeper(depth_);
    if (deeper.too_deep()) {
      facts_.is_damaged = true;
      return;
    }
    switch (tree_.kind(id)) {
      case Kind::expression_statement: expression_statement(id, out); return;
      case Kind::import_statement: import_statement(id, out); return;
      case Kind::import_from_statement: case Kind::future_import_statement: from_statement(id, out); return;
      case Kind::if_statement: case Kind::elif_clause: if_statement(id, out); return;
      case Kind::for_statement: for_statement(id, out); return;
      case Kind::while_statement: {
        Stmt stmt{.kind = StmtKind::repeat, .a = expr(tree_.child(id, Field::condition))};
        const Conditional conditional(*this, "while " + words(tree_.child(id, Field::condition)));
        stmt.first = block(tree_.child(id, Field::body));
        stmt.second = else_block(id);
        out.push_back(add(stmt, id));
        return;
      }
      case Kind::try_statement: try_statement(id, out); return;
      case Kind::with_statement: with_statement(id, out); return;
      case Kind::function_definition: case Kind::class_definition: case Kind::decorated_definition: definition(id, out); return;
      case Kind::return_statement: {
        const NodeId value = tree_.first_child(id);
        out.push_back(add(Stmt{.kind = StmtKind::give, .a = value == kNoNode ? kNone : expr(value)}, id));
        return;
      }
      case Kind::raise_statement: {
        const NodeId value = tree_.first_child(id);
        if (const NodeId cause = tree_.child(id, Field::cause); cause != kNoNode && cause != value) evaluate(cause, out);
        out.push_back(add(Stmt{.kind = StmtKind::raise, .a = value == kNoNode ? kNone : expr(value)}, id));
        return;
      }
      case Kind::break_statement: out.push_back(add(Stmt{.kind = StmtKind::leave}, id)); return;
      case Kind::continue_statement: out.push_back(add(Stmt{.kind = StmtKind::next}, id)); return;
      case Kind::global_statement: case Kind::nonlocal_statement: {
        Ids names;
        for (const NodeId child : tree_.children(id)) names.push_back(name_of(child));
        scope().foreign.insert(scope().foreign.end(), names.begin(), names.end());
        if (tree_.kind(id) == Kind::global_statement) out.push_back(add(Stmt{.kind = StmtKind::global, .first = list(names)}, id));
        return;
      }
      case Kind::delete_statement: {
        Ids targets;
        for (const NodeId child : tree_.children(id))
          if (tree_.kind(child) == Kind::expression_list) for (const NodeId one : tree_.children(child)) targets.push_back(target(one));
          else targets.push_back(target(child));
        out.push_back(add(Stmt{.kind = StmtKind::del, .first = list(targets)}, id));
        return;
      }
      case Kind::assert_statement: {
        const NodeId condition = tree_.first_child(id);
        if (condition != kNoNode) out.push_back(add(Stmt{.kind = StmtKind::check, .a = expr(condition)}, id));
        return;
      }
      case Kind::type_alias_statement: {
        const NodeId left = tree_.first_child(id);
        if (left == kNoNode) return;
        // Its value is evaluated when somebody asks for it.
        NodeId alias = left;
        while (tree_.kind(alias) != Kind::identifier && tree_.first_child(alias) != kNoNode) alias = tree_.first_child(alias);
        out.push_back(add(Stmt{.kind = StmtKind::assign, .a = kNothing, .first = list({target(alias)})}, id));
        return;
      }
      case Kind::match_statement: match_statement(id, out); return;
      case Kind::pass_statement: return;
      case Kind::print_statement: case Kind::exec_statement: facts_.is_damaged = true; return;
      case Kind::error: case Kind::other: {
        // What stands in it may still be statements.
        for (const NodeId child : tree_.children(id)) statement(child, out);
        return;
      }
      case Kind::block: for (const NodeId child : tree_.children(id)) statement(child, out); return;
      default: evaluate(id, out);
    }
  }

  void evaluate(NodeId id, Ids& out) {
    if (const std::uint32_t e = expr(id); e != kNothing && facts_.exprs[e].kind != ExprKind::string)
      out.push_back(add(Stmt{.kind = StmtKind::expression, .a = e}, id));
  }

  void expression_statement(NodeId id, Ids& out) {
    for (const NodeId child : tree_.children(id)) {
      if (tree_.kind(child) == Kind::assignment) assignment(child, out);
      else if (tree_.kind(child) == Kind::augmented_assignment) {
        const NodeId left = tree_.child(child, Field::left), right = tree_.child(child, Field::right);
        if (left == kNoNode || right == kNoNode) continue;
        const std::uint32_t value = expr(right);
        out.push_back(add(Stmt{.kind = StmtKind::augmented, .a = value, .first = list({target(left)})}, child));
      } else {
        evaluate(child, out);
      }
    }
  }

  void assignment(NodeId id, Ids& out) {
    const NodeId type = tree_.child(id, Field::type);
    if (type != kNoNode) {
      const NodeId right = tree_.child(id, Field::right), left = tree_.child(id, Field::left);
      if (left == kNoNode) return;
      const std::uint32_t value = right == kNoNode ? kNone : expr(right);
      const std::uint32_t note = expr(type);
      out.push_back(add(Stmt{.kind = StmtKind::annotated, .a = value, .b = note, .first = list({target(left)})}, id));
      return;
    }
    std::vector<NodeId> targets;
    NodeId at = id;
    while (at != kNoNode && tree_.kind(at) == Kind::assignment) {
      if (const NodeId left = tree_.child(at, Field::left); left != kNoNode) targets.push_back(left);
      at = tree_.child(at, Field::right);
    }
    const std::uint32_t value = at == kNoNode ? kNothing : expr(at);
    Ids written;
    for (const NodeId one : targets) written.push_back(target(one));
    out.push_back(add(Stmt{.kind = StmtKind::assign, .a = value, .first = list(written)}, id));
  }

  std::string dotted(NodeId id) const {
    std::string out;
    for (const NodeId child : tree_.children(id)) {
      if (tree_.kind(child) != Kind::identifier) continue;
      if (!out.empty()) out += '.';
      out += tree_.source(child);
    }
    return out;
  }
  /// A name that is no piece of the text.
  std::uint32_t new_name(std::string text) {
    facts_.names.push_back(std::move(text));
    return static_cast<std::uint32_t>(facts_.names.size() - 1);
  }

  bool is_lazy(NodeId id) const { return std::ranges::binary_search(tree_.lazy, tree_[id].begin); }

  imports::WrittenImport written(NodeId at) const {
    imports::WrittenImport out;
    out.when = functions_ > 0 ? ImportWhen::deferred : typing_ > 0 ? ImportWhen::typing : conditions_.empty() ? ImportWhen::always : ImportWhen::conditional;
    if (out.when == ImportWhen::conditional) out.condition = conditions_.back();
    const Position position = tree_.position_of(at);
    out.line = position.line;
    out.column = position.column;
    return out;
  }

  void import_statement(NodeId id, Ids& out) {
    for (const NodeId child : tree_.children(id)) {
      const bool aliased = tree_.kind(child) == Kind::aliased_import;
      const NodeId module = aliased ? tree_.child(child, Field::name) : child;
      if (module == kNoNode || tree_.kind(module) != Kind::dotted_name) continue;
      const std::string text = dotted(module);
      if (text.empty()) continue;
      const NodeId alias = aliased ? tree_.child(child, Field::alias) : kNoNode;
      const std::uint32_t bound = alias == kNoNode ? name(std::string_view(tree_.source(tree_.first_child(module)))) : name_of(alias);
      bind(bound);
      Stmt stmt{.kind = StmtKind::import_, .lazy = is_lazy(id), .a = new_name(text), .b = alias == kNoNode ? kNone : bound};
      out.push_back(add(stmt, id));
      facts_.stmts.back().column = tree_.position_of(module).column;
      auto import = written(module);
      import.module = text;
      if (stmt.lazy && import.when != ImportWhen::typing) import.when = ImportWhen::deferred;
      note_typing(bound, import.line);
      facts_.imports.push_back(std::move(import));
    }
  }

  void from_statement(NodeId id, Ids& out) {
    const bool future = tree_.kind(id) == Kind::future_import_statement;
    const NodeId source = tree_.child(id, Field::module_name);
    if (source == kNoNode && !future) return;
    auto import = written(source == kNoNode ? id : source);
    import.from = true;
    if (future) import.module = "__future__";
    else if (tree_.kind(source) == Kind::relative_import) {
      for (const NodeId child : tree_.children(source)) {
        if (tree_.kind(child) == Kind::import_prefix) import.dots = static_cast<std::uint32_t>(std::ranges::count(tree_.source(child), '.'));
        else import.module = dotted(child);
      }
    } else {
      import.module = dotted(source);
    }
    Ids pairs;
    for (const NodeId child : tree_.children(id)) {
      if (child == source) continue;
      if (tree_.kind(child) == Kind::wildcard_import) {
        import.names = {"*"};
        pairs.clear();
        break;
      }
      const bool aliased = tree_.kind(child) == Kind::aliased_import;
      const NodeId imported = aliased ? tree_.child(child, Field::name) : child;
      const NodeId alias = aliased ? tree_.child(child, Field::alias) : kNoNode;
      if (imported == kNoNode || tree_.kind(imported) != Kind::dotted_name || tree_.first_child(imported) == kNoNode) continue;
      const std::uint32_t n = name_of(tree_.first_child(imported));
      const std::uint32_t bound = alias == kNoNode ? n : name_of(alias);
      bind(bound);
      pairs.push_back(n);
      pairs.push_back(bound);
      import.names.emplace_back(facts_.names[n]);
      note_typing(bound, tree_.line(imported));
      if (future && facts_.names[n] == "annotations") facts_.late_annotations = true;
    }
    if (import.names.empty()) return;
    Stmt stmt{.kind = StmtKind::from, .lazy = is_lazy(id), .a = new_name(import.module), .b = import.dots, .first = list(pairs)};
    if (stmt.lazy && import.when != ImportWhen::typing) import.when = ImportWhen::deferred;
    out.push_back(add(stmt, id));
    facts_.stmts.back().column = import.column;
    if (!future) facts_.imports.push_back(std::move(import));
  }

  void note_typing(std::uint32_t bound, std::uint32_t line) {
    if (typing_ > 0 && functions_ == 0) facts_.typing_names.push_back({facts_.names[bound], line});
  }

  /// A condition as a person reads it.
  std::string words(NodeId id) const {
    if (id == kNoNode) return {};
    std::string out(tree_.source(id).substr(0, 60));
    std::ranges::replace_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return out;
  }
  struct Conditional {
    Conditional(Reader& reader, std::string text) : reader_(reader) { reader_.conditions_.push_back(std::move(text)); }
    ~Conditional() { reader_.conditions_.pop_back(); }
    Conditional(const Conditional&) = delete;
    Conditional& operator=(const Conditional&) = delete;
    Reader& reader_;
  };

  bool is_typing(NodeId condition) const {
    if (condition == kNoNode) return false;
    const std::string_view text = tree_.source(condition);
    return text == "TYPE_CHECKING" || text.ends_with(".TYPE_CHECKING");
  }

  List else_block(NodeId id) {
    for (const NodeId child : tree_.children(id))
      if (tree_.kind(child) == Kind::else_clause) return block(tree_.child(child, Field::body));
    return {};
  }

  /// Of a chain of `elif` each is the `else` of the one before; they are read from the last to the first, so that a long chain
  /// costs no stack here, in order of their conditions.
  void if_statement(NodeId id, Ids& out) {
    struct Arm {
      Stmt stmt;
      NodeId at;
    };
    std::vector<Arm> arms;
    List last;
    const auto arm = [&](NodeId at) {
      const NodeId condition = tree_.child(at, Field::condition), body = tree_.child(at, Field::consequence);
      Stmt stmt{.kind = StmtKind::branch, .a = condition == kNoNode ? kNothing : expr(condition)};
      const bool typing = is_typing(condition);
      typing_ += typing ? 1 : 0;
      {
        const Conditional conditional(*this, words(condition));
        stmt.first = block(body);
      }
      typing_ -= typing ? 1 : 0;
      arms.push_back({stmt, at});
    };
    arm(id);
    for (const NodeId child : tree_.children(id)) {
      if (tree_.kind(child) == Kind::elif_clause) arm(child);
      if (tree_.kind(child) == Kind::else_clause) {
        const Conditional conditional(*this, "not " + words(tree_.child(id, Field::condition)));
        last = block(tree_.child(child, Field::body));
      }
    }
    for (std::size_t i = arms.size(); i-- > 0;) {
      arms[i].stmt.second = last;
      const std::uint32_t one = add(arms[i].stmt, arms[i].at);
      if (i == 0) out.push_back(one);
      else last = list({one});
    }
  }

  void for_statement(NodeId id, Ids& out) {
    const NodeId left = tree_.child(id, Field::left), right = tree_.child(id, Field::right);
    if (left == kNoNode || right == kNoNode) return;
    Stmt stmt{.kind = StmtKind::loop, .a = expr(right)};
    stmt.b = target(left);
    const Conditional conditional(*this, "for " + words(right));
    stmt.first = block(tree_.child(id, Field::body));
    stmt.second = else_block(id);
    out.push_back(add(stmt, id));
  }

  void try_statement(NodeId id, Ids& out) {
    Stmt stmt{.kind = StmtKind::guarded};
    Ids handlers;
    {
      const Conditional conditional(*this, "try");
      stmt.first = block(tree_.child(id, Field::body));
      for (const NodeId child : tree_.children(id))
        if (tree_.kind(child) == Kind::except_clause || tree_.kind(child) == Kind::except_group_clause) handlers.push_back(handler(child));
      stmt.third = else_block(id);
    }
    stmt.second = list(handlers);
    for (const NodeId child : tree_.children(id))
      if (tree_.kind(child) == Kind::finally_clause) stmt.fourth = block(tree_.child(child, Kind::block));
    out.push_back(add(stmt, id));
  }

  std::uint32_t handler(NodeId id) {
    Stmt stmt{.kind = StmtKind::handler};
    const ExceptClause clause = read_except_clause(tree_, id);
    Ids types;
    for (const NodeId type : clause.types) types.push_back(expr(type));
    if (clause.bound != kNoNode) bind(stmt.b = name_of(clause.bound));
    if (clause.body != kNoNode) stmt.first = block(clause.body);
    if (types.size() == 1) stmt.a = types[0];
    if (types.size() > 1) stmt.a = add(Expr{.kind = ExprKind::tuple, .children = list(types)}, id);
    return add(stmt, id);
  }

  void with_statement(NodeId id, Ids& out) {
    Stmt stmt{.kind = StmtKind::with};
    Ids pairs;
    const auto item = [&](NodeId value) {
      if (tree_.kind(value) != Kind::as_pattern) {
        pairs.insert(pairs.end(), {expr(value), kNone});
        return;
      }
      std::uint32_t given = kNothing, bound = kNone;
      for (const NodeId part : tree_.children(value))
        if (tree_.field(part) == Field::alias) bound = target(part);
        else given = expr(part);
      pairs.insert(pairs.end(), {given, bound});
    };
    if (const NodeId clause = tree_.child(id, Kind::with_clause); clause != kNoNode)
      for (const NodeId one : tree_.children(clause))
        if (const NodeId value = tree_.child(one, Field::value); value != kNoNode) item(value);
    stmt.first = list(pairs);
    stmt.second = block(tree_.child(id, Field::body));
    out.push_back(add(stmt, id));
  }

  void definition(NodeId id, Ids& out) {
    Ids decorators;
    NodeId definition = id;
    if (tree_.kind(id) == Kind::decorated_definition) {
      for (const NodeId child : tree_.children(id))
        if (tree_.kind(child) == Kind::decorator && tree_.first_child(child) != kNoNode) decorators.push_back(expr(tree_.first_child(child)));
      definition = tree_.child(id, Field::definition);
    }
    if (definition == kNoNode) return;
    const NodeId called = tree_.child(definition, Field::name);
    if (called == kNoNode) return;
    const std::uint32_t n = name_of(called);
    const std::size_t generic = type_parameters_.size();
    if (const NodeId types = tree_.child(definition, Field::type_parameters); types != kNoNode)
      for (NodeId i = types; i < tree_[types].end_node; ++i)
        if (tree_.kind(i) == Kind::identifier) type_parameters_.push_back(name_of(i));
    Stmt stmt = tree_.kind(definition) == Kind::class_definition ? class_definition(definition, n) : function_definition(definition, n);
    type_parameters_.resize(generic);
    stmt.first = list(decorators);
    bind(n);
    out.push_back(add(stmt, definition));
  }

  Stmt function_definition(NodeId id, std::uint32_t n) {
    Stmt stmt{.kind = StmtKind::def};
    imports::Function function{.name = n, .line = tree_.line(id)};
    const std::uint32_t number = open_function();
    Signature signature;
    if (const NodeId names = tree_.child(id, Field::parameters); names != kNoNode) signature = parameters(names, function);
    if (const NodeId type = tree_.child(id, Field::return_type); type != kNoNode) signature.annotations.push_back(expr(type));
    const NodeId first = tree_.first_child(id);
    function.is_deferred = first != kNoNode && tree_.kind(first) == Kind::token && tree_.source(first) == "async";
    ++functions_;
    auto conditions = std::move(conditions_);
    conditions_.clear();
    function.body = block(tree_.child(id, Field::body));
    conditions_ = std::move(conditions);
    --functions_;
    close_function(function, number);
    stmt.a = number;
    stmt.second = list(signature.defaults);
    stmt.third = list(signature.annotations);
    return stmt;
  }

  Stmt class_definition(NodeId id, std::uint32_t n) {
    Stmt stmt{.kind = StmtKind::klass, .a = n};
    Ids bases;
    if (const NodeId arguments = tree_.child(id, Field::superclasses); arguments != kNoNode)
      for (const NodeId child : tree_.children(arguments)) bases.push_back(expr(child));
    scopes_.emplace_back();
    stmt.third = block(tree_.child(id, Field::body));
    scopes_.pop_back();
    stmt.second = list(bases);
    return stmt;
  }

  void match_statement(NodeId id, Ids& out) {
    Ids subjects;
    for (const NodeId child : tree_.children(id))
      if (tree_.field(child) == Field::subject) subjects.push_back(expr(child));
    Stmt stmt{.kind = StmtKind::match, .a = sequence(subjects, id)};
    Ids choices;
    const Conditional conditional(*this, "match");
    for (const NodeId body : tree_.children(id)) {
      if (tree_.kind(body) != Kind::block) continue;
      for (const NodeId child : tree_.children(body))
        if (tree_.kind(child) == Kind::case_clause) choices.push_back(choice(child));
    }
    stmt.first = list(choices);
    out.push_back(add(stmt, id));
  }

  std::uint32_t choice(NodeId id) {
    Stmt stmt{.kind = StmtKind::choice, .b = 0};
    Ids looked_up, bound;
    int patterns = 0;
    for (const NodeId child : tree_.children(id)) {
      if (tree_.kind(child) == Kind::case_pattern) ++patterns, stmt.b = pattern(child, looked_up, bound) ? 1 : 0;
      if (tree_.kind(child) == Kind::if_clause && tree_.first_child(child) != kNoNode) stmt.a = expr(tree_.first_child(child));
    }
    if (patterns != 1) stmt.b = 0;
    for (const std::uint32_t n : bound) bind(n);
    stmt.first = list(looked_up);
    stmt.second = list(bound);
    stmt.third = block(tree_.child(id, Field::consequence));
    return add(stmt, id);
  }

  int functions_ = 0;
  int typing_ = 0;
  std::vector<std::string> conditions_;
};

}  // namespace

imports::ModuleFacts module_facts(const SyntaxTree& tree) { return Reader(tree).run(); }

}  // namespace unknot::python
