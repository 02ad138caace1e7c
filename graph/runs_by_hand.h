// Code of a Python project that a person starts and waits for: commands, files that a tool runs once, what stands below
// `if __name__ == "__main__"`, and functions that nothing else names. Models say what a command is; it knows no library by itself.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/import_context.h"
#include "graph/model.h"

namespace unknot {

class RunsByHand {
 public:
  RunsByHand(const imports::Context&, std::span<const Model>);
  /// Does only a person run this line? What is not certain is no such line.
  bool holds(std::string_view path, std::uint32_t line);
  bool holds(std::uint32_t module, std::uint32_t line);
  /// A file that a tool runs once.
  bool is_script(std::uint32_t module) const { return scripts_.contains(module); }
  bool is_test(std::uint32_t module) const { return tests_.contains(module); }
  /// Methods by which such a file puts rows into a table.
  const std::vector<std::string>& fills() const { return fills_; }

 private:
  /// Lines of a module that belong together; `statement`: of a function.
  struct Part {
    enum class Kind : std::uint8_t { function, guard, endless };
    Kind kind = Kind::function;
    std::uint32_t first = 0, last = 0;
    std::uint32_t statement = imports::kNone;
  };
  struct Place {
    std::uint32_t module = 0, line = 0;
  };

  const std::vector<Part>& parts_of(std::uint32_t module);
  void add_parts(const imports::ModuleFacts&, imports::List, std::uint32_t end, std::vector<Part>& out) const;
  /// Innermost first.
  std::vector<const Part*> around(std::uint32_t module, std::uint32_t line);
  enum class Decorated : std::uint8_t { no, as_command, otherwise };
  Decorated decorated(std::uint32_t module, std::uint32_t statement);
  bool makes_commands(std::uint32_t module, std::uint32_t expression);
  bool says_command(const imports::ModuleFacts&, std::uint32_t expression) const;
  bool is_named_by_hand_only(std::uint32_t module, const Part& function);
  bool ask(std::uint32_t module, const Part& function, const std::string& name);

  const imports::Context& imports_;
  std::set<std::uint32_t> scripts_, tests_, started_;
  std::vector<std::string> decorators_, fills_;
  std::map<std::uint32_t, std::vector<Part>> parts_;
  std::map<std::string, bool, std::less<>> answers_;  ///< by name: of functions that are called so
  std::vector<std::string> asked_;                    ///< that are being asked about
};

}  // namespace unknot
