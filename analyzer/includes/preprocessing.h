// One unit to be preprocessed: what is asked, and what every answer leaves behind.
#pragma once

#include <cstdint>

#include "analyzer/includes/truth.h"

namespace unknot {

/// `command`: index into TruthInput::commands.
PreprocessRequest preprocess_request(const TruthInput&, std::uint32_t command);

struct Heard {
  const PreprocessReply* reply = nullptr;  ///< nullptr: the process was lost
  bool complete = false;                   ///< the unit was preprocessed to its end
};
/// Adds to `truth` what the answer stands on and, of a command that somebody wrote, its failure. What Clang cannot do under a
/// command that was made up from the tree is no failure.
Heard hear(const TruthInput&, std::uint32_t command, const Answer&, Truth& truth);

}  // namespace unknot
