// Commands of other toolchains in the words of GCC and Clang; text of Windows; databases that were recorded elsewhere.
#include "analyzer/project/toolchain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "analyzer/project/command.h"
#include "analyzer/project/gcc_layout.h"
#include "analyzer/project/launchers.h"
#include "analyzer/project/relocate.h"
#include "analyzer/project/windows_text.h"
#include "tests/support/memory_tree.h"

namespace unknot {
namespace {

using test::MemoryTree;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

Translation translated(std::string_view command) {
  const auto words = split_shell_words(command);
  return translate(words, dialect_of(words));
}

/// The translation must hold these words in a row, and drop nothing.
void check(std::string_view command, const std::string& expected) {
  const auto result = translated(command);
  EXPECT_THAT(joined(result.words) + " ", HasSubstr(expected + " ")) << command;
  EXPECT_THAT(result.dropped, IsEmpty()) << command;
}

TEST(Dialect, IsThatOfTheCompilersName) {
  const auto dialect = [](const std::string& word) { return dialect_of(std::vector{word}); };
  for (const char* word :
       {"cl", "CL.EXE", "C:\\VS\\bin\\Hostx64\\x64\\cl.exe", "clang-cl", "/usr/bin/clang-cl-22", "clang-cl.exe"})
    EXPECT_EQ(dialect(word), Dialect::cl) << word;
  for (const char* word : {"gcc", "clang++-22", "aarch64-linux-gnu-g++-12", "CC", "icpx", "tiarmclang", "my-own-cxx"})
    EXPECT_EQ(dialect(word), Dialect::gnu) << word;
  for (const char* word : {"rc.exe", "llvm-rc", "nasm", "x86_64-w64-mingw32-windres", "rustc", "ar", "link.exe"})
    EXPECT_EQ(dialect(word), Dialect::none) << word;
  EXPECT_EQ(dialect("/usr/local/cuda/bin/nvcc"), Dialect::nvcc);
  EXPECT_EQ(dialect("C:\\IAR\\iccarm.exe"), Dialect::embedded);
  EXPECT_EQ(dialect_of(std::vector<std::string>{"clang", "--driver-mode=cl"}), Dialect::cl);
}

TEST(TranslateCl, SearchFoldersMacrosAndForcedFiles) {
  check("cl /nologo /Ia /I b -Ic /external:I d /external:W0 -imsvc e /c x.cpp", "-I a -I b -I c -isystem d -isystem e");
  check("cl /DA /D B=1 '/DC#2' /UD /U E x.cpp", "-D A -D B=1 -D C=2 -U D -U E");
  check("cl /FIpre.h /FI other.h x.cpp", "-include pre.h -include other.h");
  check("cl '/Iinc\\sub' x.cpp", "-I inc/sub");
  check("cl '/IC:\\x\\y' x.cpp", "-I /C:/x/y");
}

TEST(TranslateCl, WhatDecidesAboutConditions) {
  check("cl x.cpp", "clang --target=x86_64-pc-windows-msvc");
  check("cl x.cpp", "-std=c++14");
  check("cl /std:c++latest x.cpp", "-std=c++2c");
  check("cl /MDd x.cpp", "-D_MT -D_DLL -D_DEBUG");
  check("cl /TP /EHsc /openmp x.c", "-fcxx-exceptions -fexceptions -fopenmp -x c++");
  check("'C:\\VS\\VC\\Tools\\MSVC\\14.29.30133\\bin\\Hostx64\\x86\\cl.exe' x.cpp",
        "--target=i686-pc-windows-msvc -fms-compatibility-version=19.29");
  check("'C:\\VS\\VC\\Tools\\MSVC\\14.29.30133\\bin\\Hostx64\\x86\\cl.exe' x.cpp",
        "-isystem /C:/VS/VC/Tools/MSVC/14.29.30133/include");
  check("cl x.cpp", "-U__clang__");
  EXPECT_THAT(joined(translated("clang-cl x.cpp").words), testing::Not(HasSubstr("-U__clang__")));
  check("clang-cl --target=aarch64-pc-windows-msvc -Wno-x -Xclang -y /clang:-fz x.cpp",
        "clang --target=aarch64-pc-windows-msvc -Wno-x -Xclang -y -fz");
  EXPECT_THAT(joined(translated("cl /X /c x.c").words), testing::Not(HasSubstr("-std=")));
}

TEST(TranslateCl, WhatDecidesNothingIsLeftOut) {
  const auto result = translated(
      "cl /W4 /Zi /O2 /Gy /Fox.obj /Fd: x.pdb /Yupre.h /Fppre.pch /showIncludes /MP8 /bigobj /utf-8 /permissive- "
      "/sourceDependencies o.json /c x.cpp /link -Iz");
  EXPECT_THAT(result.dropped, IsEmpty());
  EXPECT_THAT(joined(result.words), testing::Not(HasSubstr("-I")));
  EXPECT_THAT(translated("cl /nosuch /home/me/x.cpp").dropped, ElementsAre("/nosuch"));
}

TEST(TranslateNvcc, EverySpelling) {
  check("nvcc -I a -Ib -I=c,d --include-path=e -isystem=f --system-include g x.cu",
        "-I a -I b -I c -I d -I e -isystem f -isystem g");
  check("nvcc -G -x cu -gencode arch=compute_80,code=sm_80 -arch=sm_70 -rdc=true -DX -Xcompiler=-fPIC,-DY -Xptxas -O3 x.cu",
        "-D X -fPIC -DY -x c++ -D__NVCC__=1 -D__CUDACC__=1");
  check("nvcc -std=c++17 --expt-extended-lambda x.cpp", "-std=c++17 -D__CUDACC_EXTENDED_LAMBDA__=1 -x c++ -D__NVCC__=1");
  check("/opt/cuda/bin/nvcc x.cu", "-isystem /opt/cuda/targets/x86_64-linux/include -isystem /opt/cuda/include");
  EXPECT_THAT(translated("nvcc --nosuch x.cu").dropped, ElementsAre("--nosuch"));
  std::vector<std::string> words{"nvcc", "--options-file", "a.rsp", "-optf", "b.rsp", "--options-file=c.rsp"};
  name_response_files(words, Dialect::nvcc);
  EXPECT_THAT(words, ElementsAre("nvcc", "@a.rsp", "@b.rsp", "@c.rsp"));
}

TEST(TranslateGnu, AddsWhatTheNameSays) {
  check("aarch64-linux-gnu-g++-12 -DX", "-DX --target=aarch64-linux-gnu");
  check("aarch64-linux-gnu-g++ --target=x", "aarch64-linux-gnu-g++ --target=x");
  check("avr-gcc -mmcu=atmega328p x.c", "--target=avr");
  check("g++ -DX", "g++ -DX");
  EXPECT_EQ(target_of_name("tricore-elf-gcc"), "");
  EXPECT_EQ(target_of_name("x86_64-pc-linux-gnu-gcc-13.2.0"), "x86_64-pc-linux-gnu");
  check("clang++ -x hip --offload-arch=gfx90a x.hip", "-x hip x.hip --cuda-host-only -nogpulib -nogpuinc");
  check("hipcc x.cpp", "-x hip -D__HIP_PLATFORM_AMD__=1");
  check("em++ -s USE_SDL=2 -sX=1 -DX x.cpp", "-DX x.cpp --target=wasm32-unknown-emscripten");
  check("qcc -Vgcc_ntoaarch64le -Wc,-isystem,a x.c", "clang -isystem a x.c --target=aarch64-unknown-linux-gnu -nostdlibinc");
  check("clang -arch arm64 -isysroot /X/MacOSX14.sdk x.c", "clang -isysroot /X/MacOSX14.sdk x.c --target=arm64-apple-macosx");
  check("c++ -target x86_64-linux-gnu.2.17", "c++ -target x86_64-linux-gnu");
  check("icpx -qopenmp -xHost -fsycl", "icpx -fopenmp -D__INTEL_LLVM_COMPILER=20240000 -DSYCL_LANGUAGE_VERSION=202001L");
  EXPECT_EQ(joined(translated("gcc -Ia -I- -Ib").words), "gcc -iquotea -Ib");
  EXPECT_THAT(translated("gcc -Ia -I- -Ib").dropped, ElementsAre("-I-"));
}

TEST(TranslateEmbedded, TakesTheirOptions) {
  check("iccarm -I a -DX --preinclude=p.h --cpu Cortex-M3 --dlib_config full -e x.c", "-I a -D X -include p.h");
  check("iccarm x.c", "-fms-compatibility");
  check("armcl --include_path=a -i=b --define=X --preinclude=p.h x.c", "-I a -I b -D X -include p.h");
  check("cctc --include-directory=a -Hp.h x.c", "-I a -include p.h");
}

TEST(LookupRules, ComeFromTheTarget) {
  const auto rules = [](std::string_view command) {
    const auto normal = normalize(
        {.directory = "/b", .file = "x.cpp", .arguments = split_shell_words(command), .output = "", .of_windows = false}, "/");
    return split_flags(normal.flags, "/b").rules;
  };
  EXPECT_EQ(rules("cl x.cpp"), (LookupRules{.fold_case = true, .include_stack = true, .aliases = true}));
  EXPECT_EQ(rules("clang++ -target x86_64-pc-windows-msvc x.cpp"),
            (LookupRules{.fold_case = true, .include_stack = true, .aliases = true}));
  EXPECT_EQ(rules("clang++ -fms-compatibility x.cpp"), (LookupRules{.fold_case = false, .include_stack = true, .aliases = true}));
  EXPECT_EQ(rules("clang++ -fms-extensions x.cpp"), (LookupRules{.fold_case = false, .include_stack = false, .aliases = true}));
  EXPECT_EQ(rules("x86_64-w64-mingw32-g++ x.cpp"), LookupRules{});
}

TEST(WindowsText, WordsAsTheSystemSplitsThem) {
  EXPECT_THAT(split_windows_words(R"(cl.exe "/IC:\Program Files\x" -DV=\"1.2\" C:\a\b.cpp)"),
              ElementsAre("cl.exe", "/IC:\\Program Files\\x", "-DV=\"1.2\"", "C:\\a\\b.cpp"));
  EXPECT_THAT(split_windows_words(R"("a\\" b\\"c d" "x""y" "" e\f)"), ElementsAre("a\\", "b\\c d", "x\"y", "", "e\\f"));
  EXPECT_THAT(split_windows_words("  \t\r\n "), IsEmpty());
  EXPECT_EQ(without_byte_order_mark("\xEF\xBB\xBF/nologo"), "/nologo");
  EXPECT_EQ(without_byte_order_mark(std::string("\xFF\xFE/\0D\0\xE4\0", 8)), "/D\xC3\xA4");
  EXPECT_EQ(without_byte_order_mark(std::string("\xFE\xFF\0A\xD8", 5)), "A");
  EXPECT_TRUE(rc::check([](const std::string& text) {
    split_windows_words(text);
    without_byte_order_mark(text);
    split_shell_words(posix_path(text));
  }));
}

TEST(WindowsText, Paths) {
  EXPECT_EQ(join_path("/db", "C:\\x\\.\\y.h"), "/C:/x/y.h");
  EXPECT_EQ(join_path("C:/b", "..\\x"), "/C:/b/..\\x") << "a backslash separates only where the command is of Windows";
  EXPECT_TRUE(is_windows_path("\\\\server\\share"));
  EXPECT_FALSE(is_windows_path("a:b"));
  EXPECT_EQ(posix_path("\\\\?\\C:\\x"), "/C:/x");
  EXPECT_EQ(compiler_name("C:\\VS\\Bin\\CL.EXE"), "cl");
  EXPECT_EQ(compiler_name("/usr/bin/clang-cl-22"), "clang-cl");
  EXPECT_EQ(compiler_name("CC"), "CC");
}

/// Where the database of these files would be taken for.
Relocation relocation(const std::vector<CompileCommand>& commands, const MemoryTree& tree) {
  return find_relocation({.commands = commands, .problems = {}}, "/home/me/app", "/home/me/app",
                         [&](const std::string& path) { return tree.type(path).has_value(); });
}

TEST(Relocation, TheLongestEndThatIsHereSaysWhatStandsBeforeIt) {
  const MemoryTree tree({{"/home/me/app/src/a.cpp", ""}, {"/home/me/app/src/b.cpp", ""}, {"/home/me/app/b.cpp", ""}});
  const auto command = [](std::string directory, std::string file, bool of_windows = false) {
    return CompileCommand{
        .directory = std::move(directory), .file = std::move(file), .arguments = {"c++"}, .output = "", .of_windows = of_windows};
  };
  EXPECT_EQ(relocation({command("/ci/1/app/build", "/ci/1/app/src/a.cpp")}, tree).from, "/ci/1/app");
  EXPECT_EQ(
      relocation({command("C:\\w\\app\\out", "..\\src\\b.cpp", true), command("C:\\w\\app\\out", "C:\\w\\app\\src\\a.cpp", true)},
                 tree)
          .from,
      "/C:/w/app");
  EXPECT_EQ(relocation({command("/w", "/w/gone.cpp"), command("/w", "/w/src/a.cpp")}, tree).from, "")
      << "not more than half of them";
  EXPECT_EQ(relocation({command("C:\\w\\app\\out", "C:\\w\\app\\src\\a.cpp", true)}, tree).from, "/C:/w/app");
  EXPECT_EQ(relocation({command("/home/me/app", "src/a.cpp")}, tree).from, "") << "nothing is missing";
  EXPECT_EQ(relocation({command("/x", "/x/src/a.cpp"), command("/y", "/y/src/b.cpp")}, tree).from, "") << "two say two things";

  CompileCommand one = command("C:\\w\\app\\out", "c:/w/app/src/a.cpp", true);
  one.arguments = {"cl", "-IC:\\W\\App\\include", "/FdC:\\w\\app", "-DX=C:\\w\\apple"};
  relocate(one, {"/C:/w/app", "/home/me/app"});
  EXPECT_EQ(one.file, "/home/me/app/src/a.cpp");
  EXPECT_THAT(one.arguments, ElementsAre("cl", "-I/home/me/app\\include", "/Fd/home/me/app", "-DX=C:\\w\\apple"));
}

TEST(GccLayout, IsThatOfTheInstallation) {
  const MemoryTree tree({{"/opt/x/bin/arm-none-eabi-g++", ""},
                         {"/opt/x/lib/gcc/arm-none-eabi/9.3.1/include/stddef.h", ""},
                         {"/opt/x/lib/gcc/arm-none-eabi/13.2.1/include/stddef.h", ""},
                         {"/opt/x/lib/gcc/arm-none-eabi/13.2.1/include-fixed/limits.h", ""},
                         {"/opt/x/arm-none-eabi/include/stdio.h", ""},
                         {"/opt/x/arm-none-eabi/include/c++/13.2.1/vector", ""}});
  EXPECT_THAT(find_gcc_layout(tree, "/opt/x/bin/arm-none-eabi-g++", "", Language::cpp).folders,
              ElementsAre("/opt/x/arm-none-eabi/include/c++/13.2.1", "/opt/x/lib/gcc/arm-none-eabi/13.2.1/include",
                          "/opt/x/lib/gcc/arm-none-eabi/13.2.1/include-fixed", "/opt/x/arm-none-eabi/include"));
  EXPECT_THAT(find_gcc_layout(tree, "/opt/x/bin/arm-none-eabi-g++", "", Language::c).folders.size(), 3U);
  EXPECT_THAT(find_gcc_layout(tree, "/opt/y/bin/arm-none-eabi-g++", "", Language::cpp).folders, IsEmpty());
}

}  // namespace
}  // namespace unknot
