// Compile commands: wrappers off, outputs off, flags sorted into search list, macros and the rest.
#include "analyzer/project/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <cstdio>

namespace unknot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

NormalizedCommand normalized(std::string_view command) {
  return normalize({.directory = "/b", .file = "a.cc", .arguments = split_shell_words(command), .output = "", .of_windows = false}, "/db");
}

/// The command must keep exactly these flags.
void check(std::string_view command, std::string_view expected) {
  EXPECT_EQ(joined(normalized(command).flags), expected) << command;
}

PreprocessorFlags split(std::string_view command) {
  const NormalizedCommand result = normalized(command);
  return split_flags(result.flags, result.directory);
}

/// "q:/a i:/b s:/c a:/d"
std::string search(std::string_view command) {
  std::string text;
  for (const SearchEntry& entry : split(command).search) {
    text += (text.empty() ? "" : " ") + std::string(1, "qisa"[static_cast<std::size_t>(entry.kind)]) + ":" + entry.path;
  }
  return text;
}

TEST(Normalize, DropsStepsOutputsAndInputs) {
  check("g++ -O2 -c a.cc -o a.o", "g++ -O2");
  check("g++ -oa.o -S -E a.cc b.cc -std=c++20", "g++ -std=c++20");
  check("g++ -MD -MMD -MF a.d -MFb.d -MT t -MQ t -MP -MG -MM -M -MJ x.json -MTq -I x a.cc", "g++ -I x");
  check("g++ -Wall -- -weird.cc", "g++ -Wall");
  check("g++ -DX --output=a.o --output b.o - --serialize-diagnostics d.dia", "g++ -DX");
  check("g++ -x c++ a.cc -include pre.h", "g++ -x c++ -include pre.h");
  check("g++ -dumpbase a.cc -frandom-seed=a.o -save-temps=obj -I.", "g++ -I.");
  check("g++ -target", "g++ -target");
  check("", "");
}

TEST(Normalize, LoadsNoForeignCode) {
  check(
      "clang++ -fplugin=evil.so -fplugin-arg-evil-x=1 -fpass-plugin=e.so -Xclang -load -Xclang e.so -Xclang -add-plugin -Xclang "
      "e -DX",
      "clang++ -DX");
  check("clang++ -Xclang -plugin-arg-e -Xclang -DY -mllvm -load=e.so -DX", "clang++ -DX");
  check("clang++ -Xclang -include-pch -Xclang p.pch -Xclang -include -Xclang pch.hxx -Winvalid-pch",
        "clang++ -Xclang -include -Xclang pch.hxx -Winvalid-pch");
  check("clang++ -include-pch p.pch -fcrash-diagnostics-dir=x -wrapper gdb,--args -specs=x.specs --config c.cfg -DX",
        "clang++ -DX");
}

TEST(Normalize, UnpacksPreprocessorOptions) {
  check("gcc -Wp,-MD,x/.a.d -Wp,-DX=1,-UY -c a.c", "gcc -DX=1 -UY");
  check("gcc -Wp,-MMD,x/.a.d -Xpreprocessor -D -Xpreprocessor Z -Wl,-z,now", "gcc -D Z -Wl,-z,now");
}

TEST(Normalize, TakesLaunchersOff) {
  check("ccache g++ -DX", "g++ -DX");
  check("/usr/lib/bin/ccache /usr/bin/x86_64-linux-gnu-g++-12 -DX", "/usr/bin/x86_64-linux-gnu-g++-12 -DX --target=x86_64-linux-gnu");
  check("sccache --flag distcc clang-22 -DX", "clang-22 -DX");
  check("env -i -u HOME A=b CCACHE_DIR=/x/y ccache g++ -DX", "g++ -DX");
  check("CCACHE_X=1 ccache my-own-cxx -DX", "my-own-cxx -DX");
  check("ccache compiler_check=content gcc -DX", "gcc -DX");
  check("/opt/launch.sh --log=1 /opt/llvm/bin/clang++ -DX", "/opt/llvm/bin/clang++ -DX");
  check("cmake -E __run_co_compile --launcher=ccache --source=a.cc -- /usr/bin/c++ -DX", "/usr/bin/c++ -DX");
  check("zig c++ -DX", "c++ -DX");
  check("my-own-cxx -o clang -DX", "my-own-cxx -DX");
  check("my-own-cxx -DX gcc", "my-own-cxx -DX");
  check("g++ clang -DX", "g++ -DX");
  check("ccache", "ccache");
  check("cmd.exe /C gcc -DX", "gcc -DX");
  check("sh -c 'cd /b && ccache gcc -DX -c a.c'", "gcc -DX");
  check("/bin/bash ../libtool --tag=CC --mode=compile gcc -DX", "gcc -DX");
  check("xcrun -sdk macosx clang -DX", "clang -DX");
  check(": && /usr/bin/g++ -DX -c a.cc && :", "/usr/bin/g++ -DX");
}

TEST(Normalize, KeepsOnlyCompilersOfCAndCpp) {
  for (const std::string_view command : {"llvm-rc.exe /fo a.res a.rc", "nasm -f elf64 a.asm", "x86_64-w64-mingw32-windres a.rc", "ar crs x.a x.o", "rustc a.rs"})
    check(command, "");
  EXPECT_TRUE(normalize({.directory = "/b", .file = "a.rc", .arguments = {"gcc"}, .output = "", .of_windows = false}, "/").flags.empty());
}

TEST(Normalize, JoinsPathsWithoutResolvingThem) {
  const NormalizedCommand relative =
      normalize({.directory = "sub/.", .file = "../a.cc", .arguments = {"cc"}, .output = "", .of_windows = false}, "/db");
  EXPECT_EQ(relative.directory, "/db/sub");
  EXPECT_EQ(relative.file, "/db/sub/../a.cc");
  const NormalizedCommand absolute = normalize({.directory = "/b", .file = "/s/a.cc", .arguments = {"cc"}, .output = "", .of_windows = false}, "/db");
  EXPECT_EQ(absolute.file, "/s/a.cc");
  EXPECT_EQ(
      normalize({.directory = "/b", .file = "a.cc", .arguments = {"cc", "-working-directory", "w"}, .output = "", .of_windows = false}, "/db").file,
      "/b/w/a.cc");
}

TEST(SplitFlags, SearchEntriesInEverySpelling) {
  EXPECT_EQ(search("g++ -I dir -Idir2 -I/abs -isystem s -isystems2 -iquote q -iquoteq2 -idirafter a -idiraftera2"),
            "i:/b/dir i:/b/dir2 i:/abs s:/b/s s:/b/s2 q:/b/q q:/b/q2 a:/b/a a:/b/a2");
  EXPECT_EQ(search("g++ --include-directory=x --include-directory y --include-directory-after=z -I. -I../u"),
            "i:/b/x i:/b/y a:/b/z i:/b i:/b/../u");
  EXPECT_EQ(search("g++ -Wp,-I,w -Xpreprocessor -Iv"), "i:/b/w i:/b/v");
  EXPECT_FALSE(split("g++ -Ix -isystem y").exotic);
  EXPECT_THAT(split("g++ -Ix -O2").rest, ElementsAre("-O2"));
}

TEST(SplitFlags, ExoticSearchFlagsStayInOrder) {
  for (const std::string flag :
       {"-iprefix p", "-iwithprefix p", "-iwithprefixbeforep", "-F f", "-iframework f", "-cxx-isystem c",
        "-isystem-after c", "-I=usr", "-isystem =usr", "-isystem=usr", "-ivfsoverlay o", "-Im.hmap", "-stdlib++-isystem c",
        "-Xclang -internal-isystem -Xclang d", "-Xclang -I -Xclang d"}) {
    const PreprocessorFlags flags = split("clang++ -Ia -O2 " + flag + " -DX");
    EXPECT_TRUE(flags.exotic) << flag;
    EXPECT_EQ(joined(flags.rest), "-Ia -O2 " + flag) << flag;
  }
}

TEST(SplitFlags, MacrosAndForcedFilesInOrder) {
  const PreprocessorFlags flags = split(
      "g++ -DA -D B=1 -UA '-DX=\"a b\"' -D 'F(a,b)=a+b' -DE= --define-macro=L=2 -U Z -include p.h -includeq.h --include=r.h "
      "-imacros m.h -Xclang -include -Xclang s.h -D'Q(x)' -DEQ==");
  std::vector<std::string> macros;
  for (const MacroFlag& m : flags.macros)
    macros.push_back((m.undefine ? "undef " : "") + m.name + "|" + m.parameters + "|" + m.definition);
  EXPECT_THAT(macros, ElementsAre("A||1", "B||1", "undef A||", "X||\"a b\"", "F|(a,b)|a+b", "E||", "L||2", "undef Z||", "Q|(x)|1",
                                  "EQ||="));
  EXPECT_THAT(flags.forced_includes, ElementsAre("p.h", "q.h", "r.h", "s.h"));
  EXPECT_THAT(flags.imacros, ElementsAre("m.h"));
  EXPECT_THAT(flags.rest, IsEmpty());
}

TEST(SplitFlags, RestIsWhatTheDriverMustSee) {
  EXPECT_EQ(
      joined(
          split(
              "clang++ -std=c++20 -x c++ --target=x -target y -m32 -march=native --sysroot=s -isysroot /i -nostdinc -nostdinc++ "
              "-stdlib=libc++ -fno-exceptions -pthread -O2 -fPIC --gcc-toolchain=g -B bin -undef -ansi -arch arm64 "
              "-Xclang -fno-pch-timestamp --param max=1")
              .rest),
      "-std=c++20 -x c++ --target=x -target y -m32 -march=native --sysroot=/b/s -isysroot /i -nostdinc -nostdinc++ "
      "-stdlib=libc++ -fno-exceptions -pthread -O2 -fPIC --gcc-toolchain=/b/g -B /b/bin -undef -ansi -arch arm64 "
      "-Xclang -fno-pch-timestamp --param max=1");
  EXPECT_THAT(
      split(
          "g++ -Wall -Werror -Wno-x -w -pedantic -g -g3 -ggdb -pipe -fdiagnostics-color=always -fcolor-diagnostics -L x -Lx -lm "
          "-Wl,-z,now -Xlinker -x -rdynamic -shared -static-libgcc -Wa,-x -fmacro-prefix-map=/a=b -u sym -T script.ld")
          .rest,
      IsEmpty());
}

TEST(LanguageOf, FollowsXThenTheExtension) {
  const auto language = [](std::string_view file, std::string_view command) {
    return name(language_of(file, normalized(command).flags));
  };
  EXPECT_EQ(language("a.c", "gcc"), "c");
  EXPECT_EQ(language("a.c", "g++-12"), "cpp");
  EXPECT_EQ(language("a.c", "clang++ -x c"), "c");
  EXPECT_EQ(language("a.c", "gcc -xc++"), "cpp");
  EXPECT_EQ(language("a.cc", "gcc -x c"), "c");
  EXPECT_EQ(language("a.c", "gcc -x c++ -x none"), "c");
  EXPECT_EQ(language("a.c", "gcc --language=c++"), "cpp");
  for (const std::string_view file : {"a.cc", "a.cpp", "a.C", "a.cxx", "a.cppm", "a.mm", "a.h", "a.inl", "a", ".d/c"}) {
    EXPECT_EQ(language(file, "gcc"), "cpp") << file;
  }
  EXPECT_EQ(language("a.m", "clang"), "c");
}

TEST(Keys, GroupWhatSearchesAlike) {
  const auto key = [](std::string_view command) { return class_key(split(command), Language::cpp); };
  EXPECT_EQ(key("g++ -Ia -O2 -DX -Wall -c a.cc"), key("ccache g++ -I a -g -O2 -DY -o b.o"));
  EXPECT_EQ(key("g++ -Ia -Ib"), key("g++ -I a -I ./b"));
  for (const std::string_view other :
       {"g++ -Ib -Ia", "g++ -Ia -isystem b", "clang++ -Ia -Ib", "g++ -Ia -Ib -m32", "g++ -Ia", "g++ -Ia -Ib -I-"}) {
    EXPECT_NE(key("g++ -Ia -Ib"), key(other)) << other;
  }
  EXPECT_NE(class_key(split("g++ -Ia"), Language::cpp), class_key(split("g++ -Ia"), Language::c));
  const auto macros = [](std::string_view command) { return macro_key(split(command)); };
  EXPECT_EQ(macros("g++ -DX -Ia"), macros("g++ -D X=1 -Ib"));
  for (const std::string_view other :
       {"g++ -UX", "g++ -DX=", "g++ -DX -DX", "g++ -DX -include a", "g++ -DX -imacros a", "g++ '-DX()'"}) {
    EXPECT_NE(macros("g++ -DX"), macros(other)) << other;
  }
  EXPECT_NE(macros("g++ -include a"), macros("g++ -imacros a"));
  EXPECT_NE(macros("g++ -DA -DB"), macros("g++ -DB -DA"));
}

rc::Gen<std::vector<std::string>> some_flags() {
  return rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("-I", "-Ix", "x", "-D", "-DX=1", "-o", "-c", "-Xclang", "-include", "-MD", "-MF", "--", "-",
                                    "-Wp,-MD,a", "-Wp,", "-Xpreprocessor", "-load", "-target", "--sysroot",
                                    "--sysroot=", "-std=c++20", "", "a.cc", "-F", "-plugin-arg-x", "ccache", "env", "A=b"));
}

TEST(NormalizeProperty, IsIdempotentAndNeverCrashes) {
  EXPECT_TRUE(rc::check([] {
    auto words = *some_flags();
    words.insert(words.begin(), "g++");
    const NormalizedCommand once = normalize({.directory = "/b", .file = "a.cc", .arguments = words, .output = "", .of_windows = false}, "/");
    const NormalizedCommand twice = normalize({.directory = "/b", .file = "a.cc", .arguments = once.flags, .output = "", .of_windows = false}, "/");
    RC_ASSERT(once.flags == twice.flags);
    RC_ASSERT(split_flags(words, "/b") == split_flags(once.flags, "/b"));
  }));
}

TEST(CommandSpeed, IsPrinted) {
  std::string text = "/usr/bin/c++ -DNAME=1 ";
  for (int k = 0; k < 20; ++k) text += "-I/home/user/project/src/module" + std::to_string(k) + "/include ";
  text += "-O2 -g -Wall -Wextra -std=gnu++20 -fPIC -o x.o -c /home/user/project/a.cpp";
  const CompileCommand command{
      .directory = "/b", .file = "/home/user/project/a.cpp", .arguments = split_shell_words(text), .output = "", .of_windows = false};
  const auto start = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  for (int i = 0; i < 3000; ++i) {
    const NormalizedCommand result = normalize(command, "/b");
    const PreprocessorFlags flags = split_flags(result.flags, result.directory);
    bytes += class_key(flags, language_of(result.file, result.flags)).size() + macro_key(flags).size();
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  EXPECT_GT(bytes, 0u);
  std::printf("normalize, split and keys of 3,000 commands: %.1f ms\n", took.count());
}

}  // namespace
}  // namespace unknot
