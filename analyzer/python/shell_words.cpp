// One pass over the bytes: quotes, escapes, `$` and what ends a command.
#include "analyzer/python/shell_words.h"

#include <algorithm>
#include <utility>

namespace unknot {
namespace {

bool is_name(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Shell {
 public:
  Shell(std::string_view text, std::uint32_t line, std::uint32_t column, ShellVariables& variables) : text_(text), variables_(variables), line_(line), column_(column) {}

  std::vector<ShellCommand> run() {
    while (at_ < text_.size()) step();
    end_command();
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  char take() {
    const char c = text_[at_++];
    if (c == '\n') ++line_, column_ = 1;
    else ++column_;
    return c;
  }
  void begin_word() {
    if (in_word_) return;
    in_word_ = true;
    word_ = {.kind = SeenKind::text, .line = line_, .column = column_};
    is_quoted_ = false;
  }
  void put(char c) {
    begin_word();
    word_.text += c;
  }
  void step() {
    const char c = peek();
    if (c == '\\' && peek(1) == '\n') return take(), void(take());
    if (c == '\\' && peek(1) == '\r' && peek(2) == '\n') return take(), take(), void(take());
    if (c == '\\' && at_ + 1 < text_.size()) return begin_word(), take(), put(take());
    if (is_blank(c)) return end_word(), void(take());
    if (c == '#' && !in_word_) {
      while (at_ < text_.size() && peek() != '\n') take();
      return;
    }
    if (c == '\'') return single();
    if (c == '"') return quoted();
    if (c == '$') return variable(false);
    if (c == '`') return substitution('`');
    if (c == '<' && peek(1) == '<' && peek(2) != '<') return here_document();
    if (c == '<' || c == '>') return redirection();
    if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
      if (c == '(' && peek(1) == ')' && function_name()) return;
      if (c == '(') ++depth_;
      if (c == ')' && depth_ > 0) --depth_;
      else if (c == ')' && end_pattern()) return void(take());
      if (c == '|' && peek(1) != '|') begin_pattern();
      else pattern_.clear();
      if (c == ';' && peek(1) == ';') within_.clear();
      end_command();
      take();
      if (c == '\n') skip_documents();
      return;
    }
    begin_word();
    put(take());
  }
  std::string words_so_far() {
    end_word();
    std::string out;
    for (const auto& word : command_.words) out += (out.empty() ? "" : " ") + word.text;
    return out;
  }
  /// `name()`: what comes up to a brace by itself is its body.
  bool function_name() {
    const std::string name = words_so_far();
    if (name.empty() || name.find(' ') != std::string::npos) return false;
    command_ = {};
    within_ = name;
    take(), take();
    return true;
  }
  /// `a|b)` of a `case`: what comes up to `;;` is done for it.
  void begin_pattern() { pattern_ += words_so_far() + "|"; }
  bool end_pattern() {
    std::string last = words_so_far();
    // `case "$1" in dev)` on one line.
    if (const auto in = last.rfind(" in "); last.starts_with("case ") && in != std::string::npos) last = last.substr(in + 4);
    if (last.empty() || last.find(' ') != std::string::npos) return false;
    within_ = std::exchange(pattern_, {}) + last;
    command_ = {};
    return true;
  }
  void single() {
    begin_word();
    is_quoted_ = true;
    take();
    while (at_ < text_.size() && peek() != '\'') put(take());
    if (at_ < text_.size()) take();
  }
  void quoted() {
    begin_word();
    is_quoted_ = true;
    take();
    while (at_ < text_.size() && peek() != '"') {
      if (peek() == '\\' && std::string_view("\"\\$`\n").find(peek(1)) != std::string_view::npos) {
        take();
        if (const char c = take(); c != '\n') put(c);
      } else if (peek() == '$') {
        variable(true);
      } else if (peek() == '`') {
        substitution('`');
      } else {
        put(take());
      }
    }
    if (at_ < text_.size()) take();
  }
  /// `$X`, `${X}`, `${X:-4}`, `$(command)`
  void variable(bool inside_quotes) {
    begin_word();
    take();
    if (peek() == '(') return substitution(')');
    std::string name, other;
    bool has_other = false;
    if (peek() == '{') {
      take();
      while (at_ < text_.size() && is_name(peek())) name += take();
      if (peek() == ':') take();
      has_other = peek() == '-' || peek() == '=';
      if (peek() != '}') take();
      int depth = 0;
      while (at_ < text_.size() && (peek() != '}' || depth > 0)) {
        if (peek() == '{') ++depth;
        if (peek() == '}') --depth;
        other += take();
      }
      if (at_ < text_.size()) take();
    } else {
      while (at_ < text_.size() && is_name(peek())) name += take();
      if (name.empty()) {
        // `$@`, `$?`: what a caller gives.
        if (at_ < text_.size() && peek() != '"' && !is_blank(peek()) && peek() != '\n') take();
        word_.kind = SeenKind::unknown;
        return;
      }
    }
    if (other.size() > 1 && (other.front() == '"' || other.front() == '\'') && other.back() == other.front()) other = other.substr(1, other.size() - 2);
    if (other.find('$') != std::string::npos || other.find('`') != std::string::npos) has_other = false;
    if (word_.variable.empty()) word_.variable = name;
    const auto known = variables_.find(name);
    if (known != variables_.end()) {
      // What a variable of the environment stands for is asked first.
      word_.variable = known->second.variable;
      if (known->second.kind == SeenKind::unknown) word_.kind = SeenKind::unknown;
      word_.text += known->second.text;
      was_split_ |= !inside_quotes && known->second.text.find(' ') != std::string::npos;
    } else if (has_other) {
      word_.text += other;
      was_split_ |= !inside_quotes && other.find(' ') != std::string::npos;
    } else {
      word_.kind = SeenKind::unknown;
    }
  }
  void substitution(char end) {
    begin_word();
    if (peek() == '`' || peek() == '(') take();
    int depth = 0;
    while (at_ < text_.size() && (peek() != end || depth > 0)) {
      if (end == ')' && peek() == '(') ++depth;
      if (end == ')' && peek() == ')') --depth;
      take();
    }
    if (at_ < text_.size()) take();
    word_.kind = SeenKind::unknown;
  }
  void here_document() {
    end_word();
    take(), take();
    if (peek() == '-') take();
    while (is_blank(peek())) take();
    std::string mark;
    while (at_ < text_.size() && !is_blank(peek()) && peek() != '\n' && peek() != ';')
      if (const char c = take(); c != '\'' && c != '"' && c != '\\') mark += c;
    if (!mark.empty()) documents_.push_back(mark);
  }
  void skip_documents() {
    for (const auto& mark : documents_) {
      while (at_ < text_.size()) {
        std::string line;
        while (at_ < text_.size() && peek() != '\n') line += take();
        if (at_ < text_.size()) take();
        if (const auto begin = line.find_first_not_of('\t'); begin != std::string::npos && line.substr(begin) == mark) break;
      }
    }
    documents_.clear();
  }
  void redirection() {
    // "2>" is no word of the command.
    if (in_word_ && !is_quoted_ && word_.text.size() == 1 && word_.text[0] >= '0' && word_.text[0] <= '9') in_word_ = false;
    end_word();
    while (peek() == '<' || peek() == '>' || peek() == '&') take();
    while (is_blank(peek())) take();
    while (at_ < text_.size() && !is_blank(peek()) && std::string_view("\n;&|()").find(peek()) == std::string_view::npos) take();
  }

  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    const auto equals = word_.text.find('=');
    const bool assigns = command_.words.empty() && equals != std::string::npos && equals > 0 && std::ranges::all_of(word_.text.substr(0, equals), is_name);
    const bool is_exported = command_.words.size() == 1 && (command_.words.front().text == "export" || command_.words.front().text == "local" || command_.words.front().text == "readonly") &&
                             equals != std::string::npos && equals > 0;
    if (assigns || is_exported) {
      SeenValue value = word_;
      value.text = word_.text.substr(equals + 1);
      // `X=${X:-4}` asks for X.
      const std::string name = word_.text.substr(0, equals);
      if (is_exported) variables_.insert_or_assign(name, value);
      command_.assignments.push_back({.name = name, .value = std::move(value), .line = word_.line, .column = word_.column});
    } else if (was_split_ && !is_quoted_) {
      for (std::size_t begin = 0; begin < word_.text.size();) {
        const auto end = std::min(word_.text.find(' ', begin), word_.text.size());
        SeenValue part = word_;
        part.text = word_.text.substr(begin, end - begin);
        if (!part.text.empty()) command_.words.push_back(std::move(part));
        begin = end + 1;
      }
    } else {
      command_.words.push_back(word_);
    }
    was_split_ = false;
  }
  void end_command() {
    end_word();
    if (command_.words.empty())
      for (const auto& assignment : command_.assignments) variables_.insert_or_assign(assignment.name, assignment.value);
    if (command_.words.size() == 1 && (command_.words.front().text == "}" || command_.words.front().text == "esac")) within_.clear();
    command_.within = within_;
    if (!command_.words.empty()) out_.push_back(std::move(command_));
    command_ = {};
  }

  std::string_view text_;
  ShellVariables& variables_;
  std::size_t at_ = 0;
  std::uint32_t line_, column_;
  bool in_word_ = false, is_quoted_ = false, was_split_ = false;
  int depth_ = 0;  ///< of parentheses
  std::string within_, pattern_;
  SeenValue word_;
  ShellCommand command_;
  std::vector<std::string> documents_;
  std::vector<ShellCommand> out_;
};

}  // namespace

std::vector<ShellCommand> read_shell(std::string_view text, std::uint32_t line, std::uint32_t column, ShellVariables& variables) {
  return Shell(text, line, column, variables).run();
}

}  // namespace unknot
