// JUnit XML as Jenkins, GitLab and Azure Pipelines read it (the rules of Jenkins' junit-10.xsd).
//
// A suite for each check, in it a test for each file that the check speaks of: such a name outlives a moved line, so that
// services which compare runs see the same test. A finding that counts fails its test; one below --fail-on is its output; one
// that the base has as well skips it. A check without findings is one test that passes: no suite is ever empty.
#include <algorithm>
#include <map>

#include "reporters/details.h"
#include "reporters/escape.h"
#include "reporters/reporters.h"
#include "reporters/wording.h"

namespace unknot {
namespace {

constexpr std::size_t kHops = 8;

/// `text` visible, as XML text or attribute value; the result is made of characters that XML 1.0 allows.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    at += c.length;
    if (c.code == '\n') out += '\n';
    else if (c.code == '&') out += "&amp;";
    else if (c.code == '<') out += "&lt;";
    else if (c.code == '>') out += "&gt;";
    else if (c.code == '"') out += "&quot;";
    else out += visible(text, c);
  }
  return out;
}

struct Test {
  std::vector<const Finding*> failing;
  std::vector<const Finding*> quiet;
  std::vector<const Finding*> known;
};

struct Suite {
  std::string text;
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string lines_of(const std::vector<const Finding*>& findings, const std::string& root) {
  std::string out;
  for (const Finding* finding : findings) {
    out += place_text(finding->at, root) + ": " + std::string(name(finding->severity)) + ": " + visible(finding->message) +
           " [" + visible(full_id(*finding)) + "]\n";
    for (const std::string& line : detail_lines(*finding, root, kHops)) out += "  " + line + '\n';
  }
  return out;
}

void open_test(Suite& suite, std::string_view check, std::string_view name) {
  ++suite.tests;
  suite.text += "    <testcase name=\"" + xml(name) + "\" classname=\"unknot." + xml(check) + "\" time=\"0\"";
}

void add_test(Suite& suite, std::string_view check, const std::string& file, const Test& test, const std::string& root) {
  open_test(suite, check, root + file);
  suite.text += ">\n";
  if (!test.failing.empty()) {
    ++suite.failures;
    const Finding& first = *test.failing.front();
    std::string message = first.message;
    if (test.failing.size() > 1) message += " (and " + std::to_string(test.failing.size() - 1) + " more)";
    suite.text += "      <failure message=\"" + xml(message) + "\" type=\"" + std::string(name(first.severity)) + "\">" +
                  xml(lines_of(test.failing, root)) + "</failure>\n";
  } else if (!test.known.empty()) {
    ++suite.skipped;
    suite.text += "      <skipped message=\"known to the base\"/>\n";
  }
  std::vector<const Finding*> rest = test.quiet;
  rest.insert(rest.end(), test.known.begin(), test.known.end());
  if (!rest.empty()) suite.text += "      <system-out>" + xml(lines_of(rest, root)) + "</system-out>\n";
  suite.text += "    </testcase>\n";
}

/// One test for the analysis itself: it is an error where the answer is not complete.
Suite analysis(const Report& report, const std::string& root) {
  Suite out;
  std::string text;
  for (const Problem& problem : report.problems) {
    if (!problem.file.empty()) text += place_text({problem.file, problem.line, 0}, root) + ": ";
    text += visible(problem.message) + '\n';
  }
  open_test(out, "analysis", "complete");
  if (report.complete && text.empty()) {
    out.text += "/>\n";
  } else if (report.complete) {
    out.text += ">\n      <system-out>" + xml(text) + "</system-out>\n    </testcase>\n";
  } else {
    ++out.errors;
    out.text += ">\n      <error message=\"the answer is not complete\" type=\"incomplete\">" + xml(text) + "</error>\n    </testcase>\n";
  }
  return out;
}

std::string counts(const Suite& suite) {
  return " tests=\"" + std::to_string(suite.tests) + "\" failures=\"" + std::to_string(suite.failures) + "\" errors=\"" +
         std::to_string(suite.errors) + '"';
}

}  // namespace

std::string render_junit(const Report& report, const RenderOptions& options) {
  std::map<std::string, std::map<std::string, Test>, std::less<>> checks;
  for (const CheckInfo* check : report.checks) checks[std::string(check->id)];
  for (const Finding& finding : report.findings) {
    if (finding.state == State::absent) continue;
    Test& test = checks[finding.check][finding.at.file];
    const bool counts = options.fail_on && finding.severity >= *options.fail_on;
    (finding.state == State::unchanged ? test.known : counts ? test.failing : test.quiet).push_back(&finding);
  }
  std::string body;
  Suite all;
  const auto add = [&](const std::string& name, const Suite& suite) {
    body += "  <testsuite name=\"" + xml(name) + "\"" + counts(suite) + " skipped=\"" + std::to_string(suite.skipped) +
            "\" time=\"0\">\n" + suite.text + "  </testsuite>\n";
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
  };
  add("analysis", analysis(report, options.place));
  for (const auto& [check, tests] : checks) {
    Suite suite;
    for (const auto& [file, test] : tests) add_test(suite, check, file, test, options.place);
    if (tests.empty()) {
      open_test(suite, check, "no findings");
      suite.text += "/>\n";
    }
    add(check, suite);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"unknot\"" + counts(all) + " time=\"0\">\n" + body +
         "</testsuites>\n";
}

}  // namespace unknot
