// fold -> cut -> moves that spare lines of it -> the cut that is left -> steps in order, each weighed on a new fold.
#include "graph/plan.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "graph/algorithms/bridges.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/layers.h"
#include "graph/evidence.h"
#include "graph/folded_cut.h"
#include "graph/moves.h"

namespace unknot {
namespace {

constexpr std::size_t kMostMoves = 30;
/// What it takes to move a file, beside lines that are weighed by their evidence.
constexpr std::uint64_t kMovedFile = 4;
/// Moves that are weighed by a new cut, and the steps of each such cut.
constexpr int kMostTrials = 60;
constexpr std::uint64_t kTrialSteps = 100'000;

class Planner {
 public:
  Planner(const Program& program, const PlanOptions& options) : program_(program), options_(options), arranged_(program) {}

  std::expected<Plan, std::string> run() {
    graph_ = fold(program_, options_.view, arranged_);
    list_scope();
    auto cut = cut_of(graph_, options_.cut);
    if (!cut) return std::unexpected(cut.error());
    plan_.lines_without_moves = cut->lines;
    if (options_.moves && options_.view.kind != ViewKind::components)
      if (auto failed = find_all_moves(*cut); !failed.empty()) return std::unexpected(failed);
    cut = cut_of(graph_, options_.cut);
    if (!cut) return std::unexpected(cut.error());
    plan_.cut_lines = cut->lines;
    plan_.lower_bound = cut->lower_bound;
    plan_.optimal = cut->optimal;
    add_cuts(*cut);
    put_in_order();
    return std::move(plan_);
  }

 private:
  /// The tangles that are planned, and what is known of them.
  void list_scope() {
    const Digraph digraph = digraph_of(graph_);
    std::vector<std::uint32_t> tangle_of(graph_.nodes.size(), kNoNode);
    const auto components = strong_components(digraph);
    const auto all_joints = joints(digraph);
    std::vector<KnownTangle> tangles;
    for (std::size_t i = 0; i < components.size(); ++i) {
      const auto& vertices = components[i];
      if (options_.wanted && std::ranges::none_of(vertices, [&](Vertex v) { return options_.wanted(graph_.nodes[v]); })) continue;
      for (const Vertex v : vertices) {
        tangle_of[v] = static_cast<std::uint32_t>(tangles.size());
        scope_.insert(graph_.nodes[v]);
      }
      tangles.push_back(known(all_joints[i]));
    }
    for (const auto& edge : graph_.edges) {
      if (tangle_of[edge.from] == kNoNode || tangle_of[edge.from] != tangle_of[edge.to]) continue;
      auto& tangle = tangles[tangle_of[edge.from]];
      tangle.edges.push_back({.from = graph_.nodes[edge.from], .to = graph_.nodes[edge.to], .lines = edge.lines});
      tangle.lines += edge.lines.size();
    }
    std::ranges::sort(tangles, [](const KnownTangle& a, const KnownTangle& b) {
      return a.nodes.size() != b.nodes.size() ? a.nodes.size() > b.nodes.size() : a.nodes < b.nodes;
    });
    plan_.tangles = std::move(tangles);
    plan_.before = knotted_in_scope(graph_);
  }

  KnownTangle known(const Joints& joints) const {
    KnownTangle out;
    for (const Vertex v : joints.vertices) out.nodes.push_back(graph_.nodes[v]);
    for (const Vertex v : joints.core) out.core.push_back(graph_.nodes[v]);
    for (const auto& bridge : joints.bridges)
      out.bridges.push_back({.from = graph_.nodes[bridge.from], .to = graph_.nodes[bridge.to],
                             .lines = graph_.edges[bridge.edges.front()].lines, .freed = bridge.rest.freed, .largest = bridge.rest.largest});
    for (const auto& point : joints.points)
      out.points.push_back({.from = graph_.nodes[point.vertex], .to = {}, .lines = {}, .freed = point.rest.freed, .largest = point.rest.largest});
    for (auto* holders : {&out.bridges, &out.points})
      std::ranges::sort(*holders, [](const Holder& a, const Holder& b) {
        return std::tuple(a.largest, a.lines.size(), std::string_view(a.from), std::string_view(a.to)) <
               std::tuple(b.largest, b.lines.size(), std::string_view(b.from), std::string_view(b.to));
      });
    return out;
  }

  /// Of the tangles that hold a node in scope.
  KnottedNodes knotted_in_scope(const FoldedGraph& graph) const {
    KnottedNodes out;
    for (const auto& vertices : strong_components(digraph_of(graph))) {
      if (std::ranges::none_of(vertices, [&](Vertex v) { return scope_.contains(graph.nodes[v]); })) continue;
      out.nodes += vertices.size();
      out.largest = std::max(out.largest, vertices.size());
      ++out.tangles;
    }
    return out;
  }

  struct ScopedCut {
    std::vector<std::uint8_t> is_cut;  ///< by edge of the graph
    std::uint64_t lines = 0;   ///< that it takes out
    std::uint64_t effort = 0;  ///< what these cost
    std::uint64_t lower_bound = 0;  ///< of lines
    bool optimal = false;
  };

  /// The cut of the tangles in scope under the pins.
  std::expected<ScopedCut, std::string> cut_of(const FoldedGraph& graph, const CutOptions& options) const {
    const auto tangle_of = tangle_numbers(graph);
    std::set<std::uint32_t> planned{};  // numbers of the tangles that hold a node in scope
    for (Vertex v = 0; v < graph.nodes.size(); ++v)
      if (tangle_of[v] != kNoNode && scope_.contains(graph.nodes[v])) planned.insert(tangle_of[v]);
    std::vector<Edge> edges;
    std::vector<std::uint64_t> efforts;
    std::vector<std::size_t> number;
    CutPins pins;
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
      const auto& edge = graph.edges[e];
      const bool inside = tangle_of[edge.from] == tangle_of[edge.to] && planned.contains(tangle_of[edge.from]);
      const bool goes = is_pinned(options_.remove, graph, edge);
      if (!inside && !goes) continue;
      const auto id = static_cast<EdgeIndex>(edges.size());
      if (goes) pins.remove.push_back(id);
      else if (is_pinned(options_.keep, graph, edge)) pins.keep.push_back(id);
      edges.push_back({edge.from, edge.to});
      efforts.push_back(effort_of(program_, edge.lines));
      number.push_back(e);
    }
    const Digraph digraph(static_cast<Vertex>(graph.nodes.size()), std::move(edges));
    const Cut cut = folded_cut(digraph, efforts, dependents_of(graph), options, pins);
    if (!cut.kept_cycle.empty()) {
      std::string walk;
      for (const EdgeIndex e : cut.kept_cycle) walk += graph.nodes[digraph.edge(e).from] + " -> ";
      return std::unexpected("what is kept is a cycle itself: " + walk + graph.nodes[digraph.edge(cut.kept_cycle.front()).from]);
    }
    // No line costs more than the dearest, so that many lines are proven.
    const std::uint64_t dearest = program_.evidence.empty() ? 1 : kDearestLine;
    ScopedCut out{.is_cut = std::vector<std::uint8_t>(graph.edges.size()), .effort = cut.cost,
                  .lower_bound = (cut.lower_bound + dearest - 1) / dearest, .optimal = cut.optimal};
    for (const EdgeIndex e : cut.edges) {
      out.is_cut[number[e]] = 1;
      out.lines += graph.edges[number[e]].lines.size();
    }
    return out;
  }

  static bool is_pinned(const std::vector<std::pair<std::string, std::string>>& pins, const FoldedGraph& graph, const FoldedEdge& edge) {
    return std::ranges::any_of(pins, [&](const auto& pin) {
      return is_meant(pin.first, graph.nodes[edge.from]) && is_meant(pin.second, graph.nodes[edge.to]);
    });
  }

  /// Takes one move after the other, each only if a new cut is cheaper by it. Returns what went wrong.
  std::string find_all_moves(ScopedCut cut) {
    CutOptions quick = options_.cut;
    quick.exact_steps = std::min(quick.exact_steps, kTrialSteps);
    std::set<UnitId> moved;
    std::set<std::pair<std::vector<UnitId>, std::string>> refused;
    int trials = 0;
    for (bool found = true; found && plan_.steps.size() < kMostMoves;) {
      found = false;
      for (auto& move : find_moves(program_, options_.view.kind, arranged_, {graph_, cut.is_cut}).moves) {
        const bool again = std::ranges::any_of(move.files, [&](UnitId file) { return moved.contains(file); });
        if (again || refused.contains({move.files, move.to}) || trials == kMostTrials) continue;
        ++trials;
        Arrangement arranged = arranged_;
        place(move.files, move.to, arranged);
        FoldedGraph graph = fold(program_, options_.view, arranged);
        auto next = cut_of(graph, quick);
        if (!next) return next.error();
        if (next->lines + kLeastRelief > cut.lines || next->effort > cut.effort) {
          refused.emplace(move.files, move.to);
          continue;
        }
        moved.insert(move.files.begin(), move.files.end());
        add_move(move, cut.lines - next->lines);
        arranged_ = std::move(arranged);
        graph_ = std::move(graph);
        cut = std::move(*next);
        found = true;
        break;
      }
    }
    return {};
  }

  void place(const std::vector<UnitId>& files, std::string_view folder, Arrangement& arranged) const {
    for (const UnitId file : files) arranged.path[index(file)] = moved_to(folder, arranged.path[index(file)]);
  }

  void add_move(const Move& move, std::uint64_t relieved) {
    PlanStep step{.kind = StepKind::move, .from = move.from, .to = move.to, .files = move.files, .lines = {}, .relieved = relieved,
                  .cost = move.files.size(), .effort = move.files.size() * (program_.evidence.empty() ? 1 : kMovedFile), .pulls = {}, .after = {}};
    const auto is_moved = [&](UnitId id) { return std::ranges::binary_search(move.files, id); };
    for (std::uint32_t i = 0; i < program_.dependencies.size(); ++i)
      if (const auto& d = program_.dependencies[i]; is_moved(d.to) && !is_moved(d.from)) step.lines.push_back(DependencyId{i});
    plan_.steps.push_back(std::move(step));
  }

  void add_cuts(const ScopedCut& cut) {
    std::vector<Pulled> pulled;
    if (options_.view.kind != ViewKind::components)
      pulled = find_moves(program_, options_.view.kind, arranged_, {graph_, cut.is_cut}).pulled;
    for (std::size_t e = 0; e < graph_.edges.size(); ++e) {
      if (cut.is_cut[e] == 0) continue;
      const auto& edge = graph_.edges[e];
      PlanStep step{.kind = StepKind::cut, .from = graph_.nodes[edge.from], .to = graph_.nodes[edge.to], .files = {}, .lines = edge.lines,
                    .cost = edge.lines.size(), .effort = effort_of(program_, edge.lines), .pulls = {}, .after = {}};
      for (const auto& file : pulled) {
        const auto leads = [&](DependencyId id) { return program_.dependency(id).to == file.file; };
        const auto count = static_cast<std::size_t>(std::ranges::count_if(step.lines, leads));
        if (count < kLeastRelief || 2 * count < step.lines.size()) continue;
        step.split = file.file;
        step.pulls = file.pulls;
        break;
      }
      plan_.steps.push_back(std::move(step));
    }
  }

  /// By cost, moves before cuts. Among equally dear cuts next that strong bridge which frees most.
  void put_in_order() {
    auto left = std::move(plan_.steps);
    plan_.steps.clear();
    std::ranges::sort(left, [](const PlanStep& a, const PlanStep& b) {
      return std::tuple(a.effort, a.kind, b.relieved, std::string_view(a.from), std::string_view(a.to), a.files) <
             std::tuple(b.effort, b.kind, a.relieved, std::string_view(b.from), std::string_view(b.to), b.files);
    });
    Arrangement arranged(program_);
    FoldedGraph graph = fold(program_, options_.view, arranged);
    KnottedNodes now = plan_.before;
    std::set<UnitId> waiting;  // files of moves to come
    for (const auto& step : left) waiting.insert(step.files.begin(), step.files.end());
    while (!left.empty()) {
      const auto next = next_step(left, waiting, graph, arranged, now);
      for (const UnitId file : next->files) waiting.erase(file);
      apply(*next, arranged);
      graph = fold(program_, options_.view, arranged);
      now = next->after = knotted_in_scope(graph);
      plan_.steps.push_back(std::move(*next));
      left.erase(next);
    }
    add_layers(graph);
  }

  void apply(const PlanStep& step, Arrangement& arranged) const {
    if (step.kind == StepKind::move) place(step.files, step.to, arranged);
    for (const DependencyId id : step.lines) arranged.taken[index(id)] |= step.kind == StepKind::cut ? 1 : 0;
  }

  using Steps = std::vector<PlanStep>;

  /// The first cut, or move after which not more is knotted than now. A cut whose lines lead from or to files that are still to
  /// move waits for that: until then it is one between other nodes.
  Steps::iterator next_step(Steps& left, const std::set<UnitId>& waiting, const FoldedGraph& graph, const Arrangement& arranged,
                            const KnottedNodes& now) const {
    const auto waits = [&](const PlanStep& step) {
      return step.kind == StepKind::cut && std::ranges::any_of(step.lines, [&](DependencyId id) {
               return waiting.contains(program_.dependency(id).from) || waiting.contains(program_.dependency(id).to);
             });
    };
    Steps::iterator first_move = left.end();
    for (auto at = left.begin(); at != left.end(); ++at) {
      if (waits(*at)) continue;
      if (at->kind == StepKind::cut) return best_of_equal(at, left.end(), waits, graph);
      if (first_move == left.end()) first_move = at;
      Arrangement then = arranged;
      apply(*at, then);
      if (knotted_in_scope(fold(program_, options_.view, then)).nodes <= now.nodes) return at;
    }
    return first_move;
  }

  /// Of the cuts that cost as much as the first that which frees most.
  Steps::iterator best_of_equal(Steps::iterator first, Steps::iterator end, const auto& waits, const FoldedGraph& graph) const {
    if (std::next(first) == end || std::next(first)->effort != first->effort) return first;
    std::map<std::pair<std::string_view, std::string_view>, std::pair<std::size_t, std::size_t>> gain;
    for (const auto& tangle : joints(digraph_of(graph)))
      for (const auto& bridge : tangle.bridges)
        gain[{graph.nodes[bridge.from], graph.nodes[bridge.to]}] = {bridge.rest.freed, tangle.vertices.size() - bridge.rest.largest};
    auto best = first;
    std::pair<std::size_t, std::size_t> most;
    for (auto at = first; at != end && at->effort == first->effort; ++at) {
      const auto found = gain.find({at->from, at->to});
      if (at->kind != StepKind::cut || found == gain.end() || found->second <= most || waits(*at)) continue;
      most = found->second;
      best = at;
    }
    return best;
  }

  void add_layers(const FoldedGraph& graph) {
    const Digraph digraph = digraph_of(graph);
    const Layers layering = layers(digraph);
    std::map<std::uint32_t, std::vector<std::string>, std::greater<>> by_layer;
    for (Vertex v = 0; v < graph.nodes.size(); ++v)
      if (scope_.contains(graph.nodes[v])) by_layer[layering.layer[v]].push_back(graph.nodes[v]);
    for (auto& [layer, nodes] : by_layer) plan_.layers.push_back(std::move(nodes));
  }

  const Program& program_;
  const PlanOptions& options_;
  Arrangement arranged_;  ///< as the moves leave it
  FoldedGraph graph_;
  std::set<std::string, std::less<>> scope_;
  Plan plan_;
};

}  // namespace

bool is_meant(std::string_view pin, std::string_view node) { return node == pin || (pin.ends_with('/') && node.starts_with(pin)); }

std::expected<Plan, std::string> make_plan(const Program& program, const PlanOptions& options) { return Planner(program, options).run(); }

}  // namespace unknot
