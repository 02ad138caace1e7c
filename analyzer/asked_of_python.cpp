// One look at all checks that run.
#include "analyzer/asked_of_python.h"

#include "analyzer/config/select_checks.h"
#include "checks/registry.h"

namespace unknot {

AskedOfPython asked_of_python(const AnalysisOptions& options, const Config& config) {
  AskedOfPython out{.imports = options.imports, .functions = options.python_functions};
  const auto selection = select_checks(options.checks, all_check_infos(), config);
  if (!selection) return out;
  for (const Check* check : all_checks()) {
    const CheckInfo& info = check->info;
    if (!selection->runs(info.id)) continue;
    out.imports |= info.reads_imports;
    out.functions |= info.reads_python;
    out.tests |= info.reads_python_tests && selection->asked.contains(info.id);
    out.settings |= info.kind == FindingKind::setting;
  }
  return out;
}

}  // namespace unknot
