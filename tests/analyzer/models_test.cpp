// The shipped models: each can be read, keeps to the schema, and what is wrong with one is said.
#include "analyzer/models/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/cases.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

using testing::HasSubstr;

TEST(Models, CanAllBeRead) {
  std::set<std::string> names;
  for (const auto& [file, text] : shipped_model_texts()) {
    const auto model = read_model(text);
    ASSERT_TRUE(model) << file << ": " << model.error();
    EXPECT_EQ(modules_of({file, text}), std::vector<std::string_view>(model->modules.begin(), model->modules.end())) << file;
    EXPECT_TRUE(names.insert(model->name).second) << file;
    EXPECT_TRUE(model->hooks.empty() || !model->headers.empty()) << file << ": its hooks are never looked for";
  }
  EXPECT_GE(names.size(), 4U);
}

TEST(Models, KeepToTheSchema) {
  std::vector<std::string> words{"node", UNKNOT_SOURCE_DIR "/tests/reporters/validate.mjs", UNKNOT_SOURCE_DIR "/analyzer/models/schema.json"};
  for (const auto& [file, text] : shipped_model_texts()) words.push_back(UNKNOT_SOURCE_DIR "/analyzer/models/" + std::string(file));
  const auto run = run_program("/usr/bin/env", words);
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
}

TEST(Models, SayWhatIsWrong) {
  const auto why = [](const char* text) {
    const auto model = read_model(text);
    return model ? std::string("nothing") : model.error();
  };
  EXPECT_THAT(why("{"), HasSubstr("parse error"));
  EXPECT_EQ(why("{}"), "model: no name");
  EXPECT_EQ(why(R"({"name": "x", "hook": {}})"), "model.hook: not known");
  EXPECT_EQ(why(R"({"name": "x", "hooks": {"h": {"phase": "befor", "override": "A::b"}}})"), "model.hooks.h.phase: \"befor\" is not known");
  EXPECT_EQ(why(R"({"name": "x", "hooks": {"h": {"phase": "before"}}})"), "model.hooks.h: not one way to become a hook");
  EXPECT_EQ(why(R"({"name": "x", "hooks": {"h": {"phase": "setup", "method": "m", "of": "g"}}})"), "model.hooks.h.of: no hook \"g\"");
  EXPECT_EQ(why(R"({"name": "x", "pairs": [{"before": ["h"], "after": [], "scope": "request"}]})"), "model.pairs: no hook \"h\"");
}

}  // namespace
}  // namespace unknot::test
