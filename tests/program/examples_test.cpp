// The examples in the checks' own documentation are true: the bad one is reported, the good one is not.
#include <gtest/gtest.h>

#include <algorithm>

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

class Example : public testing::TestWithParam<const Check*> {};
TEST_P(Example, IsTrue) {
  const CheckInfo& info = GetParam()->info;
  EXPECT_FALSE(info.examples.empty()) << "a check needs an example";
  for (const auto& example : info.examples) {
    EXPECT_GE(count(example.bad, info.id), 1) << example.bad;
    EXPECT_EQ(count(example.good, info.id), 0) << example.good;
  }
}
INSTANTIATE_TEST_SUITE_P(Checks, Example, testing::ValuesIn(all_checks().begin(), all_checks().end()), [](const auto& info) {
  std::string name(info.param->info.id);
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace unknot::test
