// A list of paths and models -> text of models.
#include "analyzer/config/read_models.h"

#include <nlohmann/json.hpp>

#include "analyzer/models/models.h"

namespace unknot {
namespace {

nlohmann::json plain(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::boolean: return node.boolean;
    case JsonKind::integer: return node.integer;
    case JsonKind::text: return node.text;
    case JsonKind::list: {
      auto out = nlohmann::json::array();
      for (const JsonNode& item : node.children) out.push_back(plain(item));
      return out;
    }
    case JsonKind::object: {
      auto out = nlohmann::json::object();
      for (const JsonNode& member : node.children) out[member.key] = plain(member);
      return out;
    }
    case JsonKind::null:
    case JsonKind::number:
    case JsonKind::date: break;  // no model holds one
  }
  return nullptr;
}

}  // namespace

std::vector<ConfigModel> read_models(const JsonNode& list, const ProblemSink& report) {
  std::vector<ConfigModel> out;
  for (const JsonNode& item : list.children) {
    if (item.kind == JsonKind::text && !item.text.empty()) {
      out.push_back({.path = item.text, .text = {}, .at = item.at});
    } else if (item.kind == JsonKind::object) {
      const std::string text = plain(item).dump();
      if (const auto model = read_model(text); !model) report(item.at, model.error());
      else out.push_back({.path = {}, .text = text, .at = item.at});
    } else {
      report(item.at, "an item of 'models' is the path of a model, or a model");
    }
  }
  return out;
}

}  // namespace unknot
