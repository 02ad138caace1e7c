// Comments that ask for silence, in our notation and in pylint's for cyclic imports.
#include "analyzer/extract/python/silences.h"

#include <algorithm>
#include <utility>

#include "analyzer/extract/silence_request.h"

namespace unknot::python {
namespace {

/// `# pylint: disable=cyclic-import`, alone on its line for all that comes, `disable-next` for the next one.
bool reads_pylint(std::string_view text, bool alone, std::uint32_t line, imports::Silence& silence) {
  const auto at = text.find("pylint:");
  if (at == std::string_view::npos) return false;
  auto rest = trimmed_comment(text.substr(at + 7));
  const bool next = rest.starts_with("disable-next");
  if (!rest.starts_with("disable")) return false;
  const auto equals = rest.find('=');
  if (equals == std::string_view::npos) return false;
  rest.remove_prefix(equals + 1);
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto word = trimmed_comment(rest.substr(0, comma));
    if (word == "cyclic-import" || word == "R0401") {
      silence.target_line = next ? line + 1 : alone ? 0 : line;
      silence.checks = {"import-cycle"};
      silence.foreign = true;
      return true;
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::vector<imports::Silence> silences(const SyntaxTree& tree) {
  std::vector<imports::Silence> out;
  const std::uint32_t code = tree.nodes.size() > 1 ? tree.nodes[1].begin : static_cast<std::uint32_t>(tree.text.size());
  for (const Comment& comment : tree.comments) {
    const std::string_view text = std::string_view(tree.text).substr(comment.begin, comment.end - comment.begin);
    const auto at = text.find(kIgnore);
    if (at == std::string_view::npos && text.find("pylint") == std::string_view::npos) continue;
    const Position position = tree.position(comment.begin);
    const std::uint32_t start = tree.line_starts[position.line - 1];
    const bool alone = std::string_view(tree.text).substr(start, comment.begin - start).find_first_not_of(" \t\f") == std::string_view::npos;
    imports::Silence silence{.line = position.line, .column = position.column, .target_line = position.line, .checks = {}, .reason = {}, .foreign = false};
    if (at == std::string_view::npos) {
      if (reads_pylint(text, alone, position.line, silence)) out.push_back(std::move(silence));
      continue;
    }
    // Only as the first words of a comment, or of one behind it (`# noqa # unknot-ignore: ...`).
    const auto before = trimmed_comment(text.substr(0, at));
    if (!before.ends_with('#')) continue;
    auto rest = text.substr(at + kIgnore.size());
    if (rest.starts_with("-file:")) {
      if (comment.begin > code) continue;
      silence.target_line = 0;
      rest.remove_prefix(6);
    } else if (rest.starts_with(":")) {
      if (alone) ++silence.target_line;
      rest.remove_prefix(1);
    } else {
      continue;
    }
    SilenceRequest request = read_silence_request(rest);
    silence.checks = std::move(request.checks);
    silence.reason = std::move(request.reason);
    out.push_back(std::move(silence));
  }
  return out;
}

}  // namespace unknot::python
