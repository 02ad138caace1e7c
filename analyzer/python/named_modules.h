// Which of some modules a project names, told from its texts before any of them is parsed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unknot {

class NamedModules {
 public:
  /// Of which modules it is asked: names of top-level modules, in any order.
  explicit NamedModules(std::vector<std::string> asked);

  /// Looks at the lines of a Python file that import something. What it finds is a superset of what the file imports: lines of a
  /// text or a comment may look like imports. From several threads at once.
  void read_source(std::string_view text);
  /// A file of another kind names a module where it holds its name as a word.
  void read_other(std::string_view text);
  /// Any file names what its own name holds: "server.conf.py".
  void read_name(std::string_view path);

  bool imports(std::string_view module) const { return marked(module) == Mark::imported; }
  /// It is imported, or a file that is not Python, or some file's name, says it.
  bool names(std::string_view module) const { return marked(module) != Mark::none; }

 private:
  enum class Mark : std::uint8_t { none, named, imported };
  /// Among those that are asked of; their number: it is none.
  std::size_t place_of(std::string_view module) const;
  Mark marked(std::string_view module) const;

  std::vector<std::string> asked_;  ///< sorted, each once
  std::vector<Mark> marks_;         ///< of each
};

}  // namespace unknot
