// unknot fix on imports of Python that fail, judged by CPython: each module imported first, before and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using Files = std::map<std::string, std::string>;

/// The modules that CPython cannot import first.
std::vector<std::string> failing(const Project& project, const std::vector<std::string>& modules) {
  std::vector<std::string> out;
  for (const auto& module : modules)
    if (run_program("/usr/bin/python3", {"-B", "-c", "import " + module}, {.cwd = project.root(), .env = {}}).exit_code != 0) out.push_back(module);
  return out;
}

RunResult fix(const Project& project, std::vector<std::string> more = {"--force"}) {
  std::vector<std::string> arguments{"fix", ".", "--cache", "off"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_unknot(arguments, {.cwd = project.root(), .env = {}});
}

RunResult expect_mended(const Project& project, const std::vector<std::string>& modules) {
  EXPECT_FALSE(failing(project, modules).empty());
  const auto result = fix(project);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(failing(project, modules), IsEmpty()) << result.out;
  return result;
}

TEST(FixImports, MovesTheImportIntoTheFunction) {
  const Project project({{"app.py", "from views import index\napp = object()\n"},
                         {"views.py", "from app import app\n\n\ndef index():\n    \"\"\"Shows it.\"\"\"\n    return app\n\n\ndef other(): pass\n"}});
  const auto result = expect_mended(project, {"app", "views"});
  EXPECT_EQ(project.read("views.py"), "def index():\n    \"\"\"Shows it.\"\"\"\n    from app import app\n    return app\n\n\ndef other(): pass\n");
  EXPECT_THAT(result.err, HasSubstr("views.py: `from app import app` goes into the function that uses it"));
  EXPECT_THAT(result.err, HasSubstr("2 starts of Python failed before, 0 after; 1 file changed"));
}

TEST(FixImports, ImportsTheModuleAndNotTheName) {
  const Project project({{"pkg/__init__.py", ""},
                         {"pkg/state.py", "from pkg import views\ncurrent = 1\n"},
                         {"pkg/views.py", "from .state import current\nget = lambda: f\"{current}\"\n"}});
  expect_mended(project, {"pkg.state", "pkg.views"});
  EXPECT_EQ(project.read("pkg/views.py"), "from . import state\nget = lambda: f\"{state.current}\"\n");
}

TEST(FixImports, MovesTheDefinitionAboveTheImport) {
  const Project project({{"app.py", "import os\nimport views\n\n\n# Marks it.\ndef route(f, where=os.sep):\n    return f\n\n\nlast = 1\n"}, {"views.py", "from app import route\n\n\n@route\ndef index(): pass\n"}});
  expect_mended(project, {"app", "views"});
  EXPECT_THAT(project.read("app.py"), HasSubstr("import os\n\n\n# Marks it.\ndef route(f, where=os.sep):\n    return f\n\n\nimport views\n\n\nlast = 1\n"));
}

TEST(FixImports, AnnotationsThatAreNotEvaluated) {
  const Project project({{"a.py", "\"\"\"Text.\"\"\"\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import B\n\n\ndef f(b: B): pass\n"}, {"b.py", "class B: pass\n"}});
  expect_mended(project, {"a", "b"});
  EXPECT_THAT(project.read("a.py"), HasSubstr("\"\"\"Text.\"\"\"\nfrom __future__ import annotations\nfrom typing"));
}

TEST(FixImports, WhatOthersTakeFromTheModuleStays) {
  const Files files{{"app.py", "from views import index\nfrom late import make\napp = make()\n"},
                    {"late.py", "def make(): return object()\n"},
                    {"views.py", "from app import app\nindex = app\n"},
                    {"use.py", "def later():\n    from views import app\n    from app import index\n"}};
  const Project project(files);
  const auto result = fix(project);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("stays: no safe edit makes every entry pass"));
  for (const auto& [file, text] : files) EXPECT_EQ(project.read(file), text);
}

TEST(FixImports, ADryRunWritesNothing) {
  const Project project({{"app.py", "from views import index\napp = object()\n"}, {"views.py", "from app import app  # unlike this\r\ndef index():\r\n    return app\r\n"}});
  const auto result = fix(project, {"--dry-run"});
  EXPECT_THAT(result.out, HasSubstr("+    from app import app\r\n"));
  EXPECT_EQ(failing(project, {"app", "views"}).size(), 2U);
}

}  // namespace
}  // namespace unknot::test
