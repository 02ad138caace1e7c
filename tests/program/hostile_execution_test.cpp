// Nothing from a repository is run, loaded or written to. Each test plants traps, and compares everything there is before and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/hostile.h"

namespace unknot::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// A project whose conditional cycle makes Clang's driver and its preprocessor work, with programs that leave a mark.
class Traps : public testing::Test {
 protected:
  Traps()
      : project_(with_healthy({{"u.cpp", "#define D\n#include \"c.h\"\n"},
                               {"c.h", "#pragma once\n#ifdef D\n#include \"d.h\"\n#endif\n"},
                               {"d.h", "#pragma once\n#include \"c.h\"\n"},
                               {"out/keep", ""}})) {
    for (const char* name : {"clang++", "g++", "cc", "ccache", "sccache", "distcc", "env", "ld", "ld.lld", "as", "cc1", "cc1plus", "amdgpu-arch",
                             "nvptx-arch", "offload-arch", "ptxas", "llvm-symbolizer", "git", "xcrun", "evil"})
      plant(std::string("bin/") + name);
    // What a dynamic linker would run, if anything loaded it: that is no library, and loading it would be said.
    plant("bin/evil.so");
  }
  void plant(const std::string& name) {
    project_.write(name, "#!/bin/sh\necho \"$0 $*\" >> " + mark() + "\n");
    fs::permissions(project_.path(name), fs::perms::all);
  }
  std::string mark() const { return project_.path("../mark"); }
  std::string bin(const std::string& name) const { return project_.path("bin/" + name); }

  /// A run over the project as it stands leaves no mark and changes nothing.
  ReadReport check(HostileRun wanted) {
    const auto before = listing_of(project_.root());
    auto report = check_hostile(project_, wanted);
    EXPECT_EQ(listing_of(project_.root()), before);
    EXPECT_FALSE(project_.has("../mark")) << project_.read("../mark");
    return report;
  }
  void check_command(const std::vector<std::string>& words, const HostileRun& wanted) {
    std::string trace;
    for (const auto& word : words) trace += word + " ";
    SCOPED_TRACE(trace);
    std::string text = "[{\"directory\": " + json_quoted(project_.root()) + ", \"file\": \"u.cpp\", \"arguments\": [";
    for (const auto& word : words) text += json_quoted(word) + ", ";
    project_.write("compile_commands.json", text + "\"-c\", \"u.cpp\"]}]");
    check(wanted);
  }

  Project project_;
  const std::string entered_ = "c.h:3 include-cycle warning\n";
};

TEST_F(Traps, CompilersAndWrappersAreNotRun) {
  const std::map<std::string, std::string> path{{"PATH", project_.path("bin") + ":/usr/bin:/bin"}};
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {bin("clang++")}, {bin("evil")}, {"bin/g++"}, {"clang++"}, {bin("ccache"), bin("clang++")}, {bin("sccache"), bin("cc")},
           {bin("env"), "A=b", bin("distcc"), bin("g++")}, {bin("g++"), "-wrapper", bin("evil")}, {bin("clang++"), "-B" + project_.path("bin")},
           {"clang++", "-fno-integrated-as", "-fuse-ld=" + bin("evil"), "--ld-path=" + bin("evil"), "-ccc-gcc-name", bin("evil")},
           {bin("clang++"), "-target", "x86_64-pc-windows-msvc"}, {bin("clang++"), "-target", "arm64-apple-macos"}})
    check_command(words, {.exit_code = 0, .also = entered_, .env = path});
}

/// Clang's driver asks programs for the processor where "native" is one of a graphics card.
TEST_F(Traps, ToolsOfTheDriverAreNotRun) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"clang++", "-x", "hip", "--offload-arch=native", "--amdgpu-arch-tool=" + bin("evil")},
           {"clang++", "-x", "hip", "--offload-arch=native", "--offload-arch-tool=" + bin("evil")},
           {bin("clang++"), "-x", "hip", "--offload-arch=native", "-B" + project_.path("bin")},
           {bin("clang++"), "-fopenmp", "--offload-arch=native"},
           {bin("clang++"), "-target", "amdgcn-amd-amdhsa", "-mcpu=native"}})
    check_command(words, {.exit_code = 0, .also = entered_});
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"clang++", "-target", "nvptx64-nvidia-cuda", "-march=native", "--nvptx-arch-tool=" + bin("evil")},
           {bin("clang++"), "-target", "nvptx64-nvidia-cuda", "-march=native"},
           {"clang++", "-target", "nvptx64-nvidia-cuda", "-march=native", "-B" + project_.path("bin")}})
    check_command(words, {.exit_code = 3, .said = {"u.cpp: which of its conditional includes are entered is unknown"}, .also = "c.h:3 include-cycle/unknown note\n"});
}

TEST_F(Traps, PluginsAreNotLoaded) {
  project_.write("evil.cfg", "-fplugin=" + bin("evil.so") + "\n-DFROM_CONFIG\n");
  project_.write("bin/clang++.cfg", "-fplugin=" + bin("evil.so") + "\n");
  project_.write("evil.specs", "*cc1:\n" + bin("evil") + "\n");
  const std::string so = bin("evil.so");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"clang++", "-fplugin=" + so, "-fplugin-arg-evil-x"}, {"clang++", "-Xclang", "-load", "-Xclang", so, "-Xclang", "-plugin", "-Xclang", "evil"},
           {"clang++", "-Xclang", "-add-plugin", "-Xclang", "evil", "-Xclang", "-plugin-arg-evil", "-Xclang", "x"}, {"clang++", "-fpass-plugin=" + so},
           {"clang++", "-mllvm", "-load=" + so}, {"clang++", "-mllvm=-load=" + so}, {"clang++", "-Xclang", "-mllvm", "-Xclang", "-load=" + so},
           {"g++", "-specs=evil.specs", "--specs=evil.specs"}, {"clang++", "--config", "evil.cfg"}, {"clang++", "--config=evil.cfg"}, {bin("clang++")},
           {"clang++", "-Xarch_host", "-fplugin=" + so}, {"clang++", "-include-pch", so}, {"clang++", "-fmodule-file=" + so},
           {"clang++", "-Xclang", "-fmodule-map-file=" + so}, {"clang++", "-ivfsoverlay", so}, {"clang++", "-fprofile-use=" + so}})
    check_command(words, {.exit_code = 0, .also = entered_});
}

TEST_F(Traps, NothingIsWritten) {
  const std::vector<std::string> outputs{
      "-oout/o", "-MFout/d", "-MD", "-MMD", "-MJout/j", "-fcrash-diagnostics-dir=out/crash", "-gen-reproducer", "-save-temps", "-save-temps=obj", "--save-temps",
      "-ftime-trace", "-ftime-trace=out/trace.json", "-fmodules", "-fmodules-cache-path=out/modules", "-gmodules", "--serialize-diagnostics", "out/dia",
      "-fprofile-generate=out", "-fprofile-instr-generate=out/p", "--coverage", "-fsave-optimization-record", "-foptimization-record-file=out/r",
      "-fstack-usage", "-fproc-stat-report=out/stat", "-dumpdir", "out/", "-dumpbase", "out/x", "-aux-info", "out/aux", "-Wp,-MD,out/wp", "-Wp,-MMD,out/wp2",
      "-index-store-path", "out/index", "-gsplit-dwarf", "-emit-pch", "-H", "-v", "-###", "-emit-symbol-graph", "--symbol-graph-dir=out/sg", "-fdiagnostics-add-output=sarif:file=out/s",
      "-fmodule-output=out/m.pcm", "-flto", "-fthinlto-index=out/t", "-P", "-E", "-dM", "-S", "-emit-llvm"};
  for (const auto& word : outputs) check_command({"clang++", word}, {.exit_code = 0, .also = entered_});
  for (const auto& word : {"-dependency-file", "-header-include-file", "-diagnostic-log-file", "-serialize-diagnostic-file", "-stats-file=out/st", "-o", "-opt-record-file", "-split-dwarf-output"})
    check_command({"clang++", "-Xclang", word, "-Xclang", project_.path("out/x")}, {.exit_code = 0, .also = entered_});
  for (const auto& words : std::vector<std::vector<std::string>>{{"clang-cl", "/Foout\\", "/Fpout\\x.pch", "/Ycc.h", "/Fdout\\", "/FAs", "/showIncludes"},
                                                                 {"cl", "/Foout\\", "/Fpout\\x.pch"}}) {
    SCOPED_TRACE(words.front());
    const auto before = listing_of(project_.root() + "/out");
    std::string text = "[{\"directory\": " + json_quoted(project_.root()) + ", \"file\": \"u.cpp\", \"arguments\": [";
    for (const auto& word : words) text += json_quoted(word) + ", ";
    project_.write("compile_commands.json", text + "\"-c\", \"u.cpp\"]}]");
    run_unknot({"check", ".", "--cache", "off"}, {.cwd = project_.root(), .env = {}});
    EXPECT_EQ(listing_of(project_.root() + "/out"), before);
  }
}

/// The answer is that of a clean environment, whatever ours says.
TEST_F(Traps, TheEnvironmentHasNoSay) {
  project_.write("../other/g.h", "int other;\n");
  project_.write("u.cpp", "#define D\n#include <g.h>\n#include \"c.h\"\n");
  for (const char* name : {"clang", "clang++"}) project_.write(std::string("../other/") + name + ".cfg", "-I" + project_.path("../other") + "\n");
  project_.write_commands();
  const std::string other = project_.path("../other");
  const auto program = [&](const std::map<std::string, std::string>& env) {
    const auto run = run_unknot({"dump", "program", ".", "--cache", "off"}, {.cwd = project_.root(), .env = env});
    EXPECT_EQ(run.err, "unknot: database: compile_commands.json\n");
    return run.out;
  };
  std::vector<std::pair<std::string, std::string>> variables{
      {"CCC_OVERRIDE_OPTIONS", "^-I" + other + " +-fplugin=" + bin("evil.so")}, {"CL", "/I" + other}, {"_CL_", "/FIc.h"},
      {"MACOSX_DEPLOYMENT_TARGET", "nonsense"}, {"SOURCE_DATE_EPOCH", "nonsense"}, {"DEPENDENCIES_OUTPUT", project_.path("out/d") + " t"},
      {"SUNPRO_DEPENDENCIES", project_.path("out/s") + " t"}, {"CC_PRINT_OPTIONS", "1"}, {"CC_PRINT_OPTIONS_FILE", project_.path("out/o")},
      {"CC_PRINT_HEADERS", "1"}, {"CC_PRINT_HEADERS_FILE", project_.path("out/h")}, {"CC_LOG_DIAGNOSTICS", "1"},
      {"CC_LOG_DIAGNOSTICS_FILE", project_.path("out/l")}, {"FORCE_CLANG_DIAGNOSTICS_CRASH", "1"}, {"COLUMNS", "1"}};
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH", "INCLUDE", "LIB", "LIBRARY_PATH", "SDKROOT",
                           "COMPILER_PATH", "GCC_EXEC_PREFIX", "CLANG_CONFIG_FILE_SYSTEM_DIR", "CLANG_CONFIG_FILE_USER_DIR", "CLANG_CRASH_DIAGNOSTICS_DIR", "TMPDIR",
                           "VCToolsInstallDir", "ROCM_PATH", "CUDA_PATH", "HOME"})
    variables.emplace_back(name, other);
  const auto before = listing_of(project_.path(".."));
  const auto clean = program({});
  ASSERT_THAT(clean, HasSubstr("c.h"));
  for (const auto& [name, value] : variables) EXPECT_EQ(program({{name, value}}), clean) << name;
  EXPECT_EQ(listing_of(project_.path("..")), before);
}

/// Git's configuration and hooks of a repository run programs: none is asked for anything.
TEST_F(Traps, GitIsNotAsked) {
  project_.write(".git/HEAD", "ref: refs/heads/main\n");
  project_.write(".git/config", "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = " + bin("evil") + "\n\thooksPath = " + project_.path("bin") + "\n\tpager = " + bin("evil") +
                                    "\n\tsshCommand = " + bin("evil") + "\n\teditor = " + bin("evil") + "\n[include]\n\tpath = " + project_.path("evil.gitconfig") +
                                    "\n[filter \"x\"]\n\tsmudge = " + bin("evil") + "\n\tclean = " + bin("evil") + "\n[diff]\n\texternal = " + bin("evil") +
                                    "\n[alias]\n\tls-files = !" + bin("evil") + "\n");
  project_.write(".gitattributes", "* filter=x diff=x\n");
  for (const char* hook : {"post-checkout", "post-index-change", "fsmonitor-watchman", "pre-commit"}) plant(std::string(".git/hooks/") + hook);
  for (const char* folder : {".git/objects", ".git/refs"}) fs::create_directories(project_.path(folder));
  project_.write_commands();
  check({.exit_code = 0, .also = entered_, .env = {{"PATH", project_.path("bin") + ":/usr/bin:/bin"}}});
  check({.exit_code = 0, .also = entered_, .env = {{"GIT_DIR", "/nonexistent"}, {"GIT_WORK_TREE", "/"}, {"GIT_EXTERNAL_DIFF", bin("evil")}, {"GIT_CONFIG_GLOBAL", project_.path(".git/config")}}});
}

/// The kernel refuses it: what Clang reads cannot make this process run or write anything.
TEST_F(Traps, TheExtractorIsConfined) {
  project_.write_commands();
  // Looked at while it hangs on purpose.
  const std::string script = "UNKNOT_CLANG_FAULT=hang:u.cpp " UNKNOT_BIN_DIR "/unknot check . --cache off --timeout 2 >/dev/null 2>&1 & "
                             "for i in $(seq 50); do for p in $(ls -l /proc/[0-9]*/exe 2>/dev/null | sed -n 's|.*/proc/\\([0-9]*\\)/exe -> " UNKNOT_BIN_DIR
                             "/unknot-clang$|\\1|p'); do [ \"$(readlink /proc/$p/cwd)\" = \"$PWD\" ] && grep -q '^Seccomp:.*2' /proc/$p/status && "
                             "{ echo confined; wait; exit; }; done; sleep 0.05; done; wait";
  const auto run = run_program("/bin/sh", {"-c", script}, {.cwd = project_.root(), .env = {}});
  if (!fs::exists("/proc/self/status") || read_file("/proc/self/status").find("Seccomp") == std::string::npos) GTEST_SKIP() << "this kernel has no seccomp";
  EXPECT_EQ(run.out, "confined\n") << run.err;
}

TEST_F(Traps, CommandsThatOnlyLook) {
  project_.write_commands();
  const auto before = listing_of(project_.root());
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"graph", "--all", "."}, {"doctor", "."}, {"why", "u.cpp", "d.h"}, {"dump", "facts", "."}, {"dump", "program", "."}, {"list"}, {"explain", "include-cycle"}}) {
    auto more = arguments;
    if (more.size() > 2 || more[0] == "doctor") more.insert(more.end(), {"--cache", "off"});
    const auto run = run_unknot(more, {.cwd = project_.root(), .env = {}});
    EXPECT_EQ(run.exit_code, 0) << arguments[0] << run.err;
    EXPECT_EQ(listing_of(project_.root()), before) << arguments[0];
  }
  EXPECT_FALSE(project_.has("../mark"));
}

}  // namespace
}  // namespace unknot::test
