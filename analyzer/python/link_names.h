// Names across the files of a Python project: `from app import app` makes "app.app" what the module app holds, so that what is
// called on it is named by its class, and what a module only hands on is named by where it comes from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/function_facts.h"
#include "graph/text_map.h"

namespace unknot::python {

/// What is known of names beyond the files' own facts.
struct KnownNames {
  TextMap<std::string> handed_on{};  ///< "pkg.app" is "pkg.core.app": an import brings it
  TextMap<std::string> results{};    ///< by function: the class of what it gives
};

/// What is known outlives it.
class Linker {
 public:
  Linker(std::span<const FileFunctions> files, const KnownNames& known);
  /// The name as it is where nothing is known.
  std::string linked(std::string name) const;
  /// Of a class: what "pkg.make_app" gives is of the class that the function says.
  std::string linked_type(std::string name) const;
  /// The project's own method that runs where a value is put into this variable under a key; empty: none is known.
  std::string store_of(std::string_view variable) const;

 private:
  /// One step; false: nothing is known of the name.
  bool step(std::string& name) const;

  const KnownNames& known_;
  TextMap<std::string> types_;
  TextMap<std::vector<std::string>> bases_;
  TextSet defined_;
  bool stores_ = false;  ///< some class of the project says what it does with a value under a key
};

/// Renames entities that begin with such a name: "web.app.before_request" => "framework.App.before_request". `files`: all of the
/// project, on so many threads. A method that a class inherits becomes that of the base that has it, and what is put
/// under a key into an object whose class says what to do with it becomes a call. Twice is as good as once.
void link_names(std::span<FileFunctions> files, const KnownNames& known = {}, unsigned jobs = 1);

}  // namespace unknot::python
