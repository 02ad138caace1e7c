// Names across the files of a Python project: `from app import app` makes "app.app" what the module app holds, so that what is
// called on it is named by its class, and what a module only hands on is named by where it comes from.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/function_facts.h"

namespace unknot::python {

/// What is known of names beyond the files' own facts.
struct KnownNames {
  std::map<std::string, std::string, std::less<>> handed_on{};  ///< "pkg.app" is "pkg.core.app": an import brings it
  std::map<std::string, std::string, std::less<>> results{};    ///< by function: the class of what it gives
};

class Linker {
 public:
  Linker(std::span<const FileFunctions> files, KnownNames known);
  /// The name as it is where nothing is known.
  std::string linked(std::string name) const;
  /// Of a class: what "pkg.make_app" gives is of the class that the function says.
  std::string linked_type(std::string name) const;
  /// The project's own method that runs where a value is put into this variable under a key; empty: none is known.
  std::string store_of(const std::string& variable) const;
  bool is_defined(const std::string& name) const { return defined_.contains(name); }

 private:
  std::string once(const std::string& name) const;

  KnownNames known_;
  std::map<std::string, std::string> types_;
  std::map<std::string, std::vector<std::string>> bases_;
  std::set<std::string> defined_;
  bool stores_ = false;  ///< some class of the project says what it does with a value under a key
};

/// Renames entities that begin with such a name: "web.app.before_request" => "framework.App.before_request". `files`: all of the
/// project. A method that a class inherits becomes that of the base that has it, and what is put under a key into an object whose class
/// says what to do with it becomes a call. Twice is as good as once.
void link_names(std::span<FileFunctions> files, const KnownNames& known = {});

}  // namespace unknot::python
