// The table, and a look-up that only walks over the options with the same second letter.
// Sources: gcc.gnu.org/onlinedocs/gcc (Option Summary), clang.llvm.org/docs/ClangCommandLineReference.html
#include "analyzer/project/compiler_options.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace unknot {
namespace {

using enum ValueForm;
using enum OptionRole;

// clang-format off
constexpr auto kOptions = std::to_array<CompilerOption>({
    // Steps and outputs.
    {"-c", none, job}, {"-S", none, job}, {"-E", none, job}, {"-fsyntax-only", none, job}, {"-emit-llvm", none, job},
    {"-o", either, job}, {"--output", either_or_equals, job}, {"--compile", none, job}, {"--assemble", none, job},
    {"--preprocess", none, job},
    {"-M", none, job}, {"-MM", none, job}, {"-MG", none, job}, {"-MP", none, job}, {"-MD", none, job}, {"-MMD", none, job},
    {"-MV", none, job}, {"-MF", either, job}, {"-MT", either, job}, {"-MQ", either, job}, {"-MJ", either, job},
    {"--dependencies", none, job}, {"--user-dependencies", none, job}, {"--write-dependencies", none, job},
    {"--write-user-dependencies", none, job}, {"--print-missing-file-dependencies", none, job},
    {"-H", none, job}, {"-C", none, job}, {"-CC", none, job}, {"-P", none, job}, {"-v", none, job}, {"-###", none, job},
    {"-dM", none, job}, {"-dD", none, job}, {"-dI", none, job}, {"-dN", none, job}, {"-dU", none, job},
    {"-dumpbase", separate, job}, {"-dumpbase-ext", separate, job}, {"-dumpdir", separate, job}, {"-aux-info", either, job},
    {"-auxbase", separate, job}, {"-auxbase-strip", separate, job}, {"-frandom-seed=", joined, job},
    {"-save-temps", joined, job}, {"--save-temps", joined, job}, {"-time", joined, job},
    {"--serialize-diagnostics", either_or_equals, job}, {"-serialize-diagnostics", separate, job},
    {"-serialize-diagnostic-file", separate, job}, {"-diagnostic-log-file", separate, job}, {"-dependency-file", separate, job},
    {"-header-include-file", separate, job}, {"-opt-record-file", separate, job}, {"-split-dwarf-output", separate, job},
    {"-stats-file=", joined, job}, {"-module-dependency-dir", separate, job}, {"-coverage-data-file=", joined, job},
    {"-index-store-path", separate, job}, {"-index-unit-output-path", separate, job},
    {"-fcrash-diagnostics-dir=", joined, job}, {"-fdiagnostics-add-output=", joined, job},
    {"-fmodule-output", joined, job}, {"-fdeps-", joined, job}, {"-fmodule-mapper=", joined, job},
    {"-ftime-trace", joined, job}, {"-ftime-report", joined, job}, {"-fsave-optimization-record", joined, job},
    {"-foptimization-record-file=", joined, job}, {"-fproc-stat-report", joined, job},
    {"-working-directory", either_or_equals, job},
    // Code and precompiled forms that must not be loaded.
    {"-fplugin=", joined, foreign_code}, {"-fplugin-arg-", joined, foreign_code}, {"-fpass-plugin=", joined, foreign_code},
    {"-load", separate, foreign_code}, {"-plugin", separate, foreign_code}, {"-add-plugin", separate, foreign_code},
    {"-plugin-arg-", joined, foreign_code}, {"-include-pch", separate, foreign_code}, {"-include-pth", separate, foreign_code},
    {"-mllvm", either_or_equals, foreign_code}, {"-wrapper", separate, foreign_code}, {"--config", either_or_equals, foreign_code},
    {"-ccc-", joined, foreign_code}, {"-specs=", joined, foreign_code},
    {"--specs=", joined, foreign_code}, {"--amdgpu-arch-tool=", joined, foreign_code},
    {"--nvptx-arch-tool=", joined, foreign_code}, {"--offload-arch-tool=", joined, foreign_code},
    {"--offload-arch=native", none, foreign_code},
    // Options inside options.
    {"-Xclang", either_or_equals, passed_on}, {"-Xpreprocessor", separate, passed_on}, {"-Wp,", joined, passed_list},
    {"-Xlinker", separate, no_effect}, {"-Xassembler", separate, no_effect},
    {"-Xcompiler", either_or_equals, no_effect}, {"-Xarch_", joined, rest},
    // Search list.
    {"-I", either, search_include}, {"--include-directory", either_or_equals, search_include},
    {"-iquote", either, search_quote}, {"-isystem", either, search_system}, {"-idirafter", either, search_after},
    {"--include-directory-after", either_or_equals, search_after},
    {"-I-", none, search_exotic}, {"--include-barrier", none, search_exotic}, {"-iprefix", either, search_exotic},
    {"--include-prefix", either_or_equals, search_exotic}, {"-iwithprefix", either, search_exotic},
    {"-iwithprefixbefore", either, search_exotic}, {"--include-with-prefix", either_or_equals, search_exotic},
    {"--include-with-prefix-before", either_or_equals, search_exotic},
    {"--include-with-prefix-after", either_or_equals, search_exotic}, {"-iwithsysroot", either, search_exotic},
    {"-F", either, search_exotic}, {"-iframework", either, search_exotic}, {"-iframeworkwithsysroot", either, search_exotic},
    {"-cxx-isystem", either, search_exotic}, {"-c-isystem", either, search_exotic}, {"-objc-isystem", either, search_exotic},
    {"-objcxx-isystem", either, search_exotic}, {"-stdlib++-isystem", either, search_exotic},
    {"-isystem-after", either, search_exotic}, {"-internal-isystem", separate, search_exotic},
    {"-internal-externc-isystem", separate, search_exotic}, {"-index-header-map", none, search_exotic},
    {"-ivfsoverlay", either, search_exotic}, {"--vfsoverlay", either_or_equals, search_exotic},
    {"-vfsoverlay", separate, search_exotic}, {"-imultilib", separate, search_exotic}, {"-imultiarch", separate, search_exotic},
    {"--system-header-prefix=", joined, rest}, {"-isysroot", either, path_setting},
    {"--sysroot", either_or_equals, path_setting},
    {"-B", either, path_setting}, {"--prefix", either_or_equals, path_setting}, {"--gcc-toolchain", either_or_equals, path_setting},
    {"-gcc-toolchain", separate, path_setting}, {"--gcc-install-dir", either_or_equals, path_setting},
    {"-resource-dir", either_or_equals, path_setting}, {"-Xmicrosoft-windows-sys-root", separate, path_setting},
    {"-Xmicrosoft-visualc-tools-root", separate, path_setting}, {"-Xmicrosoft-windows-sdk-root", separate, path_setting}, {"-iapinotes-modules", either, rest},
    // Macros and files that come first.
    {"-D", either, define}, {"--define-macro", either_or_equals, define}, {"-U", either, undefine},
    {"--undefine-macro", either_or_equals, undefine}, {"-include", either, forced_include},
    {"--include", either_or_equals, forced_include}, {"-imacros", either, imacros}, {"--imacros", either_or_equals, imacros},
    // Language, target, predefined macros.
    {"-x", either, language}, {"--language", either_or_equals, language},
    {"-std=", joined, rest}, {"--std", either_or_equals, rest},
    {"-target", separate, rest}, {"--target", either_or_equals, rest}, {"-arch", separate, rest}, {"--param", either_or_equals, rest},
    {"-meabi", separate, rest}, {"-nostdinc", none, rest}, {"-undef", none, rest}, {"-A", either, rest}, {"-G", either, rest},
    {"-main-file-name", separate, no_effect}, {"-fmodule-file=", joined, rest},
    // Nothing that the preprocessor could see.
    {"-W", joined, no_effect}, {"-w", none, no_effect}, {"--warn-", joined, no_effect}, {"-pedantic", none, no_effect},
    {"-pedantic-errors", none, no_effect}, {"--pedantic", none, no_effect}, {"--pedantic-errors", none, no_effect},
    {"-g", joined, no_effect}, {"-pipe", none, no_effect}, {"--pipe", none, no_effect},
    {"-fdiagnostics-", joined, no_effect}, {"-fno-diagnostics-", joined, no_effect}, {"-fcolor-diagnostics", none, no_effect},

    {"-fno-color-diagnostics", none, no_effect}, {"-fansi-escape-codes", none, no_effect}, {"-fcaret-diagnostics", none, no_effect},
    {"-fno-caret-diagnostics", none, no_effect}, {"-fshow-", joined, no_effect}, {"-fno-show-", joined, no_effect},
    {"-fmessage-length=", joined, no_effect},
    {"-ferror-limit=", joined, no_effect}, {"-fmax-errors=", joined, no_effect},
    {"-ftemplate-backtrace-limit=", joined, no_effect}, {"-fmacro-backtrace-limit=", joined, no_effect},
    {"-fdebug-", joined, no_effect}, {"-fno-debug-", joined, no_effect}, {"-ffile-prefix-map=", joined, no_effect},
    {"-fmacro-prefix-map=", joined, no_effect}, {"-ffile-compilation-dir=", joined, no_effect},
    {"-L", either, no_effect}, {"--library-directory", either_or_equals, no_effect}, {"-l", either, no_effect},
    {"-T", either, no_effect}, {"-u", either, no_effect}, {"-z", either, no_effect}, {"-e", separate, no_effect},
    {"-rpath", separate, no_effect}, {"-framework", separate, no_effect}, {"-rdynamic", none, no_effect},
    {"-fuse-ld=", joined, no_effect}, {"-shared", joined, no_effect}, {"-static", joined, no_effect}, {"-s", none, no_effect}, {"-Q", joined, no_effect},
});
// clang-format on

/// The longest options first within each second letter, so that the first that fits is the one.
constexpr auto kByLetter = [] {
  auto sorted = kOptions;
  std::ranges::sort(sorted, [](const CompilerOption& a, const CompilerOption& b) {
    if (a.name[1] != b.name[1]) return a.name[1] < b.name[1];
    if (a.name.size() != b.name.size()) return a.name.size() > b.name.size();
    return a.name < b.name;
  });
  return sorted;
}();

struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};
constexpr auto kRanges = [] {
  std::array<Range, 128> ranges{};
  for (std::size_t i = 0; i < kByLetter.size(); ++i) {
    Range& range = ranges[static_cast<unsigned char>(kByLetter[i].name[1])];
    if (range.last == 0) range.first = i;
    range.last = i + 1;
  }
  return ranges;
}();

bool fits(const CompilerOption& option, std::string_view word) {
  if (!word.starts_with(option.name)) return false;
  switch (option.form) {
    case none:
    case separate: return word.size() == option.name.size();
    case either_or_equals: return word.size() == option.name.size() || word[option.name.size()] == '=';
    case joined:
    case either: return true;
  }
  return false;
}

}  // namespace

CompilerOption find_option(std::string_view word) {
  if (word.size() >= 2 && static_cast<unsigned char>(word[1]) < kRanges.size()) {
    const Range range = kRanges[static_cast<unsigned char>(word[1])];
    for (std::size_t i = range.first; i < range.last; ++i) {
      if (fits(kByLetter[i], word)) return kByLetter[i];
    }
  }
  return {word, ValueForm::none, OptionRole::rest};
}

}  // namespace unknot
