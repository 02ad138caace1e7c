// Prices against the compiler and the build: what `clang -E` prints and what `ninja -n` would build again, before and after a
// line is really taken out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "analyzer/analyze.h"
#include "analyzer/includes/text_measurement.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

/// No file needs what another declares, so that it compiles without any of its lines.
const Files kFiles{
    {"CMakeLists.txt", R"(cmake_minimum_required(VERSION 3.20)
project(sample CXX)
add_library(sample OBJECT src/app/a.cpp src/app/b.cpp src/app/c.cpp src/app/d.cpp src/app/e.cpp)
target_include_directories(sample PRIVATE src)
include(macros.cmake)
)"},
    {"macros.cmake", ""},
    {"src/base/log.h", R"(#pragma once
#include <cassert>
#include <string>
#include "base/table.inc"
void log(int);
)"},
    {"src/base/table.inc", "// Meant to be read again and again.\nnamespace table { struct Row; }\n"},
    {"src/base/heavy.h", R"(#ifndef HEAVY_H
#define HEAVY_H
#include <map>
#include <cassert>
#include <functional>
#include "base/log.h"
#include "base/table.inc"
class Heavy {
  int a;
};
#endif
)"},
    {"src/base/other.h", R"(#pragma once
#ifdef WITH_HEAVY
#include "base/heavy.h"
#endif
#ifdef _WIN32
#include "base/windows.h"
#endif
)"},
    {"src/base/windows.h", "#pragma once\n#include \"base/heavy.h\"\n"},
    {"src/net/socket.h", R"(#ifndef SOCKET_H
#define SOCKET_H
#include "base/heavy.h"
#include "base/other.h"
class Socket;
#endif
)"},
    {"src/app/a.cpp", "#include \"net/socket.h\"\nint a() { return 1; }\n"},
    {"src/app/b.cpp", "#include \"net/socket.h\"\n#include \"base/heavy.h\"\nint b() { return 1; }\n"},
    {"src/app/c.cpp", "#include <map>\n#include \"base/log.h\"\nint c() { return 1; }\n"},
    {"src/app/d.cpp", R"(#include <map>
#include "net/socket.h"
#ifdef _WIN32
#include "base/windows.h"
#endif
int d() { return 1; }
)"},
    {"src/app/e.cpp", "#include \"base/other.h\"\n#include \"net/socket.h\"\nint e() { return 1; }\n"}};

class Prices : public testing::Test {
 protected:
  Prices() : project_(kFiles) {}

  void open() {
    sh("cmake -G Ninja -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_CXX_COMPILER_FORCED=TRUE "
       "-DCMAKE_CXX_COMPILER=" UNKNOT_CXX);
    AnalysisOptions options;
    options.paths = {project_.root()};
    options.cache = "off";
    options.extractor = UNKNOT_BIN_DIR "/unknot-clang";
    auto opened = open_project(options);
    if (!opened) throw std::runtime_error(opened.error().message);
    root_ = opened->root;
    program_ = std::move(opened->extraction.configurations.front().program);
  }

  std::string sh(const std::string& line) {
    const auto run = run_program("/bin/sh", {"-c", line}, {.cwd = project_.root(), .env = {}});
    EXPECT_EQ(run.exit_code, 0) << line << "\n" << run.out << run.err;
    return run.out;
  }

  TextMeasurement measure(const std::vector<DependencyId>& lines) {
    const auto tree = working_tree();
    auto measured = measure_text(*tree, program_, lines,
                                 {.root = root_,
                                  .database = root_ + "/build/compile_commands.json",
                                  .query_drivers = {},
                                  .workers = {.program = UNKNOT_BIN_DIR "/unknot-clang", .jobs = 2},
                                  .progress = {}});
    if (!measured) throw std::runtime_error(measured.error().message);
    EXPECT_TRUE(measured->failures.empty());
    EXPECT_TRUE(measured->unmeasured.empty());
    return std::move(*measured);
  }

  std::uint64_t preprocessed_bytes() {
    std::uint64_t sum = 0;
    for (const auto& entry : nlohmann::json::parse(project_.read("build/compile_commands.json"))) {
      auto command = entry["command"].get<std::string>();
      command = command.substr(0, command.find(" -o ")) + " -E " + entry["file"].get<std::string>();
      sum += std::stoull(sh("cd " + entry["directory"].get<std::string>() + " && " + command + " | wc -c"));
    }
    return sum;
  }

  /// "src/base/log.h" -> the objects that are built again when it is touched.
  std::map<std::string, std::set<std::string>> rebuilt() {
    sh("ninja -C build");
    std::map<std::string, std::set<std::string>> out;
    for (const auto& name : project_.files()) {
      if (!name.starts_with("src/") || name.ends_with(".cpp")) continue;
      const fs::path file = project_.path(name);
      const auto before = fs::last_write_time(file);
      fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::seconds(5));
      std::istringstream said(sh("ninja -C build -n"));
      for (std::string line; std::getline(said, line);)
        if (const auto at = line.find("Building CXX object "); at != std::string::npos) out[name].insert(line.substr(at));
      fs::last_write_time(file, before);
    }
    return out;
  }

  using Places = std::vector<std::pair<std::string, std::uint32_t>>;

  Price predicted(const Places& places) {
    open();
    std::vector<DependencyId> lines;
    for (std::uint32_t d = 0; d < program_.dependencies.size(); ++d)
      for (const auto& [file, line] : places)
        if (program_.dependencies[d].line == line && program_.file(program_.dependencies[d]) == file)
          lines.push_back(DependencyId{d});
    EXPECT_EQ(lines.size(), places.size());
    return Pricing(program_, measure(lines).text).price(lines);
  }

  void check(const Places& places) {
    const Price price = predicted(places);
    const auto bytes_before = preprocessed_bytes();
    const auto before = rebuilt();
    for (const auto& [file, line] : places) sh("sed -i '" + std::to_string(line) + "s/.*//' " + file);
    const auto bytes_after = preprocessed_bytes();
    auto after = rebuilt();
    std::uint64_t pairs = 0;
    std::set<std::string> units;
    for (const auto& [file, objects] : before)
      for (const auto& object : objects)
        if (!after[file].contains(object)) ++pairs, units.insert(object);
    EXPECT_EQ(price.pairs, pairs);
    EXPECT_EQ(price.units, units.size());
    const auto saved = static_cast<double>(bytes_before - bytes_after);
    ASSERT_TRUE(price.bytes);
    EXPECT_NEAR(static_cast<double>(*price.bytes), saved, saved * 0.02);
  }

  Project project_;
  std::string root_;
  Program program_;
};

TEST_F(Prices, OfAHeaderThatSomeReachAnotherWay) { check({{"src/net/socket.h", 3}}); }
TEST_F(Prices, OfALineInAUnit) { check({{"src/app/c.cpp", 2}}); }
TEST_F(Prices, OfLinesThatSaveNothingAlone) { check({{"src/net/socket.h", 3}, {"src/app/b.cpp", 2}}); }
// A limit: whether other.h includes heavy.h is asked of one unit that reads it, and another unit defines another macro. The
// build would say 2 units and 6 pairs: e.cpp still gets heavy.h by way of other.h.
TEST_F(Prices, OneUnitSpeaksForOthersWithOtherMacros) {
  project_.write("macros.cmake", "set_source_files_properties(src/app/e.cpp PROPERTIES COMPILE_DEFINITIONS WITH_HEAVY)\n");
  const Price price = predicted({{"src/net/socket.h", 3}});
  EXPECT_EQ(price.units, 3U);
  EXPECT_EQ(price.pairs, 9U);
}

TEST_F(Prices, OfAFileThatIsReadAgainAndAgain) { check({{"src/base/heavy.h", 6}, {"src/base/heavy.h", 7}}); }

}  // namespace
}  // namespace unknot::test
