// Macros that header units may bring. Their text is not pasted in, and there is no compiled form to read them from: what a
// condition that asks for one comes to is unknown, in every unit of a class where some unit imports one.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "analyzer/includes/truth.h"

namespace unknot {

class HeaderUnitMacros {
 public:
  HeaderUnitMacros(const TruthInput&, const IncludeClass&);
  /// May an imported header unit change what the condition comes to?
  bool may_decide(const FileFacts&, std::uint32_t condition) const;
  bool none() const { return !outside_ && hashes_.empty(); }

 private:
  std::unordered_set<std::uint32_t> hashes_;  ///< macro_hash of what header units of the project define
  bool outside_ = false;                      ///< some header unit is not the project's: it may define anything
  std::unordered_set<std::string> given_;     ///< named by -D or -U
};

}  // namespace unknot
