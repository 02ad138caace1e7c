// A C++ project made from a seed, and random edits of it: include graphs with tangles, guards of both kinds, conditions,
// macros that open and close, two sets of search folders. The same seed gives the same files everywhere.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/project.h"

namespace unknot::test {

class RandomProject {
 public:
  RandomProject(std::uint64_t seed, std::size_t headers, std::size_t units);

  /// All files as texts, without the database.
  Files files() const;
  /// The database's entries; file names relative to the root.
  std::vector<Compile> commands() const;

  /// Changes something, in the model and on disk, and says what.
  std::string edit(Project& on_disk);

 private:
  struct Line {
    std::string condition;  ///< "#if ..." around it; empty: none
    std::string text;
  };
  struct File {
    bool once = true;
    std::string guard;
    std::vector<Line> lines;
  };

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  template <class T>
  const T& one_of(const std::vector<T>& values) { return values[below(values.size())]; }
  std::string some_header(const std::string& from);
  std::string some_file();
  Line some_line(const std::string& from);
  File some_header_text(const std::string& name);
  static std::string text_of(const File&);
  void write(Project&, const std::string& name);

  std::mt19937_64 random_;
  std::map<std::string, File> model_;
  std::vector<Compile> commands_;
  std::uint64_t fresh_ = 0;
};

}  // namespace unknot::test
