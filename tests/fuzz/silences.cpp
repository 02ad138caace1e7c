// Fuzz target: comments that ask for silence.
#include <algorithm>

#include "analyzer/extract/cpp/scan.h"
#include "tests/fuzz/property.h"

namespace unknot::test {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Most inputs lack the word and would end at the search for it: the same text is also read behind it.
  const std::string plain(reinterpret_cast<const char*>(data), size);
  for (const std::string& text : {plain, "// unknot-ignore:" + plain, "/* NOLINT(misc-header-include-cycle" + plain}) {
    const auto silences = scan_silences(text);
    require(std::ranges::is_sorted(silences, {}, [](const SilenceFact& s) { return std::pair(s.line, s.column); }), "in order of places");
    for (const auto& silence : silences) {
      require(is_place(text, silence.line, silence.column), "a comment is at a place of the text");
      require(silence.target_line == 0 || silence.target_line >= silence.line, "a comment speaks of its line or a later one");
      require(!silence.foreign || silence.reason.empty(), "another tool's comment has no reason");
      for (const auto& check : silence.checks) {
        require(!check.empty() && check.find(',') == std::string::npos, "a list of checks is split");
        require(text.find(check) != std::string::npos, "a check is written in the text");
      }
      require(text.find(silence.reason) != std::string::npos, "a reason is written in the text");
    }
  }
  return 0;
}

}  // namespace unknot::test
