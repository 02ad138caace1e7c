// File names by their endings.
#include "checks/own_implementation.h"

#include <algorithm>

#include "graph/algorithms/components.h"

namespace unknot {
namespace {

/// The part of a file name that a header shares with its own implementation file: "x" of "x.h", "x.inl", "x-inl.h".
struct Stem {
  std::string_view text;
  bool implementation = false;
};
Stem stem_of(std::string_view path, std::string_view suffixes) {
  for (std::string_view rest = suffixes; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto suffix = rest.substr(0, end);
    if (!suffix.empty() && path.size() > suffix.size() && path.ends_with(suffix))
      return {path.substr(0, path.size() - suffix.size()), true};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto dot = path.rfind('.');
  const auto slash = path.rfind('/');
  const bool has_extension = dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash);
  return {has_extension ? path.substr(0, dot) : path, false};
}

}  // namespace

bool is_implementation_of(std::string_view file, std::string_view header, std::string_view suffixes) {
  const Stem from = stem_of(file, suffixes);
  const Stem to = stem_of(header, suffixes);
  return from.implementation && !to.implementation && from.text == to.text;
}

bool own_implementation_only(const Tangle& tangle, std::string_view suffixes) {
  std::vector<Edge> rest;
  for (const auto& edge : tangle.edges) {
    if (is_implementation_of(edge.from, edge.to, suffixes)) continue;
    const auto vertex = [&](const std::string& name) {
      return static_cast<Vertex>(std::ranges::lower_bound(tangle.units, name) - tangle.units.begin());
    };
    rest.push_back({vertex(edge.from), vertex(edge.to)});
  }
  return strong_components(Digraph(static_cast<Vertex>(tangle.units.size()), std::move(rest))).empty();
}

}  // namespace unknot
