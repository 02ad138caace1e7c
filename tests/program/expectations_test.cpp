// The marks themselves: what is read, and what does not fit.
#include "tests/support/expectations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace unknot::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ReportFinding finding(std::string check, std::string case_name, std::uint32_t line, std::string message = "a message") {
  return {.check = std::move(check), .case_name = std::move(case_name), .severity = "warning", .file = "a.h",
          .message = std::move(message), .fingerprint = "", .line = line, .column = 1, .units = {}, .edges = {}};
}

/// The differences between the marks of this text, as a.h, and the findings.
void check(std::string_view text, const std::vector<ReportFinding>& findings, const std::vector<std::string>& expected) {
  std::vector<std::string> errors;
  const auto marks = marks_of(text, "a.h", errors);
  auto found = differences(marks, findings);
  found.insert(found.begin(), errors.begin(), errors.end());
  EXPECT_EQ(found, expected) << text;
}

TEST(Expectations, FitOrDoNot) {
  check("x\n#include \"b.h\"  // expect: knot \"mess\"\n", {finding("knot", "", 2)}, {});
  check("x // expect: knot \"other\"\n", {finding("knot", "", 1)},
        {"not found: a.h:1: expect: knot \"other\"", "not marked: a.h:1: knot \"a message\""});
  check("x // expect: knot\n", {finding("knot", "", 2)}, {"not found: a.h:1: expect: knot", "not marked: a.h:2: knot \"a message\""});
  check("x // expect: knot\n", {finding("knot", "small", 1)}, {"not found: a.h:1: expect: knot", "not marked: a.h:1: knot/small \"a message\""});
  check("x // expect: knot/small expect: loose-end\n", {finding("loose-end", "", 1), finding("knot", "small", 1)}, {});
  check("x // expect: knot\n", {finding("knot", "", 1), finding("knot", "", 1)}, {"not marked: a.h:1: knot \"a message\""});
}

TEST(Expectations, KnownGapsAreStatedAsLongAsTheyAreThere) {
  check("x // expect-missed: knot\n", {}, {});
  check("x // expect-missed: knot\n", {finding("knot", "", 1)}, {"a.h:1: expect-missed: knot: now correct, change it to expect"});
  check("x // expect-spurious: knot\n", {finding("knot", "", 1)}, {});
  check("x // expect-spurious: knot\n", {}, {"a.h:1: expect-spurious: knot: now correct, change it to expect or remove it"});
}

TEST(Expectations, AMarkThatCannotBeReadIsAnError) {
  check("x // expects: knot\n", {}, {"a.h:1: a mark that cannot be read: // expects: knot"});
  check("x // expect-mised: knot\n", {}, {"a.h:1: a mark that cannot be read: // expect-mised: knot"});
  check("x // expect: Knot\n", {}, {"a.h:1: a mark that cannot be read: // expect: Knot"});
  check("x expect: knot\n", {}, {});
}

TEST(Expectations, SayWhatIsFoundWithoutALine) {
  const std::string text = "a\nb  // expect-without: knot \"m\"\nc  // expect-without: knot \"m\"\n  //~ d\n//~ e\nf\n";
  check(text, {}, {});
  EXPECT_EQ(bad_twin(text), "a\n\n\n d\n e\nf\n");
  EXPECT_EQ(bad_twin("a\n//~ b\n"), "a\n\n");
}

TEST(Expectations, OtherFilesTakeThemElsewhere) {
  std::vector<std::string> errors;
  const auto python = marks_of("x = 1  # expect: import-cycle \"m\"\n", "a.py", errors);
  ASSERT_EQ(python.size(), 1U);
  EXPECT_EQ(python[0].check, "import-cycle");
  const auto list = marks_of_list("# a remark\nb.h:3 expect: knot/small \"m\"\nnonsense\n", "sub/", errors);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].file, "sub/b.h");
  EXPECT_EQ(list[0].line, 3U);
  EXPECT_EQ(list[0].case_name, "small");
  EXPECT_THAT(errors, ElementsAre("sub/expect.txt:3: not FILE:LINE MARK: nonsense"));
}

}  // namespace
}  // namespace unknot::test
