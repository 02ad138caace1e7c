// The wrapper around clang::scanSourceForDependencyDirectives.
#include "analyzer/extract/cpp/directives.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "clang/Basic/TokenKinds.h"
#include "clang/Lex/Token.h"

namespace unknot {

std::uint32_t after_splices(std::string_view bytes, std::uint32_t offset) {
  while (offset < bytes.size() && bytes[offset] == '\\') {
    std::size_t end = offset + 1;
    while (end < bytes.size() && (bytes[end] == ' ' || bytes[end] == '\t' || bytes[end] == '\r')) ++end;
    if (end >= bytes.size() || bytes[end] != '\n') break;
    ++end;
    while (end < bytes.size() && (bytes[end] == ' ' || bytes[end] == '\t')) ++end;
    offset = static_cast<std::uint32_t>(end);
  }
  return offset;
}

Directives::Directives(std::string_view bytes) : bytes_(bytes) {
  scan();
  put_back_module_lines();
  if (bytes.starts_with("\xef\xbb\xbf")) line_start_ = 3;  // a byte-order mark has no column
}

/// The scanner gives up where something follows a module line ("import a; import b;", or C that says `import x; y();`). Such
/// a line is taken out and the rest scanned without it. On any other error (text that never ends a directive) what was found
/// before it stays: half the facts are better than none.
void Directives::scan() {
  constexpr int kMaxLines = 256;
  for (int i = 0; i < kMaxLines; ++i) {
    const std::string_view text = blanked_.empty() ? bytes_ : blanked_;
    tokens_.clear();
    directives_.clear();
    if (!clang::scanSourceForDependencyDirectives(llvm::StringRef(text.data(), text.size()), tokens_, directives_)) return;
    if (!take_module_line()) return;
  }
}

/// Moves the module line that the scan ended in from the text to `module_lines_`; false where it ended in none.
bool Directives::take_module_line() {
  using namespace clang::dependency_directives_scan;
  if (directives_.empty()) return false;
  const Directive& last = directives_.back();
  const bool is_module_line = last.Kind == cxx_module_decl || last.Kind == cxx_import_decl ||
                              last.Kind == cxx_export_module_decl || last.Kind == cxx_export_import_decl;
  const auto* end = std::ranges::find_if(last.Tokens, [](const Token& token) { return token.is(clang::tok::semi); });
  if (!is_module_line || end == last.Tokens.end()) return false;
  if (blanked_.empty()) blanked_ = bytes_;
  const auto& tokens = taken_.emplace_back(last.Tokens.begin(), end + 1);
  std::fill(blanked_.begin() + tokens.front().Offset, blanked_.begin() + tokens.back().Offset + 1, ' ');
  module_lines_.emplace_back(last.Kind, llvm::ArrayRef<Token>(tokens));
  return true;
}

/// Among the directives, in order of the text.
void Directives::put_back_module_lines() {
  if (module_lines_.empty()) return;
  const auto offset = [](const Directive& directive) {
    constexpr std::uint32_t kEnd = 0xffffffff;  // the end of the file is a directive without tokens
    return directive.Tokens.empty() ? kEnd : directive.Tokens.front().Offset;
  };
  llvm::SmallVector<Directive, 0> all;
  std::ranges::merge(directives_, module_lines_, std::back_inserter(all), {}, offset, offset);
  directives_ = std::move(all);
}

std::string Directives::spelling(const Token& token) const {
  const auto raw = bytes_.substr(token.Offset, token.Length);
  if ((token.Flags & clang::Token::NeedsCleaning) == 0) return std::string(raw);
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\') {
      std::size_t end = i + 1;
      while (end < raw.size() && (raw[end] == ' ' || raw[end] == '\t' || raw[end] == '\r')) ++end;
      if (end < raw.size() && raw[end] == '\n') {
        i = end;
        continue;
      }
    }
    out += raw[i];
  }
  return out;
}

std::vector<std::string> Directives::operands(const Directive& directive) const {
  std::vector<std::string> out;
  for (std::size_t i = 2; i < directive.Tokens.size(); ++i)  // after '#' and the name
    if (directive.Tokens[i].isNot(clang::tok::eod)) out.push_back(spelling(directive.Tokens[i]));
  return out;
}

Position Directives::position(std::uint32_t offset) {
  while (seen_ < offset) {
    const void* found = std::memchr(bytes_.data() + seen_, '\n', offset - seen_);
    if (found == nullptr) {
      seen_ = offset;
      break;
    }
    seen_ = static_cast<std::uint32_t>(static_cast<const char*>(found) - bytes_.data()) + 1;
    ++line_;
    line_start_ = seen_;
  }
  return {.line = line_, .column = offset - line_start_ + 1};
}

}  // namespace unknot
