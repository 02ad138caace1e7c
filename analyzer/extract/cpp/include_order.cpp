// In which order the files of a unit are entered.
#include "analyzer/extract/cpp/include_order.h"

namespace unknot {

IncludeOrder::IncludeOrder(const IncludeRecord& record, FileNumber from, FileNumber to)
    : record_(record), from_(from), to_(to), entered_(record.files().size(), kNever), left_line_(record.lines().size(), kNever),
      open_(record.files().size()) {
  for (std::uint32_t l = 0; l < record.lines().size(); ++l)
    if (record.lines()[l].from == kNoFile) follow(l);
  if (record.main_file() != kNoFile) enter(record.main_file());
}

void IncludeOrder::enter(FileNumber file) {
  if (open_[file] || (entered_[file] != kNever && record_.files()[file].once) || ++steps_ >= kMostSteps) return;
  if (entered_[file] == kNever) entered_[file] = clock_++;
  open_[file] = true;
  for (const auto line : record_.files()[file].lines) follow(line);
  open_[file] = false;
}

void IncludeOrder::follow(std::uint32_t number) {
  const IncludeLine& line = record_.lines()[number];
  if (line.to == kNoFile || (line.from == from_ && line.to == to_)) return;
  enter(line.to);
  if (left_line_[number] == kNever) left_line_[number] = clock_++;
}

std::uint32_t IncludeOrder::reached(FileNumber file, std::uint32_t offset) const {
  std::uint32_t out = entered_[file];
  if (out == kNever) return kNever;
  for (const auto l : record_.files()[file].lines) {
    if (record_.lines()[l].offset >= offset) break;
    if (left_line_[l] != kNever && left_line_[l] > out) out = left_line_[l];
  }
  return out;
}

}  // namespace unknot
