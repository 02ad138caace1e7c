// An article about Flask's advanced issues, item by item: what it shows, as files, and what is true of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/cases.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using Verdicts = std::vector<std::string>;

const std::string kArticle = UNKNOT_SOURCE_DIR "/fixtures/flask-article";
const std::string kRedundant = "note extension-settings/track-modifications";

struct Item {
  std::string folder;
  Verdicts verdicts;  ///< "severity check/case file:line", in the order of the report; none: unknot has nothing to say
};

const std::vector<Item>& items() {
  static const std::vector<Item> kItems{
      // A value in the store is freed with its context: no leak. What makes it one, or is one itself, is an error.
      {"cause-1-store", {"note context-leak/plain-value app.py:8"}},
      {"cause-1-store-and-pushed-context", {"error context-leak/pushed-context app.py:4", "error context-leak/plain-value app.py:9"}},
      {"cause-1-connection", {"error context-leak/resource-in-g app.py:10"}},
      {"cause-1-global", {"error context-leak/outlives-request app.py:11"}},
      // Each of the two fails, whichever comes first.
      {"cause-2-cycle",
       {"error import-cycle/failing-line app.py:1", "error import-cycle/failing-line module_a.py:1", "error import-cycle/fails-always module_a.py:1"}},
      // Handlers that only print leave nothing behind.
      {"cause-3-print-only-handlers", {}},
      // The command is fine for a plain application, and breaks the one of cause 3.
      {"cause-4-plain-application", {}},
      {"cause-4-with-cause-3", {"error socket-settings/several-workers Procfile:1"}},
      {"cause-4-with-driver-in-c", {"warning server-settings/blocking-driver Procfile:1"}},
      // The order is right, and the line repeats the default of version 3; version 2 needs it.
      {"cause-5-unpinned", {}},
      {"cause-5-version-2", {}},
      {"cause-5-version-3", {kRedundant + " app.py:5"}},
      // Names alone do nothing.
      {"diagnosis-1-bare-names", {}},
      // A factory does not help where it is called before the names are bound.
      {"diagnosis-2-factory", {}},
      {"diagnosis-2-factory-called-too-early",
       {"error import-cycle/failing-line app.py:5", "error import-cycle/failing-line module_a.py:1", "error import-cycle/fails-always module_a.py:1"}},
      // It opens a debugger, and logs nothing.
      {"diagnosis-3-debug-for-messages", {"error socket-settings/debug-in-run app.py:18"}},
      {"diagnosis-4-load-on-development-server", {"warning server-settings/development-server Procfile:1"}},
      // The name is gone. Version 2 records queries in debug mode by itself; version 3 does not, whatever the name.
      {"diagnosis-5-unpinned", {"error removed-api/debug-queries app.py:2"}},
      {"diagnosis-5-version-2", {}},
      {"diagnosis-5-version-3", {"error removed-api/debug-queries app.py:2", kRedundant + " app.py:5"}},
      {"diagnosis-5-version-3.0",
       {"warning extension-settings/queries-not-recorded app.py:2", "warning removed-api/debug-queries app.py:2", kRedundant + " app.py:5"}},
      {"diagnosis-5-new-name", {"warning extension-settings/queries-not-recorded app.py:3", kRedundant + " app.py:6"}},
      // Harmless, and of no use for a plain value.
      {"solution-1-pop", {}},
      // Imports inside of the factory are right; the other application stays empty.
      {"solution-2-two-applications", {"warning hook-misplaced/second-app shop/__init__.py:7"}},
      {"solution-3-pings-in-run", {"error socket-settings/option-in-run app.py:18", "error socket-settings/option-in-run app.py:18"}},
      // Solution 4 is the command of cause 4. Options of a pool count before the extension has read them, where there is a pool,
      // and for as many as want a connection.
      {"solution-5-too-late", {kRedundant + " app.py:5", "error extension-settings/late-assignment app.py:8"}},
      {"solution-5-in-time", {kRedundant + " app.py:5"}},
      {"solution-5-sqlite-version-1", {"error extension-settings/pool-of-sqlite app.py:9", "error extension-settings/pool-of-sqlite app.py:10"}},
      {"solution-5-with-solution-4", {"warning extension-settings/pool-too-small Procfile:1", kRedundant + " app.py:5"}},
      {"question-eventlet", {"error server-settings/eventlet-worker Procfile:1"}}};
  return kItems;
}

TEST(FlaskArticle, EachItemHasItsVerdicts) {
  std::vector<std::string> folders;
  for (const Item& item : items()) {
    folders.push_back(item.folder);
    Project project;
    project.copy_from(kArticle + "/" + item.folder);
    const auto run = run_unknot({"check", ".", "--cache", "off", "--format", "json"}, {.cwd = project.root(), .env = {}});
    Verdicts found;
    for (const auto& finding : read_report(run.out).findings)
      found.push_back(finding.severity + " " + finding.check + (finding.case_name.empty() ? "" : "/" + finding.case_name) + " " + finding.file + ":" + std::to_string(finding.line));
    EXPECT_THAT(found, testing::ElementsAreArray(item.verdicts)) << item.folder << "\n" << run.out << run.err;
  }
  std::ranges::sort(folders);
  EXPECT_EQ(folders, folders_in(kArticle)) << "every item is asked, once";
}

}  // namespace
}  // namespace unknot::test
