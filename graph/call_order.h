// In which order functions are looked at.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "graph/function_table.h"

namespace unknot {

/// What is called before who calls it, as far as calls make no ring: so most is known when it is asked for.
class CallOrder {
 public:
  /// `roots`: USRs; only what these call, directly or not; empty: everything. The table outlives the order.
  CallOrder(const FunctionTable& table, const std::set<std::string>& roots);
  const std::vector<std::string_view>& functions() const { return order_; }
  /// The place in the order; kNone: it is not there.
  std::uint32_t number(std::string_view usr) const;

 private:
  void add(std::string_view root);
  std::vector<std::string_view> callees(std::span<const Definition> definitions) const;

  const FunctionTable& table_;
  std::unordered_set<std::string_view> seen_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::string_view> order_;
};

}  // namespace unknot
