// Runs with bounds.
#include "tests/support/hostile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <sys/stat.h>

#include "tests/support/report_tool.h"

namespace unknot::test {
namespace {

RunResult run(const Project& project, const HostileRun& wanted) {
  std::vector<std::string> arguments{"check", ".", "--format", "json", "--fail-on", "never"};
  arguments.insert(arguments.end(), wanted.arguments.begin(), wanted.arguments.end());
  if (std::ranges::find(arguments, "--cache") == arguments.end()) arguments.insert(arguments.end(), {"--cache", "off"});
  const auto result = run_unknot(arguments, {.cwd = project.root(), .env = wanted.env, .kill_after = std::chrono::seconds(wanted.seconds)});
  EXPECT_EQ(result.exit_code, wanted.exit_code) << "after " << result.took.count() << " ms\n" << result.err;
  if (!kSanitized) EXPECT_LE(result.peak_mib, wanted.mib);
  for (const auto& said : wanted.said) EXPECT_THAT(result.err, testing::HasSubstr(said));
  std::istringstream lines(result.err);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.starts_with("unknot: ")) << line;
  return result;
}

}  // namespace

Files with_healthy(Files files) {
  files["healthy/a.h"] = "#pragma once\n#include \"b.h\"\n";
  files["healthy/b.h"] = "#pragma once\n#include \"a.h\"\n";
  files["healthy/main.cpp"] = "#include \"a.h\"\n";
  return files;
}

ReadReport check_hostile(const Project& project, const HostileRun& wanted) {
  const auto result = run(project, wanted);
  if (result.exit_code != 0 && result.exit_code != 3) return {};
  EXPECT_EQ(what_breaks_the_promise(result.out, project.root()), "");
  const auto report = read_report(result.out);
  EXPECT_EQ(report.complete, wanted.exit_code == 0);
  EXPECT_EQ(overview(report), wanted.also < kHealthy ? wanted.also + kHealthy : kHealthy + wanted.also) << result.err;
  return report;
}

void check_refused(const Project& project, const HostileRun& wanted) {
  EXPECT_EQ(wanted.exit_code, 2);
  EXPECT_EQ(run(project, wanted).out, "") << "standard output carries the report and nothing else";
}

std::string listing_of(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat info {};
    ::lstat(entry.path().c_str(), &info);
    std::ostringstream line;
    line << entry.path().string() << " " << std::oct << info.st_mode << std::dec << " " << info.st_size << " " << info.st_nlink << " "
         << info.st_mtim.tv_sec << "." << info.st_mtim.tv_nsec << " " << info.st_ctim.tv_sec << "." << info.st_ctim.tv_nsec;
    if (S_ISREG(info.st_mode)) line << " " << std::hash<std::string>{}(read_file(entry.path()));
    if (S_ISLNK(info.st_mode)) line << " -> " << fs::read_symlink(entry.path()).string();
    lines.push_back(line.str());
  }
  std::ranges::sort(lines);
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

}  // namespace unknot::test
