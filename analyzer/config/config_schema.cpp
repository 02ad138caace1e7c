// config_keys.h and the tables of the checks as a schema; editors then complete and check unknot.json.
#include "analyzer/config/config_schema.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "analyzer/config/config_keys.h"

namespace unknot {
namespace {

using Json = nlohmann::ordered_json;

Json text_schema() { return {{"type", "string"}, {"pattern", "\\S"}}; }

Json choices_schema(std::span<const std::string_view> choices) {
  Json names = Json::array();
  for (const std::string_view choice : choices) names.push_back(choice);
  return {{"enum", std::move(names)}};
}

Json option_schema(const OptionSpec& option) {
  Json schema;
  switch (option.type) {
    case OptionType::boolean: schema = {{"type", "boolean"}, {"default", option.default_value == "true"}}; break;
    case OptionType::integer: {
      std::int64_t value = 0;
      std::from_chars(option.default_value.data(), option.default_value.data() + option.default_value.size(), value);
      schema = {{"type", "integer"}, {"default", value}};
      break;
    }
    case OptionType::text: schema = {{"type", "string"}, {"default", option.default_value}}; break;
    case OptionType::text_list: {
      Json items = Json::array();
      for (std::string_view rest = option.default_value; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        items.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      schema = {{"type", "array"}, {"items", text_schema()}, {"default", std::move(items)}};
      break;
    }
  }
  schema["description"] = option.doc;
  return schema;
}

Json closed_object(Json properties) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

/// A setting in all its forms. `options` is null for a case and for "*", which have none.
Json setting_schema(std::string_view summary, const Json& options) {
  Json properties = Json::object();
  for (const ConfigKey& key : kSettingKeys) {
    Json property;
    switch (key.shape) {
      case KeyShape::choice: property = choices_schema(key.choices); break;
      case KeyShape::boolean: property = {{"type", "boolean"}}; break;
      default:
        if (options.is_null()) continue;
        property = options;
    }
    property["description"] = key.doc;
    properties[std::string(key.name)] = std::move(property);
  }
  Json forms = Json::array();
  forms.push_back({{"type", "boolean"}});
  forms.push_back(choices_schema(kSettingChoices));
  forms.push_back(closed_object(std::move(properties)));
  return {{"description", summary}, {"anyOf", std::move(forms)}};
}

Json checks_schema(std::span<const CheckInfo* const> checks) {
  Json properties = Json::object();
  properties["*"] = setting_schema("All checks.", nullptr);
  for (const CheckInfo* check : checks) {
    Json options = Json::object();
    for (const OptionSpec& option : check->options) options[std::string(option.name)] = option_schema(option);
    const std::string id(check->id);
    properties[id] = setting_schema(check->summary, closed_object(std::move(options)));
    for (const CaseInfo& info : check->cases)
      properties[id + "/" + std::string(info.name)] = setting_schema(info.summary, nullptr);
  }
  return closed_object(std::move(properties));
}

Json check_names_schema(std::span<const CheckInfo* const> checks) {
  Json names = Json::array({"*"});
  for (const CheckInfo* check : checks) {
    names.push_back(check->id);
    for (const CaseInfo& info : check->cases) names.push_back(std::string(check->id) + "/" + std::string(info.name));
  }
  return {{"enum", std::move(names)}};
}

Json object_schema(std::span<const ConfigKey> keys, std::span<const CheckInfo* const> checks);

Json key_schema(const ConfigKey& key, std::span<const CheckInfo* const> checks) {
  switch (key.shape) {
    case KeyShape::text: return text_schema();
    case KeyShape::check_name: return check_names_schema(checks);
    case KeyShape::list_of_text: return {{"type", "array"}, {"items", text_schema()}};
    case KeyShape::choice: return choices_schema(key.choices);
    case KeyShape::boolean: return {{"type", "boolean"}};
    case KeyShape::checks: return checks_schema(checks);
    case KeyShape::options: return {{"type", "object"}};
    case KeyShape::suppressions: return {{"type", "array"}, {"items", object_schema(kSuppressionKeys, checks)}};
    case KeyShape::components: {
      Json schema{{"type", "object"}};
      schema["additionalProperties"] = {{"type", "array"}, {"items", text_schema()}, {"minItems", 1}};
      return schema;
    }
    case KeyShape::contracts: return {{"type", "array"}, {"items", object_schema(kContractKeys, checks)}};
    case KeyShape::exceptions: return {{"type", "array"}, {"items", object_schema(kExceptionKeys, checks)}};
    case KeyShape::models: {
      Json forms = Json::array();
      forms.push_back(text_schema());
      forms.push_back({{"type", "object"}, {"required", Json::array({"name"})}});  // the rest is in the models' own schema
      return {{"type", "array"}, {"items", {{"anyOf", std::move(forms)}}}};
    }
    case KeyShape::layers: {
      Json forms = Json::array();
      forms.push_back(text_schema());
      forms.push_back({{"type", "array"}, {"items", text_schema()}});
      return {{"type", "array"}, {"items", {{"anyOf", std::move(forms)}}}};
    }
  }
  return {};
}

Json object_schema(std::span<const ConfigKey> keys, std::span<const CheckInfo* const> checks) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const ConfigKey& key : keys) {
    Json property = key_schema(key, checks);
    property["description"] = key.doc;
    if (key.shape == KeyShape::boolean && !key.default_value.empty()) property["default"] = key.default_value == "true";
    else if (!key.default_value.empty()) property["default"] = key.default_value;
    properties[std::string(key.name)] = std::move(property);
    if (key.need == KeyNeed::required) required.push_back(key.name);
  }
  Json schema = closed_object(std::move(properties));
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace

std::string config_schema(std::span<const CheckInfo* const> checks) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "unknot.json"},
              {"description", "The configuration of unknot (JSON; // and /* */ comments are allowed)."}};
  schema.update(object_schema(kFileKeys, checks));
  return schema.dump(2) + "\n";
}

}  // namespace unknot
