// The program: everything that was found about a code base, joined, immutable. Checks are functions of it.
// It knows no language, no framework, no check and no output format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/entries.h"
#include "graph/ids.h"
#include "graph/symbols.h"

namespace unknot {

enum class Language : std::uint8_t { cpp, c, python };
/// What a unit is. A `missing` file is a name that some directive asks for and that does not exist.
enum class UnitKind : std::uint8_t { file, module, implementation, header_unit };
/// Where a unit stands: inside the project, outside it (a leaf: its own dependencies are not followed), nowhere, or not yet
/// anywhere, since the build is to write it.
enum class Origin : std::uint8_t { project, external, missing, generated };

/// A file or a module.
struct Unit {
  std::string name;  ///< as shown: the path in the root with forward slashes, or the module's name
  std::string path;  ///< of a module of the project: where its text stands; else empty, the name is the path
  UnitKind kind = UnitKind::file;
  Language language = Language::cpp;
  Origin origin = Origin::project;
  bool entry = false;    ///< a translation unit starts here
  bool reached = false;  ///< some translation unit may reach it
  bool once = false;     ///< its text counts at most once in a translation unit (#pragma once, include guard)
};

enum class DependencyKind : std::uint8_t {
  include, include_next, import, export_import, from_import, link, use, inherit, call
};
/// When a dependency is there. `conditional` ones name their condition in `Dependency::condition`.
enum class When : std::uint8_t { always, conditional, deferred, typing };
/// Does a translation unit of the given configuration follow the dependency?
enum class Entered : std::uint8_t { yes, not_shown, unknown };

/// The line of a dependency stands in the text of the unit that has it.
constexpr UnitId kOwnText{0xffffffff};

/// One written dependency: a directive or an import on one line.
struct Dependency {
  UnitId from{};
  UnitId to{};
  DependencyKind kind = DependencyKind::include;
  When when = When::always;
  Entered entered = Entered::unknown;
  ConditionId condition{};    ///< ConditionId{0} unless `when` is conditional
  std::uint32_t line = 0;     ///< 1-based
  std::uint32_t column = 0;   ///< 1-based, UTF-8 bytes; an include's opening quote or bracket, a module's name
  UnitId in = kOwnText;       ///< else a header that `from` includes: an import there is an import of the unit
};

/// A question that conditions ask, such as "defined(_WIN32)". Two conditions that need it answered differently exclude
/// each other, unless the program itself may change the answer on the way.
struct Atom {
  std::string text;
  std::vector<UnitId> changed_by;  ///< units that may change the answer (#define, #undef), sorted
};
struct Literal {
  AtomId atom{};
  bool holds = true;
  friend bool operator==(const Literal&, const Literal&) = default;
  friend auto operator<=>(const Literal&, const Literal&) = default;
};
/// A conjunction of literals, sorted by atom; `text` is what a person reads: "defined(X) && !(FOO > 2)".
struct Condition {
  std::vector<Literal> all_of;
  std::string text;
};

/// Dependencies that one entry (a translation unit, or a file that none reaches) follows together. Only those between
/// units of one strongly connected component of all dependencies are kept: nothing else can close a walk.
struct Context {
  std::vector<DependencyId> entered;  ///< sorted
};

/// Dependencies that one configuration (for C++: one list of search folders) has together, entered or not, conditions left
/// out of account. A cycle is never closed across two of them. Kept within strongly connected components, as contexts are.
struct Variant {
  std::vector<DependencyId> possible;  ///< sorted
};

/// A comment that asks for silence, as written.
struct Suppression {
  UnitId unit{};
  std::uint32_t line = 0;        ///< where the comment stands
  std::uint32_t column = 0;
  std::uint32_t target_line = 0; ///< the line that it speaks of; 0: the whole file
  std::vector<std::string> checks;  ///< ids or id/case, as written
  std::string reason;            ///< empty: none was given
  bool foreign = false;          ///< another tool's notation (NOLINT): needs no reason and is never reported as unused
};

/// What the build makes of some units: a library or a program.
struct Target {
  std::string name;
  bool executable = false;
  std::vector<UnitId> sources;  ///< as the build lists them, sorted
};

class HookContext;
namespace imports {
struct Context;
}

/// Joined and immutable. `units` are sorted by name, `dependencies` by (from, to, line, column, in).
struct Program {
  std::vector<Unit> units;
  std::vector<Dependency> dependencies;
  std::vector<Atom> atoms;
  std::vector<Condition> conditions{Condition{}};
  std::vector<Context> contexts;
  std::vector<Variant> variants;
  std::vector<Suppression> suppressions;  ///< sorted by (unit, line, column)
  std::vector<Target> targets;            ///< sorted by name
  std::vector<Entry> entries;             ///< headers that were entered first, sorted; none where nobody asked
  Symbols symbols;                        ///< where units were parsed
  std::vector<EdgeEvidence> evidence;     ///< by dependency; empty: no unit was parsed
  std::shared_ptr<const HookContext> tests;   ///< of Python: what its tests do; nullptr: nobody asked, or there are none
  std::shared_ptr<const HookContext> context; ///< what hooks do; nullptr: nobody asked, or no unit can hold any

  std::shared_ptr<const imports::Context> imports;  ///< what comes of importing Python modules; nullptr: there are none

  const Unit& unit(UnitId id) const { return units[index(id)]; }
  const Dependency& dependency(DependencyId id) const { return dependencies[index(id)]; }
  const Condition& condition(ConditionId id) const { return conditions[index(id)]; }
  /// The file in which the unit's text stands, and that in which the dependency's line does.
  const std::string& file(UnitId id) const { return unit(id).path.empty() ? unit(id).name : unit(id).path; }
  const std::string& file(const Dependency& d) const { return file(d.in == kOwnText ? d.from : d.in); }
};

/// Is it an import of a module or of a header unit? Nothing of its text is pasted in.
bool is_module_import(const Program&, const Dependency&);

std::string_view name(Language);
std::string_view name(DependencyKind);
std::string_view name(When);
std::string_view name(Entered);

}  // namespace unknot
