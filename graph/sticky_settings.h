// Settings of somebody else's object that a function changes, uses and leaves: a stream that goes on in hexadecimal.
#pragma once

#include <string>
#include <vector>

#include "graph/stack_uses.h"

namespace unknot {

struct StickySetting {
  std::uint32_t line = 0, column = 0;  ///< of the first change
  std::string object;                  ///< for a person
  std::string variable;                ///< USR; empty: a parameter
  std::vector<const LibrarySlot*> slots;  ///< what is changed and nowhere put back, in the order of the changes
};

/// One for each object. Objects that are the function's own, that somebody guards, of which an old value is kept, or to which the
/// function writes nothing are left out.
std::vector<StickySetting> sticky_settings(const Definition&, const StackModels&);

}  // namespace unknot
