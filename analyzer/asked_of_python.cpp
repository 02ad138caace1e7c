// One question, put to all checks that run.
#include "analyzer/asked_of_python.h"

#include <algorithm>

#include "analyzer/config/select_checks.h"
#include "checks/registry.h"

namespace unknot {
namespace {

/// Is there a check that runs and that the question is answered with yes for? It is told whether the check is asked for by its name.
bool any_check(const AnalysisOptions& options, const Config& config, bool (*question)(const CheckInfo&, bool is_asked)) {
  const auto selection = select_checks(options.checks, all_check_infos(), config);
  return selection && std::ranges::any_of(all_checks(), [&](const Check* check) {
    return selection->runs(check->info.id) && question(check->info, selection->asked.contains(check->info.id));
  });
}

}  // namespace

/// What functions of Python do is read for the checks that ask for it.
bool asks_for_python_functions(const AnalysisOptions& options, const Config& config) {
  return options.python_functions || any_check(options, config, [](const CheckInfo& info, bool) { return info.reads_python; });
}

/// What tests of Python do is read where a check for it is asked for by its name.
bool asks_for_python_tests(const AnalysisOptions& options, const Config& config) {
  return any_check(options, config, [](const CheckInfo& info, bool is_asked) { return info.reads_python_tests && is_asked; });
}

/// How Python projects are configured and started is read for the checks of settings.
bool asks_for_settings(const AnalysisOptions& options, const Config& config) {
  return any_check(options, config, [](const CheckInfo& info, bool) { return info.kind == FindingKind::setting; });
}

/// Does a check that is asked for read Python? By default some do.
bool asks_for_python(const AnalysisOptions& options, const Config& config) {
  return options.imports || asks_for_python_functions(options, config) || asks_for_python_tests(options, config) || asks_for_settings(options, config) ||
         any_check(options, config, [](const CheckInfo& info, bool) { return info.reads_imports; });
}

}  // namespace unknot
