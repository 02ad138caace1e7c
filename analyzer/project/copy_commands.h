// Which files a shell command copies: cmake -E copy, cp, install, ln. Nothing is run.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unknot {

/// (source, copy) for each file that the command copies or links under another name, as absolute paths without "." and "..".
/// `folder`: where the command starts. What it copies into a folder stands in `outputs` (absolute): a copy that no output
/// names is none.
std::vector<std::pair<std::string, std::string>> copies_of(std::string_view command, const std::string& folder,
                                                           const std::vector<std::string>& outputs);

/// `path` as seen from `folder`, without "." and "..".
std::string plain_path(const std::string& folder, const std::string& path);

}  // namespace unknot
