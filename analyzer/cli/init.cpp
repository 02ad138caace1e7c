// unknot init: look around, write unknot.json, say what comes next.
#include <filesystem>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/cli/starter_config.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/settings_files.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

ExitCode usage(const std::string& message) {
  say(message);
  return ExitCode::usage;
}

std::string count(std::uint64_t number, const char* thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

std::string told(const Surroundings& found, const std::string& file, std::string_view folder) {
  std::string out = "wrote " + visible(file) + "\n";
  if (found.databases.empty()) out += "  no compile_commands.json found: search folders are inferred from the tree\n";
  for (const auto& database : found.databases)
    out += "  database: " + visible(database.file) + ", " + count(database.commands, "command") + "\n";
  for (const auto& part : found.outside)
    out += "  compiled outside of it, named in a comment: " + visible(part.folder) + ", " + count(part.files, "file") + "\n";
  for (const auto& part : found.vendored) out += "  ignored: " + visible(part.folder) + ", " + count(part.files, "file") + "\n";
  return out + "next: unknot check" + (folder.empty() ? "" : " " + visible(folder)) + "\n";
}

}  // namespace

ExitCode run_init(const CommandLine& line) {
  const auto tree = working_tree();
  const auto real = tree->real_path(std::filesystem::absolute(line.subject.empty() ? "." : line.subject).string());
  if (!real) return usage(line.subject + ": no such folder");
  const auto type = tree->type(*real);
  if (!type || *type != EntryType::folder) return usage(line.subject + ": not a folder");
  const auto configured = [&](const std::string& folder) { return is_configured(*tree, folder); };
  const std::string root = line.subject.empty() ? find_root(*tree, *real, configured) : *real;
  const std::string file = root + "/unknot.json";
  std::error_code failed;
  if (std::filesystem::is_symlink(std::filesystem::symlink_status(file, failed))) return usage(file + " is a link: nothing is written to where it leads");
  if (tree->type(file) && !line.force) return usage(file + " is there already; --force replaces it");
  if (!tree->type(file) && configured(root) && !line.force)
    return usage(root + "/pyproject.toml holds the configuration; --force writes unknot.json, which then goes before it");
  const Surroundings found = look_around(*tree, root);
  if (found.files == 0) return usage("nothing to analyse: no C or C++ file below " + root);
  std::string why;
  if (!write_output(file, starter_config(found), why)) return usage(why);
  if (!write_output("", told(found, file, line.subject), why)) return usage(why);
  return ExitCode::clean;
}

}  // namespace unknot
