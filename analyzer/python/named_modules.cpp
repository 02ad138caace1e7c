// One search per file for the word that all imports hold; only its lines are taken apart.
#include "analyzer/python/named_modules.h"

#include <algorithm>
#include <atomic>

#include "graph/sort_unique.h"
#include "graph/words.h"

namespace unknot {
namespace {

bool is_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// The end of the line that goes on at `at`, with those behind it that a backslash joins.
std::size_t end_of_line(std::string_view text, std::size_t at) {
  for (;;) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    const std::size_t last = end > 0 && text[end - 1] == '\r' ? end - 1 : end;
    if (last == 0 || text[last - 1] != '\\') return end;
    at = end + 1;
  }
}

}  // namespace

NamedModules::NamedModules(std::vector<std::string> asked) : asked_(std::move(asked)) {
  sort_unique(asked_);
  marks_.assign(asked_.size(), Mark::none);
}

std::size_t NamedModules::place_of(std::string_view module) const {
  const auto known = std::lower_bound(asked_.begin(), asked_.end(), module);
  return known != asked_.end() && *known == module ? static_cast<std::size_t>(known - asked_.begin()) : asked_.size();
}

NamedModules::Mark NamedModules::marked(std::string_view module) const {
  const std::size_t known = place_of(module);
  return known < marks_.size() ? marks_[known] : Mark::none;
}

void NamedModules::read_source(std::string_view text) {
  constexpr std::string_view kImport = "import";
  for (std::size_t at = text.find(kImport); at != std::string_view::npos;) {
    const std::size_t before = text.rfind('\n', at);
    const std::size_t end = end_of_line(text, at);
    for (std::size_t i = before == std::string_view::npos ? 0 : before + 1; i < end;) {
      std::size_t stop = i;
      while (stop < end && is_of_name(text[stop])) ++stop;
      // Nobody writes anything else meanwhile.
      if (const auto known = place_of(text.substr(i, stop - i)); known < asked_.size()) std::atomic_ref(marks_[known]).store(Mark::imported, std::memory_order_relaxed);
      i = stop + 1;
    }
    at = text.find(kImport, end);
  }
}

void NamedModules::read_other(std::string_view text) {
  for (std::size_t i = 0; i < asked_.size(); ++i)
    if (marks_[i] == Mark::none && has_word(text, asked_[i])) marks_[i] = Mark::named;
}

void NamedModules::read_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (std::size_t i = 0; i < asked_.size(); ++i)
    if (marks_[i] == Mark::none && name.contains(asked_[i])) marks_[i] = Mark::named;
}

}  // namespace unknot
