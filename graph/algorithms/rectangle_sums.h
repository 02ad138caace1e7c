// Sums of values over points in the plane, many rectangles at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace unknot {

struct PlanePoint {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::int64_t value = 0;
};
/// x in [x_begin, x_end), y in [y_begin, y_end).
struct Rectangle {
  std::uint32_t x_begin = 0, x_end = 0;
  std::uint32_t y_begin = 0, y_end = 0;
};

/// The sum of the values in each rectangle. One sweep along x over a Fenwick tree of y (Softw. Pract. Exp. 1994):
/// O((p + r) log p). Coordinates are < `limit`.
std::vector<std::int64_t> rectangle_sums(std::vector<PlanePoint> points, std::span<const Rectangle> rectangles,
                                         std::uint32_t limit);

}  // namespace unknot
