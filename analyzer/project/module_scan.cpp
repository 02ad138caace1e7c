// Reads P1689 with simdjson.
#include "analyzer/project/module_scan.h"

#include <algorithm>

#include <simdjson.h>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

using simdjson::dom::element;

std::string name_of(const element& entry) {
  std::string_view name;
  return entry["logical-name"].get(name) == simdjson::SUCCESS ? std::string(name) : std::string();
}

}  // namespace

std::optional<ModuleScan> parse_module_scan(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded(text);
  element file;
  simdjson::dom::array rules;
  if (parser.parse(padded).get(file) != simdjson::SUCCESS || file["rules"].get(rules) != simdjson::SUCCESS || rules.size() != 1)
    return std::nullopt;
  ModuleScan out;
  simdjson::dom::array entries;
  const element rule = rules.at(0).value_unsafe();
  if (rule["provides"].get(entries) == simdjson::SUCCESS)
    for (const element entry : entries) out.provides = name_of(entry);
  if (rule["requires"].get(entries) == simdjson::SUCCESS)
    for (const element entry : entries)
      if (auto name = name_of(entry); !name.empty()) out.requires_.push_back(std::move(name));
  sort_unique(out.requires_);
  return out;
}

}  // namespace unknot
