// What a check is: its documentation and one pure function from the program and its options to findings.
// A new check takes three edits: checks/<name>.cpp, one line in checks/checks.def, fixtures/checks/<check-id>/<case>/.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/architecture.h"
#include "checks/finding.h"
#include "graph/program.h"

namespace unknot {

enum class OptionType : std::uint8_t { boolean, integer, text, text_list };

/// One option of a check: parser, schema, help and documentation all come from this entry.
struct OptionSpec {
  std::string_view name;
  OptionType type = OptionType::boolean;
  std::string_view default_value;
  std::string_view doc;
};
/// Code that the check reports (`bad`) and that it does not (`good`). Several files are separated by "// file: a.h" lines.
/// Both are run as tests.
struct Example {
  std::string_view language;
  std::string_view bad;
  std::string_view good;
};
struct CaseInfo {
  std::string_view name;
  Severity severity = Severity::warning;
  std::string_view summary;
  bool everywhere = false;  ///< about what is not there: of several configurations all must say it
};
struct CheckInfo {
  std::string_view id;
  std::string_view summary;  ///< one sentence
  std::string_view doc;      ///< Markdown: what it finds, why it matters, how to fix it, known limits
  FindingKind kind = FindingKind::knot;
  Severity severity = Severity::warning;  ///< of the plain case
  bool on_by_default = true;
  bool reads_symbols = false;  ///< of all units: they are parsed where the check runs
  bool reads_includes = false; ///< likewise, and what each include line is for
  bool reads_imports = false;  ///< of the program of Python, and of no other
  bool reads_python = false;   ///< also of the program of Python: its functions are read where somebody asks
  bool reads_python_tests = false;  ///< of the tests of Python, where somebody asks
  bool reads_functions = false;  ///< of all units: what their functions do
  // What functions do; where the check runs, files are parsed that models say are of interest:
  bool reads_hooks = false;   ///< of servers
  bool reads_tests = false;   ///< of tests
  bool reads_stacks = false;  ///< of libraries that keep context
  std::optional<Level> evidence{};  ///< its tangles' edges of this level say what they are for, where somebody asks
  std::span<const CaseInfo> cases{};
  std::span<const OptionSpec> options{};
  std::span<const Example> examples{};
};

/// The options of one check as resolved from the configuration: every option of its table has a value.
class OptionValues {
 public:
  explicit OptionValues(std::map<std::string, std::string, std::less<>> values = {}) : values_(std::move(values)) {}
  bool flag(std::string_view option) const;
  std::string_view text(std::string_view option) const;
  friend bool operator==(const OptionValues&, const OptionValues&) = default;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// What became of one request for silence, for the check that looks after them.
enum class SilenceUse : std::uint8_t { used, unused, no_reason, unknown_check, not_asked };
struct Silence {
  Place at;
  std::string check;  ///< as written: an id, id/case or "*"
  SilenceUse use = SilenceUse::unused;
};

struct CheckContext {
  const Program& program;
  const OptionValues& options;
  /// Sorted; the check works as if these dependencies were not written.
  std::span<const DependencyId> suppressed{};
  /// Every request for silence with what became of it; empty for all checks but the last ones.
  std::span<const Silence> silences{};
  /// What the configuration says of the project's parts.
  const Architecture& architecture = kNoArchitecture;
  bool is_suppressed(DependencyId) const;
};
using FindingSink = std::function<void(Finding)>;
/// Pairs of units' names (from, to), sorted, each once.
using Edges = std::vector<std::pair<std::string, std::string>>;

struct Check {
  CheckInfo info;
  void (*run)(const CheckContext&, const FindingSink&) = nullptr;
  /// Of a check for knots: the message and the notes of a finding, from its tangle and its case. Apart from `run`, since the
  /// tangles of several configurations may become one in between.
  void (*describe)(Finding&) = nullptr;
  /// Of a check for knots: all that could be part of one, closed or not, so that an edge that was there before is known when
  /// another one closes it. Nothing where only tangles that there were are known. A case `grew` is the plain case of what
  /// a base does not have.
  Edges (*edges)(const CheckContext&) = nullptr;
};

}  // namespace unknot
