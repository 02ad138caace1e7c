// Python in a whole run: read without being asked for, beside C++, as the next commit has it, and where it is broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/git.h"
#include "tests/support/project.h"
#include "tests/support/read_report.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kViews = "from app import app\n";
constexpr const char* kApp = "from views import app as other\napp = object()\n";
const std::string kFailing = "app.py:1 import-cycle/failing-line error\nviews.py:1 import-cycle/failing-line error\nviews.py:1 import-cycle/fails-always error\n";

ReadReport report_of(const Project& project, std::vector<std::string> more = {}, const std::string& cache = "off") {
  std::vector<std::string> arguments{"check", project.root(), "--format", "json", "--cache", cache, "--fail-on", "never"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto result = run_unknot(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return read_report(result.out);
}

TEST(Python, IsReadWithoutConfiguration) {
  const Project project({{"app.py", kApp}, {"views.py", kViews}});
  EXPECT_EQ(overview(report_of(project)), kFailing);
}

TEST(Python, AnOwnerOfFilesIsNoEntry) {
  Project project({{"models.py", "import services\n\nclass Model: pass\n"}, {"services.py", "import models\n\nclass Service(models.Model): pass\n"}});
  const std::string warned = overview(report_of(project));
  EXPECT_THAT(warned, HasSubstr("import-cycle/fails-for-some warning"));
  project.write("Dockerfile", "RUN chown models:root /srv\n");
  EXPECT_EQ(overview(report_of(project)), warned);
  project.write("Dockerfile", "CMD gunicorn models:Model\n");
  EXPECT_THAT(overview(report_of(project)), HasSubstr("import-cycle/fails-for-some error"));
}

TEST(Python, NothingIsCurrentWhileModulesAreImported) {
  const auto verdict = [](const std::string& start) {
    const Project project({{"texts.py", "from flask import has_request_context\n\ndef text(t):\n    if has_request_context():\n        from app import app\n    return t\n"},
                           {"app.py", "from flask import Flask\nfrom texts import text\n" + start + "title = text('a')\napp = Flask('a')\n"}});
    const bool passes = run_program("/usr/bin/python3", {"-B", "-c", "import app"}, {.cwd = project.root(), .env = {}}).exit_code == 0;
    return overview(report_of(project, {"--checks", "-*,import-cycle"})) + (passes ? "passes" : "fails");
  };
  EXPECT_EQ(verdict(""), "texts.py:5 import-cycle/deferred note\npasses");
  EXPECT_EQ(verdict("Flask('b').test_request_context().push()\n"), "texts.py:5 import-cycle/unknown note\nfails");
}

TEST(Python, CommandsOfTestsAreEntries) {
  const Project project({{"models.py", "import services\n\nclass Model: pass\n"}, {"services.py", "import models\n\nclass Service(models.Model): pass\n"},
                         {"conftest.py", ""}, {"tests/test_a.py", "import services\n"}, {"tests/test_b.py", "import models\n"}, {"setup.cfg", "[tool:pytest]\n"}});
  const auto run = run_unknot({"check", project.root(), "--format", "json", "--cache", "off"});
  EXPECT_THAT(run.out, HasSubstr("\"pytest tests/test_b.py\""));
  EXPECT_THAT(run.out, Not(HasSubstr("\"pytest\"")));  // test_a.py comes first, and services before models
  EXPECT_THAT(overview(report_of(project)), HasSubstr("import-cycle/fails-for-some warning"));
  Project again({{"models.py", "import services\n\nclass Model: pass\n"}, {"services.py", "import models\n\nclass Service(models.Model): pass\n"},
                 {"tests/test_a.py", "import models\n"}, {"tests/test_b.py", "import services\n"}, {"setup.cfg", "[tool:pytest]\n"}});
  EXPECT_THAT(run_unknot({"check", again.root(), "--format", "json", "--cache", "off"}).out, HasSubstr("\"pytest\""));
  EXPECT_THAT(overview(report_of(again)), HasSubstr("import-cycle/fails-for-some error"));
  again.write("setup.cfg", "[tool:pytest]\naddopts = --doctest-modules\n");
  EXPECT_THAT(run_unknot({"check", again.root(), "--format", "json", "--cache", "off"}).out, Not(HasSubstr("\"pytest\"")));
}

TEST(Python, TestsAreCollectedInTheOrderOfTheirVersion) {
  Project project({{"tests/a/test_x.py", ""}, {"tests/test_b.py", ""}, {"tests/a/conftest.py", ""}, {"pytest.ini", ""}, {"requirements.txt", "pytest==8.0\n"}});
  const auto collected = [&] {
    const auto run = run_unknot({"dump", "imports", project.root(), "--cache", "off"});
    return run.out.substr(run.out.find("with pytest:"), run.out.find("with pytest tests") - run.out.find("with pytest:"));
  };
  EXPECT_EQ(collected(), "with pytest:\ncollect conftest (tests/a/conftest.py): passes\ncollect test_x (tests/a/test_x.py): passes\ncollect test_b (tests/test_b.py): passes\n");
  project.write("requirements.txt", "pytest==7.4\n");
  EXPECT_EQ(collected(), "with pytest:\ncollect conftest (tests/a/conftest.py): passes\ncollect test_b (tests/test_b.py): passes\ncollect test_x (tests/a/test_x.py): passes\n");
}

TEST(Python, WhyAndGraphKnowItsModules) {
  const Project project({{"pkg/__init__.py", ""}, {"pkg/a.py", "def f():\n    from pkg import b\n"}, {"pkg/b.py", "import pkg.c\n"}, {"pkg/c.py", ""}, {"a.h", "#include \"b.h\"\n"}, {"b.h", ""}});
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--cache", "off"});
    return run_unknot(arguments, {.cwd = project.root(), .env = {}});
  };
  const auto why = said({"why", "pkg.a", "pkg/c.py"});
  EXPECT_EQ(why.exit_code, 0) << why.err;
  EXPECT_EQ(why.out, "pkg/a.py:2:10: from-import pkg.b when a function runs\npkg/b.py:1:8: import pkg.c\n");
  EXPECT_EQ(said({"why", "module:pkg.c", "pkg.a"}).exit_code, 1);
  EXPECT_EQ(said({"why", "a.h", "b.h"}).out, "a.h:1:10: include b.h\n");
  const auto graph = said({"graph", "--all", "--focus", "pkg.b", "--depth", "1"});
  EXPECT_EQ(graph.exit_code, 0) << graph.err;
  for (const char* name : {"\"pkg.a\"", "\"pkg.b\"", "\"pkg.c\""}) EXPECT_THAT(graph.out, HasSubstr(name));
}

TEST(Python, NeedsNoExtractor) {
  const Project project({{"app.py", kApp}, {"views.py", kViews}});
  const Project alone;
  fs::copy_file(UNKNOT_BIN_DIR "/unknot", alone.path("unknot"));
  const auto result = run_program(alone.path("unknot"), {"check", "--cache", "off"}, {.cwd = project.root(), .env = {{"PATH", "/nonexistent"}}});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.err, Not(HasSubstr("unknot-clang")));
}

TEST(Python, StandsBesideCpp) {
  const Project project({{"app.py", kApp}, {"views.py", kViews}, {"a.h", "#pragma once\n#include \"b.h\"\n"}, {"b.h", "#pragma once\n#include \"a.h\"\n"}, {"a.cpp", "#include \"a.h\"\n"}});
  const std::string both = overview(report_of(project));
  EXPECT_THAT(both, HasSubstr(kFailing));
  EXPECT_THAT(both, HasSubstr("include-cycle"));
}

TEST(Python, FilesThatComeAndGoAreSeenThroughTheCache) {
  Project project({{"a.cpp", "int main() {}\n"}, {"views.py", kViews}});
  const std::string cache = new_folder();
  const auto run = [&] { return overview(report_of(project, {}, cache)); };
  EXPECT_EQ(run(), "");
  project.write("app.py", kApp);
  EXPECT_EQ(run(), kFailing);
  project.write("app.py", "app = object()\n");
  EXPECT_EQ(run(), "");
  project.remove("app.py");
  EXPECT_EQ(run(), "");
  fs::remove_all(cache);
}

TEST(Python, IsIgnoredWhereTheConfigurationSaysSo) {
  const Project project({{"old/app.py", kApp}, {"old/views.py", kViews}, {"new.py", "x = 1\n"}, {"unknot.json", R"({"ignore": ["old/"]})"}});
  EXPECT_THAT(report_of(project).findings, IsEmpty());
}

TEST(Python, VirtualEnvironmentsAreSomebodyElses) {
  const Project project({{"env/pyvenv.cfg", ""}, {"env/lib/app.py", kApp}, {"env/lib/views.py", kViews}, {"x/site-packages/app.py", kApp}, {"x/site-packages/views.py", kViews}, {"new.py", "x = 1\n"}});
  EXPECT_THAT(report_of(project).findings, IsEmpty());
}

/// What the next commit brings is new, whatever the disk says; what HEAD has is not.
TEST(Python, TheIndexIsComparedWithTheCommit) {
  Project project({{"app.py", "app = object()\n"}, {"views.py", kViews}});
  fs::remove_all(project.path(".git"));
  make_repository(project.root());
  EXPECT_THAT(report_of(project, {"--staged"}).findings, IsEmpty());
  project.write("app.py", kApp);
  EXPECT_THAT(report_of(project, {"--staged"}).findings, IsEmpty());
  git(project.root(), {"add", "app.py"});
  project.write("app.py", "app = object()\n");
  const auto staged = report_of(project, {"--staged"});
  EXPECT_THAT(overview(staged), HasSubstr("import-cycle/fails-always"));
  for (const auto& finding : staged.findings) EXPECT_EQ(finding.state, "new") << finding.message;
}

TEST(Python, WhatTheCommitHadIsNotNew) {
  Project project({{"app.py", kApp}, {"views.py", kViews}});
  fs::remove_all(project.path(".git"));
  make_repository(project.root());
  project.write("other.py", "import app\n");
  const auto report = report_of(project, {"--changed-since", "HEAD"});
  for (const auto& finding : report.findings) EXPECT_EQ(finding.state, "unchanged") << finding.message;
}

TEST(Python, ABaselineHoldsWhatIsKnown) {
  Project project({{"app.py", kApp}, {"views.py", kViews}});
  ASSERT_EQ(run_unknot({"baseline", "write", project.root(), "--cache", "off", "--baseline", project.path("known.json")}).exit_code, 0);
  const auto known = report_of(project, {"--baseline", project.path("known.json")});
  for (const auto& finding : known.findings) EXPECT_EQ(finding.state, "unchanged") << finding.message;
  project.write("c.py", "from d import y\nx = 1\n");
  project.write("d.py", "from c import x\ny = 1\n");
  const auto more = report_of(project, {"--baseline", project.path("known.json")});
  EXPECT_TRUE(std::ranges::any_of(more.findings, [](const auto& finding) { return finding.file == "c.py" && finding.state == "new"; }));
}

/// Whatever a file holds, the others are judged, and it is named.
TEST(Python, BrokenFilesCostThemselvesOnly) {
  std::string deep = "x = " + std::string(10'000, '(') + "1" + std::string(10'000, ')') + "\n";
  for (int i = 0; i < 400; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  const Project project({{"app.py", kApp},
                         {"views.py", kViews},
                         {"two.py", "print 'Python 2'\nexec 'x = 1'\n"},
                         {"merge.py", "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n"},
                         {"template.py", "{% if x %}\nimport {{ name }}\n{% endif %}\n"},
                         {"deep.py", deep},
                         {"latin.py", "# -*- coding: latin-1 -*-\nx = '\xe9'\n"},
                         {"broken.py", "x = '\xe9\xff'\n"},
                         {"nul.py", std::string("x = 1\0y = 2\n", 12)},
                         {"empty.py", ""}});
  const auto report = report_of(project);
  EXPECT_EQ(overview(report), kFailing);
  const auto named = [&](const char* file) { return std::ranges::any_of(report.problems, [&](const auto& problem) { return problem.file == file; }); };
  for (const char* file : {"two.py", "merge.py", "template.py", "broken.py", "nul.py"}) EXPECT_TRUE(named(file)) << file;
  for (const char* file : {"app.py", "latin.py", "empty.py"}) EXPECT_FALSE(named(file)) << file;
}

}  // namespace
}  // namespace unknot::test
