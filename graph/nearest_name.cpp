// Edit distance between names (optimal string alignment), bounded by the length of the known name.
#include "graph/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace unknot {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view written, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t best_distance = 0;
  for (const std::string_view name : known) {
    const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
    const std::size_t longer = std::max(name.size(), written.size());
    if (longer - std::min(name.size(), written.size()) > limit) continue;  // also keeps a huge key cheap
    const std::size_t distance = edit_distance(written, name);
    if (distance > limit || distance >= longer) continue;
    if (best.empty() || distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> known) {
  const std::string_view nearest = nearest_name(written, known);
  if (nearest.empty()) return "";
  return " (did you mean '" + std::string(nearest) + "'?)";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      result += c;
    } else {
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  if (text.size() > kLongest) {
    // A cut inside a UTF-8 sequence would make the message invalid.
    if ((static_cast<unsigned char>(text[kLongest]) & 0xc0) == 0x80) {
      while ((static_cast<unsigned char>(result.back()) & 0xc0) == 0x80) result.pop_back();
      result.pop_back();
    }
    result += "...";
  }
  return result + "'";
}

}  // namespace unknot
