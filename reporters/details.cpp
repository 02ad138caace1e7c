// The words of wording.h with their places.
#include "reporters/details.h"

#include <algorithm>

#include "reporters/escape.h"
#include "reporters/wording.h"

namespace unknot {

std::string place_text(const Place& at, const std::string& root) {
  std::string out = visible(root + at.file);
  if (at.line == 0) return out;
  out += ':' + std::to_string(at.line);
  return at.column == 0 ? out : out + ':' + std::to_string(at.column);
}

std::vector<std::string> detail_lines(const Finding& finding, const std::string& root, std::size_t most_hops) {
  std::vector<std::string> out;
  const auto add = [&](const Place& at, const std::string& words) {
    out.push_back(place_text(at, root) + ": " + visible(words));
  };
  const std::vector<const TangleEdge*> edges = walk(finding);
  if (!edges.empty()) {
    const std::vector<std::string> words = hop_words(*finding.tangle, edges);
    const std::size_t most = std::max<std::size_t>(most_hops, 2);
    const std::size_t folded = edges.size() > most ? edges.size() - most : 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (folded > 0 && i == most - 1) {
        add(edges[i]->at, "and " + counted(folded, "further hop"));
        i += folded - 1;
        continue;
      }
      add(edges[i]->at, words[i]);
    }
  }
  for (const Note& note : finding.notes) add(note.at, note.message);
  const std::string size = size_words(finding);
  // Where the check has a note at the cut, that note says more than the cut's own words.
  const bool said = std::ranges::any_of(finding.notes, [&](const Note& note) { return note.at == finding.at; });
  if (!size.empty() && !(said && finding.tangle->edges.size() == edges.size())) add(finding.at, said ? size : size + cut_words(finding));
  return out;
}

}  // namespace unknot
