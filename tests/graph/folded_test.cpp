// The folded views: which lines stand behind which edge.
#include "graph/folded.h"

#include <gtest/gtest.h>

#include "graph/text_form.h"

namespace unknot {
namespace {

/// "a/ -> b/ x2" for each edge.
std::string shown(const FoldedGraph& graph) {
  std::string out;
  for (const auto& edge : graph.edges)
    out += graph.nodes[edge.from] + " -> " + graph.nodes[edge.to] + " x" + std::to_string(edge.lines.size()) + "\n";
  return out;
}

Program program_of(const std::string& text) {
  const auto program = program_from_text(text);
  EXPECT_TRUE(program.has_value());
  return *program;
}

TEST(Folded, FlatFoldersHoldTheirOwnFilesOnly) {
  const Program program = program_of("a/x.h -> b/c/y.h\nb/c/y.h -> b/z.h\nmain.cpp -> a/x.h\na/y.h -> b/c/y.h\nb/z.h -> <vector>\n<vector> [external]\n");
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::flat_folders})), "./ -> a/ x1\na/ -> b/c/ x2\nb/c/ -> b/ x1\n");
}

TEST(Folded, SiblingsMeetBelowTheDeepestCommonFolder) {
  const Program program = program_of("a/p/x.h -> b/c/y.h\na/p/x.h -> a/q/r/x.h\nb/c/y.h -> b/z.h\nb/c/y.h -> b/cc/z.h\nmain.cpp -> a/p/x.h\n");
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::sibling_folders})), "a/ -> b/ x1\na/p/ -> a/q/ x1\nb/c/ -> b/cc/ x1\n");
}

TEST(Folded, FoldersAboveTheRootHaveNames) {
  const Program program = program_of("../shared/a/x.h -> ../shared/b/y.h\nsrc/x.h -> ../shared/a/x.h\n../other/x.h -> ../shared/a/x.h\n");
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::sibling_folders})),
            "../other/ -> ../shared/ x1\n../shared/a/ -> ../shared/b/ x1\nsrc/ -> ../shared/ x1\n");
}

TEST(Folded, PublicHeadersAndSourcesAreNoSiblings) {
  const Program program = program_of("lib/include/a.h -> lib/src/b.h\nlib/src/b.h -> lib/include/c.h\nlib/test/t.cpp -> lib/src/b.h\n");
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::sibling_folders})), "lib/test/ -> lib/src/ x1\n");
}

TEST(Folded, WhatIsTakenOutDoesNotCount) {
  const Program program = program_of("a/x.h -> b/y.h\na/z.h -> b/y.h\n");
  const std::vector<DependencyId> without{DependencyId{0}};
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::sibling_folders}, without)), "a/ -> b/ x1\n");
  EXPECT_EQ(fold(program, {.kind = ViewKind::sibling_folders}, without).edges.front().lines.front(), DependencyId{1});
}

TEST(Folded, ByComponents) {
  const Program program = program_of("a/x.h -> b/y.h\nb/y.h -> c/z.h\nc/z.h -> a/x.h\n");
  std::vector<std::string> component(program.units.size());
  for (std::size_t u = 0; u < program.units.size(); ++u)
    component[u] = program.units[u].name.starts_with("a/") ? "core" : program.units[u].name.starts_with("b/") ? "net" : "";
  EXPECT_EQ(shown(fold(program, {.kind = ViewKind::components, .component_of = component})), "core -> net x1\n");
}

}  // namespace
}  // namespace unknot
