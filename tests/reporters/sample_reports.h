// Reports made by hand, which every reporter renders into fixtures/reporters/.
#pragma once

#include <string>
#include <vector>

#include "reporters/report.h"

namespace unknot {

struct Sample {
  std::string name;
  Report report;
};

/// "empty", "small" (one cycle of three files), "odd" (several kinds of findings, a base, problems, hostile names),
/// "wide" (120 files in 12 folders in one tangle), "flat" (80 files of one folder in one tangle), "configurations" (two that
/// share a part), "grown" (a base that had less), "hostile" (names that are commands, markup or broken text elsewhere).
std::vector<Sample> sample_reports();

/// A program of 18 files in 5 folders with one external header, whose tangle the "small" report holds.
Program sample_program();

}  // namespace unknot
