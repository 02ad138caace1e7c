// Commands in the text of a shell script, as words. It runs nothing. What it does not know: functions, loops, arrays, arithmetic,
// `eval`, `set --`, globs, and what commands print; a word with such a part is unknown. Here-documents are passed over.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graph/seen_values.h"

namespace unknot {

/// What variables stand for, as far as it is written.
using ShellVariables = std::map<std::string, SeenValue, std::less<>>;

struct ShellCommand {
  std::vector<SeenSetting> assignments;  ///< in front of it; alone they stay for what comes behind
  std::vector<SeenValue> words;          ///< texts, or unknown; `variable` where one was asked
  std::string within{};                  ///< the function or the pattern of `case` around: "serve", "dev|test"
};

/// The first byte of `text` stands at the given place. Assignments of the script are added to `variables`.
std::vector<ShellCommand> read_shell(std::string_view text, std::uint32_t line, std::uint32_t column, ShellVariables& variables);

}  // namespace unknot
