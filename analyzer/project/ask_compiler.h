// --query-driver: a compiler that the user allows is asked where its system headers are and what it defines. Nowhere else is
// a program run that a command names.
#pragma once

#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/program.h"

namespace unknot {

/// What a compiler says of itself.
struct CompilerAnswer {
  std::vector<std::string> folders;  ///< of system headers, absolute, in order
  std::string macros;                ///< "#define X 1" lines
};

/// May this compiler be run? `program` is absolute; "." and ".." in it never match. A glob matches the whole path.
bool is_allowed(std::span<const std::string> globs, const std::string& program);

/// Those of a command's flags that change the answer and cannot make a compiler load or write anything: -std=, --sysroot,
/// -march= and the like.
std::vector<std::string> flags_to_ask_with(std::span<const std::string> flags);

/// The folders in what a compiler prints for -v: those between "search starts here" and "End of search list".
std::vector<std::string> folders_in(std::string_view said);

/// Runs `PROGRAM FLAGS -x LANGUAGE -E -dM -v /dev/null` in an environment with nothing but PATH and a plain locale. The error
/// says why there is no answer.
std::expected<CompilerAnswer, std::string> ask_compiler(const std::string& program, std::span<const std::string> flags, Language,
                                                        std::chrono::milliseconds limit);

}  // namespace unknot
