// Lines -> common start and end -> Myers' shortest edit script -> hunks.
#include "analyzer/fix/unified_diff.h"

#include <algorithm>
#include <span>

namespace unknot {
namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

/// Which lines of both stay, by index.
std::vector<std::pair<std::size_t, std::size_t>> common_lines(std::span<const std::string_view> a,
                                                              std::span<const std::string_view> b) {
  const auto n = static_cast<std::ptrdiff_t>(a.size()), m = static_cast<std::ptrdiff_t>(b.size());
  std::vector<std::vector<std::ptrdiff_t>> trace;
  std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * (n + m) + 3), 0);
  const auto at = [&](std::vector<std::ptrdiff_t>& v, std::ptrdiff_t k) -> std::ptrdiff_t& {
    return v[static_cast<std::size_t>(k + n + m + 1)];
  };
  std::ptrdiff_t steps = 0;
  for (bool done = false; !done; ++steps) {
    for (std::ptrdiff_t k = -steps; k <= steps; k += 2) {
      std::ptrdiff_t x = k == -steps || (k != steps && at(furthest, k - 1) < at(furthest, k + 1)) ? at(furthest, k + 1)
                                                                                                  : at(furthest, k - 1) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(furthest, k) = x;
      if (x >= n && x - k >= m) done = true;
    }
    trace.push_back(furthest);
  }
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::ptrdiff_t x = n, y = m;
  for (std::ptrdiff_t d = steps - 1; d > 0; --d) {
    auto& v = trace[static_cast<std::size_t>(d - 1)];
    const std::ptrdiff_t k = x - y;
    const std::ptrdiff_t previous = k == -d || (k != d && at(v, k - 1) < at(v, k + 1)) ? k + 1 : k - 1;
    const std::ptrdiff_t px = at(v, previous), py = px - previous;
    while (x > px && y > py) out.emplace_back(--x, --y);
    x = px, y = py;
  }
  while (x > 0 && y > 0) out.emplace_back(--x, --y);
  std::ranges::reverse(out);
  return out;
}

std::string quoted(std::string_view prefix, std::string_view path) {
  std::string out;
  bool special = false;
  for (const char c : std::string(prefix) + std::string(path)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\', out += c, special = true;
    else if (byte < 0x20 || byte >= 0x7f) {
      constexpr char kOctal[] = "01234567";
      out += '\\', out += kOctal[byte >> 6], out += kOctal[(byte >> 3) & 7], out += kOctal[byte & 7];
      special = true;
    } else out += c;
  }
  if (special) return '"' + out + '"';
  return path.find(' ') == std::string_view::npos ? out : out + '\t';  // where the name ends, as GNU diff says it
}

std::string range(std::size_t begin, std::size_t count) {
  std::string out = std::to_string(count == 0 ? begin : begin + 1);
  if (count != 1) out += "," + std::to_string(count);
  return out;
}

}  // namespace

std::vector<LineHunk> line_hunks(std::string_view before, std::string_view after) {
  const Lines old_lines = lines_of(before), new_lines = lines_of(after);
  std::size_t head = 0, tail = 0;
  while (head < old_lines.size() && head < new_lines.size() && old_lines[head] == new_lines[head]) ++head;
  while (tail < old_lines.size() - head && tail < new_lines.size() - head &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail])
    ++tail;
  const auto old_middle = std::span(old_lines).subspan(head, old_lines.size() - head - tail);
  const auto new_middle = std::span(new_lines).subspan(head, new_lines.size() - head - tail);
  auto common = common_lines(old_middle, new_middle);
  common.emplace_back(old_middle.size(), new_middle.size());
  std::vector<LineHunk> out;
  std::size_t x = 0, y = 0;
  for (const auto& [i, j] : common) {
    if (i != x || j != y)
      out.push_back({head + x,
                     i - x,
                     {new_middle.begin() + static_cast<std::ptrdiff_t>(y), new_middle.begin() + static_cast<std::ptrdiff_t>(j)}});
    x = i + 1, y = j + 1;
  }
  return out;
}

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  const auto hunks = line_hunks(before, after);
  if (hunks.empty()) return {};
  constexpr std::size_t kContext = 3;
  const Lines old_lines = lines_of(before);
  std::string out = "--- " + quoted("a/", path) + "\n+++ " + quoted("b/", path) + "\n";
  const auto put = [&](char sign, std::string_view line) {
    out += sign;
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  };
  std::ptrdiff_t shift = 0;
  for (std::size_t first = 0, last; first < hunks.size(); first = last) {
    last = first + 1;
    while (last < hunks.size() && hunks[last].begin <= hunks[last - 1].begin + hunks[last - 1].removed + 2 * kContext) ++last;
    const std::size_t begin = hunks[first].begin - std::min(kContext, hunks[first].begin);
    const std::size_t end = std::min(hunks[last - 1].begin + hunks[last - 1].removed + kContext, old_lines.size());
    std::ptrdiff_t grown = 0;
    for (std::size_t h = first; h < last; ++h)
      grown += static_cast<std::ptrdiff_t>(hunks[h].lines.size()) - static_cast<std::ptrdiff_t>(hunks[h].removed);
    const auto new_begin = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin) + shift);
    const auto new_count = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(end - begin) + grown);
    out += "@@ -" + range(begin, end - begin) + " +" + range(new_begin, new_count) + " @@\n";
    std::size_t at = begin;
    for (std::size_t h = first; h < last; ++h) {
      for (; at < hunks[h].begin; ++at) put(' ', old_lines[at]);
      for (; at < hunks[h].begin + hunks[h].removed; ++at) put('-', old_lines[at]);
      for (const auto line : hunks[h].lines) put('+', line);
    }
    for (; at < end; ++at) put(' ', old_lines[at]);
    shift += grown;
  }
  return out;
}

}  // namespace unknot
