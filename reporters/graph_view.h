// The part of a program that a picture of a graph shows, from as far away as asked.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "graph/folded.h"
#include "reporters/reporters.h"

namespace unknot {

/// By vertex: is it one of `seeds`, or does a walk of at most `depth` edges lead from one to it, or from it to one?
std::vector<bool> nearby(std::size_t vertices, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges,
                         std::span<const std::uint32_t> seeds, std::size_t depth);

/// By unit of the program: is it within the focus? All of the project, where there is none.
std::vector<bool> units_in_focus(const Program&, const GraphOptions&);

/// The report with only the tangles that a unit of the focus is in; all of it, where there is none.
Report around(const Program&, Report, const GraphOptions&);

struct FoldedView {
  FoldedGraph graph;
  std::vector<std::uint32_t> units;  ///< by node: how many units of the project it holds
  std::vector<bool> focus;           ///< by node
};
/// Folders (each by itself) or components, within the focus.
FoldedView folded_view(const Program&, const GraphOptions&);

}  // namespace unknot
