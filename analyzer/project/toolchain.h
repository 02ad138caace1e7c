// Other toolchains' command lines, said in the words of GCC and Clang: which file a command reads, where it looks, what it
// defines. It reads no file and runs no program.
//   words of the command (compiler first) -> Translation -> normalize (command.h)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// How a compiler's options are spelled.
enum class Dialect : std::uint8_t {
  gnu,  ///< GCC, Clang and all that take their options
  cl,   ///< cl.exe, clang-cl, icx on Windows
  nvcc,
  embedded,  ///< IAR, TASKING, TI: options of GCC where they decide about includes, and some of their own
  none,      ///< no compiler of C or C++: an assembler, a linker, another language
};

/// `words` begin with the compiler.
Dialect dialect_of(std::span<const std::string> words);

/// Response files under their other names, nvcc's --options-file and IAR's -f, become "@file".
void name_response_files(std::vector<std::string>& words, Dialect);

struct Translation {
  std::vector<std::string> words;    ///< for Clang's driver, which stands first
  std::vector<std::string> dropped;  ///< options that nothing is known of, as written
};

/// The command as Clang's driver would be told it. What GCC and Clang understand is left as it is; of the others' options
/// those that decide about includes and macros are translated, those that cannot are left out, and unknown ones are named.
/// `words` are not empty.
Translation translate(std::span<const std::string> words, Dialect);

/// The target that a compiler's name begins with, as Clang spells it: "aarch64-linux-gnu" of aarch64-linux-gnu-g++-12.
/// Empty where there is none, or none that Clang knows.
std::string target_of_name(std::string_view compiler);

/// Does a file of this name hold a language that no C or C++ compiler reads (Rust, Fortran, resources, objects)?
bool is_other_language(std::string_view file);

// One function for each dialect; `translate` chooses.
Translation translate_cl(std::span<const std::string> words);
Translation translate_nvcc(std::span<const std::string> words);
Translation translate_embedded(std::span<const std::string> words);
Translation translate_gnu(std::span<const std::string> words);

}  // namespace unknot
