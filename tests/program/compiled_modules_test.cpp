// Compiled modules for parsed units: what is built, in which order, and why something is not. Judged by clang++ itself, which
// builds the same modules until nothing more can be built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "analyzer/modules/module_builder.h"
#include "analyzer/source_tree/overlay.h"
#include "tests/support/project.h"
#include "tests/support/run_unknot.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;

/// A source with its flags; everything else of a project is found by its includes.
struct Source {
  std::string file;
  std::vector<std::string> flags{"-std=c++20"};
};

PreprocessRequest command(const Project& project, const Source& source) {
  PreprocessRequest out{.directory = project.root(), .flags = {"clang++"}, .file = project.path(source.file), .predefined = {}, .modules = {}};
  out.flags.insert(out.flags.end(), source.flags.begin(), source.flags.end());
  return out;
}

/// Every source of the project that the compiler is given.
std::vector<Source> sources_of(const Project& project) {
  std::vector<Source> out;
  for (const auto& file : project.files())
    if (file.ends_with(".cpp") || file.ends_with(".cppm")) out.push_back({file});
  return out;
}

struct Outcome {
  std::string text;  ///< a line for each unit: "main.cpp: a a:part" or "main.cpp: no a at a.cppm:2, it cannot be compiled: ..."
  std::set<std::string> complete{};  ///< sources that parse without an error
  BuiltModules built{};
  std::string remark{};
};

struct Setting {
  std::string cache{};  ///< a folder; empty: none
  std::string extractor = UNKNOT_BIN_DIR "/unknot-clang";
  std::shared_ptr<const Overlay> overlay{};
  std::uint64_t most_bytes = 1ULL << 30;
  std::chrono::seconds spared{3600};
};

/// The path without the root, and so the text without it.
std::string shown(const Project& project, std::string text) {
  for (auto at = text.find(project.root() + "/"); at != std::string::npos; at = text.find(project.root() + "/"))
    text.erase(at, project.root().size() + 1);
  return text;
}

/// Builds what every source needs, and parses each that is not told to be without something.
Outcome build(const Project& project, const std::vector<Source>& sources, const Setting& setting = {}) {
  std::vector<PreprocessRequest> commands;
  for (const auto& source : sources) commands.push_back(command(project, source));
  const auto tree = setting.overlay ? overlay_tree(setting.overlay) : working_tree();
  Workers workers({.program = setting.extractor, .jobs = 2, .overlay = setting.overlay});
  ModuleStore store(*tree, {.folder = setting.cache, .most_bytes = setting.most_bytes, .spared = setting.spared});
  Outcome out{.text = {}, .built = build_modules(commands, commands, *tree, workers, store), .remark = store.remark()};
  std::vector<Request> requests;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    AstRequest request{.unit = commands[i], .text = {}, .roots = {project.root()}};
    request.unit.modules = out.built.units[i].modules;
    requests.emplace_back(std::move(request));
  }
  std::vector<AstReply> replies(requests.size());
  workers.run(requests, [&](std::size_t i, Answer answer) {
    if (answer.reply) replies[i] = std::get<AstReply>(std::move(*answer.reply));
  });
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const UnitModules& unit = out.built.units[i];
    out.text += sources[i].file + ":";
    for (const auto& module : unit.modules) out.text += " " + (module.name.empty() ? "(header)" : module.name);
    for (const auto& failure : unit.failures)
      out.text += " no " + failure.module + " at " + failure.file + (failure.line == 0 ? "" : ":" + std::to_string(failure.line)) + ", " + failure.reason +
                  (failure.also.empty() ? "" : " (" + failure.also + ")") + ";";
    out.text += '\n';
    if (!unit.failures.empty()) continue;
    if (replies[i].ok && replies[i].errors == 0) out.complete.insert(sources[i].file);
    else out.text += "  " + replies[i].message + '\n';
  }
  out.text = shown(project, std::move(out.text));
  return out;
}

int clang(const Project& project, const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"clang++-22", "-std=c++20", "-w"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_program("/usr/bin/env", all, {.cwd = project.root(), .env = {}}).exit_code;
}

/// The sources that clang++ compiles, given all modules of the project that it can build.
/// `modules`: source -> name. No order is known here: whatever compiles is built, until nothing more does.
std::set<std::string> compiled_by_clang(const Project& project, const std::map<std::string, std::string>& modules) {
  const std::string out = project.path("../pcm");
  fs::create_directories(out);
  std::set<std::string> done;
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [file, name] : modules) {
      if (done.contains(file)) continue;
      std::string pcm = name;
      if (const auto colon = pcm.find(':'); colon != std::string::npos) pcm[colon] = '-';
      if (clang(project, {"-xc++-module", "--precompile", file, "-o", out + "/" + pcm + ".pcm", "-fprebuilt-module-path=" + out}) == 0)
        done.insert(file), grown = true;
    }
  }
  for (const auto& source : sources_of(project))
    if (!modules.contains(source.file) && clang(project, {"-fsyntax-only", source.file, "-fprebuilt-module-path=" + out}) == 0) done.insert(source.file);
  return done;
}

/// All sources with the default flags: the text is as expected, and we say "complete" of exactly those that clang++ compiles.
void check(const Files& files, const std::map<std::string, std::string>& modules, const std::string& expected) {
  const Project project(files);
  const auto sources = sources_of(project);
  const Outcome run = build(project, sources);
  EXPECT_EQ(run.text, expected);
  EXPECT_TRUE(run.built.repeatable);
  EXPECT_EQ(run.complete, compiled_by_clang(project, modules));
}

Files shop() {
  return {{"shop.cppm", "module;\n#include <cstddef>\nexport module shop;\nexport import :item;\nexport import money;\nimport :list;\n"
                        "export struct Shop { Item item; Money till; std::size_t count; };\n"},
          {"item.cppm", "export module shop:item;\nimport :list;\nexport struct Item { int weight; };\n"},
          {"list.cpp", "module shop:list;\nstruct List { int size; };\n"},
          {"money.cppm", "export module money;\nexport struct Money { int cents; };\nexport Money one();\nmodule :private;\nMoney one() { return {1}; }\n"},
          {"shop.cpp", "module shop;\nint weigh(Shop& shop) { return shop.item.weight + List{1}.size; }\n"},
          {"door.h", "#pragma once\nimport shop;\ninline int cents(Shop& s) { return s.till.cents; }\n"},
          {"main.cpp", "#include \"door.h\"\nint main() { Shop s{}; return cents(s) + one().cents; }\n"},
          {"plain.cpp", "int plain() { return 0; }\n"}};
}
const std::map<std::string, std::string> kShopModules{
    {"shop.cppm", "shop"}, {"item.cppm", "shop:item"}, {"list.cpp", "shop:list"}, {"money.cppm", "money"}};

TEST(CompiledModules, PartitionsReexportsImplementationsAndHeaders) {
  check(shop(), kShopModules,
        "item.cppm: shop:list\n"
        "list.cpp:\n"
        "main.cpp: money shop shop:item shop:list\n"
        "money.cppm:\n"
        "plain.cpp:\n"
        "shop.cpp: money shop shop:item shop:list\n"
        "shop.cppm: money shop:item shop:list\n");
}

TEST(CompiledModules, ACycleIsNamedAndOnlyItsImportersFail) {
  check({{"a.cppm", "export module a;\nimport b;\n"},
         {"b.cppm", "export module b;\nimport c;\n"},
         {"c.cppm", "export module c;\nimport a;\n"},
         {"free.cppm", "export module free;\n"},
         {"main.cpp", "import a;\nint main() {}\n"},
         {"other.cpp", "import free;\n"}},
        {{"a.cppm", "a"}, {"b.cppm", "b"}, {"c.cppm", "c"}, {"free.cppm", "free"}},
        "a.cppm: no a at a.cppm, it imports itself: a, b, c, a;\n"
        "b.cppm: no a at a.cppm, it imports itself: a, b, c, a;\n"
        "c.cppm: no a at a.cppm, it imports itself: a, b, c, a;\n"
        "free.cppm:\n"
        "main.cpp: no a at a.cppm, it imports itself: a, b, c, a;\n"
        "other.cpp: free\n");
}

TEST(CompiledModules, AModuleThatNobodyProvides) {
  check({{"a.cppm", "export module a;\nimport gone;\n"}, {"main.cpp", "import a;\nint main() {}\n"}, {"own.cpp", "module nowhere;\n"}}, {{"a.cppm", "a"}},
        "a.cppm: no gone at a.cppm, no file provides it;\n"
        "main.cpp: no gone at a.cppm, no file provides it;\n"
        "own.cpp: no nowhere at own.cpp, no file provides it;\n");
}

TEST(CompiledModules, AnInterfaceThatDoesNotCompile) {
  check({{"a.cppm", "export module a;\nexport struct A : Nope {};\n"}, {"b.cppm", "export module b;\nimport a;\n"}, {"main.cpp", "import b;\nint main() {}\n"}},
        {{"a.cppm", "a"}, {"b.cppm", "b"}},
        "a.cppm:\n  expected class name\n"
        "b.cppm: no a at a.cppm:2, it cannot be compiled: expected class name;\n"
        "main.cpp: no a at a.cppm:2, it cannot be compiled: expected class name;\n");
}

TEST(CompiledModules, TheNearerOfTwoProvidersCounts) {
  Project project({{"one/m.cppm", "export module m;\nexport struct M { int one; };\n"},
                   {"two/m.cppm", "export module m;\nexport struct M { int two; };\n"},
                   {"one/main.cpp", "import m;\nint f(M m) { return m.one; }\n"},
                   {"two/main.cpp", "import m;\nint f(M m) { return m.two; }\n"},
                   {"main.cpp", "import m;\n"}});
  const Outcome run = build(project, sources_of(project));
  EXPECT_EQ(run.text,
            "main.cpp: no m at one/m.cppm, several files provide it (two/m.cppm);\n"
            "one/m.cppm:\none/main.cpp: m\ntwo/m.cppm:\ntwo/main.cpp: m\n");
  EXPECT_EQ(run.complete, (std::set<std::string>{"one/m.cppm", "one/main.cpp", "two/m.cppm", "two/main.cpp"}));
}

TEST(CompiledModules, OneInterfaceCompiledInTwoWaysIsTakenAsItsImporterIs) {
  Project project({{"m.cppm", "export module m;\n#ifdef WIDE\nexport using Number = long;\n#else\nexport using Number = char;\n#endif\n"},
                   {"wide.cpp", "import m;\nstatic_assert(sizeof(Number) == sizeof(long));\n"},
                   {"narrow.cpp", "import m;\nstatic_assert(sizeof(Number) == 1);\n"}});
  const std::vector<std::string> wide{"-std=c++20", "-DWIDE"};
  const Outcome run = build(project, {{"m.cppm"}, {"m.cppm", wide}, {"wide.cpp", wide}, {"narrow.cpp"}});
  EXPECT_EQ(run.text, "m.cppm:\nm.cppm:\nwide.cpp: m\nnarrow.cpp: m\n");
  EXPECT_EQ(run.built.compiled, 2u);
}

TEST(CompiledModules, AnImporterInAnotherLanguageGetsItsOwnCompiledForm) {
  Project project({{"m.cppm", "module;\n#include <cstdlib>\nexport module m;\nexport import n;\nexport constexpr long kLanguage = __cplusplus;\n"},
                   {"n.cppm", "export module n;\nexport struct N { int x; };\n"},
                   {"old.cpp", "import m;\nstatic_assert(__cplusplus < 202300);\nN old;\n"},
                   {"new.cpp", "import m;\nstatic_assert(__cplusplus > 202300);\nN young;\n"},
                   {"gnu.cpp", "import m;\nN gnu;\n"},
                   {"small.cpp", "import m;\nN small;\n"}});
  const Outcome run = build(project, {{"m.cppm"}, {"n.cppm"}, {"old.cpp"}, {"new.cpp", {"-std=c++23"}}, {"gnu.cpp", {"-std=gnu++20"}},
                                  {"small.cpp", {"-std=c++20", "-fno-exceptions", "-fno-rtti"}}});
  EXPECT_EQ(run.text, "m.cppm: n\nn.cppm:\nold.cpp: m n\nnew.cpp: m n\ngnu.cpp: m n\nsmall.cpp: m n\n");
  EXPECT_EQ(run.complete.size(), 6u) << run.text;
  EXPECT_EQ(run.built.compiled, 8u);
}

TEST(CompiledModules, CompiledModulesOfTheBuildAreNotOpened) {
  Project project({{"m.cppm", "export module m;\nexport struct M { int x; };\n"},
                   {"main.cpp", "import m;\nint f(M m) { return m.x; }\n"},
                   {"build/m.pcm", "another compiler's"}});
  const std::vector<std::string> flags{"-std=c++20", "-fmodule-file=m=build/m.pcm", "-fprebuilt-module-path=build", "-fmodule-file=build/m.pcm",
                                       "-fmodules-ts", "-fmodule-mapper=build/m.map", "-fmodules-cache-path=build"};
  const Outcome run = build(project, {{"m.cppm", flags}, {"main.cpp", flags}});
  EXPECT_EQ(run.text, "m.cppm:\nmain.cpp: m\n");
  EXPECT_EQ(run.complete.size(), 2u);
}

TEST(CompiledModules, MacrosOfHeaderUnitsDecideAboutMoreImports) {
  Project project({{"config.h", "#pragma once\n#define WITH_MORE 1\nstruct Config { int x; };\n"},
                   {"more.h", "#pragma once\nimport \"config.h\";\n#ifdef WITH_MORE\n#define WITH_M 1\n#endif\n"},
                   {"m.cppm", "module;\nimport \"config.h\";\nexport module m;\nexport struct M { Config config; };\n"},
                   {"main.cpp", "import \"config.h\";\n#ifdef WITH_MORE\nimport \"more.h\";\n#endif\n#ifdef WITH_M\nimport m;\n#endif\nint f(M m) { return m.config.x; }\n"}});
  const Outcome run = build(project, {{"m.cppm"}, {"main.cpp"}});
  EXPECT_EQ(run.text, "m.cppm: (header)\nmain.cpp: (header) (header) m\n");
  EXPECT_EQ(run.complete, (std::set<std::string>{"m.cppm", "main.cpp"})) << run.text;
}

TEST(CompiledModules, HeaderUnitsThatImportEachOther) {
  Project project({{"a.h", "#pragma once\nimport \"b.h\";\n"}, {"b.h", "#pragma once\nimport \"a.h\";\n"}, {"main.cpp", "import \"a.h\";\nint main() {}\n"}});
  const std::string path = project.path("a.h");
  EXPECT_EQ(build(project, {{"main.cpp"}}).text, "main.cpp: no a.h at a.h, it imports itself: a.h, b.h, a.h;\n");
}

TEST(CompiledModules, ASystemHeaderAsAUnit) {
  Project project({{"main.cpp", "import <vector>;\nstd::vector<int> numbers;\n"}});
  const Outcome run = build(project, {{"main.cpp"}});
  EXPECT_EQ(run.text, "main.cpp: (header)\n");
  EXPECT_EQ(run.complete.size(), 1u);
}

TEST(CompiledModules, TheStandardModuleOfAToolchain) {
  Project project({{"tools/include/c++/v1/number", "#pragma once\nnamespace std { struct number { int x; }; }\n"},
                   {"tools/share/libc++/v1/std.cppm", "module;\n#include <number>\nexport module std;\nexport namespace std { using std::number; }\n"},
                   {"main.cpp", "import std;\nint f(std::number n) { return n.x; }\n"},
                   {"none.cpp", "import std;\n"}});
  const std::vector<std::string> flags{"-std=c++23", "-DOWN=1", "-Isrc", "-nostdinc++", "-isystem" + project.path("tools/include/c++/v1")};
  const Outcome run = build(project, {{"main.cpp", flags}, {"none.cpp", {"-std=c++23", "-nostdinc++"}}});
  EXPECT_EQ(run.text, "main.cpp: std\nnone.cpp: no std at none.cpp, its source is not installed;\n");
  EXPECT_EQ(run.complete, std::set<std::string>{"main.cpp"});
}

TEST(CompiledModules, ACrashInsideClangCostsTheModuleAndItsImporters) {
  Project project(shop());
  ::setenv("UNKNOT_CLANG_FAULT", "crash:item.cppm", 1);
  const Outcome run = build(project, sources_of(project));
  ::unsetenv("UNKNOT_CLANG_FAULT");
  EXPECT_FALSE(run.built.repeatable);
  EXPECT_THAT(run.text, testing::HasSubstr("unknot-clang crashed (signal 6)"));
  EXPECT_TRUE(run.complete.contains("plain.cpp"));
  EXPECT_FALSE(run.complete.contains("main.cpp"));
}

// What is kept -----------------------------------------------------------------------------------------------------------------

class KeptModules : public testing::Test {
 protected:
  KeptModules() : project_(shop()) {
    // Other tests' temporary folders are none of this one's.
    fs::create_directory(project_.path("../temporary"));
    ::setenv("TMPDIR", project_.path("../temporary").c_str(), 1);
    settle();
  }
  ~KeptModules() override { ::unsetenv("TMPDIR"); }
  /// What was written just now is never trusted.
  static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(60)); }
  Outcome run(Setting setting) { return build(project_, sources_of(project_), setting); }
  Outcome run() { return run({.cache = cache_}); }
  std::vector<std::string> kept(const std::string& ending) const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(cache_))
      if (entry.path().string().ends_with(ending)) out.push_back(entry.path().string());
    return out;
  }
  std::size_t private_folders() const {
    std::size_t out = 0;
    for (const auto& entry : fs::directory_iterator(project_.path("../temporary"))) out += entry.path().filename().string().starts_with("unknot-modules-") ? 1 : 0;
    return out;
  }
  void expect_same(const Outcome& a, const Outcome& b) {
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.complete, b.complete);
    for (std::size_t i = 0; i < a.built.units.size(); ++i) EXPECT_EQ(a.built.units[i].identity, b.built.units[i].identity) << i;
    EXPECT_EQ(a.built.inputs.read, b.built.inputs.read);
  }

  Project project_;
  const std::string cache_ = project_.path("../modules");
};

TEST_F(KeptModules, AWarmRunAsksNothing) {
  const Outcome cold = run();
  EXPECT_EQ(cold.built.compiled, 4u);
  EXPECT_EQ(cold.complete.size(), 7u) << cold.text;
  const Outcome warm = run();
  EXPECT_EQ(warm.built.compiled, 0u);
  EXPECT_EQ(warm.built.scanned, 0u);
  EXPECT_EQ(warm.remark, "");
  expect_same(cold, warm);
}

TEST_F(KeptModules, AChangeCostsWhatStandsOnIt) {
  const Outcome cold = run();
  project_.write("item.cppm", "export module shop:item;\nimport :list;\nexport struct Item { int weight; int size; };\n");
  settle();
  const Outcome after = run();
  EXPECT_EQ(after.built.scanned, 1u);
  EXPECT_EQ(after.built.compiled, 2u);  // shop:item and shop
  const auto sources = sources_of(project_);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool stands_on_it = sources[i].file == "main.cpp" || sources[i].file.starts_with("shop.cpp");
    EXPECT_EQ(cold.built.units[i].identity != after.built.units[i].identity, stands_on_it) << sources[i].file;
  }
}

TEST_F(KeptModules, ANewTimeStampCostsNothing) {
  run();
  for (const auto& file : project_.files()) fs::last_write_time(project_.path(file), fs::file_time_type::clock::now());
  const Outcome after = run();
  EXPECT_EQ(after.built.scanned + after.built.compiled, 0u);
}

TEST_F(KeptModules, AHeaderThatTurnsUpIsSeen) {
  project_.write("opt.cppm", "export module opt;\n#if __has_include(\"extra.h\")\nimport money;\n#endif\n");
  settle();
  EXPECT_THAT(run().text, testing::HasSubstr("opt.cppm:\n"));
  project_.write("extra.h", "");
  settle();
  EXPECT_THAT(run().text, testing::HasSubstr("opt.cppm: money\n"));
}

TEST_F(KeptModules, DamagedEntriesAreMadeAnew) {
  const Outcome cold = run();
  for (const char* ending : {".pcm", ".unit"})
    for (const std::size_t size : {std::size_t{0}, std::size_t{100}}) {
      for (const auto& path : kept(ending)) fs::resize_file(path, size);
      const Outcome after = run();
      expect_same(cold, after);
      EXPECT_EQ(run().built.compiled, 0u);
    }
  for (const auto& path : kept(".pcm")) {
    std::string bytes = read_file(path);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(path, std::ios::binary) << bytes;
  }
  const Outcome after = run();
  EXPECT_EQ(after.built.compiled, 4u);
  expect_same(cold, after);
}

TEST_F(KeptModules, WithoutACacheNothingIsLeftBehind) {
  const std::size_t before = private_folders();
  const Outcome without = run(Setting{});
  EXPECT_EQ(without.complete.size(), 7u) << without.text;
  EXPECT_EQ(private_folders(), before);
}

TEST_F(KeptModules, ACacheThatCannotBeWrittenIsDoneWithout) {
  project_.write("../file", "no folder");
  const std::size_t before = private_folders();
  const Outcome none = run({.cache = project_.path("../file/modules")});
  EXPECT_EQ(none.complete.size(), 7u) << none.text;
  EXPECT_THAT(none.remark, testing::HasSubstr("compiled modules are not kept"));
  EXPECT_EQ(private_folders(), before);
}

TEST_F(KeptModules, TheLeastRecentlyUsedGoFirst) {
  run();
  ASSERT_EQ(kept(".pcm").size(), 4u);
  std::string oldest = kept(".pcm").front();
  fs::last_write_time(oldest, fs::file_time_type::clock::now() - std::chrono::hours(3));
  project_.write("../modules/left.99.tmp", "of a run that was ended");
  fs::last_write_time(project_.path("../modules/left.99.tmp"), fs::file_time_type::clock::now() - std::chrono::hours(3));
  { const ModuleStore store(*working_tree(), {.folder = cache_, .most_bytes = 1}); }
  EXPECT_EQ(kept(".pcm").size(), 3u) << "what was used in the last hour stays";
  EXPECT_FALSE(fs::exists(oldest));
  EXPECT_TRUE(kept(".tmp").empty());
  EXPECT_EQ(run().built.compiled, 1u);
  { const ModuleStore store(*working_tree(), {.folder = cache_, .most_bytes = 1, .spared = std::chrono::seconds(-60)}); }
  EXPECT_TRUE(kept(".pcm").empty());
}

TEST_F(KeptModules, StagedContentHasModulesOfItsOwn) {
  const Outcome disk = run();
  Overlay overlay{.name = "index", .top = project_.root(), .paths = {}};
  overlay.paths[project_.path("money.cppm")] = {.kind = OverlaidKind::file, .bytes = "export module money;\nexport struct Coin {};\n"};
  const Outcome staged = run({.cache = cache_, .overlay = std::make_shared<Overlay>(overlay)});
  EXPECT_THAT(staged.text, testing::HasSubstr("main.cpp: no shop at shop.cppm:7, it cannot be compiled: unknown type name 'Money'"));
  EXPECT_EQ(run().text, disk.text);
  overlay.paths[project_.path("money.cppm")].bytes = project_.read("money.cppm");
  const Outcome same = run({.cache = cache_, .overlay = std::make_shared<Overlay>(overlay)});
  expect_same(disk, same);
}

}  // namespace
}  // namespace unknot::test
