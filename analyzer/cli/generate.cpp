// What the man page and docs/cli.md have in common; docs/cli.md.
#include "analyzer/cli/generate.h"

#include <algorithm>
#include <cctype>

namespace unknot {
namespace {

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
  return out;
}

std::string bullet(std::string_view term, std::string_view text) {
  return "- `" + std::string(term) + "`: " + std::string(text) + "\n";
}

std::string bullets(const std::vector<OptionPage>& options, bool (*wanted)(const OptionPage&)) {
  std::string out;
  for (const auto& option : options)
    if (wanted(option)) out += bullet(heading(option), sentences(option));
  return out;
}

template <std::size_t N>
std::string bullets(const std::array<Meaning, N>& meanings) {
  std::string out;
  for (const auto& [term, text] : meanings) out += bullet(term, text);
  return out;
}

bool any(const OptionPage&) { return true; }

}  // namespace

std::string generate(std::string_view what, const ProgramPage& pages) {
  if (what == "man") return man_page(pages);
  if (what == "bash") return bash_completion(pages);
  if (what == "zsh") return zsh_completion(pages);
  if (what == "fish") return fish_completion(pages);
  return markdown_page(pages);
}

std::string synopsis(const CommandPage& command) {
  std::string out = "unknot " + command.name + " [OPTION]...";
  for (const auto& operand : command.operands) {
    const std::string name = operand.names.front() + (operand.repeatable ? "..." : "");
    out += operand.required ? " " + name : " [" + name + "]";
  }
  return out;
}

std::string heading(const OptionPage& option) {
  return join(option.names, ", ") + (option.value.empty() || option.names.front()[0] != '-' ? "" : " " + option.value);
}

std::string sentence(std::string_view line) {
  std::string out = std::string(line) + ".";
  if (std::islower(static_cast<unsigned char>(out[0])) != 0) out[0] = static_cast<char>(std::toupper(out[0]));
  return out;
}

std::string sentences(const OptionPage& option) {
  std::string out = sentence(option.summary);
  if (!option.more.empty()) out += " " + option.more;
  if (option.repeatable && option.names.front()[0] == '-') out += " May be given several times.";
  return out;
}

bool is_own(const OptionPage& option) { return option.group == "Options"; }

std::vector<OptionPage> shared_options(const ProgramPage& pages) {
  std::vector<OptionPage> out;
  for (const auto& command : pages.commands)
    for (const auto& option : command.options)
      if (!is_own(option) && std::ranges::find(out, option.names, &OptionPage::names) == out.end()) out.push_back(option);
  return out;
}

std::string markdown_page(const ProgramPage& pages) {
  std::string out =
      "# unknot on the command line\n\nMade from the table of options (`unknot --generate markdown`); the man page "
      "and the completions of bash, zsh and fish come from the same table.\n\n" +
      pages.program.summary + "\n\n```\n";
  for (const auto& command : pages.commands) out += synopsis(command) + "\n";
  out += "```\n";
  for (const auto& command : pages.commands) {
    out += "\n## unknot " + command.name + "\n" + sentence(command.summary) + "\n\n";
    out += bullets(command.operands, any) +
           bullets(command.options, [](const OptionPage& option) { return is_own(option) && option.names.back() != "--help"; });
    if (!std::ranges::all_of(command.options, is_own)) out += "- and the [analysis options](#analysis-options)\n";
    if (!out.ends_with("\n\n")) out += "\n";
    out += "```\n" + command.example + "\n```\n";
  }
  out += "\n## Analysis options\n" + bullets(shared_options(pages), any);
  out += "\n## Options without a command\n" + bullets(pages.program.options, any);
  out += "\n## Exit codes\n" + bullets(kExitCodes);
  out += "\nStandard output carries the report and nothing else; progress, notes and problems go to standard error.\n";
  out += "\n## Environment\n" + bullets(kEnvironment) + "\n## Files\n" + bullets(kFiles);
  return out;
}

}  // namespace unknot
