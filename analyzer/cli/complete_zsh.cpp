// Completions of zsh, for its function _arguments.
#include "analyzer/cli/generate.h"

namespace unknot {
namespace {

constexpr std::string_view kHelpers = R"sh(
_unknot_checks() { compadd -a unknot_checks }
# One of the globs by comma, with or without a minus.
_unknot_glob() { compset -P '-'; compadd "$@" -- '*' $unknot_checks }
_unknot_globs() { _sequence -s , _unknot_glob }
_unknot_words_or_folders() { compadd -- "$@"; _files -/ }
_unknot_word_and_file() {
  if compset -P '*:'; then _files; else compadd -S '' -- "$@"; fi
}

_unknot() {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
)sh";

/// In single quotes; `special` characters get a backslash, as _arguments and _describe ask for it.
std::string quoted(std::string_view text, std::string_view special) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out + "'";
}

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& word : list) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string action(const std::string& grammar) {
  const ValueKind kind = value_kind(grammar);
  if (kind.globs) return " _unknot_globs";
  if (kind.check) return " _unknot_checks";
  if (kind.file_behind_colon) return " _unknot_word_and_file " + words(kind.words);
  if (kind.folders) return kind.words.empty() ? "_files -/" : " _unknot_words_or_folders " + words(kind.words);
  if (!kind.words.empty()) return "(" + words(kind.words) + ")";
  return kind.files ? "_files" : " ";
}

std::string value_name(const OptionPage& option) { return value_kind(option.value).words.empty() ? option.value : "value"; }

std::string option_spec(const OptionPage& option) {
  const bool flag = option.value.empty();
  std::string forms;
  std::string all;
  for (const auto& name : option.names) {
    const bool is_long = name.starts_with("--");
    forms += (forms.empty() ? "" : ",") + name + (flag ? "" : is_long ? "=" : "+");
    all += (all.empty() ? "" : " ") + name;
  }
  std::string text = quoted(option.summary, "[]");
  text = "'[" + text.substr(1, text.size() - 2) + "]" + (flag ? "" : ":" + value_name(option) + ":" + action(option.value)) + "'";
  const std::string before = option.repeatable ? "'*'" : "'(" + all + ")'";
  return before + (option.names.size() > 1 ? "{" + forms + "}" : forms) + text;
}

std::string operand_spec(const OptionPage& operand) {
  return "'" +
         std::string(operand.repeatable ? "*"
                     : operand.required ? ""
                                        : ":") +
         ":" + operand.names.front() + ":" + action(operand.value) + "'";
}

std::string arguments(const CommandPage& command, const std::string& indent) {
  std::string out = "_arguments -s -S";
  for (const auto& option : command.options) out += " \\\n" + indent + option_spec(option);
  for (const auto& operand : command.operands) out += " \\\n" + indent + operand_spec(operand);
  return out;
}

}  // namespace

std::string zsh_completion(const ProgramPage& pages) {
  std::string out =
      "#compdef unknot\n# Completions of unknot for zsh; made by `unknot --generate zsh`.\n\ntypeset -ga unknot_checks=(\n";
  for (const auto& name : check_names()) out += "  " + name + "\n";
  out += ")\n" + std::string(kHelpers);
  out += "  _arguments -C";
  for (const auto& option : pages.program.options) out += " \\\n    " + option_spec(option);
  out += " \\\n    '1:command:->command' \\\n    '*::argument:->argument' && ret=0\n";
  out += "  case $state in\n    command)\n      local -a commands=(\n";
  for (const auto& command : pages.commands) out += "        " + quoted(command.name + ":" + command.summary, "") + "\n";
  out += "      )\n      _describe -t commands command commands && ret=0\n      ;;\n    argument)\n      case $words[1] in\n";
  for (const auto& command : pages.commands)
    out += "        " + command.name + ")\n          " + arguments(command, "            ") + " && ret=0\n          ;;\n";
  out +=
      "      esac\n      ;;\n  esac\n  return ret\n}\n\n"
      "# Autoloaded, or sourced.\nif [[ $funcstack[1] == _unknot ]]; then _unknot \"$@\"; else compdef _unknot unknot; fi\n";
  return out;
}

}  // namespace unknot
