// Flags of operations beside those of function_facts.h: what only some languages can write.
#pragma once

#include <cstdint>

namespace unknot::operation {

constexpr std::uint8_t fallback = 1U << 3U;  ///< a read that says what to give where there is nothing: getattr(x, "n", None)

}  // namespace unknot::operation
