// Headers of models -> files that reach them -> those that say one of their names.
#include "analyzer/symbols/hook_files.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/project/copy_commands.h"
#include "graph/model_versions.h"
#include "graph/sort_unique.h"
#include "graph/words.h"

namespace unknot {
namespace {

// Each file costs a parse. The words of libraries stand in files of every kind, and seldom with anything to say.
constexpr std::size_t kFewTests = 16;
constexpr std::size_t kFewStacks = 4;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Names one of which a file has to hold to be of interest.
std::set<std::string_view> words_of(const Model& model) {
  std::set<std::string_view> out(model.words.begin(), model.words.end());
  for (const auto& hook : model.hooks) {
    out.insert(last_word(!hook.signal.empty() ? hook.signal : hook.name.empty() ? hook.owner : hook.name));
    out.insert(last_word(hook.given_to));
  }
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

/// By unit: does it reach a header of the model?
std::vector<bool> reaching(const Program& program, const std::vector<std::vector<UnitId>>& included_by, const Model& model) {
  std::vector<bool> out(program.units.size());
  std::vector<UnitId> open;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (std::ranges::any_of(model.headers, [&](const std::string& header) { return ends_with_path(program.units[u].name, header); })) {
      out[u] = true;
      open.push_back(UnitId{u});
    }
  while (!open.empty()) {
    const UnitId unit = open.back();
    open.pop_back();
    for (const UnitId from : included_by[index(unit)])
      if (!out[index(from)]) {
        out[index(from)] = true;
        open.push_back(from);
      }
  }
  return out;
}

/// A model that is looked for.
struct Sought {
  std::set<std::string_view> words;
  std::vector<bool> reached_by;
  std::vector<UnitId>* into = nullptr;
};

/// All of them, or none where there are too many: then how many they are. What is taken already costs nothing more.
std::size_t take_few(std::vector<UnitId>& few, std::size_t most, std::vector<UnitId>& files) {
  sort_unique(few);
  std::erase_if(few, [&](UnitId file) { return std::ranges::binary_search(files, file); });
  if (few.size() > most) return few.size();
  std::ranges::copy(few, std::back_inserter(files));
  std::ranges::sort(files);
  return 0;
}

}  // namespace

HookFiles hook_files(const SourceTree& tree, const std::string& root, const Program& program, const std::vector<Model>& models, const HookNeeds& needs) {
  HookFiles out;
  std::vector<UnitId> few_tests, few_stacks;
  std::vector<std::vector<UnitId>> included_by(program.units.size());
  for (const auto& d : program.dependencies) included_by[index(d.to)].push_back(d.from);
  std::vector<Sought> sought;
  for (const auto& model : models) {
    const bool is_server = is_of_servers(model);
    const bool is_library = !is_server && model.hooks.empty();
    const HookNeed need = is_server ? needs.servers : is_library ? needs.stacks : needs.tests;
    if (model.headers.empty() || need == HookNeed::none) continue;
    sought.push_back({words_of(model), reaching(program, included_by, model),
                      is_server || need == HookNeed::all ? &out.files : is_library ? &few_stacks : &few_tests});
  }
  for (std::uint32_t u = 0; u < program.units.size(); ++u) {
    const auto reaches = [&](const Sought& model) { return model.reached_by[u]; };
    if (!program.units[u].reached || program.units[u].origin != Origin::project || std::ranges::none_of(sought, reaches)) continue;
    SourceFile file;
    if (tree.read(plain_path(root, program.file(UnitId{u})), file) != ReadStatus::ok) continue;
    for (const auto& model : sought)
      if (reaches(model) && std::ranges::any_of(model.words, [&](std::string_view word) { return has_word(file.bytes, word); })) model.into->push_back(UnitId{u});
  }
  sort_unique(out.files);
  out.left_out_tests = take_few(few_tests, kFewTests, out.files);
  out.left_out_stacks = take_few(few_stacks, kFewStacks, out.files);
  return out;
}

}  // namespace unknot
