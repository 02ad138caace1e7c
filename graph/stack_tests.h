// What the branches of a function ask, as far as it matters to one stack.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/stack_uses.h"

namespace unknot {

/// What a branch asks, the same for tests that come out the same.
struct StackTest {
  std::uint32_t path = kNone;
  std::string text;        ///< of one that is only words
  bool turned = false;     ///< the first way is the one on which it does not hold
  std::uint32_t id = kNone;  ///< kNone: asked only once
};

struct StackTests {
  std::vector<StackTest> by_block;
  std::map<std::uint32_t, std::uint32_t> truths;  ///< by path: the test whether it is something
  std::map<std::uint32_t, std::pair<std::uint32_t, std::string>> about;  ///< by test: its path and its words
};

StackTests stack_tests(const FunctionFact&, const StackUse&);

/// Null, zero, false or empty.
inline bool is_nothing(ValueKind kind) { return kind == ValueKind::null || kind == ValueKind::zero || kind == ValueKind::no || kind == ValueKind::empty; }

}  // namespace unknot
