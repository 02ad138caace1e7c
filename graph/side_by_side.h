// A loop on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace unknot {

/// Calls what `make` gives with each index below `count`, in no order; every thread makes its own, and has some work: of
/// `worth_a_thread` calls or more.
template <class Make>
void side_by_side(unsigned jobs, std::size_t count, const Make& make, std::size_t worth_a_thread = 16) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    auto one = make();
    for (std::size_t i = next++; i < count; i = next++) one(i);
  };
  std::vector<std::jthread> threads;
  for (std::size_t t = 1; t < std::min<std::size_t>(jobs, (count + worth_a_thread - 1) / worth_a_thread); ++t) threads.emplace_back(work);
  work();
}

}  // namespace unknot
