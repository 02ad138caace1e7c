// What only a person runs is told in a lower voice than what is served.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// How many findings a fixture has of each severity.
std::map<std::string, int> severities(const std::string& fixture) {
  Project project;
  project.copy_from(UNKNOT_SOURCE_DIR "/fixtures/checks/query-in-loop/" + fixture);
  const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
  std::map<std::string, int> out;
  for (const auto& finding : read_report(run.out).findings) ++out[finding.severity];
  return out;
}

TEST(ByHand, WhatOnlyAPersonRunsIsANote) {
  EXPECT_THAT(severities("by-hand"), ElementsAre(Pair("note", 5)));
  EXPECT_THAT(severities("served"), ElementsAre(Pair("warning", 7)));
}

}  // namespace
}  // namespace unknot::test
