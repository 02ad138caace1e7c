// Workflow commands: what GitHub shows as annotations of a run and on the lines of a pull request.
//
// Of each kind (error, warning, notice) a step shows ten, and says nothing of the rest: here the worst are written, and the
// last notice says how many are not. Findings that the base has as well are left out: nobody reads them twice.
#include <algorithm>
#include <array>
#include <utility>

#include "reporters/details.h"
#include "reporters/escape.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"
#include "reporters/worst.h"

namespace unknot {
namespace {

constexpr std::size_t kOfEachKind = 10;
constexpr std::size_t kHops = 8;

/// The runner reads a command up to the end of its line and undoes these escapes, those of properties first.
std::string escaped(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    constexpr std::array<std::pair<char, std::string_view>, 5> kCodes{
        {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}}};
    out += std::ranges::find(kCodes, c, &std::pair<char, std::string_view>::first)->second;
  }
  return out;
}
std::string as_message(std::string_view text) { return escaped(text, "%\r\n"); }
std::string as_property(std::string_view text) { return escaped(text, "%\r\n:,"); }

/// A path as it is, so that the annotation finds its file, but for what would act on the terminal of who reads the log.
std::string path(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    out += c.code == '\n' || c.code == '\r' ? std::string(1, static_cast<char>(c.code)) : visible(text, c);
    at += c.length;
  }
  return out;
}

std::string_view command(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "notice";
}

std::string annotation(const Report& report, const Finding& finding, const std::string& root) {
  std::string out = "::" + std::string(command(finding.severity)) + " file=" + as_property(path(root + finding.at.file));
  if (finding.at.line > 0) {
    const std::string_view source = excerpt_line(report, finding.at);
    const std::string line = std::to_string(finding.at.line);
    const std::uint32_t begin = std::max(finding.at.column, 1U);
    out += ",line=" + line + ",endLine=" + line + ",col=" + std::to_string(utf16_column(source, begin)) +
           ",endColumn=" + std::to_string(utf16_column(source, begin + token_length(source, begin)));
  }
  // The log shows the message alone: its place is in it.
  std::string message = place_text(finding.at, root) + ": " + visible(finding.message);
  for (const std::string& line : detail_lines(finding, root, kHops)) message += '\n' + line;
  return out + ",title=" + as_property("unknot: " + visible(full_id(finding))) + "::" + as_message(message) + '\n';
}

}  // namespace

std::string render_github(const Report& report, const RenderOptions& options) {
  std::array<std::vector<const Finding*>, 3> kinds;
  const std::vector<const Finding*> all = worst_first(fresh_findings(report));
  for (const Finding* finding : all) kinds[static_cast<std::size_t>(finding->severity)].push_back(finding);
  std::string out;
  std::size_t shown = 0;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    const auto& kind = kinds[static_cast<std::size_t>(severity)];
    // The last notice is the summary.
    const std::size_t room = severity == Severity::note ? kOfEachKind - 1 : kOfEachKind;
    for (std::size_t i = 0; i < std::min(kind.size(), room); ++i, ++shown) out += annotation(report, *kind[i], options.place);
  }
  std::string last = summary_words(report);
  if (shown < all.size())
    last += "\n" + counted(all.size() - shown, "finding") + " more: of each kind the " + std::to_string(kOfEachKind) +
            " worst at most are annotations, since a step shows no more; the other formats list all";
  return out + "::notice title=unknot::" + as_message(last) + '\n';
}

}  // namespace unknot
