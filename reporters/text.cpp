// The report as a compiler would print it: place, line, caret, and a note for each hop of a cycle.
#include <algorithm>
#include <set>
#include <utility>

#include "reporters/escape.h"
#include "reporters/excerpt.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

constexpr std::size_t kCutLines = 3;
constexpr std::size_t kTellingLines = 3;  ///< of a tangle that is a note
constexpr std::size_t kHops = 20;

/// SGR parameters of the terminal (ECMA-48).
enum class Style : std::uint8_t { plain, bold, error, warning, note, caret };
constexpr std::string_view sgr(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::error:
      return "\x1b[1;31m";
    case Style::warning:
      return "\x1b[1;35m";
    case Style::note:
      return "\x1b[1;36m";
    case Style::caret:
      return "\x1b[1;32m";
  }
  return "";
}
constexpr Style style_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Style::error;
    case Severity::warning:
      return Style::warning;
    case Severity::note:
      return Style::note;
  }
  return Style::plain;
}

enum class Headline : std::uint8_t { yes, no };

class TextWriter {
 public:
  TextWriter(const Report& report, const RenderOptions& options) : report_(report), color_(options.color) {}

  void finding(const Finding& finding) {
    line(finding.at, finding.severity, finding.message, full_id(finding), Headline::yes);
    source(finding.at);
    shown_ = {{finding.at.file, finding.at.line}};
    hops(finding);
    for (const Note& note : finding.notes) aside(note.at, note.message);
    tangle(finding);
    for (const Fix& fix : finding.fixes) {
      const Place at =
          fix.edits.empty() ? finding.at : Place{fix.edits[0].file, fix.edits[0].start_line, fix.edits[0].start_column};
      aside(at, "fix: " + fix.title);
    }
  }
  void folded(const Finding& finding) {
    line(finding.at, finding.severity, finding.message, full_id(finding), Headline::no);
    if (!finding.tangle || !is_folded(finding.tangle->level)) return;
    for (std::size_t i = 0; i < finding.notes.size() && i < kTellingLines; ++i)
      line(finding.notes[i].at, Severity::note, finding.notes[i].message, "", Headline::no);
  }
  void summary() { out_ += styled(Style::bold, summary_words(report_)) + '\n'; }
  std::string take() { return std::move(out_); }
  void gap() { out_ += '\n'; }

 private:
  std::string styled(Style style, std::string_view text) const {
    return color_ && style != Style::plain ? std::string(sgr(style)) + std::string(text) + "\x1b[0m"
                                           : std::string(text);
  }

  void line(const Place& at, Severity severity, std::string_view message, std::string_view id, Headline headline) {
    std::string place = visible(at.file) + ':';
    if (at.line != 0) place += std::to_string(at.line) + ':' + std::to_string(at.column) + ':';
    out_ += styled(Style::bold, place) + ' ' + styled(style_of(severity), std::string(name(severity)) + ':') + ' ' +
            styled(headline == Headline::yes ? Style::bold : Style::plain, visible(message));
    if (!id.empty()) out_ += " [" + visible(id) + "]";
    out_ += '\n';
  }

  void source(const Place& at) {
    const std::string_view text = excerpt_line(report_, at);
    if (text.empty()) return;
    const Excerpt shown = excerpt(text, at.column);
    const std::string number = std::to_string(at.line);
    out_ += std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') + number + " | " + shown.source + '\n';
    out_ += "      | " + shown.caret.substr(0, shown.caret.find('^')) +
            styled(Style::caret, shown.caret.substr(shown.caret.find('^'))) + '\n';
  }

  /// A note with its source line, unless that line was shown for this finding already.
  void aside(const Place& at, std::string_view message) {
    line(at, Severity::note, message, "", Headline::no);
    if (shown_.emplace(at.file, at.line).second) source(at);
  }

  void hops(const Finding& finding) {
    const std::vector<const TangleEdge*> edges = walk(finding);
    const bool said_already = edges.size() == 1 && edges[0]->at == finding.at && edges[0]->condition == When::always &&
                              edges[0]->entered == Entered::yes;
    if (said_already) return;
    if (edges.empty()) return;
    const std::vector<std::string> words = hop_words(*finding.tangle, edges);
    const std::size_t folded = edges.size() > kHops ? edges.size() - kHops : 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (folded > 0 && i >= kHops - 1 && i + 1 < edges.size()) {
        if (i == kHops - 1)
          line(edges[i]->at, Severity::note, "and " + counted(folded, "further hop"), "", Headline::no);
        continue;
      }
      aside(edges[i]->at, words[i]);
    }
  }

  void tangle(const Finding& finding) {
    const std::string size = size_words(finding);
    if (size.empty()) return;
    std::vector<const TangleEdge*> cut = cut_edges(*finding.tangle);
    const bool cut_is_here = cut.size() == 1 && cut[0]->at == finding.at;
    // Where the check has a note of its own at a cut edge, that note says more than these lines would.
    const auto noted = [&](const Place& at) {
      return std::ranges::any_of(finding.notes, [&](const Note& note) { return note.at == at; });
    };
    const bool said_already = cut_is_here && noted(finding.at);
    if (said_already && finding.tangle->edges.size() == finding.tangle->witness.size()) return;
    aside(finding.at, said_already ? size : size + cut_words(finding));
    if (cut_is_here || (finding.growth && is_folded(finding.tangle->level))) return;
    std::erase_if(cut, [&](const TangleEdge* edge) { return noted(edge->at); });
    for (std::size_t i = 0; i < std::min(cut.size(), kCutLines); ++i)
      aside(cut[i]->at, "cut: \"" + cut[i]->from + "\" " + hop_words(*finding.tangle, *cut[i]));
    if (cut.size() > kCutLines)
      line(cut[kCutLines]->at, Severity::note, "and " + std::to_string(cut.size() - kCutLines) + " more to cut", "",
           Headline::no);
  }

  const Report& report_;
  bool color_;
  std::set<std::pair<std::string, std::uint32_t>> shown_;  ///< source lines of the present finding
  std::string out_;
};

}  // namespace

std::string render_text(const Report& report, const RenderOptions& options) {
  TextWriter writer(report, options);
  for (const Finding& finding : report.findings)
    if (finding.state == State::fresh && finding.severity != Severity::note) {
      writer.finding(finding);
      writer.gap();
    }
  bool notes = false;
  for (const Finding& finding : report.findings)
    if (finding.state == State::fresh && finding.severity == Severity::note) {
      writer.folded(finding);
      notes = true;
    }
  if (notes) writer.gap();
  writer.summary();
  return writer.take();
}

}  // namespace unknot
