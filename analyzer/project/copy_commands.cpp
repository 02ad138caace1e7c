// Splits a shell command at its separators and looks at each part by itself.
#include "analyzer/project/copy_commands.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/project/database.h"
#include "analyzer/project/path_text.h"

namespace unknot {
namespace {

using Words = std::vector<std::string>;


/// The commands between &&, ||, ; and the like. Separators that touch a word are taken off where a shell would.
std::vector<Words> simple_commands(std::string_view command) {
  std::vector<Words> out(1);
  for (auto& word : split_shell_words(command)) {
    const bool ends = word.size() > 1 && word.ends_with(';');
    if (ends) word.pop_back();
    if (word == "&&" || word == "||" || word == ";" || word == "|" || word == "(" || word == ")") {
      out.emplace_back();
    } else {
      out.back().push_back(std::move(word));
      if (ends) out.emplace_back();
    }
  }
  return out;
}

/// The operands of a command that copies, the last of which is where to; empty where it is none.
Words copy_operands(const Words& words) {
  if (words.size() < 3) return {};
  const auto program = name_part(words[0]);
  std::size_t begin = 1;
  if (program == "cmake" || words[0] == "$(CMAKE_COMMAND)") {
    constexpr std::string_view kCopies[] = {"copy", "copy_if_different", "copy_if_newer", "create_symlink", "create_hardlink"};
    if (words[1] != "-E" || std::ranges::find(kCopies, words[2]) == std::end(kCopies)) return {};
    begin = 3;
  } else if (program != "cp" && program != "ln" && program != "install") {
    return {};
  }
  Words out;
  for (std::size_t i = begin; i < words.size(); ++i) {
    if (program == "install" && (words[i] == "-m" || words[i] == "-o" || words[i] == "-g")) ++i;
    else if (!words[i].starts_with('-')) out.push_back(words[i]);
  }
  return out.size() < 2 ? Words{} : out;
}

}  // namespace

std::string plain_path(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

std::vector<std::pair<std::string, std::string>> copies_of(std::string_view command, const std::string& folder,
                                                           const std::vector<std::string>& outputs) {
  std::vector<std::pair<std::string, std::string>> out;
  std::string here = folder;
  const auto is_output = [&](const std::string& path) { return std::ranges::find(outputs, path) != outputs.end(); };
  for (const auto& words : simple_commands(command)) {
    if (words.size() == 2 && words[0] == "cd") here = plain_path(here, words[1]);
    const Words operands = copy_operands(words);
    if (operands.empty()) continue;
    std::string to = plain_path(here, operands.back());
    if (to.ends_with('/')) to.pop_back();
    for (std::size_t i = 0; i + 1 < operands.size(); ++i) {
      const std::string from = plain_path(here, operands[i]);
      const std::string inside = to + "/" + std::string(name_part(from));
      if (operands.size() == 2 && is_output(to)) out.emplace_back(from, to);
      else if (is_output(inside)) out.emplace_back(from, inside);
    }
  }
  return out;
}

}  // namespace unknot
