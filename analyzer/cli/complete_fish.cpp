// Completions of fish.
#include "analyzer/cli/generate.h"

namespace unknot {
namespace {

constexpr std::string_view kHead = R"sh(# Completions of unknot for fish; made by `unknot --generate fish`.

function __unknot_value
    string replace -r '^--[a-z-]+=' '' -- (commandline -ct)
end

# Globs by comma, each with or without a minus.
function __unknot_globs
    set -l before (string match -r '^(?:.*,)?-?' -- (__unknot_value))
    for name in '*' $argv
        echo $before$name
    end
end

# A word, or a word and a file behind a colon.
function __unknot_word_and_file
    set -l parts (string split -m 1 : -- (__unknot_value))
    if set -q parts[2]
        __fish_complete_path $parts[2] | string replace -r '^' $parts[1]:
    else
        printf '%s\n' $argv
    end
end

)sh";

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& word : list) out += (out.empty() ? "" : " ") + word;
  return out;
}

/// "-x -a 'error warning'": -x takes a value and no file name, -r a value that may be one, -F allows file names.
std::string action(const std::string& grammar, bool operand) {
  const ValueKind kind = value_kind(grammar);
  const std::string only = operand ? "" : "-x ";
  if (kind.globs) return only + "-a " + quoted("(__unknot_globs $__unknot_checks)");
  if (kind.check) return only + "-a " + quoted("$__unknot_checks");
  if (kind.file_behind_colon) return only + "-a " + quoted("(__unknot_word_and_file " + words(kind.words) + ")");
  if (kind.folders) {
    const std::string more = kind.words.empty() ? "" : words(kind.words) + " ";
    return only + "-a " + quoted(more + "(__fish_complete_directories (__unknot_value))");
  }
  if (!kind.words.empty()) return only + "-a " + quoted(words(kind.words));
  return kind.files ? (operand ? "-F" : "-r -F") : "-x";
}

std::string option_line(const OptionPage& option, const std::string& when) {
  std::string out = "complete -c unknot -n " + quoted(when);
  for (const auto& name : option.names) out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) out += " " + action(option.value, false);
  return out + " -d " + quoted(option.summary) + "\n";
}

}  // namespace

std::string fish_completion(const ProgramPage& pages) {
  std::string out = std::string(kHead) + "set -g __unknot_checks " + words(check_names()) + "\n\ncomplete -c unknot -f\n";
  constexpr const char* kNoCommand = "__fish_use_subcommand";
  for (const auto& command : pages.commands)
    out += "complete -c unknot -n " + quoted(kNoCommand) + " -a " + command.name + " -d " + quoted(command.summary) + "\n";
  for (const auto& option : pages.program.options) out += option_line(option, kNoCommand);
  for (const auto& command : pages.commands) {
    const std::string when = "__fish_seen_subcommand_from " + command.name;
    out += "\n";
    for (const auto& option : command.options) out += option_line(option, when);
    std::string without;  // a word first, then what follows it
    for (const auto& operand : command.operands) {
      const auto choices = words_of(operand.value);
      const std::string seen = "__fish_seen_subcommand_from " + words(choices);
      out += "complete -c unknot -n " + quoted(when + without + (choices.empty() ? "" : "; and not " + seen)) + " " +
             action(operand.value, true) + "\n";
      if (!choices.empty()) without = "; and " + seen;
    }
  }
  return out;
}

}  // namespace unknot
