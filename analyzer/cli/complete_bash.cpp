// Completions of bash. File names are left to readline, which knows how to quote them: no reply means them.
#include <algorithm>

#include "analyzer/cli/generate.h"

namespace unknot {
namespace {

constexpr std::string_view kHead = R"sh(# Completions of unknot for bash; made by `unknot --generate bash`.

_unknot_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_unknot_folders() { compopt +o default +o bashdefault -o dirnames; }
_unknot_nothing() { compopt +o default +o bashdefault; }

# Globs by comma, each with or without a minus.
_unknot_globs() {
  local before= item=$cur
  [[ $item != *,* ]] || { before=${item%,*},; item=${item##*,}; }
  [[ $item != -* ]] || { before+=-; item=${item#-}; }
  compopt -o nospace
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "* $1" -- "$item")
}

_unknot() {
  local checks='CHECKS'
  local cur=$2 prev=$3 command='' option='' word i
  # = and : are words of their own for readline.
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then cur=''; fi
  if [[ ${COMP_WORDS[COMP_CWORD]} == ':' || $prev == ':' ]]; then return; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi
  done
  COMPREPLY=()
)sh";

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& word : list) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string names(const std::vector<OptionPage>& options) {
  std::string out;
  for (const auto& option : options) out += (out.empty() ? "" : " ") + words(option.names);
  return out;
}

/// The call that completes a value.
std::string action(const std::string& grammar) {
  const ValueKind kind = value_kind(grammar);
  if (kind.globs) return R"(_unknot_globs "$checks")";
  if (kind.check) return R"(_unknot_words "$checks")";
  std::string out;
  if (!kind.words.empty()) out = "_unknot_words \"" + words(kind.words) + "\"";
  if (kind.file_behind_colon) out += "; compopt -o nospace";
  if (kind.folders) out += out.empty() ? "_unknot_folders" : "; compopt -o plusdirs";
  if (out.empty()) out = kind.files ? ":" : "_unknot_nothing";
  return out;
}

std::string pattern(const OptionPage& option) {
  std::string out;
  for (const auto& name : option.names) out += (out.empty() ? "" : " | ") + name;
  return out;
}

std::string command_case(const CommandPage& command, const std::string& indent) {
  std::string out;
  for (const auto& option : command.options)
    if (!option.value.empty()) out += indent + "  " + pattern(option) + ") " + action(option.value) + "; return ;;\n";
  if (!out.empty()) out = indent + "case $prev in\n" + out + indent + "esac\n";
  out += indent + "if [[ $cur == -* ]]; then _unknot_words \"" + names(command.options) + "\"; return; fi\n";
  return out;
}

std::string operands_case(const CommandPage& command, const std::string& indent) {
  if (command.operands.empty()) return indent + "_unknot_nothing\n";
  const auto& first = command.operands.front();
  const auto first_words = words_of(first.value);
  if (first_words.empty()) return indent + action(first.value) + "\n";
  // A word first; once it stands there, what the last operand takes.
  std::string any;
  for (const auto& word : first_words) any += (any.empty() ? "" : "|") + word;
  return indent + "if [[ ! \" ${COMP_WORDS[*]:2:COMP_CWORD-2} \" =~ \\ (" + any + ")\\  ]]; then " + action(first.value) +
         "; else " + action(command.operands.back().value) + "; fi\n";
}

}  // namespace

std::string bash_completion(const ProgramPage& pages) {
  constexpr std::string_view kPlace = "CHECKS";
  std::string out(kHead);
  out.replace(out.find(kPlace), kPlace.size(), words(check_names()));
  std::string commands;
  for (const auto& command : pages.commands) commands += (commands.empty() ? "" : " ") + command.name;
  out += "  case $command in\n    '')\n" + command_case(pages.program, "      ") + "      _unknot_words \"" + commands +
         "\"\n      ;;\n";
  for (const auto& command : pages.commands)
    out += "    " + command.name + ")\n" + command_case(command, "      ") + operands_case(command, "      ") + "      ;;\n";
  out += "  esac\n}\n\ncomplete -o bashdefault -o default -F _unknot unknot\n";
  return out;
}

}  // namespace unknot
