// Names are of letters, digits and underscores; other bytes end them.
#include "graph/words.h"

#include <cctype>

namespace unknot {

std::string_view last_word(std::string_view qualified) {
  const auto at = qualified.rfind("::");
  if (at != std::string_view::npos) return qualified.substr(at + 2);
  const auto dot = qualified.rfind('.');
  return dot == std::string_view::npos ? qualified : qualified.substr(dot + 1);
}

std::string_view owner_of(std::string_view qualified) {
  const auto at = qualified.rfind("::");
  if (at != std::string_view::npos) return qualified.substr(0, at);
  const auto dot = qualified.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : qualified.substr(0, dot);
}

bool has_word(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_part(text[at - 1]);
    const bool ends = at + word.size() == text.size() || !is_part(text[at + word.size()]);
    if (begins && ends) return true;
  }
  return false;
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> out;
  bool begins = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 || c == '_') begins = true;
    if (c == '_') continue;
    if (begins) out.emplace_back();
    out.back() += static_cast<char>(std::tolower(byte));
    begins = false;
  }
  return out;
}

}  // namespace unknot
