// What a fixture expects, as marked in its files, against what a run found.
//
//   #include "b.h"   // expect: include-cycle "part of the message"
//   #include "c.h"   // expect-missed: include-cycle     a known false negative, stated
//   #include "d.h"   // expect-spurious: include-cycle   a known false positive, stated
//   stack.pop();     // expect-without: unbalanced-push "m"  what is found in this file where this line is not there; several
//   //~ stack.top(); lines of one finding count together, and what follows as `//~` stands in the line's place then
//
// `#` instead of `//` in Python. Files that take no such comment have an expect.txt beside them with lines
// `FILE:LINE expect: check/case "message"`. `check/case` names one case, `check` alone the plain one. Several marks may stand
// in one comment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/read_report.h"

namespace unknot::test {

enum class MarkKind : std::uint8_t { expect, missed, spurious, without };

struct Mark {
  MarkKind kind = MarkKind::expect;
  std::string check, case_name, message;
  std::string file;
  std::uint32_t line = 0;
};

/// The marks in one file's text. `errors` gets a line for each mark that cannot be read.
std::vector<Mark> marks_of(std::string_view text, const std::string& file, std::vector<std::string>& errors);
/// The marks of an expect.txt in `folder` ("" or "sub/").
std::vector<Mark> marks_of_list(std::string_view text, const std::string& folder, std::vector<std::string>& errors);
/// All marks below a folder.
std::vector<Mark> marks_below(const std::string& folder, std::vector<std::string>& errors);

/// A text without the lines that are marked with `expect-without`, or with what follows them in their place; all lines keep their numbers.
std::string bad_twin(std::string_view text);

/// What does not fit, a line each; empty where all is as marked. Marks `without` speak of another text.
std::vector<std::string> differences(const std::vector<Mark>&, const std::vector<ReportFinding>&);

}  // namespace unknot::test
