// Text as Windows writes it: paths with drives and backslashes, command lines quoted for CommandLineToArgvW, UTF-16 files.
// It knows nothing of compilers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unknot {

/// "C:\x", "c:/x", "\\server\share": absolute on Windows, and nothing that a POSIX system could have.
bool is_windows_path(std::string_view path);

/// With slashes. A drive becomes a folder of the root ("C:\x" -> "/C:/x"): absolute here too, and there is no such folder.
std::string posix_path(std::string_view path);

/// The words of a command line by the rules of CommandLineToArgvW: a backslash counts only before a double quote.
std::vector<std::string> split_windows_words(std::string_view command);

/// The text in UTF-8 without its byte order mark: UTF-16 with a mark is converted, anything else is given back.
std::string without_byte_order_mark(std::string text);

}  // namespace unknot
