// A compile command cut down to what decides which files are included, and from where.
//   CompileCommand -> NormalizedCommand -> PreprocessorFlags -> keys of equal commands
// It reads no file and runs no program.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/project/database.h"
#include "graph/program.h"

namespace unknot {

/// A command without wrappers, steps, outputs, inputs, and without options that load code.
struct NormalizedCommand {
  std::string file;                ///< absolute: joined with the directory, not resolved (".." stays)
  std::string directory;           ///< absolute where the folder of the database is
  std::vector<std::string> flags;  ///< the compiler first; empty where the command has no words, or is no compiler's
  std::string output;              ///< what it writes, absolute; empty where the command does not say. It is never opened.
  std::vector<std::string> dropped;  ///< options that nothing is known of
  std::size_t predefined = 0;      ///< 1 + index of what its compiler said that it defines; 0: it was not asked
  std::string precompiled;         ///< the value of -include-pch: a binary whose source comes first
};

/// Takes off launchers (ccache, distcc, env A=b, ...), -o, -c, the -M family, plug-ins, precompiled headers, "--" and
/// everything that is an input; keeps the rest in order, with -Wp, and -Xpreprocessor unpacked. Commands of other toolchains
/// are translated first (toolchain.h). A relative directory is seen from `database_folder`. Response files are expanded before.
NormalizedCommand normalize(const CompileCommand&, std::string_view database_folder);

/// For a directory that is not on this machine: its relative search folders become absolute and lose their "..", so that they
/// are found without it. -include and -imacros stay: they are looked for in search folders too.
void free_of_directory(NormalizedCommand&);

enum class SearchKind : std::uint8_t { quote, include, system, after };
struct SearchEntry {
  SearchKind kind = SearchKind::include;
  std::string path;  ///< absolute
  friend bool operator==(const SearchEntry&, const SearchEntry&) = default;
};

/// One -D or -U: `#define name+parameters definition`, or `#undef name`.
struct MacroFlag {
  std::string name;
  std::string parameters;  ///< "(a,b)" of a function-like macro
  std::string definition;  ///< "1" for a plain -DX
  bool undefine = false;
  friend bool operator==(const MacroFlag&, const MacroFlag&) = default;
};

/// How names in directives are looked up where that is not as GCC and Clang do.
struct LookupRules {
  bool fold_case = false;      ///< names differ in case only: one name (Windows)
  bool include_stack = false;  ///< quoted names are looked for beside every including file, and '\\' separates folders
  bool aliases = false;        ///< #pragma include_alias
  friend auto operator<=>(const LookupRules&, const LookupRules&) = default;
};

struct PreprocessorFlags {
  std::string compiler;
  std::vector<SearchEntry> search;           ///< -iquote, -I, -isystem, -idirafter in order as written
  std::vector<MacroFlag> macros;             ///< in order as written
  std::vector<std::string> forced_includes;  ///< -include, as written
  std::vector<std::string> imacros;          ///< as written
  std::vector<std::string> rest;  ///< flags that may change the built-in search list, the predefined macros or the language
  bool exotic = false;            ///< some flag changes the search order in a way that `search` does not tell: ask the driver;
                                  ///< then the search flags stand in `rest` too
  std::string directory;          ///< of the command
  LookupRules rules;
  friend bool operator==(const PreprocessorFlags&, const PreprocessorFlags&) = default;
};

/// Sorts the flags of a normalized command. Warnings, debug information, diagnostics and linker flags are dropped.
PreprocessorFlags split_flags(std::span<const std::string> flags, std::string_view directory);

/// The language that the compiler takes the file for: -x, else the extension, where g++ and clang++ read C as C++.
/// A header (.h) and an unknown extension count as C++.
Language language_of(std::string_view file, std::span<const std::string> flags);

/// Equal for commands with the same search list: over compiler, language, search, rest, and where they are exotic the
/// directory. Same flags, same bytes, in every run.
std::string class_key(const PreprocessorFlags&, Language);
/// Equal for commands that start with the same macros: over -D, -U, -include and -imacros in order.
std::string macro_key(const PreprocessorFlags&);

}  // namespace unknot
