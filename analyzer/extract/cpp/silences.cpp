// Comments that ask for silence, in our notation and in clang-tidy's (NOLINT) for its
// include-cycle check. Text is searched first; only where a word is found does Clang's lexer say what is a comment.
#include <algorithm>
#include <cstring>

#include "analyzer/extract/cpp/scan.h"
#include "analyzer/extract/silence_request.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

namespace unknot {
namespace {

constexpr std::string_view kForeign = "misc-header-include-cycle";
std::string_view trimmed(std::string_view text) { return trimmed_comment(text, "*"); }

/// Of the first line of the comment.
void read_request(std::string_view text, SilenceFact& silence) {
  if (const auto newline = text.find('\n'); newline != std::string_view::npos) text = text.substr(0, newline);
  if (const auto end = text.find("*/"); end != std::string_view::npos) text = text.substr(0, end);
  SilenceRequest request = read_silence_request(text, "*");
  silence.checks = std::move(request.checks);
  silence.reason = std::move(request.reason);
}

struct Comment {
  std::string_view text;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool alone = false;         ///< nothing but space before it on its line
  bool before_code = false;   ///< no token of code stands before it in the file
};

void read_comment(const Comment& comment, std::vector<SilenceFact>& out) {
  const std::uint32_t lines =
      static_cast<std::uint32_t>(std::ranges::count(comment.text.substr(0, comment.text.size() - 1), '\n'));
  SilenceFact silence{.line = comment.line, .column = comment.column, .target_line = comment.line, .checks = {}, .reason = {}, .foreign = false};
  if (const auto at = comment.text.find(kIgnore); at != std::string_view::npos) {
    // Only as the first words of a comment, or of a comment inside one (behind an IWYU pragma, say): text that only
    // speaks of the notation asks for nothing.
    const auto before = trimmed(comment.text.substr(0, at));
    if (!before.empty() && !before.ends_with("//") && before != "/*" && before != "/") return;
    auto rest = comment.text.substr(at + kIgnore.size());
    if (rest.starts_with("-file:")) {
      if (!comment.before_code) return;
      silence.target_line = 0;
      rest.remove_prefix(6);
    } else if (rest.starts_with(":")) {
      if (comment.alone) silence.target_line = comment.line + lines + 1;
      rest.remove_prefix(1);
    } else {
      return;
    }
    read_request(rest, silence);
    out.push_back(std::move(silence));
    return;
  }
  const auto at = comment.text.find("NOLINT");
  if (at == std::string_view::npos) return;
  auto rest = comment.text.substr(at + 6);
  if (rest.starts_with("NEXTLINE")) {
    silence.target_line = comment.line + lines + 1;
    rest.remove_prefix(8);
  }
  const auto close = rest.find(')');
  if (!rest.starts_with("(") || close == std::string_view::npos) return;
  if (rest.substr(0, close).find(kForeign) == std::string_view::npos) return;
  silence.checks.emplace_back(kForeign);
  silence.foreign = true;
  out.push_back(std::move(silence));
}

}  // namespace

std::vector<SilenceFact> scan_silences(std::string_view bytes) {
  std::vector<SilenceFact> out;
  // memmem looks for the whole word at once; string_view::find stops at every first letter.
  const auto holds = [&](std::string_view word) {
    return ::memmem(bytes.data(), bytes.size(), word.data(), word.size()) != nullptr;
  };
  if (!holds(kIgnore) && !holds(kForeign)) return out;
  clang::LangOptions language;
  language.LineComment = true;
  language.CPlusPlus = true;
  language.CPlusPlus11 = true;  // raw strings
  clang::Lexer lexer(clang::SourceLocation(), language, bytes.data(), bytes.data(), bytes.data() + bytes.size());
  lexer.SetCommentRetentionState(true);
  std::uint32_t line = 1;
  std::size_t line_start = bytes.starts_with("\xef\xbb\xbf") ? 3 : 0;
  std::size_t seen = 0;
  bool code = false;
  while (true) {
    clang::Token token;
    const bool end = lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof)) break;
    if (token.is(clang::tok::comment)) {
      const std::size_t offset = lexer.getBufferLocation() - bytes.data() - token.getLength();
      for (; seen < offset; ++seen)
        if (bytes[seen] == '\n') ++line, line_start = seen + 1;
      const auto before = bytes.substr(line_start, offset - line_start);
      read_comment({.text = bytes.substr(offset, token.getLength()),
                    .line = line,
                    .column = static_cast<std::uint32_t>(offset - line_start + 1),
                    .alone = before.find_first_not_of(" \t") == std::string_view::npos,
                    .before_code = !code},
                   out);
    } else {
      code = true;
    }
    if (end) break;
  }
  return out;
}

}  // namespace unknot
