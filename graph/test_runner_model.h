// What a model says of a program that collects tests: which files it imports, in which order, and what it imports before them.
// Plain values; it knows no such program by itself.
#pragma once

#include <string>
#include <vector>

namespace unknot {

struct TestRunnerModel {
  /// A file with settings, and where in it they stand: "tool:x" of a file with sections, "tool.x" of a TOML file.
  struct SettingsFile {
    std::string file, section;
    bool is_enough = false;  ///< it counts without the section, too
  };
  std::string command;       ///< as a person types it; empty: the model is of no such program
  std::string distribution;  ///< of which the version is asked
  std::vector<SettingsFile> settings;  ///< of those of one folder the first counts
  std::string prepares;                ///< a file that is imported before the others of its folder and below
  std::string early_folders;           ///< glob: folders below a starting one whose preparing files are imported before everything else
  std::vector<std::string> files;        ///< globs of names, where no setting says which
  std::vector<std::string> passed_over;  ///< globs of folders, where no setting says which
  std::string paths_setting, files_setting, passed_over_setting, arguments_setting;
  std::string ignore_option;             ///< argument with a path that is left out
  std::string own_names_argument;        ///< with it a file is named by its place, and files of one name do not meet
  std::string plugins;                   ///< variable of a file: modules that are imported behind it
  std::vector<std::string> changed_by;   ///< names in preparing files and arguments that change what is collected
  std::string folders_in_turn_since;     ///< version from which a folder is entered where its name stands among the files; before: behind them, and prepared in front of everything
  std::string paths_first_since;         ///< version from which the preparing files of the paths in the settings are early, too
};

}  // namespace unknot
