// What is said of the functions of Python files: every fixtures/extract/python/<case>.py beside its <case>.txt, and files that
// nobody can read. UPDATE_GOLDEN=1 writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "analyzer/extract/function_facts.h"
#include "analyzer/extract/python/functions.h"
#include "graph/effects.h"
#include "tests/support/cases.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFixtures = UNKNOT_SOURCE_DIR "/fixtures/extract/python";

FileFunctions read_functions(const std::string& text, const std::string& module) {
  python::Parser parser;
  return python::functions_of(parser.parse(text), {.module = module});
}

class PythonFunctions : public testing::TestWithParam<std::string> {};

TEST_P(PythonFunctions, AreTheGoldenOnes) {
  const auto facts = read_functions(read_file(kFixtures + "/" + GetParam() + ".py"), "pkg." + GetParam());
  const std::string out = functions_text(facts);
  const std::string golden = kFixtures + "/" + GetParam() + ".txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << out;
  ASSERT_TRUE(fs::exists(golden)) << "write it with UPDATE_GOLDEN=1 and read it";
  EXPECT_EQ(out, read_file(golden));
  // What is sound for the readers of facts of C++ is sound here.
  FileFunctions again;
  EXPECT_TRUE(decode_functions(encode_functions(facts), again));
  EXPECT_EQ(again, facts);
}

std::vector<std::string> cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kFixtures))
    if (entry.path().extension() == ".py") out.push_back(entry.path().stem().string());
  std::ranges::sort(out);
  return out;
}
INSTANTIATE_TEST_SUITE_P(Cases, PythonFunctions, testing::ValuesIn(cases()), [](const auto& info) { return info.param; });

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(PythonFunctionsOfHostileText, AreSoundAndPartial) {
  std::string deep = "def f():\n";
  for (int i = 0; i < 900; ++i) deep += std::string(static_cast<std::size_t>(i) + 1, ' ') + "if x:\n";
  deep += std::string(901, ' ') + "pass\n";
  std::string finals = "def f():\n";
  for (int i = 0; i < 40; ++i) finals += std::string(static_cast<std::size_t>(i) + 1, ' ') + "try: x()\n" + std::string(static_cast<std::size_t>(i) + 1, ' ') + "finally:\n";
  finals += std::string(41, ' ') + "return\n";
  const std::string texts[] = {
      "x = " + repeated("(", 10000) + "1" + repeated(")", 10000) + "\n",
      "x = " + repeated("not ", 10000) + "y\n",
      "x = 1" + repeated(" + f(1)", 10000) + "\n",
      "x = a" + repeated(".b()", 10000) + "\n",
      "if " + repeated("a and ", 10000) + "a: pass\n",
      "x = " + repeated("lambda: ", 5000) + "1\n",
      deep,
      finals,
      "print 'x'\nexec 'y'\ndef f((a, b)): return a\n",
      "<<<<<<< HEAD\ndef f(): pass\n=======\ndef g(): pass\n>>>>>>> other\n",
      std::string("def f():\n  x = 1\0\n", 18),
      "class :\n  def (self): self.\n",
      "{% if x %}\ndef {{ name }}(): pass\n{% endif %}\n",
      "",
  };
  for (const auto& text : texts) {
    const auto facts = read_functions(text, "m");
    FileFunctions again;
    EXPECT_TRUE(decode_functions(encode_functions(facts), again)) << text.substr(0, 40);
    EXPECT_EQ(read_functions(text, "m"), facts) << text.substr(0, 40);
    effects_of(std::span(&facts, 1), {.most_slots = 48, .most_steps = 4, .most_targets = 6});
  }
}

}  // namespace
}  // namespace unknot::test
