// Lays out one source line in columns, then cuts a window around the caret.
#include "reporters/excerpt.h"

#include <algorithm>
#include <vector>

#include "reporters/escape.h"

namespace unknot {
namespace {

constexpr std::size_t kTab = 4;
constexpr std::string_view kMore = "...";

/// What stands in each column, and where the token begins and ends.
struct Layout {
  std::vector<std::string> columns;
  std::size_t begin = 0;
  std::size_t end = 0;
};

void append(std::vector<std::string>& columns, const std::string& shown) {
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t length = character_at(shown, at).length;
    columns.push_back(shown.substr(at, length));
    at += length;
  }
}

Layout lay_out(std::string_view line, std::uint32_t column) {
  const std::size_t first = column == 0 ? 0 : std::min<std::size_t>(column - 1, line.size());
  const std::size_t last = first + token_length(line, column);
  Layout out;
  for (std::size_t at = 0; at < line.size();) {
    const Character c = character_at(line, at);
    if (at <= first) out.begin = out.columns.size();
    if (c.code == '\t')
      out.columns.resize(out.columns.size() + kTab - out.columns.size() % kTab, " ");
    else
      append(out.columns, visible(line, c));
    if (at < last) out.end = out.columns.size();
    at += c.length;
  }
  if (first >= line.size()) out.begin = out.columns.size();
  out.end = std::max(out.end, out.begin + 1);
  return out;
}

}  // namespace

Excerpt excerpt(std::string_view line, std::uint32_t column) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  Layout layout = lay_out(line, column);
  std::vector<std::string>& columns = layout.columns;
  if (columns.size() > kExcerptColumns) {
    const std::size_t half = kExcerptColumns / 2;
    const std::size_t middle = std::min((layout.begin + layout.end) / 2, layout.begin + half / 2);
    const std::size_t from = std::min(middle > half ? middle - half : 0, columns.size() - kExcerptColumns);
    const std::size_t to = from + kExcerptColumns;
    const bool more_before = from > 0;
    const bool more_behind = to < columns.size();
    columns = {columns.begin() + static_cast<std::ptrdiff_t>(from), columns.begin() + static_cast<std::ptrdiff_t>(to)};
    for (std::size_t i = 0; i < kMore.size(); ++i) {
      if (more_before) columns[i] = kMore[i];
      if (more_behind) columns[columns.size() - 1 - i] = kMore[i];
    }
    layout.begin -= from;
    layout.end = std::max(std::min(layout.end - from, kExcerptColumns), layout.begin + 1);
  }
  Excerpt out;
  for (const std::string& shown : columns) out.source += shown;
  out.source.erase(out.source.find_last_not_of(' ') + 1);
  out.caret = std::string(layout.begin, ' ') + '^' + std::string(layout.end - layout.begin - 1, '~');
  return out;
}

}  // namespace unknot
