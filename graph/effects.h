// What each function leaves behind: for each way out, normal or by an exception, what may stand in which slots then, with the
// calls in it followed. It knows no language and no model.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/function_table.h"
#include "graph/model.h"
#include "graph/slots.h"
#include "graph/text_map.h"

namespace unknot {

/// What a function does, in terms of its own parameters and object; locals are gone.
struct Effects {
  bool returns = false;  ///< it can
  SlotState at_return;   ///< with "@return" for what it gives
  /// By the USR of the type of an exception that can leave it: what it finds changed on its way. "" for one of unknown type.
  std::map<std::string, SlotState> at_throw;
  bool partial = false;  ///< it changes more than is told here, of its parameters and its object
  friend bool operator==(const Effects&, const Effects&) = default;
};

using EffectsByUsr = TextMap<Effects>;

struct EffectsOptions {
  std::set<std::string> throwing{};  ///< USRs of functions without a definition that throw something unknown, as models say
  /// By qualified name: what functions without a definition change. Of something of the library the slot is "@" and its name.
  std::map<std::string, CallModel, std::less<>> calls{};
  std::set<std::string> raised_into{};  ///< USRs of generators: what the body that they surround raises is raised at their `yield`
  std::map<std::string, std::uint32_t> inner{};  ///< USRs of functions that surround others: which parameter they call those by; that may throw
  bool places = false;      ///< outcomes say where they were made
  std::set<std::string> roots{};  ///< USRs: only what these call, directly or not, is looked at; empty: everything
  /// Limits of what is followed; beyond them the effects are partial. 0: there is none.
  std::size_t most_slots = 0;    ///< of parameters and the object in one function's effects
  std::size_t most_steps = 0;    ///< of such a slot
  std::size_t most_targets = 0;  ///< of one call
  bool conditions = false;  ///< where a pointer or flag was found null or false, that is what stands there
};

/// What stands in a slot behind such a change, as the text of an outcome of kind `other`.
inline constexpr std::string_view kGrown = "grown", kShrunk = "shrunk", kCounted = "counted";

/// Of stacks of a library the text of the outcome says how many more, "+2", or less, "-1", than at the beginning.
/// A call goes to every definition of its callee and, where it dispatches, to everything that overrides it. A function
/// without a definition changes what the options say, returns, and throws only if they say so.
/// Iterates monotone transfer functions over blocks, and over functions until nothing is new (Kildall 1973; Sharir and Pnueli
/// 1981, the functional approach). Conditions are not evaluated; what a destructor throws while another exception is on its
/// way ends the program.
EffectsByUsr effects_of(std::span<const FileFunctions> files, const EffectsOptions& = {});
/// `table`: of the files.
EffectsByUsr effects_of(std::span<const FileFunctions> files, const FunctionTable& table, const EffectsOptions&);

}  // namespace unknot
