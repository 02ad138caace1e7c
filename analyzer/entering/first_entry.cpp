// Depth first in the order of lines, as the preprocessor reads.
#include "analyzer/entering/first_entry.h"

#include <algorithm>
#include <optional>

namespace unknot {
namespace {

class Walk {
 public:
  Walk(const Program& program, const std::vector<UnitId>& tangle) : program_(program), tangle_(tangle), rows_(program.units.size()) {
    for (const auto& d : program.dependencies)
      if (d.in == kOwnText && (d.kind == DependencyKind::include || d.kind == DependencyKind::include_next) &&
          (d.when == When::always || d.entered == Entered::yes))
        rows_[index(d.from)].emplace_back(d.line, d.to);
    for (auto& row : rows_) std::ranges::sort(row);
  }

  std::optional<UnitId> from(UnitId unit) {
    seen_.assign(program_.units.size(), false);
    // A stack of our own: include chains may be deep.
    struct Open {
      UnitId unit;
      std::size_t next = 0;
    };
    std::vector<Open> open{{unit}};
    while (!open.empty()) {
      auto& top = open.back();
      const auto& row = rows_[index(top.unit)];
      if (top.next == row.size()) {
        open.pop_back();
        continue;
      }
      const UnitId to = row[top.next++].second;
      if (std::ranges::binary_search(tangle_, to)) return to;
      if (seen_[index(to)]) continue;
      seen_[index(to)] = true;
      open.push_back({to});
    }
    return std::nullopt;
  }

 private:
  const Program& program_;
  const std::vector<UnitId>& tangle_;
  std::vector<std::vector<std::pair<std::uint32_t, UnitId>>> rows_;
  std::vector<bool> seen_;
};

}  // namespace

std::vector<std::pair<UnitId, UnitId>> first_entries(const Program& program, const std::vector<UnitId>& tangle) {
  std::vector<std::pair<UnitId, UnitId>> out;
  Walk walk(program, tangle);
  for (std::uint32_t i = 0; i < program.units.size(); ++i) {
    const auto unit = static_cast<UnitId>(i);
    if (program.unit(unit).origin != Origin::project || std::ranges::binary_search(tangle, unit)) continue;
    if (const auto first = walk.from(unit)) out.emplace_back(unit, *first);
  }
  return out;
}

}  // namespace unknot
