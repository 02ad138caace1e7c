// A database that was recorded elsewhere, in a container or on Windows: which folder there is the project's root here.
#pragma once

#include <functional>
#include <string>

#include "analyzer/project/database.h"

namespace unknot {

/// `from` is a path of the machine where the database was recorded, with slashes ("/C:/src/app" for a drive); empty where
/// nothing is to be done.
struct Relocation {
  std::string from;
  std::string to;
};

/// Looks at the files that do not exist under their recorded names: the longest end of each that exists below `root` says
/// what stands before it. More than half of them must say the same, else nothing is relocated.
Relocation find_relocation(const Database&, const std::string& database_folder, const std::string& root,
                           const std::function<bool(const std::string& path)>& exists);

/// A path that was recorded below `from`, as it is now; any other as it is. The text of an include directive, say.
std::string relocated(std::string path, const Relocation&);

/// Puts the new place for the old one in the directory, the file and every word of the command.
void relocate(CompileCommand&, const Relocation&);

}  // namespace unknot
