// A loop on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace unknot {

/// Calls what `make` gives with each index below `count`, in no order; every thread makes its own, and has at least some work.
template <class Make>
void side_by_side(unsigned jobs, std::size_t count, const Make& make) {
  constexpr std::size_t kWorthAThread = 16;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    auto one = make();
    for (std::size_t i = next++; i < count; i = next++) one(i);
  };
  std::vector<std::jthread> threads;
  for (std::size_t t = 1; t < std::min<std::size_t>(jobs, (count + kWorthAThread - 1) / kWorthAThread); ++t) threads.emplace_back(work);
  work();
}

}  // namespace unknot
