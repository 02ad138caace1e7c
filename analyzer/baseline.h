// The file of what is known already: one line for each edge of a tangle and each other finding, sorted, so that two people's
// changes merge. Nothing of the environment is in it.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base.h"

namespace unknot {

inline constexpr std::string_view kBaselineName = "unknot-baseline.json";

/// The entries of a baseline's text; `name` stands in the error, which says where and what.
std::expected<std::vector<BaselineEntry>, std::string> parse_baseline(std::string_view text, const std::string& name);

/// The text of a baseline with these entries, sorted.
std::string baseline_text(std::span<const BaselineEntry>);

/// Writes the whole file or nothing: a reader never sees half of it. An error says why not.
std::expected<void, std::string> write_baseline(const std::string& path, std::span<const BaselineEntry>);

}  // namespace unknot
