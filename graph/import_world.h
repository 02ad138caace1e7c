// All modules of a Python project by their dotted names, and what comes of importing them. It knows no file system.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/imports.h"
#include "graph/test_runs.h"

namespace unknot::imports {

/// Is it a module of Python's standard library?
bool is_standard_module(std::string_view name);

/// `space`: a namespace package, a folder without __init__.py.
enum class ModuleKind : std::uint8_t { module, package, space };

struct Module {
  std::string name;  ///< dotted
  std::string path;  ///< as shown; empty: a namespace package
  std::uint32_t root = 0;  ///< the folder in which its topmost package stands; modules of one root see each other first
  ModuleKind kind = ModuleKind::module;
  ModuleFacts facts;
};

/// The oldest Python that the project has to run on. Nothing known: what hangs on a version is not decided.
struct PythonVersion {
  std::uint32_t major = 3;
  std::uint32_t minor = 0;  ///< 0: not known
};

/// Modules sorted by (name, path); look-ups by name.
struct World {
  std::vector<Module> modules;
  PythonVersion oldest;
  /// Functions that tell whether something is current, by their dotted names: before anybody calls one of the makers (by its last name) nothing is.
  std::vector<std::string> context_asks, context_makers;
  /// By name; of several of one name the one that everybody means comes first. Views of the modules' names.
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_name;
  /// kNone where the project has no such module.
  std::uint32_t find(std::string_view name, std::uint32_t root) const {
    const auto found = by_name.find(name);
    // Nothing of the project hides what Python brings.
    if (found == by_name.end() || is_standard_module(name.substr(0, name.find('.')))) return kNone;
    for (const std::uint32_t module : found->second)
      if (modules[module].root == root) return module;
    return found->second.front();
  }
};

/// The absolute name that an import in a module means; empty where it leads above the topmost package.
std::string absolute_name(const Module&, std::string_view name, std::uint32_t dots);

/// How an entry is started: `import module`, `python path/to/module.py`, `python -m module`.
/// `test`: as one of many in a run of tests.
enum class Start : std::uint8_t { import_, script, run_module, test };
struct EntryPoint {
  std::uint32_t module = 0;
  Start start = Start::import_;
  friend auto operator<=>(const EntryPoint&, const EntryPoint&) = default;
};

struct Step {
  std::uint32_t module = 0;
  std::uint32_t line = 0;
  friend auto operator<=>(const Step&, const Step&) = default;
};

/// Why an import fails.
struct Failure {
  std::string type;      ///< "ImportError"
  std::string name;      ///< what is missing
  std::uint32_t module = kNone;  ///< in whose text it is raised
  std::uint32_t line = 0, column = 0;
  std::uint32_t asked = kNone;   ///< the module that lacks the name; kNone: a plain name
  bool partial = false;          ///< because that module is not finished: a cycle is to blame
  std::vector<Step> chain;       ///< the lines that lead there, the entry's first
};

enum class Outcome : std::uint8_t { passes, fails, unknown };
struct EntryResult {
  Outcome outcome = Outcome::passes;
  Failure failure;  ///< where it fails, or may fail
};

/// Something that was seen while modules were loaded: in `module` at `line` with regard to `other`.
struct Sighting {
  std::uint32_t module = 0;
  std::uint32_t line = 0;
  std::uint32_t other = 0;
  std::string name;
  friend auto operator<=>(const Sighting&, const Sighting&) = default;
};
/// What all simulated entries have shown, each once.
struct Sightings {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> followed;  ///< (from, to) of imports that were followed, with a line
  std::map<Sighting, int> relied;   ///< a name of an unfinished module that was there already
  std::map<Sighting, int> masked;   ///< a missing name of an unfinished module, and the exception was caught
  std::map<Sighting, int> starred;  ///< `import *` of an unfinished module
  std::map<Sighting, int> typing;   ///< a name that is bound under TYPE_CHECKING only was asked for
};

/// Imports an entry in a fresh interpreter.
class Simulator {
 public:
  explicit Simulator(const World&);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  EntryResult run(EntryPoint, Sightings&);
  /// One process for all, in order: what a test runner does. Nothing for a step that it does not come to.
  std::vector<std::optional<EntryResult>> run_tests(const TestRun&, Sightings&);

 private:
  class Machine;
  Machine* machine_;
};

}  // namespace unknot::imports
