// The plan out of a tangle as text, as JSON and as a contract: pure functions, as the reporters are.
#pragma once

#include <string>
#include <string_view>

#include "graph/plan.h"
#include "graph/prices.h"

namespace unknot {

struct PlanReport {
  std::string version;
  bool complete = true;
  ViewKind view = ViewKind::sibling_folders;
  const Program& program;
  const Plan& plan;
  std::vector<std::vector<Price>> edge_prices{};  ///< of each tangle's edges, each alone
  std::vector<Price> step_prices{};               ///< what each step adds to those before it
  bool estimated = false;                         ///< the bytes are of some units that speak for all
};

/// "folder" or "component".
std::string_view level_name(ViewKind);
/// "siblings", "flat" or "components".
std::string_view view_name(ViewKind);

std::string render_plan_text(const PlanReport&);
std::string render_plan_json(const PlanReport&);
/// What unknot.json may say to hold the present state: for each tangle its layers as a contract, with every line that the plan
/// cuts as an exception. Of a plan without moves.
std::string render_plan_contract(const PlanReport&);

}  // namespace unknot
