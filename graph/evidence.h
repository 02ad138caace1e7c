// What an include is for: the uses in a file of what another file declares, and how much of it could do without.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// From what is easiest to take out to what cannot be.
enum class Evidence : std::uint8_t {
  unknown,         ///< the file was not parsed, or not without errors
  unused,          ///< nothing that the other file declares is used
  name_only,       ///< forward declarations carry it
  move_to_source,  ///< only bodies that could stand in a source file need it
  inherent,        ///< bases, members by value, complete types in declarations or templates, macros
};

struct EdgeEvidence {
  Evidence evidence = Evidence::unknown;
  std::vector<std::uint32_t> uses;  ///< indices into Symbols::uses that prove it, the strongest first
};

/// Of each dependency by what the file itself names of the other one: not of what it reaches through it. A use that the file
/// could serve by a declaration of its own counts for nothing. Evidence of a file rests on the units that were parsed: in
/// another one its conditions may read otherwise.
std::vector<EdgeEvidence> evidence_of(const Program&, std::span<const DependencyId>);

/// As reports write it; empty: unknown.
std::string_view name(Evidence);

}  // namespace unknot
