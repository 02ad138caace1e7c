// Which functions of a Python project anybody may call or hand on, told by their names alone: whoever says a name may mean them.
// It knows no library and judges nothing.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/name_table.h"

namespace unknot {

class NameMentions {
 public:
  explicit NameMentions(const imports::World&);
  /// Of a function that is no method: does anything but itself say its name, by itself or behind a module, or decorate it, or hand its
  /// module on, or look it up for names? So that it is run, for all that is seen. An import alone runs nothing.
  bool may_run(std::uint32_t module, std::string_view name) const;

 private:
  void statements(imports::List);
  void statement(std::uint32_t);
  void expressions(imports::List);
  void expression(std::uint32_t);
  void member(const imports::Expr&);
  void hands_on(std::uint32_t expression);
  void function(std::uint32_t);
  void says(const std::string& word);
  void text(const std::string&);
  void look_up(const imports::Expr& call);

  NameTable names_;
  std::uint32_t module_ = 0;                 ///< that is walked
  std::vector<std::uint32_t> around_;        ///< names of the functions that are walked, as their module has them
  std::set<std::string, std::less<>> imported_;  ///< what imports of the module bind, anywhere in it
  bool imports_all_ = false;                 ///< `from x import *`
  std::set<std::string, std::less<>> said_;  ///< words, but for those of a function's own name in its body
  std::set<std::pair<std::uint32_t, std::string>> given_;  ///< functions that a decorator may run
  std::set<std::uint32_t> looked_up_;        ///< modules
  bool is_any_looked_up_ = false;            ///< a module by a name that is computed
};

}  // namespace unknot
