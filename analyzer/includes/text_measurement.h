// How much preprocessed text the files of a program make: a few of its units, preprocessed as `clang -E` does, speak for all.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/extract/workers.h"
#include "analyzer/includes/extraction.h"
#include "analyzer/includes/progress.h"
#include "graph/prices.h"

namespace unknot {

struct TextOptions {
  std::string root;      ///< absolute, without links
  std::string database;  ///< of the program's configuration, absolute; empty: there is none, and nothing is measured
  std::vector<std::string> query_drivers;
  WorkerOptions workers;
  std::size_t most_units = 200;
  ProgressListener progress;
};

struct TextMeasurement {
  /// For Pricing. A file's bytes are the mean over the units measured that read it. What a file without a guard adds when it
  /// is entered again (<assert.h>) counts as text of each file that includes it. A line counts as followed where one of these
  /// units follows it, or where none of them reads its file.
  MeasuredText text;
  std::vector<UnitId> measured;  ///< units that were preprocessed, sorted
  /// Files that some unit stops reading without the lines and whose text no unit measured has, sorted: what they save is
  /// missing in every price.
  std::vector<UnitId> unmeasured;
  std::vector<std::pair<std::string, std::string>> failures;  ///< unit as shown, what happened to it
};

/// Measures what `lines` save where they are taken out, each alone or any of them together. For units that are not measured
/// themselves it is an estimate: their macros may make another text of a header, and have it include something else.
std::expected<TextMeasurement, ExtractionError> measure_text(const SourceTree&, const Program&,
                                                             std::span<const DependencyId> lines, const TextOptions&);

}  // namespace unknot
