// WrittenConfig -> Config: defaults, then "*", then the check, then its cases.
#include "analyzer/config/config.h"

#include <algorithm>
#include <utility>

#include "analyzer/config/config_keys.h"
#include "analyzer/config/written_config.h"

namespace unknot {
namespace {

std::vector<std::string> values(const std::vector<Located<std::string>>& written) {
  std::vector<std::string> result;
  for (const Located<std::string>& text : written) result.push_back(text.value);
  return result;
}

std::string value_or_empty(const std::optional<Located<std::string>>& text) { return text ? text->value : std::string(); }

void apply(const WrittenSetting& setting, CaseSettings& to) {
  if (setting.enabled) to.enabled = setting.enabled->value;
  if (setting.severity) to.severity = setting.severity->value;
}

/// A severity for the whole check speaks of what the check is about: a case that is milder by design (something done on
/// purpose, something that may happen) stays as it is until it is named itself.
bool has_own_severity(const CheckInfo& check, std::string_view case_name) {
  return std::ranges::any_of(check.cases, [&](const CaseInfo& info) {
    return info.name == case_name && info.severity != check.severity;
  });
}

CheckSettings resolve_check(const CheckInfo& check, std::span<const WrittenConfig* const> chain) {
  CheckSettings settings;
  settings.cases[""].enabled = check.on_by_default;
  for (const CaseInfo& info : check.cases) settings.cases[std::string(info.name)].enabled = check.on_by_default;

  std::map<std::string, std::string, std::less<>> options;
  for (const OptionSpec& option : check.options) options[std::string(option.name)] = option.default_value;

  const auto apply_all = [&](std::span<const WrittenSetting> written, std::string_view name) {
    for (const WrittenSetting& setting : written) {
      if (setting.name.value != name) continue;
      settings.asked |= name != "*" && setting.enabled && setting.enabled->value;
      for (auto& [case_name, to] : settings.cases) {
        const auto severity = to.severity;
        apply(setting, to);
        if (has_own_severity(check, case_name)) to.severity = severity;
      }
      for (const auto& [option, value] : setting.options) options[option] = value.value;
    }
  };
  for (const WrittenConfig* file : chain) {
    apply_all(file->checks, "*");
    apply_all(file->checks, check.id);
    for (const WrittenSetting& setting : file->checks) {
      const std::string_view name = setting.name.value;
      const std::size_t slash = name.find('/');
      if (slash == std::string_view::npos || name.substr(0, slash) != check.id) continue;
      if (const auto to = settings.cases.find(name.substr(slash + 1)); to != settings.cases.end()) {
        apply(setting, to->second);
        settings.asked |= setting.enabled && setting.enabled->value;
      }
    }
  }
  settings.options = OptionValues(std::move(options));
  return settings;
}

}  // namespace

bool CheckSettings::enabled() const {
  return std::ranges::any_of(cases, [](const auto& entry) { return entry.second.enabled; });
}

std::string to_text(const ConfigProblem& problem) {
  if (problem.line == 0) return problem.file + ": " + problem.message;
  return problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.message;
}

std::optional<Severity> severity_named(std::string_view text) {
  for (const Severity severity : {Severity::note, Severity::warning, Severity::error}) {
    if (text == kSeverityChoices[static_cast<std::size_t>(severity)]) return severity;
  }
  return std::nullopt;
}

Config resolve_config(const WrittenConfig& written, std::span<const CheckInfo* const> checks) {
  Config config;
  config.roots = values(written.roots);
  config.ignore = values(written.ignore);
  config.build = values(written.build);
  config.python_roots = values(written.python_roots);
  config.python_minor = written.python_minor;
  if (written.system_headers && written.system_headers->value == "follow") config.system_headers = SystemHeaders::follow;
  if (written.baseline) config.baseline = written.baseline->value;
  if (written.fail_on) config.fail_on = severity_named(written.fail_on->value);  // "never" is no severity
  const WrittenConfig* const chain[] = {&written};
  config.checks = resolve_checks(chain, checks);
  config.suppressions = resolve_suppressions(written);
  config.components = written.components;
  config.contracts = written.contracts;
  config.models = written.models;
  return config;
}

std::map<std::string, CheckSettings, std::less<>> resolve_checks(std::span<const WrittenConfig* const> chain,
                                                                 std::span<const CheckInfo* const> checks) {
  std::map<std::string, CheckSettings, std::less<>> out;
  for (const CheckInfo* check : checks) out[std::string(check->id)] = resolve_check(*check, chain);
  return out;
}

std::vector<ConfigSuppression> resolve_suppressions(const WrittenConfig& written) {
  std::vector<ConfigSuppression> out;
  for (const WrittenSuppression& suppression : written.suppressions) {
    out.push_back({suppression.check.value, value_or_empty(suppression.file), value_or_empty(suppression.from),
                   value_or_empty(suppression.to), suppression.reason.value, suppression.at});
  }
  return out;
}

Config default_config(std::span<const CheckInfo* const> checks) { return resolve_config(WrittenConfig{}, checks); }

std::expected<Config, std::vector<ConfigProblem>> parse_config(std::string_view text, std::string_view file_name,
                                                               std::span<const CheckInfo* const> checks) {
  auto written = read_config(text, file_name, checks);
  if (!written) return std::unexpected(std::move(written.error()));
  return resolve_config(*written, checks);
}

}  // namespace unknot
