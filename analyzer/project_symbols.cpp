// Files worth a parse -> read_symbols -> programs.
#include "analyzer/project_symbols.h"

#include <algorithm>

#include "analyzer/cache/cache.h"
#include "analyzer/check_project.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/symbols/read_symbols.h"
#include "graph/algorithms/components.h"
#include "graph/evidence.h"
#include "graph/folded.h"
#include "graph/hook_context.h"
#include "graph/model_versions.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Files with lines inside strongly connected parts, and those that the lines lead to.
class KnottedFiles {
 public:
  explicit KnottedFiles(const Program& program) : program_(program) {}

  void add_files() {
    std::vector<Edge> edges;
    for (const auto& d : program_.dependencies) edges.push_back({index(d.from), index(d.to)});
    std::vector<std::uint32_t> component(program_.units.size(), kNoNode);
    std::uint32_t number = 0;
    for (const auto& units : strong_components(Digraph(static_cast<Vertex>(program_.units.size()), std::move(edges)))) {
      for (const Vertex v : units) component[v] = number;
      ++number;
    }
    for (const auto& d : program_.dependencies)
      if (d.from != d.to && component[index(d.from)] != kNoNode && component[index(d.from)] == component[index(d.to)]) add(d);
  }
  void add_folded(const View& view) {
    const FoldedGraph graph = fold(program_, view);
    const auto tangles = tangle_numbers(graph);
    for (const auto& edge : graph.edges)
      if (tangles[edge.from] != kNoNode && tangles[edge.from] == tangles[edge.to])
        for (const DependencyId line : edge.lines) add(program_.dependency(line));
  }
  std::vector<UnitId> take() {
    sort_unique(files_);
    return std::move(files_);
  }

 private:
  void add(const Dependency& d) {
    for (const UnitId unit : {d.in == kOwnText ? d.from : d.in, d.to})
      if (program_.unit(unit).origin == Origin::project) files_.push_back(unit);
  }

  const Program& program_;
  std::vector<UnitId> files_;
};

std::vector<UnitId> knotted_files(const Project& project, const Program& program, const std::set<Level>& levels) {
  KnottedFiles files(program);
  if (levels.contains(Level::file)) files.add_files();
  if (levels.contains(Level::folder)) files.add_folded({.kind = ViewKind::sibling_folders});
  if (levels.contains(Level::component))
    if (auto components = project_components(project, program)) files.add_folded({.kind = ViewKind::components, .component_of = std::move(*components)});
  return files.take();
}

/// Files of the paths that were named.
std::vector<UnitId> named_files(const Project& project, const Program& program) {
  std::vector<UnitId> out;
  for (std::uint32_t u = 0; u < program.units.size(); ++u)
    if (program.units[u].origin == Origin::project && is_named(project.wanted, program.file(UnitId{u}))) out.push_back(UnitId{u});
  return out;
}

/// The models as they hold for the versions of their libraries that the headers say, where all of a library say the same.
std::vector<Model> of_versions(std::vector<Model> models, const SourceTree& tree, const std::set<std::string>& headers) {
  for (auto& model : models) {
    std::optional<Version> version;
    bool differs = false;
    for (const auto& path : headers) {
      SourceFile header;
      const bool is_one = std::ranges::any_of(model.version_text.headers, [&](const std::string& end) { return ends_with_path(path, end); });
      if (!is_one || tree.read(path, header) != ReadStatus::ok) continue;
      const auto said = version_in(header.bytes, model.version_text);
      differs |= version && said != version;
      version = said;
    }
    keep_version(model, differs ? std::nullopt : version);
  }
  return models;
}

}  // namespace

std::expected<void, AnalysisError> add_symbols(Project& project, const SymbolScope& scope) {
  const auto& surveys = project.extraction.survey.configurations;
  const bool functions = scope.functions || scope.hooks.is_any();
  const auto models = functions ? compiled_models_of(project) : std::vector<Model>();
  const auto fill = [&](const SourceTree& tree, std::vector<Configuration>& configurations, bool judged) -> std::expected<void, AnalysisError> {
    for (std::size_t i = 0; i < configurations.size() && i < surveys.size(); ++i) {
      Program& program = configurations[i].program;
      const std::string& shown = surveys[i].database;
      SymbolOptions options{.reading = project.reading,
                            .database = shown.empty() || shown.starts_with('/') ? shown : plain_path(project.root, shown),
                            .files = project.cache->store(),
                            .asts = project.cache->asts(),
                            .modules = project.cache->modules(),
                            .wanted = {},
                            .includes = scope.includes};
      options.functions = functions;
      for (const auto& model : models) std::ranges::copy(model.version_text.headers, std::back_inserter(options.sought));
      if (!scope.all) options.wanted = knotted_files(project, program, scope.tangles);
      if (!scope.all && options.functions) {
        if (scope.functions) *options.wanted = named_files(project, program);
        const auto hooks = hook_files(tree, project.root, program, models, scope.hooks);
        std::ranges::copy(hooks.files, std::back_inserter(*options.wanted));
        const auto remark_on = [&](std::size_t files, const char* of, const char* check) {
          if (judged && files > 0)
            project.remarks.push_back(std::to_string(files) + " files " + of + " are looked at only where they are asked for: --checks " + check);
        };
        remark_on(hooks.left_out_tests, "of tests", "test-state-leak");
        remark_on(hooks.left_out_stacks, "with context of libraries", "unbalanced-push");
        sort_unique(*options.wanted);
      }
      if (options.wanted && options.wanted->empty()) continue;
      auto read = read_symbols(tree, program, options);
      if (!read) return std::unexpected(AnalysisError{read.error().database + ": " + read.error().message});
      program.symbols = std::move(read->symbols);
      program.evidence = evidence_of(program);
      if (options.functions)
        program.context = std::make_shared<HookContext>(std::move(read->functions.files), std::move(read->functions.of), of_versions(models, tree, read->found));
      if (!judged) continue;
      // What nobody asked for by name is no reason to call the answer incomplete.
      if (scope.hooks.is_any() && !scope.hooks_asked && !scope.all && scope.tangles.empty()) continue;
      std::ranges::move(read->problems, std::back_inserter(project.extraction.problems));
      project.extraction.complete = project.extraction.complete && read->complete;
    }
    return {};
  };
  if (auto done = fill(*project.tree, project.extraction.configurations, true); !done) return done;
  if (project.base && project.base->tree != nullptr) return fill(*project.base->tree, project.base->configurations, false);
  return {};
}

}  // namespace unknot
