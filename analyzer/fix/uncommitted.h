// Which files git does not hold as they are: an edit of these could not be taken back.
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace unknot {

/// Of `files` (as seen from `root`, absolute) those that differ from HEAD or that git does not track, sorted. An error where the
/// root is in no checkout.
std::expected<std::vector<std::string>, std::string> uncommitted(const std::string& root, const std::vector<std::string>& files);

}  // namespace unknot
