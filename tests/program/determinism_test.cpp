// Same input, same bytes: whatever the number of jobs, the order of commands and of folder entries, the place of the
// checkout, and whatever the cache holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "tests/program/random_project.h"
#include "tests/support/read_report.h"
#include "tests/support/report_tool.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

constexpr std::uint64_t kSeed = 20260501;

struct Output {
  int exit_code = 0;
  std::string json, sarif, dot, text;
};

Output output_of(Project& project, const std::vector<std::string>& more) {
  const std::string folder = new_folder();
  std::vector<std::string> arguments{"check", ".", "--color", "never"};
  for (const char* format : {"json", "sarif", "dot", "text"})
    arguments.insert(arguments.end(), {"--format", std::string(format) + ":" + folder + "/" + format});
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto run = run_unknot(arguments, {.cwd = project.root(), .env = {}});
  EXPECT_EQ(run.out, "");
  EXPECT_TRUE(run.exit_code == 0 || run.exit_code == 1 || run.exit_code == 3) << run.exit_code << run.err;
  Output out{.exit_code = run.exit_code, .json = read_file(folder + "/json"), .sarif = read_file(folder + "/sarif"),
             .dot = read_file(folder + "/dot"), .text = read_file(folder + "/text")};
  std::system(("rm -r " + folder).c_str());
  return out;
}

/// Both must be the same, byte for byte.
void check(const Output& got, const Output& expected, const std::string& what) {
  EXPECT_EQ(got.exit_code, expected.exit_code) << what;
  EXPECT_EQ(got.json, expected.json) << what;
  EXPECT_EQ(got.sarif, expected.sarif) << what;
  EXPECT_EQ(got.dot, expected.dot) << what;
  EXPECT_EQ(got.text, expected.text) << what;
}

TEST(Determinism, SameInputSameBytes) {
  const RandomProject random(kSeed, 48, 12);
  Project project(random.files());
  project.write_commands(random.commands());
  const Output first = output_of(project, {"--cache", "off", "--jobs", "1"});
  const auto report = read_report(first.json);
  ASSERT_GE(report.findings.size(), 5U) << "the project is too tame to show anything";
  EXPECT_TRUE(std::ranges::any_of(report.findings, [](const auto& f) { return f.case_name == "not-shown"; })) << overview(report);
  EXPECT_EQ(what_breaks_the_promise(first.json, project.root()), "");
  EXPECT_EQ(first.json.find(project.root()), std::string::npos) << "an absolute path in the report";
  EXPECT_EQ(first.sarif.find(project.root()), std::string::npos) << "an absolute path in the report";

  check(output_of(project, {"--cache", "off", "--jobs", "4"}), first, "four jobs");
  auto commands = random.commands();
  std::ranges::reverse(commands);
  std::swap(commands[1], commands[5]);
  project.write_commands(commands);
  check(output_of(project, {"--cache", "off"}), first, "commands in another order");

  const std::string cache = new_folder();
  check(output_of(project, {"--cache", cache}), first, "a cold cache");
  check(output_of(project, {"--cache", cache}), first, "a warm cache");
  check(output_of(project, {"--cache", cache, "--jobs", "1"}), first, "a warm cache and one job");

  project.move_elsewhere();
  project.write_commands(commands);
  check(output_of(project, {"--cache", cache}), first, "a moved checkout");
  check(output_of(project, {"--cache", cache}), first, "a moved checkout, warm");
  std::system(("rm -r " + cache).c_str());

  Project other;
  const auto files = random.files();
  for (auto at = files.rbegin(); at != files.rend(); ++at) other.write(at->first, at->second);
  for (const auto& [name, text] : files) {
    if (name.ends_with("3.h")) {
      other.remove(name);
      other.write(name, text);
    }
  }
  other.write_commands(random.commands());
  check(output_of(other, {"--cache", "off"}), first, "files written in another order");
}

TEST(Determinism, RandomEditsWarmIsCold) {
  const char* wanted = std::getenv("UNKNOT_EDITS");
  const int edits = wanted == nullptr ? 60 : std::atoi(wanted);
  const char* given = std::getenv("UNKNOT_SEED");
  const std::uint64_t seed = given == nullptr ? kSeed : std::strtoull(given, nullptr, 10);
  std::cout << "UNKNOT_SEED=" << seed << " UNKNOT_EDITS=" << edits << "\n";
  RandomProject random(seed, 40, 10);
  Project project(random.files());
  project.write_commands(random.commands());
  const std::string cache = new_folder();
  std::string history;
  std::size_t changes = 0;
  std::string last;
  for (int i = 0; i < edits; ++i) {
    history += random.edit(project) + "\n";
    const auto run = [&](const std::string& where) {
      return run_unknot({"check", ".", "--cache", where, "--format", "json"}, {.cwd = project.root(), .env = {}});
    };
    const auto warm = run(cache);
    const auto cold = run("off");
    ASSERT_EQ(warm.exit_code, cold.exit_code) << "after edit " << i << " of seed " << seed << "\n" << history << warm.err << cold.err;
    ASSERT_EQ(warm.out, cold.out) << "after edit " << i << " of seed " << seed << "\n" << history;
    changes += cold.out != last;
    last = cold.out;
  }
  std::system(("rm -r " + cache).c_str());
  EXPECT_GE(changes, static_cast<std::size_t>(edits / 4)) << "edits that change nothing show nothing";
}

/// The fingerprints of all findings, sorted.
std::vector<std::string> fingerprints(Project& project, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"check", ".", "--cache", "off", "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto run = run_unknot(arguments, {.cwd = project.root(), .env = {}});
  std::vector<std::string> out;
  for (const auto& finding : read_report(run.out).findings) out.push_back(finding.fingerprint);
  std::ranges::sort(out);
  return out;
}

TEST(Fingerprints, SurviveWhatIsNotTheFinding) {
  const RandomProject random(kSeed + 1, 30, 6);
  Project project(random.files());
  project.write_commands(random.commands(), "out/one/compile_commands.json");
  const auto first = fingerprints(project, {"-p", "out/one"});
  ASSERT_GE(first.size(), 3U);

  project.rename("out/one", "out/two");
  EXPECT_EQ(fingerprints(project, {"-p", "out/two"}), first) << "a renamed build folder";
  project.move_elsewhere();
  project.write_commands(random.commands(), "out/two/compile_commands.json");
  EXPECT_EQ(fingerprints(project, {"-p", "out/two"}), first) << "a moved root";
  for (const auto& [name, text] : random.files()) project.write(name, "// a line\n\n/* two\n more */\n" + text);
  EXPECT_EQ(fingerprints(project, {"-p", "out/two"}), first) << "inserted lines";
  EXPECT_EQ(fingerprints(project, {"-p", "out/two", "--jobs", "1"}), first);
}

}  // namespace
}  // namespace unknot::test
