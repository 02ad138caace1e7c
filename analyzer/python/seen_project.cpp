// Names of models -> words to look for; what files say -> one set of values.
#include "analyzer/python/seen_project.h"

#include <algorithm>
#include <map>

#include "analyzer/python/seen_commands.h"

namespace unknot {
namespace {

std::string_view base_name(std::string_view file) { return file.substr(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1); }

/// "lib.Class.method" is called on objects of any name, "lib.function" by its own; ".method" is one of whatever object.
std::string word_of(const std::string& name) {
  const auto last = name.rfind('.');
  if (last == std::string::npos || last == 0) return name.substr(last + 1);
  const auto before = last == 0 ? std::string::npos : name.rfind('.', last - 1);
  const std::size_t owner = before == std::string::npos ? 0 : before + 1;
  const bool is_method = before != std::string::npos && name[owner] >= 'A' && name[owner] <= 'Z';
  return is_method ? name.substr(last + 1) : name.substr(owner);
}

/// "@.x" and "..x.y" as the project calls it.
void make_absolute(std::string& name, const imports::Module* module) {
  if (module == nullptr) return;
  if (name.starts_with('@')) {
    name = module->name + name.substr(1);
  } else if (name.starts_with('.')) {
    const auto dots = std::min(name.find_first_not_of('.'), name.size());
    name = imports::absolute_name(*module, std::string_view(name).substr(dots), static_cast<std::uint32_t>(dots));
  }
}
void make_absolute(SeenValue& value, const imports::Module* module) {
  if (value.kind == SeenKind::name) make_absolute(value.text, module);
  for (auto& part : value.parts) make_absolute(part, module);
}

}  // namespace

SeenProject::SeenProject(std::shared_ptr<const SettingModels> models, std::span<const SettingsText> files) : models_(std::move(models)) {
  add_words();
  std::unordered_set<std::string> programs;
  for (const auto& model : models_->configured)
    for (const auto* name : {&model.command, &model.section})
      if (!name->empty()) programs.insert(*name);
  for (const auto& file : files) read_seen_commands(file, programs, commands_);
  for (const auto& group : commands_.groups)
    for (const auto& word : group.settings)
      if (word.value.text.ends_with(".py") && group.of != "python") settings_files_.emplace(base_name(word.value.text));
}

void SeenProject::add_words() {
  std::unordered_set<std::string> needles;
  const auto add = [&](const std::string& name) {
    const std::string word = word_of(name);
    words_.words.insert(*texts_.insert(word).first);
    needles.insert(name.substr(0, name.find('.')));
    // A method of an object that another file has made.
    if (word.find('.') == std::string::npos) needles.insert("." + word + "(");
  };
  for (const auto& model : models_->configured) {
    if (!model.file.empty()) settings_files_.insert(model.file);
    for (const auto& call : model.calls) add(call);
    for (const auto& mapping : model.mappings)
      for (const auto* way : {"update", "from_mapping"}) words_.words.insert(*texts_.insert("config." + std::string(way)).first), needles.insert(mapping.substr(0, mapping.find('.')));
    if (model.mappings.empty()) continue;
    for (const auto& option : model.options) {
      words_.words.insert(*texts_.insert(option.name).first);
      needles.insert(option.name);
    }
  }
  for (const auto& rule : models_->rules)
    for (const auto* conditions : {&rule.when, &rule.unless})
      for (const auto& condition : *conditions) {
        for (const auto& name : condition.names) words_.words.insert(*texts_.insert(word_of(name)).first);
        if (!condition.registered.empty()) add(condition.registered);
        if (condition.kind == ConditionOf::used)
          for (const auto& name : condition.names) needles.insert(name.substr(0, name.find('.')));
      }
  needles_.assign(needles.begin(), needles.end());
  std::ranges::sort(needles_);
}

SeenValues SeenProject::read(const std::string& shown, const python::SyntaxTree& tree) const {
  const bool is_settings = settings_files_.contains(std::string(base_name(shown)));
  const std::string_view text = tree.text;
  if (!is_settings && std::ranges::none_of(needles_, [&](const std::string& needle) { return text.find(needle) != std::string_view::npos; })) return {};
  return python::seen_values(tree, words_, is_settings ? python::SeenNames::all : python::SeenNames::of_interest);
}

ProjectSettings SeenProject::finish(PinnedVersions versions, const imports::World& world, std::vector<std::pair<std::string, SeenValues>> files) const {
  std::map<std::string_view, const imports::Module*> modules;
  for (const auto& module : world.modules)
    if (!module.path.empty()) modules.emplace(module.path, &module);
  ProjectSettings out{.versions = std::move(versions), .values = commands_, .models = models_};
  std::ranges::sort(files, {}, &std::pair<std::string, SeenValues>::first);
  for (auto& [file, values] : files) {
    const auto found = modules.find(file);
    const imports::Module* module = found == modules.end() ? nullptr : found->second;
    for (auto& group : values.groups) {
      for (auto* name : {&group.of, &group.object, &group.within}) make_absolute(*name, module);
      for (auto& base : group.bases) make_absolute(base, module);
      for (auto& setting : group.settings) make_absolute(setting.value, module);
      group.file = file;
      out.values.groups.push_back(std::move(group));
    }
    for (auto& function : values.functions) {
      make_absolute(function.name, module);
      for (auto& given : function.gives) make_absolute(given, module);
      function.file = file;
      out.values.functions.push_back(std::move(function));
    }
    for (auto& name : values.names) {
      make_absolute(name.name, module);
      make_absolute(name.within, module);
      name.file = file;
      out.values.names.push_back(std::move(name));
    }
    for (auto& alias : values.aliases) {
      make_absolute(alias.name, module);
      make_absolute(alias.of, module);
      out.values.aliases.push_back(std::move(alias));
    }
  }
  link_seen_values(out.values);
  return out;
}

}  // namespace unknot
