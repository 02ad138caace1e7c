// Which headers, and whose problem it is.
#include "analyzer/enter_project.h"

#include <algorithm>
#include <tuple>

#include "analyzer/config/select_checks.h"
#include "analyzer/entering/entering.h"
#include "checks/registry.h"

namespace unknot {
namespace {

/// `database`: as shown.
std::string build_folder(const std::string& root, const std::string& database) {
  if (database.empty()) return {};
  const std::string path = database.starts_with('/') ? database : root + "/" + database;
  return path.substr(0, path.rfind('/'));
}

}  // namespace

bool runs_check(const Project& project, const std::string& globs, std::string_view check) {
  const auto runs = [&](const Config& config) {
    const auto selection = select_checks(globs, all_check_infos(), config);
    return selection && selection->runs(check);
  };
  return runs(project.config) || std::ranges::any_of(project.subtrees, [&](const SubtreeSettings& subtree) { return runs(subtree.config); });
}

void enter_extraction(const Project& project, const AnalysisOptions& options, const SourceTree& tree, FactsStore* store, Extraction& extraction) {
  const bool all = runs_check(project, options.checks, "not-self-contained");
  if (!all && !runs_check(project, options.checks, "order-dependent-include")) return;
  for (std::size_t i = 0; i < extraction.configurations.size(); ++i) {
    auto& configuration = extraction.configurations[i];
    auto problems = enter_headers(configuration.program, extraction.commands[i],
                                  {.tree = tree,
                                   .root = project.root,
                                   .build_folder = build_folder(project.root, extraction.survey.configurations[i].database),
                                   .workers = worker_options(options),
                                   .store = store,
                                   .headers = all ? EnteredHeaders::all : EnteredHeaders::of_tangles,
                                   .progress = options.progress});
    if (!problems.empty()) extraction.complete = false;
    for (auto& problem : problems) {
      if (!configuration.name.empty()) problem.message += " in " + configuration.name;
      extraction.problems.push_back(std::move(problem));
    }
  }
  std::ranges::sort(extraction.problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.message); });
}

}  // namespace unknot
