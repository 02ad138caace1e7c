// Bytes, lines and escapes of Python's source files: https://docs.python.org/3/reference/lexical_analysis.html
#include "analyzer/extract/python/source_text.h"

#include <algorithm>
#include <initializer_list>

namespace unknot::python {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }
bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0; }

/// Lines end with LF, CR LF or CR.
void find_lines(std::string_view text, std::vector<std::uint32_t>& out) {
  out.assign(1, 0);
  for (std::size_t i = text.find_first_of("\r\n"); i != std::string_view::npos; i = text.find_first_of("\r\n", i)) {
    i += text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
    out.push_back(static_cast<std::uint32_t>(i));
  }
}

/// The length of the UTF-8 sequence at `i`; 0 where there is none.
std::size_t sequence(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const unsigned first = byte(i);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte(i + k) & 0xc0U) != 0x80U) return 0;
  if (length == 3 && ((first == 0xe0 && byte(i + 1) < 0xa0) || (first == 0xed && byte(i + 1) >= 0xa0))) return 0;
  if (length == 4 && ((first == 0xf0 && byte(i + 1) < 0x90) || (first == 0xf4 && byte(i + 1) >= 0x90))) return 0;
  return length;
}

/// The encoding that a comment in the first two lines declares (PEP 263), lower case; empty where there is none.
std::string declared_encoding(std::string_view text) {
  std::size_t begin = 0;
  for (int line = 0; line < 2 && begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view here = text.substr(begin, end - begin);
    const std::size_t hash = here.find_first_not_of(" \t\f\r");
    if (hash != std::string_view::npos && here[hash] != '#') return {};
    for (std::size_t at = here.find("coding"); hash != std::string_view::npos && at != std::string_view::npos; at = here.find("coding", at + 1)) {
      std::size_t i = at + 6;
      if (i >= here.size() || (here[i] != ':' && here[i] != '=')) continue;
      ++i;
      while (i < here.size() && is_blank(here[i])) ++i;
      std::string out;
      for (; i < here.size() && (is_name(here[i]) || here[i] == '-' || here[i] == '.'); ++i)
        out += here[i] == '_' ? '-' : here[i] >= 'A' && here[i] <= 'Z' ? static_cast<char>(here[i] - 'A' + 'a') : here[i];
      if (!out.empty()) return out;
    }
    begin = end + 1;
  }
  return {};
}

void damage(SyntaxTree& out, Damage what, std::size_t at) {
  if (out.damage != Damage::none) return;
  out.damage = what;
  out.damaged_line = out.position(static_cast<std::uint32_t>(at)).line;
}

void append_utf8(std::uint32_t code, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xc0U | code >> 6U), put(0x80U | (code & 0x3fU));
  if (code < 0x10000) return put(0xe0U | code >> 12U), put(0x80U | (code >> 6U & 0x3fU)), put(0x80U | (code & 0x3fU));
  put(0xf0U | code >> 18U), put(0x80U | (code >> 12U & 0x3fU)), put(0x80U | (code >> 6U & 0x3fU)), put(0x80U | (code & 0x3fU));
}

int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99; }

/// Up to `most` digits of a base from `i` on, which moves behind them.
std::uint32_t number(std::string_view text, std::size_t& i, std::size_t most, int base) {
  std::uint32_t out = 0;
  for (std::size_t n = 0; n < most && i < text.size() && digit(text[i]) < base; ++n, ++i)
    out = out * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit(text[i]));
  return std::min(out, 0x10ffffU);
}

/// Where the word, from `at` on, begins a statement; npos: nowhere.
std::size_t find_statement(std::string_view text, std::string_view word, std::size_t at) {
  for (at = text.find(word, at); at != std::string_view::npos; at = text.find(word, at + 1)) {
    std::size_t before = at;
    while (before > 0 && is_blank(text[before - 1])) --before;
    const bool begins = before == 0 || std::string_view("\n\r;:").contains(text[before - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_name(text[end]))) return at;
  }
  return at;
}

/// `lazy` before `import` or `from` at the begin of a statement.
void take_lazy_away(OlderText& out) {
  constexpr std::string_view kWord = "lazy";
  std::string& text = out.text;
  for (std::size_t at = find_statement(text, kWord, 0); at != std::string::npos; at = find_statement(text, kWord, at + 1)) {
    std::size_t behind = at + kWord.size();
    if (behind >= text.size() || !is_blank(text[behind])) continue;
    while (behind < text.size() && is_blank(text[behind])) ++behind;
    const std::string_view rest = std::string_view(text).substr(behind);
    for (const std::string_view word : std::initializer_list<std::string_view>{"import", "from"}) {
      if (!rest.starts_with(word) || rest.size() <= word.size() || !is_blank(rest[word.size()])) continue;
      // The statement stays where it begins: blanks at the begin of a line are indentation.
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(behind + word.size()), ' ');
      std::ranges::copy(word, text.begin() + static_cast<std::ptrdiff_t>(at));
      out.lazy.push_back(static_cast<std::uint32_t>(at));
      out.changed = true;
      break;
    }
  }
}

/// t"", rt"" and tr"" become f-strings.
void take_templates_away(OlderText& out) {
  std::string& text = out.text;
  for (std::size_t at = text.find_first_of("'\""); at != std::string::npos; at = text.find_first_of("'\"", at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_name(text[begin - 1])) --begin;
    const std::size_t length = at - begin;
    if (length == 0 || length > 2) continue;
    for (std::size_t i = begin; i < at; ++i) {
      const bool is_raw = length == 1 || ((text[at - 1 - (i - begin)] | 0x20) == 'r');
      if ((text[i] | 0x20) != 't' || !is_raw) continue;
      text[i] = 'f';
      out.changed = true;
      break;
    }
  }
}

/// `except A, B:` (PEP 758): bars for the commas. One comma alone is read by the grammar, as Python 2's.
void take_except_commas_away(OlderText& out) {
  constexpr std::string_view kWord = "except";
  std::string& text = out.text;
  for (std::size_t at = find_statement(text, kWord, 0); at != std::string::npos; at = find_statement(text, kWord, at + 1)) {
    std::vector<std::size_t> commas;
    int depth = 0;
    std::size_t i = at + kWord.size();
    for (; i < text.size() && (depth > 0 || (text[i] != ':' && text[i] != '\n')); ++i) {
      if (std::string_view("([{").contains(text[i])) ++depth;
      if (std::string_view(")]}").contains(text[i])) --depth;
      if (text[i] == ',' && depth == 0) commas.push_back(i);
    }
    if (i == text.size() || text[i] != ':') continue;
    for (const std::size_t comma : commas) text[comma] = '|';
    out.changed |= !commas.empty();
  }
}

}  // namespace

void read_source(std::string_view bytes, SyntaxTree& out) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  out.text.assign(bytes);
  find_lines(out.text, out.line_starts);
  for (std::size_t i = out.text.find('\0'); i != std::string::npos; i = out.text.find('\0', i + 1)) {
    damage(out, Damage::null_bytes, i);
    out.text[i] = ' ';
  }
  const auto high = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; };
  auto at = std::ranges::find_if(out.text, high);
  if (at == out.text.end()) return;
  const std::string encoding = declared_encoding(out.text);
  const bool is_utf8 = encoding.empty() || encoding == "utf-8" || encoding == "utf8" || encoding.starts_with("utf-8-");
  for (std::size_t i = static_cast<std::size_t>(at - out.text.begin()); i < out.text.size();) {
    const std::size_t length = sequence(out.text, i);
    if (length == 0) {
      if (is_utf8) damage(out, Damage::encoding, i);
      out.text[i] = '?';
    }
    i += std::max<std::size_t>(length, 1);
  }
}

OlderText as_older_python(const std::string& text) {
  OlderText out{.text = text, .lazy = {}, .changed = false};
  take_lazy_away(out);
  take_templates_away(out);
  take_except_commas_away(out);
  return out;
}

std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i++];
    if (c != '\\' || i == text.size()) {
      out += c;
      continue;
    }
    const char next = text[i++];
    switch (next) {
      case '\n': break;
      case '\\': case '\'': case '"': out += next; break;
      case 'a': out += '\a'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'v': out += '\v'; break;
      case 'x': append_utf8(number(text, i, 2, 16), out); break;
      case 'u': append_utf8(number(text, i, 4, 16), out); break;
      case 'U': append_utf8(number(text, i, 8, 16), out); break;
      default:
        if (digit(next) < 8) append_utf8(number(text, --i, 3, 8), out);
        else (out += '\\') += next;
    }
  }
  return out;
}

}  // namespace unknot::python
