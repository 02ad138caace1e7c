// The report and the graph as JSON. The fields, their names and their order are a promise: docs/report.schema.json.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "graph/algorithms/components.h"
#include "reporters/escape.h"
#include "reporters/graph_view.h"
#include "reporters/reporters.h"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Place& at) { return {{"file", at.file}, {"line", at.line}, {"column", at.column}}; }

/// Between files and modules the ends of a line are those of the edge.
Json line_of(const TangleEdge& e, const EdgeLine& line) {
  Json out = place(line.at);
  if (line.from != e.from || line.to != e.to) {
    out["from"] = line.from;
    out["to"] = line.to;
  }
  return out;
}

Json edge(const TangleEdge& e, std::size_t id) {
  Json lines = Json::array();
  for (const EdgeLine& line : e.lines) lines.push_back(line_of(e, line));
  Json out = {{"id", id},
              {"from", e.from},
              {"to", e.to},
              {"file", e.at.file},
              {"line", e.at.line},
              {"column", e.at.column},
              {"kind", name(e.kind)},
              {"lines", std::move(lines)},
              {"weight", e.weight},
              {"condition", name(e.condition)},
              {"when", e.when},
              {"entered", name(e.entered)}};
  if (!e.configs.empty()) out["configs"] = e.configs;
  out["evidence"] = name(e.evidence);
  if (e.use_count == 0) return out;
  Json uses = Json::array();
  for (const EdgeUse& use : e.uses)
    uses.push_back({{"symbol", use.symbol}, {"strength", name(use.strength)}, {"file", use.at.file}, {"line", use.at.line}, {"column", use.at.column}});
  out["uses"] = std::move(uses);
  out["use_count"] = e.use_count;
  return out;
}

Json tangle(const Tangle& t) {
  Json edges = Json::array();
  for (std::size_t id = 0; id < t.edges.size(); ++id) edges.push_back(edge(t.edges[id], id));
  Json out = {{"level", name(t.level)}, {"units", t.units}};
  if (!t.configs.empty()) out["configs"] = t.configs;
  out["edges"] = std::move(edges);
  out["witness"] = t.witness;
  out["cut"] = {
      {"edges", t.cut.edges}, {"optimal", t.cut.optimal}, {"lower_bound", t.cut.lower_bound}, {"cost", t.cut.cost}};
  return out;
}

Json fix(const Fix& f) {
  Json edits = Json::array();
  for (const Edit& e : f.edits)
    edits.push_back({{"file", e.file},
                     {"start", Json::array({e.start_line, e.start_column})},
                     {"end", Json::array({e.end_line, e.end_column})},
                     {"text", e.text}});
  return {{"title", f.title}, {"edits", std::move(edits)}};
}

/// Its own; of a line that raises that of its check in which a line of that file stands: a module is in one tangle.
const Tangle* tangle_of(const Report& report, const Finding& f) {
  if (f.tangle) return &*f.tangle;
  if (!f.exception) return nullptr;
  const auto is_around = [&](const Finding& other) {
    return other.check == f.check && other.tangle && std::ranges::any_of(other.tangle->edges, [&](const TangleEdge& edge) { return edge.at.file == f.at.file; });
  };
  const auto found = std::ranges::find_if(report.findings, is_around);
  return found == report.findings.end() ? nullptr : &*found->tangle;
}

Json finding(const Finding& f, const Tangle* around) {
  Json notes = Json::array();
  for (const Note& note : f.notes) {
    Json entry = place(note.at);
    entry["message"] = note.message;
    notes.push_back(std::move(entry));
  }
  Json fixes = Json::array();
  for (const Fix& one : f.fixes) fixes.push_back(fix(one));
  Json out = {{"check", f.check},
              {"case", f.case_name},
              {"kind", name(f.kind)},
              {"severity", name(f.severity)},
              {"language", name(f.language)},
              {"file", f.at.file},
              {"line", f.at.line},
              {"column", f.at.column},
              {"message", f.message},
              {"fingerprint", f.fingerprint},
              {"state", name(f.state)},
              {"notes", std::move(notes)},
              {"fixes", std::move(fixes)}};
  if (around != nullptr) out["tangle"] = tangle(*around);
  if (!f.verdict.empty()) out["verdict"] = f.verdict, out["failing_entries"] = f.failing_entries;
  if (f.exception) {
    out["exception"] = {{"type", f.exception->type}, {"name", f.exception->name}, {"file", f.exception->at.file}, {"line", f.exception->at.line}};
    if (f.exception->bound_at) out["exception"]["bound_at"] = {{"file", f.exception->bound_at->file}, {"line", f.exception->bound_at->line}};
  }
  if (f.slot) out["slot"] = {{"name", f.slot->name}, {"kind", f.slot->kind}, {"at", place(f.slot->at)}};
  if (f.kind == FindingKind::loose_end) {
    out["hooks"] = Json::array();
    for (const FindingHook& hook : f.hooks)
      out["hooks"].push_back({{"phase", hook.phase}, {"framework", hook.framework}, {"function", hook.function}, {"file", hook.at.file}, {"line", hook.at.line}});
  }
  return out;
}

Json problem(const Problem& p) {
  return {{"file", p.file},
          {"line", p.line},
          {"message", p.message},
          {"effect", p.effect == Effect::partial ? "partial" : "skipped"}};
}

std::string_view unit_kind(UnitKind kind) {
  switch (kind) {
    case UnitKind::file:
      return "file";
    case UnitKind::module:
      return "module";
    case UnitKind::implementation:
      return "implementation";
    case UnitKind::header_unit:
      return "header-unit";
  }
  return "";
}

std::string_view origin(Origin where) {
  switch (where) {
    case Origin::project:
      return "project";
    case Origin::external:
      return "external";
    case Origin::missing:
      return "missing";
    case Origin::generated:
      return "generated";
  }
  return "";
}

/// Two spaces, a line break at the end; bytes that are not UTF-8 become U+FFFD, so that the text is always valid JSON.
std::string written(const Json& json) { return quiet_json(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n"; }

}  // namespace

std::string render_json(const Report& report, const RenderOptions&) {
  const Summary& sum = report.summary;
  Json out = {{"schema_version", 1},
              {"tool", {{"name", "unknot"}, {"version", report.version}}},
              {"root", report.root}};
  if (!report.configurations.empty()) out["configs"] = report.configurations;
  out["complete"] = report.complete;
  out["summary"] = {{"units", sum.units},
                    {"dependencies", sum.dependencies},
                    {"findings", {{"error", sum.errors}, {"warning", sum.warnings}, {"note", sum.notes}}},
                    {"suppressed", sum.suppressed},
                    {"baselined", sum.baselined},
                    {"problems", report.problems.size()}};
  if (sum.generated > 0) out["summary"]["generated"] = sum.generated;
  out["findings"] = Json::array();
  out["problems"] = Json::array();
  for (const Finding& one : report.findings) out["findings"].push_back(finding(one, tangle_of(report, one)));
  for (const Problem& one : report.problems) out["problems"].push_back(problem(one));
  return written(out);
}

namespace {

/// Folders or components, every line behind every edge, and which lie on cycles together.
std::string folded_json(const Program& program, const GraphOptions& options) {
  const FoldedView view = folded_view(program, options);
  const std::string_view kind = options.level == GraphLevel::component ? "component" : "folder";
  Json nodes = Json::array();
  for (std::size_t n = 0; n < view.graph.nodes.size(); ++n)
    nodes.push_back({{"id", n}, {"name", view.graph.nodes[n]}, {"kind", kind}, {"units", view.units[n]}});
  Json edges = Json::array();
  for (const FoldedEdge& one : view.graph.edges) {
    Json lines = Json::array();
    for (const DependencyId id : one.lines) {
      const Dependency& d = program.dependency(id);
      lines.push_back(place({program.file(d), d.line, d.column}));
    }
    edges.push_back({{"from", one.from}, {"to", one.to}, {"weight", one.lines.size()}, {"lines", std::move(lines)}});
  }
  Json tangles = Json::array();
  for (const auto& component : strong_components(digraph_of(view.graph))) {
    Json units = Json::array();
    for (const Vertex v : component) units.push_back(view.graph.nodes[v]);
    tangles.push_back({{"level", kind}, {"units", std::move(units)}});
  }
  return written({{"schema_version", 1}, {"nodes", std::move(nodes)}, {"edges", std::move(edges)}, {"tangles", std::move(tangles)}});
}

}  // namespace

std::string render_graph_json(const UnitedProgram& united, const Report& report, const GraphOptions& options) {
  const Program& program = united.program;
  if (options.level != GraphLevel::file) return folded_json(program, options);
  const std::vector<bool> wanted = units_in_focus(program, options);
  Json nodes = Json::array();
  for (std::size_t id = 0; id < program.units.size(); ++id) {
    if (!wanted[id]) continue;
    const Unit& unit = program.units[id];
    nodes.push_back({{"id", id},
                     {"name", unit.name},
                     {"file", unit.origin == Origin::project ? program.file(static_cast<UnitId>(id)) : ""},
                     {"kind", unit_kind(unit.kind)},
                     {"origin", origin(unit.origin)},
                     {"language", name(unit.language)},
                     {"entry", unit.entry},
                     {"reached", unit.reached}});
  }
  Json edges = Json::array();
  for (std::size_t i = 0; i < program.dependencies.size(); ++i) {
    const Dependency& d = program.dependencies[i];
    if (!wanted[index(d.from)] || !wanted[index(d.to)]) continue;
    Json edge = {{"from", index(d.from)},
                 {"to", index(d.to)},
                 {"file", program.file(d)},
                 {"line", d.line},
                 {"column", d.column},
                 {"kind", name(d.kind)},
                 {"condition", name(d.when)},
                 {"when", program.condition(d.condition).text},
                 {"entered", name(d.entered)}};
    if (!report.configurations.empty()) {
      Json configs = Json::array();
      for (const std::uint32_t c : united.configurations[i]) configs.push_back(report.configurations[c]);
      edge["configs"] = std::move(configs);
    }
    edges.push_back(std::move(edge));
  }
  Json tangles = Json::array();
  for (const Finding& one : around(program, report, options).findings)
    if (one.tangle) tangles.push_back(tangle(*one.tangle));
  return written({{"schema_version", 1},
                  {"nodes", std::move(nodes)},
                  {"edges", std::move(edges)},
                  {"tangles", std::move(tangles)}});
}

}  // namespace unknot
