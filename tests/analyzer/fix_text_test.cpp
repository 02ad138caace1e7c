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

TEST(FixText, AnEmptiedConditionGoesToo) {
  check("int x;\n\n#ifdef A\n#include \"a.h\"\n#endif\n\nint y;\n", drop(4), "int x;\n\nint y;\n");
  check("#ifdef B\n#ifdef A\n#include \"a.h\"\n#endif\n#endif\nint y;\n", drop(3), "int y;\n");
  check("#ifdef A\n#include \"a.h\"\n#else\n#endif\n", drop(2), "#ifdef A\n#else\n#endif\n");
  check("#ifdef A\n#include \"a.h\"\n// why\n#endif\n", drop(2), "#ifdef A\n// why\n#endif\n");
  check("#ifndef G\n#define G\n#include \"a.h\"\n#endif\n", drop(3), "#ifndef G\n#define G\n#endif\n");
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
        "#pragma once\n#include <map>\n\nnamespace a {\nclass X;\n\nclass Y { X* x; };\n}\n");
  FileChange instead = declare({"namespace a { inline namespace v1 { struct Z; } }", "template <class T> class X;",
                                "namespace a { inline namespace v1 { class B; } }"});
  instead.dropped = {3};
  check("#ifndef G\n#define G\n#include \"x.h\"\n\nint x;\n#endif\n", instead,
        "#ifndef G\n#define G\n\ntemplate <class T> class X;\n\nnamespace a {\ninline namespace v1 {\nclass B;\nstruct Z;\n}  // "
        "namespace v1\n}  // namespace a\n\nint x;\n#endif\n");
  check("#include <map>\n#ifdef A\n#include \"a.h\"\n#endif\nnamespace a::b {\n}\n",
        declare({"namespace a { namespace b { class X; } }"}),
        "#include <map>\n#ifdef A\n#include \"a.h\"\n#endif\nnamespace a::b {\nclass X;\n}\n");
  check("#include <map>\nint x;\n#include \"x.inl\"\n", declare({"class X;"}),
        "#include <map>\n\nclass X;\n\nint x;\n#include \"x.inl\"\n");
}

TEST(FixText, DeclarationsComeToThoseThatAreThere) {
  // Sorted where they are, as far in, with the line ends of the file; else behind the last one.
  check("#include \"a.h\"\r\n\r\nnamespace a {\r\nnamespace b {\r\n\r\n  class A;\r\n  struct C;\r\n\r\nint x;\r\n}}\r\n",
        declare({"namespace a { namespace b { struct B; } }", "namespace a { namespace b { class Z; } }"}),
        "#include \"a.h\"\r\n\r\nnamespace a {\r\nnamespace b {\r\n\r\n  class A;\r\n  struct B;\r\n  struct C;\r\n  class "
        "Z;\r\n\r\nint x;\r\n}}\r\n");
  check("#include <map>\n\nclass C;\ntemplate <class T> class A;\n\nint x;\n", declare({"class B;", "enum class E : int;"}),
        "#include <map>\n\nclass C;\ntemplate <class T> class A;\nclass B;\nenum class E : int;\n\nint x;\n");
  check("#include <map>\n\n#define A 1\n// of others\nclass A;\nclass C;\n", declare({"class B;"}),
        "#include <map>\n\n#define A 1\n// of others\nclass A;\nclass B;\nclass C;\n");
  check("#include <map>\n#ifdef A\nclass A;\n#endif\n", declare({"class B;"}),
        "#include <map>\n\nclass B;\n\n#ifdef A\nclass A;\n#endif\n");
  // Not where other code comes first, nor into another namespace or a condition.
  check("#pragma once\nint x;\nnamespace a {\nclass B;\n}\n", declare({"namespace a { class A; }"}),
        "#pragma once\n\nnamespace a {\nclass A;\n}  // namespace a\n\nint x;\nnamespace a {\nclass B;\n}\n");
  check("#pragma once\nnamespace b {\nnamespace a {\nint x;\n}\n}\n", declare({"namespace a { class A; }"}),
        "#pragma once\n\nnamespace a {\nclass A;\n}  // namespace a\n\nnamespace b {\nnamespace a {\nint x;\n}\n}\n");
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
