// What each function leaves behind: for each way out, normal or by an exception, what may stand in which slots then, with the
// calls in it followed. It knows no language and no model.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/slots.h"

namespace unknot {

/// What a function does, in terms of its own parameters and object; locals are gone.
struct Effects {
  bool returns = false;  ///< it can
  SlotState at_return;   ///< with "@return" for what it gives
  /// By the USR of the type of an exception that can leave it: what it finds changed on its way. "" for one of unknown type.
  std::map<std::string, SlotState> at_throw;
  friend bool operator==(const Effects&, const Effects&) = default;
};

struct EffectsOptions {
  std::set<std::string> throwing;  ///< USRs of functions without a definition that throw something unknown, as models say
};

/// By USR. A call goes to every definition of its callee and, where it dispatches, to everything that overrides it. A function
/// without a definition changes nothing, returns, and throws only if the options say so.
/// Iterates monotone transfer functions over blocks, and over functions until nothing is new (Kildall 1973; Sharir and Pnueli
/// 1981, the functional approach). Conditions are not evaluated; what a destructor throws while another exception is on its
/// way ends the program.
std::map<std::string, Effects> effects_of(std::span<const FileFunctions> files, const EffectsOptions& = {});

}  // namespace unknot
