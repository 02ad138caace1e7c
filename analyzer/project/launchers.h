// Finds the compiler behind ccache, distcc, env and the like.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace unknot {

/// The index of the word that names the compiler. Launchers, their options and assignments (A=b) before it are passed over,
/// also an unknown launcher, if a word that looks like a compiler follows. 0 where nothing behind looks like one.
/// `words` is not empty.
std::size_t compiler_index(std::span<const std::string> words);

/// g++, clang++-22, x86_64-linux-gnu-c++: a driver that reads .c as C++.
bool is_cpp_driver(std::string_view compiler);

}  // namespace unknot
