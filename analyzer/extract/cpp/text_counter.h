// Preprocessed text on its way out: how many bytes of it come from which file, by the line markers in it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/extract/protocol.h"
#include "llvm/Support/raw_ostream.h"

namespace unknot {

/// A stream that keeps nothing of the text. A marker that enters a file ("# 1 "x.h" 1") and the one that leaves it count as
/// the file's own: both are gone when its include is.
class TextCounter final : public llvm::raw_ostream {
 public:
  TextCounter() : raw_ostream(/*unbuffered=*/true) {}

  /// Counts what stands behind the last end of line.
  void finish();
  /// By file as markers name it.
  const std::map<std::string, FileText>& texts() const { return texts_; }
  std::uint64_t total() const { return total_; }

 private:
  void write_impl(const char* text, std::size_t size) override;
  std::uint64_t current_pos() const override { return total_; }
  void end_marker();
  void count(std::uint64_t bytes);

  std::map<std::string, FileText> texts_;
  std::vector<std::uint64_t*> open_;  ///< where the bytes of the open files go, in texts_
  std::string marker_;  ///< a line that begins with '#', so far
  bool at_start_ = true;
  std::uint64_t total_ = 0;
};

}  // namespace unknot
