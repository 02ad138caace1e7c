// The items of --checks, applied one after the other.
#include "analyzer/config/select_checks.h"

#include <algorithm>
#include <vector>

#include "analyzer/config/glob.h"
#include "graph/nearest_name.h"

namespace unknot {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Sets every case that `item` matches; false where there is none.
bool apply_item(std::string_view item, CheckSelection& selection) {
  const bool wanted = !item.starts_with('-');
  if (!wanted) item.remove_prefix(1);
  const std::size_t slash = item.find('/');
  const std::string_view id_glob = item.substr(0, slash);
  bool matched = false;
  for (auto& [id, cases] : selection.cases) {
    if (!name_matches(id_glob, id)) continue;
    for (auto& [case_name, is_wanted] : cases) {
      const bool is_meant =
          slash == std::string_view::npos || (!case_name.empty() && name_matches(item.substr(slash + 1), case_name));
      if (!is_meant) continue;
      is_wanted = wanted;
      matched = true;
      if (wanted) selection.asked.insert(id);
    }
  }
  return matched;
}

std::string no_match(std::string_view item, std::span<const CheckInfo* const> checks) {
  if (item.starts_with('-')) item.remove_prefix(1);
  std::vector<std::string> names;
  for (const CheckInfo* check : checks) {
    names.emplace_back(check->id);
    for (const CaseInfo& info : check->cases) names.push_back(std::string(check->id) + "/" + std::string(info.name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  return "no check matches " + in_quotes(item) + did_you_mean(item, views);
}

}  // namespace

bool CheckSelection::runs(std::string_view check) const {
  const auto found = cases.find(check);
  return found != cases.end() && std::ranges::any_of(found->second, [](const auto& entry) { return entry.second; });
}

bool CheckSelection::reports(std::string_view check, std::string_view case_name) const {
  const auto found = cases.find(check);
  if (found == cases.end()) return false;
  auto wanted = found->second.find(case_name);
  if (wanted == found->second.end()) wanted = found->second.find(std::string_view());
  return wanted != found->second.end() && wanted->second;
}

std::expected<CheckSelection, std::string> select_checks(std::string_view globs, std::span<const CheckInfo* const> checks,
                                                         const Config& config) {
  CheckSelection selection;
  for (const auto& [id, settings] : config.checks) {
    if (settings.asked) selection.asked.insert(id);
    for (const auto& [case_name, settings_of_case] : settings.cases) selection.cases[id][case_name] = settings_of_case.enabled;
  }
  while (!globs.empty()) {
    const std::size_t comma = std::min(globs.find(','), globs.size());
    const std::string_view item = trimmed(globs.substr(0, comma));
    globs.remove_prefix(std::min(comma + 1, globs.size()));
    if (!item.empty() && !apply_item(item, selection)) return std::unexpected(no_match(item, checks));
  }
  return selection;
}

}  // namespace unknot
