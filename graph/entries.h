// What comes of a translation unit that includes one header first: does it compile, and if not, is a tangle to blame?
// Plain values; who finds them out is not known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/ids.h"

namespace unknot {

/// A place in the text of a unit; line and column 1-based, UTF-8 bytes.
struct UnitPlace {
  UnitId unit{};
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const UnitPlace&, const UnitPlace&) = default;
  friend auto operator<=>(const UnitPlace&, const UnitPlace&) = default;
};

/// A file of a tangle is on the include stack, not finished, when its guard makes an include of it give nothing; somebody who
/// relies on that include needs a name that the file declares behind the line where it was left.
struct LateName {
  std::string name;              ///< qualified
  std::vector<UnitPlace> stack;  ///< the include lines from the entered header to the text that needs the name
  std::uint32_t left = 0;        ///< index into `stack`: the line where the file was left
  UnitPlace needed, declared;
  UnitPlace guard;               ///< the include that gave nothing
  UnitId guarded{};              ///< the unfinished file that it names
  std::vector<UnitId> works;     ///< headers of the tangle at which it can be entered without this, sorted
  std::vector<UnitId> units;     ///< translation units that enter it this way and do not compile, sorted; not all of them
  std::vector<UnitId> headers;   ///< headers of the project outside the tangle that lead there first, sorted
  std::vector<UnitId> installed; ///< headers that the project installs and that enter it this way, sorted
  std::string forward;           ///< a forward declaration with which it compiles; empty: none does
  bool without_left = false;     ///< it compiles without the line where the file was left
};

/// One header, entered first.
struct Entry {
  UnitId header{};
  std::string error;                 ///< the compiler's words; empty: it compiles
  bool on_purpose = false;           ///< the text itself says so (#error)
  std::vector<UnitPlace> way;        ///< the include lines that lead to the error; stops where the project is left
  std::optional<UnitPlace> at;       ///< of the error; nothing where it stands outside the project
  std::optional<LateName> late;      ///< the tangle that the header is in is to blame
};

}  // namespace unknot
