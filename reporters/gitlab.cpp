// GitLab Code Quality: the part of the Code Climate format that GitLab reads.
//
// GitLab compares the reports of two branches by fingerprint and shows the difference itself. So what is known to the base
// is listed too: left out, it would count as fixed.
#include <nlohmann/json.hpp>

#include <map>

#include "reporters/escape.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity(Severity severity) {
  return severity == Severity::error ? "critical" : severity == Severity::warning ? "major" : "info";
}

}  // namespace

std::string render_gitlab(const Report& report, const RenderOptions& options) {
  std::map<std::string_view, std::size_t> times;
  Json out = Json::array();
  for (const Finding& finding : report.findings) {
    if (finding.state == State::absent) continue;
    // GitLab drops the second finding of one fingerprint.
    const std::size_t time = ++times[finding.fingerprint];
    const std::string size = size_words(finding);
    Json one = {{"description", visible(finding.message) + (size.empty() ? "" : "; " + size + cut_words(finding))},
                {"check_name", full_id(finding)},
                {"fingerprint", finding.fingerprint + (time > 1 ? ":" + std::to_string(time) : "")},
                {"severity", severity(finding.severity)},
                {"location", {{"path", options.place + finding.at.file}, {"lines", {{"begin", std::max(finding.at.line, 1U)}}}}}};
    out.push_back(std::move(one));
  }
  return quiet_json(out.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace unknot
