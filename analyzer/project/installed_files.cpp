// file(INSTALL ...) commands: words, quoted or not.
#include "analyzer/project/installed_files.h"

#include <algorithm>
#include <optional>
#include <set>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

struct Word {
  std::string text;
  bool quoted = false;
};

/// The arguments of a command from behind its opening parenthesis on, which is taken from `text`.
std::vector<Word> arguments(std::string_view& text) {
  std::vector<Word> out;
  while (!text.empty() && text.front() != ')') {
    if (text.front() == '"') {
      Word word{.text = {}, .quoted = true};
      std::size_t i = 1;
      for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        word.text += text[i];
      }
      text.remove_prefix(std::min(i + 1, text.size()));
      out.push_back(std::move(word));
    } else if (const auto end = std::min(text.find_first_of(" \t\r\n\")"), text.size()); end > 0) {
      out.push_back({std::string(text.substr(0, end)), false});
      text.remove_prefix(end);
    } else {
      text.remove_prefix(1);
    }
  }
  return out;
}

/// What CMake makes of the pattern "*.h": "/[^/]*\.h$". Nothing where it is another expression.
std::optional<std::string> ending_of(std::string_view expression) {
  constexpr std::string_view kAnyName = "/[^/]*";
  if (!expression.starts_with(kAnyName) || !expression.ends_with('$')) return std::nullopt;
  expression.remove_prefix(kAnyName.size());
  expression.remove_suffix(1);
  std::string out;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\' && i + 1 < expression.size()) out += expression[++i];
    else if (std::string_view("[](){}*+?|^$.").find(expression[i]) == std::string_view::npos) out += expression[i];
    else return std::nullopt;
  }
  return out;
}

}  // namespace

InstalledFiles InstalledFiles::read(const SourceTree& tree, const std::string& build_folder) {
  InstalledFiles out;
  std::vector<std::string> scripts{build_folder + "/cmake_install.cmake"};
  std::set<std::string> seen;
  SourceFile file;
  for (std::size_t i = 0; i < scripts.size(); ++i)
    if (seen.insert(scripts[i]).second && tree.read(scripts[i], file) == ReadStatus::ok) out.read_script(file.bytes, scripts);
  sort_unique(out.files_);
  return out;
}

bool InstalledFiles::contains(std::string_view path) const {
  return std::ranges::binary_search(files_, path, {}, [](const std::string& file) { return std::string_view(file); }) ||
         std::ranges::any_of(folders_, [&](const InstalledFolder& folder) {
           return path.starts_with(folder.path) &&
                  (folder.endings.empty() || std::ranges::any_of(folder.endings, [&](const std::string& ending) { return path.ends_with(ending); }));
         });
}

void InstalledFiles::read_script(std::string_view text, std::vector<std::string>& more) {
  constexpr std::string_view kInstall = "file(INSTALL", kInclude = "include(";
  while (true) {
    const auto install = text.find(kInstall);
    const auto include = text.find(kInclude);
    if (install == std::string_view::npos && include == std::string_view::npos) return;
    const bool is_install = install < include;
    text.remove_prefix(is_install ? install + kInstall.size() : include + kInclude.size());
    const auto words = arguments(text);
    if (!is_install) {
      if (!words.empty() && words.front().quoted && words.front().text.ends_with("/cmake_install.cmake")) more.push_back(words.front().text);
      continue;
    }
    const auto is_word = [](std::string_view wanted) { return [wanted](const Word& word) { return !word.quoted && word.text == wanted; }; };
    const auto type = std::ranges::find_if(words, is_word("TYPE"));
    auto at = std::ranges::find_if(words, is_word("FILES"));
    if (type == words.end() || type + 1 == words.end() || at == words.end()) continue;
    std::vector<std::string> paths;
    for (++at; at != words.end() && at->quoted; ++at) paths.push_back(at->text);
    const std::string& kind = (type + 1)->text;
    if (kind == "FILE") files_.insert(files_.end(), paths.begin(), paths.end());
    if (kind != "DIRECTORY") continue;
    std::vector<std::string> endings;
    bool understood = true;
    for (; at != words.end(); ++at) {
      if (at->quoted || at->text == "FILES_MATCHING") continue;
      const auto ending = at->text == "REGEX" && at + 1 != words.end() ? ending_of((at + 1)->text) : std::nullopt;
      if (ending) endings.push_back(*ending);
      else understood = false;
    }
    if (!understood) continue;
    for (auto& path : paths) folders_.push_back({.path = path.ends_with('/') ? path : path + "/", .endings = endings});
  }
}

}  // namespace unknot
