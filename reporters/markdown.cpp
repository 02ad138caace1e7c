// Takes the marks out of Markdown, line by line.
#include "reporters/markdown.h"

namespace unknot {
namespace {

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return line;
}

std::string_view without_heading(std::string_view line) {
  const std::size_t text = line.find_first_not_of('#');
  if (text == 0 || text == std::string_view::npos || line[text] != ' ') return line;
  return line.substr(text + 1);
}

/// The end of "[text](target)" that begins at `at`, and where its text ends; npos where none begins there.
std::size_t link_end(std::string_view line, std::size_t at, std::size_t& text_end) {
  if (line[at] != '[') return std::string_view::npos;
  text_end = line.find("](", at);
  return text_end == std::string_view::npos ? text_end : line.find(')', text_end);
}

void append_plain(std::string& out, std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::size_t text_end = 0;
    const std::size_t end = link_end(line, at, text_end);
    if (end != std::string_view::npos) {
      append_plain(out, line.substr(at + 1, text_end - at - 1));
      at = end;
      continue;
    }
    if (line[at] == '`') {  // code: nothing in it is a mark
      const std::size_t close = line.find('`', at + 1);
      if (close != std::string_view::npos) {
        out += line.substr(at + 1, close - at - 1);
        at = close;
        continue;
      }
    }
    const bool bullet = line[at] == '*' && line.find_first_not_of(' ') == at && line.substr(at).starts_with("* ");
    if (line[at] != '*' || bullet) out += line[at];
  }
}

}  // namespace

std::string plain_text(std::string_view markdown) {
  std::string out;
  bool fence = false;
  while (!markdown.empty()) {
    const std::string_view line = next_line(markdown);
    if (line.starts_with("```")) {
      fence = !fence;
      continue;
    }
    if (fence)
      out += line;
    else
      append_plain(out, without_heading(line));
    out += '\n';
  }
  const std::size_t last = out.find_last_not_of('\n');
  out.erase(last == std::string::npos ? 0 : last + 1);
  return out;
}

std::string first_paragraph(std::string_view markdown) {
  std::string out;
  while (!markdown.empty()) {
    const std::string_view line = next_line(markdown);
    const bool text = line.find_first_not_of(" \t\r") != std::string_view::npos && !line.starts_with('#');
    if (!text && !out.empty()) break;
    if (!text) continue;
    if (!out.empty()) out += ' ';
    append_plain(out, line);
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace unknot
