// A copy of the fixture, so that nothing is written into it.
#include "tests/support/python_probe.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {

std::string probe(const std::string& fixture, const std::string& text) {
  Project project;
  project.copy_from(std::string(UNKNOT_SOURCE_DIR "/fixtures/checks/") + fixture);
  project.write("probe.py", text);
  const auto run = run_program("/usr/bin/python3", {"-B", "probe.py"}, {.cwd = project.root(), .env = {}, .kill_after = std::chrono::seconds(60)});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return run.out;
}

std::string quiet_probe(const std::string& fixture, const std::string& text) { return probe(fixture, "import warnings\nwarnings.simplefilter('ignore')\n" + text); }

}  // namespace unknot::test
