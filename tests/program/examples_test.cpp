// The examples in the checks' own documentation are true: the bad one is reported, the good one is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <ranges>

#include "checks/registry.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

/// How many findings of `id` does the example have?
std::ptrdiff_t count(std::string_view text, std::string_view id) {
  Project project(files_of_example(text));
  project.write_commands(std::vector<std::string>{"-std=c++20"});
  const auto run = run_unknot({"check", project.root(), "--cache", "off", "--format", "json", "--checks", std::string(id)});
  EXPECT_TRUE(run.exit_code == 0 || run.exit_code == 1) << run.exit_code << run.err;
  return std::ranges::count(read_report(run.out).findings, id, &ReportFinding::check);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (const auto line : std::views::split(text, '\n')) out.emplace_back(line.begin(), line.end());
  return out;
}

/// Lines that one text has and the other has not, in order; a line that is another one instead counts once.
std::size_t changed_lines(std::string_view a, std::string_view b) {
  const auto left = lines_of(a), right = lines_of(b);
  std::vector<std::size_t> row(right.size() + 1, 0);  // of the longest common subsequence
  for (const auto line : left) {
    std::size_t corner = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
      const std::size_t above = row[i + 1];
      row[i + 1] = line == right[i] ? corner + 1 : std::max(above, row[i]);
      corner = above;
    }
  }
  return std::max(left.size(), right.size()) - row.back();
}

class Example : public testing::TestWithParam<const Check*> {};
TEST_P(Example, IsTrue) {
  const CheckInfo& info = GetParam()->info;
  EXPECT_FALSE(info.examples.empty()) << "a check needs an example";
  for (const auto& example : info.examples) {
    EXPECT_GE(count(example.bad, info.id), 1) << example.bad;
    EXPECT_EQ(count(example.good, info.id), 0) << example.good;
    // What mends a loose end is small: an example in which half of the file changes shows nothing.
    if (info.reads_hooks || info.reads_tests || info.reads_stacks) EXPECT_LE(changed_lines(example.bad, example.good), 3U) << example.good;
  }
}
INSTANTIATE_TEST_SUITE_P(Checks, Example, testing::ValuesIn(all_checks().begin(), all_checks().end()), [](const auto& info) {
  std::string name(info.param->info.id);
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace unknot::test
