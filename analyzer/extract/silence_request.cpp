// Text behind the colon -> checks and a reason.
#include "analyzer/extract/silence_request.h"

#include <algorithm>

namespace unknot {
namespace {

// Of one comment; beyond these no person has written it.
constexpr std::size_t kMostChecks = 100;
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestReason = 2'000;

}  // namespace

std::string_view trimmed_comment(std::string_view text, std::string_view decoration) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto is_kept = [&](char c) { return !kSpace.contains(c) && !decoration.contains(c); };
  const auto begin = static_cast<std::size_t>(std::ranges::find_if(text, is_kept) - text.begin());
  if (begin == text.size()) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

SilenceRequest read_silence_request(std::string_view text, std::string_view decoration) {
  SilenceRequest out;
  if (const auto dash = text.find(" - "); dash != std::string_view::npos) {
    out.reason = trimmed_comment(text.substr(dash + 3), decoration).substr(0, kLongestReason);
    text = text.substr(0, dash);
  } else if (const auto bare = text.find_last_not_of(" \t\r"); bare != std::string_view::npos && text[bare] == '-') {
    text = text.substr(0, bare);
  }
  while (!text.empty() && out.checks.size() < kMostChecks) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto check = trimmed_comment(text.substr(0, comma), decoration); !check.empty()) out.checks.emplace_back(check.substr(0, kLongestName));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

}  // namespace unknot
