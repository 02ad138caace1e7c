// unused-include where an answer cannot be had, or not from all, and that it is asked for only where somebody enables it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

class UnusedInclude : public testing::Test {
 protected:
  UnusedInclude() {
    project_.write("part.h", "#pragma once\nstruct Part {};\n");
    project_.write("shop.h", "#pragma once\n#include \"part.h\"\nstruct Shop {};\n");
    project_.write("good.cpp", "#include \"shop.h\"\nShop shop;\n");
  }
  /// "shop.h:2" of each finding.
  std::vector<std::string> findings(const std::vector<std::string>& more = {"--checks", "-*,unused-include"}) {
    std::vector<std::string> words{"check", ".", "--format", "json", "--cache", project_.path("cache")};
    words.insert(words.end(), more.begin(), more.end());
    const auto report = nlohmann::json::parse(run_unknot(words, {.cwd = project_.root(), .env = {}}).out);
    std::vector<std::string> out;
    for (const auto& finding : report["findings"]) out.push_back(finding["file"].get<std::string>() + ":" + std::to_string(finding["line"].get<int>()));
    return out;
  }

  Project project_;
};

TEST_F(UnusedInclude, IsAskedForOnly) {
  EXPECT_THAT(findings({}), testing::IsEmpty());
  EXPECT_THAT(findings(), testing::ElementsAre("shop.h:2"));
  EXPECT_THAT(findings(), testing::ElementsAre("shop.h:2")) << "from the cache";
}

TEST_F(UnusedInclude, IsNotSaidOfWhatABrokenUnitReads) {
  project_.write("bad.cpp", "#include \"shop.h\"\nint bad() { return missing(); }\n");
  EXPECT_THAT(findings(), testing::IsEmpty());
}

TEST_F(UnusedInclude, IsSaidWhereEveryConfigurationAgrees) {
  project_.write("shop.h", "#pragma once\n#include \"part.h\"\n#ifdef WITH\nPart make();\n#endif\nstruct Shop {};\n");
  const auto database = [&](const std::string& name, const std::string& flag) {
    project_.write(name + "/compile_commands.json", "[{\"directory\": \"" + project_.root() + "\", \"file\": \"good.cpp\", \"command\": \"clang++ " + flag +
                                                        " -c good.cpp\"}]");
  };
  database("one", "-DWITH");
  database("two", "-DOTHER");
  EXPECT_THAT(findings({"--checks", "-*,unused-include", "-p", "one", "-p", "two"}), testing::IsEmpty());
  project_.write("shop.h", "#pragma once\n#include \"part.h\"\n#ifdef WITH\nstruct Cart {};\n#endif\nstruct Shop {};\n");
  EXPECT_THAT(findings({"--checks", "-*,unused-include", "-p", "one", "-p", "two"}), testing::ElementsAre("shop.h:2"));
}

}  // namespace
}  // namespace unknot::test
