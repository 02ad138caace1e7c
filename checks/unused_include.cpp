// Include lines from which their file uses nothing.
#include <algorithm>
#include <array>
#include <set>

#include "checks/own_implementation.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"nothing", Severity::warning, "nothing of the included file is used, and nobody needs what comes through the line", true},
    CaseInfo{"indirect", Severity::note, "nothing of the included file is used, but something that it includes: the finding says what to include instead", true}};
constexpr std::array kOptions{kImplementationSuffixes};
constexpr std::array kExamples{Example{.language = "cpp",
                                       .bad = R"(// file: clock.h
#pragma once
struct Clock { long now = 0; };
// file: price.h
#pragma once
struct Price { long cents = 0; };
// file: main.cpp
#include "clock.h"
#include "price.h"
int main() { return static_cast<int>(Price{}.cents); }
)",
                                       .good = R"(// file: price.h
#pragma once
struct Price { long cents = 0; };
// file: main.cpp
#include "price.h"
int main() { return static_cast<int>(Price{}.cents); }
)"}};

constexpr std::string_view kDoc = R"(## What it finds
An include line of a source file or a header that nothing in it needs: no name, no macro, no type that has to be complete, no operator
or conversion that the compiler finds comes from the included file. In tangles or outside of them; every translation unit that reads
the file has to agree, and in several configurations all.

The rules are those of Clang's include-cleaner:
- Comments count: `// IWYU pragma: keep`, `begin_keep`, `export`, `begin_exports`, `private, include "x.h"`, `always_keep`, `associated`.
- A header that declares nothing itself and only includes others passes them on; so does one that says `export`, and `x.h` passes on
  its `x-inl.h` and what stands in a folder `detail`, `impl` or `internal`.
- A file without a guard is a part of who includes it: what it names, its includer names, and its include line stays.
- The header of the same name as a source file (or its test) stays.
- Of the standard library's symbols the header that the standard names provides them. Where a file includes none that is named for
  a symbol, any header that leads to its declaration counts.

Nothing is said where it cannot be known: includes under a condition, in files that a unit with errors reads, of precompiled
headers, of headers of macros alone, of headers that count without being named (they specialise templates for types of others, define
operators for them, objects that do something when the program starts, or bodies of what others declare), and where text that was not compiled (a branch that was
left out, the body of a macro) has a word that the included file declares.

## Why it matters
Each costs everybody who includes the file the time to read it, rebuilds what does not depend on it, and ties together what has
nothing to do with each other: most cycles are made of such lines.

## How to fix it
Take the line out. Where the finding is `indirect`, include instead what it says: the file, or one that includes it, uses what came
through the line. `// IWYU pragma: keep` keeps a line that is there for a reason that no tool sees.

## Cost
Every translation unit is parsed, which takes as long as compiling them without code generation; the answers are kept, so that later
runs parse only what changed. That is why this check is off by default.

## Cases
- `nothing` (warning): the line can go.
- `indirect` (note): the line can go once those that are named include what they use.

## Known limits
What a configuration that was not analysed uses is not seen, unless its text stands in a branch of the same file. Of headers outside
the project that are not the standard's, a line counts as used as soon as it leads to something that is used and that no other line
provides itself.
)";

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// "engine" of "core/engine_test.cpp": lower case, without endings that tell what the file is to its header.
std::string stem_of(std::string_view path) {
  std::string_view name = file_name(path);
  name = name.substr(0, name.find('.'));
  for (const std::string_view ending : {"_unittest", "_unit_test", "_test", "_tests", "Test", "Tests", "-inl", "_inl", "_impl", "-impl", "_bench", "_benchmark"})
    if (name.size() > ending.size() && name.ends_with(ending)) {
      name.remove_suffix(ending.size());
      break;
    }
  return std::string(name);
}

/// What every source file of a project includes first, whether it needs it or not.
bool is_precompiled(std::string_view path) {
  const std::string_view name = file_name(path);
  constexpr std::array kNames{"stdafx.h", "StdAfx.h", "pch.h", "pch.hpp", "pch.hxx", "precomp.h", "precompiled.h", "precompiled.hpp", "cmake_pch.hxx"};
  return std::ranges::any_of(kNames, [&](std::string_view known) { return name == known; });
}

/// Files that a unit reads which was not parsed, or not without errors: nobody knows what it uses.
std::vector<bool> in_doubt(const Program& program) {
  std::vector<std::vector<UnitId>> includes(program.units.size());
  for (const auto& dependency : program.dependencies)
    if (dependency.entered != Entered::not_shown) includes[index(dependency.from)].push_back(dependency.to);
  std::vector<bool> out(program.units.size());
  std::vector<UnitId> queue = program.symbols.partial;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (program.units[u].entry && !std::ranges::binary_search(program.symbols.parsed, UnitId{u})) queue.push_back(UnitId{u});
  for (const UnitId unit : queue) out[index(unit)] = true;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const UnitId to : includes[index(queue[i])])
      if (!out[index(to)]) out[index(to)] = true, queue.push_back(to);
  return out;
}

/// The line as a dependency, where it has no condition and stands in the file's own text; else nullptr.
const Dependency* dependency_of(const Program& program, const UnusedInclude& include) {
  const auto from = std::ranges::equal_range(program.dependencies, include.file, {}, &Dependency::from);
  for (const auto& dependency : from)
    if (dependency.in == kOwnText && dependency.line == include.line && dependency.column == include.column)
      return dependency.when == When::always && dependency.kind != DependencyKind::include_next ? &dependency : nullptr;
  return nullptr;
}

void describe_relied(const Program& program, const UnusedInclude& include, Finding& out) {
  std::set<std::string> instead;
  for (const auto& relied : include.relied) {
    const std::string what = relied.header.empty() ? relied.name : relied.name + " (" + relied.header + ")";
    if (relied.file == include.file) instead.insert(relied.header.empty() ? "what declares " + relied.name : relied.header);
    const std::string& file = program.unit(relied.file).name;
    out.notes.push_back({{file, relied.at.line, relied.at.column},
                         relied.file == include.file ? "uses " + what + ", which comes through this include"
                                                     : file + " uses " + what + ", which comes through this include only: it should include that itself"});
  }
  if (instead.empty()) {
    out.message += ", but others use what comes through it";
    return;
  }
  out.message += ", but what it includes: include ";
  std::size_t count = 0;
  constexpr std::size_t kShown = 4;
  for (const auto& header : instead) {
    if (count == kShown) break;
    out.message += (count++ == 0 ? "" : ", ") + header;
  }
  if (instead.size() > kShown) out.message += " and " + std::to_string(instead.size() - kShown) + " more";
  out.message += " instead";
}

void run(const CheckContext& ctx, const FindingSink& report) {
  const Program& program = ctx.program;
  if (program.symbols.unused_includes.empty()) return;
  const std::vector<bool> doubtful = in_doubt(program);
  const std::string_view suffixes = ctx.options.text(kImplementationSuffixes.name);
  for (const auto& include : program.symbols.unused_includes) {
    if (doubtful[index(include.file)]) continue;
    const Dependency* dependency = dependency_of(program, include);
    if (dependency == nullptr || ctx.is_suppressed(DependencyId{static_cast<std::uint32_t>(dependency - program.dependencies.data())})) continue;
    const std::string& from = program.unit(include.file).name;
    const std::string& to = program.unit(dependency->to).name;
    if (stem_of(from) == stem_of(to) || is_precompiled(to)) continue;
    if (is_implementation_of(from, to, suffixes) || is_implementation_of(to, from, suffixes)) continue;
    const CheckInfo& info = checks::unused_include.info;
    const CaseInfo& kind = kCases[include.relied.empty() ? 0 : 1];
    Finding out;
    out.check = info.id;
    out.case_name = kind.name;
    out.kind = info.kind;
    out.severity = kind.severity;
    out.language = program.unit(include.file).language;
    out.at = {from, include.line, include.column};
    out.message = "nothing of " + to + " is used here";
    if (!include.relied.empty()) describe_relied(program, include, out);
    out.fingerprint = fingerprint(info.id, from, to);
    report(std::move(out));
  }
}

}  // namespace

constinit const Check checks::unused_include{.info = {.id = "unused-include",
                                                      .summary = "An include line from which its file uses nothing.",
                                                      .doc = kDoc,
                                                      .kind = FindingKind::knot,
                                                      .severity = Severity::warning,
                                                      .on_by_default = false,
                                                      .reads_includes = true,
                                                      .cases = kCases,
                                                      .options = kOptions,
                                                      .examples = kExamples},
                                             .run = run};

}  // namespace unknot
