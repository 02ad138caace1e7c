// line -> directive -> what its name was relative to -> its new name.
#include "analyzer/untangle/rewrite_includes.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "graph/folded.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

std::string plain(const std::string& path) { return fs::path(path).lexically_normal().generic_string(); }
std::string beside(const std::string& file, std::string_view name) { return plain(std::string(folder_of(file)) + std::string(name)); }

/// The bytes of the directive in a line: from the '#' (or the word import) to behind the closing quote (or the semicolon).
struct Directive {
  std::size_t begin = 0, name = 0, name_end = 0, end = 0;
  char open = '"';
};

std::optional<Directive> directive_at(std::string_view line, std::size_t column) {
  if (column == 0 || column > line.size()) return std::nullopt;
  Directive out{.name = column, .open = line[column - 1]};
  if (out.open != '"' && out.open != '<') return std::nullopt;
  out.name_end = line.find(out.open == '<' ? '>' : '"', column);
  if (out.name_end == std::string_view::npos) return std::nullopt;
  out.end = out.name_end + 1;
  const auto hash = line.rfind('#', column - 1);
  const auto word = line.rfind("import", column - 1);
  if (hash != std::string_view::npos) {
    out.begin = hash;
  } else if (word != std::string_view::npos) {
    out.begin = word;
    if (const auto semicolon = line.find(';', out.end); semicolon != std::string_view::npos) out.end = semicolon + 1;
  } else {
    return std::nullopt;
  }
  return out;
}

/// `"new"` or `<new>`.
std::string new_name(const IncludeLine& line, std::string_view name, char open) {
  const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
  const auto folder = fs::path(std::string(folder_of(line.new_from))).lexically_normal();
  const std::string near = fs::path(line.new_to).lexically_relative(folder).generic_string();
  if (open == '"' && beside(line.from, name) == line.to) return quoted(near);
  const std::string spelled = plain(std::string(name));
  if (line.to.ends_with(spelled) && !spelled.empty()) {
    const std::string search = line.to.substr(0, line.to.size() - spelled.size());
    const bool whole = search.empty() || search.ends_with('/');
    if (whole && line.new_to.starts_with(search)) {
      const std::string rest = line.new_to.substr(search.size());
      return open == '<' ? '<' + rest + '>' : quoted(rest);
    }
  }
  return quoted(near);
}

bool is_untouched(const IncludeLine& line, std::string_view name, char open) {
  if (line.taken_out || line.to != line.new_to) return false;
  return line.from == line.new_from || open != '"' || beside(line.from, name) != line.to;
}

}  // namespace

Rewritten rewrite_includes(std::string_view text, std::vector<IncludeLine> lines) {
  std::ranges::sort(lines, {}, &IncludeLine::line);
  Rewritten out;
  auto next = lines.begin();
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string line(text.substr(0, end));
    text.remove_prefix(end);
    for (; next != lines.end() && next->line == number; ++next) {
      const std::size_t mark = number == 1 && line.starts_with("\xef\xbb\xbf") ? 3 : 0;
      const auto directive = directive_at(std::string_view(line).substr(mark), next->column);
      if (!directive) {
        out.left.push_back(number);
        continue;
      }
      const std::string name = line.substr(mark + directive->name, directive->name_end - directive->name);
      if (next->taken_out) line.erase(mark + directive->begin, directive->end - directive->begin);
      else if (!is_untouched(*next, name, directive->open))
        line.replace(mark + directive->name - 1, directive->name_end - directive->name + 2, new_name(*next, name, directive->open));
    }
    out.text += line;
  }
  return out;
}

}  // namespace unknot
