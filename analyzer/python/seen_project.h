// The values that configure a project's libraries and servers, from its code and from the files beside it. Code is looked at only
// where a model's name occurs, on the tree that the import graph needs anyway.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analyzer/extract/python/seen_values.h"
#include "analyzer/python/pinned_versions.h"
#include "graph/import_world.h"
#include "graph/project_settings.h"

namespace unknot {

class SeenProject {
 public:
  /// `files`: those beside the code; nothing of them is kept but what they say.
  SeenProject(std::shared_ptr<const SettingModels>, std::span<const SettingsText> files);

  /// What a Python file says; from several threads at once.
  SeenValues read(const std::string& shown, const python::SyntaxTree&) const;
  /// All together, with names as the project has them.
  ProjectSettings finish(PinnedVersions, const imports::World&, std::vector<std::pair<std::string, SeenValues>> files) const;

 private:
  void add_words();

  std::shared_ptr<const SettingModels> models_;
  SeenValues commands_;
  std::unordered_set<std::string> texts_;   ///< what words_ views
  std::vector<std::string> needles_;        ///< a file that holds none of them says nothing
  std::unordered_set<std::string> settings_files_;  ///< base names of Python files that servers read
  python::SeenWords words_;
};

}  // namespace unknot
