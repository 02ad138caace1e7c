// Line by line: what stands before a colon is a target, what follows behind tabs is its recipe.
#include "analyzer/project/make_rules.h"

#include <algorithm>
#include <string>

namespace unknot {
namespace {

/// The next line without its end; a backslash at the end of a line goes on in the next.
std::string next_line(std::string_view& rest) {
  std::string out;
  while (true) {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.ends_with('\\') || rest.empty()) return out += line;
    line.remove_suffix(1);
    out += line;
    out += ' ';
    while (rest.starts_with('\t') || rest.starts_with(' ')) rest.remove_prefix(1);
  }
}

/// The words up to the end or to a colon that stands alone. A backslash takes the next byte as it is, "$$" is a dollar.
/// False where a variable or a pattern is among them.
bool take_words(std::string_view& rest, std::vector<std::string>& words) {
  bool plain = true;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    const char next = i + 1 < rest.size() ? rest[i + 1] : ' ';
    if (c == ':' || c == '=' || c == '#' || c == '|' || c == ';') break;
    if (c == ' ' || c == '\t') {
      finish();
    } else if ((c == '\\' && std::string_view(" #:\\").find(next) != std::string_view::npos) || (c == '$' && next == '$')) {
      word += next;
      ++i;
    } else {
      plain = plain && c != '$' && c != '%';
      word += c;
    }
  }
  finish();
  rest.remove_prefix(i);
  return plain;
}

}  // namespace

std::vector<BuildStep> parse_make_rules(std::string_view text, const std::function<bool(std::string_view target)>& wanted) {
  std::vector<BuildStep> out;
  bool in_rule = false;  // whose recipe is kept
  while (!text.empty()) {
    if (text.front() == '\t') {
      const std::string line = next_line(text);
      std::string_view recipe = line;
      while (!recipe.empty() && std::string_view("\t @-+").find(recipe.front()) != std::string_view::npos) recipe.remove_prefix(1);
      if (in_rule && !recipe.empty()) out.back().command += (out.back().command.empty() ? "" : "; ") + std::string(recipe);
      continue;
    }
    const std::string line = next_line(text);
    std::string_view rest = line;
    if (rest.empty()) continue;  // a recipe goes on behind it
    BuildStep step;
    in_rule = take_words(rest, step.outputs) && rest.starts_with(':') && !rest.starts_with(":=") && !rest.starts_with("::=") &&
              !step.outputs.empty() && !step.outputs.front().starts_with('.') && std::ranges::any_of(step.outputs, wanted);
    if (!in_rule) continue;
    rest.remove_prefix(1);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    take_words(rest, step.inputs);
    // CMake says each input of a target in a rule of its own.
    if (!out.empty() && out.back().outputs == step.outputs) {
      out.back().inputs.insert(out.back().inputs.end(), step.inputs.begin(), step.inputs.end());
    } else {
      out.push_back(std::move(step));
    }
  }
  return out;
}

}  // namespace unknot
