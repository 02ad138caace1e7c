// What tier 1 knows of imports chooses; what is imported exactly is asked by analyzer/modules.
#include "analyzer/symbols/unit_modules.h"

#include "analyzer/project/discover.h"

namespace unknot {

ProgramModules::ProgramModules(const SourceTree& tree, const Program& program, const WorkerOptions& workers,
                               const std::string& root, std::string folder)
    : tree_(tree), program_(program), workers_(workers), root_(root), concerned_(program.units.size()),
      store_(tree, {.folder = std::move(folder)}) {
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    concerned_[u] = program.units[u].kind == UnitKind::module || program.units[u].kind == UnitKind::implementation;
  for (const auto& d : program.dependencies)
    if (is_module_import(program, d)) concerned_[index(d.from)] = true;
}

void ProgramModules::add_provider(UnitId unit, const PreprocessRequest& command) {
  if (program_.unit(unit).kind == UnitKind::module) providers_.push_back(command);
}

std::vector<bool> ProgramModules::add_to(std::vector<AstRequest>& requests, const std::vector<UnitId>& units) {
  std::vector<bool> usable(requests.size(), true);
  std::vector<PreprocessRequest> wanted;
  std::vector<std::size_t> of;  // request
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (concern(units[i])) {
      wanted.push_back(requests[i].unit);
      of.push_back(i);
    }
  if (wanted.empty()) return usable;
  WorkerOptions options = workers_;
  options.overlay = tree_.overlay();
  Workers workers(std::move(options));
  BuiltModules built = build_modules(providers_, wanted, tree_, workers, store_);
  repeatable_ = repeatable_ && built.repeatable;
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    usable[of[w]] = built.units[w].failures.empty();
    for (auto& failure : built.units[w].failures) failures_[std::move(failure)].insert(units[of[w]]);
    requests[of[w]].unit.modules = std::move(built.units[w].modules);
  }
  return usable;
}

std::vector<Problem> ProgramModules::problems() const {
  std::vector<Problem> out;
  for (const auto& [failure, units] : failures_) out.push_back(problem(failure, units.size()));
  return out;
}

Problem ProgramModules::problem(const ModuleFailure& failure, std::size_t units) const {
  const bool is_header = failure.module.starts_with('/');
  std::string text = "what it imports cannot be told: " + failure.reason;
  if (!failure.module.empty()) {
    const std::string module = is_header ? "header unit " + shown_path(root_, failure.module) : "module " + failure.module;
    text = module + " cannot be had: " + failure.reason;
  }
  if (!failure.also.empty()) text += ", " + shown_path(root_, failure.file) + " and " + shown_path(root_, failure.also);
  text += "; " + std::to_string(units);
  text += units == 1 ? " unit that needs it is not parsed" : " units that need it are not parsed";
  return {shown_path(root_, failure.file), failure.line, std::move(text), Effect::partial};
}

}  // namespace unknot
