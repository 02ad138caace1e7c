// The blocks behind a `yield`, with those that they lead to.
#include "graph/generator_rests.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "graph/hooks.h"

namespace unknot {
namespace {

bool is_yield(const OperationFact& operation) { return operation.kind == OperationKind::suspend && operation.text == "yield"; }

/// Only what can be reached, from the first block on.
void prune(FunctionFact& f) {
  std::vector<std::uint32_t> number(f.blocks.size(), kNone), open{0};
  std::vector<bool> seen(f.blocks.size());
  const auto reach = [&](std::uint32_t block) {
    if (block != kNone && !seen[block]) seen[block] = true, open.push_back(block);
  };
  seen[0] = true;
  while (!open.empty()) {
    const BlockFact& block = f.blocks[open.back()];
    open.pop_back();
    for (const auto next : block.successors) reach(next);
    for (const auto& operation : block.operations)
      for (auto u = operation.unwind; u != kNone; u = f.unwinds[u].parent)
        for (const auto& handler : f.unwinds[u].handlers) reach(handler.block);
  }
  std::vector<BlockFact> kept;
  for (std::uint32_t b = 0; b < f.blocks.size(); ++b)
    if (seen[b]) number[b] = static_cast<std::uint32_t>(kept.size()), kept.push_back(std::move(f.blocks[b]));
  for (auto& block : kept)
    for (auto& next : block.successors) next = number[next];
  for (auto& unwind : f.unwinds)
    for (auto& handler : unwind.handlers)
      if (handler.block != kNone) handler.block = number[handler.block];
  f.blocks = std::move(kept);
}

/// False: there is no `yield`.
bool cut_off_beginning(FunctionFact& f) {
  std::vector<BlockFact> behind;
  for (const auto& block : f.blocks)
    for (auto operation = block.operations.begin(); operation != block.operations.end(); ++operation)
      if (is_yield(*operation)) {
        BlockFact rest = block;
        rest.operations.erase(rest.operations.begin(), rest.operations.begin() + (operation - block.operations.begin()) + 1);
        behind.push_back(std::move(rest));
      }
  if (behind.empty()) return false;
  // The first block chooses between them; the others keep their order behind it.
  BlockFact first{.operations = {}, .end = behind.size() == 1 ? BlockEnd::jump : BlockEnd::choose, .condition = {}, .successors = {}, .cases = {}};
  for (std::size_t i = 0; i < behind.size(); ++i) first.successors.push_back(static_cast<std::uint32_t>(f.blocks.size() + i));
  if (behind.size() > 1) first.cases.resize(behind.size());
  std::ranges::move(behind, std::back_inserter(f.blocks));
  for (auto& block : f.blocks)
    for (auto& next : block.successors) ++next;
  for (auto& next : first.successors) ++next;
  for (auto& unwind : f.unwinds)
    for (auto& handler : unwind.handlers)
      if (handler.block != kNone) ++handler.block;
  f.blocks.insert(f.blocks.begin(), std::move(first));
  prune(f);
  return true;
}

}  // namespace

std::string rest_of(const std::string& usr) { return usr + "@rest"; }

std::vector<FileFunctions> with_rests(std::vector<FileFunctions> files, std::span<const Model> models) {
  std::vector<Model> asked;
  std::ranges::copy_if(models, std::back_inserter(asked), [](const Model& model) {
    return std::ranges::any_of(model.hooks, [](const HookModel& hook) { return hook.shape == HookShape::rest; });
  });
  if (asked.empty()) return files;
  std::set<std::pair<std::size_t, std::size_t>> generators;
  {
    const Hierarchy hierarchy(files);
    for (const auto& hook : find_hooks(files, asked, hierarchy)) {
      const bool has_rest = std::ranges::any_of(hook.model->hooks, [&](const HookModel& other) { return other.shape == HookShape::rest && other.name == hook.what->id; });
      if (has_rest) generators.emplace(hook.body_file - files.data(), hook.body - hook.body_file->functions.data());
    }
  }
  for (const auto& [file, number] : generators) {
    FunctionFact rest = files[file].functions[number];
    if (!cut_off_beginning(rest)) continue;
    EntityFact entity = files[file].entities[rest.entity];
    entity.usr = rest_of(entity.usr);
    rest.entity = static_cast<std::uint32_t>(files[file].entities.size());
    files[file].entities.push_back(std::move(entity));
    files[file].functions.push_back(std::move(rest));
  }
  return files;
}

}  // namespace unknot
