// A value together with the place where it is written, so that a bad value is reported at its line.
#pragma once

#include <cstdint>

namespace unknot {

/// A place in a configuration file: 1-based, columns in bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

template <typename T>
struct Located {
  T value{};
  Position at;
};

}  // namespace unknot
