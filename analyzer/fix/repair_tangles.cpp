// Tangles -> edges chosen -> edits planned -> analysed and parsed over an overlay -> kept, or an edge is given up and all is
// chosen anew.
#include "analyzer/fix/repair_tangles.h"

#include <algorithm>
#include <set>

#include "analyzer/cache/cache.h"
#include "analyzer/extract/ast_facts.h"
#include "analyzer/fix/plan_repairs.h"
#include "analyzer/fix/verify_units.h"
#include "analyzer/includes/unit_commands.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/project/discover.h"
#include "analyzer/symbols/join_symbols.h"
#include "graph/evidence.h"
#include "graph/repairs.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using Names = std::set<std::string>;

std::vector<const Tangle*> entered_tangles(const Report& report) {
  std::vector<const Tangle*> out;
  for (const auto& finding : report.findings)
    if (finding.check == "include-cycle" && finding.case_name.empty() && finding.tangle) out.push_back(&*finding.tangle);
  return out;
}

std::size_t knotted(const std::vector<const Tangle*>& tangles) {
  std::size_t out = 0;
  for (const auto* tangle : tangles) out += tangle->units.size();
  return out;
}

/// What is cheap to do without comes first: to drop before to declare before to move.
std::uint64_t cost_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::unused:
      return 4;
    case Evidence::name_only:
      return 5;
    case Evidence::move_to_source:
      return 9;
    default:
      return 0;
  }
}

class Repairer {
 public:
  Repairer(const Project& project, const AnalysisOptions& options, Report report, std::vector<UnitCommands> commands)
      : project_(project),
        options_(options),
        report_(std::move(report)),
        tangles_(entered_tangles(report_)),
        planning_(project.extraction.configurations),
        verifier_({.tree = *project.tree,
                   .reading = project.reading,
                   .store = project.cache->asts(),
                   .configurations = project.extraction.configurations,
                   .commands = std::move(commands)}),
        workers_(project.reading.workers) {}

  Repairs run() {
    out_.tangles_before = out_.tangles_after = tangles_.size();
    out_.knotted_before = out_.knotted_after = knotted(tangles_);
    while (true) {
      const auto chosen = choose();
      if (chosen.empty()) break;
      for (auto one = extra_.begin(); one != extra_.end();)
        one = chosen.contains(one->because) ? std::next(one) : extra_.erase(one);
      if (!read_for(chosen)) continue;
      const PlannedRepairs planned = plan(chosen);
      if (refuse_all(planned.refused)) continue;
      if (!make_texts(planned)) continue;
      if (!is_smaller(planned)) continue;
      if (!compiles(planned)) continue;
      accept(chosen, planned);
      break;
    }
    tell_what_stays();
    out_.broken.assign(verifier_.broken().begin(), verifier_.broken().end());
    out_.parses = verifier_.units();
    return std::move(out_);
  }

 private:
  const std::string& root() const { return project_.root; }

  std::string protects(const std::string& file) const {
    if (file.starts_with("../") || file.starts_with('/')) return "it stands outside of the project";
    if (project_.reading.ignored && project_.reading.ignored(file)) return "the configuration leaves it out";
    const bool wanted = std::ranges::any_of(
        project_.wanted, [&](const std::string& path) { return path == "." || file == path || file.starts_with(path + "/"); });
    if (!wanted) return "it is not below the paths that were asked for";
    const auto real = project_.tree->real_path(plain_path(root(), file));
    if (!real || *real != plain_path(root(), file)) return "it is reached over a link";
    return {};
  }

  /// The cheapest edges that may go.
  std::set<EdgeName> choose() const {
    std::set<EdgeName> out;
    for (const Tangle* tangle : tangles_) {
      std::vector<RepairableEdge> edges;
      std::vector<std::size_t> in(tangle->units.size()), of(tangle->units.size());
      const auto vertex = [&](const std::string& name) {
        return static_cast<Vertex>(std::ranges::lower_bound(tangle->units, name) - tangle->units.begin());
      };
      for (const auto& edge : tangle->edges) ++of[vertex(edge.from)], ++in[vertex(edge.to)];
      for (const auto& edge : tangle->edges) {
        std::uint64_t cost = cost_of(edge.evidence);
        const Vertex from = vertex(edge.from), to = vertex(edge.to);
        if (refused_.contains({edge.from, edge.to}) || edge.kind != DependencyKind::include || !protects(edge.at.file).empty())
          cost = 0;
        // Of two that are alike rather what leads from the many to the few: against the layers.
        if (cost != 0) cost = 4 * cost + (depended(edge.from) > depended(edge.to) ? 0 : 3);
        edges.push_back({from, to, cost});
      }
      for (const EdgeIndex e : choose_repairs(static_cast<Vertex>(tangle->units.size()), edges))
        out.emplace(tangle->edges[e].from, tangle->edges[e].to);
    }
    return out;
  }
  /// Lines that include the file.
  std::size_t depended(const std::string& name) const {
    if (dependents_.empty())
      for (const auto& configuration : planning_)
        for (const auto& d : configuration.program.dependencies) ++dependents_[configuration.program.unit(d.to).name];
    const auto found = dependents_.find(name);
    return found == dependents_.end() ? 0 : found->second;
  }

  std::vector<UnitId> files_from(const Program& program, const std::set<EdgeName>& chosen) const {
    std::vector<UnitId> out;
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (std::ranges::any_of(chosen, [&](const EdgeName& edge) { return edge.first == program.units[u].name; }))
        out.push_back(UnitId{u});
    return out;
  }
  /// Every unit that reaches a file with a chosen edge, and the headers of its tangle by themselves. False: an edge was given up.
  bool read_for(const std::set<EdgeName>& chosen) {
    std::set<std::string_view> headers;
    for (const Tangle* tangle : tangles_)
      if (std::ranges::any_of(tangle->edges, [&](const TangleEdge& edge) { return chosen.contains({edge.from, edge.to}); }))
        headers.insert(tangle->units.begin(), tangle->units.end());
    bool all = true;
    std::set<EdgeName> unread = chosen;
    for (std::size_t c = 0; c < planning_.size(); ++c) {
      Program& program = planning_[c].program;
      const auto files = files_from(program, chosen);
      std::vector<UnitId> alone;
      for (std::uint32_t u = 0; u < program.units.size(); ++u)
        if (headers.contains(program.units[u].name)) alone.push_back(UnitId{u});
      const std::size_t known = verifier_.known(c).units.size();
      verifier_.read(c, files, alone);
      if (verifier_.known(c).units.size() != known || program.evidence.empty()) {
        program.symbols = join_symbols(program, *project_.tree, root(), verifier_.known(c));
        program.evidence = evidence_of(program);
      }
      for (const UnitId file : files) {
        const bool is_read = verifier_.is_read(c, file);
        for (const auto& edge : chosen) {
          if (edge.first != program.unit(file).name) continue;
          if (is_read) unread.erase(edge);
          else if (program.unit(file).reached) all = !refuse(edge, "no unit that compiles reads " + program.file(file)) && all;
        }
      }
    }
    for (const auto& edge : unread) all = !refuse(edge, "no unit that compiles reads " + edge.first) && all;
    return all;
  }

  PlannedRepairs plan(const std::set<EdgeName>& chosen) {
    std::set<ExtraInclude> extra;
    for (const auto& one : extra_)
      if (chosen.contains(one.because)) extra.insert(one);
    return plan_repairs({.tree = *project_.tree,
                         .root = root(),
                         .configurations = planning_,
                         .protects = [this](const std::string& file) { return protects(file); },
                         .reader = [this](std::size_t c, UnitId file) { return verifier_.reader(c, file); },
                         .workers = workers_},
                        chosen, extra);
  }

  bool refuse(const EdgeName& edge, const std::string& why) { return refused_.emplace(edge, why).second; }
  bool refuse_all(const std::map<EdgeName, std::string>& refused) {
    bool any = false;
    for (const auto& [edge, why] : refused) any |= refuse(edge, why);
    return any;
  }

  bool make_texts(const PlannedRepairs& planned) {
    texts_.clear();
    auto overlay = std::make_shared<Overlay>();
    overlay->name = "fix";
    overlay->top = root();
    bool all = true;
    SourceFile source;
    for (const auto& [file, change] : planned.files) {
      const std::string path = plain_path(root(), file);
      std::expected<std::string, std::string> text = std::unexpected("it cannot be read");
      if (project_.tree->read(path, source) == ReadStatus::ok) text = change_text(source.bytes, change.change);
      if (!text) {
        for (const auto& edge : change.because) all = !refuse(edge, file + ": " + text.error()) && all;
        continue;
      }
      overlay->paths[path] = {.kind = OverlaidKind::file, .bytes = *text};
      texts_[file] = {source.bytes, std::move(*text)};
    }
    overlay_ = std::move(overlay);
    return all;
  }

  /// By an analysis over the edited texts: every tangle of which an edge goes has fewer files, and no file comes into one.
  bool is_smaller(const PlannedRepairs& planned) {
    ExtractionOptions reading = project_.reading;
    reading.workers.overlay = overlay_;
    const std::shared_ptr<const SourceTree> tree = overlay_tree(overlay_);
    auto taken = extract(*tree, reading, nullptr);
    Project after = project_;
    after.tree = tree;
    const auto give_up = [&](const Tangle* of, const std::string& why) {
      bool any = false;
      for (const auto& [edge, steps] : planned.steps)
        if (of == nullptr || has(*of, edge)) any |= refuse(edge, why);
      return !any;
    };
    if (!taken) return give_up(nullptr, taken.error().message);
    after.extraction = std::move(*taken);
    auto report = make_report(after, options_);
    if (!report) return give_up(nullptr, report.error().message);
    const auto now = entered_tangles(*report);
    Names knotted_now, knotted_before;
    for (const auto* tangle : now) knotted_now.insert(tangle->units.begin(), tangle->units.end());
    for (const auto* tangle : tangles_) knotted_before.insert(tangle->units.begin(), tangle->units.end());
    bool all = true;
    for (const auto* tangle : tangles_) {
      if (std::ranges::none_of(planned.steps, [&](const auto& step) { return has(*tangle, step.first); })) continue;
      const auto left = std::ranges::count_if(tangle->units, [&](const std::string& unit) { return knotted_now.contains(unit); });
      if (static_cast<std::size_t>(left) >= tangle->units.size())
        all = give_up(tangle, "the tangle would not get smaller") && all;
    }
    if (!std::ranges::includes(knotted_before, knotted_now)) all = give_up(nullptr, "other files would be knotted") && all;
    out_.tangles_after = now.size();
    out_.knotted_after = knotted(now);
    return all;
  }
  static bool has(const Tangle& tangle, const EdgeName& edge) {
    return std::ranges::any_of(tangle.edges, [&](const TangleEdge& e) { return e.from == edge.first && e.to == edge.second; });
  }

  bool compiles(const PlannedRepairs& planned) {
    Names touched;
    for (const auto& [file, texts] : texts_) touched.insert(file);
    const auto failures = verifier_.verify(overlay_, touched);
    bool answered = false;
    for (const auto& failure : failures) answered |= answer(failure, planned);
    if (!failures.empty() && !answered)
      for (const auto& [edge, steps] : planned.steps) refuse(edge, words(failures.front()));
    return failures.empty();
  }
  static std::string words(const UnitFailure& failure) {
    return failure.file + (failure.line == 0 ? "" : ":" + std::to_string(failure.line)) + ": " + failure.message;
  }
  /// The compiler says no: the file that complains includes what it lost, or the edge stays. False: neither helps.
  bool answer(const UnitFailure& failure, const PlannedRepairs& planned) {
    const Program& program = planning_[failure.configuration].program;
    std::vector<EdgeName> suspects;
    const auto in_file = unit_of(program, failure.file);
    const auto reached = reached_without(program, in_file.value_or(failure.unit), {});
    const auto by_unit = reached_without(program, failure.unit, {});
    for (const auto* reaches : {&reached, &by_unit}) {
      for (const auto& [edge, steps] : planned.steps)
        for (const UnitId file : files_from(program, {edge}))
          if ((*reaches)[index(file)]) suspects.push_back(edge);
      if (!suspects.empty()) break;
    }
    const auto own = std::ranges::find_if(suspects, [&](const EdgeName& edge) { return edge.first == failure.file; });
    if (own != suspects.end()) suspects = {*own};
    if (suspects.empty()) return false;
    // Of another failure in this round: with that answered, this one may be gone.
    if (std::ranges::any_of(suspects, [&](const EdgeName& edge) { return refused_.contains(edge); })) return true;
    bool done = false;
    const std::size_t refused = refused_.size();
    for (const auto& edge : suspects.size() == 1 ? suspects : blamed(failure, suspects, planned)) {
      if (!failure.meaning && in_file && ask_for(failure.file, *in_file, edge, program)) done = true;
      else refuse(edge, words(failure));
    }
    return done || refused_.size() != refused;
  }
  /// Those of the suspects without which the unit goes well: one after the other is laid over it.
  std::vector<EdgeName> blamed(const UnitFailure& failure, const std::vector<EdgeName>& suspects, const PlannedRepairs& planned) {
    std::set<EdgeName> kept;
    for (const auto& [edge, steps] : planned.steps)
      if (std::ranges::find(suspects, edge) == suspects.end()) kept.insert(edge);
    std::vector<EdgeName> out;
    for (const auto& edge : suspects) {
      kept.insert(edge);
      const PlannedRepairs fewer = plan(kept);
      bool good = !refuse_all(fewer.refused) && make_texts(fewer);
      if (good) {
        Names touched;
        for (const auto& [file, texts] : texts_) touched.insert(file);
        good = verifier_.verify(overlay_, touched, &failure).empty();
        if (!good) out.push_back(edge);
      }
      if (!good) kept.erase(edge);
    }
    return out.empty() && kept.size() == planned.steps.size() ? suspects : out;
  }
  static std::optional<UnitId> unit_of(const Program& program, const std::string& file) {
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (program.units[u].origin == Origin::project && program.file(UnitId{u}) == file) return UnitId{u};
    return std::nullopt;
  }
  /// What the file had through the edge, and lost.
  bool ask_for(const std::string& file, UnitId unit, const EdgeName& edge, const Program& program) {
    bool done = false;
    std::vector<DependencyId> lines;
    std::optional<UnitId> target;
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d)
      if (program.unit(program.dependencies[d].from).name == edge.first &&
          program.unit(program.dependencies[d].to).name == edge.second) {
        lines.push_back(DependencyId{d});
        target = program.dependencies[d].to;
      }
    const auto before = reached_without(program, unit, {});
    const auto after = reached_without(program, unit, lines);
    // Headers from outside by their own names, where the file says that it needs them.
    for (const auto& name : outside_names(file))
      for (std::uint32_t u = 0; u < program.units.size(); ++u)
        if (program.units[u].origin == Origin::external && before[u] && !after[u]) {
          if (!outside_known(program, name, after)) done |= extra_.insert({file, name, edge}).second;
          break;
        }
    if (done || !target || file == edge.first || reached_without(program, *target, {})[index(unit)]) return done;
    return extra_.insert({file, program.file(*target), edge}).second;
  }
  static bool outside_known(const Program& program, const std::string& name, const std::vector<bool>& reached) {
    for (std::uint32_t u = 0; u < program.units.size(); ++u)
      if (reached[u] && program.units[u].name == name) return true;
    return false;
  }
  /// "<vector>" and the like of what a file uses.
  Names outside_names(const std::string& file) const {
    Names out;
    for (std::size_t c = 0; c < planning_.size(); ++c)
      for (const auto& unit : verifier_.known(c).units)
        for (const auto& parsed : unit.files) {
          if (shown_path(root(), project_.tree->real_path(parsed.path).value_or(parsed.path)) != file) continue;
          FileAst ast;
          const auto bytes = verifier_.known(c).blocks.find(parsed.block);
          if (bytes == verifier_.known(c).blocks.end() || !decode_ast(bytes->second, ast)) continue;
          for (const auto& symbol : ast.used)
            if (symbol.outside.starts_with('<')) out.insert(symbol.outside);
        }
    return out;
  }

  const TangleEdge* edge_named(const EdgeName& name) const {
    for (const auto* tangle : tangles_)
      for (const auto& edge : tangle->edges)
        if (edge.from == name.first && edge.to == name.second) return &edge;
    return nullptr;
  }
  void accept(const std::set<EdgeName>& chosen, const PlannedRepairs& planned) {
    out_.files = texts_;
    for (const auto& [file, change] : planned.files) out_.because[file] = change.because;
    for (const auto& name : chosen) {
      const TangleEdge* edge = edge_named(name);
      const auto steps = planned.steps.find(name);
      if (edge == nullptr || steps == planned.steps.end()) continue;
      out_.done.push_back(
          {.from = name.first, .to = name.second, .at = edge->at, .evidence = edge->evidence, .steps = steps->second});
    }
    std::ranges::sort(out_.done, {}, &Repair::at);
  }

  /// Of tangles that stay the edges that were given up, else those that a cut would take.
  void tell_what_stays() {
    if (out_.done.empty()) out_.tangles_after = out_.tangles_before, out_.knotted_after = out_.knotted_before;
    for (const auto* tangle : tangles_) {
      const bool untied = std::ranges::any_of(out_.done, [&](const Repair& repair) {
        return has(*tangle, {repair.from, repair.to});
      });
      for (std::uint32_t e = 0; e < tangle->edges.size(); ++e) {
        const auto& edge = tangle->edges[e];
        const auto refused = refused_.find({edge.from, edge.to});
        const bool in_cut = std::ranges::find(tangle->cut.edges, e) != tangle->cut.edges.end();
        if (refused != refused_.end()) {
          out_.left.push_back({edge.from, edge.to, edge.at, edge.evidence, refused->second});
        } else if (in_cut && !untied) {
          std::string why = protects(edge.at.file);
          if (why.empty() && edge.evidence == Evidence::inherent)
            why = edge.uses.empty() ? "the files are two halves of one" : inherent_words(edge);
          if (why.empty() && edge.evidence == Evidence::unknown)
            why = "what it is for is not known: a unit that reads it does not compile, or none was parsed";
          if (!why.empty()) out_.left.push_back({edge.from, edge.to, edge.at, edge.evidence, why});
        }
      }
    }
    std::ranges::sort(out_.left, {}, &Refusal::at);
  }
  static std::string inherent_words(const TangleEdge& edge) {
    std::string out;
    for (std::size_t i = 0; i < edge.uses.size() && i < 3; ++i)
      out += (i == 0 ? "it needs " : ", ") + edge.uses[i].symbol + " (" + std::string(name(edge.uses[i].strength)) + ", " +
             edge.uses[i].at.file + ":" + std::to_string(edge.uses[i].at.line) + ")";
    return out;
  }

  const Project& project_;
  AnalysisOptions options_;
  Report report_;
  std::vector<const Tangle*> tangles_;
  std::vector<Configuration> planning_;  ///< with the symbols of all units that were read
  UnitVerifier verifier_;
  Workers workers_;
  mutable std::map<std::string, std::size_t> dependents_;
  std::map<EdgeName, std::string> refused_;
  std::set<ExtraInclude> extra_;
  std::map<std::string, std::pair<std::string, std::string>> texts_;
  std::shared_ptr<const Overlay> overlay_;
  Repairs out_;
};

}  // namespace

std::expected<Repairs, AnalysisError> repair_tangles(const Project& project, const AnalysisOptions& options) {
  AnalysisOptions own = options;
  own.checks = "-*,include-cycle";
  auto report = make_report(project, own);
  if (!report) return std::unexpected(report.error());
  std::vector<UnitCommands> commands;
  for (const auto& survey : project.extraction.survey.configurations) {
    const std::string& shown = survey.database;
    auto of =
        unit_commands(*project.tree, project.reading,
                      shown.empty() || shown.starts_with('/') ? shown : plain_path(project.root, shown), project.cache->store());
    if (!of) return std::unexpected(AnalysisError{of.error().database + ": " + of.error().message});
    commands.push_back(std::move(*of));
  }
  return Repairer(project, own, std::move(*report), std::move(commands)).run();
}

}  // namespace unknot
