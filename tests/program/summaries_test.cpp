// What the extractor says of functions: every folder fixtures/extract/summaries/<case>/ beside its functions.txt.
// UPDATE_GOLDEN=1 writes it anew.
#include "tests/program/summaries.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "graph/effects.h"
#include "tests/support/cases.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/extract/summaries";

std::string text_of(const Project& project, const AstReply& reply) {
  const auto functions = functions_of(project, reply);
  std::string out;
  for (const auto& [name, file] : functions) {
    if (functions.size() > 1) out += "file " + name + "\n";
    out += functions_text(file);
  }
  return out;
}

class Summaries : public testing::TestWithParam<std::string> {};

TEST_P(Summaries, GiveTheGoldenFunctions) {
  const std::string folder = kFixtures + "/" + GetParam();
  Project project;
  project.copy_from(folder);
  project.remove("functions.txt");
  const auto reply = parse_unit(project, "main.cpp", {"-std=c++20"});
  ASSERT_TRUE(reply.ok) << reply.message;
  EXPECT_EQ(reply.errors > 0, GetParam() == "broken") << reply.message << " " << reply.file << ":" << reply.line;
  const std::string out = text_of(project, reply);
  const std::string golden = folder + "/functions.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << out;
  ASSERT_TRUE(fs::exists(golden)) << "write it with UPDATE_GOLDEN=1 and read it";
  EXPECT_EQ(out, read_file(golden));
  // Nothing of the place or the process is in it.
  project.move_elsewhere();
  EXPECT_EQ(text_of(project, parse_unit(project, "main.cpp", {"-std=c++20"})), out);
}

TEST(SummaryBytes, ThatAreBrokenAreRefusedOrSound) {
  Project project;
  project.copy_from(kFixtures + "/guard");
  const auto reply = parse_unit(project, "main.cpp", {"-std=c++20"});
  ASSERT_EQ(reply.functions.size(), 1U);
  const std::string bytes = reply.functions[0].bytes;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    FileFunctions functions;
    EXPECT_FALSE(decode_functions(bytes.substr(0, i), functions));
    for (const char change : {'\x01', '\x7f', '\x24'}) {
      std::string broken = bytes;
      broken[i] = static_cast<char>(broken[i] ^ change);
      if (!decode_functions(broken, functions)) {
        ++refused;
        continue;
      }
      // What is taken can be used.
      EXPECT_FALSE(functions_text(functions).empty());
      if (i % 16 == 0) effects_of(std::span(&functions, 1));
    }
  }
  EXPECT_GT(refused, bytes.size() / 2);
}

TEST(SummaryCost, FunctionsAreThereOnlyWhenAskedFor) {
  Project project;
  project.write("main.cpp", "int g = 0;\nvoid f() { g = 1; }\n");
  AstRequest request{.unit = {.directory = project.root(), .flags = {"clang++"}, .file = "main.cpp", .predefined = {}},
                     .text = {},
                     .roots = {project.root()}};
  Workers workers({.program = UNKNOT_BIN_DIR "/unknot-clang"});
  workers.run({request}, [&](std::size_t, const Answer& answer) {
    ASSERT_TRUE(answer.reply) << answer.failure;
    EXPECT_TRUE(std::get<AstReply>(*answer.reply).functions.empty());
  });
  EXPECT_EQ(parse_unit(project, "main.cpp").functions.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Cpp, Summaries, testing::ValuesIn(folders_in(kFixtures)), case_name);

}  // namespace
}  // namespace unknot::test
