// A project in a temporary folder, made from texts, removed at the end.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace unknot::test {

/// Path in the project -> text.
using Files = std::map<std::string, std::string>;

/// The files of an example: each starts with a line "// file: a.h"; text before the first such line is main.cpp.
Files files_of_example(std::string_view text);

/// One entry of compile_commands.json.
struct Compile {
  std::string file;                 ///< as it shall stand there
  std::vector<std::string> flags;   ///< between the compiler and "-c FILE"
  std::string directory;            ///< empty: the root, absolute
  std::string compiler = "clang++";
};

class Project {
 public:
  /// Writes `files` below a new folder that counts as the top of a checkout (it holds an empty .git).
  explicit Project(const Files& files = {});
  ~Project();
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const std::string& root() const { return root_; }
  /// Absolute.
  std::string path(std::string_view relative) const { return root_ + "/" + std::string(relative); }
  bool has(std::string_view relative) const;
  std::string read(std::string_view relative) const;
  void write(std::string_view relative, std::string_view text);
  void remove(std::string_view relative);
  void rename(std::string_view from, std::string_view to);
  void link(std::string_view name, std::string_view target);
  /// Every file, sorted, without .git.
  std::vector<std::string> files() const;
  /// Copies everything below `folder`, links as links.
  void copy_from(const std::string& folder);

  /// compile_commands.json with one entry for each .c and .cpp file and these flags.
  void write_commands(const std::vector<std::string>& flags = {});
  void write_commands(const std::vector<Compile>& commands, std::string_view to = "compile_commands.json");

  /// Moves the whole project to another new folder; the database is not touched.
  void move_elsewhere();

 private:
  std::string parent_;
  std::string root_;
};

/// A new empty folder below the system's folder for such; the caller removes it.
std::string new_folder();
std::string read_file(const std::string& path);
std::string json_quoted(std::string_view text);

}  // namespace unknot::test
