// The plan for people: the tangles and what holds them, the steps with what is left after each, the layers that come out.
#include <algorithm>
#include <utility>
#include <vector>

#include "reporters/escape.h"
#include "reporters/plan.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

constexpr std::size_t kHolders = 3;
constexpr std::size_t kNames = 12;
constexpr std::size_t kLines = 3;

class PlanWriter {
 public:
  explicit PlanWriter(const PlanReport& report)
      : report_(report), program_(report.program), plan_(report.plan), noun_(level_name(report.view)) {}

  std::string text() {
    if (plan_.tangles.empty()) return "no " + noun_ + " tangle: nothing to untangle\n";
    for (const auto& tangle : plan_.tangles) describe(tangle);
    headline();
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) describe(plan_.steps[i], i);
    out_ += "\nlayers, top first:\n";
    for (const auto& layer : plan_.layers) out_ += "  " + names(layer, layer.size()) + "\n";
    return std::move(out_);
  }

 private:
  void describe(const KnownTangle& tangle) {
    out_ += noun_ + " tangle of " + counted(tangle.nodes.size(), noun_) + ", " + counted(tangle.edges.size(), "dependency") + ", " +
            counted(tangle.lines, "line") + ": " + names(tangle.nodes, kNames) + "\n";
    if (tangle.nodes.size() > 2 && !tangle.core.empty() && tangle.core.size() < tangle.nodes.size())
      out_ += "  core: " + names(tangle.core, kNames) + "; " + counted(tangle.nodes.size() - tangle.core.size(), noun_) +
              " hang" + (tangle.nodes.size() - tangle.core.size() == 1 ? "s" : "") + " on to it\n";
    for (std::size_t i = 0; i < tangle.bridges.size() && i < kHolders && tangle.nodes.size() > 2; ++i) {
      const Holder& bridge = tangle.bridges[i];
      out_ += "  " + visible(bridge.from) + " -> " + visible(bridge.to) + " alone (" + counted(bridge.lines.size(), "line") + ") keeps " +
              counted(tangle.nodes.size() - bridge.largest, noun_) + " in the knot, by " + place(bridge.lines.front()) + "\n";
    }
    for (std::size_t i = 0; i < tangle.points.size() && i < kHolders && tangle.nodes.size() > 3; ++i)
      out_ += "  " + visible(tangle.points[i].from) + " in the middle: without it " +
              (tangle.points[i].largest == 0 ? std::string("no cycle is left") : "the largest tangle has " + counted(tangle.points[i].largest, noun_)) + "\n";
    out_ += "\n";
  }

  void headline() {
    std::size_t moves = 0;
    for (const auto& step : plan_.steps) moves += step.kind == StepKind::move ? 1 : 0;
    out_ += "plan: ";
    if (moves > 0) out_ += counted(moves, "move") + " and ";
    out_ += counted(plan_.steps.size() - moves, "cut") + " of " + counted(plan_.cut_lines, "line") + " in all";
    if (plan_.optimal) out_ += program_.evidence.empty() ? ", the fewest that do" : ", the easiest that do";
    else out_ += " (proven: no less than " + std::to_string(plan_.lower_bound) + ")";
    if (moves > 0) out_ += "; without moves " + counted(plan_.lines_without_moves, "line");
    out_ += "\nknotted: " + std::to_string(plan_.before.nodes);
    std::size_t last = plan_.before.nodes;
    for (const auto& step : plan_.steps)
      if (step.after.nodes != std::exchange(last, step.after.nodes)) out_ += ", " + std::to_string(step.after.nodes);
    out_ += "\n\n";
  }

  void describe(const PlanStep& step, std::size_t number) {
    std::string head = std::to_string(number + 1);
    head.insert(0, head.size() < 4 ? 4 - head.size() : 0, ' ');
    out_ += head + ". ";
    if (step.kind == StepKind::move) {
      out_ += "move ";
      for (const UnitId file : step.files) out_ += (file == step.files.front() ? "" : ", ") + visible(program_.file(file));
      out_ += " to " + visible(step.to) + ": " + counted(step.relieved, "line") + " less to cut, " +
              counted(step.lines.size(), "include") + " to rewrite";
    } else {
      out_ += "cut " + visible(step.from) + " -> " + visible(step.to) + ": " + counted(step.lines.size(), "line");
    }
    if (step.kind == StepKind::cut) out_ += evidence_words(step.lines);
    out_ += "; " + left(step.after) + "\n";
    if (const auto bought = price(report_.step_prices[number]); !bought.empty()) out_ += "        " + bought + "\n";
    if (step.kind == StepKind::cut) list_lines(step);
  }

  /// " (3 unused, 1 inherent)"
  std::string evidence_words(const std::vector<DependencyId>& lines) const {
    std::string out;
    if (program_.evidence.empty()) return out;
    for (const Evidence evidence : {Evidence::unused, Evidence::name_only, Evidence::move_to_source, Evidence::inherent, Evidence::unknown}) {
      const auto count = std::ranges::count_if(lines, [&](DependencyId line) { return program_.evidence[index(line)].evidence == evidence; });
      if (count == 0) continue;
      const std::string_view word = evidence == Evidence::unknown ? "unknown" : name(evidence);
      out += (out.empty() ? " (" : ", ") + std::to_string(count) + " " + std::string(word);
    }
    return out + ")";
  }

  /// The lines that lead to the file that most of them lead to come first.
  void list_lines(const PlanStep& step) {
    struct Target {
      UnitId to{};
      DependencyId first{};
      std::size_t count = 0;
    };
    std::vector<Target> targets;
    for (const DependencyId id : step.lines) {
      const UnitId to = program_.dependency(id).to;
      const auto known = std::ranges::find(targets, to, &Target::to);
      if (known != targets.end()) ++known->count;
      else targets.push_back({.to = to, .first = id, .count = 1});
    }
    std::ranges::sort(targets, [](const Target& a, const Target& b) { return a.count != b.count ? a.count > b.count : a.first < b.first; });
    for (std::size_t i = 0; i < targets.size() && i < kLines; ++i) {
      out_ += "        " + place(targets[i].first) + ": " + visible(program_.unit(targets[i].to).name);
      if (targets[i].count > 1) out_ += ", as " + counted(targets[i].count - 1, "line") + " more";
      out_ += "\n";
    }
    if (targets.size() > kLines) out_ += "        and " + counted(targets.size() - kLines, "file") + " more\n";
    if (step.split == kOwnText) return;
    out_ += "        " + visible(program_.unit(step.split).name) + " is pulled apart: split off what " + visible(step.from) +
            " needs of it; it cannot go down itself, for " + place(step.pulls.front()) + " needs " +
            visible(program_.unit(program_.dependency(step.pulls.front()).to).name) + "\n";
  }

  std::string left(const KnottedNodes& after) const {
    if (after.nodes == 0) return "nothing is knotted any more";
    std::string out = std::to_string(after.nodes) + " left";
    if (after.tangles > 1) out += " in " + counted(after.tangles, "tangle") + ", the largest of " + std::to_string(after.largest);
    return out;
  }

  /// "12 translation units read 340 files less in all, 1.2 MB of preprocessed text"; empty where nobody reads less.
  std::string price(const Price& price) const {
    if (price.units == 0) return {};
    std::string out = counted(price.units, "translation unit") + (price.units == 1 ? " reads " : " read ") +
                      counted(price.pairs, "file") + " less in all";
    if (price.bytes) out += std::string(report_.estimated ? ", about " : ", ") + size_words(*price.bytes) + " of preprocessed text";
    return out;
  }

  static std::string size_words(std::uint64_t bytes) {
    constexpr std::string_view kUnits[] = {" bytes", " kB", " MB", " GB"};
    std::size_t unit = 0;
    std::uint64_t tenths = bytes * 10;
    for (; tenths >= 10'000 && unit < 3; ++unit) tenths /= 1'000;
    std::string out = std::to_string(tenths / 10);
    if (unit > 0 && tenths < 1'000) out += "." + std::to_string(tenths % 10);
    return out + std::string(kUnits[unit]);
  }

  std::string place(DependencyId id) const {
    const Dependency& d = program_.dependency(id);
    return visible(program_.file(d)) + ":" + std::to_string(d.line);
  }

  static std::string names(const std::vector<std::string>& all, std::size_t limit) {
    std::string out;
    for (std::size_t i = 0; i < all.size() && i < limit; ++i) out += (i == 0 ? "" : ", ") + visible(all[i]);
    if (all.size() > limit) out += " and " + std::to_string(all.size() - limit) + " more";
    return out;
  }

  const PlanReport& report_;
  const Program& program_;
  const Plan& plan_;
  std::string noun_;
  std::string out_;
};

}  // namespace

std::string_view level_name(ViewKind view) { return view == ViewKind::components ? "component" : "folder"; }

std::string_view view_name(ViewKind view) {
  switch (view) {
    case ViewKind::flat_folders: return "flat";
    case ViewKind::sibling_folders: return "siblings";
    case ViewKind::components: return "components";
  }
  return "";
}

std::string render_plan_text(const PlanReport& report) { return PlanWriter(report).text(); }

}  // namespace unknot
