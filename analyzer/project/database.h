// compile_commands.json as values, and the two texts inside it that need splitting: commands and response files.
//   text -> Database -> (expand_response_files) -> normalize (command.h)
// It reads no file by itself.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// One entry, as written; `arguments` begin with the compiler or its wrapper.
struct CompileCommand {
  std::string directory;
  std::string file;
  std::vector<std::string> arguments;
  std::string output;
  bool of_windows = false;  ///< recorded on Windows: a backslash separates folders
};
/// What is wrong and where: 1-based, columns in bytes.
struct DatabaseError {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
};
struct Database {
  std::vector<CompileCommand> commands;  ///< in order as written
  std::size_t skipped = 0;               ///< entries that cannot be used
  std::vector<DatabaseError> problems;   ///< one for each of these, up to a hundred, then one for the rest
};

/// Reads a JSON compilation database. Both forms are understood, "command" (split as a POSIX shell would) and "arguments"
/// (which goes first). An entry that is not an object or has no file, directory or command is skipped with a problem;
/// unknown keys are ignored. Text that is not JSON, or not a list, is an error.
/// Format: clang.llvm.org/docs/JSONCompilationDatabase.html
std::expected<Database, DatabaseError> parse_database(std::string_view text);

/// The words of a command line by the quoting rules of POSIX (XCU 2.2); nothing is substituted. A quote left open ends
/// with the text.
std::vector<std::string> split_shell_words(std::string_view command);

/// The words of a response file as GCC and Clang read them: a backslash takes the next byte as it is, also in quotes.
std::vector<std::string> split_response_file(std::string_view text);

/// `path` as seen from `directory`; "." and doubled slashes go, ".." stays, since the folder before it may be a link. A path
/// with a drive is absolute ("C:\x" is "/C:/x").
std::string join_path(std::string_view directory, std::string_view path);

/// How the words of a response file are quoted: as GCC and Clang read them, or as Visual C++ does.
enum class ResponseQuoting : std::uint8_t { gnu, windows };

struct ExpandedArguments {
  std::vector<std::string> arguments;
  std::vector<std::string> dropped;  ///< response files as written: unreadable, nested too deeply, or beyond the limits
};
/// Gives the text of the file at that path, or nothing.
using FileReader = std::function<std::optional<std::string>(const std::string& path)>;

/// Replaces each `@file` behind the compiler by the words of that file, also inside such files; relative ones are looked
/// for in `directory`. What cannot be read, and CMake's module maps (*.modmap), is dropped and named.
ExpandedArguments expand_response_files(std::span<const std::string> arguments, std::string_view directory,
                                        const FileReader& read, ResponseQuoting = ResponseQuoting::gnu);

}  // namespace unknot
