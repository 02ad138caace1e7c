// Headers that a build writes and that are not there yet: the tree holds what they are made from, or a build file names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/includes/folders.h"

namespace unknot {

/// What counts as a sign that a build makes a header. In build files other packages' headers and stale names stand, too.
enum class Signs : std::uint8_t { inputs, inputs_and_build_files };

class GeneratedHeaders {
 public:
  /// `tree`: every folder of the project. Build files are read when the first question needs them.
  GeneratedHeaders(const SourceTree& tree, Folders& folders, const std::vector<FolderId>& in)
      : tree_(tree), folders_(folders), in_(in) {}

  /// The absolute path, or where that is open the spelling alone, of the header that `from`, an absolute path, asks for.
  /// Nothing where there is no sign that a build makes it.
  std::optional<std::string> find(std::string_view from, std::string_view spelling, Signs);
  /// Build files that were read, with what stat said of them.
  const std::vector<std::pair<std::string, FileSignature>>& read() const { return read_; }

 private:
  /// A name in a build file.
  struct Mention {
    FolderId folder{};       ///< of the build file
    std::string path;        ///< as written, behind a variable where there is one
    bool variable = false;   ///< "${CMAKE_CURRENT_BINARY_DIR}/": it may be anywhere
  };
  using Places = std::unordered_map<std::string, std::vector<std::string_view>>;

  void list();
  void read_build_files();
  void read_line(FolderId folder, std::string_view line);
  std::optional<std::string> from_template(std::string_view from, std::string_view plain) const;
  bool has_source(std::string_view plain) const;
  bool is_mentioned(std::string_view plain);

  const SourceTree& tree_;
  Folders& folders_;
  const std::vector<FolderId>& in_;
  bool listed_ = false;
  bool searched_ = false;
  Places templates_;  ///< folders, by the name of the header that is made
  Places sources_;    ///< folders, by the stem of what a generator reads
  std::unordered_map<std::string, std::vector<Mention>> mentions_;  ///< by file name
  std::vector<std::pair<std::string, FileSignature>> read_;
};

}  // namespace unknot
