// Lines that lead to the file -> what they say -> the word that most say and that holds here.
#include "analyzer/fix/spell_include.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/fix/outline.h"
#include "analyzer/project/copy_commands.h"
#include "graph/folded.h"

namespace unknot {
namespace {

std::string beside(std::string_view file, std::string_view name) {
  return std::filesystem::path(std::string(folder_of(file)) + std::string(name)).lexically_normal().generic_string();
}

}  // namespace

std::string IncludeSpeller::written(const Program& program, const Dependency& dependency) {
  const std::string& file = program.file(dependency);
  auto [known, fresh] = by_line_.try_emplace(file);
  if (fresh) {
    SourceFile source;
    if (tree_.read(plain_path(root_, file), source) == ReadStatus::ok)
      for (auto& include : outline_of(source.bytes).includes) known->second.emplace(include.line, std::move(include.spelled));
  }
  const auto line = known->second.find(dependency.line);
  return line == known->second.end() ? std::string() : line->second;
}

std::string IncludeSpeller::from_root(const Program& program, UnitId from, UnitId to) {
  const std::string& file = program.file(from);
  const std::string& target = program.file(to);
  std::map<std::string, std::size_t> votes;
  for (const auto& dependency : program.dependencies) {
    const std::string& includer = program.file(dependency);
    const bool is_own = includer == file;
    if (dependency.kind != DependencyKind::include || (!is_own && folder_of(includer) != folder_of(file))) continue;
    const std::string spelled = written(program, dependency);
    if (spelled.empty()) continue;
    const std::string name = spelled.substr(1, spelled.size() - 2);
    const std::string& led_to = program.file(dependency.to);
    if (name.starts_with(".") || !led_to.ends_with("/" + name) || beside(includer, name) == led_to) continue;
    const std::string root = led_to.substr(0, led_to.size() - name.size());
    if (!target.starts_with(root)) continue;
    votes[spelled.front() + target.substr(root.size()) + spelled.back()] += is_own ? 1000 : 1;
  }
  const auto best = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  return best == votes.end() ? std::string() : best->first;
}

std::string IncludeSpeller::spell(const Program& program, UnitId from, UnitId to, DependencyId first) {
  const std::string& file = program.file(from);
  const std::string& target = program.file(to);
  struct Votes {
    std::size_t near = 0, all = 0;
  };
  std::map<std::string, Votes> votes;
  const auto holds = [&](const std::string& includer, const std::string& spelled) {
    const std::string name = spelled.substr(1, spelled.size() - 2);
    const bool is_beside = spelled.front() == '"' && beside(includer, name) == target;
    return !is_beside || beside(file, name) == target;
  };
  for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
    const Dependency& dependency = program.dependencies[d];
    if (dependency.to != to || dependency.kind != DependencyKind::include) continue;
    const std::string& includer = program.file(dependency);
    const std::string spelled = written(program, dependency);
    if (spelled.empty() || !holds(includer, spelled)) continue;
    Votes& votes_for = votes[spelled];
    ++votes_for.all;
    votes_for.near += folder_of(includer) == folder_of(file) || DependencyId{d} == first;
  }
  const auto best = std::ranges::max_element(votes, [](const auto& a, const auto& b) {
    return std::pair(a.second.near, a.second.all) < std::pair(b.second.near, b.second.all);
  });
  if (best != votes.end()) return best->first;
  if (auto found = from_root(program, from, to); !found.empty()) return found;
  return '"' +
         std::filesystem::path(target)
             .lexically_relative(std::filesystem::path(std::string(folder_of(file))).lexically_normal())
             .generic_string() +
         '"';
}

}  // namespace unknot
