// What the functions of a Python file do, as facts of functions: the same values that the C++ front end fills, so that effects,
// hooks and checks are written once. It judges nothing and knows no framework.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <set>
#include <vector>

#include "analyzer/extract/python/syntax_tree.h"
#include "graph/function_facts.h"

namespace unknot::python {

/// How Python is told in these values:
/// - Names are dotted: "pkg.mod.Class.method", "web.state". A USR is "py:" and the name; a later definition of the same name in the
///   same block has "#2" behind it. What a name that was imported stands for is told by the file's own imports.
/// - What attributes are of goes into names as far as the file shows it: `app = App(__name__)` gives `app` the type
///   "web.App", so `app.before_request(f)` calls "web.App.before_request"; what a call of X gives has the type X, and what
///   is called on the result of a call that a decorator makes is "X.__call__" (`@app.errorhandler(404)` calls
///   "web.App.errorhandler.__call__"). Where the type is unknown, the callee is none.
/// - Every variable is a pointer: `a.x` is a member of what `a` points to, so that aliases are followed. All attributes of one
///   name share one field ("py:.x"), as objects are typed only now and then. `self` in a method is the object itself; it is no
///   parameter, and no argument of a call.
/// - The module's body is the initialiser "pkg.mod.<module>" (USR "py:pkg.mod.<module>"); decorators are calls in the place where
///   the definition stands. "<variable>@init" gives a module's variable the value that it starts with, where that is known.
/// - Functions in functions are lambdas that capture by reference; a method's `self` is captured as "this".
/// - `with` calls `__enter__`, and destroys by `__exit__` on every way out; a `yield` or `await` suspends.
/// - Inside of a `try`, what is not defined in the file may raise something unknown. What is deleted is as new (`initial`).
/// - Who calls a generator or a coroutine without waiting for it, or something behind a decorator of unknown effect, may or may
///   not run it: both ways are there.
struct FunctionsOf {
  std::string module;       ///< dotted
  bool is_package = false;  ///< the file is its __init__.py
  /// Is this dotted name a module of the project? Without it only what `import a.b` names is one.
  std::function<bool(std::string_view)> is_module{};
  /// The class of what a parameter without annotation is given, as its callers have it; empty: not known.
  std::function<std::string(std::string_view function, std::string_view parameter)> type_of_parameter{};
};

/// What a file shows of classes across functions, by dotted names as the file has them.
struct TypesSeen {
  struct Given {
    std::string function;
    std::uint32_t place = 0;  ///< among the arguments; of a method without the object
    std::string keyword{};    ///< empty: by its place
    std::string type{};
    friend auto operator<=>(const Given&, const Given&) = default;
  };
  std::set<Given> given{};
  std::map<std::string, std::string> results{};  ///< by function: the class of what it gives, of those with one `return`
};

/// The same tree gives the same facts. What is nested too deep or not understood is an unknown operation, and the function is
/// `partial`.
FileFunctions functions_of(const SyntaxTree&, const FunctionsOf&, TypesSeen* seen = nullptr);

}  // namespace unknot::python
