// Facts with a first version, taken out or told of.
#include "graph/model_versions.h"

#include <algorithm>
#include <string>
#include <vector>

namespace unknot {
namespace {

template <class Fact>
void keep(std::vector<Fact>& facts, std::string Fact::* words, const std::string& library, const std::optional<Version>& version) {
  const auto is_newer = [&](const Fact& fact) {
    const auto since = parse_version(fact.since);
    return version && since && *version < *since;
  };
  std::erase_if(facts, is_newer);
  if (version) return;
  for (auto& fact : facts)
    if (!fact.since.empty()) fact.*words += " (" + library + " since " + fact.since + ")";
}

}  // namespace

bool ends_with_path(std::string_view path, std::string_view end) {
  if (path.size() > 2 && path.front() == '<') path = path.substr(1, path.size() - 2);
  return path.ends_with(end) && (path.size() == end.size() || path[path.size() - end.size() - 1] == '/');
}

std::optional<Version> version_in(std::string_view text, const Model::VersionText& said) {
  const auto at = text.find(said.behind);
  if (said.behind.empty() || at == std::string_view::npos) return std::nullopt;
  return parse_version(text.substr(at + said.behind.size()));
}

void keep_version(Model& model, const std::optional<Version>& version) {
  for (auto& pair : model.pairs) {
    keep(pair.skips, &SkipModel::when, model.name, version);
    keep(pair.lone, &SkipModel::when, model.name, version);
  }
  keep(model.settings, &SettingModel::message, model.name, version);
}

}  // namespace unknot
