// Uses by the comments beside the code (fixtures/extract/uses), and by the compiler: what is named only compiles with the
// forward declarations in the place of the include, and the rest does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "analyzer/extract/ast_facts.h"
#include "analyzer/extract/workers.h"
#include "tests/support/cases.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = UNKNOT_SOURCE_DIR "/fixtures/extract/uses";

struct Parsed {
  std::map<std::string, FileAst> files;  ///< by name in the case's folder
  std::uint32_t errors = 0;
  std::string message;
};

/// `text`: of the file, empty for its own.
Parsed parse(const std::string& folder, const std::string& file, const std::string& text = {}) {
  static Workers workers({.program = UNKNOT_BIN_DIR "/unknot-clang", .jobs = 1});
  AstRequest request;
  request.unit.directory = folder;
  request.unit.file = file;
  request.unit.flags =
      file.ends_with(".c") ? std::vector<std::string>{"clang"} : std::vector<std::string>{"clang++", "-std=c++20"};
  request.roots = {folder};
  request.text = text;
  Parsed out;
  static std::map<std::array<std::uint64_t, 2>, std::string> sent;
  workers.run({request}, [&](std::size_t, const Answer& answer) {
    ASSERT_TRUE(answer.reply.has_value()) << answer.failure;
    const auto& reply = std::get<AstReply>(*answer.reply);
    out.errors = reply.errors, out.message = reply.message;
    for (const auto& block : reply.files) {
      if (!block.bytes.empty()) sent[block.hash] = block.bytes;
      FileAst ast;
      ASSERT_TRUE(decode_ast(sent[block.hash], ast)) << block.path;
      EXPECT_EQ(encode_ast(ast), sent[block.hash]);
      out.files[fs::path(block.path).lexically_relative(folder).lexically_normal().string()] = std::move(ast);
    }
  });
  return out;
}

std::string main_of(const std::string& folder) { return fs::exists(folder + "/main.c") ? "main.c" : "main.cpp"; }

/// "core::Engine complete body"
std::string in_words(const FileAst& ast, const UseFact& use) {
  return ast.used[use.symbol].name + " " + std::string(name(use.strength)) + " " + std::string(name(use.place));
}

bool is_own(const FileAst& ast, const UseFact& use) {
  return std::ranges::any_of(ast.symbols, [&](const SymbolFact& symbol) { return symbol.usr == ast.used[use.symbol].usr; });
}

/// Line => what is used there of other files of the case; of its own file only what a definition is checked against.
std::map<std::uint32_t, std::set<std::string>> found(const FileAst& ast) {
  std::map<std::uint32_t, std::set<std::string>> out;
  for (const auto& use : ast.uses) {
    const auto& used = ast.used[use.symbol];
    if (!used.outside.empty()) continue;
    const bool of_itself = use.user != kNobody && ast.symbols[use.user].name == used.name && use.strength == Strength::refer;
    if (is_own(ast, use) && !of_itself) continue;
    for (const auto& place : use.at) out[place.line].insert(in_words(ast, use));
  }
  return out;
}

std::map<std::uint32_t, std::set<std::string>> marks(const std::string& text) {
  std::map<std::uint32_t, std::set<std::string>> out;
  std::istringstream lines(text);
  std::string line;
  for (std::uint32_t number = 1; std::getline(lines, line); ++number) {
    const std::string_view mark = "// uses: ";
    const auto at = line.find(mark);
    if (at == std::string::npos) continue;
    std::string rest = line.substr(at + mark.size());
    for (std::size_t end = 0; end != std::string::npos; rest.erase(0, end + 2)) {
      end = rest.find("; ");
      out[number].insert(rest.substr(0, end));
      if (end == std::string::npos) break;
    }
  }
  return out;
}

class Uses : public testing::TestWithParam<std::string> {
 protected:
  const std::string folder_ = kFolder + "/" + GetParam();
};

TEST_P(Uses, AreWhatStandsBesideTheCode) {
  const Parsed unit = parse(folder_, main_of(folder_));
  EXPECT_EQ(unit.errors != 0, GetParam() == "broken") << unit.message;
  for (const auto& [file, ast] : unit.files) {
    const auto wanted = marks(read_file(folder_ + "/" + file));
    const auto got = found(ast);
    EXPECT_EQ(got, wanted) << file;
    for (const auto& symbol : ast.symbols) EXPECT_FALSE(symbol.usr.empty() || symbol.name.empty()) << file << ": " << symbol.line;
  }
}

/// Headers of the case without standard headers are asked one by one: with each of their includes replaced by forward
/// declarations of all classes and enumerations that the included file defines.
TEST_P(Uses, OfANameCompileWithForwardDeclarations) {
  if (GetParam() == "broken") return;
  const Parsed unit = parse(folder_, main_of(folder_));
  const std::string extension = main_of(folder_).substr(4);
  for (const auto& [file, ast] : unit.files) {
    if (!file.ends_with(".h")) continue;
    const std::string text = read_file(folder_ + "/" + file);
    if (text.contains(".inc\"")) continue;  // that one's uses would need it too
    for (const auto& [other, declares] : unit.files) {
      const std::string include = "#include \"" + other + "\"\n";
      const auto at = text.find(include);
      if (at == std::string::npos) continue;
      std::string forwards;
      for (const auto& symbol : declares.symbols)
        if (!symbol.forward.empty()) forwards += symbol.forward + "\n";
      std::set<std::string> needs;
      bool asks = false;  // for a macro, or in one that nobody expands: no error without it
      for (const auto& use : ast.uses) {
        const bool of_other = std::ranges::any_of(
            declares.symbols, [&](const SymbolFact& symbol) { return symbol.usr == ast.used[use.symbol].usr; });
        if (!of_other || is_own(ast, use)) continue;
        const bool by_macro = use.user != kNobody && ast.symbols[use.user].kind == SymbolKind::macro;
        if (use.strength == Strength::macro || by_macro) asks = true;
        else if (use.strength != Strength::name_only) needs.insert(in_words(ast, use));
      }
      if (asks && needs.empty()) continue;
      const Parsed without = parse(folder_, "virtual" + extension, std::string(text).replace(at, include.size(), forwards));
      EXPECT_EQ(without.errors != 0, !needs.empty()) << file << " without " << other << ": " << without.message << "\n"
                                                     << forwards << testing::PrintToString(needs);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Uses, testing::ValuesIn(folders_in(kFolder)), case_name);

TEST(UsesOfAUnit, AreTheSameBytesFromAnyFolder) {
  Project project;
  project.copy_from(kFolder + "/linkage");
  const auto here = parse(kFolder + "/linkage", "main.cpp");
  const auto there = parse(project.root(), "main.cpp");
  ASSERT_EQ(here.files.size(), 3u);
  for (const auto& [file, ast] : here.files) EXPECT_EQ(encode_ast(ast), encode_ast(there.files.at(file))) << file;
}

TEST(UsesOfAUnit, TellInternalNamesOfEqualFilesApart) {
  const auto unit = parse(kFolder + "/linkage", "main.cpp");
  std::set<std::string> states;
  for (const auto& symbol : unit.files.at("a/util.h").symbols)
    if (symbol.linkage == Linkage::internal) states.insert(symbol.usr);
  EXPECT_THAT(states, testing::Each(testing::EndsWith("@a/util.h")));
  EXPECT_EQ(states.size(), 3u);
}

TEST(UsesOfAUnit, SayWhereWhatIsOutsideComesFrom) {
  const auto unit = parse(kFolder + "/smart_pointers", "main.cpp");
  std::set<std::string> headers;
  for (const auto& used : unit.files.at("use.h").used)
    if (!used.outside.empty()) headers.insert(used.name + " " + used.outside);
  EXPECT_THAT(headers, testing::IsSupersetOf({"std::unique_ptr <memory>", "std::vector <vector>", "std::make_unique <memory>"}));
}

}  // namespace
}  // namespace unknot::test
