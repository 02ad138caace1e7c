// Lines of JSON with comments. A line behind "//" ends with a comma, so that it is valid once the slashes are gone; the last
// member is a real one.
#include "analyzer/cli/starter_config.h"

#include <nlohmann/json.hpp>

#include "reporters/escape.h"

namespace unknot {
namespace {

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string count(std::uint64_t number, const char* thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

/// The folder that holds it: "build" of "build/compile_commands.json", "." of the root's.
std::string folder_of(const std::string& file) {
  const auto slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash);
}

std::string list(const std::vector<FoundFolder>& folders) {
  std::string out;
  for (const auto& folder : folders) out += (out.empty() ? "[" : ", ") + quoted(folder.folder);
  return out + "]";
}

std::string databases(const std::vector<FoundDatabase>& found) {
  if (found.empty())
    return "  // No compile_commands.json was found: search folders are inferred from the tree. CMake writes one with\n"
           "  // -DCMAKE_EXPORT_COMPILE_COMMANDS=ON; name its folder here unless it is one of the usual places.\n"
           "  // \"build\": [\"build\"],\n\n";
  std::string out = "  // The compile commands. The first of these is found without being named:\n";
  for (const auto& database : found)
    out += "  //   " + visible(database.file) + ", " + count(database.commands, "command") + "\n";
  return out + "  // \"build\": [" + quoted(folder_of(found.front().file)) + "],\n\n";
}

}  // namespace

std::string starter_config(const Surroundings& found) {
  std::string out =
      "// The configuration of unknot, written by `unknot init`. Comments are allowed; every key: unknot's docs/config.md.\n{\n";
  out += databases(found.databases);
  if (!found.outside.empty()) {
    out += "  // Files outside of this folder that are compiled, too; named here, they count as the project's own:\n";
    for (const auto& folder : found.outside)
      out += "  //   " + visible(folder.folder) + ", " + count(folder.files, "file") + "\n";
    out += "  // \"roots\": " + list(found.outside) + ",\n\n";
  }
  if (found.vendored.empty()) {
    out +=
        "  // What others wrote or a program makes; knots in it are not reported.\n"
        "  // \"ignore\": [\"third_party/\", \"*.gen.h\"],\n\n";
  } else {
    out +=
        "  // By their names, folders of code that others wrote: knots in it are theirs to untie, so it is not analysed.\n  "
        "\"ignore\": [\n";
    for (const auto& folder : found.vendored)
      out += "    " + quoted(folder.folder) + (&folder == &found.vendored.back() ? "" : ",") + "  // " +
             count(folder.files, "file") + "\n";
    out += "  ],\n\n";
  }
  out +=
      "  // Settings by check (`unknot list`), or by check/case: \"off\", \"note\", \"warning\" or \"error\".\n"
      "  // \"checks\": {\"include-cycle\": \"error\"},\n\n"
      "  // What is accepted, and why:\n"
      "  // \"suppressions\": [{\"check\": \"include-cycle\", \"file\": \"src/old/**\", \"reason\": \"goes with the "
      "rewrite\"}],\n\n"
      "  // The lowest severity that makes the exit code 1; this is the default.\n"
      "  \"fail_on\": \"warning\"\n}\n";
  return out;
}

}  // namespace unknot
