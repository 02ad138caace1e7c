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
  /// Does anything but the function itself say its name, or decorate it, or look its module up for names? So that it is run, for all
  /// that is seen; a method may be where its class has bases. An import alone runs nothing.
  bool may_run(std::uint32_t module, std::string_view name) const;

 private:
  void statements(imports::List);
  void statement(std::uint32_t);
  void expressions(imports::List);
  void expression(std::uint32_t);
  void function(std::uint32_t);
  void says(const std::string& word);
  void text(const std::string&);
  void look_up(const imports::Expr& call);

  NameTable names_;
  std::uint32_t module_ = 0;                 ///< that is walked
  std::vector<std::uint32_t> around_;        ///< names of the functions that are walked, as their module has them
  bool is_outside_ = false;                  ///< in the lines of a class with bases
  std::set<std::string, std::less<>> said_;  ///< words, but for those of a function's own name in its body
  std::set<std::pair<std::uint32_t, std::string>> given_;  ///< functions that a decorator or a base may run
  std::set<std::uint32_t> looked_up_;        ///< modules
  bool is_any_looked_up_ = false;            ///< a module by a name that is computed
};

}  // namespace unknot
