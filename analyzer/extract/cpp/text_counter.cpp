// Markers are read as they pass: # LINE "FILE" FLAGS, where 1 is entering a file and 2 is coming back to one.
#include "analyzer/extract/cpp/text_counter.h"

#include "llvm/ADT/StringRef.h"

namespace unknot {

void TextCounter::count(std::uint64_t bytes) {
  if (!open_.empty()) *open_.back() += bytes;
}

void TextCounter::write_impl(const char* text, std::size_t size) {
  total_ += size;
  for (llvm::StringRef rest(text, size); !rest.empty();) {
    const std::size_t newline = rest.find('\n');
    const llvm::StringRef line = rest.take_front(newline == llvm::StringRef::npos ? rest.size() : newline + 1);
    rest = rest.drop_front(line.size());
    if (!marker_.empty() || (at_start_ && line.front() == '#'))
      marker_ += line;
    else
      count(line.size());
    at_start_ = newline != llvm::StringRef::npos;
    if (at_start_ && !marker_.empty()) end_marker();
  }
}

void TextCounter::end_marker() {
  const std::uint64_t size = marker_.size();
  llvm::StringRef rest(marker_);
  std::uint32_t line = 0;
  std::string name;
  bool is_marker = rest.consume_front("# ") && !rest.consumeInteger(10, line) && rest.consume_front(" \"");
  while (is_marker && !rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\') rest = rest.drop_front();
    if (!rest.empty()) name += rest.front();
    rest = rest.drop_front();
  }
  is_marker = is_marker && rest.consume_front("\"");
  rest = rest.trim();
  const bool enters = is_marker && (rest == "1" || rest.starts_with("1 "));
  const bool leaves = is_marker && (rest == "2" || rest.starts_with("2 "));
  if (enters || (is_marker && open_.empty())) {
    FileText& file = texts_[name];
    open_.push_back(file.entered++ == 0 ? &file.first : &file.again);
  }
  count(size);
  if (leaves && open_.size() > 1) open_.pop_back();
  marker_.clear();
}

void TextCounter::finish() {
  if (!marker_.empty()) end_marker();
}

}  // namespace unknot
