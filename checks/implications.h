// What the conditions of a dependency imply for each other, so that only real contradictions are left to find: a name is defined
// where it counts as true, X == 1 rules out X == 2.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// Most edges that a check looks at to tell conditions apart.
constexpr std::uint64_t kConsistencySteps = 20'000'000;

/// Literals whose answer may change on the way through the program: do they count?
enum class Changeable : std::uint8_t { kept, dropped };

class Implications {
 public:
  explicit Implications(const Program&);
  /// The literals of the dependency's condition and what they imply; sorted, unique.
  std::vector<Literal> of(const Dependency&, Changeable) const;

 private:
  const Program& program_;
  std::map<std::string, AtomId, std::less<>> by_text_;
  std::map<std::string, std::vector<AtomId>, std::less<>> by_subject_;
};

}  // namespace unknot
