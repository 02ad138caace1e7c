// index -> codemodel -> targets, each a small file of its own.
#include "analyzer/project/file_api.h"

#include <algorithm>
#include <map>
#include <simdjson.h>

#include "analyzer/project/copy_commands.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using Element = simdjson::dom::element;

constexpr std::size_t kMostTargets = 20'000;

std::string text_at(const Element& from, std::string_view pointer) {
  std::string_view out;
  return from.at_pointer(pointer).get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
}

template <class Use>
void each(const Element& from, std::string_view pointer, const Use& use) {
  simdjson::dom::array items;
  if (from.at_pointer(pointer).get(items) != simdjson::SUCCESS) return;
  for (const Element item : items) use(item);
}

/// The codemodel's file, as the index names it.
std::string codemodel_file(const Element& index) {
  std::string out;
  each(index, "/objects", [&](const Element& object) {
    if (text_at(object, "/kind") == "codemodel") out = text_at(object, "/jsonFile");
  });
  return out;
}

/// The reply is the build's own, and its names lead nowhere else.
bool is_reply_name(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos; }

}  // namespace

std::vector<BuildTarget> targets_of_reply(std::string_view index, const FileReader& read) {
  std::map<std::string, BuildTarget> targets;
  simdjson::dom::parser parser;
  Element root;
  if (parser.parse(index.data(), index.size()).get(root) != simdjson::SUCCESS) return {};
  const std::string model_name = codemodel_file(root);
  const auto model_text = is_reply_name(model_name) ? read(model_name) : std::nullopt;
  simdjson::dom::parser model_parser;
  Element model;
  if (!model_text || model_parser.parse(*model_text).get(model) != simdjson::SUCCESS) return {};
  const std::string top = text_at(model, "/paths/source");
  std::vector<std::string> files;
  each(model, "/configurations", [&](const Element& configuration) {
    each(configuration, "/targets", [&](const Element& target) { files.push_back(text_at(target, "/jsonFile")); });
  });
  sort_unique(files);
  if (files.size() > kMostTargets) files.resize(kMostTargets);
  for (const auto& file : files) {
    const auto text = is_reply_name(file) ? read(file) : std::nullopt;
    Element target;
    if (!text || parser.parse(*text).get(target) != simdjson::SUCCESS) continue;
    const std::string name = text_at(target, "/name");
    if (name.empty()) continue;
    auto& known = targets.try_emplace(name, BuildTarget{.name = name, .type = text_at(target, "/type"), .sources = {}, .generated = {}}).first->second;
    each(target, "/sources", [&](const Element& source) {
      known.sources.push_back(plain_path(top, text_at(source, "/path")));
      bool generated = false;
      if (source["isGenerated"].get(generated) == simdjson::SUCCESS && generated) known.generated.push_back(known.sources.back());
    });
  }
  std::vector<BuildTarget> out;
  for (auto& [name, target] : targets) {
    sort_unique(target.sources);
    sort_unique(target.generated);
    out.push_back(std::move(target));
  }
  return out;
}

std::optional<std::string> newest_index(const std::vector<std::string>& names) {
  std::optional<std::string> out;
  for (const auto& name : names)
    if (name.starts_with("index-") && name.ends_with(".json") && (!out || name > *out)) out = name;
  return out;
}

}  // namespace unknot
