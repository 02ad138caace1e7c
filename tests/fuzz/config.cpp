// Fuzz target: unknot.json, from text to resolved values, and its globs.
#include "analyzer/config/config.h"

#include <algorithm>

#include "analyzer/config/glob.h"
#include "checks/registry.h"
#include "tests/fuzz/property.h"

namespace unknot::test {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto known = all_check_infos();
  const auto config = parse_config(text, "unknot.json", known);
  if (!config) {
    require(!config.error().empty(), "no configuration without a reason");
    for (const auto& problem : config.error()) {
      require(is_place(text, problem.line, problem.column), "a problem is at a place of the text");
      require(to_text(problem).starts_with("unknot.json:"), "a problem names its file");
    }
    return 0;
  }
  require(std::ranges::all_of(known, [&](const CheckInfo* check) { return config->checks.contains(check->id); }),
          "every check has its settings");
  for (const auto& silence : config->suppressions) {
    require(!silence.reason.empty() && !silence.check.empty(), "a suppression has a check and a reason");
    require(is_place(text, silence.at.line, silence.at.column), "a suppression is at a place of the text");
  }
  for (const auto& glob : config->ignore) {
    glob_matches(glob, glob);
    glob_matches(glob, "src/a/b/c/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab.h");
    const bool is_plain_name = glob.find_first_of("*?/") == std::string::npos;
    if (is_plain_name) require(glob_matches(glob, "folder/" + glob), "a plain name matches at any depth");
  }
  return 0;
}

}  // namespace unknot::test
