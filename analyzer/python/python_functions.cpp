// Trees -> facts, again where callers tell more -> names across files.
#include "analyzer/python/python_functions.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "analyzer/extract/python/functions.h"
#include "analyzer/python/link_names.h"
#include "graph/side_by_side.h"

namespace unknot {
namespace {

using imports::kNone;
using imports::Module;
using imports::World;

/// By name, of those with parameters; of several of one name the first.
using Functions = std::unordered_map<std::string_view, const FunctionFact*>;
/// By "function\nparameter".
using ParameterTypes = TextMap<std::string>;

class Builder {
 public:
  Builder(const World& world, const std::map<std::string, python::SyntaxTree>& trees, const std::vector<std::uint32_t>& modules, OtherNames others, unsigned jobs)
      : world_(world), others_(std::move(others)), jobs_(jobs) {
    for (const auto m : modules)
      if (const auto tree = trees.find(world.modules[m].path); tree != trees.end()) modules_.push_back(m), trees_.push_back(&tree->second);
    files_.resize(modules_.size());
    seen_.resize(modules_.size());
  }

  PythonFunctions run() {
    std::vector<std::size_t> all(modules_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    build(all);
    known_.handed_on = handed_on();
    constexpr int kRounds = 3;
    for (int round = 0; round < kRounds; ++round) {
      known_.results.clear();
      for (const auto& seen : seen_) known_.results.insert(seen.results.begin(), seen.results.end());
      const auto changed = find_types();
      if (changed.empty()) break;
      build(changed);
    }
    python::link_names(files_, known_, jobs_);
    return {.files = std::move(files_), .of = std::move(modules_)};
  }

 private:
  void build(const std::vector<std::size_t>& which) {
    side_by_side(jobs_, which.size(), [&] {
      return [&](std::size_t at) {
        const std::size_t i = which[at];
        const Module& module = world_.modules[modules_[i]];
        python::FunctionsOf of{.module = module.name, .is_package = module.kind == imports::ModuleKind::package, .is_module = {}, .type_of_parameter = {}};
        of.is_module = [&](std::string_view name) { return world_.by_name.contains(name); };
        of.type_of_parameter = [&](std::string_view function, std::string_view parameter) {
          const auto known = types_.find(std::string(function) + "\n" + std::string(parameter));
          return known == types_.end() ? std::string() : known->second;
        };
        seen_[i] = {};
        files_[i] = python::functions_of(*trees_[i], of, &seen_[i]);
      };
    });
  }

  /// What a module binds by `from other import name`.
  TextMap<std::string> handed_on() const {
    TextMap<std::string> out = others_;
    for (const auto m : modules_) {
      const Module& module = world_.modules[m];
      for (const auto& import : module.facts.imports) {
        if (!import.from || import.when == imports::ImportWhen::deferred) continue;
        const std::string from = imports::absolute_name(module, import.module, import.dots);
        if (from.empty()) continue;
        for (const auto& name : import.names) {
          std::string here = module.name + "." + name, there = from + "." + name;
          if (name != "*" && here != there) out.try_emplace(std::move(here), std::move(there));
        }
      }
    }
    return out;
  }

  Functions functions() const {
    Functions out;
    for (const auto& file : files_)
      for (const auto& function : file.functions)
        if (!function.parameters.empty()) out.try_emplace(file.entities[function.entity].name, &function);
    return out;
  }

  /// Files with parameters of which more is known than before.
  std::vector<std::size_t> find_types() {
    const python::Linker linker(files_, known_);
    const Functions known = functions();
    std::vector<std::vector<std::pair<std::string, std::string>>> given_types(seen_.size());
    side_by_side(jobs_, seen_.size(), [&] {
      return [&](std::size_t i) {
        for (const auto& given : seen_[i].given) {
          auto callee = known.find(linker.linked(given.function));
          if (callee == known.end()) callee = known.find(linker.linked(given.function + ".__init__"));
          if (callee == known.end()) continue;
          const auto& parameters = callee->second->parameters;
          const auto at = given.keyword.empty() ? parameters.begin() + std::min<std::ptrdiff_t>(given.place, std::ssize(parameters)) : std::ranges::find(parameters, given.keyword, &ParameterFact::name);
          if (at != parameters.end()) given_types[i].emplace_back(std::string(callee->first) + "\n" + at->name, linker.linked_type(given.type));
        }
      };
    });
    TextMap<std::set<std::string>> found;
    for (auto& one : given_types)
      for (auto& [parameter, type] : one) found[std::move(parameter)].insert(std::move(type));
    TextSet changed;
    for (const auto& [parameter, types] : found)
      if (types.size() == 1 && types_.emplace(parameter, *types.begin()).second) changed.insert(parameter.substr(0, parameter.find('\n')));
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (std::ranges::any_of(files_[i].functions, [&](const FunctionFact& f) { return changed.contains(files_[i].entities[f.entity].name); })) out.push_back(i);
    return out;
  }

  const World& world_;
  OtherNames others_;
  unsigned jobs_;
  std::vector<std::uint32_t> modules_;
  std::vector<const python::SyntaxTree*> trees_;
  std::vector<FileFunctions> files_;
  std::vector<python::TypesSeen> seen_;
  python::KnownNames known_;
  ParameterTypes types_;
};

}  // namespace

bool is_python_test(std::string_view path) {
  const auto slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  if (name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py" || name == "tests.py") return true;
  for (std::size_t begin = 0; slash != std::string_view::npos && begin <= slash;) {
    const auto end = path.find('/', begin);
    const std::string_view folder = path.substr(begin, end - begin);
    if (folder == "tests" || folder == "test") return true;
    begin = end + 1;
  }
  return false;
}

std::vector<std::uint32_t> modules_of_program(const World& world) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t m = 0; m < world.modules.size(); ++m)
    if (!world.modules[m].path.empty() && !is_python_test(world.modules[m].path)) out.push_back(m);
  return out;
}

std::vector<std::uint32_t> modules_around(const World& world, const std::set<std::string>& paths) {
  const auto all = modules_of_program(world);
  std::set<std::uint32_t> about;
  for (const auto m : all)
    if (paths.contains(world.modules[m].path)) about.insert(m);
  std::set<std::uint32_t> out = about;
  std::set<std::pair<std::uint32_t, std::string>> named;
  for (const auto m : all) {
    const Module& module = world.modules[m];
    for (const auto& import : module.facts.imports) {
      const std::string from = imports::absolute_name(module, import.module, import.dots);
      if (from.empty()) continue;
      const auto meet = [&](const std::string& name, const std::string& of) {
        const auto found = world.find(name, module.root);
        if (found == imports::kNone || world.modules[found].path.empty()) return;
        if (about.contains(m)) out.insert(found);
        if (about.contains(found) && named.emplace(found, of).second) out.insert(m);
      };
      if (import.names.empty()) meet(from, "");
      for (const auto& name : import.names) meet(from, name), meet(from + "." + name, "");
    }
  }
  return {out.begin(), out.end()};
}

std::vector<std::uint32_t> modules_of_tests(const World& world) {
  std::set<std::uint32_t> out;
  const auto add = [&](const std::string& name, std::uint32_t root) {
    if (const auto found = world.find(name, root); found != imports::kNone && !world.modules[found].path.empty()) out.insert(found);
  };
  for (std::uint32_t m = 0; m < world.modules.size(); ++m) {
    const Module& module = world.modules[m];
    if (module.path.empty() || !is_python_test(module.path)) continue;
    out.insert(m);
    for (const auto& import : module.facts.imports) {
      const std::string from = imports::absolute_name(module, import.module, import.dots);
      if (from.empty()) continue;
      add(from, module.root);
      for (const auto& name : import.names) add(from + "." + name, module.root);
    }
  }
  return {out.begin(), out.end()};
}

PythonFunctions python_functions(const World& world, const std::map<std::string, python::SyntaxTree>& trees, const std::vector<std::uint32_t>& modules, OtherNames others,
                                 unsigned jobs) {
  return Builder(world, trees, modules, std::move(others), jobs).run();
}

}  // namespace unknot
