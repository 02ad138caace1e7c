// Knots of folders against a base: something is new if, and only if, a pair of folders depends on each other's tangle that did not.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "checks/registry.h"
#include "checks/run_checks.h"
#include "graph/text_form.h"

namespace unknot {
namespace {

using Lines = std::set<std::pair<std::string, std::string>>;

Configuration configuration_of(const Lines& lines) {
  std::string text = "a/f0.h\n";
  for (const auto& [from, to] : lines) text += from + " -> " + to + "\n";
  const auto program = program_from_text(text);
  EXPECT_TRUE(program.has_value()) << program.error();
  return {.name = {}, .program = *program};
}

/// Which folder reaches which, by their first letters.
std::set<std::pair<char, char>> reach_of(const Lines& lines) {
  std::set<std::pair<char, char>> out;
  for (const auto& [from, to] : lines)
    if (from[0] != to[0]) out.emplace(from[0], to[0]);
  for (char via = 'a'; via <= 'f'; ++via)
    for (char from = 'a'; from <= 'f'; ++from)
      for (char to = 'a'; to <= 'f'; ++to)
        if (out.contains({from, via}) && out.contains({via, to})) out.emplace(from, to);
  return out;
}

/// The tangles that hold a new pair of folders, by their first folder.
std::set<std::string> grown(const Lines& before, const Lines& after) {
  std::set<std::pair<char, char>> old;
  for (const auto& [from, to] : before) old.emplace(from[0], to[0]);
  const auto reach = reach_of(after);
  std::set<std::string> out;
  for (const auto& [from, to] : after) {
    if (from[0] == to[0] || old.contains({from[0], to[0]}) || !reach.contains({to[0], from[0]})) continue;
    char first = from[0];
    for (char other = 'a'; other <= 'f'; ++other)
      if (reach.contains({first, other}) && reach.contains({other, first})) first = std::min(first, other);
    out.insert(std::string(1, first) + "/");
  }
  return out;
}

TEST(FolderRatchet, NewIfAndOnlyIfAPairOfFoldersIsNewInATangle) {
  std::mt19937 random(2'026);
  const auto file = [&] { return std::string(1, static_cast<char>('a' + random() % 6)) + "/f" + std::to_string(random() % 3) + ".h"; };
  const CheckRun run{.check = find_check("folder-cycle"), .options = OptionValues{}, .reports = [](std::string_view) { return true; },
                     .severity = [](std::string_view) { return std::optional<Severity>(); }};
  int fresh = 0, quiet = 0;
  for (int round = 0; round < 500; ++round) {
    Lines before;
    for (unsigned i = 0, lines = 4 + random() % 14; i < lines; ++i)
      if (auto line = std::pair(file(), file()); line.first != line.second) before.insert(std::move(line));
    Lines after = before;
    for (unsigned i = 0, edits = 1 + random() % 3; i < edits; ++i) {
      if (random() % 3 == 0 && !after.empty()) after.erase(std::next(after.begin(), static_cast<std::ptrdiff_t>(random() % after.size())));
      else if (auto line = std::pair(file(), file()); line.first != line.second) after.insert(std::move(line));
    }
    const std::vector<Configuration> now{configuration_of(after)}, then{configuration_of(before)};
    const Base base{.configurations = then};
    std::set<std::string> told;
    for (const auto& finding : run_checks(now, {run}, {}, &base).findings) {
      EXPECT_EQ(finding.state == State::fresh, finding.case_name == "grew");
      EXPECT_EQ(finding.severity, finding.state == State::fresh ? Severity::warning : Severity::note);
      if (finding.state == State::fresh) told.insert(finding.tangle->units.front());
    }
    ASSERT_EQ(told, grown(before, after)) << text_from_program(then[0].program) << "\nnow\n" << text_from_program(now[0].program);
    ++(told.empty() ? quiet : fresh);
  }
  EXPECT_GT(fresh, 50);
  EXPECT_GT(quiet, 50);
}

}  // namespace
}  // namespace unknot
