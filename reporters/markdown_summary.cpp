// Three lines for the page of a job or the comment on a change: tangles before and now, what grew, by which line; and a
// folded list. Names stand in code spans, where nothing of them is markup, a link or a mention.
#include <algorithm>
#include <map>

#include "reporters/details.h"
#include "reporters/escape.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"
#include "reporters/worst.h"

namespace unknot {
namespace {

/// GitHub takes 1 MiB for a step's summary and drops all of a longer one.
constexpr std::size_t kBytes = 1'000'000;
constexpr std::size_t kLine = 2'000;

/// A code span (CommonMark 6.1): its fence is longer than any run of backticks in it.
std::string code(std::string_view text) {
  std::string shown = visible(text);
  if (shown.size() > kLine) {
    std::size_t end = kLine;
    while ((static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80U) --end;
    shown = shown.substr(0, end) + "...";
  }
  std::string fence = "`";
  while (shown.contains(fence)) fence += '`';
  const bool pad = shown.empty() || shown.front() == '`' || shown.back() == '`' || shown.front() == ' ';
  return fence + (pad ? " " : "") + shown + (pad ? " " : "") + fence;
}

std::string tangle_words(std::uint64_t tangles, std::uint64_t units, Level level) {
  if (tangles == 0) return "none";
  return counted(tangles, "tangle") + " of " + counted(units, name(level));
}

/// "3 tangles of 14 files, 1 tangle of 31 folders", with what the base had.
std::string tangle_line(const Report& report) {
  std::string out;
  const auto add = [&out](const std::string& words) { out += (out.empty() ? "" : "; ") + words; };
  if (report.base) {
    for (const TangleChange& change : report.base->tangles)
      add(std::string(name(change.level)) + " level: " + tangle_words(change.tangles_before, change.units_before, change.level) +
          " \xE2\x86\x92 " + tangle_words(change.tangles_now, change.units_now, change.level));
    return (out.empty() ? "no tangles before or now" : out) + " (against " + code(report.base->name) + ")";
  }
  std::map<Level, std::pair<std::uint64_t, std::uint64_t>> levels;
  for (const Finding& finding : report.findings) {
    if (!finding.tangle || finding.tangle->units.size() < 2 || finding.state == State::absent) continue;
    auto& [tangles, units] = levels[finding.tangle->level];
    ++tangles;
    units += finding.tangle->units.size();
  }
  for (const auto& [level, count] : levels) add(tangle_words(count.first, count.second, level));
  return out.empty() ? "no tangles" : out;
}

std::string place(const Place& at, const std::string& root) {
  return code(root + at.file + (at.line == 0 ? "" : ":" + std::to_string(at.line)));
}

std::string item(const Finding& finding, const std::string& root) {
  const std::string size = size_words(finding);
  return "- " + std::string(name(finding.severity)) + " " + place(finding.at, root) + " " +
         code(finding.message) + " (" + full_id(finding) + ")" + (size.empty() ? "" : ": " + size + cut_words(finding)) + "\n";
}

std::string item(const Problem& problem, const std::string& root) {
  return "- problem " + (problem.file.empty() ? "" : code(root + problem.file) + " ") + code(problem.message) + "\n";
}

}  // namespace

std::string render_markdown(const Report& report, const RenderOptions& options) {
  const std::vector<const Finding*> findings = worst_first(fresh_findings(report));
  std::string out = "- **unknot**: " + tangle_line(report) + (report.complete ? "" : "; the answer is not complete") + "\n";
  const std::string_view what = report.base ? "New" : "Worst";
  if (findings.empty()) {
    out += "- **" + std::string(what) + "**: nothing\n- **By**: no line\n";
  } else {
    const Finding& worst = *findings.front();
    out += "- **" + std::string(what) + "**: " + code(worst.message);
    if (findings.size() > 1) out += " and " + counted(findings.size() - 1, "further finding");
    out += "\n- **By**: " + place(worst.at, options.place);
    const std::string_view source = excerpt_line(report, worst.at);
    const std::size_t begin = source.find_first_not_of(" \t");
    if (begin != std::string_view::npos) out += " " + code(source.substr(begin));
    out += "\n";
  }
  if (findings.empty() && report.problems.empty()) return out + "\n" + summary_words(report) + "\n";
  out += "\n<details><summary>" + summary_words(report) + "</summary>\n\n";
  std::size_t left = findings.size() + report.problems.size();
  const auto add = [&](const std::string& line) {
    if (out.size() + line.size() > kBytes) return false;
    out += line;
    --left;
    return true;
  };
  bool room = true;
  for (std::size_t i = 0; room && i < findings.size(); ++i) room = add(item(*findings[i], options.place));
  for (std::size_t i = 0; room && i < report.problems.size(); ++i) room = add(item(report.problems[i], options.place));
  if (left > 0) out += "- and " + std::to_string(left) + " more, none worse than these\n";
  return out + "\n</details>\n";
}

}  // namespace unknot
