// Orders findings by what they cost.
#include "reporters/worst.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace unknot {
namespace {

auto badness(const Finding& finding) {
  return std::tuple(finding.severity, finding.tangle ? finding.tangle->units.size() : 0);
}

}  // namespace

std::vector<const Finding*> fresh_findings(const Report& report) {
  std::vector<const Finding*> out;
  for (const Finding& finding : report.findings)
    if (finding.state == State::fresh) out.push_back(&finding);
  return out;
}

std::vector<const Finding*> worst_first(std::vector<const Finding*> findings) {
  // No stable_sort: libstdc++ 12 does it with what C++20 deprecates.
  std::vector<std::pair<std::size_t, const Finding*>> order;
  for (std::size_t i = 0; i < findings.size(); ++i) order.emplace_back(i, findings[i]);
  std::ranges::sort(order, [](const auto& a, const auto& b) {
    return std::tuple(badness(*b.second), a.first) < std::tuple(badness(*a.second), b.first);
  });
  for (std::size_t i = 0; i < findings.size(); ++i) findings[i] = order[i].second;
  return findings;
}

}  // namespace unknot
