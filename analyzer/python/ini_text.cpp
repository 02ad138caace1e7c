// Line by line.
#include "analyzer/python/ini_text.h"

#include <algorithm>

namespace unknot {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

std::vector<IniSection> read_ini(std::string_view text) {
  std::vector<IniSection> out;
  std::uint32_t number = 1;
  bool goes_on = false;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin), words = trimmed(line);
    begin = end + 1;
    if (words.empty() || words.starts_with('#') || words.starts_with(';')) continue;
    const bool is_indented = line.starts_with(' ') || line.starts_with('\t');
    if (words.starts_with('[') && words.find(']') != std::string_view::npos && !goes_on) {
      out.push_back({.name = std::string(trimmed(words.substr(1, words.find(']') - 1))), .line = number, .entries = {}});
      continue;
    }
    if (out.empty()) continue;
    auto& entries = out.back().entries;
    const bool will_go_on = words.ends_with('\\');
    const std::string_view content = will_go_on ? trimmed(words.substr(0, words.size() - 1)) : words;
    const auto equals = content.find('=');
    if ((goes_on || (is_indented && equals == std::string_view::npos)) && !entries.empty()) {
      entries.back().value += (goes_on ? " " : "\n") + std::string(content);
    } else if (equals != std::string_view::npos) {
      const std::string_view value = trimmed(content.substr(equals + 1));
      const auto column = static_cast<std::uint32_t>((value.empty() ? content.data() + content.size() : value.data()) - line.data() + 1);
      entries.push_back({.name = std::string(trimmed(content.substr(0, equals))), .value = std::string(value), .line = number, .column = column});
    }
    goes_on = will_go_on;
  }
  return out;
}

}  // namespace unknot
