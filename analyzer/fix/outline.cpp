// One pass over the characters; directives by lines, code by tokens.
#include "analyzer/fix/outline.h"

#include <algorithm>
#include <cctype>

namespace unknot {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}
std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(0, end);
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    out_.line_begins.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n' && i + 1 < text.size()) out_.line_begins.push_back(i + 1);
    out_.line_begins.push_back(text.size());
    const auto first = text.find('\n');
    if (first != std::string_view::npos && first > 0 && text[first - 1] == '\r') out_.newline = "\r\n";
    if (text.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Outline run() {
    bool line_start = true;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        line_start = true;
        ++at_;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
        ++at_;
      } else if (starts("//")) {
        skip_line_comment();
      } else if (starts("/*")) {
        const std::size_t from = at_;
        skip_block_comment();
        if (!seen_any_) leading_comment_end_ = line_at(at_ - 1);
        line_start = line_start && text_.substr(from, at_ - from).find('\n') != std::string_view::npos;
      } else if (c == '#' && line_start) {
        directive();
      } else {
        line_start = false;
        code();
      }
    }
    finish();
    return std::move(out_);
  }

 private:
  struct Brace {
    bool is_namespace = false;
    std::vector<std::string> names;
    bool anonymous = false;
    std::size_t begin = 0;
  };
  struct Condition {
    bool guard = false;
    std::uint32_t line = 0;
    std::vector<Brace> braces;  // at the #if
    std::vector<Brace> after_first;
    bool is_first = true;
    bool holds_include = false;
  };

  bool starts(std::string_view text) const { return text_.substr(at_).starts_with(text); }
  std::uint32_t line_at(std::size_t at) const {
    return static_cast<std::uint32_t>(std::ranges::upper_bound(out_.line_begins.begin(), out_.line_begins.end() - 1, at) -
                                      out_.line_begins.begin());
  }
  void skip_line_comment() {
    const bool leading = !seen_any_;
    while (at_ < text_.size() && text_[at_] != '\n') at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    at_ = std::min(at_, text_.size());
    if (leading) leading_comment_end_ = line_at(at_ - 1);
  }
  void skip_block_comment() {
    const auto end = text_.find("*/", at_ + 2);
    at_ = end == std::string_view::npos ? text_.size() : end + 2;
    out_.whole = out_.whole && end != std::string_view::npos;
  }

  /// From the '#' to the end of the logical line.
  void directive() {
    const std::size_t from = at_;
    const std::uint32_t line = line_at(from);
    bool goes_on = false, ends_in_comment = false;
    std::size_t comment = std::string_view::npos;
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (text_[at_] == '\\' && (starts("\\\n") || starts("\\\r\n"))) {
        at_ += text_[at_ + 1] == '\r' ? 3 : 2;
        goes_on = true;
      } else if (starts("//")) {
        comment = std::min(comment, at_);
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (starts("/*")) {
        comment = std::min(comment, at_);
        const std::size_t begin = at_;
        skip_block_comment();
        ends_in_comment |= text_.substr(begin, at_ - begin).find('\n') != std::string_view::npos;
      } else if (text_[at_] == '"') {
        const auto end = text_.find_first_of("\"\n", at_ + 1);
        at_ = end == std::string_view::npos ? text_.size() : text_[end] == '"' ? end + 1 : end;
      } else {
        ++at_;
      }
    }
    const std::string_view all = text_.substr(from, at_ - from);
    const std::string_view body = trimmed(comment == std::string_view::npos ? all.substr(1) : all.substr(1, comment - from - 1));
    const std::string_view word = first_word(body);
    const std::string_view rest = trimmed(body.substr(word.size()));
    const bool alone = !goes_on && !ends_in_comment &&
                       trimmed(text_.substr(out_.begin_of(line), from - out_.begin_of(line))).size() <= (line == 1 ? 3U : 0U);
    seen_any_ = true;
    no_guard_after_all();
    if (word == "define") note_words(rest.substr(std::min(first_word(rest).size(), rest.size())), line, true);
    if (depth() != 0 && (word == "if" || word == "elif")) note_words(rest, line, false);
    if (word == "if" || word == "ifdef" || word == "ifndef") open(word, rest, line);
    else if (word == "else" || word == "elif" || word == "elifdef" || word == "elifndef") branch();
    else if (word == "endif") close(line);
    else if (word == "define" && conditions_.size() == 1 && conditions_.front().guard && guard_end_ <= conditions_.front().line &&
             first_word(rest) == guard_)
      guard_end_ = line;
    else if (word == "pragma" && first_word(rest) == "once" && !seen_code_) guard_end_ = std::max(guard_end_, line);
    else if ((word == "include" || word == "include_next" || word == "import") && !rest.empty() &&
             (rest.front() == '"' || rest.front() == '<'))
      include(line, rest, comment == std::string_view::npos ? std::string_view() : trimmed(text_.substr(comment, at_ - comment)),
              alone);
  }

  void note_words(std::string_view text, std::uint32_t line, bool in_macro) {
    while (!text.empty()) {
      const std::string_view word = first_word(text);
      if (!word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) == 0)
        out_.words.push_back({line, word, in_macro});
      text.remove_prefix(std::max<std::size_t>(word.size(), 1));
    }
  }
  void open(std::string_view word, std::string_view rest, std::uint32_t line) {
    Condition condition{.guard = false, .line = line, .braces = braces_, .after_first = {}};
    if (!seen_code_ && !seen_condition_) {
      if (word == "ifndef") guard_ = first_word(rest);
      if (word == "if") {
        std::string plain;
        for (const char c : rest)
          if (c != ' ' && c != '(' && c != ')') plain += c;
        if (plain.starts_with("!defined")) guard_ = plain.substr(8);
      }
      condition.guard = !guard_.empty() && next_line_defines(guard_);
    }
    seen_condition_ = true;
    conditions_.push_back(std::move(condition));
  }
  bool next_line_defines(std::string_view name) const {
    std::size_t at = at_;
    while (at < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at + 1), text_.size());
      std::string_view line = trimmed(text_.substr(at, end - at));
      while (line.starts_with('\n')) line = trimmed(line.substr(1));
      at = end;
      if (line.empty() || line.starts_with("//")) continue;
      if (!line.starts_with('#')) return false;
      line = trimmed(line.substr(1));
      return first_word(line) == "define" && first_word(trimmed(line.substr(6))) == name;
    }
    return false;
  }
  /// Something stands behind the #endif: what looked like a guard is a condition like any other.
  void no_guard_after_all() {
    if (guard_closed_ == 0) return;
    for (auto& include : out_.includes) include.conditional |= include.line > guard_line_ && include.line < guard_closed_;
    if (guard_end_ > guard_line_) guard_end_ = 0;
    if (out_.includes_end > guard_line_ && out_.includes_end < guard_closed_) out_.includes_end = guard_closed_;
    guard_closed_ = 0;
  }
  void branch() {
    if (conditions_.empty()) {
      out_.whole = false;
      return;
    }
    Condition& top = conditions_.back();
    top.guard = false;  // a guard has no other branch
    if (top.is_first) top.after_first = braces_;
    top.is_first = false;
    braces_ = top.braces;
  }
  void close(std::uint32_t line) {
    if (conditions_.empty()) {
      out_.whole = false;
      return;
    }
    Condition top = std::move(conditions_.back());
    conditions_.pop_back();
    if (!top.is_first) braces_ = top.after_first;
    if (top.guard) guard_line_ = top.line, guard_closed_ = line;
    else if (top.is_first) out_.conditions.push_back({top.line, line});
    if (top.holds_include && !seen_code_ && depth() == 0) out_.includes_end = line;
    if (!conditions_.empty()) conditions_.back().holds_include |= top.holds_include;
  }
  std::size_t depth() const { return static_cast<std::size_t>(std::ranges::count(conditions_, false, &Condition::guard)); }
  void include(std::uint32_t line, std::string_view rest, std::string_view comment, bool alone) {
    const auto end = rest.find(rest.front() == '<' ? '>' : '"', 1);
    if (end == std::string_view::npos) return;
    const bool plain = trimmed(rest.substr(end + 1)).empty();
    out_.includes.push_back({.line = line,
                             .spelled = std::string(rest.substr(0, end + 1)),
                             .comment = std::string(comment),
                             .conditional = depth() != 0,
                             .nested = !braces_.empty(),
                             .alone = alone && plain});
    if (seen_code_) return;
    if (depth() == 0) out_.includes_end = line;
    for (auto& condition : conditions_) condition.holds_include |= !condition.guard;
  }

  void code() {
    const std::size_t from = at_;
    no_guard_after_all();
    if (!seen_code_) out_.first_code = line_at(from);
    seen_code_ = seen_any_ = true;
    const char c = text_[at_];
    if (is_word(c)) {
      const std::string_view word = first_word(text_.substr(at_));
      at_ += word.size();
      if (at_ < text_.size() && text_[at_] == '"' &&
          (word == "R" || word == "u8R" || word == "uR" || word == "UR" || word == "LR"))
        return raw_string();
      if (std::isdigit(static_cast<unsigned char>(c)) != 0) {  // 1'000
        while (at_ < text_.size() &&
               (is_word(text_[at_]) || (text_[at_] == '\'' && at_ + 1 < text_.size() && is_word(text_[at_ + 1]))))
          ++at_;
        word_.clear();
        return;
      }
      heard(word);
      return;
    }
    if (c == '"' || c == '\'') {
      for (++at_; at_ < text_.size() && text_[at_] != c && text_[at_] != '\n'; ++at_)
        if (text_[at_] == '\\') ++at_;
      at_ = std::min(at_ + 1, text_.size());
      return;
    }
    ++at_;
    heard(c, from);
  }
  void raw_string() {
    const auto open = text_.find('(', at_);
    if (open == std::string_view::npos) {
      at_ = text_.size();
      return;
    }
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const auto end = text_.find(close, open);
    at_ = end == std::string_view::npos ? text_.size() : end + close.size();
  }

  void heard(std::string_view word) {
    if (depth() != 0) out_.words.push_back({line_at(at_ - 1), word, false});
    if (naming_) {
      if (word == "inline") inline_ = true;
      else names_.push_back((inline_ ? "inline " : "") + std::string(word)), inline_ = false;
    } else if (word == "namespace") {
      naming_ = true;
      inline_ = word_ == "inline";
      names_.clear();
    }
    word_ = word;
  }
  void heard(char c, std::size_t at) {
    if (naming_ && c == ':') {
      colons_ += 1;
      return;
    }
    if (c == '{') {
      if (naming_ && colons_ != 0) out_.spells_nested_namespaces = true;
      braces_.push_back({.is_namespace = naming_,
                         .names = naming_ ? names_ : std::vector<std::string>{},
                         .anonymous = naming_ && names_.empty(),
                         .begin = at});
    }
    if (c == '}') {
      if (braces_.empty()) {
        out_.whole = false;
      } else {
        if (braces_.back().is_namespace && depth() == 0) end_namespace(at);
        braces_.pop_back();
      }
    }
    if (c == '{' || c == '}' || c == ';' || c == '=' || c == '[' || c == '(')
      naming_ = naming_ && (c == '[' || c == '('), colons_ = naming_ ? colons_ : 0;
    word_.clear();
  }
  void end_namespace(std::size_t at) {
    NamespaceEnd end{.names = {}, .begin = braces_.back().begin, .at = at};
    for (const auto& brace : braces_) {
      if (!brace.is_namespace || brace.anonymous) return;
      end.names.insert(end.names.end(), brace.names.begin(), brace.names.end());
    }
    out_.namespaces.push_back(std::move(end));
  }

  void finish() {
    out_.whole = out_.whole && braces_.empty() && conditions_.empty();
    out_.preamble_end = std::max(guard_end_, leading_comment_end_);
    if (!seen_code_) out_.first_code = out_.lines() + 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Outline out_;
  bool seen_any_ = false, seen_code_ = false, seen_condition_ = false;
  std::uint32_t guard_line_ = 0, guard_closed_ = 0;
  std::uint32_t leading_comment_end_ = 0, guard_end_ = 0;
  std::string guard_;
  std::vector<Condition> conditions_;
  std::vector<Brace> braces_;
  std::string word_;
  bool naming_ = false, inline_ = false;
  int colons_ = 0;
  std::vector<std::string> names_;
};

}  // namespace

Outline outline_of(std::string_view text) { return Scanner(text).run(); }

}  // namespace unknot
