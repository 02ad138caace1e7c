// The wrapper around clang::scanSourceForDependencyDirectives.
#include "analyzer/extract/cpp/directives.h"

#include <cstring>

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
  // On an error (text that never ends a directive) what was found before it stays: half the facts are better than none.
  clang::scanSourceForDependencyDirectives(llvm::StringRef(bytes.data(), bytes.size()), tokens_, directives_);
  if (bytes.starts_with("\xef\xbb\xbf")) line_start_ = 3;  // a byte-order mark has no column
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
