// text -> outline -> replacements of bytes -> text.
#include "analyzer/fix/edit_text.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "analyzer/fix/outline.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

struct Replacement {
  std::size_t begin = 0, end = 0;
  std::string text;
  std::size_t order = 0;
};

/// A forward declaration in its parts.
struct Forward {
  std::vector<std::string> namespaces;  ///< "inline v1"
  std::string declaration;              ///< "class X;"
};

/// `namespace a { inline namespace v1 { class X; } }`
Forward forward_of(std::string_view text) {
  Forward out;
  while (true) {
    const bool is_inline = text.starts_with("inline namespace ");
    if (!is_inline && !text.starts_with("namespace ")) break;
    text.remove_prefix(is_inline ? 17 : 10);
    const auto open = text.find(" {");
    const auto close = text.rfind('}');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) break;
    out.namespaces.push_back((is_inline ? "inline " : "") + std::string(text.substr(0, open)));
    text = text.substr(open + 2, close - open - 2);
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  }
  out.declaration = text;
  return out;
}

std::string in_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

class TextChanger {
 public:
  TextChanger(std::string_view text, const FileChange& change) : text_(text), change_(change), outline_(outline_of(text)) {}

  std::expected<std::string, std::string> run() {
    for (const auto line : change_.dropped)
      if (auto wrong = drop(line); !wrong.empty()) return std::unexpected(wrong);
    drop_emptied();
    for (const auto& spelled : change_.included) include(spelled);
    declare();
    for (const auto& change : change_.changes) replace(change);
    add_bodies();
    return applied();
  }

 private:
  std::string drop(std::uint32_t line) {
    const auto found = std::ranges::find(outline_.includes, line, &OutlinedInclude::line);
    if (found == outline_.includes.end()) return "line " + std::to_string(line) + " holds no include that is written out";
    if (!found->alone) return "line " + std::to_string(line) + " holds more than its include";
    if (found->comment.find("IWYU pragma: keep") != std::string::npos ||
        found->comment.find("IWYU pragma: export") != std::string::npos)
      return "line " + std::to_string(line) + " asks to be kept";
    std::size_t begin = outline_.begin_of(line);
    if (line == 1 && text_.starts_with("\xef\xbb\xbf")) begin += 3;
    std::size_t end = outline_.end_of(line);
    // Two empty lines with nothing left between them become one, unless something comes there.
    const bool before = line > 1 && is_empty(line - 1);
    if (before && line < outline_.lines() && is_empty(line + 1) && change_.included.empty() && change_.declared.empty())
      end = outline_.end_of(line + 1);
    replacements_.push_back({.begin = begin, .end = end, .text = {}});
    return {};
  }
  /// A condition in which nothing is left goes too.
  void drop_emptied() {
    std::vector<bool> gone(outline_.lines() + 1);
    for (const auto line : change_.dropped) gone[line] = true;
    for (const auto& condition : outline_.conditions) {
      bool empty = true, any = false;
      for (std::uint32_t line = condition.begin + 1; line < condition.end; ++line) {
        any = any || gone[line];
        empty = empty && (gone[line] || is_empty(line));
      }
      if (!empty || !any) continue;
      std::fill(gone.begin() + condition.begin, gone.begin() + condition.end + 1, true);
      const std::size_t begin = outline_.begin_of(condition.begin);
      std::size_t end = outline_.end_of(condition.end);
      std::erase_if(replacements_, [&](const Replacement& one) { return one.begin >= begin && one.end <= end; });
      if (condition.begin > 1 && is_empty(condition.begin - 1) && condition.end < outline_.lines() && is_empty(condition.end + 1))
        end = outline_.end_of(condition.end + 1);
      replacements_.push_back({.begin = begin, .end = end, .text = {}});
    }
  }
  bool is_empty(std::uint32_t line) const {
    const auto text = text_.substr(outline_.begin_of(line), outline_.end_of(line) - outline_.begin_of(line));
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  }
  bool is_dropped(std::uint32_t line) const { return std::ranges::find(change_.dropped, line) != change_.dropped.end(); }
  /// Behind a line; where the last one has no end it gets one.
  void insert_behind(std::uint32_t line, std::string text) {
    std::size_t at = line == 0 ? (text_.starts_with("\xef\xbb\xbf") ? 3 : 0) : outline_.end_of(line);
    if (at > 0 && at == text_.size() && !text_.ends_with('\n') && line != 0) text = outline_.newline + text;
    replacements_.push_back({.begin = at, .end = at, .text = std::move(text)});
  }

  /// How much of a spelling two includes share: the form first, then the folders.
  static std::size_t likeness(std::string_view a, std::string_view b) {
    if (a.front() != b.front()) return 0;
    std::size_t out = 1;
    for (std::size_t i = 1; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) out += a[i] == '/' ? 1 : 0;
    return out;
  }
  void include(const std::string& spelled) {
    const std::string line = "#include " + spelled + outline_.newline;
    std::vector<const OutlinedInclude*> usable;
    for (const auto& include : outline_.includes)
      if (!include.conditional && !include.nested &&
          (outline_.first_code > outline_.lines() || include.line < outline_.first_code))
        usable.push_back(&include);
    if (usable.empty()) return include_first(line);
    const OutlinedInclude* best = nullptr;
    for (const auto* include : usable)
      if (best == nullptr || likeness(include->spelled, spelled) >= likeness(best->spelled, spelled)) best = include;
    // The block: lines without a gap between them.
    std::vector<const OutlinedInclude*> block;
    const auto middle = std::ranges::find(usable, best);
    for (auto i = middle;; --i) {
      block.insert(block.begin(), *i);
      if (i == usable.begin() || (*std::prev(i))->line + 1 != (*i)->line) break;
    }
    for (auto i = std::next(middle); i != usable.end() && (*i)->line == block.back()->line + 1; ++i) block.push_back(*i);
    std::erase_if(block, [&](const auto* include) { return include->spelled.front() != best->spelled.front(); });
    // The first include of a source file is often its own header, and stands before all others on purpose.
    const auto own = block.front() == usable.front() && best->spelled.front() == '"' ? block.begin() + 1 : block.begin();
    const bool sorted = block.end() - own > 1 && std::is_sorted(own, block.end(), [](const auto* a, const auto* b) {
                          return in_lower(a->spelled) < in_lower(b->spelled);
                        });
    if (sorted && best->spelled.front() == spelled.front()) {
      const auto next =
          std::find_if(own, block.end(), [&](const auto* include) { return in_lower(include->spelled) > in_lower(spelled); });
      if (next != block.begin()) best = *std::prev(next);
      else return insert_behind(block.front()->line - 1, line);
    }
    insert_behind(best->line, line);
  }
  void include_first(const std::string& line) {
    std::string text = line;
    const std::uint32_t at = outline_.preamble_end;
    if (!has_first_) {
      if (at != 0 && !is_empty(at)) text = outline_.newline + text;
      has_first_ = true;
    }
    insert_behind(at, std::move(text));
    first_include_at_ = at;
  }

  /// Open and close of namespaces in the language of the file.
  std::pair<std::string, std::string> around(const std::vector<std::string>& namespaces) const {
    const std::string& end = outline_.newline;
    const bool is_plain = std::ranges::none_of(namespaces, [](const std::string& name) { return name.starts_with("inline "); });
    std::string open, close;
    if (outline_.spells_nested_namespaces && is_plain && !namespaces.empty()) {
      std::string all;
      for (const auto& name : namespaces) all += (all.empty() ? "" : "::") + name;
      return {"namespace " + all + " {" + end, "}  // namespace " + all + end};
    }
    for (const auto& name : namespaces) {
      const bool is_inline = name.starts_with("inline ");
      const std::string plain = is_inline ? name.substr(7) : name;
      open += (is_inline ? "inline namespace " : "namespace ") + plain + " {" + end;
      close = "}  // namespace " + plain + end + close;
    }
    return {open, close};
  }

  /// The last line before the code at the start.
  std::uint32_t head_end() const { return outline_.includes_end != 0 ? outline_.includes_end : outline_.preamble_end; }
  std::string_view line_text(std::uint32_t line) const {
    auto text = text_.substr(outline_.begin_of(line), outline_.end_of(line) - outline_.begin_of(line));
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    return text;
  }
  /// `class X;` and the like, alone on its line: the name. Empty: it is none.
  std::string_view forward_declared(std::uint32_t line) const {
    auto text = line_text(line);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    constexpr std::string_view kKeys[] = {"class ", "struct ", "union ", "enum ", "template "};
    if (!text.ends_with(';') || text.find_first_of("{}()=/") != std::string_view::npos ||
        std::ranges::none_of(kKeys, [&](std::string_view key) { return text.starts_with(key); }))
      return {};
    text = text.substr(0, text.find(" : "));
    if (text.ends_with(';')) text.remove_suffix(1);
    return text.substr(text.find_last_of(" \t") + 1);
  }
  /// The line of the brace that opens these namespaces, where they are the first code; 0: they are not.
  std::uint32_t opened_first(const std::vector<std::string>& namespaces) const {
    if (outline_.first_code > outline_.lines()) return 0;
    for (const auto& space : outline_.namespaces) {
      if (space.names != namespaces || space.begin < outline_.begin_of(outline_.first_code)) continue;
      const std::size_t code = outline_.begin_of(outline_.first_code);
      std::string_view before = text_.substr(code, space.begin - code);
      const auto in_names = [&](std::string_view word) {
        return word == "namespace" || word == "inline" || std::ranges::any_of(namespaces, [&](const std::string& name) {
                 return name == word || name == "inline " + std::string(word);
               });
      };
      bool all = true;
      while (!before.empty()) {
        const std::size_t end = std::min(before.find_first_of(" \t\r\n:{"), before.size());
        all = all && (end == 0 || in_names(before.substr(0, end)));
        before.remove_prefix(std::max<std::size_t>(end, 1));
      }
      const auto& begins = outline_.line_begins;
      const auto line = static_cast<std::uint32_t>(std::ranges::upper_bound(begins, space.begin) - begins.begin());
      if (all && line_text(line).ends_with('{')) return line;
    }
    return 0;
  }
  /// The line before the first code, where no condition begins or ends between the includes and that; 0: one does.
  std::uint32_t first_declarations() const {
    for (std::uint32_t line = head_end() + 1; line < outline_.first_code && line <= outline_.lines(); ++line) {
      const auto text = line_text(line);
      const auto begin = std::min(text.find_first_not_of(" \t#"), text.size());
      for (const std::string_view word : {"if", "el", "end"})
        if (text.find('#') < begin && text.substr(begin).starts_with(word)) return 0;
    }
    return outline_.first_code - 1;
  }
  /// Where the file has such declarations at its start, or opens the namespace first: there. False: it does not.
  bool declare_among(const std::vector<std::string>& namespaces, const std::vector<std::string>& declarations) {
    const std::uint32_t from = namespaces.empty() ? first_declarations() : opened_first(namespaces);
    if (from == 0) return false;
    std::uint32_t first = from + 1;
    while (first <= outline_.lines() && is_empty(first)) ++first;
    std::uint32_t end = first;
    while (end <= outline_.lines() && !forward_declared(end).empty()) ++end;
    if (end == first && namespaces.empty()) return false;  // nothing to join
    const std::string_view next = first <= outline_.lines() ? line_text(first) : std::string_view();
    const std::string indent(next.substr(0, next.ends_with('}') ? 0 : std::min(next.find_first_not_of(" \t"), next.size())));
    const auto name_of = [](std::string_view text) {
      text = text.substr(0, std::min(text.find(" : "), text.find(';')));
      return in_lower(text.substr(text.find_last_of(' ') + 1));
    };
    bool sorted = true;
    for (std::uint32_t line = first; line + 1 < end; ++line)
      sorted = sorted && in_lower(forward_declared(line)) <= in_lower(forward_declared(line + 1));
    std::string block;
    for (const auto& declaration : declarations) {
      std::uint32_t before = first;
      while (before < end && (!sorted || in_lower(forward_declared(before)) <= name_of(declaration))) ++before;
      if (end == first) block += indent + declaration + outline_.newline;
      else insert_behind(before - 1, indent + declaration + outline_.newline);
    }
    if (!block.empty()) insert_behind(first - 1, block + (next.ends_with('}') ? "" : outline_.newline));
    return true;
  }

  void declare() {
    if (change_.declared.empty()) return;
    std::map<std::vector<std::string>, std::vector<std::string>> by_namespace;
    for (const auto& text : change_.declared) {
      Forward forward = forward_of(text);
      by_namespace[forward.namespaces].push_back(std::move(forward.declaration));
    }
    std::string block;
    for (auto& [namespaces, declarations] : by_namespace) {
      sort_unique(declarations);
      if (declare_among(namespaces, declarations)) continue;
      const auto [open, close] = around(namespaces);
      if (!block.empty()) block += outline_.newline;
      block += open;
      for (const auto& declaration : declarations) block += declaration + outline_.newline;
      block += close;
    }
    if (block.empty()) return;
    const std::uint32_t at = head_end();
    // What is left before it: the block stands apart from code and includes.
    std::uint32_t before = at;
    while (before > 0 && is_dropped(before)) --before;
    if ((before > 0 && !is_empty(before)) || first_include_at_ == at) block = outline_.newline + block;
    if (at < outline_.lines() && !is_empty(at + 1)) block += outline_.newline;
    insert_behind(at, std::move(block));
  }

  std::size_t offset(const TextPosition& at) const {
    if (at.line == 0 || at.line > outline_.lines()) return text_.size();
    const std::size_t mark = at.line == 1 && text_.starts_with("\xef\xbb\xbf") ? 3 : 0;
    return std::min(outline_.begin_of(at.line) + mark + at.column - 1, text_.size());
  }
  /// What goes as a whole goes with the line that it leaves empty.
  void replace(const TextChange& change) {
    std::size_t begin = offset(change.begin), end = offset(change.end);
    if (change.text.empty()) {
      std::size_t first = begin, last = end;
      while (first > 0 && (text_[first - 1] == ' ' || text_[first - 1] == '\t')) --first;
      while (last < text_.size() && (text_[last] == ' ' || text_[last] == '\t' || text_[last] == '\r')) ++last;
      const bool alone = (first == 0 || text_[first - 1] == '\n') && (last == text_.size() || text_[last] == '\n');
      if (alone) {
        begin = first, end = std::min(last + 1, text_.size());
        const bool gap_before =
            begin < 2 || text_.substr(0, begin).ends_with("\n\n") || text_.substr(0, begin).ends_with("\r\n\r\n");
        if (gap_before && text_.substr(end).starts_with("\r\n")) end += 2;
        else if (gap_before && text_.substr(end).starts_with('\n')) ++end;
      }
    }
    replacements_.push_back({.begin = begin, .end = end, .text = with_newlines(change.text)});
  }
  std::string with_newlines(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r') continue;
      if (text[i] == '\n') out += outline_.newline;
      else out += text[i];
    }
    return out;
  }

  void add_bodies() {
    std::vector<std::pair<std::vector<std::string>, std::string>> groups;
    for (const auto& body : change_.bodies) {
      if (groups.empty() || groups.back().first != body.namespaces) groups.emplace_back(body.namespaces, "");
      groups.back().second += outline_.newline + with_newlines(body.text) + outline_.newline;
    }
    for (auto& [namespaces, text] : groups) {
      const NamespaceEnd* last = nullptr;
      for (const auto& end : outline_.namespaces)
        if (outline_.whole && !namespaces.empty() && end.names == namespaces) last = &end;
      if (last == nullptr) {
        const auto [open, close] = around(namespaces);
        insert_behind(outline_.lines(), outline_.newline + open + (open.empty() ? text.substr(outline_.newline.size()) : text) +
                                            (close.empty() ? "" : outline_.newline + close));
        continue;
      }
      std::size_t at = last->at;
      while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
      const bool own_line = at == 0 || text_[at - 1] == '\n';
      // An empty line before the end of the namespace stays there.
      const std::string gap = outline_.newline + outline_.newline;
      const std::size_t before = own_line && text_.substr(0, at).ends_with(gap) ? at - outline_.newline.size() : at;
      replacements_.push_back({.begin = before, .end = before, .text = own_line ? text : outline_.newline + text});
    }
  }

  std::expected<std::string, std::string> applied() {
    for (std::size_t i = 0; i < replacements_.size(); ++i) replacements_[i].order = i;
    std::ranges::sort(replacements_, {}, [](const Replacement& r) { return std::tuple(r.begin, r.end, r.order); });
    std::string out;
    std::size_t at = 0;
    for (const auto& replacement : replacements_) {
      if (replacement.begin < at) return std::unexpected("two edits meet in one place");
      out += text_.substr(at, replacement.begin - at);
      out += replacement.text;
      at = replacement.end;
    }
    out += text_.substr(at);
    return out;
  }

  std::string_view text_;
  const FileChange& change_;
  Outline outline_;
  std::vector<Replacement> replacements_;
  bool has_first_ = false;
  std::uint32_t first_include_at_ = 0xffffffff;
};

}  // namespace

std::expected<std::string, std::string> change_text(std::string_view text, const FileChange& change) {
  return TextChanger(text, change).run();
}

}  // namespace unknot
