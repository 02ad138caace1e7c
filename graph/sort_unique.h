// Lists as sets: sorted, each value once.
#pragma once

#include <algorithm>
#include <functional>

namespace unknot {

/// Sorts by the projection, and leaves one of the values that are equal (in full, not only in what the projection gives).
template <class List, class Projection = std::identity>
void sort_unique(List& values, Projection projection = {}) {
  std::ranges::sort(values, {}, projection);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

}  // namespace unknot
