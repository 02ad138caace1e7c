// The options, once, with CLI11: parser and help come from this file.
#include <algorithm>
#include <array>
#include <sstream>

#include <CLI/CLI.hpp>

#include "analyzer/cli/options.h"
#include "analyzer/config/nearest_name.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 4> kLaterCommands{"untangle", "fix", "baseline", "init"};
constexpr std::array<std::string_view, 4> kLaterOptions{"--baseline", "--changed-since", "--staged", "--shard"};
constexpr std::array<std::string_view, 6> kLaterFormats{"mermaid", "html", "github", "gitlab", "junit", "svg"};
constexpr std::array<std::string_view, 4> kCheckFormats{"text", "json", "sarif", "dot"};
constexpr std::array<std::string_view, 2> kGraphFormats{"dot", "json"};

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(28); }
};

/// The help names the choices in its own words.
CLI::Validator one_of(std::vector<std::string> choices) { return CLI::IsMember(std::move(choices)).description(""); }

void add_analysis_options(CLI::App& app, AnalysisOptions& options) {
  app.add_option("-p,--build", options.builds, "folder with compile_commands.json (default: the usual places)")
      ->type_name("DIR")->allow_extra_args(false);
  app.add_option("--config", options.config, "configuration (default: unknot.json in the root)")->type_name("FILE");
  app.add_option("--cache", options.cache, "where to keep facts between runs, or 'off'")->type_name("DIR|off");
  app.add_option("-j,--jobs", options.jobs, "processes side by side (default: one for each processor)")
      ->type_name("N")->check(CLI::Range(1, 1024).description(""));
  app.add_option("--extractor", options.extractor, "path of unknot-clang (default: beside unknot, then PATH)")->type_name("FILE");
  app.add_option_function<double>("--timeout", [&options](double seconds) {
       options.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
     }, "seconds that one unit may take (default: 60)")->type_name("S")->check(CLI::Range(0.1, 86'400.0).description(""));
}

void add_paths(CLI::App& app, AnalysisOptions& options) {
  app.add_option("PATH", options.paths, "files or folders to report on (default: .)")->type_name("");
}

template <std::size_t N>
CLI::Option* add_formats(CLI::App& app, CommandLine& line, const std::array<std::string_view, N>& formats, std::string text) {
  return app.add_option_function<std::vector<std::string>>(
               "--format",
               [&line, &formats](const std::vector<std::string>& values) {
                 for (const auto& value : values) {
                   const auto colon = value.find(':');
                   Output output{value.substr(0, colon), colon == std::string::npos ? "" : value.substr(colon + 1)};
                   if (std::ranges::find(kLaterFormats, output.format) != kLaterFormats.end())
                     throw CLI::ValidationError("--format", "'" + output.format + "' is not in this version");
                   if (std::ranges::find(formats, output.format) == formats.end())
                     throw CLI::ValidationError("--format", "unknown format '" + output.format + "'" + did_you_mean(output.format, formats));
                   if (colon != std::string::npos && output.file.empty())
                     throw CLI::ValidationError("--format", "'" + value + "' names no file");
                   line.outputs.push_back(std::move(output));
                 }
               },
               std::move(text))
      ->type_name("FMT[:FILE]")->allow_extra_args(false);
}

void add_check(CLI::App& app, CommandLine& line) {
  auto* check = app.add_subcommand("check", "find knots and loose ends");
  add_paths(*check, line.analysis);
  check->add_option("--checks", line.analysis.checks, "which checks, as globs: '-*,include-cycle'")->type_name("GLOBS");
  add_formats(*check, line, kCheckFormats, "text, json, sarif or dot; may be given several times");
  check->add_option("--fail-on", line.fail_on, "least severity for exit code 1: error, warning, note, never")
      ->type_name("SEVERITY")->check(one_of({"error", "warning", "note", "never"}));
  check->add_option("--min-severity", line.min_severity, "least severity that is shown")
      ->type_name("SEVERITY")->check(one_of({"error", "warning", "note"}));
  add_analysis_options(*check, line.analysis);
  check->add_flag("--allow-incomplete", line.allow_incomplete, "exit 0, not 3, where something could not be read");
  check->add_option_function<std::string>("--color", [&line](const std::string& value) {
         line.color = value == "always" ? Color::always : value == "never" ? Color::never : Color::automatic;
       }, "auto, always or never")->type_name("WHEN")->check(one_of({"auto", "always", "never"}));
  check->add_flag("-q,--quiet", line.quiet, "no remarks on standard error");
  check->footer("Example: unknot check src --format sarif:unknot.sarif\n"
                "Exit: 0 clean, 1 findings, 2 usage or configuration, 3 the answer is not complete");
}

void add_others(CLI::App& app, CommandLine& line) {
  auto* graph = app.add_subcommand("graph", "the dependency graph, or only its tangles, as a picture or data");
  add_paths(*graph, line.analysis);
  add_formats(*graph, line, kGraphFormats, "dot (default) or json");
  graph->add_flag("--all", line.all, "every file, not only the tangles");
  add_analysis_options(*graph, line.analysis);
  graph->footer("Example: unknot graph | dot -Tsvg > graph.svg");

  auto* why = app.add_subcommand("why", "the shortest dependency path from A to B");
  why->add_option("A", line.from, "a file, or a folder with a slash at its end")->required();
  why->add_option("B", line.to, "likewise, or <header>")->required();
  add_analysis_options(*why, line.analysis);
  why->footer("Example: unknot why src/main.cpp include/order.h");

  auto* doctor = app.add_subcommand("doctor", "what was found: database, commands, missing headers, unreached files");
  add_paths(*doctor, line.analysis);
  add_analysis_options(*doctor, line.analysis);
  doctor->footer("Example: unknot doctor -p build");

  auto* explain = app.add_subcommand("explain", "the page of one check");
  explain->add_option("CHECK", line.subject, "its id")->required();
  explain->footer("Example: unknot explain include-cycle");

  auto* list = app.add_subcommand("list", "all checks, a line each");
  list->footer("Example: unknot list");

  auto* dump = app.add_subcommand("dump", "what was read, as text, for tests and for curious people");
  dump->add_option("WHAT", line.subject, "facts (what each file says) or program (what checks read)")
      ->required()->type_name("")->check(one_of({"facts", "program"}));
  add_paths(*dump, line.analysis);
  add_analysis_options(*dump, line.analysis);
  dump->footer("Example: unknot dump program fixtures/demo");
}

/// " (did you mean '--jobs'?)" for the first word that looks like an option and is none.
std::string nearest_option(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<const CLI::App*> parts{&app};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (argc > 1 && command->get_name() == argv[1]) parts.push_back(command);
  std::vector<std::string> known;
  for (const CLI::App* part : parts)
    for (const CLI::Option* option : part->get_options())
      for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
    if (word.starts_with("--") && std::ranges::find(names, word) == names.end()) return did_you_mean(word, names);
  }
  return {};
}

/// What a mistake is about, where it is a name of a later version.
std::string later(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (i == 1 && std::ranges::find(kLaterCommands, word) != kLaterCommands.end())
      return "'" + std::string(word) + "' is not in this version";
    const auto name = word.substr(0, word.find('='));
    if (std::ranges::find(kLaterOptions, name) != kLaterOptions.end())
      return "'" + std::string(name) + "' is not in this version";
  }
  return {};
}

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) {
  Parsed out;
  CommandLine line;
  line.analysis.paths.clear();
  CLI::App app("unknot finds knots (dependency cycles) and loose ends (context that is set and never taken down).", "unknot");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", "unknot " + std::string(version()));
  app.require_subcommand(1);
  app.footer("Example: unknot check\nEach command has its own --help.");
  add_check(app, line);
  add_others(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& mistake) {
    std::ostringstream output;
    std::ostringstream message;
    const int code = app.exit(mistake, output, message);
    out.output = output.str();
    if (code == 0) return out;
    const auto not_yet = later(argc, argv);
    std::string text = not_yet.empty() ? mistake.what() + nearest_option(app, argc, argv) : not_yet;
    if (not_yet.empty() && argc > 1 && argv[1][0] != '-') {
      constexpr std::array<std::string_view, 7> kCommands{"check", "graph", "why", "doctor", "explain", "list", "dump"};
      if (std::ranges::find(kCommands, std::string_view(argv[1])) == kCommands.end())
        text = "no such command '" + std::string(argv[1]) + "'" + did_you_mean(argv[1], kCommands);
    }
    out.message = "unknot: " + text + "\n";
    return out;
  }
  const std::array<std::pair<std::string_view, Command>, 7> commands{
      {{"check", Command::check}, {"graph", Command::graph}, {"why", Command::why}, {"doctor", Command::doctor},
       {"explain", Command::explain}, {"list", Command::list}, {"dump", Command::dump}}};
  for (const auto& [name, command] : commands)
    if (app.got_subcommand(std::string(name))) line.command = command;
  if (line.analysis.paths.empty()) line.analysis.paths.emplace_back(".");
  out.line = std::move(line);
  return out;
}

}  // namespace unknot
