// Names of compilers and launchers, and the walk over the words before the compiler.
#include "analyzer/project/launchers.h"

#include <algorithm>
#include <array>

namespace unknot {
namespace {

constexpr auto kCompilers = std::to_array<std::string_view>(
    {"cc",    "c++",  "gcc",  "g++",  "clang",    "clang++",   "cl",    "icc",    "icpc",   "icx",   "icpx",
     "tcc",   "nvcc", "emcc", "em++", "armclang", "armcc",     "mpicc", "mpicxx", "mpic++", "mpiCC", "hipcc",
     "dpcpp", "CC",   "xlc",  "xlC",  "xlclang",  "xlclang++", "c89",   "c99",    "cxx",    "cpp"});
constexpr auto kLaunchers =
    std::to_array<std::string_view>({"ccache", "sccache", "distcc", "icecc", "icerun", "buildcache", "gomacc", "rewrapper",
                                     "reclient", "firebuild", "cachepot", "fastbuild", "pump", "time", "nice"});

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_byte(char c) { return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The file name without folder and ".exe".
std::string_view program_name(std::string_view word) {
  if (const std::size_t slash = word.find_last_of("/\\"); slash != std::string_view::npos) word.remove_prefix(slash + 1);
  if (word.ends_with(".exe")) word.remove_suffix(4);
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

bool is_compiler(std::string_view word) { return is_one_of(kCompilers, compiler_kind(word)); }

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos || is_digit(word[0])) return false;
  return std::ranges::all_of(word.substr(0, equals), is_name_byte);
}

std::size_t behind(std::span<const std::string> words, std::size_t at, std::string_view prefix) {
  while (at < words.size() && words[at].starts_with(prefix)) ++at;
  return at;
}

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
    const std::string_view name = program_name(words[at]);
    if (is_compiler(words[at])) return at;
    if (name == "env") {
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
          next < words.size() && (is_compiler(words[next]) || is_one_of(kLaunchers, program_name(words[next])));
      if (!is_launcher) return at;
      at = next;
    }
  }
}

bool is_cpp_driver(std::string_view compiler) {
  const std::string_view kind = compiler_kind(compiler);
  return kind.ends_with("++") || kind.ends_with("xx") || kind == "CC" || kind == "mpiCC" || kind == "icpc" || kind == "icpx";
}

}  // namespace unknot
