// The fast reader of compile_commands.json: simdjson reads, and only where something is wrong a second pass over the
// located tree finds the place. (nlohmann's SAX reader alone takes about four times as long.)
#include "analyzer/project/database.h"

#include <algorithm>
#include <array>
#include <simdjson.h>
#include <utility>

#include "analyzer/config/json_tree.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

constexpr std::size_t kLongestDatabaseMib = 1024;
constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kDeepestResponseFile = 16;
constexpr std::size_t kMostResponseFiles = 1000;
constexpr std::size_t kMostArguments = 1'000'000;
constexpr std::size_t kMostWords = 32'000'000;  // of all commands: ten times what the largest known projects have

/// An entry that cannot be taken, by its index in the list.
struct SkippedEntry {
  std::size_t index = 0;
  std::string message;
};

/// The words of "arguments"; empty where an item is no text.
std::vector<std::string> words_of(const simdjson::dom::array& items) {
  std::vector<std::string> words;
  words.reserve(items.size());
  for (const simdjson::dom::element item : items) {
    std::string_view word;
    if (item.get(word) != simdjson::SUCCESS) return {};
    words.emplace_back(word);
  }
  return words;
}

/// The entry as a command, or why it is none.
std::expected<CompileCommand, std::string> read_entry(const simdjson::dom::element& entry) {
  simdjson::dom::object members;
  if (entry.get(members) != simdjson::SUCCESS) return std::unexpected("an entry must be an object");
  CompileCommand result;
  std::string_view command;
  bool has_arguments = false;
  for (const auto& [key, value] : members) {
    std::string_view text;
    if (key == "arguments") {
      simdjson::dom::array items;
      if (value.get(items) != simdjson::SUCCESS) return std::unexpected("'arguments' must be a list of texts");
      result.arguments = words_of(items);
      if (result.arguments.empty()) return std::unexpected("'arguments' must be a list of texts, at least one");
      has_arguments = true;
    } else if (key == "command" || key == "file" || key == "directory" || key == "output") {
      if (value.get(text) != simdjson::SUCCESS) return std::unexpected("'" + std::string(key) + "' must be text");
      if (key == "command") command = text;
      if (key == "file") result.file = text;
      if (key == "directory") result.directory = text;
      if (key == "output") result.output = text;
    }
  }
  const bool names_windows = is_windows_path(command.substr(command.starts_with('"') ? 1 : 0));
  result.of_windows = is_windows_path(result.directory) || is_windows_path(result.file) || names_windows ||
                      (has_arguments && is_windows_path(result.arguments.front()));
  if (!has_arguments) result.arguments = result.of_windows ? split_windows_words(command) : split_shell_words(command);
  if (result.file.empty()) return std::unexpected("an entry without 'file'");
  if (result.directory.empty()) return std::unexpected("an entry without 'directory'");
  if (result.arguments.empty()) return std::unexpected("an entry without 'command' or 'arguments'");
  return result;
}

std::expected<JsonNode, JsonError> located_items(std::string_view text, std::span<const std::size_t> items) {
  return parse_json_tree(text, {.comments = JsonComments::refused, .longest_mib = kLongestDatabaseMib, .items = items});
}

DatabaseError located_error(std::string_view text, std::string_view otherwise) {
  const auto tree = located_items(text, {});
  if (!tree) return {tree.error().at.line, tree.error().at.column, tree.error().message};
  if (tree->kind == JsonKind::list) return {tree->at.line, tree->at.column, std::string(otherwise)};
  return {tree->at.line, tree->at.column, "a compilation database must be a list, not " + std::string(name(tree->kind))};
}

std::vector<DatabaseError> located_problems(std::string_view text, std::vector<SkippedEntry> skipped, std::size_t count) {
  std::vector<std::size_t> items;
  for (const SkippedEntry& entry : skipped) items.push_back(entry.index);
  std::vector<DatabaseError> problems;
  const auto tree = located_items(text, items);
  for (std::size_t i = 0; i < skipped.size(); ++i) {
    const bool is_found = tree && i < tree->children.size();
    const Position at = is_found ? tree->children[i].at : Position{};
    problems.push_back({at.line, at.column, std::move(skipped[i].message)});
  }
  if (count > skipped.size())
    problems.push_back({1, 1, std::to_string(count - skipped.size()) + " more entries are none that can be used"});
  return problems;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Does the byte mean something to the splitter? A table, because every byte of the database asks.
constexpr std::array<bool, 256> kIsSpecial = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view(" \t\n\r\f\v\\'\"")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

std::size_t end_of_plain(std::string_view text, std::size_t from) {
  while (from < text.size() && !kIsSpecial[static_cast<unsigned char>(text[from])]) ++from;
  return from;
}

/// What a backslash does between double quotes (single ones: nothing in a shell, the same as here in a response file).
enum class Quoting { posix_shell, response_file };

std::vector<std::string> split_words(std::string_view text, Quoting quoting) {
  std::vector<std::string> words;
  words.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1);
  std::string word;
  bool in_word = false;  // also true for '' and "", which are words
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && is_space(c)) {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else if (c == '\\' && !(quote == '\'' && quoting == Quoting::posix_shell)) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\\';
      const bool stays =
          quoting == Quoting::posix_shell && quote == '"' && std::string_view("$`\"\\\n").find(next) == std::string_view::npos;
      if (quoting == Quoting::posix_shell && next == '\n') {  // a line that goes on
        ++i;
        continue;
      }
      in_word = true;
      if (stays) word += '\\';
      word += next;
      ++i;
    } else if (quote != 0 ? c == quote : (c == '\'' || c == '"')) {
      quote = quote == 0 ? c : '\0';
      in_word = true;
    } else {
      // Most of a command is plain: take it in one piece.
      const std::size_t end = quote != 0 ? i + 1 : end_of_plain(text, i);
      if (quote == 0 && !in_word && (end == text.size() || is_space(text[end]))) {
        words.emplace_back(text.substr(i, end - i));
        i = end;
        continue;
      }
      word.append(text.substr(i, end - i));
      in_word = true;
      i = end - 1;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

/// Expands one level after the other; a file inside a file stands in its place.
class ResponseFiles {
 public:
  ResponseFiles(std::string_view directory, const FileReader& read, ResponseQuoting quoting)
      : directory_(directory), read_(read), quoting_(quoting) {}

  void add(const std::string& word, std::size_t depth) {
    if (!word.starts_with('@') || word.size() == 1) {
      result_.arguments.push_back(word);
      return;
    }
    if (word == "@<<") return;  // nmake's inline file: its lines are the next words, and "<<" ends it
    const std::string path = quoting_ == ResponseQuoting::windows ? posix_path(std::string_view(word).substr(1)) : word.substr(1);
    std::optional<std::string> text;
    if (depth < kDeepestResponseFile && files_ < kMostResponseFiles && result_.arguments.size() < kMostArguments &&
        !path.ends_with(".modmap")) {
      ++files_;
      text = read_(join_path(directory_, path));
    }
    if (!text) {
      result_.dropped.push_back(path);
      return;
    }
    const std::string content = without_byte_order_mark(std::move(*text));
    const bool of_windows = quoting_ == ResponseQuoting::windows;
    for (const std::string& inner : of_windows ? split_windows_words(content) : split_response_file(content)) add(inner, depth + 1);
  }
  void add_plain(const std::string& word) { result_.arguments.push_back(word); }
  ExpandedArguments take() { return std::move(result_); }

 private:
  std::string_view directory_;
  const FileReader& read_;
  ResponseQuoting quoting_;
  ExpandedArguments result_;
  std::size_t files_ = 0;
};

}  // namespace

std::expected<Database, DatabaseError> parse_database(std::string_view text) {
  std::string_view body = text;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto code = parser.parse(body.data(), body.size()).get(root); code != simdjson::SUCCESS) {
    return std::unexpected(located_error(text, simdjson::error_message(code)));
  }
  simdjson::dom::array entries;
  if (root.get(entries) != simdjson::SUCCESS) return std::unexpected(located_error(text, "not a list"));

  Database database;
  std::vector<SkippedEntry> skipped;
  database.commands.reserve(entries.size());
  std::size_t index = 0;
  std::size_t words = 0;
  for (const simdjson::dom::element entry : entries) {
    auto command = read_entry(entry);
    if (command && (words += command->arguments.size()) > kMostWords) command = std::unexpected("behind the longest database that is read");
    if (command) {
      database.commands.push_back(std::move(*command));
    } else if (++database.skipped <= kMostProblems) {
      skipped.push_back({index, std::move(command.error())});
    }
    ++index;
  }
  if (!skipped.empty()) database.problems = located_problems(text, std::move(skipped), database.skipped);
  return database;
}

std::vector<std::string> split_shell_words(std::string_view command) { return split_words(command, Quoting::posix_shell); }

std::vector<std::string> split_response_file(std::string_view text) { return split_words(text, Quoting::response_file); }

std::string join_path(std::string_view directory, std::string_view path) {
  if (is_windows_path(path)) return join_path("/", posix_path(path));
  if (is_windows_path(directory)) return join_path(posix_path(directory), path);
  const bool is_clean = path.size() > 1 && path.back() != '/' && path.back() != '.' &&
                        path.find("//") == std::string_view::npos && path.find("/./") == std::string_view::npos;
  if (path.starts_with('/') && is_clean) return std::string(path);  // the usual case
  std::string joined;
  joined.reserve(directory.size() + path.size() + 1);
  const auto append = [&joined](std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('/'), text.size());
      const std::string_view segment = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (segment.empty() || segment == ".") continue;
      if (!joined.empty() && joined.back() != '/') joined += '/';
      joined += segment;
    }
  };
  const bool is_absolute = path.starts_with('/');
  if (is_absolute || directory.starts_with('/')) joined = "/";
  if (!is_absolute) append(directory);
  append(path);
  return joined.empty() ? "." : joined;
}

ExpandedArguments expand_response_files(std::span<const std::string> arguments, std::string_view directory,
                                        const FileReader& read, ResponseQuoting quoting) {
  ResponseFiles files(directory, read, quoting);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i == 0) {
      files.add_plain(arguments[i]);
    } else {
      files.add(arguments[i], 0);
    }
  }
  return files.take();
}

}  // namespace unknot
