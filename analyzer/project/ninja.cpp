// One pass over the lines. A build statement is looked at closely only where its outputs are wanted.
#include "analyzer/project/ninja.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace unknot {
namespace {

constexpr std::size_t kDeepest = 16;           // of files in files, and of variables in variables
constexpr std::size_t kMostFiles = 1000;
constexpr std::size_t kLongestValue = 1 << 20;  // what variables of variables may grow to

using Texts = std::map<std::string, std::string, std::less<>>;

struct Scope {
  const Scope* parent = nullptr;
  Texts variables{};                             // as they are
  std::map<std::string, Texts, std::less<>> rules{};  // their variables as written
};

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

/// A name as the shell would need it written.
std::string shell_quoted(const std::string& path) {
  const auto plain = [](char c) { return is_name(c) || std::string_view("/.+=:,@%").find(c) != std::string_view::npos; };
  if (std::ranges::all_of(path, plain)) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// What a statement's variables stand for: its own, then those of its rule, then those of the file and its parents.
struct Lookup {
  const Scope& scope;
  const Texts* own = nullptr;
  const Texts* rule = nullptr;
  const BuildStep* step = nullptr;

  std::string value(std::string_view name, std::size_t depth) const {
    if (step != nullptr && (name == "in" || name == "out")) {
      std::string out;
      for (const auto& path : name == "in" ? step->inputs : step->outputs) out += (out.empty() ? "" : " ") + shell_quoted(path);
      return out;
    }
    if (own != nullptr)
      if (const auto found = own->find(name); found != own->end()) return found->second;
    if (rule != nullptr && depth < kDeepest)
      if (const auto found = rule->find(name); found != rule->end()) return text(found->second, depth + 1);
    for (const Scope* at = &scope; at != nullptr; at = at->parent)
      if (const auto found = at->variables.find(name); found != at->variables.end()) return found->second;
    return {};
  }

  /// The text with its variables replaced.
  std::string text(std::string_view raw, std::size_t depth = 0) const {
    std::string out;
    while (!raw.empty() && out.size() < kLongestValue) take(raw, out, depth);
    return out;
  }

  /// Moves what stands at the start of `raw` to `out`: a run of plain bytes, an escape, or a variable.
  void take(std::string_view& raw, std::string& out, std::size_t depth) const {
    const auto dollar = std::min(raw.find('$'), raw.size());
    if (dollar > 0) {
      out += raw.substr(0, dollar);
      raw.remove_prefix(dollar);
      return;
    }
    raw.remove_prefix(1);
    if (raw.empty()) return;
    if (raw.front() == '{') {
      const auto end = std::min(raw.find('}'), raw.size());
      out += value(raw.substr(1, end - 1), depth);
      raw.remove_prefix(std::min(end + 1, raw.size()));
    } else if (is_name(raw.front())) {
      std::size_t end = 0;
      while (end < raw.size() && is_name(raw[end])) ++end;
      out += value(raw.substr(0, end), depth);
      raw.remove_prefix(end);
    } else {
      out += raw.front();
      raw.remove_prefix(1);
    }
  }

  /// The path at the start of `raw`, which loses it; empty where a separator or the end stands there.
  std::string path(std::string_view& raw) const {
    while (raw.starts_with(' ')) raw.remove_prefix(1);
    std::string out;
    while (!raw.empty() && out.size() < kLongestValue) {
      const auto end = std::min(raw.find_first_of(" :|$"), raw.size());
      out += raw.substr(0, end);
      raw.remove_prefix(end);
      if (!raw.starts_with('$')) break;
      take(raw, out, 0);
    }
    return out;
  }
};

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// "name = value" => both; nothing where the line is none.
std::optional<std::pair<std::string_view, std::string_view>> assignment(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const auto name = trim(line.substr(0, equals));
  if (name.empty() || !std::ranges::all_of(name, [](char c) { return is_name(c) || c == '.'; })) return std::nullopt;
  auto value = line.substr(equals + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  return std::pair(name, value);
}

class Parser {
 public:
  Parser(const FileReader& read, const std::function<bool(std::string_view)>& wanted) : read_(read), wanted_(wanted) {}

  void file(std::string_view text, Scope& scope, std::size_t depth) {
    std::string joined;
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::string line(trim_end(next_line(rest, joined)));
      std::vector<std::string> indented;
      while (rest.starts_with(' ')) indented.emplace_back(next_line(rest, joined));
      statement(line, indented, scope, depth);
    }
  }

  std::vector<BuildStep> take() { return std::move(steps_); }

 private:
  static std::string_view trim_end(std::string_view line) {
    while (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  /// The next line without its end; a dollar at the end of a line goes on in the next.
  static std::string_view next_line(std::string_view& rest, std::string& joined) {
    joined.clear();
    while (true) {
      const auto end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      std::string_view plain = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
      std::size_t dollars = 0;
      while (dollars < plain.size() && plain[plain.size() - 1 - dollars] == '$') ++dollars;
      if (dollars % 2 == 0 || rest.empty()) {
        if (joined.empty()) return line;
        joined += line;
        return joined;
      }
      joined += plain.substr(0, plain.size() - 1);
      while (rest.starts_with(' ')) rest.remove_prefix(1);
    }
  }

  void statement(std::string_view line, const std::vector<std::string>& indented, Scope& scope, std::size_t depth) {
    if (line.starts_with("build ")) {
      build(line.substr(6), indented, scope);
    } else if (line.starts_with("rule ")) {
      Texts& rule = scope.rules[std::string(trim(line.substr(5)))];
      for (const auto& binding : indented)
        if (const auto pair = assignment(binding)) rule.insert_or_assign(std::string(pair->first), std::string(pair->second));
    } else if (line.starts_with("include ") || line.starts_with("subninja ")) {
      nested(line, scope, depth);
    } else if (!line.starts_with('#') && !line.starts_with("default ") && !line.starts_with("pool ")) {
      if (const auto pair = assignment(line))
        scope.variables.insert_or_assign(std::string(pair->first), Lookup{.scope = scope}.text(pair->second));
    }
  }

  void nested(std::string_view line, Scope& scope, std::size_t depth) {
    if (depth >= kDeepest || ++files_ > kMostFiles) return;
    std::string_view rest = line.substr(line.find(' ') + 1);
    const auto text = read_(Lookup{.scope = scope}.path(rest));
    if (!text) return;
    if (line.starts_with("include ")) return file(*text, scope, depth + 1);
    Scope own{.parent = &scope};
    file(*text, own, depth + 1);
  }

  void build(std::string_view rest, const std::vector<std::string>& indented, const Scope& scope) {
    Texts own;
    Lookup lookup{.scope = scope, .own = &own};
    for (const auto& binding : indented)
      if (const auto pair = assignment(binding)) own.insert_or_assign(std::string(pair->first), Lookup{.scope = scope}.text(pair->second));
    BuildStep step;
    const auto paths = [&](std::vector<std::string>* into) {
      for (std::string path = lookup.path(rest); !path.empty(); path = lookup.path(rest))
        if (into != nullptr) into->push_back(std::move(path));
    };
    paths(&step.outputs);
    const std::size_t explicit_outputs = step.outputs.size();
    while (rest.starts_with('|')) {
      rest.remove_prefix(1);
      paths(&step.outputs);
    }
    if (!rest.starts_with(':') || std::ranges::none_of(step.outputs, wanted_)) return;
    rest.remove_prefix(1);
    const std::string rule_name = lookup.path(rest);
    if (rule_name == "phony") return;
    paths(&step.inputs);
    // $out and $in are the explicit ones; the implicit ones matter all the same.
    BuildStep named{.outputs = {step.outputs.begin(), step.outputs.begin() + static_cast<std::ptrdiff_t>(explicit_outputs)},
                    .inputs = step.inputs,
                    .command = {}};
    if (rest.starts_with('|') && !rest.starts_with("||")) {
      rest.remove_prefix(1);
      paths(&step.inputs);
    }
    for (const Scope* at = &scope; at != nullptr; at = at->parent)
      if (const auto rule = at->rules.find(rule_name); rule != at->rules.end()) {
        lookup.rule = &rule->second;
        break;
      }
    lookup.step = &named;
    step.command = lookup.value("command", 0);
    steps_.push_back(std::move(step));
  }

  const FileReader& read_;
  const std::function<bool(std::string_view)>& wanted_;
  std::size_t files_ = 0;
  std::vector<BuildStep> steps_;
};

}  // namespace

std::vector<BuildStep> parse_ninja(std::string_view text, const FileReader& read,
                                   const std::function<bool(std::string_view output)>& wanted) {
  Parser parser(read, wanted);
  Scope top;
  parser.file(text, top, 0);
  return parser.take();
}

}  // namespace unknot
