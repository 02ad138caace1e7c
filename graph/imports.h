// What Python modules do when they are imported: their statements and expressions, as far as imports, names, attributes, calls
// and control flow go. Plain values; it knows no parser, no file system and no framework.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unknot::imports {

constexpr std::uint32_t kNone = 0xffffffff;

/// A range of ModuleFacts::lists.
struct List {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

enum class ExprKind : std::uint8_t {
  unknown,        ///< children: evaluated in order, the result is not followed
  none,
  yes,
  no,
  integer,        ///< a: the number
  string,         ///< a: name
  name,           ///< a: name
  attribute,      ///< a: expression, b: name
  call,           ///< a: callee, children: arguments
  keyword,        ///< an argument: a: name, b: expression
  star,           ///< a: expression; `*x` and `**x`
  lambda,         ///< a: function
  tuple,          ///< children; lists and sets too
  conditional,    ///< a: condition, children: then, else
  both,           ///< `and`: children
  either,         ///< `or`: children
  negation,       ///< a
  compare,        ///< a, b, and `op`; longer comparisons are `unknown`
  comprehension,  ///< a: the first iterable, which is evaluated at once; b: a function of what is done for each element
  generator,      ///< a: the first iterable; the rest is evaluated later, if at all
  named,          ///< `a := b`; a: name
  subscript,      ///< a, b
};

enum class Compare : std::uint8_t { other, equal, not_equal, less, less_equal, greater, greater_equal, is, is_not, in, not_in };

struct Expr {
  ExprKind kind = ExprKind::unknown;
  Compare op = Compare::other;
  std::uint32_t a = kNone, b = kNone;
  List children{};
  std::uint32_t line = 0, column = 0;
};

enum class StmtKind : std::uint8_t {
  expression,  ///< a; of a comprehension: first: the targets of its `for`s, second: what the later ones run over
  assign,      ///< a: value; first: targets
  annotated,   ///< a: value or none, b: annotation; first: one target
  augmented,   ///< a: value; first: one target
  del,         ///< first: targets
  import_,     ///< a: dotted name, b: the name behind `as`, else none
  from,        ///< a: dotted name, may be empty; b: dots; first: pairs of names (name, bound as); no pairs: `*`
  branch,      ///< a: condition; first: then, second: else
  loop,        ///< `for`: a: iterable, b: target; first: body, second: else
  repeat,      ///< `while`: a: condition; first: body, second: else
  guarded,     ///< `try`: first: body, second: handlers (statements of kind `handler`), third: else, fourth: finally
  handler,     ///< a: the types or none, b: the name or none; first: body
  with,        ///< first: pairs (expression, target or none), second: body
  def,         ///< a: function; first: decorators, second: defaults, third: annotations
  klass,       ///< a: name; first: decorators, second: bases and keywords, third: body
  give,        ///< `return`: a: value or none
  raise,       ///< a: value or none
  leave,       ///< `break`
  next,        ///< `continue`
  global,      ///< first: names
  match,       ///< a: subject; first: statements of kind `choice`
  choice,      ///< a: guard or none, b: 1 where it takes everything; first: values looked up, second: names bound, third: body
  check,       ///< `assert`: a: condition
};

/// `lazy`: of an import, PEP 810.
struct Stmt {
  StmtKind kind = StmtKind::expression;
  bool lazy = false;
  std::uint32_t a = kNone, b = kNone;
  List first{}, second{}, third{}, fourth{};
  std::uint32_t line = 0, column = 0;
};

struct Function {
  std::uint32_t name = kNone;       ///< none: a lambda
  List parameters{};                ///< names, the positional ones first
  std::uint32_t positional = 0;     ///< how many of them
  List body{};                      ///< statements; of a lambda one `give`
  List locals{};                    ///< names that it binds, parameters too, sorted
  bool is_deferred = false;         ///< a generator or a coroutine: a call runs nothing
  std::uint32_t line = 0;
};

/// A line that asks for silence.
struct Silence {
  std::uint32_t line = 0, column = 0;
  std::uint32_t target_line = 0;  ///< 0: the whole file
  std::vector<std::string> checks;
  std::string reason;
  bool foreign = false;
};

enum class ImportWhen : std::uint8_t { always, conditional, deferred, typing };

/// An import as it is written, whoever follows it.
struct WrittenImport {
  std::string module;           ///< may be empty where there are dots
  std::uint32_t dots = 0;
  std::vector<std::string> names;  ///< behind `from ... import`; "*"; empty: a plain import
  bool from = false;
  ImportWhen when = ImportWhen::always;
  std::string condition;  ///< where it is conditional
  std::uint32_t line = 0, column = 0;  ///< of the module's name
};

/// A name that is bound under `if TYPE_CHECKING:` only.
struct TypingName {
  std::string name;
  std::uint32_t line = 0;
};

/// What one file says.
struct ModuleFacts {
  std::vector<std::string> names;
  std::vector<Expr> exprs;
  std::vector<Stmt> stmts;
  std::vector<Function> functions;
  std::vector<std::uint32_t> lists;
  List body{};
  bool late_annotations = false;  ///< from __future__ import annotations
  bool is_damaged = false;        ///< not all of it was understood
  std::vector<WrittenImport> imports;
  std::vector<TypingName> typing_names;
  std::vector<Silence> silences;
};

}  // namespace unknot::imports
