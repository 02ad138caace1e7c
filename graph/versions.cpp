// Numbers between dots, and ranges of them.
#include "graph/versions.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace unknot {

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < std::max(a.parts.size(), b.parts.size()); ++i) {
    const std::uint32_t left = i < a.parts.size() ? a.parts[i] : 0, right = i < b.parts.size() ? b.parts[i] : 0;
    if (left != right) return left <=> right;
  }
  return static_cast<int>(b.is_early) <=> static_cast<int>(a.is_early);
}

std::optional<Version> parse_version(std::string_view text) {
  Version out;
  if (const auto epoch = text.find('!'); epoch != std::string_view::npos) text.remove_prefix(epoch + 1);
  if (text.starts_with('v')) text.remove_prefix(1);
  while (!text.empty()) {
    std::uint32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc()) break;
    out.parts.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.size() < 2 || text.front() != '.' || text[1] < '0' || text[1] > '9') break;
    text.remove_prefix(1);
  }
  if (out.parts.empty()) return std::nullopt;
  while (!text.empty() && (text.front() == '-' || text.front() == '.' || text.front() == '_')) text.remove_prefix(1);
  out.is_early = text.starts_with('a') || text.starts_with('b') || text.starts_with('c') || text.starts_with("rc") || text.starts_with("dev") || text.starts_with("pre");
  return out;
}

std::string to_text(const Version& version) {
  std::string out;
  for (const auto part : version.parts) out += (out.empty() ? "" : ".") + std::to_string(part);
  return out;
}

Certainty VersionRange::is_at_least(const Version& version) const {
  if (low && low->version >= version) return Certainty::yes;
  if (high && (high->version < version || (high->version == version && !high->is_inclusive))) return Certainty::no;
  return Certainty::unknown;
}

std::string to_text(const VersionRange& range) {
  if (range.is_exact()) return to_text(range.low->version);
  std::string out;
  if (range.low) out = (range.low->is_inclusive ? "at least " : "later than ") + to_text(range.low->version);
  if (range.high) out += (out.empty() ? "" : " and ") + std::string(range.high->is_inclusive ? "at most " : "below ") + to_text(range.high->version);
  return out.empty() ? "any version" : out;
}

namespace {

/// The bound that leaves less, or more, room.
template <class Better>
std::optional<VersionBound> chosen(const std::optional<VersionBound>& a, const std::optional<VersionBound>& b, bool narrow, Better better) {
  if (!a || !b) return narrow ? (a ? a : b) : std::nullopt;
  if (a->version == b->version) return VersionBound{a->version, narrow ? a->is_inclusive && b->is_inclusive : a->is_inclusive || b->is_inclusive};
  return better(a->version, b->version) == narrow ? a : b;
}

VersionRange combined(const VersionRange& a, const VersionRange& b, bool narrow) {
  VersionRange out = a;
  out.low = chosen(a.low, b.low, narrow, [](const Version& x, const Version& y) { return x > y; });
  out.high = chosen(a.high, b.high, narrow, [](const Version& x, const Version& y) { return x < y; });
  return out;
}

}  // namespace

VersionRange intersection(const VersionRange& a, const VersionRange& b) {
  VersionRange out = combined(a, b, true);
  if (!out.low || !out.high) return out;
  const bool is_empty = out.low->version > out.high->version || (out.low->version == out.high->version && (!out.low->is_inclusive || !out.high->is_inclusive));
  return is_empty ? a : out;
}

VersionRange hull(const VersionRange& a, const VersionRange& b) { return combined(a, b, false); }

std::string distribution_name(std::string_view written) {
  std::string out;
  for (const char c : written) {
    const bool is_between = c == '-' || c == '_' || c == '.';
    if (is_between && out.ends_with('-')) continue;
    out += is_between ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return out;
}

PinnedVersions::PinnedVersions(std::vector<PinnedDistribution> all, std::set<std::string> development) : all_(std::move(all)), development_(std::move(development)) {
  std::ranges::sort(all_, {}, [](const PinnedDistribution& d) { return std::tie(d.name, d.folder, d.rank, d.range.file, d.range.line); });
}

std::optional<VersionRange> PinnedVersions::find(std::string_view name, std::string_view file) const {
  const auto known = std::ranges::equal_range(all_, name, {}, &PinnedDistribution::name);
  if (known.empty()) return std::nullopt;
  // The most exact rank decides; what others say narrows it down.
  const auto of_folder = [&](std::string_view folder, bool everywhere) {
    std::optional<VersionRange> out, rank;
    int last = -1;
    for (const auto& one : known) {
      if (!everywhere && one.folder != folder) continue;
      if (everywhere || one.rank == last) rank = rank ? hull(*rank, one.range) : one.range;
      else {
        if (rank) out = out ? intersection(*out, *rank) : *rank;
        rank = one.range;
      }
      last = one.rank;
    }
    if (rank) out = out ? intersection(*out, *rank) : *rank;
    return out;
  };
  for (std::string_view folder = file.substr(0, file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1);;) {
    if (const auto found = of_folder(folder, false)) return found;
    if (folder.empty()) break;
    folder.remove_suffix(1);
    folder = folder.substr(0, folder.rfind('/') == std::string_view::npos ? 0 : folder.rfind('/') + 1);
  }
  return of_folder({}, true);
}

}  // namespace unknot
