// Functions that are given away to be run when a test ends: `addCleanup(os.chdir, before)`. Which methods do that the models say.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "graph/function_facts.h"
#include "graph/model.h"

namespace unknot {

/// What one such call will have touched.
struct DeferredCall {
  bool is_unknown = false;              ///< nobody can tell which function it is
  std::string decorated{};              ///< USR of the function or class that the call is a decorator of; empty: it is none
  std::set<std::string> functions{};    ///< USRs of those of the project
  std::set<std::string> variables{};    ///< USRs of what it is given, or is called on
  std::set<std::string> names{};        ///< of variables that it is given by name
  std::set<std::string> slots{};        ///< "@the locale": what functions of libraries change
};

class DeferredCalls {
 public:
  explicit DeferredCalls(std::span<const Model> models);
  bool is_empty() const { return methods_.empty() && undone_.empty(); }
  /// Nothing: the operation gives nothing away.
  std::optional<DeferredCall> of(const FileFunctions&, const FunctionFact&, const OperationFact&) const;
  /// USRs of the functions that a function gives away.
  void each_function(const FileFunctions&, const FunctionFact&, const std::function<void(const std::string&)>& take) const;

 private:
  void add_replaced(DeferredCall&) const;

  std::set<std::string, std::less<>> methods_;
  std::map<std::string, std::string, std::less<>> undone_;
  std::map<std::string, std::set<std::string>, std::less<>> slots_;    ///< by the library's function
  std::map<std::string, std::set<std::string>, std::less<>> by_word_;  ///< of those that take down: by the last word of their names
};

}  // namespace unknot
