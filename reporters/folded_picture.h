// A project from further away as a picture: folders or components in layers, tangles boxed, what goes against the layers in red.
#pragma once

#include "reporters/graph_view.h"
#include "reporters/picture.h"

namespace unknot {

/// At most so many nodes, arrows, and red ones: of more folders the deeper ones are drawn as their parents, and of more
/// arrows those are left out that follow from others, then the lightest.
inline constexpr std::size_t kFoldedNodes = 80;
inline constexpr std::size_t kFoldedEdges = 120;
inline constexpr std::size_t kFoldedCuts = 30;

/// The caption says what was left out.
Picture picture_of_folded(const FoldedView&, const GraphOptions&);

}  // namespace unknot
