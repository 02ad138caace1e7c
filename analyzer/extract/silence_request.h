// What a comment that asks for silence says behind `unknot-ignore:`, the same in every language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unknot {

constexpr std::string_view kIgnore = "unknot-ignore";

struct SilenceRequest {
  std::vector<std::string> checks;  ///< as written
  std::string reason;               ///< empty: none was given
};

/// Without spaces at its ends; without what else may begin a line of a comment.
std::string_view trimmed_comment(std::string_view text, std::string_view decoration = {});

/// "a, b - because" => checks {a, b}, reason "because". Longer than any person writes is cut.
SilenceRequest read_silence_request(std::string_view text, std::string_view decoration = {});

}  // namespace unknot
