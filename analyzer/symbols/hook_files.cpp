// Headers of models -> files that reach them -> those that say one of their names.
#include "analyzer/symbols/hook_files.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/project/copy_commands.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

constexpr std::size_t kFew = 16;  ///< files that cost a parse each

std::string_view last_word(std::string_view qualified) {
  const auto at = qualified.rfind("::");
  return at == std::string_view::npos ? qualified : qualified.substr(at + 2);
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Names one of which a file has to hold to be of interest.
std::set<std::string_view> words_of(const Model& model) {
  std::set<std::string_view> out(model.words.begin(), model.words.end());
  for (const auto& hook : model.hooks) out.insert(last_word(!hook.signal.empty() ? hook.signal : hook.name.empty() ? hook.owner : hook.name));
  for (const auto& call : model.calls)
    for (const auto& effect : call.effects) {
      if (effect.slot.empty()) continue;
      if (effect.when_names.empty()) out.insert(last_word(call.function));
      for (const auto& given : effect.when_names) out.insert(last_word(given));
    }
  for (const auto& setting : model.settings) {
    out.insert(last_word(setting.if_used));
    for (const auto& by : setting.set_by) out.insert(last_word(by));
  }
  std::erase_if(out, [](std::string_view word) { return word.empty() || !is_word(word.back()); });  // `*`, `operator<<`
  return out;
}

bool is_of_servers(const Model& model) {
  const auto serves = [](const PairModel& pair) { return pair.scope == "request" || pair.scope == "connection" || pair.scope == "handler"; };
  return !model.settings.empty() || std::ranges::any_of(model.pairs, serves);
}

bool says(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(text[at - 1]);
    const auto end = at + word.size();
    if (starts && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

class Search {
 public:
  Search(const SourceTree& tree, const std::string& root, const Program& program)
      : tree_(tree), root_(root), program_(program), included_by_(program.units.size()) {
    for (const auto& d : program.dependencies) included_by_[index(d.to)].push_back(d.from);
  }

  std::vector<UnitId> files(const Model& model) {
    const auto words = words_of(model);
    std::vector<bool> reaches(program_.units.size());
    std::vector<UnitId> open, out;
    for (std::uint32_t u = 0; u < program_.units.size(); ++u)
      if (std::ranges::any_of(model.headers, [&](const std::string& header) { return is_header(program_.units[u].name, header); })) {
        reaches[u] = true;
        open.push_back(UnitId{u});
      }
    while (!open.empty()) {
      const UnitId unit = open.back();
      open.pop_back();
      for (const UnitId from : included_by_[index(unit)])
        if (!reaches[index(from)]) {
          reaches[index(from)] = true;
          open.push_back(from);
        }
    }
    for (std::uint32_t u = 0; u < program_.units.size(); ++u) {
      if (!reaches[u] || !program_.units[u].reached || program_.units[u].origin != Origin::project) continue;
      SourceFile file;
      if (tree_.read(plain_path(root_, program_.file(UnitId{u})), file) != ReadStatus::ok) continue;
      if (std::ranges::any_of(words, [&](std::string_view word) { return says(file.bytes, word); })) out.push_back(UnitId{u});
    }
    return out;
  }

 private:
  /// What is not of the project has the name that it is included by.
  static bool is_header(std::string_view name, const std::string& header) {
    if (name.size() > 2 && name.front() == '<') name = name.substr(1, name.size() - 2);
    return name.ends_with(header) && (name.size() == header.size() || name[name.size() - header.size() - 1] == '/');
  }

  const SourceTree& tree_;
  const std::string& root_;
  const Program& program_;
  std::vector<std::vector<UnitId>> included_by_;
};

}  // namespace

HookFiles hook_files(const SourceTree& tree, const std::string& root, const Program& program, const std::vector<Model>& models, const HookNeeds& needs) {
  HookFiles out;
  std::vector<UnitId> few;
  Search search(tree, root, program);
  for (const auto& model : models) {
    const bool is_server = is_of_servers(model);
    const HookNeed need = is_server ? needs.servers : model.hooks.empty() ? needs.stacks : needs.tests;
    if (model.headers.empty() || need == HookNeed::none) continue;
    std::ranges::copy(search.files(model), std::back_inserter(is_server || need == HookNeed::all ? out.files : few));
  }
  sort_unique(few);
  if (few.size() <= kFew) std::ranges::copy(few, std::back_inserter(out.files));
  else out.left_out = few.size();
  sort_unique(out.files);
  return out;
}

}  // namespace unknot
