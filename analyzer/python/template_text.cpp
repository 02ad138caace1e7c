// One pass over the text: each expression and each tag becomes a line of Python, indented by the tags around.
#include "analyzer/python/template_text.h"

#include <algorithm>

#include "graph/template_files.h"

namespace unknot {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  TemplateProgram run() {
    while (at_ + 1 < text_.size()) {
      if (text_[at_] != '{') {
        if (text_[at_++] == '\n') ++line_, line_begin_ = at_;
        continue;
      }
      switch (text_[at_ + 1]) {
        case '{': expression(); break;
        case '%': tag(); break;
        case '#': inside("#}"); break;
        default: ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  /// What stands until `end`, which is passed; quotes are no ends.
  std::string_view inside(std::string_view end) {
    at_ += 2;
    const std::size_t begin = at_;
    char quote = 0;
    while (at_ < text_.size()) {
      if (quote == 0 && text_.substr(at_, 2) == end) break;
      const char c = text_[at_];
      if (end != "#}" && (c == '"' || c == '\'')) quote = quote == 0 ? c : quote == c ? '\0' : quote;
      if (c == '\n') ++line_, line_begin_ = at_ + 1;
      ++at_;
    }
    const std::string_view out = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 2, text_.size());
    return out;
  }

  struct Piece {
    std::string_view text{};
    std::uint32_t line = 1, column = 1;
  };
  Piece piece(std::string_view end) {
    Piece out{.line = line_, .column = static_cast<std::uint32_t>(at_ - line_begin_ + 3)};
    out.text = inside(end);
    const auto skip = [&](std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) {
        if (out.text[i] == '\n') ++out.line, out.column = 1;
        else ++out.column;
      }
      out.text.remove_prefix(count);
    };
    if (out.text.starts_with('-') || out.text.starts_with('+')) skip(1);
    skip(std::min(out.text.find_first_not_of(" \t\r\n"), out.text.size()));
    while (!out.text.empty() && (out.text.back() == '-' || out.text.back() == '+' || out.text.back() == ' ' || out.text.back() == '\n' || out.text.back() == '\r' || out.text.back() == '\t')) out.text.remove_suffix(1);
    return out;
  }

  /// `prefix` stands before the piece's text, `suffix` behind it.
  void add(const std::string& prefix, const Piece& piece, std::string_view suffix = {}) {
    out_.text.append(depth_, ' ').append(prefix);
    out_.lines.push_back({.line = piece.line, .from = piece.column, .column = static_cast<std::uint32_t>(depth_ + prefix.size() + 1)});
    char quote = 0;
    for (const char c : piece.text) {
      if (c == '"' || c == '\'') quote = quote == 0 ? c : quote == c ? '\0' : quote;
      out_.text += c == '\n' || c == '\r' ? ' ' : c == '~' && quote == 0 ? '+' : c;
    }
    out_.text.append(suffix).append("\n");
  }
  void line(std::string_view text, const Piece& at) {
    out_.text.append(depth_, ' ').append(text).append("\n");
    out_.lines.push_back({.line = at.line, .from = at.column, .column = 1});
  }
  void open(const Piece& at) {
    ++depth_;
    line("pass", at);
  }
  void close() {
    if (depth_ > 0) --depth_;
  }

  void expression() {
    const Piece found = piece("}}");
    if (!found.text.empty()) add("", found);
  }

  /// The piece without its first `count` bytes and the spaces behind them.
  static Piece behind(Piece piece, std::size_t count) {
    count = std::min(count, piece.text.size());
    while (count < piece.text.size() && piece.text[count] == ' ') ++count;
    piece.text.remove_prefix(count);
    piece.column += static_cast<std::uint32_t>(count);
    return piece;
  }
  static Piece until(Piece piece, std::string_view word) {
    piece.text = piece.text.substr(0, piece.text.find(word));
    return piece;
  }

  void tag() {
    const Piece whole = piece("%}");
    const std::string_view word = whole.text.substr(0, whole.text.find_first_of(" \t\n("));
    const Piece rest = behind(whole, word.size());
    if (word == "raw") {
      const auto end = text_.find("endraw", at_);
      while (at_ < std::min(end, text_.size()))
        if (text_[at_++] == '\n') ++line_, line_begin_ = at_;
      return;
    }
    if (word == "for") {
      Piece head = rest;
      if (head.text.ends_with(" recursive")) head.text.remove_suffix(10);
      const auto test = head.text.find(" if ", std::min(head.text.find(" in "), head.text.size()));
      if (test == std::string_view::npos) {
        add("for ", head, ":");
        return open(whole);
      }
      add("for ", until(head, head.text.substr(test)), ":");
      open(whole);
      return add("", behind(head, test + 4));
    }
    if (word == "if") return add("if ", rest, ":"), open(whole);
    if (word == "elif") return close(), add("elif ", rest, ":"), open(whole);
    if (word == "else") return close(), line("else:", whole), open(whole);
    if (word == "macro") return add("def ", rest, ":"), open(whole);
    if (word == "endfor" || word == "endif" || word == "endmacro") return close();
    if (word == "set") {
      if (rest.text.find('=') != std::string_view::npos) add("", rest);
      return;
    }
    if (word == "with") {
      // `with a = x, b = y`: as a call's arguments they are only evaluated.
      if (std::ranges::count(rest.text, '=') == 1) add("", rest);
      else if (!rest.text.empty()) add("__with__(", rest, ")");
      return;
    }
    if (word == "include" || word == "extends") {
      Piece name = rest;
      for (const auto* more : {" ignore missing", " with context", " without context"}) name = until(name, more);
      return add(std::string(kIncludeTemplate) + "(", name, ")");
    }
    if (word == "from") return add(std::string(kImportTemplate) + "(", until(rest, " import "), ")");
    if (word == "import") {
      const auto as = rest.text.find(" as ");
      if (as == std::string_view::npos) return;
      const Piece alias = behind(rest, as + 4);
      std::string_view name = alias.text.substr(0, alias.text.find(' '));
      return add(std::string(name) + " = " + std::string(kImportTemplate) + "(", until(rest, " as "), ")");
    }
    if (word == "call" || word == "do") {
      const auto begin = rest.text.starts_with('(') ? rest.text.find(')') : std::string_view::npos;
      return add("", begin == std::string_view::npos ? rest : behind(rest, begin + 1));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, line_begin_ = 0;
  std::uint32_t line_ = 1;
  std::size_t depth_ = 0;
  TemplateProgram out_;
};

}  // namespace

TemplateProgram program_of_template(std::string_view text) { return Reader(text).run(); }

}  // namespace unknot
