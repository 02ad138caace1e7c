// Which component a file belongs to, by targets and by names.
#include "graph/components_view.h"

#include <gtest/gtest.h>

#include "graph/text_form.h"

namespace unknot {
namespace {

std::string component_of(const std::string& text, const std::string& unit) {
  const auto program = program_from_text(text);
  if (!program) return program.error();
  const auto components = components_of(*program, {});
  for (std::size_t u = 0; u < program->units.size(); ++u)
    if (program->units[u].name == unit) return components[u];
  return "no such unit";
}

const std::string kTargets =
    "src/net/a.cpp -> include/net/a.h\nsrc/app/main.cpp -> include/net/deep/b.h\nsrc/app/part.h\nsrc/both.cpp\nother/c.h\n"
    "tool/t.cpp -> src/net/inner/d.h\nsrc/net/shared.cpp\n"
    "library net: src/net/a.cpp, src/net/shared.cpp\nlibrary twin: src/both.cpp\nlibrary other: src/both.cpp\n"
    "executable app: src/app/main.cpp, src/net/a.cpp\nexecutable tool: tool/t.cpp\n";

TEST(Components, ASourceBelongsToItsLibraryBeforeItsProgram) { EXPECT_EQ(component_of(kTargets, "src/net/a.cpp"), "net"); }
TEST(Components, ASourceOfTwoLibrariesBelongsToNone) { EXPECT_EQ(component_of(kTargets, "src/both.cpp"), ""); }
TEST(Components, AHeaderBelongsToTheSourcesOfItsFolder) { EXPECT_EQ(component_of(kTargets, "src/app/part.h"), "app"); }
TEST(Components, APublicHeaderBelongsToTheMirroredFolder) { EXPECT_EQ(component_of(kTargets, "include/net/a.h"), "net"); }
TEST(Components, AHeaderFurtherDownBelongsToTheNearestFolderAbove) { EXPECT_EQ(component_of(kTargets, "src/net/inner/d.h"), "net"); }
TEST(Components, AHeaderThatNobodyStandsBesideBelongsToNone) { EXPECT_EQ(component_of(kTargets, "other/c.h"), ""); }

TEST(Components, NamesTakeThePlaceOfTargets) {
  const auto program = program_from_text(kTargets);
  ASSERT_TRUE(program.has_value());
  const std::vector<NamedComponent> named{{"everything", [](std::string_view path) { return path.starts_with("src/"); }}};
  const auto components = components_of(*program, named);
  for (std::size_t u = 0; u < program->units.size(); ++u)
    EXPECT_EQ(components[u], program->units[u].name.starts_with("src/") ? "everything" : "") << program->units[u].name;
}

}  // namespace
}  // namespace unknot
