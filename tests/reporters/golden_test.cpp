// Every reporter renders every sample report as its golden file says, and says the same twice.
#include "golden.h"
#include "reporters/reporters.h"
#include "sample_reports.h"

namespace unknot {
namespace {

std::string extension(std::string_view reporter) {
  return reporter == "text" ? "txt" : reporter == "junit" ? "xml" : reporter == "markdown" ? "md" : std::string(reporter);
}

const Sample& sample(const std::vector<Sample>& samples, std::string_view name) {
  for (const Sample& one : samples)
    if (one.name == name) return one;
  return samples.front();
}

TEST(Golden, EveryReporterAndSample) {
  for (const Sample& one : sample_reports())
    for (const Reporter& reporter : reporters()) {
      SCOPED_TRACE(one.name + " as " + std::string(reporter.name));
      const std::string text = reporter.render(one.report, {});
      check_golden(one.name + "." + extension(reporter.name), text);
      EXPECT_EQ(text, reporter.render(one.report, {}));
      EXPECT_TRUE(text.ends_with("\n"));
    }
}

TEST(Golden, ColoredText) {
  const std::vector<Sample> samples = sample_reports();
  for (const char* name : {"empty", "small", "odd"})
    check_golden(std::string(name) + ".color.txt", render_text(sample(samples, name).report, {.color = true}));
}

TEST(Golden, Graphs) {
  const std::vector<Sample> samples = sample_reports();
  const Report& small = sample(samples, "small").report;
  const Report& empty = sample(samples, "empty").report;
  const Program program = sample_program();
  const UnitedProgram united{.program = program, .configurations = {}};
  check_golden("graph/tangles.dot", render_graph_dot(program, small, {}));
  check_golden("graph/overview.dot", render_graph_dot(program, empty, {}));
  check_golden("graph/overview_of_three.dot", render_graph_dot(program, empty, {.max_nodes = 3}));
  check_golden("graph/all.dot", render_graph_dot(program, small, {.all = true}));
  check_golden("graph/all_folded.dot", render_graph_dot(program, small, {.all = true, .max_nodes = 8}));
  for (const auto& [name, options] : std::vector<std::pair<std::string, GraphOptions>>{
           {"folders", {.level = GraphLevel::folder}},
           {"folder_cycles", {.cycles = true, .level = GraphLevel::folder}},
           {"around_log", {.focus = {UnitId{3}}}},
           {"cycles_around_window", {.cycles = true, .focus = {UnitId{15}}}},
           {"folders_around_log", {.level = GraphLevel::folder, .focus = {UnitId{3}}}}}) {
    check_golden("graph/" + name + ".dot", render_graph_dot(program, small, options));
    check_golden("graph/" + name + ".mermaid", render_graph_mermaid(program, small, options));
  }
  check_golden("graph/folders.graph.json", render_graph_json(united, small, {.level = GraphLevel::folder}));
  check_golden("graph/all.graph.json", render_graph_json(united, small, {}));
  EXPECT_EQ(render_graph_json(united, small, {}), render_graph_json(united, small, {.all = true}));
}

TEST(Reporters, TableIsAsDocumented) {
  std::string names;
  for (const Reporter& reporter : reporters()) names += std::string(reporter.name) + " ";
  EXPECT_EQ(names, "text json sarif dot mermaid github gitlab junit markdown ");
}

}  // namespace
}  // namespace unknot
