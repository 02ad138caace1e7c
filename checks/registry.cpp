// The table of checks, and the options of one check.
#include "checks/registry.h"

#include <algorithm>
#include <array>

namespace unknot {
namespace {

constexpr std::array kChecks{
#define CHECK(name) &checks::name,
#include "checks/checks.def"
#undef CHECK
};
constexpr std::array kInfos{
#define CHECK(name) &checks::name.info,
#include "checks/checks.def"
#undef CHECK
};

}  // namespace

std::span<const Check* const> all_checks() { return kChecks; }
std::span<const CheckInfo* const> all_check_infos() { return kInfos; }

const Check* find_check(std::string_view id) {
  const auto found = std::ranges::find(kChecks, id, [](const Check* check) { return check->info.id; });
  return found == kChecks.end() ? nullptr : *found;
}

bool OptionValues::flag(std::string_view option) const { return text(option) == "true"; }

std::string_view OptionValues::text(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::string_view{} : found->second;
}

bool CheckContext::is_suppressed(DependencyId id) const { return std::ranges::binary_search(suppressed, id); }

}  // namespace unknot
