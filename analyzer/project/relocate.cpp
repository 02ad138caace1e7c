// The vote over recorded folders, and the replacement.
#include "analyzer/project/relocate.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

char plain(char c, bool of_windows) {
  if (!of_windows) return c;
  if (c == '\\') return '/';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// "C:/src/app": as it stands in a word, where the rest of the program says "/C:/src/app".
std::string_view as_written(const std::string& from) {
  const bool has_drive = from.size() > 2 && from[2] == ':';
  return std::string_view(from).substr(has_drive ? 1 : 0);
}

void replace_in(std::string& word, std::string_view from, const std::string& to, bool of_windows) {
  const auto same = [&](char a, char b) { return plain(a, of_windows) == plain(b, of_windows); };
  const auto ends_name = [](char c) {
    return c == '/' || c == '\\' || c == '"' || c == '\'' || c == ';' || c == ',' || c == ':';
  };
  for (auto at = word.begin();;) {
    at = std::search(at, word.end(), from.begin(), from.end(), same);
    if (at == word.end()) return;
    const auto end = at + static_cast<std::ptrdiff_t>(from.size());
    const bool inside_name =
        at != word.begin() && from.starts_with('/') && (*(at - 1) == '/' || *(at - 1) == '.' || *(at - 1) == '_');
    if ((end != word.end() && !ends_name(*end)) || inside_name) {
      ++at;
      continue;
    }
    const auto begin = at - word.begin();
    word.replace(at, end, to);
    at = word.begin() + begin + static_cast<std::ptrdiff_t>(to.size());
  }
}

}  // namespace

Relocation find_relocation(const Database& database, const std::string& database_folder, const std::string& root,
                           const std::function<bool(const std::string&)>& exists) {
  constexpr std::size_t kMostAsked = 2'000;
  std::map<std::string, std::size_t> votes;
  std::size_t asked = 0;
  for (const auto& command : database.commands) {
    if (asked == kMostAsked) break;
    const std::string file = command.of_windows ? posix_path(command.file) : command.file;
    const std::string directory = command.of_windows ? posix_path(command.directory) : command.directory;
    const std::string written = join_path(join_path(database_folder, directory), file);
    if (exists(written)) continue;
    ++asked;
    // The folders before ".." are of another machine: no link of theirs can be followed.
    const std::string path = std::filesystem::path(written).lexically_normal().string();
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (!exists(root + path.substr(slash))) continue;
      ++votes[path.substr(0, slash)];
      break;
    }
  }
  const auto best = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  if (best == votes.end() || best->second * 2 <= asked) return {};
  return {best->first, root};
}

std::string relocated(std::string path, const Relocation& relocation) {
  const bool of_windows = is_windows_path(path);
  replace_in(path, as_written(relocation.from), relocation.to, of_windows);
  return of_windows ? posix_path(path) : path;
}

void relocate(CompileCommand& command, const Relocation& relocation) {
  const std::string_view from = as_written(relocation.from);
  replace_in(command.directory, from, relocation.to, command.of_windows);
  replace_in(command.file, from, relocation.to, command.of_windows);
  for (auto& word : command.arguments) replace_in(word, from, relocation.to, command.of_windows);
}

}  // namespace unknot
