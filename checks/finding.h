// What a check says: a finding, as plain values. It knows no output format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/program.h"

namespace unknot {

enum class Severity : std::uint8_t { note, warning, error };
enum class FindingKind : std::uint8_t { knot, loose_end, setting, tool };
enum class State : std::uint8_t { fresh, unchanged, absent };  ///< fresh is written "new"
enum class Level : std::uint8_t { file, folder, component, module, namespace_, class_, symbol };

/// A place in a file of the root. Lines and columns are 1-based, columns in UTF-8 bytes.
struct Place {
  std::string file;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const Place&, const Place&) = default;
  friend auto operator<=>(const Place&, const Place&) = default;
};
struct Note {
  Place at;
  std::string message;
};
/// Replaces [start, end) by `text`; `end` is exclusive.
struct Edit {
  std::string file;
  std::uint32_t start_line = 1, start_column = 1;
  std::uint32_t end_line = 1, end_column = 1;
  std::string text;
};
struct Fix {
  std::string title;
  std::vector<Edit> edits;
};

/// One line behind an edge: the dependency of a file or a module on another.
struct EdgeLine {
  Place at;
  std::string from, to;  ///< units of the program; the ends of the edge itself where it runs between such
  friend bool operator==(const EdgeLine&, const EdgeLine&) = default;
  friend auto operator<=>(const EdgeLine&, const EdgeLine&) = default;
};

/// A use that is behind an edge: a symbol of `to` that `from` names.
struct EdgeUse {
  Place at;
  std::string symbol;  ///< qualified
  Strength strength = Strength::name_only;
  UsePlace place = UsePlace::interface;
  friend bool operator==(const EdgeUse&, const EdgeUse&) = default;
};

struct TangleEdge {
  std::string from;
  std::string to;
  Place at;
  DependencyKind kind = DependencyKind::include;
  std::vector<EdgeLine> lines;  ///< every line behind the edge, the first is at `at`
  std::uint64_t weight = 1;     ///< between files and modules 1, further up the number of lines
  When condition = When::always;
  std::string when;          ///< "defined(X)", empty where condition is always
  Entered entered = Entered::yes;
  std::vector<std::string> configs;  ///< the configurations that have it, sorted; empty where there is only one
  Evidence evidence = Evidence::unknown;
  std::vector<EdgeUse> uses;    ///< where units were parsed: of each symbol the strongest use, the strongest first, a few
  std::uint64_t use_count = 0;  ///< uses in all
};
struct TangleCut {
  std::vector<std::uint32_t> edges;  ///< edge ids
  bool optimal = false;
  std::uint64_t lower_bound = 0;
  std::uint64_t cost = 0;
};
/// A strongly connected component: its units sorted, its edges by (from, to, line); an edge's id is its index.
struct Tangle {
  Level level = Level::file;
  std::vector<std::string> units;
  std::vector<TangleEdge> edges;
  std::vector<std::uint32_t> witness;  ///< edge ids of the shortest closed walk, in order
  TangleCut cut;
  std::vector<std::string> configs;  ///< those of its edges, sorted
};

/// Do the units of this level stand for several files? Then an edge weighs as many lines as it has.
constexpr bool is_folded(Level level) { return level == Level::folder || level == Level::component; }

/// What a tangle has that the base has not.
struct Growth {
  std::uint64_t before = 0;          ///< units of the base's largest tangle that it has to do with; 0: none
  std::vector<std::uint32_t> edges;  ///< ids of its new edges, first the one that the finding stands at; none: it closes only now
  std::vector<std::uint32_t> walk;   ///< the shortest closed walk over the first of them, from there on; what a person is shown
  std::string why_no_line;           ///< empty: somebody wrote the first of them
};

/// Of a loose end: what is left behind.
struct FindingSlot {
  std::string name;
  std::string_view kind;
  Place at;  ///< where it is declared; else where it is first written
};
struct FindingHook {
  std::string_view phase;
  std::string framework;
  std::string function;
  Place at;
};

/// Of a failing import: what the interpreter raises and where, and where the missing name would be bound.
struct FindingException {
  std::string type;
  std::string name;
  Place at;
  std::optional<Place> bound_at;
};

struct Finding {
  std::string check;
  std::string case_name;  ///< empty: the check has no cases, or this is its plain case
  FindingKind kind = FindingKind::knot;
  Severity severity = Severity::warning;
  Language language = Language::cpp;
  Place at;
  std::string message;    ///< one line, lower-case start, no full stop
  std::string subject;    ///< what the words of the check need besides the tangle; no reporter shows it
  std::string fingerprint;  ///< "v1:" and 16 hexadecimal digits
  State state = State::fresh;
  std::vector<Note> notes;
  std::vector<Fix> fixes;
  std::optional<FindingSlot> slot;
  std::vector<FindingHook> hooks;
  std::optional<Tangle> tangle;
  std::string_view verdict{};  ///< of a cycle of imports: "fails-always"; else empty
  std::vector<std::string> failing_entries{};  ///< likewise: modules whose import fails, and commands of test runners, sorted
  std::optional<FindingException> exception{};
  std::optional<Growth> growth;  ///< of a tangle that is new; nothing where there is no base
};

/// The tangles of one level in the base and now: how many, and how many units are in one.
struct TangleChange {
  Level level = Level::file;
  std::uint64_t tangles_before = 0, units_before = 0;
  std::uint64_t tangles_now = 0, units_now = 0;
};

/// "v1:" and 16 hexadecimal digits of a hash over the parts that make a finding the same finding: the check, and its edge
/// or its slot and hook; never a line or anything of the environment.
std::string fingerprint(std::string_view check, std::string_view from, std::string_view to);

/// "1 file", "2 files", "0 dependencies": `noun` in the singular, plural by English rule for the nouns of reports.
std::string counted(std::uint64_t count, std::string_view noun);
/// "files", "dependencies", "classes".
std::string plural(std::string_view noun);

/// "only in debug, release"
std::string only_in(const std::vector<std::string>& configurations);

std::string_view name(Severity);
std::string_view name(FindingKind);
std::string_view name(State);
std::string_view name(Level);

}  // namespace unknot
