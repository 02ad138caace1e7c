// The configuration files of a project: the root's, and those below it, each of which speaks for its folder. In one folder
// unknot.json goes before pyproject.toml. What the files mean is the business of analyzer/config.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/config/written_config.h"
#include "analyzer/source_tree/manifest.h"
#include "analyzer/source_tree/source_tree.h"

namespace unknot {

/// Does a folder hold a configuration that makes it the root of a project? One that cannot be read does, so that somebody
/// says so; one that says `subtree` does not.
bool is_configured(const SourceTree&, const std::string& folder);

struct SettingsFile {
  std::string shown;   ///< "sub/unknot.json"
  std::string folder;  ///< "sub/", empty: the root
  WrittenConfig written;
};
/// What a folder's files mean for everything below it: its own and those above it, the nearer one first.
struct SubtreeSettings {
  std::string folder;  ///< "sub/"
  std::string file;    ///< "sub/unknot.json"
  Config config;       ///< of this only the checks, and the suppressions of this file: their globs are relative to the folder
};

class SettingsFiles {
 public:
  /// `named`: a file that then speaks for everything, as typed, and where it is; empty: look for them.
  SettingsFiles(const SourceTree& tree, std::string root, std::string named, std::string named_path);

  /// The root's configuration, or what is wrong, a line for each.
  std::expected<Config, std::string> read_root();
  /// The root's file as shown; "unknot.json" where there is none.
  const std::string& root_file() const { return root_file_; }

  /// Does a file on the way from below the root to `shown` (a folder ends with a slash) ignore it? Reads what it meets.
  bool ignores(const std::string& shown);

  /// Writes what was read or looked for in vain into the manifest, so that it holds only while that is as it is.
  void add_to(Manifest&) const;
  /// The files below the root that an analysis with this manifest met: nothing to read where it was made here.
  std::expected<std::vector<SubtreeSettings>, std::string> subtrees(const Manifest&);
  /// For the person, one line each.
  std::vector<std::string> remarks() const;

 private:
  /// The file that speaks for this folder (as shown, with its slash); nullptr where there is none.
  const SettingsFile* below(const std::string& folder);
  std::optional<SettingsFile> read_folder(const std::string& folder);
  std::optional<WrittenConfig> read(const std::string& path, const std::string& shown, ReadStatus& status);

  const SourceTree& tree_;
  std::string root_;
  std::string named_, named_path_;
  std::string root_file_ = "unknot.json";
  WrittenConfig root_written_;
  std::map<std::string, std::optional<SettingsFile>> folders_;  ///< below the root, by folder
  std::map<std::string, FileSignature> seen_;                   ///< by absolute path
  std::vector<ConfigProblem> problems_;
  std::vector<std::string> remarks_;
};

}  // namespace unknot
