// Findings of one check that would have the same fingerprint.
#pragma once

#include <map>
#include <string>

#include "checks/finding.h"

namespace unknot {

/// The first of those that are the same keeps its fingerprint; the others count on, in the order in which they are told.
class DistinctFingerprints {
 public:
  std::string distinct(const Finding& finding, std::string print) {
    const int before = told_[print]++;
    return before == 0 ? print : fingerprint(finding.check, print, std::to_string(before));
  }

 private:
  std::map<std::string, int> told_;
};

}  // namespace unknot
