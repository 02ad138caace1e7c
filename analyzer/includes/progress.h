// How far the work is, for whoever wants to show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace unknot {

enum class Phase : std::uint8_t { scan, preprocess, parse };
/// Called on one thread, in order; `total` may grow.
using ProgressListener = std::function<void(Phase, std::size_t done, std::size_t total)>;

}  // namespace unknot
