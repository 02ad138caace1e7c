// Folders are walked as the runner walks them; which names it takes and passes over is the model's.
#include "analyzer/python/test_runs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analyzer/config/glob.h"
#include "analyzer/config/toml_tree.h"
#include "analyzer/python/ini_text.h"

namespace unknot {
namespace {

using imports::TestRun;
using imports::TestStep;
using imports::World;
using Words = std::vector<std::string>;
using Settings = std::map<std::string, Words, std::less<>>;

/// "a/b/" of "a/b/c.py"; "" of "c.py"
std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }
std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }
/// "b" of "a/b/"
std::string_view name_of(std::string_view folder) { return folder.empty() ? folder : last_of(folder.substr(0, folder.size() - 1)); }

/// Words between blanks; quotes hold one together.
void add_words(std::string_view text, Words& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
      ++i;
      continue;
    }
    std::string& word = out.emplace_back();
    for (char quote = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) break;
      if (c == quote) quote = 0;
      else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
      else word += c;
    }
  }
}

std::optional<Settings> toml_settings(std::string_view text, std::string_view section) {
  if (!text.contains("[" + std::string(section))) return {};
  const auto parsed = parse_toml(text);
  if (!parsed) return {};
  const JsonNode* node = &*parsed;
  for (std::size_t begin = 0; begin <= section.size();) {
    const std::size_t end = std::min(section.find('.', begin), section.size());
    const auto found = std::ranges::find(node->children, section.substr(begin, end - begin), &JsonNode::key);
    if (found == node->children.end()) return {};
    node = &*found;
    begin = end + 1;
  }
  Settings out;
  for (const auto& member : node->children) {
    if (member.kind == JsonKind::object) continue;
    Words& words = out[member.key];
    if (member.kind == JsonKind::text) add_words(member.text, words);
    for (const auto& item : member.children) words.push_back(item.text);
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

std::optional<Settings> ini_settings(std::string_view text, std::string_view section, bool is_enough) {
  Settings out;
  bool found = is_enough;
  for (const auto& one : read_ini(text)) {
    if (one.name != section) continue;
    found = true;
    Words* last = nullptr;
    for (const auto& entry : one.entries) {
      // An indented line with `=` goes on with the value above it.
      const bool goes_on = entry.name.starts_with('-') && last != nullptr;
      if (goes_on) add_words(entry.name + "=" + entry.value, *last);
      else add_words(entry.value, *(last = &out[entry.name]));
    }
  }
  return found ? std::optional(std::move(out)) : std::nullopt;
}

/// One kind of runner in one project.
class Planner {
 public:
  Planner(const World& world, const Model& model, const PinnedVersions& versions) : world_(world), model_(model), runner_(model.test_runner), versions_(versions) {
    for (std::uint32_t m = 0; m < world.modules.size(); ++m) {
      const std::string& path = world.modules[m].path;
      if (path.empty() || !path.ends_with(".py")) continue;
      std::string_view folder = folder_of(path);
      folders_[std::string(folder)].files.emplace(last_of(path), m);
      while (!folder.empty()) {
        const std::string_view around = folder_of(folder.substr(0, folder.size() - 1));
        folders_[std::string(around)].folders.emplace(name_of(folder));
        folder = around;
      }
    }
  }

  void run(std::span<const SettingsText> texts, std::vector<TestRun>& out) {
    std::map<std::string, Settings> roots;
    for (const auto& file : runner_.settings)
      for (const auto& text : texts) {
        const std::string root(folder_of(text.file));
        if (last_of(text.file) != file.file || roots.contains(root) || !folders_.contains(root)) continue;
        auto said = file.file.ends_with(".toml") ? toml_settings(text.text, file.section) : ini_settings(text.text, file.section, file.is_enough);
        if (said) roots.emplace(root, std::move(*said));
      }
    const bool declared = !roots.empty();
    if (!declared && is_used()) roots.emplace("", Settings());
    for (const auto& [root, said] : roots) roots_.insert(root);
    for (const auto& [root, said] : roots) plan(root, said, declared, out);
  }

 private:
  struct Folder {
    std::map<std::string, std::uint32_t, std::less<>> files;
    std::set<std::string, std::less<>> folders;
  };

  bool is_used() const {
    const auto imports_it = [&](const imports::WrittenImport& import) {
      return import.dots == 0 && std::ranges::find(model_.modules, std::string_view(import.module).substr(0, import.module.find('.'))) != model_.modules.end();
    };
    return std::ranges::any_of(folders_, [&](const auto& folder) { return folder.second.files.contains(runner_.prepares); }) ||
           std::ranges::any_of(world_.modules, [&](const auto& module) { return std::ranges::any_of(module.facts.imports, imports_it); });
  }

  bool is_at_least(const std::string& version, const std::string& root) const {
    const auto range = versions_.find(runner_.distribution, root + runner_.prepares);
    const auto wanted = parse_version(version);
    return !range || !wanted || range->is_at_least(*wanted) != Certainty::no;
  }

  void plan(const std::string& root, const Settings& said, bool declared, std::vector<TestRun>& out) {
    root_ = root;
    const auto words = [&](const std::string& key, Words fallback) {
      const auto found = said.find(key);
      return found == said.end() ? std::move(fallback) : found->second;
    };
    files_ = words(runner_.files_setting, runner_.files);
    passed_over_ = words(runner_.passed_over_setting, runner_.passed_over);
    const Words arguments = words(runner_.arguments_setting, {});
    ignored_.clear();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] == runner_.ignore_option && i + 1 < arguments.size()) ignored_.insert(root + arguments[i + 1]);
      if (arguments[i].starts_with(runner_.ignore_option + "=")) ignored_.insert(root + arguments[i].substr(runner_.ignore_option.size() + 1));
    }
    const bool changed = std::ranges::any_of(arguments, [&](const std::string& one) { return std::ranges::find(runner_.changed_by, one.substr(0, one.find('='))) != runner_.changed_by.end(); });
    const Words paths = starts(words(runner_.paths_setting, {}));
    in_turn_ = is_at_least(runner_.folders_in_turn_since, root);

    run_ = {.command = runner_.command, .declared = declared, .own_names = std::ranges::find(arguments, runner_.own_names_argument) != arguments.end(),
            .plugins = runner_.plugins, .steps = {}};
    if (!root.empty()) run_.command += " " + root;
    taken_.clear();
    const bool paths_first = is_at_least(runner_.paths_first_since, root);
    for (const auto& path : paths_first ? paths : Words{root}) prepare_early(path);
    if (!in_turn_)
      for (const auto& path : paths) walk(path, false, true);
    for (const auto& path : paths) walk(path, in_turn_, false);
    const bool known = !changed && std::ranges::none_of(run_.steps, [&](const TestStep& step) {
      const auto& names = world_.modules[step.module].facts.names;
      return step.prepares && std::ranges::any_of(runner_.changed_by, [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); });
    });
    const auto tests = run_.steps;
    if (known && !tests.empty()) out.push_back(run_);
    for (const auto& step : tests)
      if (!step.prepares) plan_alone(step.module, out);
  }

  /// The command with the path of one file behind it.
  void plan_alone(std::uint32_t module, std::vector<TestRun>& out) {
    const std::string& path = world_.modules[module].path;
    // The nearest settings are those of the file.
    if (std::ranges::any_of(roots_, [&](const std::string& other) { return other.size() > root_.size() && path.starts_with(other); })) return;
    TestRun one = run_;
    run_.steps.clear(), taken_.clear();
    prepare(std::string(folder_of(path)), true);
    run_.steps.swap(one.steps);
    if (one.steps.empty()) return;
    one.steps.push_back({.module = module});
    one.declared = false;
    one.command = runner_.command + " " + path;
    out.push_back(std::move(one));
  }

  /// Folders that the settings name as far as they are there, else the root.
  Words starts(const Words& paths) const {
    Words out;
    for (std::string path : paths) {
      while (path.starts_with("./")) path.erase(0, 2);
      while (path.ends_with('/')) path.pop_back();
      if (path.empty() || path == ".") out.push_back(root_);
      else
        for (const auto& [folder, unused] : folders_)
          if (!folder.empty() && glob_matches("/" + root_ + path, std::string_view(folder).substr(0, folder.size() - 1))) out.push_back(folder);
    }
    if (out.empty()) out.push_back(root_);
    return out;
  }

  void add(const TestStep& step) {
    if (taken_.insert(step.module).second) run_.steps.push_back(step);
  }

  /// The preparing files from the root down to a folder. `early`: where one fails the run is over.
  void prepare(const std::string& folder, bool early) {
    for (std::size_t end = root_.size(); end != std::string::npos; end = end >= folder.size() ? std::string::npos : folder.find('/', end) + 1) {
      const std::string at = folder.substr(0, end);
      const auto known = folders_.find(at);
      if (known == folders_.end()) continue;
      if (const auto file = known->second.files.find(runner_.prepares); file != known->second.files.end())
        add({.module = file->second, .prepares = true, .below = early ? std::string() : at});
    }
  }

  void prepare_early(const std::string& folder) {
    prepare(folder, true);
    for (const auto& name : folders_.at(folder).folders)
      if (name_matches(runner_.early_folders, name)) prepare(folder + name + "/", true);
  }

  static bool matches(const Words& globs, std::string_view path) {
    return std::ranges::any_of(globs, [&](const std::string& glob) {
      return glob.contains('/') ? name_matches("*/" + glob, "/" + std::string(path)) : name_matches(glob, last_of(path));
    });
  }

  void walk(const std::string& folder, bool in_turn, bool only_prepares) {
    const Folder& here = folders_.at(folder);
    if (in_turn || only_prepares) prepare(folder, only_prepares);
    const auto take = [&](const std::string& name, std::uint32_t module) {
      if (!only_prepares && name != runner_.prepares && matches(files_, folder + name) && !ignored_.contains(folder + name)) add({.module = module});
    };
    const auto enter = [&](const std::string& name) {
      const std::string path = folder + name;
      if (!matches(passed_over_, path) && !ignored_.contains(path) && !ignored_.contains(path + "/")) walk(path + "/", in_turn, only_prepares);
    };
    if (!in_turn) {
      for (const auto& [name, module] : here.files) take(name, module);
      for (const auto& name : here.folders) enter(name);
      return;
    }
    constexpr std::string_view kOfPackage = "__init__.py";
    if (const auto own = here.files.find(kOfPackage); own != here.files.end()) take(own->first, own->second);
    auto next = here.folders.begin();
    for (const auto& [name, module] : here.files) {
      for (; next != here.folders.end() && *next < name; ++next) enter(*next);
      if (name != kOfPackage) take(name, module);
    }
    for (; next != here.folders.end(); ++next) enter(*next);
  }

  const World& world_;
  const Model& model_;
  const TestRunnerModel& runner_;
  const PinnedVersions& versions_;
  std::map<std::string, Folder, std::less<>> folders_;  ///< by path with a slash behind it
  std::set<std::string> roots_;  ///< folders with settings
  std::string root_;
  Words files_, passed_over_;
  std::set<std::string> ignored_;
  bool in_turn_ = true;
  TestRun run_;
  std::set<std::uint32_t> taken_;
};

}  // namespace

std::vector<TestRun> find_test_runs(const World& world, std::span<const SettingsText> texts, const PinnedVersions& versions, std::span<const Model> runners) {
  std::vector<TestRun> out;
  for (const auto& model : runners)
    if (!model.test_runner.command.empty()) Planner(world, model, versions).run(texts, out);
  return out;
}

}  // namespace unknot
