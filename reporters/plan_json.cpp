// The plan for programs: docs/plan.schema.json.
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "reporters/escape.h"
#include "reporters/plan.h"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

Json size(const KnottedNodes& knotted) {
  return {{"units", knotted.nodes}, {"largest", knotted.largest}, {"tangles", knotted.tangles}};
}

Json lines(const Program& program, const std::vector<DependencyId>& ids) {
  Json out = Json::array();
  for (const DependencyId id : ids) {
    const Dependency& d = program.dependency(id);
    Json line = {{"file", program.file(d)}, {"line", d.line}, {"column", d.column}, {"from", program.unit(d.from).name}, {"to", program.unit(d.to).name}};
    if (!program.evidence.empty()) line["evidence"] = name(program.evidence[index(id)].evidence);
    out.push_back(std::move(line));
  }
  return out;
}

Json holders(const Program& program, const std::vector<Holder>& all) {
  Json out = Json::array();
  for (const auto& holder : all) {
    Json entry = holder.to.empty() ? Json{{"unit", holder.from}} : Json{{"from", holder.from}, {"to", holder.to}};
    entry["frees"] = holder.freed;
    entry["largest"] = holder.largest;
    if (!holder.to.empty()) entry["lines"] = lines(program, holder.lines);
    out.push_back(std::move(entry));
  }
  return out;
}

Json price(const Price& bought, bool estimated) {
  Json out = {{"units", bought.units}, {"files", bought.pairs}};
  if (bought.bytes) {
    out["bytes"] = *bought.bytes;
    out["estimated"] = estimated;
  }
  return out;
}

Json tangle(const PlanReport& report, std::size_t number) {
  const Program& program = report.program;
  const KnownTangle& known = report.plan.tangles[number];
  Json edges = Json::array();
  for (std::size_t e = 0; e < known.edges.size(); ++e)
    edges.push_back({{"from", known.edges[e].from},
                     {"to", known.edges[e].to},
                     {"weight", known.edges[e].lines.size()},
                     {"price", price(report.edge_prices[number][e], report.estimated)}});
  Json hanging = Json::array();
  if (!known.core.empty())
    for (const auto& node : known.nodes)
      if (!std::ranges::binary_search(known.core, node)) hanging.push_back(node);
  return {{"units", known.nodes},
          {"edges", std::move(edges)},
          {"lines", known.lines},
          {"core", known.core},
          {"hangers_on", std::move(hanging)},
          {"bridges", holders(program, known.bridges)},
          {"points", holders(program, known.points)}};
}

Json step(const PlanReport& report, std::size_t number) {
  const Program& program = report.program;
  const PlanStep& planned = report.plan.steps[number];
  const bool moves = planned.kind == StepKind::move;
  Json out = {{"kind", moves ? "move" : "cut"}, {"from", planned.from}, {"to", planned.to}};
  if (moves) {
    Json files = Json::array();
    for (const UnitId file : planned.files) {
      const std::string& from = program.file(file);
      files.push_back({{"from", from}, {"to", moved_to(planned.to, from)}});
    }
    out["files"] = std::move(files);
    out["relieves"] = planned.relieved;
  }
  out["cost"] = planned.cost;
  out["lines"] = lines(program, planned.lines);
  if (planned.split != kOwnText)
    out["split"] = {{"file", program.unit(planned.split).name}, {"pulls", lines(program, planned.pulls)}};
  out["price"] = price(report.step_prices[number], report.estimated);
  out["after"] = size(planned.after);
  return out;
}

/// A node as a unit of a contract. In the flat view a folder stands for its own files only.
std::string unit_of(ViewKind view, const std::string& node) {
  if (view == ViewKind::components) return "target:" + node;
  return view == ViewKind::flat_folders && node != "./" ? node + "*" : node;
}

Json contract(const PlanReport& report, const KnownTangle& tangle) {
  const auto is_inside = [&](const std::string& node) { return std::ranges::binary_search(tangle.nodes, node); };
  Json layers = Json::array();
  for (const auto& layer : report.plan.layers) {
    Json units = Json::array();
    for (const auto& node : layer)
      if (is_inside(node)) units.push_back(unit_of(report.view, node));
    if (units.size() == 1) layers.push_back(units.front());
    else if (!units.empty()) layers.push_back(std::move(units));
  }
  std::set<std::pair<std::string, std::string>> pairs;
  for (const auto& planned : report.plan.steps)
    if (planned.kind == StepKind::cut && is_inside(planned.from) && is_inside(planned.to))
      for (const DependencyId id : planned.lines)
        pairs.emplace(report.program.file(report.program.dependency(id).from), report.program.file(report.program.dependency(id).to));
  Json exceptions = Json::array();
  for (const auto& [from, to] : pairs) exceptions.push_back({{"from", from}, {"to", to}});
  return {{"kind", "layers"},
          {"name", "layers of " + tangle.nodes.front() + " and " + std::to_string(tangle.nodes.size() - 1) + " more"},
          {"reason", "the layers that are there but for the exceptions, which may only go"},
          {"layers", std::move(layers)},
          {"exceptions", std::move(exceptions)}};
}

}  // namespace

std::string render_plan_contract(const PlanReport& report) {
  Json contracts = Json::array();
  for (const auto& known : report.plan.tangles) contracts.push_back(contract(report, known));
  const Json out = {{"contracts", std::move(contracts)}};
  return quiet_json(out.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

std::string render_plan_json(const PlanReport& report) {
  const Plan& plan = report.plan;
  Json tangles = Json::array();
  for (std::size_t i = 0; i < plan.tangles.size(); ++i) tangles.push_back(tangle(report, i));
  Json steps = Json::array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i) steps.push_back(step(report, i));
  const Json out = {{"schema_version", 1},
                    {"tool", {{"name", "unknot"}, {"version", report.version}}},
                    {"root", "."},
                    {"complete", report.complete},
                    {"level", level_name(report.view)},
                    {"view", view_name(report.view)},
                    {"before", size(plan.before)},
                    {"tangles", std::move(tangles)},
                    {"cut_lines", plan.cut_lines},
                    {"lower_bound", plan.lower_bound},
                    {"optimal", plan.optimal},
                    {"lines_without_moves", plan.lines_without_moves},
                    {"steps", std::move(steps)},
                    {"layers", plan.layers}};
  return quiet_json(out.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace unknot
