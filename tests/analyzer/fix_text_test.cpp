// The text of edits: what goes, what comes and where, line ends and marks.
#include <gtest/gtest.h>

#include "analyzer/fix/edit_text.h"
#include "analyzer/fix/outline.h"
#include "analyzer/fix/unified_diff.h"

namespace unknot {
namespace {

void check(std::string_view before, const FileChange& change, std::string_view after) {
  const auto text = change_text(before, change);
  ASSERT_TRUE(text) << text.error();
  EXPECT_EQ(*text, after);
}
FileChange drop(std::uint32_t line) {
  FileChange out;
  out.dropped = {line};
  return out;
}
FileChange include(std::string spelled) {
  FileChange out;
  out.included = {std::move(spelled)};
  return out;
}
FileChange declare(std::vector<std::string> declared) {
  FileChange out;
  out.declared = std::move(declared);
  return out;
}

TEST(FixText, AnIncludeGoesWithItsLine) {
  check("#pragma once\n#include \"a.h\"\n#include \"b.h\"  // for B\nint x;\n", drop(3),
        "#pragma once\n#include \"a.h\"\nint x;\n");
  check("#pragma once\n\n#include \"a.h\"\n\nint x;\n", drop(3), "#pragma once\n\nint x;\n");
  check("\xef\xbb\xbf#include \"a.h\"\r\nint x;\r\n", drop(1), "\xef\xbb\xbfint x;\r\n");
  check("#include \"a.h\"", drop(1), "");
}

TEST(FixText, WhatAsksToStayStays) {
  EXPECT_FALSE(change_text("#include \"a.h\"  // IWYU pragma: export\n", drop(1)));
  EXPECT_FALSE(change_text("#include \"a.h\" /* and\n more */ int x;\n", drop(1)));
  EXPECT_FALSE(change_text("#include \\\n \"a.h\"\n", drop(1)));
  EXPECT_FALSE(change_text("#include NAME\n", drop(1)));
  EXPECT_FALSE(change_text("/* #include \"a.h\"\n */\n", drop(1)));
}

TEST(FixText, AnIncludeComesWhereItsLikesAre) {
  check("#include \"x.h\"\n\n#include <map>\n#include <vector>\n\n#include \"core/a.h\"\n#include \"core/c.h\"\n\nint x;\n",
        include("\"core/b.h\""),
        "#include \"x.h\"\n\n#include <map>\n#include <vector>\n\n#include \"core/a.h\"\n#include \"core/b.h\"\n#include "
        "\"core/c.h\"\n\nint x;\n");
  check("#include <map>\n#include <vector>\n#include \"a.h\"\n", include("<set>"),
        "#include <map>\n#include <set>\n#include <vector>\n#include \"a.h\"\n");
  check("#include \"x.h\"\n#include \"a.h\"\n", include("\"b.h\""), "#include \"x.h\"\n#include \"a.h\"\n#include \"b.h\"\n");
  check("#include \"x.h\"", include("\"b.h\""), "#include \"x.h\"\n#include \"b.h\"\n");
  check("#include \"x.h\"\r\nint x;\r\n", include("\"b.h\""), "#include \"x.h\"\r\n#include \"b.h\"\r\nint x;\r\n");
}

TEST(FixText, ConditionsAndBracesAreNoPlaceForAnInclude) {
  check("#include \"x.h\"\n#ifdef A\n#include \"b1.h\"\n#endif\nextern \"C\" {\n#include \"b2.h\"\n}\n", include("\"b.h\""),
        "#include \"x.h\"\n#include \"b.h\"\n#ifdef A\n#include \"b1.h\"\n#endif\nextern \"C\" {\n#include \"b2.h\"\n}\n");
}

TEST(FixText, TheFirstIncludeComesBehindTheGuard) {
  check("// Rights.\n#ifndef X_H\n#define X_H\n\nint x;\n#endif\n", include("\"b.h\""),
        "// Rights.\n#ifndef X_H\n#define X_H\n\n#include \"b.h\"\n\nint x;\n#endif\n");
  check("// Rights.\n#pragma once\nint x;\n", include("\"b.h\""), "// Rights.\n#pragma once\n\n#include \"b.h\"\nint x;\n");
  check("int x;\n", include("\"b.h\""), "#include \"b.h\"\nint x;\n");
  check("#if !defined(X_H)\n#define X_H\nint x;\n#endif\n", include("\"b.h\""),
        "#if !defined(X_H)\n#define X_H\n\n#include \"b.h\"\nint x;\n#endif\n");
  check("#ifndef LEVEL\n#define LEVEL 3\n#endif\nint x;\n", include("\"b.h\""),
        "#include \"b.h\"\n#ifndef LEVEL\n#define LEVEL 3\n#endif\nint x;\n");
}

TEST(FixText, DeclarationsComeBehindTheIncludes) {
  check("#pragma once\n#include <map>\n\nnamespace a {\nclass Y { X* x; };\n}\n", declare({"namespace a { class X; }"}),
        "#pragma once\n#include <map>\n\nnamespace a {\nclass X;\n}  // namespace a\n\nnamespace a {\nclass Y { X* x; };\n}\n");
  FileChange instead = declare({"namespace a { inline namespace v1 { struct Z; } }", "template <class T> class X;",
                                "namespace a { inline namespace v1 { class B; } }"});
  instead.dropped = {3};
  check("#ifndef G\n#define G\n#include \"x.h\"\n\nint x;\n#endif\n", instead,
        "#ifndef G\n#define G\n\ntemplate <class T> class X;\n\nnamespace a {\ninline namespace v1 {\nclass B;\nstruct Z;\n}  // "
        "namespace v1\n}  // namespace a\n\nint x;\n#endif\n");
  check("#include <map>\n#ifdef A\n#include \"a.h\"\n#endif\nnamespace a::b {\n}\n",
        declare({"namespace a { namespace b { class X; } }"}),
        "#include <map>\n#ifdef A\n#include \"a.h\"\n#endif\n\nnamespace a::b {\nclass X;\n}  // namespace a::b\n\nnamespace "
        "a::b {\n}\n");
  check("#include <map>\nint x;\n#include \"x.inl\"\n", declare({"class X;"}),
        "#include <map>\n\nclass X;\n\nint x;\n#include \"x.inl\"\n");
}

TEST(FixText, BodiesComeAtTheEndOfTheirNamespace) {
  FileChange change;
  change.bodies = {{{"a", "b"}, "int X::f() {\n  return 1;\n}"}};
  check("#include \"x.h\"\nnamespace a {\nnamespace b {\nint g() { return '}'; }\n\n}  // namespace b\n}  // namespace a\n",
        change,
        "#include \"x.h\"\nnamespace a {\nnamespace b {\nint g() { return '}'; }\n\nint X::f() {\n  return 1;\n}\n\n}  // "
        "namespace b\n}  // namespace a\n");
  check("#include \"x.h\"\nint g();\n", change,
        "#include \"x.h\"\nint g();\n\nnamespace a {\nnamespace b {\n\nint X::f() {\n  return 1;\n}\n\n}  // namespace b\n}  // "
        "namespace a\n");
  change.bodies.front().namespaces.clear();
  check("#include \"x.h\"", change, "#include \"x.h\"\n\nint X::f() {\n  return 1;\n}\n");
}

TEST(FixText, AHunkHasItsContext) {
  EXPECT_EQ(unified_diff("a.h", "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n5\n6\n7\n"),
            "--- a/a.h\n+++ b/a.h\n@@ -1,7 +1,6 @@\n 1\n 2\n 3\n-4\n 5\n 6\n 7\n");
  EXPECT_EQ(unified_diff("a.h", "x", "x\ny"),
            "--- a/a.h\n+++ b/a.h\n@@ -1 +1,2 @@\n-x\n\\ No newline at end of file\n+x\n+y\n\\ No newline at end of file\n");
  EXPECT_EQ(unified_diff("\xc3\xa4.h", "", "x\n"), "--- \"a/\\303\\244.h\"\n+++ \"b/\\303\\244.h\"\n@@ -0,0 +1 @@\n+x\n");
  EXPECT_EQ(unified_diff("a.h", "x\n", "x\n"), "");
}

}  // namespace
}  // namespace unknot
