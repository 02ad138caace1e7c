// Names of compilers and launchers, and the walk over the words before the compiler.
#include "analyzer/project/launchers.h"

#include <algorithm>
#include <array>

#include "analyzer/project/database.h"
#include "analyzer/project/windows_text.h"

namespace unknot {
namespace {

constexpr auto kCompilers = std::to_array<std::string_view>(
    {"cc",    "c++",  "gcc",  "g++",  "clang",    "clang++",   "cl",    "icc",    "icpc",   "icx",   "icpx",
     "tcc",   "nvcc", "emcc", "em++", "armclang", "armcc",     "mpicc", "mpicxx", "mpic++", "mpiCC", "hipcc",
     "dpcpp", "CC",   "xlc",  "xlC",  "xlclang",  "xlclang++", "c89",   "c99",    "cxx",    "cpp",   "qcc",
     "q++",   "QCC",  "iccarm", "cctc", "tiarmclang", "amdclang", "amdclang++", "nvc", "nvc++", "ecc", "ec++"});
constexpr auto kLaunchers =
    std::to_array<std::string_view>({"ccache", "sccache", "distcc", "icecc", "icerun", "buildcache", "gomacc", "rewrapper",
                                     "reclient", "firebuild", "cachepot", "fastbuild", "pump", "time", "nice", "wine", "zig", "libtool", "arch"});

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_byte(char c) { return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

/// The file name without folder and ".exe".
std::string_view program_name(std::string_view word) {
  if (const std::size_t slash = word.find_last_of("/\\"); slash != std::string_view::npos) word.remove_prefix(slash + 1);
  for (const std::string_view ending : {".exe", ".bat", ".cmd"})
    if (word.size() > ending.size() && is_same_ignoring_case(word.substr(word.size() - ending.size()), ending))
      word.remove_suffix(ending.size());
  return word;
}

/// "x86_64-linux-gnu-g++-12.1" -> "g++"
std::string_view compiler_kind(std::string_view word) {
  std::string_view name = program_name(word);
  if (is_one_of(kCompilers, name)) return name;
  while (!name.empty() && (is_digit(name.back()) || name.back() == '.')) name.remove_suffix(1);
  while (name.ends_with('-')) name.remove_suffix(1);
  if (const std::size_t dash = name.rfind('-'); dash != std::string_view::npos) name.remove_prefix(dash + 1);
  return name;
}

bool is_compiler(std::string_view word) {
  const std::string name = compiler_name(word);
  return is_one_of(kCompilers, compiler_kind(name));
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos || is_digit(word[0])) return false;
  return std::ranges::all_of(word.substr(0, equals), is_name_byte);
}

std::size_t behind(std::span<const std::string> words, std::size_t at, std::string_view prefix) {
  while (at < words.size() && words[at].starts_with(prefix)) ++at;
  return at;
}

/// Behind the options of xcrun: -sdk NAME, --sdk NAME, -find and the like.
std::size_t behind_xcrun_options(std::span<const std::string> words, std::size_t at) {
  while (at < words.size() && words[at].starts_with('-')) at += words[at].ends_with("sdk") || words[at].ends_with("toolchain") ? 2 : 1;
  return at;
}

/// ":" too: older CMakes wrap a command as ": && c++ ... && :".
bool is_shell(std::string_view name) { return name == "cmd" || name == "sh" || name == "bash" || name == "dash" || name == ":"; }
bool is_separator(const std::string& word) { return word == "&&" || word == "||" || word == ";" || word == "|" || word == "&"; }

/// Behind the options of env: -i, -u NAME, -C DIR, --unset=NAME.
std::size_t behind_env_options(std::span<const std::string> words, std::size_t at) {
  while (at < words.size() && words[at].starts_with('-')) at += words[at] == "-u" || words[at] == "-C" ? 2 : 1;
  return at;
}

}  // namespace

std::size_t compiler_index(std::span<const std::string> words) {
  std::size_t at = 0;
  while (true) {
    while (at < words.size() && is_assignment(words[at])) ++at;
    if (at >= words.size()) return 0;
    const std::string name = compiler_name(words[at]);
    if (is_compiler(words[at])) return at;
    if (name == "xcrun") {
      at = behind_xcrun_options(words, at + 1);
    } else if (is_shell(name)) {  // cmd /c cl ..., bash ../libtool ...
      const std::size_t next = behind(words, at + 1, name == "cmd" ? "/" : "-");
      if (next >= words.size()) return at;
      at = next;
    } else if (name == "env") {
      at = behind_env_options(words, at + 1);
    } else if (is_one_of(kLaunchers, name)) {
      at = behind(words, at + 1, "-");
    } else if (name == "cmake") {  // cmake -E __run_co_compile --launcher=... -- c++ ...
      const auto found = std::ranges::find_if(words.subspan(at + 1), is_compiler);
      return found == words.end() ? 0 : static_cast<std::size_t>(found - words.begin());
    } else {
      // Unknown: a launcher if a compiler follows at once or behind its long options, else a compiler itself.
      const std::size_t next = behind(words, at + 1, "--");
      const bool is_launcher =
          next < words.size() && (is_compiler(words[next]) || is_one_of(kLaunchers, compiler_name(words[next])));
      if (!is_launcher) return at;
      at = next;
    }
  }
}

std::string compiler_name(std::string_view word) {
  std::string_view name = program_name(word);
  const bool of_windows = name.size() < word.size() && (is_windows_path(word) || !word.ends_with(name));
  if (const std::size_t dash = name.rfind('-'); dash != std::string_view::npos && dash + 1 < name.size()) {
    const auto version = name.substr(dash + 1);
    if (std::ranges::all_of(version, [](char c) { return is_digit(c) || c == '.'; })) name = name.substr(0, dash);
  }
  std::string out(name);
  if (of_windows || out == "CL") std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::vector<std::string> without_shell(std::span<const std::string> words) {
  const bool of_windows = !words.empty() && compiler_name(words[0]) == "cmd";
  if (words.size() < 3 || !is_shell(compiler_name(words[0]))) return {words.begin(), words.end()};
  std::vector<std::string> inner(words.begin() + 1, words.end());
  while (!inner.empty() && inner[0].size() < 4 && inner[0].starts_with(of_windows ? '/' : '-')) inner.erase(inner.begin());
  // One word that holds spaces is a whole command line.
  if (inner.size() == 1 && inner[0].find(' ') != std::string::npos)
    inner = of_windows ? split_windows_words(inner[0]) : split_shell_words(inner[0]);
  // Of several commands the first that is a compiler's counts.
  for (auto begin = inner.begin(); begin != inner.end();) {
    const auto end = std::find_if(begin, inner.end(), is_separator);
    const std::vector<std::string> one(begin, end);
    if (!one.empty() && is_compiler(one[compiler_index(one)])) return one;
    begin = end == inner.end() ? end : end + 1;
  }
  return {words.begin(), words.end()};
}

bool is_cpp_driver(std::string_view compiler) {
  const std::string_view kind = compiler_kind(compiler);
  return kind.ends_with("++") || kind.ends_with("xx") || kind == "CC" || kind == "mpiCC" || kind == "icpc" || kind == "icpx";
}

}  // namespace unknot
