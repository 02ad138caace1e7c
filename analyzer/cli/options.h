// The command line as written: one value for each option, nothing looked up yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/analyze.h"
#include "checks/finding.h"

namespace unknot {

enum class Command : std::uint8_t { check, baseline, graph, why, untangle, fix, init, doctor, explain, list, dump };
enum class Color : std::uint8_t { automatic, always, never };

/// "text", or "json:report.json": where a format goes; no file: standard output.
struct Output {
  std::string format;
  std::string file;
};

struct CommandLine {
  Command command = Command::check;
  AnalysisOptions analysis;
  std::vector<Output> outputs;
  std::optional<std::string> fail_on;  ///< error, warning, note, never
  std::string min_severity = "note";
  Color color = Color::automatic;
  bool quiet = false;
  bool allow_incomplete = false;
  bool all = false;            ///< graph: every file
  bool cycles = false;         ///< graph: only the tangles
  std::string level = "file";  ///< graph: file, folder
  std::string focus;           ///< graph: only what is around it
  std::size_t depth = 1;       ///< graph: in so many steps
  std::string from, to;        ///< why
  std::string view = "siblings";  ///< untangle: or flat
  std::vector<std::string> keep, remove;  ///< untangle: "A..B"
  bool moves = true;           ///< untangle
  bool bytes = false;          ///< untangle: measure preprocessed text
  std::string apply_to;        ///< untangle: a folder; empty: nothing is applied
  std::size_t steps = static_cast<std::size_t>(-1);  ///< untangle: how many are applied
  std::string subject;         ///< explain: a check; dump: program; init: a folder; baseline: write
  bool force = false;          ///< init: replace what is there; fix: write what git does not hold
  bool dry_run = false;        ///< fix: write nothing
};

/// Either a command line, or what to print and the exit code (help, version, a mistake).
struct Parsed {
  std::optional<CommandLine> line;
  std::string output;   ///< for standard output
  std::string message;  ///< for standard error
};

Parsed parse_command_line(int argc, const char* const* argv);

}  // namespace unknot
