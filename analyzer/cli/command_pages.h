// The command line as values, read from CLI11's model: the man page, docs/cli.md and the shells' completions are made of them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace unknot {

/// An option, or an operand.
struct OptionPage {
  std::vector<std::string> names;  ///< "-p", "--build"; of an operand: its name
  std::string value;               ///< its grammar, see ValueKind; empty: a flag
  std::string summary;             ///< one line
  std::string more;                ///< further sentences, or nothing
  std::string group;               ///< options of one group mean the same in every command
  bool repeatable = false;
  bool required = false;
};
struct CommandPage {
  std::string name;
  std::string summary;
  std::vector<OptionPage> operands;
  std::vector<OptionPage> options;
  std::string example;  ///< a line for a shell
};
/// The program itself, with what stands before any command.
struct ProgramPage {
  CommandPage program;
  std::string version;
  std::vector<CommandPage> commands;
};

ProgramPage read_pages(const CLI::App&);

/// What a value may be: "error|warning" are words, "DIR|off" a folder or a word, "text|json[:FILE]" a word that may name a
/// file behind a colon. Capitals are kinds: PATH (file or folder), FILE, DIR, CHECK (an id), GLOBS (ids, by comma); any other
/// is free text.
struct ValueKind {
  std::vector<std::string> words;
  bool files = false;  ///< files, and the folders on the way
  bool folders = false;
  bool check = false;
  bool globs = false;
  bool file_behind_colon = false;
};
ValueKind value_kind(std::string_view grammar);
/// The words of "error|warning|note".
std::vector<std::string> words_of(std::string_view grammar);

/// Every check and every check/case, for completions.
std::vector<std::string> check_names();

/// What the man page and docs/cli.md say besides: a term and its meaning.
using Meaning = std::pair<std::string_view, std::string_view>;
inline constexpr std::array<Meaning, 4> kExitCodes{{
    {"0", "no finding at or above `--fail-on`"},
    {"1", "such a finding; for `why`: no path"},
    {"2",
     "usage or configuration: a wrong option, a broken configuration file or named database, nothing to analyse, an output "
     "file that cannot be written"},
    {"3",
     "no such finding, but the answer is not complete: a file could not be read, a unit crashed, or a header inside the "
     "project does not exist"},
}};
inline constexpr std::array<Meaning, 3> kEnvironment{{
    {"XDG_CACHE_HOME", "where the cache goes without `--cache`; else `~/.cache`"},
    {"NO_COLOR", "no colours, unless `--color` asks for them"},
    {"PATH", "where `unknot-clang` is looked for when it is not beside `unknot`"},
}};
inline constexpr std::array<Meaning, 3> kFiles{{
    {"unknot.json", "the configuration; its folder is the root of the project (docs/config.md)"},
    {"pyproject.toml", "likewise, in the table `[tool.unknot]`"},
    {"compile_commands.json", "how each file is compiled; CMake writes it with `-DCMAKE_EXPORT_COMPILE_COMMANDS=ON`"},
}};

}  // namespace unknot
