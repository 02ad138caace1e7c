// Which keys belong to which kind of contract, and what they hold.
#include "analyzer/config/read_contracts.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "analyzer/config/config_keys.h"
#include "graph/nearest_name.h"

namespace unknot {
namespace {

struct KindKeys {
  std::string_view kind;
  std::array<std::string_view, 2> needed;   ///< empty: none
  std::array<std::string_view, 2> possible;
};
constexpr std::array kKindKeys{KindKeys{"layers", {"layers", ""}, {"strict", "exhaustive"}},
                               KindKeys{"forbidden", {"from", "to"}, {"indirect", ""}},
                               KindKeys{"independent", {"units", ""}, {"indirect", ""}},
                               KindKeys{"protected", {"units", ""}, {"allowed", ""}},
                               KindKeys{"allowed-only", {"from", "to"}, {"", ""}},
                               KindKeys{"acyclic-siblings", {"units", ""}, {"", ""}}};
constexpr std::array<std::string_view, 5> kOfAll{"kind", "name", "reason", "severity", "exceptions"};

const JsonNode* member(const JsonNode& object, std::string_view key) {
  const auto found = std::ranges::find(object.children, key, &JsonNode::key);
  return found == object.children.end() ? nullptr : &*found;
}

std::string text(const JsonNode& object, std::string_view key) {
  const JsonNode* value = member(object, key);
  return value == nullptr ? std::string() : value->text;
}

std::vector<std::string> texts(const JsonNode* list) {
  std::vector<std::string> out;
  if (list != nullptr)
    for (const auto& item : list->children) out.push_back(item.text);
  return out;
}

bool flag(const JsonNode& object, std::string_view key) {
  const JsonNode* value = member(object, key);
  return value != nullptr && value->boolean;
}

bool is_in(std::span<const std::string_view> names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

void check_keys(const JsonNode& object, const KindKeys& kind, const ProblemSink& report) {
  for (const auto& needed : kind.needed)
    if (!needed.empty() && member(object, needed) == nullptr)
      report(object.at, "a contract of kind " + in_quotes(kind.kind) + " needs " + in_quotes(needed));
  for (const auto& key : object.children)
    if (!is_in(kOfAll, key.key) && !is_in(kind.needed, key.key) && !is_in(kind.possible, key.key))
      report(key.key_at, in_quotes(key.key) + " says nothing in a contract of kind " + in_quotes(kind.kind));
}

}  // namespace

std::vector<ConfigComponent> read_components(const JsonNode& object, const ProblemSink& report) {
  std::vector<ConfigComponent> out;
  for (const auto& component : object.children) {
    bool good = component.kind == JsonKind::list && !component.children.empty();
    for (const auto& item : component.children) good = good && item.kind == JsonKind::text && !item.text.empty();
    if (!good) report(component.at, "component " + in_quotes(component.key) + " must be a list of globs");
    else out.push_back({.name = component.key, .paths = texts(&component)});
  }
  return out;
}

ConfigContract read_contract(const JsonNode& object, const ProblemSink& report) {
  ConfigContract out{.kind = text(object, "kind"), .name = text(object, "name"), .reason = text(object, "reason"), .at = object.at};
  if (out.name.empty()) out.name = out.kind;
  if (const auto kind = std::ranges::find(kKindKeys, out.kind, &KindKeys::kind); kind != kKindKeys.end()) check_keys(object, *kind, report);
  if (const JsonNode* layers = member(object, "layers"))
    for (const auto& layer : layers->children)
      out.layers.push_back(layer.kind == JsonKind::list ? texts(&layer) : std::vector{layer.text});
  out.units = texts(member(object, "units"));
  out.from = texts(member(object, "from"));
  out.to = texts(member(object, "to"));
  out.allowed = texts(member(object, "allowed"));
  out.strict = flag(object, "strict");
  out.indirect = flag(object, "indirect");
  out.exhaustive = flag(object, "exhaustive");
  out.severity = severity_named(text(object, "severity"));
  if (const JsonNode* exceptions = member(object, "exceptions"))
    for (const auto& exception : exceptions->children)
      out.exceptions.push_back({.from = text(exception, "from"), .to = text(exception, "to"), .at = exception.at});
  return out;
}

}  // namespace unknot
