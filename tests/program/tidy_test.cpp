// The rules of this repository that a program can check: folders, walls, first lines, sizes, spelling.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "checks/registry.h"
#include "tests/support/expectations.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

struct TextFile {
  std::string name;  ///< from the root
  std::vector<std::string> lines;
  std::string text;
};

bool is_code(const std::string& name) { return name.ends_with(".h") || name.ends_with(".cpp"); }
bool is_data(const std::string& name) { return name.starts_with("fixtures/") || name.starts_with("tests/fuzz/corpus/") || name.ends_with(".json") || name.ends_with(".def"); }
std::string top_of(const std::string& name) { return name.substr(0, name.find('/')); }

/// The text without what stands in raw strings; lines stay where they are.
std::string without_raw_strings(const std::string& text) {
  std::string out = text;
  for (auto at = out.find("R\"("); at != std::string::npos; at = out.find("R\"(", at + 1)) {
    const auto close = std::min(out.find(")\"", at), out.size());
    for (auto i = at + 3; i < close; ++i)
      if (out[i] != '\n') out[i] = '.';
  }
  return out;
}

/// Every file of the repository that a person writes.
const std::vector<TextFile>& repository() {
  static const std::vector<TextFile> files = [] {
    const fs::path root = UNKNOT_SOURCE_DIR;
    const std::set<std::string> passed_over{".git", "build", "node_modules", "__pycache__", ".cache"};
    std::vector<TextFile> out;
    for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
      if (passed_over.contains(at->path().filename().string())) {
        at.disable_recursion_pending();
      } else if (at->is_regular_file() && !at->is_symlink()) {
        TextFile file{.name = at->path().lexically_relative(root).generic_string(), .lines = {}, .text = read_file(at->path())};
        const std::string plain = is_code(file.name) ? without_raw_strings(file.text) : file.text;
        for (std::string_view rest = plain; !rest.empty();) {
          const auto line_end = std::min(rest.find('\n'), rest.size());
          file.lines.emplace_back(rest.substr(0, line_end));
          rest.remove_prefix(std::min(line_end + 1, rest.size()));
        }
        out.push_back(std::move(file));
      }
    }
    std::ranges::sort(out, {}, &TextFile::name);
    return out;
  }();
  return files;
}

/// Calls `rule` for each line of each file that `concerns` names; what it returns is wrong with that line.
template <class Concerns, class Rule>
void check(Concerns concerns, Rule rule) {
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  for (const auto& file : repository()) {
    if (!concerns(file.name)) continue;
    ++seen;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      if (const std::string what = rule(file.name, file.lines[i]); !what.empty())
        wrong.push_back(file.name + ":" + std::to_string(i + 1) + ": " + what);
  }
  EXPECT_GT(seen, 0U) << "the rule concerns nothing";
  EXPECT_THAT(wrong, IsEmpty());
}

/// What an include directive names, with its first character; empty where the line is none.
std::string included(const std::string& line) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*([<"][^>"]+)[>"])re");
  std::smatch match;
  return std::regex_search(line, match, kInclude) ? match[1].str() : "";
}

TEST(Tidy, FoldersIncludeOnlyWhatStandsLeftOfThem) {
  const std::vector<std::string> order{"graph", "checks", "reporters", "analyzer"};
  const auto place = [&](const std::string& top) { return std::ranges::find(order, top) - order.begin(); };
  check([&](const std::string& name) { return is_code(name) && place(top_of(name)) < 4; },
        [&](const std::string& name, const std::string& line) -> std::string {
          const std::string header = included(line);
          if (!header.starts_with('"') || header.ends_with(".def")) return "";
          const std::string to = top_of(header.substr(1));
          if (place(to) < 4) return place(to) > place(top_of(name)) ? top_of(name) + " may not include " + to : "";
          return to == "xxhash.h" ? "" : to.starts_with("clang") || to.starts_with("llvm") ? "" : "not from the root: " + header;
        });
}

TEST(Tidy, ThirdPartyHeadersStayInsideTheirWalls) {
  struct Wall {
    std::string header;
    std::function<bool(const std::string&)> inside;
  };
  const auto below = [](std::string folder) { return [folder](const std::string& name) { return name.starts_with(folder); }; };
  const std::vector<Wall> walls{
      {"clang/", below("analyzer/extract/cpp/")},
      {"clang-c/", below("analyzer/extract/cpp/")},
      {"llvm/", below("analyzer/extract/cpp/")},
      {"sqlite3.h", below("analyzer/cache/")},
      {"CLI/", below("analyzer/cli/")},
      {"boost/", [](const std::string& name) { return name.starts_with("graph/") && name.ends_with(".cpp"); }},
      {"nlohmann/", [](const std::string& name) { return name.ends_with(".cpp"); }},
      {"toml++/", [](const std::string& name) { return name == "analyzer/config/toml_tree.cpp"; }},
      {"tree_sitter/", below("analyzer/extract/python/")}};
  check([](const std::string& name) { return is_code(name) && !name.starts_with("fixtures/"); },
        [&](const std::string& name, const std::string& line) -> std::string {
          const std::string header = included(line);
          for (const auto& wall : walls)
            if (header.size() > 1 && header.substr(1).starts_with(wall.header) && !wall.inside(name) &&
                !(name.starts_with("tests/") && wall.header == "sqlite3.h") &&  // tests break caches
                name != "tests/differential/index_uses.cpp")                    // another view of the same unit, by Clang's index
              return header.substr(1) + " outside of its wall";
          return "";
        });
}

TEST(Tidy, EachFileSaysFirstWhatItIsFor) {
  std::vector<std::string> wrong;
  for (const auto& file : repository()) {
    if (!is_code(file.name) || file.name.starts_with("fixtures/")) continue;
    if (file.lines.empty() || !file.lines[0].starts_with("// ") || file.lines[0].size() < 12) wrong.push_back(file.name + ": no purpose in its first line");
    if (file.name.ends_with(".h") && std::ranges::find(file.lines, "#pragma once") == file.lines.end()) wrong.push_back(file.name + ": no #pragma once");
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(Tidy, NoFileIsTooLong) {
  constexpr std::size_t kLongest = 500;
  std::vector<std::string> wrong;
  for (const auto& file : repository()) {
    const auto dot = file.name.rfind('.');
    const std::string ending = dot == std::string::npos ? "" : file.name.substr(dot);
    const bool counts = is_code(file.name) || ending == ".py" || ending == ".mjs" || ending == ".txt" || ending == ".cmake" || ending.empty();
    if (counts && !is_data(file.name) && file.name != "LICENSE" && file.lines.size() > kLongest)
      wrong.push_back(file.name + ": " + std::to_string(file.lines.size()) + " lines");
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(Tidy, NoFrameworkIsNamedInCode) {
  static const std::regex kNames(
      R"(\b(flask|django|fastapi|werkzeug|starlette|quart|gunicorn|uwsgi|celery|sqlalchemy|pytest|drogon|gtest|gmock|googletest|catch2|cpprest)\b)",
      std::regex::icase);
  check([](const std::string& name) { return is_code(name) && (name.starts_with("graph/") || name.starts_with("checks/") || name.starts_with("reporters/") || name.starts_with("analyzer/")); },
        [](const std::string&, const std::string& line) {
          std::smatch match;
          return std::regex_search(line, match, kNames) ? "names '" + match[1].str() + "': that is data in analyzer/models" : "";
        });
}

TEST(Tidy, LinesEndCleanly) {
  check([](const std::string& name) { return !is_data(name) && !name.ends_with(".md"); },
        [](const std::string&, const std::string& line) -> std::string {
          if (line.ends_with('\r')) return "ends with CR LF";
          return line.ends_with(' ') || line.ends_with('\t') ? "trailing space" : "";
        });
  std::vector<std::string> wrong;
  for (const auto& file : repository())
    if (!is_data(file.name) && !file.text.empty() && !file.text.ends_with('\n')) wrong.push_back(file.name + ": no newline at its end");
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(Tidy, NoteReferencesResolve) {
  static const std::regex kNote(R"(\bNOTE\((def|ref): ([^)]+)\))");
  std::map<std::string, int> defined;
  std::map<std::string, std::string> referred;
  for (const auto& file : repository()) {
    if (!is_code(file.name)) continue;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), kNote), end; at != end; ++at) {
      if ((*at)[1] == "def") ++defined[(*at)[2]];
      else referred[(*at)[2]] = file.name;
    }
  }
  for (const auto& [name, file] : referred) EXPECT_EQ(defined[name], 1) << file << " refers to '" << name << "'";
  for (const auto& [name, count] : defined) EXPECT_TRUE(count == 1 && referred.contains(name)) << "'" << name << "' is defined " << count << " times, or nobody refers to it";
}

TEST(Tidy, NoFileKnowsThisMachine) {
  // Written apart, so that this file does not find itself.
  const std::vector<std::string> paths{std::string("/wo") + "rk/", std::string("/ro") + "ot/"};
  check([](const std::string&) { return true; },
        [&](const std::string&, const std::string& line) -> std::string {
          for (const auto& path : paths)
            for (auto at = line.find(path); at != std::string::npos; at = line.find(path, at + 1))
              if (at == 0 || std::isalnum(static_cast<unsigned char>(line[at - 1])) == 0) return "a machine's path: " + path;
          return "";
        });
}

TEST(Tidy, EachCheckHasItsFileAndItsFixtures) {
  for (const Check* check : all_checks()) {
    const std::string id(check->info.id);
    std::string stem = id;
    std::ranges::replace(stem, '-', '_');
    EXPECT_TRUE(fs::exists(UNKNOT_SOURCE_DIR "/checks/" + stem + ".cpp")) << id;
    const std::string folder = UNKNOT_SOURCE_DIR "/fixtures/checks/" + id;
    ASSERT_TRUE(fs::is_directory(folder)) << id;
    int cases = 0;
    int bad = 0;
    int good = 0;
    std::set<std::string> shown;
    for (const auto& entry : fs::directory_iterator(folder)) {
      std::vector<std::string> errors;
      auto marks = marks_below(entry.path(), errors);
      std::erase_if(marks, [](const Mark& mark) { return mark.kind == MarkKind::without; });
      EXPECT_THAT(errors, IsEmpty());
      const auto own = std::ranges::count(marks, id, &Mark::check);
      ++cases;
      ++(own > 0 ? bad : good);
      for (const auto& mark : marks)
        if (mark.check == id) shown.insert(mark.case_name);
    }
    EXPECT_GE(cases, 3) << id << ": a bad, a good and a limit case";
    EXPECT_GE(bad, 1) << id;
    EXPECT_GE(good, 1) << id;
    for (const auto& info : check->info.cases) EXPECT_TRUE(shown.contains(std::string(info.name))) << id << "/" << info.name << " has no fixture";
  }
}

TEST(Tidy, FixturesBelongToChecks) {
  for (const auto& entry : fs::directory_iterator(UNKNOT_SOURCE_DIR "/fixtures/checks"))
    EXPECT_NE(find_check(entry.path().filename().string()), nullptr) << entry.path();
}

}  // namespace
}  // namespace unknot::test
