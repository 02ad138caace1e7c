// Tables that a migration has filled and nothing else of the project adds to: roles, states, countries. Their rows are few, and a session
// asks for each of them once. It knows no library: models say how a migration fills a table, and what a query is.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "graph/runs_by_hand.h"

namespace unknot {

class SeededRows {
 public:
  SeededRows(const imports::World&, std::span<const Model>, RunsByHand&);
  /// A class of rows, by its name alone, and its table. What is not certain is no such table.
  bool holds(const std::string& row_class, const std::string& table);

 private:
  bool is_filled(const std::string& table) const;
  bool is_made(const std::string& row_class);
  bool is_made_in(std::uint32_t module, const std::string& row_class);

  const imports::World& world_;
  RunsByHand& by_hand_;
  std::set<std::string, std::less<>> asks_;       ///< last words of what is given a class to ask for its rows
  std::set<std::string, std::less<>> functions_;  ///< names of all functions of the project, once somebody asks
  std::map<std::string, bool, std::less<>> answers_;
};

}  // namespace unknot
