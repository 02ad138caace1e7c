// Headers that do not compile when they are included first, since their tangle hides a name from them.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "checks/own_implementation.h"
#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/entered_tangles.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

void run(const CheckContext& ctx, const FindingSink& report);

constexpr std::array kOptions{kImplementationSuffixes};
constexpr std::array kExamples{Example{
    .language = "cpp",
    .bad = R"(// file: engine.h
#pragma once
#include "wheel.h"
class Engine { Wheel* wheel; };
// file: wheel.h
#pragma once
#include "engine.h"
class Wheel { Engine engine; };
// file: main.cpp
#include "wheel.h"
)",
    .good = R"(// file: engine.h
#pragma once
class Wheel;
class Engine { Wheel* wheel; };
// file: wheel.h
#pragma once
#include "engine.h"
class Wheel { Engine engine; };
// file: main.cpp
#include "wheel.h"
)"}};

constexpr std::string_view kDoc = R"(## What it finds
A header of an include cycle that does not compile when it is the first of them to be included, and the cycle is the reason.

Every header of a cycle that some translation unit enters is compiled once by itself, through a unit that holds nothing but an
include of it, with the flags of a unit that reaches it. A cycle is not a build break as such: forward declarations, an include
at the end or uses in macros only make it compile from everywhere, and then there is no finding. The cycle is blamed only
where all of this holds:

- the first error is about a name that is not there, or about a type that is not complete;
- a file of the cycle that is on the include stack declares that name behind the line where it was left;
- an include that would have led to it gave nothing, since the guard of an unfinished file was active;
- entered at another of its headers, the cycle compiles at that place.

## Why it matters
Whether the code compiles depends on which header comes first. The build works until somebody sorts the includes, adds a test
or uses the header in a new place; then it breaks far away from the line that is wrong, and the message blames a name that is
plainly declared.

## How to fix it
The finding stands at the line where the file was left too early, and its notes follow the compiler's way: who includes whom,
which include gave nothing, who needs the name, where it is declared. What is offered as a way out has been compiled: that the
header does without the include, or that a forward declaration is enough. Otherwise the two files need each other's
definitions, and the part that both share belongs in a third file.

## Severity
An error where a translation unit enters that way and does not compile, or where an installed header leads users there; else a
warning that names the entry. Headers that fail in the same way only because they include another failing one first are
named in its finding.

## Known limits
Operators and specialisations that come too late have no name to go by. Errors that only another compiler reports are not
seen. Headers that fail for other reasons are `not-self-contained`.
)";

}  // namespace

constinit const Check checks::order_dependent_include{.info = {.id = "order-dependent-include",
                                                               .summary = "A header of an include cycle that does not compile when it comes first.",
                                                               .doc = kDoc,
                                                               .kind = FindingKind::knot,
                                                               .severity = Severity::warning,
                                                               .options = kOptions,
                                                               .examples = kExamples},
                                                      .run = run};

namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

class Findings {
 public:
  explicit Findings(const CheckContext& ctx) : ctx_(ctx), suffixes_(ctx.options.text("implementation-suffixes")) {}

  void run(const FindingSink& report) {
    if (ctx_.program.entries.empty()) return;
    for (const auto& units : entered_tangles(ctx_.program, ctx_.suppressed)) add_tangle(units);
    for (const auto& [header, entry] : blamed_)
      if (const UnitId root = root_of(*entry); root != header) followers_[root].push_back(header);
    for (const auto& [header, entry] : blamed_)
      if (root_of(*entry) == header) report(finding(*entry));
  }

 private:
  const Program& program() const { return ctx_.program; }
  const std::string& name(UnitId unit) const { return program().unit(unit).name; }
  Place place(const UnitPlace& at) const { return {program().file(at.unit), at.line, at.column}; }

  void add_tangle(const std::vector<UnitId>& units) {
    std::vector<DependencyId> within;
    for (std::uint32_t i = 0; i < program().dependencies.size(); ++i) {
      const auto& d = program().dependencies[i];
      if (d.entered == Entered::yes && d.from != d.to && d.in == kOwnText && !ctx_.is_suppressed(DependencyId{i}) && has(units, d.from) && has(units, d.to))
        within.push_back(DependencyId{i});
    }
    if (own_implementation_only(make_tangle(program(), units, within), suffixes_)) return;
    for (const auto& entry : program().entries) {
      if (!entry.late || !has(units, entry.header) || !holds(units, *entry.late)) continue;
      // Nobody includes the bodies of a header that includes them itself.
      const auto is_body = [&](DependencyId id) {
        const auto& d = program().dependency(id);
        return d.to == entry.header && is_implementation_of(name(entry.header), name(d.from), suffixes_);
      };
      if (std::ranges::none_of(within, is_body)) blamed_.emplace(entry.header, &entry);
    }
  }
  static bool has(const std::vector<UnitId>& units, UnitId unit) { return std::ranges::binary_search(units, unit); }

  /// Without the lines that are suppressed the two files may be in no tangle any more.
  static bool holds(const std::vector<UnitId>& units, const LateName& late) {
    return has(units, late.stack[late.left].unit) && has(units, late.guard.unit) && has(units, late.guarded);
  }

  /// Where the file that is left too early fails as an entry itself, whoever includes it first fails with it.
  UnitId root_of(const Entry& entry) const {
    const UnitId left = entry.late->stack[entry.late->left].unit;
    const auto own = blamed_.find(left);
    return own != blamed_.end() && own->second->late->stack[own->second->late->left].unit == left ? left : entry.header;
  }

  std::string names_of(const std::vector<UnitId>& units, std::size_t most) const {
    std::string out;
    for (std::size_t i = 0; i < std::min(units.size(), most); ++i) out += (i == 0 ? "" : ", ") + name(units[i]);
    if (units.size() > most) out += " and " + std::to_string(units.size() - most) + " more";
    return out;
  }

  Finding finding(const Entry& entry) const {
    const LateName& late = *entry.late;
    const auto& info = checks::order_dependent_include.info;
    const UnitPlace& left = late.stack[late.left];
    const auto known = followers_.find(entry.header);
    const std::vector<UnitId> followers = known == followers_.end() ? std::vector<UnitId>{} : known->second;
    std::vector<UnitId> units = late.units;
    std::vector<UnitId> headers = late.headers;
    std::vector<UnitId> installed = late.installed;
    for (const UnitId follower : followers) {
      const auto& other = *blamed_.at(follower)->late;
      units.insert(units.end(), other.units.begin(), other.units.end());
      headers.insert(headers.end(), other.headers.begin(), other.headers.end());
      installed.insert(installed.end(), other.installed.begin(), other.installed.end());
    }
    sort_unique(units);
    sort_unique(headers);
    sort_unique(installed);

    Finding out;
    out.check = info.id;
    out.kind = info.kind;
    out.severity = units.empty() && installed.empty() ? Severity::warning : Severity::error;
    out.language = program().unit(entry.header).language;
    out.at = place(late.stack.front());
    out.message = name(entry.header) + " does not compile when it is included first";
    if (!units.empty()) out.message += ", as " + names_of(units, 1) + " does";
    else if (!installed.empty()) out.message += ", as users of the installed " + names_of(installed, 1) + " do";
    out.message += ": " + name(late.needed.unit) + " needs " + quoted(late.name) + ", which " + name(left.unit) + " declares only in line " +
                   std::to_string(late.declared.line) + ", behind its include of " + name(target(late)) + " in line " + std::to_string(left.line);
    add_notes(entry, late, followers, headers, out);
    out.fingerprint = fingerprint(info.id, name(entry.header), name(late.needed.unit) + " -> " + name(left.unit));
    return out;
  }

  UnitId target(const LateName& late) const { return late.left + 1 < late.stack.size() ? late.stack[late.left + 1].unit : late.needed.unit; }

  void add_notes(const Entry& entry, const LateName& late, const std::vector<UnitId>& followers, const std::vector<UnitId>& headers, Finding& out) const {
    const auto note = [&](const UnitPlace& at, std::string text) { out.notes.push_back({place(at), std::move(text)}); };
    for (std::size_t i = 0; i < late.stack.size(); ++i) {
      const UnitId to = i + 1 < late.stack.size() ? late.stack[i + 1].unit : late.needed.unit;
      std::string text = name(late.stack[i].unit) + " includes " + name(to);
      if (i == late.left) text += " and is left here, before it declares " + quoted(late.name);
      note(late.stack[i], std::move(text));
    }
    note(late.guard, "this include of " + name(late.guarded) + " gives nothing: its guard is set, but it is not finished");
    note(late.needed, quoted(late.name) + " is needed here: " + entry.error);
    note(late.declared, quoted(late.name) + " is declared here");
    const UnitPlace& left = late.stack[late.left];
    if (late.without_left) note(left, name(entry.header) + " compiles without this include: take it out, or move it to the source files that need it");
    if (!late.forward.empty()) note(late.needed, "a forward declaration is enough here: " + late.forward);
    if (!late.without_left && late.forward.empty())
      note(left, "one of the two includes has to go: this one, or that of " + name(late.guarded) + " in line " + std::to_string(late.guard.line) + " of " +
                     name(late.guard.unit) + "; what both files need belongs in a third one");
    note(late.stack.front(), "it compiles where " + names_of(late.works, 3) + (late.works.size() == 1 ? " comes" : " come") + " first");
    if (!followers.empty())
      note(late.stack.front(), names_of(followers, 20) + (followers.size() == 1 ? " fails" : " fail") + " as well when included first, by way of " + name(entry.header));
    if (!headers.empty())
      note(late.stack.front(), "outside the cycle, " + names_of(headers, 5) + (headers.size() == 1 ? " leads" : " lead") + " into it this way");
  }

  const CheckContext& ctx_;
  std::string_view suffixes_;
  std::map<UnitId, const Entry*> blamed_;
  std::map<UnitId, std::vector<UnitId>> followers_;
};

void run(const CheckContext& ctx, const FindingSink& report) { Findings(ctx).run(report); }

}  // namespace
}  // namespace unknot
