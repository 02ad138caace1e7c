// Reading what generators leave behind.
#include "analyzer/includes/build_files.h"

#include <algorithm>
#include <array>

#include "analyzer/project/copy_commands.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/make_rules.h"
#include "analyzer/project/ninja.h"
#include "analyzer/project/path_text.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

constexpr std::size_t kMostMakefiles = 20'000;
constexpr std::size_t kMostNames = 1'000'000;

/// Could a directive name it? What compilers and linkers write, nobody includes.
bool may_be_included(std::string_view path) {
  constexpr std::array<std::string_view, 12> kNever{"o", "obj", "a", "lib", "so", "d", "pcm", "ddi", "modmap", "rsp", "util", "stamp"};
  const auto name = name_part(path);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || std::ranges::find(kNever, name.substr(dot + 1)) == kNever.end();
}

/// The last parts of all words that may be file names in a Makefile: "config.h" for "$(GEN)/config.h".
std::set<std::string, std::less<>> names_in(std::string_view text) {
  constexpr std::string_view kBetween = "/ \t\r\n:|=\"'$;()\\";
  std::set<std::string, std::less<>> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(kBetween), text.size());
    const auto word = text.substr(0, end);
    if (word.find('.') != std::string_view::npos && out.size() < kMostNames) out.emplace(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::optional<std::string> BuildFiles::text(const std::string& path) {
  SourceFile file;
  const bool there = tree_.read(path, file) == ReadStatus::ok;
  (there ? read_ : missing_).push_back(path);
  if (!there) return std::nullopt;
  return std::move(file.bytes);
}

void BuildFiles::read() {
  if (folder_.empty()) return;
  read_file_api();
  read_ninja();
  read_makefiles();
  for (auto& [name, paths] : outputs_) {
    sort_unique(paths);
  }
  std::ranges::sort(copies_);
  const auto rest = std::ranges::unique(copies_, {}, &std::pair<std::string, std::string>::first);
  copies_.erase(rest.begin(), rest.end());
}

void BuildFiles::add_output(std::string path) { outputs_[std::string(name_part(path))].push_back(std::move(path)); }

void BuildFiles::add_steps(const std::vector<BuildStep>& steps) {
  for (const auto& step : steps) {
    std::vector<std::string> outputs;
    for (const auto& output : step.outputs) outputs.push_back(plain_path(folder_, output));
    for (auto& copy : copies_of(step.command, folder_, outputs)) copies_.emplace_back(std::move(copy.second), std::move(copy.first));
    for (auto& output : outputs) add_output(std::move(output));
  }
}

void BuildFiles::read_ninja() {
  const auto build = text(folder_ + "/build.ninja");
  if (!build) return;
  const FileReader nested = [&](const std::string& name) { return text(plain_path(folder_, name)); };
  add_steps(parse_ninja(*build, nested, may_be_included));
}

/// CMake writes the rules of a target to a file of its own, and lists where these are.
void BuildFiles::read_makefiles() {
  auto main = text(folder_ + "/Makefile");
  if (!main) return;
  if (!std::string_view(*main).substr(0, 100).contains("CMAKE generated file")) {
    add_steps(parse_make_rules(*main, may_be_included));
    other_names_ = names_in(*main);
    return;
  }
  const auto list = text(folder_ + "/CMakeFiles/TargetDirectories.txt");
  std::size_t count = 0;
  for (std::string_view rest = list ? std::string_view(*list) : ""; !rest.empty() && ++count <= kMostMakefiles;) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string target = plain_path(folder_, std::string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!is_below(folder_, target)) continue;
    SourceFile rules;
    const std::string path = target + "/build.make";
    if (tree_.read(path, rules) != ReadStatus::ok) continue;  // targets such as "install" have none
    read_.push_back(path);
    add_steps(parse_make_rules(rules.bytes, may_be_included));
  }
}

void BuildFiles::read_file_api() {
  const std::string folder = folder_ + "/.cmake/api/v1/reply";
  const auto listing = tree_.list(folder);
  if (!listing) return missing_.push_back(folder);
  std::vector<std::string> names;
  for (const auto& entry : listing->entries) names.push_back(entry.name);
  const auto index = newest_index(names);
  const auto index_text = index ? text(folder + "/" + *index) : std::nullopt;
  if (!index_text) return;
  // The index names files by their content: while it stays, so do they.
  targets_ = targets_of_reply(*index_text, [&](const std::string& name) -> std::optional<std::string> {
    SourceFile file;
    if (tree_.read(folder + "/" + name, file) != ReadStatus::ok) return std::nullopt;
    return std::move(file.bytes);
  });
  for (const auto& target : targets_)
    for (const auto& path : target.generated) add_output(path);
}

std::string BuildFiles::source_of(const std::string& copy) const {
  const auto found = std::ranges::lower_bound(copies_, copy, {}, &std::pair<std::string, std::string>::first);
  return found == copies_.end() || found->first != copy ? std::string() : found->second;
}

std::string BuildFiles::output(const std::string& spelling, std::span<const std::string> folders) const {
  const auto absent = [&](const std::string& path) { return !tree_.type(path); };
  const std::string tail(without_dots(spelling));
  const auto known = outputs_.find(name_part(tail));
  if (known != outputs_.end()) {
    for (const auto& folder : folders) {
      const std::string path = plain_path(folder, spelling);
      if (std::ranges::binary_search(known->second, path) && absent(path)) return path;
    }
    for (const auto& path : known->second)
      if (path.ends_with("/" + tail) && absent(path)) return path;
  }
  if (other_names_.contains(name_part(tail)) && absent(folder_ + "/" + tail)) return folder_ + "/" + tail;
  return {};
}

}  // namespace unknot
