// The options, once, with CLI11: parser, help, man page, docs/cli.md and completions come from this file.
//
// A description is one line for --help; what stands behind its line break is for the man page and docs/cli.md. The name of a
// value is also its grammar (command_pages.h): small letters are words, capitals kinds: "DIR|off", "text|json[:FILE]".
#include <algorithm>
#include <array>
#include <sstream>

#include <CLI/CLI.hpp>

#include "analyzer/cli/command_pages.h"
#include "analyzer/cli/generate.h"
#include "analyzer/cli/options.h"
#include "graph/nearest_name.h"
#include "checks/registry.h"

namespace unknot {
namespace {

constexpr std::array<std::string_view, 2> kLaterCommands{"lsp", "query"};
constexpr std::array<std::string_view, 1> kLaterOptions{"--shard"};
constexpr std::array<std::string_view, 1> kLaterFormats{"html"};
constexpr std::array<std::string_view, 9> kCheckFormats{"text", "json", "sarif", "dot", "mermaid", "github", "gitlab", "junit", "markdown"};
constexpr std::array<std::string_view, 4> kGraphFormats{"dot", "svg", "mermaid", "json"};
constexpr std::array<std::string_view, 3> kPlanFormats{"text", "json", "contract"};

constexpr std::array<std::pair<std::string_view, Command>, 11> kCommands{{{"check", Command::check},
                                                                         {"baseline", Command::baseline},
                                                                         {"graph", Command::graph},
                                                                         {"why", Command::why},
                                                                         {"untangle", Command::untangle},
                                                                         {"fix", Command::fix},
                                                                         {"init", Command::init},
                                                                         {"doctor", Command::doctor},
                                                                         {"explain", Command::explain},
                                                                         {"list", Command::list},
                                                                         {"dump", Command::dump}}};

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(28); }
  std::string make_group(std::string group, bool is_positional, std::vector<const CLI::Option*> options) const override {
    const std::string text = CLI::Formatter::make_group(group, is_positional, std::move(options));
    return is_positional || group == "Options" ? text : text.substr(1);  // CLI11 puts a blank line before and behind
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_positional() || option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string& text = option->get_description();
    return text.substr(0, text.find('\n'));
  }
};

/// The value is one of the words that its name lists: "error|warning|note".
void choose(CLI::Option* option, std::string_view words) {
  option->type_name(std::string(words))->check(CLI::IsMember(words_of(words)).description(""));
}

void add_analysis_options(CLI::App& app, AnalysisOptions& options) {
  const auto add = [](CLI::Option* option, const char* value) { return option->type_name(value)->group("Analysis options"); };
  add(app.add_option("-p,--build", options.builds, "folder with compile_commands.json (default: the usual places)\n"
                     "The usual places are the root, `build/` and the build folders in it. Without a database, the search folders "
                     "are inferred from the tree."), "DIR")->allow_extra_args(false);
  add(app.add_option("--config", options.config, "configuration (default: unknot.json in the root)\n"
                     "It then speaks for the whole project: no other configuration file is read."), "FILE");
  add(app.add_option("--cache", options.cache, "where to keep facts between runs, or 'off'"), "DIR|off");
  add(app.add_option("-j,--jobs", options.jobs, "processes side by side (default: one for each processor)"), "N")
      ->check(CLI::Range(1, 1024).description(""));
  add(app.add_option("--query-driver", options.query_drivers, "glob of compilers that may be run, to ask for their system headers\n"
                     "No compiler that a database names is run without it. The glob matches the absolute path, as in "
                     "`--query-driver '/opt/gcc/bin/*-g++'`. `query_driver` in the user's own configuration "
                     "(`$XDG_CONFIG_HOME/unknot/config.json`) does the same; in a repository's it is an error."), "GLOB")->allow_extra_args(false);
  add(app.add_option("--extractor", options.extractor, "path of unknot-clang (default: beside unknot, then PATH)"), "FILE");
  add(app.add_option_function<double>("--timeout", [&options](double seconds) {
        options.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
      }, "seconds that one unit may take (default: 60)\nA unit that takes longer is a problem of its own and costs nothing else."), "S")
      ->check(CLI::Range(0.1, 86'400.0).description(""));
}

void add_paths(CLI::App& app, AnalysisOptions& options) {
  app.add_option("PATH", options.paths, "files or folders to report on (default: .)\n"
                 "They limit what is reported, never what is analysed: that is always the whole project of the first one.")->type_name("PATH");
}

template <std::size_t N>
CLI::Option* add_formats(CLI::App& app, CommandLine& line, const std::array<std::string_view, N>& formats, std::string text) {
  std::string grammar;
  for (const std::string_view format : formats) grammar += (grammar.empty() ? "" : "|") + std::string(format);
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
      ->type_name(grammar + "[:FILE]")->allow_extra_args(false);
}

void add_evidence(CLI::App& command, AnalysisOptions& options) {
  command.add_flag("--evidence", options.evidence, "say of each edge what it is for: unused, name-only, move-to-source, inherent\n"
                   "The units that the tangles' files need are parsed by Clang, once for each state of their files: the answers are kept.");
}

void add_check(CLI::App& app, CommandLine& line) {
  auto* check = app.add_subcommand("check", "find knots and loose ends");
  add_paths(*check, line.analysis);
  check->add_option("--checks", line.analysis.checks, "which checks, as globs: '-*,include-cycle'\n"
                    "The globs are separated by commas and go on top of the configuration, in order; a leading `-` switches off. "
                    "`check/case` names one case of a check.")->type_name("GLOBS");
  add_formats(*check, line, kCheckFormats, "how to report, and where to (default: text)\n"
              "Without a file it goes to standard output.");
  choose(check->add_option("--fail-on", line.fail_on, "least severity for exit code 1 (default: warning)"), "error|warning|note|never");
  choose(check->add_option("--min-severity", line.min_severity, "least severity that is shown (default: note)\n"
                           "What is not shown still decides the exit code."), "error|warning|note");
  check->add_option("--changed-since", line.analysis.changed_since, "compare with a revision: only what is new decides the exit code\n"
                    "With the merge base of REV and HEAD, as a pull request does. New is an edge that closes or enlarges a knot; what the "
                    "base has already is left out of the text and marked `unchanged` elsewhere.")->type_name("REV");
  check->add_flag_callback("--staged", [&line] { line.analysis.content = Content::index; }, "judge what is staged, compared with HEAD\n"
                           "The files are those of git's index, whatever the working tree has; --changed-since names another base.");
  check->add_option("--baseline", line.analysis.baseline, "what is known already (default: `baseline` of the configuration)\n"
                    "A file that `unknot baseline write` made. What it holds is left out of the text and decides no exit code.")->type_name("FILE");
  add_evidence(*check, line.analysis);
  check->add_flag("--fixes", line.analysis.fixes, "work out the edits of `unknot fix` and show them with the findings\n"
                  "Verified by the compiler as `unknot fix` does it, and part of the JSON and SARIF reports. Nothing is written. Implies "
                  "--evidence.");
  check->add_flag("--allow-incomplete", line.allow_incomplete, "exit 0, not 3, where something could not be read");
  choose(check->add_option_function<std::string>("--color", [&line](const std::string& value) {
           line.color = value == "always" ? Color::always : value == "never" ? Color::never : Color::automatic;
         }, "colours on standard output (default: auto)"), "auto|always|never");
  check->add_flag("-q,--quiet", line.quiet, "no remarks on standard error");
  add_analysis_options(*check, line.analysis);
  check->footer("Example: unknot check src --format sarif:unknot.sarif\n"
                "Exit: 0 clean, 1 findings, 2 usage or configuration, 3 the answer is not complete");
}

void add_untangle(CLI::App& app, CommandLine& line) {
  auto* untangle = app.add_subcommand("untangle", "the plan out of a tangle: which lines to cut, which files to move, what each step buys");
  add_paths(*untangle, line.analysis);
  add_formats(*untangle, line, kPlanFormats, "how to write it, and where to (default: text)\n"
              "`contract` is a piece of unknot.json that holds the present layers, with what the plan cuts as exceptions that may only "
              "shrink; it plans without moves.");
  choose(untangle->add_option("--view", line.view, "which folders are compared (default: siblings)\n"
                              "`siblings`: the children of each folder, each with everything below it. `flat`: every folder that holds "
                              "files is a node of its own. `components`: the build's targets, or the components of the configuration."), "siblings|flat|components");
  const auto pin = [](CLI::Option* option) { option->type_name("A..B")->allow_extra_args(false); };
  pin(untangle->add_option("--keep", line.keep, "this dependency stays: 'ui/..core/'\nA folder stands for what is below it too."));
  pin(untangle->add_option("--remove", line.remove, "this dependency goes"));
  untangle->add_flag("!--no-moves", line.moves, "only lines to cut, no files to move");
  add_evidence(*untangle, line.analysis);
  untangle->add_flag("--bytes", line.bytes, "measure the preprocessed text that each step saves\n"
                     "Some units are preprocessed in full; what they say of a header stands for the others.");
  untangle->add_option("--apply-to", line.apply_to, "carry the plan out in a copy of the project\n"
                       "A folder that is not there yet, or a copy that was made before. Files move, include lines are rewritten or taken "
                       "out; whether it still compiles is for the compiler to say.")->type_name("DIR");
  untangle->add_option("--steps", line.steps, "with --apply-to: only the first N steps")->type_name("N")->check(CLI::Range(1, 1'000'000).description(""));
  add_analysis_options(*untangle, line.analysis);
  untangle->footer("Example: unknot untangle src --keep 'src/app/..src/core/'");
}

void add_fix(CLI::App& app, CommandLine& line) {
  auto* fix = app.add_subcommand("fix", "make the safe edits out of include tangles, verified by the compiler, and of imports that fail, verified by simulation");
  add_paths(*fix, line.analysis);
  fix->add_flag("--dry-run", line.dry_run, "print the diff and write nothing\n"
                "The diff on standard output is one that `git apply` takes.");
  fix->add_flag("--force", line.force, "write where git does not hold what is in the files\n"
                "Without it a file with uncommitted changes, or one that git does not track, is not written.");
  add_analysis_options(*fix, line.analysis);
  fix->footer("Example: unknot fix --dry-run src\n"
              "Exit: 0 no tangle is left and no import fails by a cycle, 1 some is or does, 2 usage, or nothing could be written, 3 the answer is not complete");
}

void add_others(CLI::App& app, CommandLine& line) {
  auto* baseline = app.add_subcommand("baseline", "write down what is known, so that only what is new counts");
  choose(baseline->add_option("WHAT", line.subject, "write (all that is found now) or prune (take out what is not found any more)")->required(), "write|prune");
  baseline->add_option("PATH", line.analysis.paths, "the project (default: .)\nThe baseline is of the whole project.")->type_name("PATH");
  baseline->add_option("--baseline", line.analysis.baseline, "the file (default: that of the configuration, else unknot-baseline.json in the root)")->type_name("FILE");
  add_analysis_options(*baseline, line.analysis);
  baseline->footer("Example: unknot baseline write && unknot check --baseline unknot-baseline.json");

  auto* graph = app.add_subcommand("graph", "the dependency graph, or only its tangles, as a picture or data");
  add_paths(*graph, line.analysis);
  add_formats(*graph, line, kGraphFormats, "how to write it, and where to (default: dot)\n"
              "`svg` is drawn by Graphviz: its program `dot` has to be in PATH.");
  auto* all = graph->add_flag("--all", line.all, "every file, not only the tangles");
  graph->add_flag("--cycles", line.cycles, "only the tangles\n"
                  "At the level of files they are drawn anyway where there are some; where there is none, an overview of the folders is. "
                  "JSON holds everything in any case, and lists the tangles.")->excludes(all);
  choose(graph->add_option("--level", line.level, "what a box is (default: file)\n"
                           "`folder`: each folder that holds files, in layers from what depends to what is depended on. `component`: the build's targets, "
                           "or the components of the configuration. `symbol`, `class`, `namespace`: who uses what; every unit is parsed."),
         "file|folder|component|symbol|class|namespace");
  add_evidence(*graph, line.analysis);
  auto* focus = graph->add_option("--focus", line.focus, "only what PATH needs and what needs it\n"
                                  "A file, `folder/`, `module:NAME` or a symbol's qualified name; with `--cycles` the tangles that it is in.");
  focus->type_name("PATH");
  graph->add_option("--depth", line.depth, "how many steps from --focus (default: 1)")->type_name("N")->needs(focus)
      ->check(CLI::Range(0, 1000).description(""));
  add_analysis_options(*graph, line.analysis);
  graph->footer("Example: unknot graph --level folder --format svg:folders.svg");

  auto* why = app.add_subcommand("why", "the shortest dependency path from A to B");
  why->add_option("A", line.from, "a file, or a folder with a slash at its end")->required()->type_name("PATH");
  why->add_option("B", line.to, "likewise, or <header>")->required()->type_name("PATH");
  add_analysis_options(*why, line.analysis);
  why->footer("Example: unknot why src/main.cpp include/order.h");

  auto* init = app.add_subcommand("init", "write a commented unknot.json for the project that is found");
  init->add_option("FOLDER", line.subject, "where to write it (default: the root of the project)")->type_name("DIR");
  init->add_flag("--force", line.force, "replace an unknot.json that is there");
  init->footer("Example: unknot init && unknot check");

  auto* doctor = app.add_subcommand("doctor", "what was found: database, commands, missing headers, unreached files");
  add_paths(*doctor, line.analysis);
  add_analysis_options(*doctor, line.analysis);
  doctor->footer("Example: unknot doctor -p build");

  auto* explain = app.add_subcommand("explain", "the page of one check");
  explain->add_option("CHECK", line.subject, "its id")->required()->type_name("CHECK");
  explain->footer("Example: unknot explain include-cycle");

  auto* list = app.add_subcommand("list", "all checks, a line each");
  list->footer("Example: unknot list");

  auto* dump = app.add_subcommand("dump", "what was read, as text, for tests and for curious people");
  choose(dump->add_option("WHAT", line.subject, "facts (what each file says), program (what checks read), functions (what they do, for who writes a model), hooks (those of a model, and what they leave behind) or imports (what comes of importing each Python module)")->required(), "facts|program|functions|hooks|imports");
  add_paths(*dump, line.analysis);
  add_analysis_options(*dump, line.analysis);
  dump->footer("Example: unknot dump program fixtures/demo");
}

void add_program(CLI::App& app, CommandLine& line) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "this help");
  app.set_version_flag("--version", "unknot " + std::string(version()), "the version");
  // CallForVersion is CLI11's way to print a text and end well.
  choose(app.add_option_function<std::string>("--generate", [&app](const std::string& what) {
           std::string text = generate(what, read_pages(app));
           text.pop_back();
           throw CLI::CallForVersion(text, 0);
         }, "the man page, docs/cli.md or a shell's completions, on standard output"), kGenerated);
  app.require_subcommand(1);
  app.footer("Example: unknot check\nEach command has its own --help.");
  add_check(app, line);
  add_untangle(app, line);
  add_fix(app, line);
  add_others(app, line);
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
  add_program(app, line);
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
      std::vector<std::string_view> names;
      for (const auto& [name, command] : kCommands) names.push_back(name);
      if (std::ranges::find(names, std::string_view(argv[1])) == names.end())
        text = "no such command '" + std::string(argv[1]) + "'" + did_you_mean(argv[1], names);
    }
    out.message = text;
    return out;
  }
  for (const auto& [name, command] : kCommands)
    if (app.got_subcommand(std::string(name))) line.command = command;
  if (line.command == Command::check) line.analysis.comparing = Comparing::yes;
  if (line.command == Command::check || line.command == Command::baseline) line.analysis.parsing = Parsing::as_checks_ask;
  if (line.analysis.paths.empty()) line.analysis.paths.emplace_back(".");
  out.line = std::move(line);
  return out;
}

}  // namespace unknot
