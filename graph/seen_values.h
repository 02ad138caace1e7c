// Values that configure something, as they are written in code or in a file beside it. It knows no library, no server and no
// format, and judges nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unknot {

enum class SeenKind : std::uint8_t {
  unknown,  ///< computed; text: as written
  null,
  no,
  yes,
  number,   ///< text
  text,     ///< text
  name,     ///< text: dotted, of something that is no constant
  list,     ///< parts without names
  mapping,  ///< parts
};

struct SeenValue {
  SeenKind kind = SeenKind::unknown;
  bool is_least = false;    ///< a number that it is not below: of `cpu_count() * 2 + 1`
  std::string text{};
  std::string variable{};   ///< of the environment, asked first: the value is what stands where it is not set; unknown: nothing does
  std::string name{};       ///< of a part of a mapping
  std::vector<SeenValue> parts{};
  std::uint32_t line = 0, column = 0;
};

struct SeenSetting {
  std::string name{};       ///< of an argument without one its place: "0"
  SeenValue value{};
  std::uint32_t line = 0, column = 0;
};

enum class SeenAs : std::uint8_t {
  call,        ///< of: what is called; settings: its arguments
  assignment,  ///< of: whose parts or attributes are set, or the module or class in whose body they are
  command,     ///< of: the program; settings: its words in order; name: "" or the option's
  file,        ///< of: the section of a settings file
};

/// What is set together.
struct SeenGroup {
  SeenAs as = SeenAs::call;
  std::string of{};           ///< dotted, as far as it is known: "lib.App.config"
  std::string written{};      ///< the same as the file spells it: "web.app.config"
  std::string object{};       ///< call: the variable that its result is given to
  std::string within{};       ///< the function or class around, dotted, or a script's; empty: the module's own lines, or a file's
  std::string condition{};    ///< the innermost `if` around, as written
  std::vector<std::string> bases{};  ///< of a class
  bool is_class = false;      ///< assignments of a class's body
  bool is_module = false;     ///< assignments of a module's own lines
  bool is_main = false;       ///< below `if __name__ == "__main__"`, or in a function that is named nowhere else
  bool is_open = false;       ///< what else is set nobody can tell: `**options`, `$OPTIONS`
  bool is_decorator = false;  ///< call: what it gives, or it itself, is called with the function `object`
  bool is_guarded = false;    ///< inside of a `try` of the same function
  std::vector<SeenSetting> settings{};
  std::vector<SeenSetting> environment{};  ///< command: variables that are set beside it
  std::string file{};         ///< as shown
  std::uint32_t line = 0, column = 0;
};

/// A function as far as a caller sees it.
struct SeenFunction {
  std::string name{};                     ///< dotted
  std::vector<std::string> parameters{};  ///< positional ones that have no default, without `self`
  std::vector<std::string> more{};        ///< the others; "*" and "**" behind which any may come
  std::vector<std::string> gives{};       ///< dotted names of variables that it returns
  std::string file{};
  std::uint32_t line = 0, column = 0;
};

/// A name of somebody else's that the code asks for.
struct SeenName {
  std::string name{};       ///< dotted
  std::string within{};
  bool is_guarded = false;  ///< inside of a `try`
  std::string file{};
  std::uint32_t line = 0, column = 0;
};

/// One name for another, of a module's own lines or of a function's.
struct SeenAlias {
  std::string name, of;
};

struct SeenValues {
  std::vector<SeenGroup> groups;       ///< by file, in the order of the text
  std::vector<SeenFunction> functions;
  std::vector<SeenName> names;
  std::vector<SeenAlias> aliases;
};

/// Names by what they come to: "web.socketio.run" is "lib.SocketIO.run" where web.socketio is made by lib.SocketIO(...).
void link_seen_values(SeenValues&);

}  // namespace unknot
