// Independent judges of the golden files: ajv with the official SARIF schema and with our own, and Graphviz. Each judge
// is first shown something broken, so that one that accepts everything is found out.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "judge.h"

namespace unknot {
namespace {

using Json = nlohmann::json;

Outcome validate(const std::filesystem::path& schema, const std::vector<std::filesystem::path>& files) {
  std::string command = "node " + quoted(std::filesystem::path(UNKNOT_SOURCE_DIR) / "tests/reporters/validate.mjs") +
                        " " + quoted(schema);
  for (const std::filesystem::path& file : files) command += " " + quoted(file);
  return run(command);
}

std::filesystem::path sarif_schema() { return golden_folder() / "schema/sarif-2.1.0.json"; }
std::filesystem::path report_schema() { return std::filesystem::path(UNKNOT_SOURCE_DIR) / "docs/report.schema.json"; }

Json read(const std::string& golden) {
  std::ifstream in(golden_folder() / golden);
  return Json::parse(in, nullptr, false);
}

/// The one funnel: the schema accepts all `good` files, and refuses `broken` with a message that names `complaint`.
void check(const std::filesystem::path& schema, const std::vector<std::filesystem::path>& good,
           const std::vector<std::pair<Json, std::string>>& broken) {
  ASSERT_TRUE(std::filesystem::exists(std::filesystem::path(UNKNOT_SOURCE_DIR) / "node_modules/ajv")) << "run npm ci";
  ASSERT_FALSE(good.empty());
  const Outcome accepted = validate(schema, good);
  EXPECT_EQ(accepted.status, 0) << accepted.output;
  EXPECT_NE(accepted.output.find(std::to_string(good.size()) + " validated, 0 broken"), std::string::npos)
      << accepted.output;
  for (const auto& [json, complaint] : broken) {
    const Outcome refused = validate(schema, {temporary("broken.json", json.dump())});
    EXPECT_NE(refused.status, 0) << "accepted what should fail at " << complaint;
    EXPECT_NE(refused.output.find(complaint), std::string::npos) << refused.output;
  }
}

TEST(Validation, SarifGoldensKeepTheOfficialSchema) {
  Json level = read("small.sarif");
  level["runs"][0]["results"][0]["level"] = "bad";
  Json line = read("small.sarif");
  line["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0;
  Json runs = read("small.sarif");
  runs.erase("runs");
  check(sarif_schema(), goldens(".sarif"), {{level, "/results/0/level"}, {line, "startLine"}, {runs, "'runs'"}});
}

TEST(Validation, JsonGoldensKeepTheReportSchema) {
  Json unknown = read("small.json");
  unknown["findings"][0]["surprise"] = 1;
  Json severity = read("small.json");
  severity["findings"][0]["severity"] = "bad";
  Json absolute = read("small.json");
  absolute["findings"][0]["file"] = "/etc/passwd";
  Json column = read("small.json");
  column["findings"][0]["tangle"]["edges"][0].erase("column");
  check(report_schema(), goldens(".json"),
        {{unknown, "/findings/0 must NOT have additional"},
         {severity, "/findings/0/severity"},
         {absolute, "/findings/0/file"},
         {column, "'column'"}});
}

TEST(Validation, ReportSchemaTakesTheFieldsOfOtherFindings) {
  Json report = read("odd.json");
  report["findings"][0].update(
      {{"verdict", "masked"},
       {"failing_entries", {"pkg.mod"}},
       {"exception",
        {{"type", "ImportError"},
         {"name", "X"},
         {"file", "pkg/a.py"},
         {"line", 6},
         {"bound_at", {{"file", "pkg/a.py"}, {"line", 9}}}}},
       {"slot", {{"name", "g.user"}, {"kind", "context"}, {"at", {{"file", "a.py"}, {"line", 1}, {"column", 1}}}}},
       {"hooks", {{{"phase", "teardown"}, {"framework", "x"}, {"function", "f"}, {"file", "a.py"}, {"line", 1}}}}});
  check(report_schema(), {temporary("later.json", report.dump())}, {});
}

TEST(Validation, GraphvizDrawsEveryPicture) {
  const Outcome refused = run("dot -Tsvg -o /dev/null " + quoted(temporary("broken.dot", "digraph { a -> ; }")));
  EXPECT_NE(refused.status, 0) << "a broken picture was drawn";
  const std::vector<std::filesystem::path> pictures = goldens(".dot");
  EXPECT_GE(pictures.size(), 10U);
  for (const std::filesystem::path& picture : pictures) {
    const Outcome drawn = run("dot -Tsvg " + quoted(picture));
    EXPECT_EQ(drawn.status, 0) << picture << drawn.output;
    EXPECT_NE(drawn.output.find("</svg>"), std::string::npos) << picture;
  }
}

}  // namespace
}  // namespace unknot
