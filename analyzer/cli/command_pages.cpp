// From CLI11's model to values.
#include "analyzer/cli/command_pages.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "analyzer/analyze.h"
#include "checks/registry.h"

namespace unknot {
namespace {

OptionPage read_option(const CLI::Option& option) {
  OptionPage page;
  if (option.get_positional()) page.names = {option.get_name(true)};
  for (const auto& name : option.get_snames()) page.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) page.names.push_back("--" + name);
  page.value = option.get_type_name();
  const std::string& text = option.get_description();
  const auto end = std::min(text.find('\n'), text.size());
  page.summary = text.substr(0, end);
  page.more = text.substr(std::min(end + 1, text.size()));
  page.group = option.get_group();
  page.repeatable = option.get_items_expected_max() >= CLI::detail::expected_max_vector_size;
  page.required = option.get_required();
  return page;
}

CommandPage read_command(const CLI::App& app) {
  CommandPage page{.name = app.get_name(), .summary = app.get_description(), .operands = {}, .options = {}, .example = {}};
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? page.operands : page.options).push_back(read_option(*option));
  constexpr std::string_view kExample = "Example: ";
  const std::string footer = app.get_footer();
  if (footer.starts_with(kExample)) page.example = footer.substr(kExample.size(), footer.find('\n') - kExample.size());
  return page;
}

bool is_kind(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) { return std::isupper(c) != 0; });
}

}  // namespace

ProgramPage read_pages(const CLI::App& app) {
  ProgramPage pages{.program = read_command(app), .version = std::string(version()), .commands = {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    pages.commands.push_back(read_command(*command));
  return pages;
}

ValueKind value_kind(std::string_view grammar) {
  ValueKind kind;
  if (grammar.ends_with("[:FILE]")) {
    kind.file_behind_colon = true;
    grammar.remove_suffix(7);
  }
  while (!grammar.empty()) {
    const auto end = std::min(grammar.find('|'), grammar.size());
    const std::string_view word = grammar.substr(0, end);
    grammar.remove_prefix(std::min(end + 1, grammar.size()));
    if (word == "PATH" || word == "FILE") kind.files = true;
    else if (word == "DIR") kind.folders = true;
    else if (word == "CHECK") kind.check = true;
    else if (word == "GLOBS") kind.globs = true;
    else if (!is_kind(word)) kind.words.emplace_back(word);
  }
  return kind;
}

std::vector<std::string> words_of(std::string_view grammar) { return value_kind(grammar).words; }

std::vector<std::string> check_names() {
  std::vector<std::string> out;
  for (const CheckInfo* check : all_check_infos()) {
    out.emplace_back(check->id);
    for (const auto& c : check->cases) out.push_back(std::string(check->id) + "/" + std::string(c.name));
  }
  return out;
}

}  // namespace unknot
