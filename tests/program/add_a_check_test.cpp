// Adding a check takes three edits: it is done here, in a copy of the repository, and counted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "checks/registry.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kNewCheck = R"(// A header without an include guard.
#include "checks/registry.h"

namespace unknot {
namespace {

void run(const CheckContext& ctx, const FindingSink& report) {
  for (const auto& unit : ctx.program.units)
    if (unit.origin == Origin::project && !unit.entry && !unit.once) {
      Finding finding;
      finding.check = "missing-guard";
      finding.at.file = unit.name;
      finding.message = "the header has no include guard";
      finding.fingerprint = fingerprint("missing-guard", unit.name, "");
      report(std::move(finding));
    }
}

}  // namespace

constinit const Check checks::missing_guard{
    .info = {.id = "missing-guard", .summary = "A header without an include guard.", .doc = "", .kind = FindingKind::setting},
    .run = run};

}  // namespace unknot
)";

const std::string kListing = R"(#include <cstdio>
#include "checks/registry.h"
int main() {
  for (const auto* check : unknot::all_checks()) std::printf("%.*s\n", static_cast<int>(check->info.id.size()), check->info.id.data());
}
)";

std::map<std::string, std::string> texts_below(const std::string& root) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file()) out[entry.path().lexically_relative(root).generic_string()] = read_file(entry.path());
  return out;
}

void run_or_fail(const std::vector<std::string>& command) {
  std::string words;
  for (const auto& word : command) words += word + " ";
  const auto run = run_program("/usr/bin/env", command);
  ASSERT_EQ(run.exit_code, 0) << words << "\n" << run.out << run.err;
}

TEST(AddACheck, TakesThreeEdits) {
  Project copy;
  fs::create_directories(copy.path("fixtures"));
  for (const char* part : {"graph", "checks", "reporters", "analyzer", "cmake", "fixtures/checks"})
    fs::copy(std::string(UNKNOT_SOURCE_DIR "/") + part, copy.path(part), fs::copy_options::recursive);
  copy.write("CMakeLists.txt", read_file(UNKNOT_SOURCE_DIR "/CMakeLists.txt"));
  const auto before = texts_below(copy.root());

  copy.write("checks/missing_guard.cpp", kNewCheck);
  copy.write("checks/checks.def", copy.read("checks/checks.def") + "CHECK(missing_guard)\n");
  copy.write("fixtures/checks/missing-guard/bad/a.h", "struct A {};  // expect: missing-guard\n");
  copy.write("fixtures/checks/missing-guard/bad/main.cpp", "#include \"a.h\"\n");

  std::set<std::string> edits;  // a fixture folder is one
  for (const auto& [name, text] : texts_below(copy.root()))
    if (const auto old = before.find(name); old == before.end() || old->second != text)
      edits.insert(name.starts_with("fixtures/") ? fs::path(name).parent_path().string() : name);
  EXPECT_THAT(edits, testing::ElementsAre("checks/checks.def", "checks/missing_guard.cpp", "fixtures/checks/missing-guard/bad"));

  // The graph did not change: the copy links with the library that is built already.
  const std::string flags = UNKNOT_CXX_FLAGS;
  run_or_fail({"cmake", "-S", copy.root(), "-B", copy.path("out"), "-G", "Ninja", "-DUNKNOT_TESTS=OFF", "-DUNKNOT_CLANG=OFF",
               "-DUNKNOT_TREE_SITTER_PYTHON=" UNKNOT_SOURCE_DIR "/node_modules/tree-sitter-python",
               "-DCMAKE_OPTIMIZE_DEPENDENCIES=ON", std::string("-DCMAKE_CXX_COMPILER=") + UNKNOT_CXX, "-DCMAKE_CXX_FLAGS=-O0 " + flags});
  run_or_fail({"cmake", "--build", copy.path("out"), "--target", "unknot_checks", "-j", "2"});
  copy.write("out/listing.cpp", kListing);
  run_or_fail({"sh", "-c", std::string(UNKNOT_CXX) + " -std=c++23 " + flags + " -I" + copy.root() + " " + copy.path("out/listing.cpp") + " " +
                               copy.path("out/libunknot_checks.a") + " " UNKNOT_BUILD_DIR "/libunknot_graph.a -lxxhash -o " + copy.path("out/listing")});
  std::string expected;
  for (const Check* check : all_checks()) expected += std::string(check->info.id) + "\n";
  EXPECT_EQ(run_program(copy.path("out/listing"), {}).out, expected + "missing-guard\n");
}

}  // namespace
}  // namespace unknot::test
