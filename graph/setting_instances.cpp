// Groups of seen values -> instances of what models describe.
#include "graph/setting_instances.h"

#include <algorithm>
#include <ranges>

namespace unknot {
namespace {

std::string_view folder_of(std::string_view file) { return file.substr(0, file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1); }

EffectiveSetting effective_of(const SeenSetting& setting, const SeenGroup& group) {
  return {.value = setting.value, .file = group.file, .line = setting.line, .column = setting.column, .is_main = group.is_main, .within = group.within, .written = group.written};
}

const OptionModel* option_of_flag(const ConfiguredModel& model, std::string_view flag) {
  for (const auto& option : model.options)
    if (std::ranges::find(option.flags, flag) != option.flags.end()) return &option;
  return nullptr;
}

class Reader {
 public:
  explicit Reader(const ProjectSettings& settings) : settings_(settings) {}

  std::vector<SettingInstance> run() {
    for (const auto& model : settings_.models->configured) {
      if (!model.command.empty() || !model.section.empty())
        for (const auto& group : settings_.values.groups)
          if ((group.as == SeenAs::command && group.of == model.command) || (group.as == SeenAs::file && group.of == model.section && !model.section.empty())) command(model, group);
      if (!model.calls.empty()) calls(model);
      if (!model.mappings.empty()) mappings(model);
    }
    return std::move(out_);
  }

 private:
  /// What is already there is stronger.
  static void put(SettingInstance& to, const std::string& name, EffectiveSetting value) { to.settings.try_emplace(name, std::move(value)); }

  /// Options of a command line, the last of a name counts.
  void read_words(const ConfiguredModel& model, const std::vector<SeenSetting>& words, const SeenGroup& group, SettingInstance& to) const {
    std::map<std::string, EffectiveSetting> given;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const SeenValue& word = words[i].value;
      const std::string& text = word.text;
      EffectiveSetting one = effective_of(words[i], group);
      if (!text.starts_with('-') || text.size() < 2) {
        if (word.kind == SeenKind::text && to.target.empty() && !text.empty()) to.target = text, put(to, "target", std::move(one));
        continue;
      }
      const auto equals = text.starts_with("--") ? text.find('=') : std::string::npos;
      std::string_view flag = std::string_view(text).substr(0, equals);
      const OptionModel* option = option_of_flag(model, flag);
      bool is_joined = equals != std::string::npos;
      if (option == nullptr && !text.starts_with("--") && text.size() > 2) option = option_of_flag(model, flag = std::string_view(text).substr(0, 2)), is_joined = true;
      // `-c name=value`
      if (const auto value_at = option == nullptr && i + 1 < words.size() ? words[i + 1].value.text.find('=') : std::string::npos; value_at != std::string::npos)
        if (const OptionModel* named = option_of_flag(model, text + " " + words[i + 1].value.text.substr(0, value_at)); named != nullptr) {
          one = effective_of(words[++i], group);
          one.value.text.erase(0, value_at + 1);
          given.insert_or_assign(named->name, std::move(one));
          continue;
        }
      if (option == nullptr) {
        // One that nobody knows may take a value.
        if (!is_joined && i + 1 < words.size() && !words[i + 1].value.text.starts_with('-') && i + 2 < words.size()) ++i;
        continue;
      }
      if (option->is_switch) {
        one.value = {.kind = SeenKind::yes, .line = one.line, .column = one.column};
      } else if (is_joined) {
        one.value.text = text.substr(equals != std::string::npos ? equals + 1 : 2);
        if (one.value.kind == SeenKind::unknown) one.value.text.clear();
      } else if (i + 1 < words.size()) {
        one.value = words[++i].value;
      } else {
        one.value = {};
      }
      given.insert_or_assign(option->name, std::move(one));
    }
    for (auto& [name, value] : given) put(to, name, std::move(value));
  }

  /// The module of the project that stands at a path as a container or a machine has it: by what it ends with.
  const SeenGroup* settings_file(std::string_view path, std::string_view from) const {
    if (path.starts_with("file:")) path.remove_prefix(5);
    while (path.starts_with("./")) path.remove_prefix(2);
    const SeenGroup* best = nullptr;
    for (const auto& group : settings_.values.groups) {
      if (!group.is_module) continue;
      const auto matches = [&](std::string_view wanted) { return group.file == wanted || group.file.ends_with("/" + std::string(wanted)); };
      bool found = false;
      for (std::string_view rest = path; !found && !rest.empty(); rest = rest.find('/') == std::string_view::npos ? std::string_view{} : rest.substr(rest.find('/') + 1)) found = matches(rest);
      if (found && (best == nullptr || folder_of(group.file) == folder_of(from))) best = &group;
    }
    return best;
  }

  void command(const ConfiguredModel& model, const SeenGroup& group) {
    SettingInstance out{.model = &model, .is_open = group.is_open};
    out.file = group.file, out.line = group.line, out.column = group.column;
    if (group.as == SeenAs::file) {
      for (const auto& setting : group.settings) put(out, setting.name, effective_of(setting, group));
    } else {
      read_words(model, group.settings, group, out);
      for (const auto& variable : group.environment) {
        if (variable.name != model.arguments_variable || variable.value.kind != SeenKind::text) continue;
        std::vector<SeenSetting> words;
        for (std::size_t begin = 0; begin < variable.value.text.size();) {
          const auto end = std::min(variable.value.text.find(' ', begin), variable.value.text.size());
          SeenSetting word = variable;
          word.value.text = variable.value.text.substr(begin, end - begin);
          if (!word.value.text.empty()) words.push_back(std::move(word));
          begin = end + 1;
        }
        std::string target = out.target;
        read_words(model, words, group, out);
        out.target = std::move(target);
      }
      if (!model.file.empty()) {
        const EffectiveSetting* named = out.find(model.file_option);
        const SeenGroup* file = settings_file(named == nullptr ? model.file : named->value.text, group.file);
        if (named == nullptr && file != nullptr && folder_of(file->file) != folder_of(group.file) && !folder_of(file->file).empty()) file = nullptr;
        // A file that is named and not seen may say anything.
        if (named != nullptr && file == nullptr) out.is_open = true;
        if (file != nullptr) {
          // Assigned twice, the last line counts.
          for (const auto& setting : file->settings | std::views::reverse) put(out, setting.name, effective_of(setting, *file));
        }
      }
    }
    for (const auto& option : model.options) {
      if (option.variable.empty() || out.settings.contains(option.name)) continue;
      for (const auto& variable : group.environment)
        if (variable.name == option.variable) put(out, option.name, effective_of(variable, group));
    }
    out_.push_back(std::move(out));
  }

  /// Calls on one object are one instance.
  void calls(const ConfiguredModel& model) {
    std::map<std::string, std::size_t> by_object;
    for (const auto& group : settings_.values.groups) {
      if (group.as != SeenAs::call || std::ranges::find(model.calls, group.of) == model.calls.end()) continue;
      // Given None in place of what it configures, it configures a helper somewhere else.
      if (!group.settings.empty() && group.settings.front().name == "0" && group.settings.front().value.kind == SeenKind::null) continue;
      const std::string_view last = std::string_view(group.of).substr(group.of.rfind('.') + 1);
      // `x = lib.Thing(...)`, `x.init_app(...)`
      std::string object = group.object;
      if (object.empty() && group.written.size() > last.size() && group.written.ends_with("." + std::string(last))) object = group.written.substr(0, group.written.size() - last.size() - 1);
      std::size_t at = out_.size();
      if (!object.empty() && model.calls.size() > 1) {
        const auto [known, fresh] = by_object.try_emplace(object, at);
        at = known->second;
      }
      if (at == out_.size()) {
        out_.push_back({.model = &model});
        auto& one = out_.back();
        one.is_main = group.is_main, one.within = group.within, one.written = group.written;
        one.file = group.file, one.line = group.line, one.column = group.column;
      }
      out_[at].is_open |= group.is_open;
      for (const auto& setting : group.settings) out_[at].settings.insert_or_assign(setting.name, effective_of(setting, group));
    }
  }

  /// `config.update(...)`, `config.from_mapping(...)`
  static bool fills_mapping(const ConfiguredModel& model, const SeenGroup& group) {
    if (group.as != SeenAs::call) return false;
    return std::ranges::any_of(model.mappings, [&](const std::string& mapping) { return group.of == mapping + ".update" || group.of == mapping + ".from_mapping"; });
  }
  void mappings(const ConfiguredModel& model) {
    std::map<std::string, std::size_t> by_name;
    std::map<std::string, const SeenGroup*> classes;
    for (const auto& group : settings_.values.groups)
      if (group.as == SeenAs::assignment && group.is_class) classes.emplace(group.of, &group);
    for (const auto& group : settings_.values.groups) {
      const bool is_named = group.as == SeenAs::assignment && std::ranges::find(model.mappings, group.of) != model.mappings.end();
      const bool is_call = fills_mapping(model, group);
      if (!is_named && !group.is_module && !group.is_class && !is_call) continue;
      std::vector<SeenSetting> known;
      for (const auto& setting : group.settings) {
        if (std::ranges::find(model.options, setting.name, &OptionModel::name) != model.options.end()) known.push_back(setting);
        // `config.update({"KEY": 1})`
        if (is_call && setting.value.kind == SeenKind::mapping)
          for (const auto& part : setting.value.parts)
            if (std::ranges::find(model.options, part.name, &OptionModel::name) != model.options.end()) known.push_back({.name = part.name, .value = part, .line = part.line, .column = part.column});
      }
      if (known.empty()) continue;
      std::string key = group.file + "\n" + (is_call ? group.written.substr(0, group.written.rfind('.')) : group.written) + "\n" + (group.is_module || group.is_class ? "" : group.within);
      const auto [place, fresh] = by_name.try_emplace(key, out_.size());
      if (fresh) {
        out_.push_back({.model = &model});
        auto& one = out_.back();
        one.within = group.within, one.written = is_call ? group.written.substr(0, group.written.rfind('.')) : group.written;
        one.file = group.file, one.line = group.line, one.column = group.column;
      }
      SettingInstance& one = out_[place->second];
      for (const auto& setting : known) one.settings.insert_or_assign(setting.name, effective_of(setting, group));
      if (group.is_class) inherit(model, group, classes, one, 0);
    }
  }
  void inherit(const ConfiguredModel& model, const SeenGroup& group, const std::map<std::string, const SeenGroup*>& classes, SettingInstance& to, int depth) const {
    constexpr int kDeepest = 8;
    for (const auto& base : group.bases) {
      const auto found = classes.find(base);
      if (found == classes.end() || depth > kDeepest) continue;
      for (const auto& setting : found->second->settings)
        if (std::ranges::find(model.options, setting.name, &OptionModel::name) != model.options.end()) put(to, setting.name, effective_of(setting, *found->second));
      inherit(model, *found->second, classes, to, depth + 1);
    }
  }

  const ProjectSettings& settings_;
  std::vector<SettingInstance> out_;
};

}  // namespace

const EffectiveSetting* SettingInstance::find(std::string_view option) const {
  const auto found = settings.find(option);
  return found == settings.end() ? nullptr : &found->second;
}

EffectiveSetting SettingInstance::effective(std::string_view option) const {
  if (const auto* own = find(option)) return *own;
  if (const auto dot = option.find('.'); dot != std::string_view::npos) {
    EffectiveSetting out = effective(option.substr(0, dot));
    if (out.value.kind != SeenKind::mapping) return {};
    for (const auto& part : out.value.parts)
      if (part.name == option.substr(dot + 1)) {
        EffectiveSetting inner = out;
        inner.value = part;
        inner.line = part.line, inner.column = part.column;
        return inner;
      }
    return {};
  }
  const auto known = std::ranges::find(model->options, option, &OptionModel::name);
  if (known == model->options.end() || known->fallback.empty() || is_open) return {};
  EffectiveSetting out;
  out.value = {.kind = SeenKind::text, .text = known->fallback};
  // Whoever starts it may set the variable.
  out.value.variable = known->variable;
  return out;
}

std::vector<SettingInstance> setting_instances(const ProjectSettings& settings) {
  if (settings.models == nullptr) return {};
  return Reader(settings).run();
}

}  // namespace unknot
