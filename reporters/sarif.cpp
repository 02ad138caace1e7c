// SARIF 2.1.0 (OASIS) with what GitHub code scanning reads. Fields that it ignores are there for editors.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include "reporters/escape.h"
#include "reporters/markdown.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"
#include "reporters/worst.h"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

// Limits of code scanning: results in a run and those that it shows, locations that it shows of one result, steps of a flow,
// bytes of a rule's text. It takes 10 MB of gzip: what we write, of paths that come back again and again, shrinks to less than
// a fifth of the names and words in it.
constexpr std::size_t kResults = 25'000;
constexpr std::size_t kShownResults = 5'000;
constexpr std::size_t kBytes = 40'000'000;
constexpr std::size_t kRelated = 100;
constexpr std::size_t kSteps = 1'000;
constexpr std::size_t kRuleText = 1'024;
constexpr std::size_t kLinks = 10;

std::string_view level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

/// One run for each: what is uploaded twice for one category and tool replaces what was there.
std::string_view category(Language language) { return language == Language::python ? "unknot/python/" : "unknot/cpp/"; }

/// Text outside links: what would read as one is escaped.
std::string unlinked(std::string_view text) {
  std::string out = visible(text);
  if (out.find("](") == std::string::npos) return out;
  for (std::size_t at = out.find('['); at != std::string::npos; at = out.find('[', at + 2)) out.insert(at, "\\");
  return out;
}


class Places {
 public:
  Places(const Report& report, const std::string& root) : report_(report), root_(root) {}

  Json artifact(const std::string& file) const { return {{"uri", uri(root_ + file)}, {"uriBaseId", "%SRCROOT%"}}; }

  Json region(const Place& start, const Place& end) const {
    return {
        {"startLine", start.line}, {"startColumn", column(start)}, {"endLine", end.line}, {"endColumn", column(end)}};
  }
  Json region(const Place& at) const {
    Place end = at;
    end.column += token_length(excerpt_line(report_, at), at.column);
    return region(at, end);
  }
  Json location(const Place& at) const {
    Json physical = {{"artifactLocation", artifact(at.file)}};
    if (at.line > 0) physical["region"] = region(at);
    return {{"physicalLocation", std::move(physical)}};
  }
  Json location(const Place& at, std::string_view message) const {
    Json out = location(at);
    out["message"] = {{"text", unlinked(message)}};
    return out;
  }

 private:
  std::uint32_t column(const Place& at) const {
    return utf16_column(excerpt_line(report_, {.file = at.file, .line = at.line}), std::max(at.column, 1U));
  }
  const Report& report_;
  const std::string& root_;
};

std::string rule_name(std::string_view id) {
  std::string out;
  bool start = true;
  for (const char c : id) {
    if (c != '-') out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = c == '-';
  }
  return out;
}

/// A fenced block whose fence is longer than any run of backticks in it.
std::string fenced(const Example& example, std::string_view code) {
  std::string fence = "```";
  while (code.find(fence) != std::string_view::npos) fence += '`';
  return "\n\n" + fence + std::string(example.language) + "\n" + std::string(code) +
         (code.ends_with('\n') ? "" : "\n") + fence;
}

std::string help_markdown(const CheckInfo& check) {
  std::string out(check.doc);
  for (const Example& example : check.examples) {
    if (!example.bad.empty()) out += "\n\n## Example that is reported" + fenced(example, example.bad);
    if (!example.good.empty()) out += "\n\n## Example that is not" + fenced(example, example.good);
  }
  return out;
}

Json rule(const CheckInfo& check, Severity severity) {
  const std::string markdown = help_markdown(check);
  const std::string text = plain_text(markdown);
  const std::string first = first_paragraph(check.doc);
  const bool certain = check.kind == FindingKind::knot || check.kind == FindingKind::tool;
  return {
      {"id", check.id},
      {"name", rule_name(check.id)},
      {"shortDescription", {{"text", shortened(check.summary, kRuleText)}}},
      {"fullDescription", {{"text", shortened(first.empty() ? check.summary : std::string_view(first), kRuleText)}}},
      {"help",
       {{"text", text.empty() ? std::string(check.summary) : text},
        {"markdown", markdown.empty() ? std::string(check.summary) : markdown}}},
      {"defaultConfiguration", {{"enabled", check.on_by_default}, {"level", level(severity)}}},
      {"properties",
       {{"tags", Json::array({"maintainability", name(check.kind)})},
        {"precision", certain ? "very-high" : "high"},
        {"problem.severity", severity == Severity::note ? "recommendation" : level(severity)}}}};
}

/// Text inside a link: SARIF 2.1.0 section 3.11.6.
std::string link(std::string_view text, std::size_t id) {
  std::string out = "[";
  for (const char c : visible(text)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out + "](" + std::to_string(id) + ")";
}

/// The related locations of a result, each once, and the sentences that link to them.
struct Related {
  Json locations = Json::array();
  std::string text{};
  std::map<std::pair<Place, std::string>, std::size_t> ids{};

  void sentence(std::string_view head, const std::vector<std::pair<Place, std::string>>& places, const Places& where) {
    if (places.empty()) return;
    std::string links;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto known = ids.find(places[i]);
      if (known == ids.end() && locations.size() >= kRelated) break;
      const std::size_t id = known == ids.end() ? locations.size() + 1 : known->second;
      if (known == ids.end()) {
        Json location = where.location(places[i].first, places[i].second);
        location["id"] = id;
        locations.push_back(std::move(location));
        ids.emplace(places[i], id);
      }
      if (i < kLinks) links += (links.empty() ? "" : ", ") + link(places[i].second, id);
    }
    if (links.empty()) return;
    if (places.size() > kLinks) links += " and " + std::to_string(places.size() - kLinks) + " more";
    text += "\n" + std::string(head) + links + ".";
  }
};

std::vector<std::pair<Place, std::string>> hops(const Finding& finding,
                                                const std::vector<const TangleEdge*>& edges) {
  std::vector<std::pair<Place, std::string>> out;
  for (const TangleEdge* edge : edges) out.emplace_back(edge->at, edge->from + " " + hop_words(*finding.tangle, *edge));
  return out;
}

Json code_flow(const std::vector<std::pair<Place, std::string>>& steps, const Places& where) {
  Json locations = Json::array();
  for (std::size_t i = 0; i < std::min(steps.size(), kSteps); ++i)
    locations.push_back({{"location", where.location(steps[i].first, steps[i].second)}});
  return {{"threadFlows", Json::array({{{"locations", std::move(locations)}}})}};
}

Json fixes(const Finding& finding, const Places& where) {
  Json out = Json::array();
  for (const Fix& fix : finding.fixes) {
    std::map<std::string, Json> by_file;
    for (const Edit& edit : fix.edits)
      by_file.try_emplace(edit.file, Json::array())
          .first->second.push_back({{"deletedRegion", where.region({edit.file, edit.start_line, edit.start_column},
                                                                   {edit.file, edit.end_line, edit.end_column})},
                                    {"insertedContent", {{"text", edit.text}}}});
    Json changes = Json::array();
    for (auto& [file, replacements] : by_file)
      changes.push_back({{"artifactLocation", where.artifact(file)}, {"replacements", std::move(replacements)}});
    if (!changes.empty())
      out.push_back({{"description", {{"text", visible(fix.title)}}}, {"artifactChanges", std::move(changes)}});
  }
  return out;
}

Json properties(const Finding& finding) {
  Json out = {{"case", finding.case_name}};
  if (!finding.tangle) return out;
  const Tangle& tangle = *finding.tangle;
  out["tangle"] = {
      {"level", name(tangle.level)}, {"units", tangle.units.size()}, {"dependencies", tangle.edges.size()}};
  out["cut"] = {{"dependencies", tangle.cut.edges.size()},
                {"cost", tangle.cut.cost},
                {"lowerBound", tangle.cut.lower_bound},
                {"optimal", tangle.cut.optimal}};
  if (!tangle.configs.empty()) out["configs"] = tangle.configs;
  return out;
}

enum class Base : std::uint8_t { none, given };

Json result(const Finding& finding, const std::map<std::string_view, std::size_t>& rules, Base base,
            const Places& where) {
  const std::vector<std::pair<Place, std::string>> cycle = hops(finding, walk(finding));
  Related related;
  related.sentence("The cycle: ", cycle, where);
  if (finding.tangle && finding.tangle->units.size() > 1)
    related.sentence("To take out: ", hops(finding, cut_edges(*finding.tangle)), where);
  std::vector<std::pair<Place, std::string>> notes;
  for (const Note& note : finding.notes) notes.emplace_back(note.at, note.message);
  related.sentence("See also: ", notes, where);

  Json out = {{"ruleId", finding.check}};
  const auto rule = rules.find(finding.check);
  if (rule != rules.end()) out["ruleIndex"] = rule->second;
  out["level"] = level(finding.severity);
  out["message"] = {{"text", unlinked(finding.message) + (related.text.empty() ? "" : "." + related.text)}};
  out["locations"] = Json::array({where.location(finding.at)});
  out["partialFingerprints"] = {{"primaryLocationLineHash", finding.fingerprint}};
  if (base == Base::given) out["baselineState"] = name(finding.state);
  if (!related.locations.empty()) out["relatedLocations"] = std::move(related.locations);
  if (!cycle.empty()) out["codeFlows"] = Json::array({code_flow(cycle, where)});
  Json edits = fixes(finding, where);
  if (!edits.empty()) out["fixes"] = std::move(edits);
  out["properties"] = properties(finding);
  return out;
}

Json notification(const Problem& problem, const Places& where) {
  Json out = {{"level", problem.effect == Effect::skipped ? "error" : "warning"},
              {"message", {{"text", unlinked(problem.message)}}}};
  if (!problem.file.empty()) out["locations"] = Json::array({where.location({problem.file, problem.line, 1})});
  return out;
}

/// Of all names and words in it.
std::size_t text_bytes(const Json& json) {
  if (json.is_string()) return json.get_ref<const std::string&>().size();
  std::size_t out = 0;
  for (const Json& part : json) out += part.is_structured() || part.is_string() ? text_bytes(part) : 1;
  return out;
}

/// The results of a run that a service takes: as many of the worst as its limits allow, in the order of the report.
Json results(const std::vector<const Finding*>& findings, const std::map<std::string_view, std::size_t>& rules, Base base,
             const Places& where) {
  std::vector<std::pair<const Finding*, Json>> kept;
  std::size_t bytes = 0;
  for (const Finding* finding : worst_first(findings)) {
    Json one = result(*finding, rules, base, where);
    bytes += text_bytes(one);
    if (kept.size() == kResults || (bytes > kBytes && !kept.empty())) break;
    kept.emplace_back(finding, std::move(one));
  }
  std::ranges::sort(kept, {}, &std::pair<const Finding*, Json>::first);
  Json out = Json::array();
  for (auto& [finding, json] : kept) out.push_back(std::move(json));
  return out;
}

/// What a service does not get or not show, in words; empty: nothing.
std::string left_out(std::size_t all, std::size_t listed) {
  const std::string found = std::to_string(all) + " results were found; ";
  if (listed < all)
    return found + "the " + std::to_string(listed) + " worst are listed, errors before warnings before notes, larger tangles first";
  if (all > kShownResults) return found + "GitHub shows the " + std::to_string(kShownResults) + " worst";
  return {};
}

/// The notes that concern the whole report stand in the first run.
enum class Position : std::uint8_t { first, later };

Json run(const Report& report, std::string_view id, Base base, Position position, const RenderOptions& options) {
  const Places where(report, options.place);
  Json rules = Json::array();
  std::map<std::string_view, std::size_t> index;
  for (const CheckInfo* check : report.checks) {
    const auto configured = report.severities.find(check->id);
    index.emplace(check->id, rules.size());
    rules.push_back(rule(*check, configured == report.severities.end() ? check->severity : configured->second));
  }
  // A service that does not read baselineState would open an alert for what is gone.
  std::vector<const Finding*> findings;
  for (const Finding& finding : report.findings)
    if (category(finding.language) == id && finding.state != State::absent) findings.push_back(&finding);
  Json listed = results(findings, index, base, where);

  Json notifications = Json::array();
  if (position == Position::first)
    for (const Problem& problem : report.problems) notifications.push_back(notification(problem, where));
  if (const std::string words = left_out(findings.size(), listed.size()); !words.empty()) {
    notifications.push_back({{"level", "warning"}, {"message", {{"text", words}}}});
    if (options.remark) options.remark("sarif: " + words);
  }
  return {
      {"tool", {{"driver", {{"name", "unknot"}, {"version", report.version}, {"rules", std::move(rules)}}}}},
      {"invocations", Json::array({{{"executionSuccessful", report.complete},
                                    {"toolExecutionNotifications", std::move(notifications)}}})},
      {"automationDetails", {{"id", id}}},
      {"originalUriBaseIds", {{"%SRCROOT%", {{"description", {{"text", "the root that all paths are relative to"}}}}}}},
      {"columnKind", "utf16CodeUnits"},
      {"results", std::move(listed)}};
}

}  // namespace

std::string render_sarif(const Report& report, const RenderOptions& options) {
  const bool given = report.base || report.summary.baselined > 0 ||
                     std::ranges::any_of(report.findings, [](const Finding& one) { return one.state != State::fresh; });
  const Base base = given ? Base::given : Base::none;
  // The C++ run is always there: without findings it says that the old ones are gone.
  Json runs = Json::array({run(report, category(Language::cpp), base, Position::first, options)});
  if (std::ranges::any_of(report.findings, [](const Finding& one) { return one.language == Language::python; }))
    runs.push_back(run(report, category(Language::python), base, Position::later, options));
  const Json out = {
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", std::move(runs)}};
  return quiet_json(out.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace unknot
