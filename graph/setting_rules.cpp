// Conditions, one after the other, for each thing that the first of them is about.
#include "graph/setting_rules.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "graph/nearest_name.h"
#include "graph/words.h"

namespace unknot {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// Tests, and examples of how not to do it.
bool is_of_tests(std::string_view file) {
  for (std::size_t begin = 0; begin <= file.size();) {
    const auto end = std::min(file.find('/', begin), file.size());
    const std::string part = lower(file.substr(begin, end - begin));
    if (part == "test" || part == "tests" || part == "testing" || part == "testingconfig" || part == "testconfig" || part.starts_with("test_") || part.starts_with("conftest") || part.ends_with("_test.py") || part.ends_with("_tests.py")) return true;
    begin = end + 1;
  }
  return false;
}

std::string word_of(const SeenValue& value) {
  switch (value.kind) {
    case SeenKind::null: return "null";
    case SeenKind::no: return "false";
    case SeenKind::yes: return "true";
    case SeenKind::number:
    case SeenKind::text:
    case SeenKind::name: return value.text;
    default: return {};
  }
}
/// As its language writes it.
std::string shown(const SeenValue& value) {
  std::string out = value.kind == SeenKind::null ? "None" : value.kind == SeenKind::no ? "False" : value.kind == SeenKind::yes ? "True" : value.text;
  if (value.is_least) out = "at least " + out;
  if (!value.variable.empty()) out += " where " + value.variable + " is not set";
  return out;
}
std::optional<double> number_of(const SeenValue& value) {
  if (value.kind != SeenKind::number && value.kind != SeenKind::text) return std::nullopt;
  double out = 0;
  const auto [end, failed] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), out);
  if (failed != std::errc() || end != value.text.data() + value.text.size()) return std::nullopt;
  return out;
}
/// ".get" is that of any object.
bool is_among_ends(const std::vector<std::string>& names, std::string_view called) {
  return std::ranges::any_of(names, [&](const std::string& name) { return name.starts_with('.') && called.ends_with(name); });
}
bool is_named(const std::vector<std::string>& names, std::string_view called) { return std::ranges::find(names, called) != names.end() || is_among_ends(names, called); }
bool is_one_of(const SeenValue& value, const std::vector<std::string>& words) {
  if (value.kind == SeenKind::list)
    return std::ranges::any_of(value.parts, [&](const SeenValue& part) { return is_one_of(part, words); });
  if (value.kind == SeenKind::unknown || value.kind == SeenKind::mapping) return false;
  const std::string word = lower(word_of(value));
  return std::ranges::any_of(words, [&](const std::string& one) { return lower(one) == word; });
}

/// What a condition found out.
struct Found {
  bool holds = false;
  EffectiveSetting setting{};
  std::string name{};
  std::string words{};
};

class Rules {
 public:
  explicit Rules(const ProjectSettings& settings) : settings_(settings), instances_(setting_instances(settings)) {}

  std::vector<RuleMatch> run(std::string_view check) {
    for (const auto& rule : settings_.models->rules)
      if (rule.check == check && !rule.when.empty()) try_rule(rule);
    return std::move(out_);
  }

 private:
  void try_rule(const SettingRule& rule) {
    const SettingCondition& first = rule.when.front();
    switch (first.kind) {
      case ConditionOf::setting:
        for (const auto& instance : instances_)
          if (instance.model->id == first.of) {
            for (const auto& found : tested(first, instance)) rest(rule, &instance, found);
          }
        return;
      case ConditionOf::used:
        for (const auto& found : uses(first)) rest(rule, nullptr, found);
        return;
      case ConditionOf::handler:
        for (const auto& found : handlers(first)) rest(rule, nullptr, found);
        return;
      default: return;
    }
  }

  void rest(const SettingRule& rule, const SettingInstance* instance, const Found& first) {
    const std::string& file = first.setting.file.empty() && instance != nullptr ? instance->file : first.setting.file;
    if (is_of_tests(file) || (instance != nullptr && is_of_tests(last_word(instance->written)))) return;
    RuleMatch out{.rule = &rule, .name = first.name, .value = shown(first.setting.value)};
    out.at = place_of(first, instance);
    std::vector<std::pair<std::string, std::string>> values{{"name", first.name}, {"value", shown(first.setting.value)}};
    for (std::size_t i = 1; i < rule.when.size(); ++i) {
      const Found found = holds(rule.when[i], instance, file);
      if (!found.holds) return;
      values.emplace_back(found.name, shown(found.setting.value));
      const SettingPlace place = place_of(found, nullptr);
      if (!place.file.empty() && (place.file != out.at.file || place.line != out.at.line)) out.because.push_back(place);
    }
    for (const auto& condition : rule.unless)
      if (holds(condition, instance, file).holds) return;
    out.message = filled(rule.message, values);
    if (seen_.emplace(&rule, out.at.file, out.at.line, out.at.column, out.name).second) out_.push_back(std::move(out));
  }

  static std::string filled(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
    for (const auto& [name, value] : values)
      for (auto at = text.find("{" + name + "}"); at != std::string::npos; at = text.find("{" + name + "}", at + value.size())) text.replace(at, name.size() + 2, value);
    return text;
  }
  static SettingPlace place_of(const Found& found, const SettingInstance* instance) {
    if (!found.setting.file.empty() || instance == nullptr) return {.file = found.setting.file, .line = found.setting.line, .column = found.setting.column, .words = found.words};
    return {.file = instance->file, .line = instance->line, .column = instance->column, .words = found.words};
  }

  /// A condition behind the first.
  Found holds(const SettingCondition& condition, const SettingInstance* instance, std::string_view file) const {
    switch (condition.kind) {
      case ConditionOf::setting: {
        if (condition.nowhere) return {.holds = nowhere(condition)};
        if (instance != nullptr && instance->model->id == condition.of) {
          auto found = tested(condition, *instance);
          return found.empty() ? Found{} : std::move(found.front());
        }
        for (const auto& other : instances_) {
          if (other.model->id != condition.of || is_of_tests(other.file) || is_of_tests(last_word(other.written))) continue;
          if (auto found = tested(condition, other); !found.empty()) {
            if (found.front().setting.file.empty()) found.front().setting.file = other.file, found.front().setting.line = other.line, found.front().setting.column = other.column;
            return std::move(found.front());
          }
        }
        return {};
      }
      case ConditionOf::used: {
        auto found = uses(condition);
        std::erase_if(found, [](const Found& one) { return is_of_tests(one.setting.file); });
        return found.empty() ? Found{} : std::move(found.front());
      }
      case ConditionOf::not_used: return {.holds = uses(condition).empty()};
      case ConditionOf::version: return version(condition, file);
      case ConditionOf::named:
      case ConditionOf::not_named: {
        for (const auto& name : condition.distributions)
          if (const auto range = settings_.versions.is_for_development(name) ? std::nullopt : settings_.versions.find(name, file)) {
            Found out{.holds = condition.kind == ConditionOf::named, .name = name, .words = "'" + name + "' is asked for here"};
            out.setting.file = range->file, out.setting.line = range->line, out.setting.column = range->column;
            return out;
          }
        return {.holds = condition.kind == ConditionOf::not_named};
      }
      case ConditionOf::handler: {
        auto found = handlers(condition);
        return found.empty() ? Found{} : std::move(found.front());
      }
      case ConditionOf::started: return started(file);
    }
    return {};
  }

  Found version(const SettingCondition& condition, std::string_view file) const {
    const auto range = settings_.versions.find(condition.distribution, file);
    Found out{.name = condition.distribution};
    if (!range) return out.holds = condition.or_unpinned, out;
    const bool wants_more = !condition.at_least.empty();
    const auto asked = parse_version(wants_more ? condition.at_least : condition.under);
    if (!asked) return out;
    const Certainty answer = range->is_at_least(*asked);
    out.holds = answer == Certainty::unknown ? condition.or_unpinned : (answer == Certainty::yes) == wants_more;
    out.words = condition.distribution + ": " + to_text(*range) + (answer == Certainty::unknown ? ", so that it may be one" : "");
    out.setting.file = range->file, out.setting.line = range->line, out.setting.column = range->column;
    return out;
  }

  bool nowhere(const SettingCondition& condition) const {
    for (const auto& other : instances_) {
      if (other.model->id != condition.of) continue;
      const EffectiveSetting value = other.effective(condition.name);
      if (value.file.empty()) continue;
      if (value.value.kind == SeenKind::unknown || value.value.kind == SeenKind::name || !value.value.variable.empty() || is_one_of(value.value, condition.is)) return false;
      // Whatever it is, it is given.
      if (condition.is.empty() && value.value.kind != SeenKind::null) return false;
    }
    return true;
  }

  /// A file that a command runs.
  Found started(std::string_view file) const {
    for (const auto& group : settings_.values.groups) {
      if (group.as != SeenAs::command || group.of != "python" || is_of_tests(group.file)) continue;
      for (const auto& word : group.settings) {
        std::string_view text = word.value.text;
        if (!text.ends_with(".py")) continue;
        const bool is_it = text == file || text.ends_with("/" + std::string(file)) || file.ends_with("/" + std::string(text.substr(text.rfind('/') + 1))) || file == text.substr(text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1);
        if (!is_it) break;
        Found out{.holds = true, .words = "it is started here"};
        out.setting.file = group.file, out.setting.line = group.line, out.setting.column = group.column;
        return out;
      }
    }
    return {};
  }

  std::vector<Found> uses(const SettingCondition& condition) const {
    std::vector<Found> out;
    const auto is_asked = [&](const std::string& name) { return std::ranges::find(condition.names, name) != condition.names.end(); };
    const auto put = [&](const std::string& name, const std::string& file, std::uint32_t line, std::uint32_t column, const std::string& within) {
      Found found{.holds = true, .name = name.substr(name.rfind('.') + 1), .words = "'" + name + "' is used here"};
      found.setting.file = file, found.setting.line = line, found.setting.column = column, found.setting.within = within;
      out.push_back(std::move(found));
    };
    for (const auto& name : settings_.values.names)
      if (is_asked(name.name) && !name.is_guarded && !condition.module_level) put(name.name, name.file, name.line, name.column, name.within);
    for (const auto& group : settings_.values.groups)
      if (group.as == SeenAs::call && is_asked(group.of) && (!condition.module_level || (group.within.empty() && !group.is_main))) put(group.of, group.file, group.line, group.column, group.within);
    // Once for each file: that it is imported there, and then called, is one thing.
    std::ranges::sort(out, {}, [](const Found& found) { return std::tie(found.setting.file, found.name, found.setting.line, found.setting.column); });
    const auto rest = std::ranges::unique(out, {}, [](const Found& found) { return std::tie(found.setting.file, found.name); });
    out.erase(rest.begin(), rest.end());
    return out;
  }

  /// Functions that a decorator registers.
  std::vector<Found> handlers(const SettingCondition& condition) const {
    std::vector<Found> out;
    for (const auto& group : settings_.values.groups) {
      if (!group.is_decorator || group.of != condition.registered) continue;
      if (!condition.argument.empty() && (group.settings.empty() || group.settings.front().value.text != condition.argument)) continue;
      const auto function = std::ranges::find(settings_.values.functions, group.object, &SeenFunction::name);
      if (function == settings_.values.functions.end() || function->file != group.file) continue;
      if (condition.parameters >= 0 && static_cast<int>(function->parameters.size()) < condition.parameters) continue;
      Found found{.holds = true, .name = function->name.substr(function->name.rfind('.') + 1)};
      found.setting.file = function->file, found.setting.line = function->line, found.setting.column = function->column;
      if (condition.names.empty()) {
        out.push_back(std::move(found));
        continue;
      }
      for (const auto& call : settings_.values.groups) {
        if (call.as != SeenAs::call || call.within != function->name || call.file != function->file || !is_named(condition.names, call.of)) continue;
        if (condition.unguarded && call.is_guarded) continue;
        if (std::ranges::any_of(call.settings, [&](const SeenSetting& given) { return std::ranges::find(condition.not_given, given.name) != condition.not_given.end(); })) continue;
        found.setting.line = call.line, found.setting.column = call.column;
        found.name = is_among_ends(condition.names, call.of) ? call.of.substr(call.of.rfind('.') + 1) : call.of;
        out.push_back(found);
      }
    }
    return out;
  }

  bool is_outside(const SettingCondition& condition, const EffectiveSetting& setting, const SettingInstance& instance) const {
    for (const auto* text : {&setting.file, &instance.written, &setting.within, &setting.written})
      for (const auto& word : condition.outside)
        if (lower(*text).find(word) != std::string::npos) return false;
    return true;
  }

  /// What of an instance meets a condition about its settings.
  std::vector<Found> tested(const SettingCondition& condition, const SettingInstance& instance) const {
    if (condition.in_main && *condition.in_main != instance.is_main) return {};
    if (condition.function_target) return function_target(instance);
    if (condition.name == "*") return tested_names(condition, instance);
    if (condition.missing) {
      if (instance.is_open || instance.find(condition.name) != nullptr) return {};
      return std::vector{Found{.holds = true, .name = condition.name}};
    }
    Found found{.holds = true, .setting = instance.effective(condition.name), .name = condition.name};
    const SeenValue& value = found.setting.value;
    if (!found.setting.file.empty()) found.words = condition.name + " is " + shown(value) + " here";
    if (condition.given) {
      if (found.setting.file.empty()) return {};
    } else if (value.kind == SeenKind::unknown) {
      return {};
    }
    // A default of the environment is nobody's word.
    if (found.setting.file.empty() && !value.variable.empty() && condition.is.empty()) return {};
    if (!is_outside(condition, found.setting, instance)) return {};
    if (!condition.is.empty() && !is_one_of(value, condition.is)) return {};
    if (!condition.is_not.empty() && (value.kind == SeenKind::name || is_one_of(value, condition.is_not))) return {};
    if (!condition.begins.empty() && (value.kind != SeenKind::text || std::ranges::none_of(condition.begins, [&](const std::string& start) { return value.text.starts_with(start); }))) return {};
    auto number = number_of(value);
    if (!condition.times.empty()) {
      const auto times = sum_of(condition.times, condition.times_of, &instance);
      if (!number || !times) return {};
      *number *= *times;
    }
    if (condition.above && (!number || *number <= *condition.above)) return {};
    if (condition.below && (!number || value.is_least || *number >= *condition.below)) return {};
    if (!condition.above_sum.empty()) {
      const auto sum = sum_of(condition.above_sum, condition.sum_of, &instance);
      if (!number || !sum || *number <= *sum) return {};
    }
    if (condition.late && !is_late(condition, instance, found.setting)) return {};
    return std::vector{std::move(found)};
  }

  /// Options of the first instance of a thing that gives them all, together: of `own` where it is one; of nobody's, what holds by itself.
  std::optional<double> sum_of(const std::vector<std::string>& names, std::string_view of, const SettingInstance* own) const {
    if (own != nullptr && own->model->id == of) return sum_in(names, own);
    bool is_any = false;
    for (const auto& other : instances_) {
      if (other.model->id != of) continue;
      is_any = true;
      if (const auto sum = sum_in(names, &other)) return sum;
    }
    return is_any ? std::nullopt : sum_in(names, nullptr);
  }
  static std::optional<double> sum_in(const std::vector<std::string>& names, const SettingInstance* instance) {
    double out = 0;
    for (const auto& name : names) {
      const auto equals = name.find('=');
      const auto found = instance == nullptr ? EffectiveSetting{} : instance->effective(std::string_view(name).substr(0, equals));
      auto number = number_of(found.value);
      if (!number && equals != std::string::npos && found.file.empty()) number = number_of({.kind = SeenKind::number, .text = name.substr(equals + 1)});
      if (!number) return std::nullopt;
      out += *number;
    }
    return out;
  }

  std::vector<Found> tested_names(const SettingCondition& condition, const SettingInstance& instance) const {
    std::vector<Found> out;
    const auto known = [](const ConfiguredModel& model, const std::string& name) { return std::ranges::find(model.options, name, &OptionModel::name) != model.options.end(); };
    const auto other = std::ranges::find(settings_.models->configured, condition.foreign, &ConfiguredModel::id);
    for (const auto& [name, setting] : instance.settings) {
      if (known(*instance.model, name) || (name.front() >= '0' && name.front() <= '9')) continue;
      Found found{.holds = true, .setting = setting, .name = name};
      if (!condition.foreign.empty() && (other == settings_.models->configured.end() || !known(*other, name))) continue;
      if (condition.near_miss) {
        std::vector<std::string_view> names;
        for (const auto& option : instance.model->options) names.push_back(option.name);
        const std::string_view near = nearest_name(name, names);
        // Private names and constants are the file's own.
        const bool is_own = name.starts_with('_') || lower(name) != name || name.size() < 4;
        if (near.empty() || is_own || setting.value.kind == SeenKind::name) continue;
        found.setting.value = {.kind = SeenKind::text, .text = std::string(near)};
      }
      out.push_back(std::move(found));
    }
    return out;
  }

  /// `mod:create_app` without parentheses, where create_app takes no request.
  std::vector<Found> function_target(const SettingInstance& instance) const {
    const auto colon = instance.target.find(':');
    if (colon == std::string::npos || instance.target.find('(') != std::string::npos) return {};
    const std::string name = instance.target.substr(0, colon) + "." + instance.target.substr(colon + 1);
    for (const auto& function : settings_.values.functions) {
      if (function.name != name || function.parameters.size() + static_cast<std::size_t>(std::ranges::count(function.more, "*")) > 1) continue;
      if (function.gives.empty()) continue;
      if (function.parameters.empty() && function.more.size() >= 2) continue;
      Found found{.holds = true, .name = instance.target.substr(colon + 1), .words = "the function that makes it"};
      found.setting.value = {.kind = SeenKind::text, .text = instance.target};
      found.setting.file = instance.file, found.setting.line = instance.line, found.setting.column = instance.column;
      return std::vector{std::move(found)};
    }
    return {};
  }

  /// Is it set behind what reads it, in the same lines?
  bool is_late(const SettingCondition& condition, const SettingInstance& instance, const EffectiveSetting& setting) const {
    const auto dot = instance.written.rfind('.');
    const std::string object = instance.written.substr(0, dot);
    if (dot == std::string::npos) return false;
    for (const auto& group : settings_.values.groups) {
      if (group.as != SeenAs::call || group.file != setting.file || group.within != setting.within || group.line >= setting.line) continue;
      if (std::ranges::find(condition.names, group.of) == condition.names.end() || group.settings.empty()) continue;
      const auto& given = group.settings.front();
      if (given.value.kind == SeenKind::name && given.value.text == object) return true;
    }
    return false;
  }

  const ProjectSettings& settings_;
  std::vector<SettingInstance> instances_;
  std::set<std::tuple<const SettingRule*, std::string, std::uint32_t, std::uint32_t, std::string>> seen_;
  std::vector<RuleMatch> out_;
};

}  // namespace

std::vector<RuleMatch> matching_rules(const ProjectSettings& settings, std::string_view check) {
  if (settings.models == nullptr) return {};
  return Rules(settings).run(check);
}

}  // namespace unknot
