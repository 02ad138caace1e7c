// Which lines of the judged tree somebody wrote since the base, and which stood there or in another file before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/source_tree/source_tree.h"
#include "checks/base.h"

namespace unknot {

class LineOrigins {
 public:
  /// `gone`: files of the base, as shown, that the judged tree does not have: what stands in a new file may come from one.
  LineOrigins(const SourceTree& judged, const SourceTree& base, std::string root, std::vector<std::string> gone)
      : judged_(judged), base_(base), root_(std::move(root)), gone_(std::move(gone)) {}

  /// A line counts as old where its file had as many of its kind before. Blanks and what follows an include do not tell lines
  /// apart. A new file was another one before where at least half of the lines of the longer one are in both.
  LineOrigin of(const Place&);

 private:
  using Lines = std::vector<std::string>;
  using Counts = std::map<std::string, std::size_t, std::less<>>;
  const Lines& judged_lines(const std::string& file);
  const Counts& base_counts(const std::string& file);
  const std::string& moved_from(const std::string& file);

  const SourceTree& judged_;
  const SourceTree& base_;
  std::string root_;
  std::vector<std::string> gone_;
  std::map<std::string, Lines> lines_;
  std::map<std::string, Counts> counts_;  ///< empty: the base has no such file
  std::map<std::string, std::string> moved_;
};

}  // namespace unknot
