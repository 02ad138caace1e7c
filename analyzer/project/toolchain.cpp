// Names of compilers and of what is none.
#include "analyzer/project/toolchain.h"

#include <algorithm>
#include <array>

#include "analyzer/project/launchers.h"

namespace unknot {
namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Compilers whose options are of their own kind, and yet take -I, -D and -U as GCC does.
constexpr auto kEmbedded = std::to_array<std::string_view>(
    {"iccarm", "iccrx", "iccrl78", "iccavr", "icc430", "iccriscv", "icc8051", "iccrh850", "iccstm8", "cctc",  "ctc",       "cptc",
     "ccarm",  "carm",  "cparm",   "armcl",  "cl2000", "cl6x",     "cl430",   "cl7x",     "clpru",   "armcc", "tiarmclang"});
constexpr auto kOtherPrograms = std::to_array<std::string_view>(
    {"rc",      "windres", "llvm-rc",  "llvm-windres", "nasm",     "yasm", "ml",    "ml64",     "armasm", "armasm64", "ar",
     "llvm-ar", "ranlib",  "ld",       "lld",          "lld-link", "link", "lib",   "llvm-lib", "strip",  "objcopy",  "rustc",
     "swiftc",  "swift",   "gfortran", "flang",        "ifort",    "ifx",  "valac", "gdc",      "ldc2",   "dmd",      "javac",
     "go",      "ispc",    "glslc",    "fxc",          "dxc",      "midl", "moc",   "uic",      "rcc",    "python",   "python3",
     "perl",    "touch",   "cp",       "copy",         "rm",       "mt",   "tic"});

}  // namespace

Dialect dialect_of(std::span<const std::string> words) {
  if (words.empty()) return Dialect::none;
  const std::string name = compiler_name(words[0]);
  if (is_one_of(kOtherPrograms, name) || name.ends_with("-windres") || name.ends_with("-ar") || name.ends_with("-ld"))
    return Dialect::none;
  if (is_one_of(kEmbedded, name)) return name == "tiarmclang" ? Dialect::gnu : Dialect::embedded;
  if (name == "nvcc") return Dialect::nvcc;
  const auto says_cl = [](const std::string& word) { return word == "--driver-mode=cl"; };
  const bool is_cl = name == "cl" || name == "clang-cl" || name.starts_with("clang-cl-") || name == "icx-cl" ||
                     name == "dpcpp-cl" || std::ranges::any_of(words, says_cl);
  return is_cl ? Dialect::cl : Dialect::gnu;
}

void name_response_files(std::vector<std::string>& words, Dialect dialect) {
  const auto asks = [&](const std::string& word) {
    if (dialect == Dialect::nvcc) return word == "--options-file" || word == "-optf";
    return dialect == Dialect::embedded && word == "-f";
  };
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (dialect == Dialect::nvcc && words[i].starts_with("--options-file=")) words[i].replace(0, 15, "@");
    if (i + 1 >= words.size() || !asks(words[i])) continue;
    words[i] = "@" + words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

Translation translate(std::span<const std::string> words, Dialect dialect) {
  switch (dialect) {
    case Dialect::cl:
      return translate_cl(words);
    case Dialect::nvcc:
      return translate_nvcc(words);
    case Dialect::embedded:
      return translate_embedded(words);
    case Dialect::gnu:
      return translate_gnu(words);
    case Dialect::none:
      break;
  }
  return {};
}

std::string target_of_name(std::string_view compiler) {
  // The first part of a triple, as far as Clang has a target for it.
  constexpr auto kArchitectures = std::to_array<std::string_view>(
      {"aarch64",     "aarch64_be", "arm64",    "arm",         "armeb",         "armv6",       "armv6hf", "armv7",
       "armv7a",      "armv7l",     "armv7hl",  "thumb",       "avr",           "bpf",         "hexagon", "i386",
       "i486",        "i586",       "i686",     "lanai",       "loongarch32",   "loongarch64", "m68k",    "mips",
       "mipsel",      "mips64",     "mips64el", "mipsisa32r6", "mipsisa64r6el", "msp430",      "powerpc", "powerpc64",
       "powerpc64le", "powerpcle",  "ppc64",    "ppc64le",     "riscv32",       "riscv64",     "s390x",   "sparc",
       "sparc64",     "sparcv9",    "wasm32",   "wasm64",      "x86_64",        "xtensa"});
  const std::string name = compiler_name(compiler);
  const std::size_t end = name.rfind('-');
  if (end == std::string::npos) return {};
  const std::string target = name.substr(0, end);
  return is_one_of(kArchitectures, std::string_view(target).substr(0, target.find('-'))) ? target : std::string();
}

bool is_other_language(std::string_view file) {
  constexpr auto kEndings = std::to_array<std::string_view>(
      {".rs", ".swift", ".f",    ".f77", ".f90",  ".f95",   ".f03", ".f08", ".F",    ".F90",   ".for", ".d",  ".di",
       ".go", ".java",  ".vala", ".asm", ".nasm", ".rc",    ".res", ".cs",  ".ispc", ".metal", ".pyx", ".o",  ".obj",
       ".a",  ".lib",   ".so",   ".ui",  ".qrc",  ".proto", ".s",   ".py",  ".hlsl", ".glsl",  ".idl", ".bc", ".ll"});
  const std::size_t dot = file.rfind('.');
  return dot != std::string_view::npos && is_one_of(kEndings, file.substr(dot));
}

}  // namespace unknot
