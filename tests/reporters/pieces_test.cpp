// The small parts of reporters, each by itself: characters, escapes, excerpts, folders, words.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "graph/folded.h"
#include "reporters/escape.h"
#include "reporters/excerpt.h"
#include "reporters/folders.h"
#include "reporters/markdown.h"
#include "reporters/utf8.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

/// The one funnel for excerpts: the source and the caret line, joined by a line break.
void check(std::string_view line, std::uint32_t column, const std::string& expected) {
  const Excerpt shown = excerpt(line, column);
  EXPECT_EQ(shown.source + "\n" + shown.caret, expected) << line;
}

TEST(Excerpt, CaretStandsUnderTheToken) {
  check("#include \"b.h\"", 10, "#include \"b.h\"\n         ^~~~~");
  check("import pkg.a as x\r\n", 8, "import pkg.a as x\n       ^~~~~");
  check("\t#\tinclude <b>", 12, "    #   include <b>\n                ^~~");
  check("/* \xC3\xA4 */ \"b\"", 10, "/* \xC3\xA4 */ \"b\"\n        ^~~");
  check("a\x1b[m \"b\"", 6, "a\\x1b[m \"b\"\n        ^~~");
  check("ab", 9, "ab\n  ^");
  check("ab", 0, "ab\n^");
  check("", 1, "\n^");
}

TEST(Excerpt, LongLinesAreCutAroundTheColumn) {
  const std::string line = std::string(300, 'a') + " \"b.h\" " + std::string(300, 'c');
  const Excerpt middle = excerpt(line, 302);
  EXPECT_EQ(middle.source.size(), kExcerptColumns);
  EXPECT_TRUE(middle.source.starts_with("...a"));
  EXPECT_TRUE(middle.source.ends_with("c..."));
  EXPECT_EQ(middle.source.substr(middle.caret.find('^'), 5), "\"b.h\"");
  EXPECT_TRUE(excerpt(line, 1).source.starts_with("aaa"));
  EXPECT_TRUE(excerpt(line, 600).source.ends_with("ccc"));
}

RC_GTEST_PROP(Excerpt, FitsAndNeverActs, (const std::string& line, std::uint32_t column)) {
  std::string flat = line;
  std::ranges::replace(flat, '\n', ' ');
  const Excerpt shown = excerpt(flat, column);
  RC_ASSERT(shown.caret.size() <= kExcerptColumns + 1);
  RC_ASSERT(std::ranges::count(shown.caret, '^') == 1);
  RC_ASSERT(visible(shown.source) == shown.source);
}

TEST(Visible, ShowsWhatWouldAct) {
  EXPECT_EQ(visible("plain \xC3\xA4 \xF0\x9F\x98\x80"), "plain \xC3\xA4 \xF0\x9F\x98\x80");
  EXPECT_EQ(visible("\x1b[31m\r\n\t\x7f"), "\\x1b[31m\\x0d\\x0a\\x09\\x7f");
  EXPECT_EQ(visible("\xE2\x80\xAE \xE2\x81\xA6 \xEF\xBB\xBF \xC2\x9B"), "\\u202e \\u2066 \\ufeff \\u009b");
  EXPECT_EQ(visible("\xF3\xA0\x80\x81"), "\\U000e0001");
  EXPECT_EQ(visible("\xFF \xC0\xAF \xED\xA0\x80 \xE2\x80"), "\\xff \\xc0\\xaf \\xed\\xa0\\x80 \\xe2\\x80");
}

/// Random text seldom meets what matters; these pieces do.
std::string hostile_text() {
  const std::vector<std::string> pieces = {"a",
                                           "\x1b",
                                           "\xE2\x80\xAE",
                                           "\xFF",
                                           "\xC3",
                                           "\xC3\xA4",
                                           "\"",
                                           "\\",
                                           "\n",
                                           "\xF0\x9F\x98\x80",
                                           "\xE2\x80",
                                           std::string(1, '\0')};
  std::string out;
  for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)))
    out += piece;
  return out;
}

RC_GTEST_PROP(Visible, IsValidAndStaysAsItIs, ()) {
  const std::string shown = visible(hostile_text());
  for (std::size_t at = 0; at < shown.size();) {
    const Character c = character_at(shown, at);
    RC_ASSERT(c.valid);
    RC_ASSERT(c.code >= 0x20);
    at += c.length;
  }
  RC_ASSERT(visible(shown) == shown);
}

RC_GTEST_PROP(Dot, StringsEndOnlyAtTheirEnd, ()) {
  const std::string text = dot_string(hostile_text());
  RC_ASSERT(text.size() >= 2 && text.front() == '"' && text.back() == '"');
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    RC_ASSERT(text[at] != '"');
    if (text[at] == '\\') ++at;
  }
}

TEST(Uri, EncodesAllButUnreserved) {
  EXPECT_EQ(uri("src/a-b_c.h~"), "src/a-b_c.h~");
  EXPECT_EQ(uri("my lib/50%#?.h"), "my%20lib/50%25%23%3F.h");
  EXPECT_EQ(uri("c:\xC3\xA4\"\x1b"), "c%3A%C3%A4%22%1B");
}

TEST(Utf16, CountsSurrogatesTwice) {
  const std::string line = "a\xC3\xA4\xF0\x9F\x98\x80z";
  EXPECT_EQ(utf16_column(line, 1), 1U);
  EXPECT_EQ(utf16_column(line, 2), 2U);
  EXPECT_EQ(utf16_column(line, 3), 2U) << "inside a character";
  EXPECT_EQ(utf16_column(line, 4), 3U);
  EXPECT_EQ(utf16_column(line, 8), 5U);
  EXPECT_EQ(utf16_column(line, 9), 6U);
  EXPECT_EQ(utf16_column(line, 12), 9U) << "behind the end";
  EXPECT_EQ(utf16_column("", 7), 7U);
}

TEST(Folders, FoldDeepestFirst) {
  EXPECT_EQ(folder_of("core/a.h"), "core/");
  EXPECT_EQ(folder_of("a.h"), "./");
  EXPECT_EQ(folder_of("core/log/"), "core/log/");
  const std::vector<std::string> folders = {"a/b/c/", "a/b/d/", "a/b/d/", "a/", "e/"};
  EXPECT_EQ(fold_folders(folders, 4), folders);
  EXPECT_EQ(fold_folders(folders, 3), (std::vector<std::string>{"a/b/", "a/b/", "a/b/", "a/", "e/"}));
  EXPECT_EQ(fold_folders(folders, 2), (std::vector<std::string>{"a/", "a/", "a/", "a/", "e/"}));
  EXPECT_EQ(fold_folders(folders, 0), (std::vector<std::string>{"./", "./", "./", "./", "./"}));
  EXPECT_EQ(fold_folders({"/usr/", "../x/"}, 1), (std::vector<std::string>{"./", "./"}));
}

RC_GTEST_PROP(Folders, NeverMoreThanAllowed, ()) {
  const auto name = rc::gen::element<std::string>("a/", "b/", "c/");
  std::vector<std::string> folders;
  for (const auto& parts :
       *rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(name))) {
    std::string folder;
    for (const std::string& part : parts) folder += part;
    folders.push_back(folder.empty() ? "./" : folder);
  }
  const std::size_t limit = *rc::gen::inRange<std::size_t>(1, 6);
  const std::vector<std::string> folded = fold_folders(folders, limit);
  RC_ASSERT(folded.size() == folders.size());
  RC_ASSERT(std::set(folded.begin(), folded.end()).size() <= limit);
  for (std::size_t i = 0; i < folders.size(); ++i) RC_ASSERT(folded[i] == "./" || folders[i].starts_with(folded[i]));
}

TEST(Markdown, BecomesText) {
  EXPECT_EQ(plain_text("## Head\n**Bold** `a*b` [link](x.md)\n* item\n```cpp\n# x\n```\n"),
            "Head\nBold a*b link\n* item\n# x");
  EXPECT_EQ(first_paragraph("## Head\n\nOne `x`\ntwo.\n\nThree."), "One x two.");
  EXPECT_EQ(first_paragraph(""), "");
  EXPECT_EQ(shortened("\xC3\xA4\xC3\xA4\xC3\xA4", 6), "\xC3\xA4\xC3\xA4\xC3\xA4");
  EXPECT_EQ(shortened("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 6), "\xC3\xA4...");
}

TEST(Words, CountAndSummary) {
  EXPECT_EQ(counted(1, "dependency"), "1 dependency");
  EXPECT_EQ(counted(2, "dependency"), "2 dependencies");
  EXPECT_EQ(counted(0, "class"), "0 classes");
  Report report;
  report.summary = {.units = 1, .dependencies = 1, .errors = 1, .warnings = 2, .notes = 1, .suppressed = 3};
  EXPECT_EQ(summary_words(report), "1 error, 2 warnings, 1 note in 1 file, 1 dependency; 3 suppressed");
  report.summary = {.units = 312};
  report.complete = false;
  EXPECT_EQ(summary_words(report), "no knots, no loose ends in 312 files; the answer is not complete");
}

}  // namespace
}  // namespace unknot
