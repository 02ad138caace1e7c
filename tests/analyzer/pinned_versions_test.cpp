// Which versions a project's files ask for: every format, includes, and what several of them say together.
#include <gtest/gtest.h>

#include "analyzer/python/pinned_versions.h"
#include "analyzer/python/requirements.h"

namespace unknot::test {
namespace {

using Files = std::vector<SettingsText>;

PinnedVersions pinned(const Files& files, const Files& others = {}) {
  return read_pinned_versions(files, [&](const std::string& file) -> std::optional<std::string> {
    for (const auto& other : others)
      if (other.file == file) return other.text;
    return std::nullopt;
  });
}
std::string version(const Files& files, std::string_view name, std::string_view from = "app.py") {
  const auto range = pinned(files).find(name, from);
  return range ? to_text(*range) : "not named";
}
std::string text_of(std::string_view requirement) {
  const auto parsed = parse_requirement(requirement);
  return parsed.name + ": " + to_text(parsed.range);
}

TEST(Version, IsComparedByNumbersAndNotByText) {
  EXPECT_LT(*parse_version("2.9"), *parse_version("2.10"));
  EXPECT_EQ(*parse_version("2.0"), *parse_version("2"));
  EXPECT_LT(*parse_version("3.0.0rc1"), *parse_version("3.0"));
  EXPECT_EQ(*parse_version("3.0.0.post1"), *parse_version("3.0"));
  EXPECT_FALSE(parse_version("latest"));
}

TEST(Requirement, IsReadAsInstallersReadIt) {
  EXPECT_EQ(text_of("Flask"), "flask: any version");
  EXPECT_EQ(text_of("Flask_SQLAlchemy==3.0.5"), "flask-sqlalchemy: 3.0.5");
  EXPECT_EQ(text_of("flask[async] >= 2.0, < 3"), "flask: at least 2.0 and below 3");
  EXPECT_EQ(text_of("flask~=2.2"), "flask: at least 2.2 and below 3");
  EXPECT_EQ(text_of("flask~=2.2.1"), "flask: at least 2.2.1 and below 2.3");
  EXPECT_EQ(text_of("flask==2.*"), "flask: at least 2 and below 3");
  EXPECT_EQ(text_of("flask!=2.1"), "flask: any version");
  EXPECT_EQ(text_of("flask (>=2)"), "flask: at least 2");
  EXPECT_EQ(text_of("flask >1,<=2 ; python_version < '3.8'"), "flask: later than 1 and at most 2");
  EXPECT_EQ(text_of("flask @ git+https://host/flask@main"), "flask: any version");
  EXPECT_EQ(text_of("./vendored/flask"), ": any version");
  EXPECT_EQ(text_of("git+https://host/x.git"), ": any version");
}

TEST(PinnedVersions, SayWhetherAVersionIsReached) {
  const auto answer = [](const char* requirement, const char* asked) { return parse_requirement(requirement).range.is_at_least(*parse_version(asked)); };
  EXPECT_EQ(answer("flask==2.3.2", "2.3"), Certainty::yes);
  EXPECT_EQ(answer("flask==2.2.5", "2.3"), Certainty::no);
  EXPECT_EQ(answer("flask<2.3", "2.3"), Certainty::no);
  EXPECT_EQ(answer("flask<=2.3", "2.3"), Certainty::unknown);
  EXPECT_EQ(answer("flask>=2", "2.3"), Certainty::unknown);
  EXPECT_EQ(answer("flask", "2.3"), Certainty::unknown);
}

TEST(PinnedVersions, OfRequirementsFiles) {
  const Files files{{"requirements.txt",
                     "\xef\xbb\xbf# pinned\nFlask==2.3.2 \\\n    --hash=sha256:abc\nflask-socketio==5.3.6  # why\n"
                     "-e git+https://host/x.git#egg=gevent\n--no-binary :all:\neventlet == 0.33 ; python_version < '3.8'\neventlet == 0.35 ; python_version >= '3.8'\n"}};
  EXPECT_EQ(version(files, "flask"), "2.3.2");
  EXPECT_EQ(version(files, "flask-socketio"), "5.3.6");
  EXPECT_EQ(version(files, "gevent"), "any version");
  EXPECT_EQ(version(files, "eventlet"), "at least 0.33 and at most 0.35");
  EXPECT_EQ(version(files, "gunicorn"), "not named");
  const auto flask = pinned(files).find("flask", "app.py");
  EXPECT_EQ(flask->file, "requirements.txt");
  EXPECT_EQ(flask->line, 2U);
  EXPECT_EQ(flask->column, 1U);
}

TEST(PinnedVersions, FollowIncludesAndConstraints) {
  const Files files{{"requirements/base.txt", "flask>=2\n"},
                    {"requirements/prod.txt", "-r base.txt\n--requirement=../more.in\n-c ../constraints.txt\ngunicorn\n-r prod.txt\n-r https://host/x.txt\n"},
                    {"constraints.txt", "gunicorn==20.1.0\nredis==5\n"}};
  const auto versions = pinned(files, {{"more.in", "flask<3\n"}});
  EXPECT_EQ(to_text(*versions.find("flask", "web/app.py")), "at least 2 and below 3");
  EXPECT_EQ(to_text(*versions.find("gunicorn", "Procfile")), "20.1.0");
  EXPECT_FALSE(versions.find("redis", "Procfile"));
}

TEST(PinnedVersions, OfProjectFilesAndLockFiles) {
  EXPECT_EQ(version({{"pyproject.toml", "[project]\ndependencies = [\n  \"flask>=2.2,<3\",\n]\n[project.optional-dependencies]\nweb = [\"gunicorn==21.2\"]\n"}}, "flask"), "at least 2.2 and below 3");
  EXPECT_EQ(version({{"pyproject.toml", "[project.optional-dependencies]\nweb = [\"gunicorn==21.2\"]\n"}}, "gunicorn"), "21.2");
  const std::string poetry = "[tool.poetry.dependencies]\npython = \"^3.8\"\nflask = \"^2.1.0\"\nredis = {version = \"4.5.1\", extras = [\"hiredis\"]}\nsix = \"*\"\nold = \"~0.4\"\nzero = \"^0.4.2\"\n";
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "flask"), "at least 2.1.0 and below 3");
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "redis"), "4.5.1");
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "six"), "any version");
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "old"), "at least 0.4 and below 0.5");
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "zero"), "at least 0.4.2 and below 0.5");
  EXPECT_EQ(version({{"pyproject.toml", poetry}}, "python"), "not named");
  EXPECT_EQ(version({{"pyproject.toml", poetry}, {"poetry.lock", "[[package]]\nname = \"flask\"\nversion = \"2.3.3\"\n\n[package.dependencies]\nname = \"x\"\nversion = \"1\"\n"}}, "flask"), "2.3.3");
  EXPECT_EQ(version({{"uv.lock", "version = 1\n[[package]]\nname = \"flask\"\nversion = \"3.0.3\"\nsource = { registry = \"x\" }\n"}}, "flask"), "3.0.3");
  EXPECT_EQ(version({{"Pipfile", "[packages]\nflask = \"*\"\ngunicorn = \"==20.1.0\"\n"}}, "gunicorn"), "20.1.0");
  EXPECT_EQ(version({{"Pipfile.lock", R"({"_meta": {}, "default": {"flask": {"hashes": [], "index": "x", "version": "==2.2.2"}}})"}}, "flask"), "2.2.2");
  EXPECT_EQ(version({{"setup.cfg", "[metadata]\nname = x\n[options]\ninstall_requires =\n    flask>=1.0\n    celery\npackages = find:\n    flask==9\n"}}, "flask"), "at least 1.0");
  EXPECT_EQ(version({{"setup.py", "from setuptools import setup\nNEEDS = ['flask>=1.1']\nsetup(name='x', install_requires=NEEDS)\n"}}, "flask"), "at least 1.1");
  EXPECT_EQ(version({{"setup.py", "setup(install_requires=['flask' '==1.1'] + extra)\n"}}, "flask"), "1.1");
}

TEST(PinnedVersions, TheNearestFolderDecidesAndALockFileNarrows) {
  const Files files{{"requirements.txt", "flask==3.0\n"}, {"backend/requirements.txt", "flask==2.0\n"}, {"backend/pyproject.toml", "[project]\ndependencies = [\"flask>=1\", \"gunicorn>=20\"]\n"}};
  EXPECT_EQ(version(files, "flask", "app.py"), "3.0");
  EXPECT_EQ(version(files, "flask", "backend/web/app.py"), "2.0");
  EXPECT_EQ(version(files, "gunicorn", "deploy/Procfile"), "at least 20");
  EXPECT_EQ(version({{"requirements.txt", "flask\n"}, {"setup.py", "setup(install_requires=['flask<3'])"}}, "flask"), "below 3");
}

TEST(PinnedVersions, BrokenFilesSayNothing) {
  EXPECT_EQ(version({{"pyproject.toml", "[project\ndependencies = "}, {"Pipfile.lock", "{\"default\": "}, {"requirements.txt", "<<<<<<< HEAD\nflask==\n\\"}}, "flask"), "any version");
}

}  // namespace
}  // namespace unknot::test
