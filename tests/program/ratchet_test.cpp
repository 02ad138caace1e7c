// The ratchet: over random edits of a tangled project a finding appears if, and only if, the edit adds an edge inside a tangle
// or one that closes or enlarges one. The oracle reads the #include lines as text and finds what is strongly connected by
// asking for each pair of files whether each reaches the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using Pair = std::pair<std::string, std::string>;

struct TextGraph {
  std::set<Pair> edges;
  std::map<std::string, std::set<std::string>> reach;

  explicit TextGraph(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files)
      for (std::size_t at = 0; (at = text.find("#include \"", at)) != std::string::npos; ++at) {
        const auto begin = at + 10;
        const std::string to = text.substr(begin, text.find('"', begin) - begin);
        if (files.contains(to) && to != name) edges.emplace(name, to);
      }
    for (const auto& [from, to] : edges) reach[from].insert(to);
    for (const auto& [middle, text] : files)
      for (auto& [from, all] : reach)
        if (all.contains(middle)) {
          const auto more = reach[middle];
          all.insert(more.begin(), more.end());
        }
  }
  bool tied(const Pair& edge) const {
    const auto back = reach.find(edge.second);
    return back != reach.end() && back->second.contains(edge.first);
  }
  /// The strongly connected set that a file is in, by its smallest member.
  std::string knot_of(const std::string& file) const {
    std::string out = file;
    if (const auto all = reach.find(file); all != reach.end())
      for (const auto& other : all->second)
        if (tied({file, other})) out = std::min(out, other);
    return out;
  }
  std::size_t size_of_knot(const std::string& file) const {
    std::size_t out = 1;
    if (const auto all = reach.find(file); all != reach.end())
      for (const auto& other : all->second) out += other != file && tied({file, other}) ? 1 : 0;
    return out;
  }
};

class Ratchet : public testing::Test {
 protected:
  Ratchet() {
    for (int i = 0; i < 24; ++i) files_["h" + std::to_string(i) + ".h"] = "#pragma once\n";
    for (int i = 0; i < 4; ++i) files_["u" + std::to_string(i) + ".cpp"] = "";
    // A tangle of twelve, one of three, and much that is none.
    for (int i = 0; i < 12; ++i) include("h" + std::to_string(i) + ".h", "h" + std::to_string((i + 1) % 12) + ".h");
    for (int i = 12; i < 15; ++i) include("h" + std::to_string(i) + ".h", "h" + std::to_string(12 + (i - 11) % 3) + ".h");
    for (int i = 15; i < 24; ++i) include("h" + std::to_string(i) + ".h", "h" + std::to_string(i - 7) + ".h");
    for (int i = 0; i < 24; ++i) include("u" + std::to_string(i % 4) + ".cpp", "h" + std::to_string(i) + ".h");
  }
  void include(const std::string& from, const std::string& to) { files_[from] += "#include \"" + to + "\"\n"; }

  void write_all(Project& project) {
    for (const auto& name : project.files())
      if ((name.ends_with(".h") || name.ends_with(".cpp")) && !files_.contains(name)) project.remove(name);
    for (const auto& [name, text] : files_)
      if (!project.has(name) || project.read(name) != text) project.write(name, text);
  }

  std::string some_file(bool header) {
    std::vector<std::string> names;
    for (const auto& [name, text] : files_)
      if (!header || name.ends_with(".h")) names.push_back(name);
    return names[dice_() % names.size()];
  }
  /// Changes the model; says what.
  std::string edit() {
    const std::string file = some_file(false);
    std::string& text = files_[file];
    switch (dice_() % 8) {
      case 0:
      case 1:
      case 2: {
        const bool near = dice_() % 2 == 0;  // between files that are tangled, most likely
        const std::string to = near ? "h" + std::to_string(dice_() % 16) + ".h" : some_file(true);
        if (near && !file.starts_with("h")) return "nothing";
        if (to == file || text.find("\"" + to + "\"") != std::string::npos) return "nothing";
        include(file, to);
        return file + " includes " + to;
      }
      case 3: {
        const auto at = text.rfind("#include");
        if (at == std::string::npos) return "nothing";
        text.erase(at, text.find('\n', at) + 1 - at);
        return file + " includes less";
      }
      case 4: text.insert(0, "// one more line\n\n"); return "lines before all of " + file;
      case 5: text += "int value_" + std::to_string(dice_() % 1000) + "();\n"; return "a name in " + file;
      case 6: {
        const std::string fresh = "n" + std::to_string(++fresh_) + ".h";
        files_[fresh] = "#pragma once\n";
        include(fresh, some_file(true) == fresh ? "h0.h" : "h" + std::to_string(dice_() % 24) + ".h");
        return "new " + fresh;
      }
      default: {
        // Two lines change places.
        const auto first = text.find("#include");
        const auto last = text.rfind("#include");
        if (first == last || first == std::string::npos) return "nothing";
        const auto line = [&](std::size_t at) { return text.substr(at, text.find('\n', at) + 1 - at); };
        const std::string a = line(first);
        const std::string b = line(last);
        text.replace(last, b.size(), a);
        text.replace(first, a.size(), b);
        return "other order in " + file;
      }
    }
  }

  std::map<std::string, std::string> files_;
  std::mt19937_64 dice_{7};
  int fresh_ = 0;
};

std::uint32_t line_of(const std::string& text, const std::string& to) {
  const auto at = text.find("#include \"" + to + "\"");
  return static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
}

/// What the oracle wants: for each knot that has a new edge where a finding may stand, and how the knot grew.
struct Expected {
  std::set<std::string> places;  ///< "file:line"
  std::size_t size = 0;
  std::string growth;
};
std::map<std::string, Expected> expected(const TextGraph& before, const TextGraph& after, const std::map<std::string, std::string>& files) {
  std::map<std::string, Expected> out;
  for (const auto& edge : after.edges) {
    if (before.edges.contains(edge) || !after.tied(edge)) continue;
    auto& knot = out[after.knot_of(edge.first)];
    knot.places.insert(edge.first + ":" + std::to_string(line_of(files.at(edge.first), edge.second)));
    knot.size = after.size_of_knot(edge.first);
  }
  for (auto& [name, knot] : out) {
    std::size_t largest = 1;
    for (const auto& [file, text] : files)
      if (after.knot_of(file) == name && after.size_of_knot(file) > 1) largest = std::max(largest, before.size_of_knot(file));
    if (largest >= knot.size) knot.growth = "adds an edge inside a tangle of " + std::to_string(knot.size) + " files: ";
    else if (largest > 1) knot.growth = "joins " + std::to_string(knot.size - largest) + " file" + (knot.size - largest == 1 ? "" : "s") + " to a tangle of " + std::to_string(largest) + ": ";
  }
  return out;
}

std::vector<ReportFinding> fresh_of(const ReadReport& report) {
  auto out = report.findings;
  std::erase_if(out, [](const ReportFinding& finding) { return finding.state != "new"; });
  return out;
}

/// All that is said, without where the knots stand in their files.
std::string without_lines(std::string json) {
  for (std::size_t at = 0; (at = json.find("\"line\": ", at)) != std::string::npos; ++at) {
    const auto begin = at + 8;
    json.erase(begin, json.find_first_not_of("0123456789", begin) - begin);
  }
  return json;
}

TEST_F(Ratchet, AFindingAppearsIfAndOnlyIfAKnotGrows) {
  Project project;
  write_all(project);
  make_repository(project.root());
  const std::string cache = project.path("../cache");
  int grown = 0;
  int quiet = 0;
  for (int script = 0; script < 50; ++script) {
    const TextGraph before(files_);
    std::string told;
    for (std::uint64_t n = 1 + dice_() % 3; n > 0; --n) told += edit() + "; ";
    SCOPED_TRACE(std::to_string(script) + ": " + told);
    write_all(project);
    std::vector<std::string> how{"check", "--changed-since", "HEAD", "--format", "json", "--cache", cache};
    if (script % 2 == 0) {
      git(project.root(), {"add", "-A"});
      how = {"check", "--staged", "--format", "json", "--cache", cache};
    }
    const auto run = run_unknot(how, {.cwd = project.root(), .env = {}});
    const auto wanted = expected(before, TextGraph(files_), files_);
    ASSERT_EQ(run.exit_code, wanted.empty() ? 0 : 1) << run.err;
    const auto found = fresh_of(read_report(run.out));
    ASSERT_EQ(found.size(), wanted.size()) << run.out;
    const TextGraph after(files_);
    for (const auto& finding : found) {
      const auto knot = wanted.find(after.knot_of(finding.file));
      ASSERT_NE(knot, wanted.end()) << finding.message;
      EXPECT_TRUE(knot->second.places.contains(finding.file + ":" + std::to_string(finding.line))) << finding.message;
      EXPECT_EQ(finding.units.size(), knot->second.size);
      EXPECT_THAT(finding.message, testing::StartsWith(knot->second.growth));
    }
    (wanted.empty() ? quiet : grown) += 1;
    commit_all(project.root());
    if (HasFailure()) return;
  }
  EXPECT_GE(grown, 8);
  EXPECT_GE(quiet, 8);
}

TEST_F(Ratchet, WhatIsNoNewEdgeChangesNothing) {
  Project project;
  write_all(project);
  make_repository(project.root());
  const auto check = [&] {
    return run_unknot({"check", "--changed-since", "HEAD", "--format", "json", "--cache", "off"}, {.cwd = project.root(), .env = {}});
  };
  const auto first = check();
  EXPECT_EQ(first.exit_code, 0) << first.err;
  for (auto& [name, text] : files_) text = "// Nothing of this matters.\n\n" + text + "static int renamed;\n";
  write_all(project);
  const auto longer = check();
  EXPECT_EQ(longer.exit_code, 0);
  EXPECT_EQ(without_lines(longer.out), without_lines(first.out));
  project.move_elsewhere();
  EXPECT_EQ(check().out, longer.out);
  commit_all(project.root());
  EXPECT_EQ(check().out, longer.out);
}

}  // namespace
}  // namespace unknot::test
