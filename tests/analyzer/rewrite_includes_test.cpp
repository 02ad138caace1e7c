// Include lines of files that moved, and lines that are taken out.
#include "analyzer/untangle/rewrite_includes.h"

#include <gtest/gtest.h>

namespace unknot {
namespace {

IncludeLine moved(std::uint32_t line, std::uint32_t column, std::string from, std::string new_from, std::string to, std::string new_to) {
  return {.line = line, .column = column, .taken_out = false, .from = std::move(from), .new_from = std::move(new_from), .to = std::move(to), .new_to = std::move(new_to)};
}

TEST(RewriteIncludes, ANameBelowASearchFolderKeepsIt) {
  const auto out = rewrite_includes("#include \"base/text.h\"\n", {moved(1, 10, "src/app/a.cpp", "src/app/a.cpp", "src/base/text.h", "src/util/text.h")});
  EXPECT_EQ(out.text, "#include \"util/text.h\"\n");
}

TEST(RewriteIncludes, ANameBesideItsIncluderIsWrittenFromThere) {
  const auto out = rewrite_includes("#include \"../base/text.h\"\n", {moved(1, 10, "app/a.cpp", "app/a.cpp", "base/text.h", "util/deep/text.h")});
  EXPECT_EQ(out.text, "#include \"../util/deep/text.h\"\n");
}

TEST(RewriteIncludes, WhatAMovedFileFoundBesideItself) {
  const auto out = rewrite_includes("#include \"part.h\"\n#include \"base/other.h\"\n",
                                    {moved(1, 10, "base/text.h", "util/text.h", "base/part.h", "base/part.h"),
                                     moved(2, 10, "base/text.h", "util/text.h", "base/other.h", "base/other.h")});
  EXPECT_EQ(out.text, "#include \"../base/part.h\"\n#include \"base/other.h\"\n");
}

TEST(RewriteIncludes, WhatMovesTogetherStaysBeside) {
  const auto out = rewrite_includes("#include \"text.h\"\n", {moved(1, 10, "base/text.cpp", "util/text.cpp", "base/text.h", "util/text.h")});
  EXPECT_EQ(out.text, "#include \"text.h\"\n");
}

TEST(RewriteIncludes, BracketsStayWhereTheirFolderHoldsTheNewPlace) {
  const auto inside = moved(1, 10, "app/a.cpp", "app/a.cpp", "src/base/text.h", "src/util/text.h");
  EXPECT_EQ(rewrite_includes("#include <base/text.h>", {inside}).text, "#include <util/text.h>");
  const auto outside = moved(1, 10, "app/a.cpp", "app/a.cpp", "src/base/text.h", "lib/text.h");
  EXPECT_EQ(rewrite_includes("#include <base/text.h>", {outside}).text, "#include \"../lib/text.h\"");
}

TEST(RewriteIncludes, ALineIsTakenOutAndItsRestStays) {
  IncludeLine line = moved(2, 12, "a.cpp", "a.cpp", "b.h", "b.h");
  line.taken_out = true;
  EXPECT_EQ(rewrite_includes("x\n  #include \"b.h\" /* of\ntwo lines */\r\ny", {line}).text, "x\n   /* of\ntwo lines */\r\ny");
}

TEST(RewriteIncludes, AByteOrderMarkHasNoColumn) {
  const auto out = rewrite_includes("\xef\xbb\xbf#include \"a.h\"\n", {moved(1, 10, "x.cpp", "x.cpp", "a.h", "b/a.h")});
  EXPECT_EQ(out.text, "\xef\xbb\xbf#include \"b/a.h\"\n");
}

TEST(RewriteIncludes, ANameFromAMacroIsLeftToAPerson) {
  const auto out = rewrite_includes("#include HEADER\n", {moved(1, 10, "x.cpp", "x.cpp", "a.h", "b/a.h")});
  EXPECT_EQ(out.text, "#include HEADER\n");
  EXPECT_EQ(out.left, std::vector<std::uint32_t>{1});
}

TEST(RewriteIncludes, ImportOfAHeaderUnit) {
  IncludeLine line = moved(1, 8, "x.cpp", "x.cpp", "a.h", "a.h");
  line.taken_out = true;
  EXPECT_EQ(rewrite_includes("import \"a.h\";\nint x;\n", {line}).text, "\nint x;\n");
}

}  // namespace
}  // namespace unknot
