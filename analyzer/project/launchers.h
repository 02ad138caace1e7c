// Finds the compiler behind ccache, distcc, env and the like.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// The index of the word that names the compiler. Launchers, their options and assignments (A=b) before it are passed over,
/// also an unknown launcher, if a word that looks like a compiler follows. 0 where nothing behind looks like one.
/// `words` is not empty.
std::size_t compiler_index(std::span<const std::string> words);

/// The file name without folder, ".exe" and a version behind a dash, in lower case where it is one of Windows:
/// "C:\\VS\\CL.EXE" -> "cl", "/usr/bin/aarch64-linux-gnu-g++-12" -> "aarch64-linux-gnu-g++".
std::string compiler_name(std::string_view word);

/// The command that a shell is given as one text (cmd /c "cl ... && ...", sh -c "gcc ..."), else the words as they are.
std::vector<std::string> without_shell(std::span<const std::string> words);

/// g++, clang++-22, x86_64-linux-gnu-c++: a driver that reads .c as C++.
bool is_cpp_driver(std::string_view compiler);

}  // namespace unknot
