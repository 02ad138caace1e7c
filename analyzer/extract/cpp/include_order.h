// In which order the files of a unit are entered, as its include lines say: with all of them, or without one.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/extract/cpp/include_record.h"

namespace unknot {

/// Conditions are taken to hold as they did. Times count lines and files.
class IncludeOrder {
 public:
  static constexpr std::uint32_t kNever = 0xffffffff;

  /// Without the lines of the file `from` that lead to `to`; kNoFile: with all.
  explicit IncludeOrder(const IncludeRecord&, FileNumber from = kNoFile, FileNumber to = kNoFile);

  /// When the file was entered first.
  std::uint32_t entered(FileNumber file) const { return entered_[file]; }
  /// When the text at this place was first reached: after all includes before it.
  std::uint32_t reached(FileNumber file, std::uint32_t offset) const;
  /// False: there is no end of it, and the times mean nothing.
  bool sound() const { return steps_ < kMostSteps; }

 private:
  static constexpr std::uint32_t kMostSteps = 200'000;
  void enter(FileNumber file);
  void follow(std::uint32_t line);

  const IncludeRecord& record_;
  FileNumber from_, to_;
  std::uint32_t clock_ = 0, steps_ = 0;
  std::vector<std::uint32_t> entered_, left_line_;
  std::vector<bool> open_;
};

}  // namespace unknot
