// A rectangle is what stands left of its right side without what stands left of its left side.
#include "graph/algorithms/rectangle_sums.h"

#include <algorithm>

namespace unknot {

std::vector<std::int64_t> rectangle_sums(std::vector<PlanePoint> points, std::span<const Rectangle> rectangles,
                                         std::uint32_t limit) {
  struct Side {
    std::uint32_t x;
    std::size_t rectangle;
    std::int64_t sign;
  };
  std::vector<Side> sides;
  for (std::size_t r = 0; r < rectangles.size(); ++r) {
    sides.push_back({.x = rectangles[r].x_begin, .rectangle = r, .sign = -1});
    sides.push_back({.x = rectangles[r].x_end, .rectangle = r, .sign = 1});
  }
  std::ranges::sort(sides, {}, &Side::x);
  std::ranges::sort(points, {}, &PlanePoint::x);
  std::vector<std::int64_t> tree(limit + 1, 0);
  const auto below = [&](std::uint32_t y) {
    std::int64_t sum = 0;
    for (; y > 0; y &= y - 1) sum += tree[y];
    return sum;
  };
  std::vector<std::int64_t> sums(rectangles.size(), 0);
  std::size_t next = 0;
  for (const Side& side : sides) {
    for (; next < points.size() && points[next].x < side.x; ++next)
      for (std::uint32_t y = points[next].y + 1; y <= limit; y += y & (~y + 1)) tree[y] += points[next].value;
    const Rectangle& rectangle = rectangles[side.rectangle];
    sums[side.rectangle] += side.sign * (below(rectangle.y_end) - below(rectangle.y_begin));
  }
  return sums;
}

}  // namespace unknot
