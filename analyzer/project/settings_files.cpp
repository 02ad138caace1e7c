// Folder by folder, each looked at once.
#include "analyzer/project/settings_files.h"

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/config/glob.h"
#include "analyzer/config/json_tree.h"
#include "analyzer/config/toml_tree.h"
#include "analyzer/project/discover.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array<const char*, 2> kNames{"unknot.json", "pyproject.toml"};

bool is_settings_file(std::string_view path) {
  return std::ranges::any_of(kNames, [&](std::string_view name) { return path.ends_with("/" + std::string(name)); });
}

std::string lines_of(const std::vector<ConfigProblem>& problems) {
  std::string out;
  for (const auto& problem : problems) out += (out.empty() ? "" : "\n") + to_text(problem);
  return out;
}

bool says_subtree(const std::optional<JsonNode>& tree) {
  if (!tree) return false;
  const auto member = std::ranges::find(tree->children, "subtree", &JsonNode::key);
  return member != tree->children.end() && member->kind == JsonKind::boolean && member->boolean;
}

/// "a/", "a/b/" of "a/b/c.h" and of "a/b/c/".
std::vector<std::string> folders_above(const std::string& shown) {
  std::vector<std::string> out;
  for (auto slash = shown.find('/'); slash != std::string::npos && slash + 1 < shown.size(); slash = shown.find('/', slash + 1))
    out.push_back(shown.substr(0, slash + 1));
  return out;
}

}  // namespace

bool is_configured(const SourceTree& tree, const std::string& folder) {
  const std::string prefix = folder == "/" ? folder : folder + "/";
  SourceFile file;
  if (tree.type(prefix + "unknot.json")) {
    if (tree.read(prefix + "unknot.json", file) != ReadStatus::ok) return true;
    const auto json = parse_json_tree(file.bytes);
    return !json || !says_subtree(*json);
  }
  if (tree.read(prefix + "pyproject.toml", file) != ReadStatus::ok) return false;
  const auto table = parse_tool_table(file.bytes);
  return !table || (*table && !says_subtree(*table));
}

SettingsFiles::SettingsFiles(const SourceTree& tree, std::string root, std::string named, std::string named_path)
    : tree_(tree), root_(std::move(root)), named_(std::move(named)), named_path_(std::move(named_path)) {}

std::optional<WrittenConfig> SettingsFiles::read(const std::string& path, const std::string& shown, ReadStatus& status) {
  SourceFile file;
  status = tree_.read(path, file);
  const bool is_ours = !shown.ends_with(".toml");
  if (status == ReadStatus::missing || (status == ReadStatus::not_a_file && !is_ours)) return std::nullopt;
  // In a folder that may not be entered there is none as far as anybody can see; the walk speaks of the folder.
  if (status == ReadStatus::unreadable && !tree_.type(path)) return std::nullopt;
  if (status != ReadStatus::ok) {
    problems_.push_back({.file = shown, .line = 0, .column = 0, .message = std::string(in_words(status))});
    return std::nullopt;
  }
  seen_[path] = file.signature;
  auto written = read_config_file(file.bytes, shown, all_check_infos());
  if (written) return std::move(*written);
  std::ranges::move(written.error(), std::back_inserter(problems_));
  return std::nullopt;
}

std::optional<SettingsFile> SettingsFiles::read_folder(const std::string& folder) {
  std::optional<SettingsFile> out;
  const std::size_t before = problems_.size();
  for (const char* name : kNames) {
    const std::string shown = folder + name;
    ReadStatus status{};
    auto written = read(root_ + "/" + shown, shown, status);
    if (!written) continue;
    if (out) remarks_.push_back(shown + ": [tool.unknot] is not used, since " + out->shown + " stands beside it");
    else out = SettingsFile{.shown = shown, .folder = folder, .written = std::move(*written)};
  }
  return problems_.size() == before ? out : std::nullopt;
}

std::expected<Config, std::string> SettingsFiles::read_root() {
  if (!named_.empty()) {
    root_file_ = shown_path(root_, named_path_);
    ReadStatus status{};
    auto written = read(named_path_, named_, status);
    if (status == ReadStatus::missing) return std::unexpected(named_ + ": cannot be read");
    if (!problems_.empty()) return std::unexpected(lines_of(problems_));
    if (!written) return std::unexpected(named_ + ": there is no table [tool.unknot]");
    root_written_ = std::move(*written);
  } else if (auto file = read_folder("")) {
    root_file_ = file->shown;
    root_written_ = std::move(file->written);
  }
  if (!problems_.empty()) return std::unexpected(lines_of(problems_));
  seen_.clear();  // it is read in every run
  return resolve_config(root_written_, all_check_infos());
}

const SettingsFile* SettingsFiles::below(const std::string& folder) {
  const auto [at, is_new] = folders_.try_emplace(folder);
  if (is_new) at->second = read_folder(folder);
  return at->second ? &*at->second : nullptr;
}

bool SettingsFiles::ignores(const std::string& shown) {
  if (!named_.empty() || shown.starts_with("../")) return false;
  return std::ranges::any_of(folders_above(shown), [&](const std::string& folder) {
    const SettingsFile* file = below(folder);
    return file != nullptr && std::ranges::any_of(file->written.ignore, [&](const Located<std::string>& glob) {
             return glob_matches(glob.value, std::string_view(shown).substr(folder.size()));
           });
  });
}

void SettingsFiles::add_to(Manifest& manifest) const {
  for (const auto& [path, signature] : seen_) manifest.files.emplace_back(path, signature);
  // A folder that was listed tells by itself when a file comes.
  std::set<std::string_view> listed;
  for (const auto& [folder, signature] : manifest.folders) listed.insert(folder);
  for (const auto& [folder, file] : folders_) {
    const std::string path = root_ + "/" + folder;
    if (listed.contains(std::string_view(path).substr(0, path.size() - 1))) continue;
    for (const char* name : kNames)
      if (!seen_.contains(path + name)) manifest.missing.push_back(path + name);
  }
  std::ranges::sort(manifest.files, {}, &std::pair<std::string, FileSignature>::first);
  std::ranges::sort(manifest.missing);
}

std::expected<std::vector<SubtreeSettings>, std::string> SettingsFiles::subtrees(const Manifest& manifest) {
  if (named_.empty())
    for (const auto& [path, signature] : manifest.files)
      if (is_settings_file(path) && path.size() > root_.size()) {
        const std::string shown = path.substr(root_.size() + 1);
        below(shown.substr(0, shown.rfind('/') + 1));
      }
  if (!problems_.empty()) return std::unexpected(lines_of(problems_));
  std::vector<SubtreeSettings> out;
  for (const auto& [folder, file] : folders_) {
    if (!file) continue;
    std::vector<const WrittenConfig*> chain{&root_written_};
    for (const auto& above : folders_above(folder + "x"))
      if (const auto found = folders_.find(above); found != folders_.end() && found->second)
        chain.push_back(&found->second->written);
    out.push_back({.folder = folder, .file = file->shown, .config = {}});
    out.back().config.checks = resolve_checks(chain, all_check_infos());
    out.back().config.suppressions = resolve_suppressions(file->written);
  }
  return out;
}

std::vector<std::string> SettingsFiles::remarks() const {
  std::vector<std::string> out = remarks_;
  for (const auto& [folder, file] : folders_) {
    if (!file || file->written.root_keys.empty()) continue;
    std::string keys;
    for (const auto& key : file->written.root_keys) keys += (keys.empty() ? "'" : ", '") + key.value + "'";
    out.push_back(file->shown + ": not used while the root is further up: " + keys);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace unknot
