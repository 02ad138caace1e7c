// Lines as texts, counted.
#include "analyzer/line_origins.h"

#include <algorithm>
#include <cctype>

namespace unknot {
namespace {

/// Without blanks; of an include only the directive.
std::string essence(std::string_view line) {
  std::string out;
  for (const char c : line)
    if (std::isspace(static_cast<unsigned char>(c)) == 0) out += c;
  if (!out.starts_with('#')) return out;
  const auto open = out.find_first_of("\"<");
  if (open == std::string::npos) return out;
  const auto close = out.find(out[open] == '<' ? '>' : '"', open + 1);
  return close == std::string::npos ? out : out.substr(0, close + 1);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.push_back(essence(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

const LineOrigins::Lines& LineOrigins::judged_lines(const std::string& file) {
  const auto [found, fresh] = lines_.try_emplace(file);
  SourceFile source;
  if (fresh && judged_.read(root_ + "/" + file, source) == ReadStatus::ok) found->second = lines_of(source.bytes);
  return found->second;
}

const LineOrigins::Counts& LineOrigins::base_counts(const std::string& file) {
  const auto [found, fresh] = counts_.try_emplace(file);
  SourceFile source;
  if (fresh && base_.read(root_ + "/" + file, source) == ReadStatus::ok)
    for (auto& line : lines_of(source.bytes)) ++found->second[std::move(line)];
  return found->second;
}

const std::string& LineOrigins::moved_from(const std::string& file) {
  const auto [found, fresh] = moved_.try_emplace(file);
  if (!fresh) return found->second;
  const Lines& lines = judged_lines(file);
  std::size_t best = 0;
  for (const auto& candidate : gone_) {
    Counts left = base_counts(candidate);
    std::size_t size = 0;
    for (const auto& [line, count] : left) size += count;
    std::size_t common = 0;
    for (const auto& line : lines)
      if (const auto same = left.find(line); same != left.end() && same->second > 0) --same->second, ++common;
    if (common * 2 < std::max(size, lines.size()) || common <= best) continue;
    best = common;
    found->second = candidate;
  }
  return found->second;
}

LineOrigin LineOrigins::of(const Place& at) {
  const Lines& lines = judged_lines(at.file);
  if (at.line == 0 || at.line > lines.size()) return {};
  const std::string& line = lines[at.line - 1];
  const auto has = [&](const Counts& counts) {
    const auto found = counts.find(line);
    return found != counts.end() && found->second >= static_cast<std::size_t>(std::ranges::count(lines, line));
  };
  if (const Counts& here = base_counts(at.file); !here.empty()) return {.kind = has(here) ? LineOrigin::old : LineOrigin::added};
  const std::string& before = moved_from(at.file);
  if (!before.empty() && has(base_counts(before))) return {.kind = LineOrigin::moved, .file = before};
  return {};
}

}  // namespace unknot
