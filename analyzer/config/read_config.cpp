// JsonNode, from JSON or TOML -> WrittenConfig: every key is looked up in config_keys.h, every problem is collected.
#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/config/config_keys.h"
#include "analyzer/config/json_tree.h"
#include "graph/nearest_name.h"
#include "analyzer/config/read_contracts.h"
#include "analyzer/config/read_models.h"
#include "analyzer/config/toml_tree.h"
#include "analyzer/config/written_config.h"

namespace unknot {
namespace {

class ConfigReader {
 public:
  ConfigReader(std::string_view file_name, std::span<const CheckInfo* const> checks) : file_name_(file_name), checks_(checks) {}

  WrittenConfig read(const JsonNode& root);
  std::vector<ConfigProblem> take_problems();
  void report(Position at, std::string message) {
    problems_.push_back({std::string(file_name_), at.line, at.column, std::move(message)});
  }

 private:
  using Members = std::map<std::string_view, const JsonNode*>;

  /// The members of `object` whose name is in `keys` and whose value has the shape that the table asks for.
  Members members(const JsonNode& object, std::span<const ConfigKey> keys, std::string_view what);
  bool has_shape(const JsonNode& value, const ConfigKey& key);
  bool is_text(const JsonNode& value, std::string_view what);
  bool is_kind(const JsonNode& value, JsonKind kind, std::string_view what);
  bool is_choice(const JsonNode& value, std::span<const std::string_view> choices, std::string_view what);
  bool is_known(std::string_view check_name, Position at);
  void report_duplicates(const JsonNode& object);

  std::uint32_t python_minor(const Located<std::string>& version);
  void read_checks(const JsonNode& object, WrittenConfig& config);
  WrittenSetting read_setting(const JsonNode& value);
  void read_options(const JsonNode& object, WrittenSetting& setting);
  std::optional<std::string> option_value(const JsonNode& value, const OptionSpec& option);
  void read_suppressions(const JsonNode& list, WrittenConfig& config);
  void read_contracts(const JsonNode& list, const ProblemSink& sink, WrittenConfig& config);
  const CheckInfo* check_of(std::string_view id) const;

  std::string_view file_name_;
  std::span<const CheckInfo* const> checks_;
  std::vector<ConfigProblem> problems_;
};

Located<std::string> located(const JsonNode& text) { return {text.text, text.at}; }

std::optional<Located<std::string>> optional_text(const std::map<std::string_view, const JsonNode*>& members,
                                                  std::string_view key) {
  const auto found = members.find(key);
  if (found == members.end()) return std::nullopt;
  return located(*found->second);
}

std::vector<Located<std::string>> texts(const std::map<std::string_view, const JsonNode*>& members, std::string_view key) {
  std::vector<Located<std::string>> result;
  if (const auto found = members.find(key); found != members.end()) {
    for (const JsonNode& item : found->second->children) result.push_back(located(item));
  }
  return result;
}

/// "'leaves' or 'follow'"
std::string alternatives(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += in_quotes(names[i]);
  }
  return text;
}

std::uint32_t ConfigReader::python_minor(const Located<std::string>& version) {
  std::uint32_t minor = 0;
  const std::string_view text = version.value;
  const char* end = text.data() + text.size();
  const bool is_three = text.starts_with("3.") && std::from_chars(text.data() + 2, end, minor).ptr == end && minor > 0 && minor < 100;
  if (!is_three) report(version.at, "'python_version' is not a version like '3.10'");
  return is_three ? minor : 0;
}

WrittenConfig ConfigReader::read(const JsonNode& root) {
  WrittenConfig config;
  if (!is_kind(root, JsonKind::object, "the configuration")) return config;
  const Members found = members(root, kFileKeys, "key");
  if (const auto it = found.find("subtree"); it != found.end()) config.subtree = it->second->boolean;
  for (const ConfigKey& key : kFileKeys) {
    if (key.scope != KeyScope::root || !found.contains(key.name)) continue;
    const Position at = found.at(key.name)->key_at;
    config.root_keys.push_back({std::string(key.name), at});
    if (config.subtree) report(at, in_quotes(key.name) + " belongs into the file of the root: this one says that it speaks for a subtree");
  }
  config.roots = texts(found, "roots");
  config.ignore = texts(found, "ignore");
  config.build = texts(found, "build");
  config.python_roots = texts(found, "python_roots");
  if (const auto version = optional_text(found, "python_version")) config.python_minor = python_minor(*version);
  config.system_headers = optional_text(found, "system_headers");
  config.fail_on = optional_text(found, "fail_on");
  config.baseline = optional_text(found, "baseline");
  if (const auto it = found.find("checks"); it != found.end()) read_checks(*it->second, config);
  if (const auto it = found.find("suppressions"); it != found.end()) read_suppressions(*it->second, config);
  const ProblemSink sink = [&](Position at, std::string message) { report(at, std::move(message)); };
  if (const auto it = found.find("components"); it != found.end()) {
    report_duplicates(*it->second);
    config.components = read_components(*it->second, sink);
  }
  if (const auto it = found.find("contracts"); it != found.end()) read_contracts(*it->second, sink, config);
  if (const auto it = found.find("models"); it != found.end()) config.models = read_models(*it->second, sink);
  return config;
}

std::vector<ConfigProblem> ConfigReader::take_problems() {
  std::ranges::sort(problems_, {}, [](const ConfigProblem& p) { return std::tie(p.line, p.column, p.message); });
  return std::move(problems_);
}

ConfigReader::Members ConfigReader::members(const JsonNode& object, std::span<const ConfigKey> keys, std::string_view what) {
  std::vector<std::string_view> names;
  for (const ConfigKey& key : keys) names.push_back(key.name);
  report_duplicates(object);
  Members result;
  std::vector<std::string_view> written;
  for (const JsonNode& member : object.children) {
    const auto key = std::ranges::find(keys, std::string_view(member.key), &ConfigKey::name);
    if (key == keys.end() && keys.data() == kFileKeys.data() && member.key == "query_driver") {
      report(member.key_at, "'query_driver' says which compilers may be run: only --query-driver and the user's own configuration can, never a repository's");
      continue;
    }
    if (key == keys.end()) {
      report(member.key_at, "unknown " + std::string(what) + " " + in_quotes(member.key) + did_you_mean(member.key, names));
      continue;
    }
    written.push_back(key->name);
    if (has_shape(member, *key)) result.try_emplace(key->name, &member);
  }
  for (const ConfigKey& key : keys) {
    if (key.need == KeyNeed::required && std::ranges::find(written, key.name) == written.end()) {
      report(object.at, "key " + in_quotes(key.name) + " is missing");
    }
  }
  return result;
}

void ConfigReader::report_duplicates(const JsonNode& object) {
  std::map<std::string_view, Position> first;
  for (const JsonNode& member : object.children) {
    const auto [seen, is_new] = first.try_emplace(member.key, member.key_at);
    if (is_new) continue;
    report(member.key_at, "key " + in_quotes(member.key) + " stands already in line " + std::to_string(seen->second.line));
  }
}

bool ConfigReader::has_shape(const JsonNode& value, const ConfigKey& key) {
  const std::string what = in_quotes(key.name);
  switch (key.shape) {
    case KeyShape::text: return is_text(value, what);
    case KeyShape::check_name: return is_text(value, what) && (value.text == "*" || is_known(value.text, value.at));
    case KeyShape::choice: return is_choice(value, key.choices, what);
    case KeyShape::boolean: return is_kind(value, JsonKind::boolean, what);
    case KeyShape::checks:
    case KeyShape::options: return is_kind(value, JsonKind::object, what);
    case KeyShape::components: return is_kind(value, JsonKind::object, what);
    case KeyShape::suppressions:
    case KeyShape::models:
    case KeyShape::contracts:
    case KeyShape::exceptions: return is_kind(value, JsonKind::list, what);
    case KeyShape::layers: {
      if (!is_kind(value, JsonKind::list, what)) return false;
      bool good = true;
      for (const JsonNode& layer : value.children) {
        if (layer.kind != JsonKind::list) good = is_text(layer, "a layer") && good;
        else
          for (const JsonNode& item : layer.children) good = is_text(item, "an item of a layer") && good;
      }
      return good;
    }
    case KeyShape::list_of_text: {
      if (!is_kind(value, JsonKind::list, what)) return false;
      bool good = true;
      for (const JsonNode& item : value.children) good = is_text(item, "an item of " + what) && good;
      return good;
    }
  }
  return false;
}

bool ConfigReader::is_kind(const JsonNode& value, JsonKind kind, std::string_view what) {
  if (value.kind == kind) return true;
  report(value.at, std::string(what) + " must be " + std::string(name(kind)) + ", not " +
                       (value.kind == JsonKind::boolean ? (value.boolean ? "true" : "false") : std::string(name(value.kind))));
  return false;
}

bool ConfigReader::is_text(const JsonNode& value, std::string_view what) {
  if (!is_kind(value, JsonKind::text, what)) return false;
  if (value.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    report(value.at, std::string(what) + " must not be empty");
    return false;
  }
  if (value.text.find('\0') != std::string::npos) {
    report(value.at, std::string(what) + " must not hold a NUL byte");
    return false;
  }
  return true;
}

bool ConfigReader::is_choice(const JsonNode& value, std::span<const std::string_view> choices, std::string_view what) {
  if (!is_kind(value, JsonKind::text, what)) return false;
  if (std::ranges::find(choices, std::string_view(value.text)) != choices.end()) return true;
  report(value.at, std::string(what) + " must be " + alternatives(choices) + ", not " + in_quotes(value.text) +
                       did_you_mean(value.text, choices));
  return false;
}

const CheckInfo* ConfigReader::check_of(std::string_view id) const {
  const auto found = std::ranges::find(checks_, id, [](const CheckInfo* check) { return check->id; });
  return found == checks_.end() ? nullptr : *found;
}

bool ConfigReader::is_known(std::string_view check_name, Position at) {
  const std::size_t slash = check_name.find('/');
  const std::string_view id = check_name.substr(0, slash);
  const CheckInfo* check = check_of(id);
  if (check == nullptr) {
    std::vector<std::string_view> ids;
    for (const CheckInfo* known : checks_) ids.push_back(known->id);
    report(at, "unknown check " + in_quotes(id) + did_you_mean(id, ids));
    return false;
  }
  if (slash == std::string_view::npos) return true;
  const std::string_view case_name = check_name.substr(slash + 1);
  std::vector<std::string_view> names;
  for (const CaseInfo& known : check->cases) names.push_back(known.name);
  if (std::ranges::find(names, case_name) != names.end()) return true;
  report(at, "check " + in_quotes(id) + " has no case " + in_quotes(case_name) + did_you_mean(case_name, names));
  return false;
}

void ConfigReader::read_checks(const JsonNode& object, WrittenConfig& config) {
  report_duplicates(object);
  for (const JsonNode& member : object.children) {
    if (member.key == "*" || is_known(member.key, member.key_at)) config.checks.push_back(read_setting(member));
  }
}

WrittenSetting ConfigReader::read_setting(const JsonNode& value) {
  WrittenSetting setting{.name = {value.key, value.key_at}};
  if (value.kind == JsonKind::boolean) {
    setting.enabled = {value.boolean, value.at};
  } else if (value.kind == JsonKind::text) {
    if (!is_choice(value, kSettingChoices, "a setting")) return setting;
    setting.enabled = {value.text != "off", value.at};
    if (const auto severity = severity_named(value.text)) setting.severity = {*severity, value.at};
  } else if (value.kind == JsonKind::object) {
    const Members found = members(value, kSettingKeys, "key");
    if (const auto it = found.find("enabled"); it != found.end()) setting.enabled = {it->second->boolean, it->second->at};
    if (const auto it = found.find("severity"); it != found.end()) {
      if (const auto severity = severity_named(it->second->text)) setting.severity = {*severity, it->second->at};
    }
    if (const auto it = found.find("options"); it != found.end()) read_options(*it->second, setting);
  } else {
    report(value.at, "a setting must be true, false, " + alternatives(kSettingChoices) + " or an object, not " +
                         std::string(name(value.kind)));
  }
  return setting;
}

void ConfigReader::read_options(const JsonNode& object, WrittenSetting& setting) {
  const CheckInfo* check = check_of(setting.name.value);
  if (check == nullptr) {
    report(object.key_at, "'options' belong to a check as a whole, not to " + in_quotes(setting.name.value));
    return;
  }
  report_duplicates(object);
  std::vector<std::string_view> names;
  for (const OptionSpec& option : check->options) names.push_back(option.name);
  for (const JsonNode& member : object.children) {
    const auto option = std::ranges::find(check->options, std::string_view(member.key), &OptionSpec::name);
    if (option == check->options.end()) {
      report(member.key_at,
             "check " + in_quotes(check->id) + " has no option " + in_quotes(member.key) + did_you_mean(member.key, names));
    } else if (auto text = option_value(member, *option)) {
      setting.options.try_emplace(member.key, Located<std::string>{std::move(*text), member.at});
    }
  }
}

std::optional<std::string> ConfigReader::option_value(const JsonNode& value, const OptionSpec& option) {
  const std::string what = "option " + in_quotes(option.name);
  switch (option.type) {
    case OptionType::boolean:
      if (!is_kind(value, JsonKind::boolean, what)) return std::nullopt;
      return value.boolean ? "true" : "false";
    case OptionType::integer:
      if (!is_kind(value, JsonKind::integer, what)) return std::nullopt;
      return std::to_string(value.integer);
    case OptionType::text:
      if (!is_kind(value, JsonKind::text, what)) return std::nullopt;
      return value.text;
    case OptionType::text_list: {
      if (!is_kind(value, JsonKind::list, what)) return std::nullopt;
      std::string lines;
      bool good = true;
      for (const JsonNode& item : value.children) {
        if (!is_text(item, "an item of " + what)) {
          good = false;
        } else if (item.text.find('\n') != std::string::npos) {
          report(item.at, "an item of " + what + " must not hold a line break");
          good = false;
        }
        if (&item != &value.children.front()) lines += '\n';
        lines += item.text;
      }
      if (!good) return std::nullopt;
      return lines;
    }
  }
  return std::nullopt;
}

void ConfigReader::read_suppressions(const JsonNode& list, WrittenConfig& config) {
  for (const JsonNode& item : list.children) {
    if (!is_kind(item, JsonKind::object, "a suppression")) continue;
    const Members found = members(item, kSuppressionKeys, "key");
    WrittenSuppression suppression{.at = item.at};
    suppression.check = optional_text(found, "check").value_or(Located<std::string>{});
    suppression.file = optional_text(found, "file");
    suppression.from = optional_text(found, "from");
    suppression.to = optional_text(found, "to");
    suppression.reason = optional_text(found, "reason").value_or(Located<std::string>{});
    config.suppressions.push_back(std::move(suppression));
  }
}

void ConfigReader::read_contracts(const JsonNode& list, const ProblemSink& sink, WrittenConfig& config) {
  std::map<std::string, Position> names;
  for (const JsonNode& item : list.children) {
    if (!is_kind(item, JsonKind::object, "a contract")) continue;
    const Members found = members(item, kContractKeys, "key of a contract");
    if (found.size() != item.children.size()) continue;  // said already
    if (const auto it = found.find("exceptions"); it != found.end())
      for (const JsonNode& exception : it->second->children)
        if (is_kind(exception, JsonKind::object, "an exception")) members(exception, kExceptionKeys, "key of an exception");
    auto contract = unknot::read_contract(item, sink);
    const auto [known, fresh] = names.try_emplace(contract.name, item.at);
    if (!fresh)
      report(item.at, "a contract " + in_quotes(contract.name) + " stands already in line " + std::to_string(known->second.line) +
                          "; give it a 'name'");
    config.contracts.push_back(std::move(contract));
  }
}

std::expected<WrittenConfig, std::vector<ConfigProblem>> read_tree(const std::expected<JsonNode, JsonError>& root,
                                                                   std::string_view file_name,
                                                                   std::span<const CheckInfo* const> checks) {
  ConfigReader reader(file_name, checks);
  WrittenConfig config;
  if (!root) {
    reader.report(root.error().at, root.error().message);
  } else {
    config = reader.read(*root);
  }
  std::vector<ConfigProblem> problems = reader.take_problems();
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return config;
}

}  // namespace

std::expected<WrittenConfig, std::vector<ConfigProblem>> read_config(std::string_view text, std::string_view file_name,
                                                                     std::span<const CheckInfo* const> checks) {
  return read_tree(parse_json_tree(text), file_name, checks);
}

std::expected<std::optional<WrittenConfig>, std::vector<ConfigProblem>> read_config_file(std::string_view text,
                                                                                         std::string_view file_name,
                                                                                         std::span<const CheckInfo* const> checks) {
  if (!file_name.ends_with(".toml")) return read_config(text, file_name, checks);
  const auto table = parse_tool_table(text);
  if (table && !*table) return std::nullopt;
  return read_tree(table ? std::expected<JsonNode, JsonError>(**table) : std::unexpected(table.error()), file_name, checks);
}

}  // namespace unknot
