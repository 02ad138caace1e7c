// Fuzz target: compile_commands.json with response files, from text to the keys of equal commands.
// Input: the database, then sections "==== NAME" with the text of response files.
#include "analyzer/project/database.h"

#include <algorithm>

#include "analyzer/project/command.h"
#include "tests/fuzz/property.h"

namespace unknot::test {
namespace {

std::string quoted_for_shell(std::span<const std::string> words) {
  std::string out;
  for (const auto& word : words) {
    out += out.empty() ? "'" : " '";
    for (const char c : word) {
      if (c == '\'') out += "'\\''";
      else out += c;
    }
    out += '\'';
  }
  return out;
}

std::string quoted_for_response_file(std::span<const std::string> words) {
  std::string out;
  for (const auto& word : words) {
    out += out.empty() ? "''" : "\n''";
    for (const char c : word) (out += '\\') += c;
  }
  return out;
}

void check_splitting(std::string_view text) {
  const auto words = split_shell_words(text);
  require(split_shell_words(quoted_for_shell(words)) == words, "words that are quoted for a shell split into themselves");
  const auto response = split_response_file(text);
  require(split_response_file(quoted_for_response_file(response)) == response, "words of a response file split into themselves");
}

void check_command(const CompileCommand& command, const std::map<std::string, std::string>& files) {
  require(!command.file.empty() && !command.directory.empty() && !command.arguments.empty(), "a command is whole");
  std::size_t reads = 0;
  const FileReader read = [&](const std::string& path) -> std::optional<std::string> {
    require(++reads <= 1000, "a command reads at most so many response files");
    const auto found = files.find(path.substr(path.rfind('/') + 1));
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  CompileCommand expanded = command;
  expanded.arguments = expand_response_files(command.arguments, join_path("/build", command.directory), read).arguments;
  require(expanded.arguments.front() == command.arguments.front(), "the compiler's word is never expanded");
  require(std::ranges::none_of(std::span(expanded.arguments).subspan(1),
                               [](const std::string& word) { return word.size() > 1 && word.starts_with('@'); }),
          "no response file is left");
  const auto normal = normalize(expanded, "/build");
  require(normal.file.starts_with('/') && normal.directory.starts_with('/'), "paths are absolute");
  require(!normal.flags.empty(), "a command keeps its compiler");
  const auto flags = split_flags(normal.flags, normal.directory);
  require(std::ranges::all_of(flags.search, [](const SearchEntry& entry) { return entry.path.starts_with('/'); }),
          "search folders are absolute");
  const auto language = language_of(normal.file, normal.flags);
  require(flags == split_flags(normal.flags, normal.directory), "the same flags give the same value");
  require(class_key(flags, language).size() + macro_key(flags).size() > 0, "a class has a key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  auto files = sections(input);
  const std::string text = files[""];
  check_splitting(text);
  const auto database = parse_database(text);
  if (!database) {
    require(!database.error().message.empty(), "an error says what is wrong");
    require(is_place(text, database.error().line, database.error().column), "an error is at a place of the text");
    return 0;
  }
  for (const auto& problem : database->problems) require(is_place(text, problem.line, problem.column), "a problem is at a place of the text");
  for (const auto& command : database->commands) check_command(command, files);
  return 0;
}

}  // namespace unknot::test
