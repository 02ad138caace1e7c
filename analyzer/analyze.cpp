// root -> config -> database -> facts (cache or extractor) -> program -> checks -> report.
#include "analyzer/analyze.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
#include <thread>
#include <tuple>

#include <unistd.h>

#include "analyzer/asked_of_python.h"
#include "analyzer/baseline.h"
#include "analyzer/cache/cache.h"
#include "analyzer/check_project.h"
#include "analyzer/config/glob.h"
#include "analyzer/config/user_config.h"
#include "analyzer/enter_project.h"
#include "analyzer/extract/facts_text.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/project/discover.h"
#include "analyzer/project/path_text.h"
#include "analyzer/project/settings_files.h"
#include "analyzer/project_trees.h"
#include "analyzer/python/python_program.h"
#include "analyzer/source_tree/overlay.h"
#include "graph/sort_unique.h"
#include "reporters/escape.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

AnalysisError error(std::string message) { return {.message = std::move(message)}; }

std::string absolute(const std::string& path) {
  std::error_code failed;
  const auto full = fs::absolute(path, failed);
  return failed ? path : full.lexically_normal().string();
}

/// unknot-clang: named, beside this program, or in an absolute folder of PATH (any other would be one of the project); else empty.
std::string find_extractor(const AnalysisOptions& options) {
  if (options.extractor) return *options.extractor;
  std::error_code failed;
  const auto self = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) {
    const auto beside = self.parent_path() / "unknot-clang";
    if (fs::exists(beside, failed)) return beside.string();
  }
  return find_in_path("unknot-clang", [](const std::string& candidate) { return ::access(candidate.c_str(), X_OK) == 0; });
}

/// Globs of compilers that may be asked: those of the command line and of the user's own configuration.
std::expected<std::vector<std::string>, AnalysisError> query_drivers(const SourceTree& tree, const AnalysisOptions& options) {
  for (const auto& glob : options.query_drivers)
    if (const auto wrong = what_is_wrong_with_driver_glob(glob); !wrong.empty()) return std::unexpected(error("--query-driver: " + wrong));
  std::vector<std::string> globs = options.query_drivers;
  const std::string path = user_config_path();
  SourceFile file;
  if (path.empty() || tree.read(path, file) != ReadStatus::ok) return globs;
  const auto config = parse_user_config(file.bytes, path);
  if (!config) return std::unexpected(error(to_text(config.error())));
  globs.insert(globs.end(), config->query_driver.begin(), config->query_driver.end());
  return globs;
}

/// The databases that -p or the configuration names, or the best one in the usual places.
std::expected<std::vector<std::string>, AnalysisError> choose_databases(const SourceTree& tree, const AnalysisOptions& options,
                                                                        const Config& config, const std::string& root,
                                                                        std::vector<std::string>& remarks) {
  std::vector<std::string> named;
  for (const auto& build : options.builds) named.push_back(absolute(build));
  if (named.empty())
    for (const auto& build : config.build) named.push_back(absolute(root + "/" + build));
  std::vector<std::string> out;
  for (auto path : named) {
    const auto type = tree.type(path);
    if (type && *type == EntryType::folder) path += "/compile_commands.json";
    const auto file = tree.type(path);
    if (!file || *file != EntryType::file) return std::unexpected(error(path + ": there is no compilation database"));
    const auto real = tree.real_path(path);
    out.push_back(real ? *real : path);
  }
  // Named twice is named once, and the order says nothing.
  sort_unique(out);
  if (!out.empty()) return out;
  const auto found = find_databases(tree, root);
  if (found.empty()) return out;
  remarks.push_back("database: " + shown_path(root, found.front()) +
                    (found.size() > 1 ? " (" + std::to_string(found.size() - 1) + " more found; choose with -p)" : ""));
  const auto real = tree.real_path(found.front());
  return std::vector{real ? *real : found.front()};
}

std::string count_words(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// What writes a database for the build files that the root holds; empty where none is known.
std::string database_command(const SourceTree& tree, const std::string& root) {
  struct BuildTool {
    std::string_view file;
    std::string_view command;
  };
  constexpr std::array kTools{BuildTool{"CMakeLists.txt", "cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON"},
                              BuildTool{"meson.build", "meson setup build"},
                              BuildTool{"MODULE.bazel", "bazel run @hedron_compile_commands//:refresh_all"},
                              BuildTool{"WORKSPACE", "bazel run @hedron_compile_commands//:refresh_all"},
                              BuildTool{"configure", "./configure && bear -- make"},
                              BuildTool{"Makefile", "bear -- make"}};
  const auto listing = tree.list(root);
  if (!listing) return {};
  for (const auto& tool : kTools)
    if (std::ranges::any_of(listing->entries, [&](const auto& entry) { return entry.name == tool.file; })) return std::string(tool.command);
  return {};
}

void remark_on_inference(const SourceTree& tree, Project& project) {
  std::string text = "no compile_commands.json found: " +
                     count_words(project.extraction.survey.inferred_folders.size(), "include folder was", "include folders were") +
                     " inferred from the tree (unknot doctor lists them)";
  if (const auto command = database_command(tree, project.root); !command.empty()) text += "; exact answers: " + command;
  project.remarks.push_back(std::move(text));
}

void remark_on_survey(Project& project) {
  const Survey& survey = project.extraction.survey;
  std::uint64_t commands = 0;
  for (const auto& configuration : survey.configurations) commands += configuration.commands;
  if (!survey.commands_without_file.empty())
    project.remarks.push_back(std::to_string(survey.commands_without_file.size()) + " of " +
                              count_words(commands, "command has", "commands have") + " no file, such as " +
                              survey.commands_without_file.front());
  if (survey.files == 0 && project.extraction.python.units.empty() && project.extraction.problems.empty()) project.remarks.push_back("0 files found");
}

/// A finding belongs to a path where its place or one of its units does.
bool concerns(const std::vector<std::string>& wanted, const Finding& finding) {
  if (is_named(wanted, finding.at.file)) return true;
  return finding.tangle &&
         std::ranges::any_of(finding.tangle->units, [&](const std::string& unit) { return is_named(wanted, unit); });
}

/// The lines that the text report shows: each place of a finding and of its witness.
void add_excerpts(const SourceTree& tree, const std::string& root, Report& report) {
  std::map<std::string, std::vector<std::uint32_t>> lines;
  const auto want = [&](const Place& at) { lines[at.file].push_back(at.line); };
  for (const auto& finding : report.findings) {
    want(finding.at);
    for (const auto& note : finding.notes) want(note.at);
    if (!finding.tangle) continue;
    for (const std::uint32_t id : finding.tangle->witness) want(finding.tangle->edges[id].at);
    if (finding.growth)
      for (const std::uint32_t id : finding.growth->walk) want(finding.tangle->edges[id].at);
    for (const std::uint32_t id : finding.tangle->cut.edges) want(finding.tangle->edges[id].at);
  }
  SourceFile file;
  for (const auto& [name, wanted] : lines) {
    if (tree.read(root + "/" + name, file) != ReadStatus::ok) continue;
    const std::uint32_t last = *std::ranges::max_element(wanted);
    std::string_view rest = file.bytes;
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    for (std::uint32_t line = 1; line <= last && !rest.empty(); ++line) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (std::ranges::find(wanted, line) != wanted.end()) {
        auto text = rest.substr(0, end);
        if (text.ends_with('\r')) text.remove_suffix(1);
        report.excerpts[{name, line}] = text;
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

unsigned jobs_of(const AnalysisOptions& options) {
  return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

/// Adds what the person is not told already.
void add_remark(std::vector<std::string>& remarks, const std::string& text) {
  if (!text.empty() && std::ranges::find(remarks, text) == remarks.end()) remarks.push_back(text);
}

/// The kept answer, else a new one, which is kept.
std::expected<Extraction, AnalysisError> take_extraction(const SourceTree& tree, const AnalysisOptions& options, Cache& cache,
                                                         ExtractionOptions extraction, const Config& config, SettingsFiles& settings,
                                                         std::vector<std::string>& remarks) {
  const auto remark = [&] { add_remark(remarks, cache.remark()); };
  if (auto kept = cache.load(jobs_of(options))) {
    remark();
    return std::move(*kept);
  }
  auto fresh = extract(tree, extraction, cache.store());
  if (!fresh && options.builds.empty() && config.build.empty()) {
    // A database that nobody named and that is broken costs the commands, not the answer.
    const auto broken = fresh.error();
    extraction.databases.clear();
    fresh = extract(tree, extraction, nullptr);
    if (fresh) {
      fresh->problems.push_back({broken.database, broken.line, broken.message + "; search folders are inferred from the tree", Effect::skipped});
      fresh->complete = false;
    }
  } else if (fresh) {
    settings.add_to(fresh->manifest);
    cache.save(*fresh);
  }
  remark();
  if (!fresh) {
    const auto& broken = fresh.error();
    std::string at = broken.database;
    if (broken.line != 0) at += ":" + std::to_string(broken.line) + ":" + std::to_string(broken.column);
    return std::unexpected(error(at + ": " + broken.message));
  }
  return std::move(*fresh);
}

void add_python(const SourceTree& tree, const AnalysisOptions& options, const Project& project, Extraction& extraction) {
  if (extraction.python_files.sources.empty()) return;
  const AskedOfPython asked = asked_of_python(options, project.config);
  if (!asked.is_any()) return;
  const PythonReading reading{.functions = asked.functions,
                              .tests = asked.tests,
                              .settings = asked.settings,
                              .modules = modelled_modules(project),
                              .models = [&](const auto& is_named) { return python_models_of(project, is_named); }};
  PythonProgram python = read_python_program(tree, project.root, extraction.python_files, jobs_of(options), reading, python_options(project));
  extraction.python = std::move(python.program);
  for (auto& problem : python.problems) {
    extraction.problems.push_back({std::move(problem.file), problem.line, std::move(problem.message), problem.unread ? Effect::skipped : Effect::partial});
    extraction.complete = extraction.complete && !problem.unread;
  }
  if (!python.problems.empty()) std::ranges::sort(extraction.problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.message); });
}

std::expected<void, AnalysisError> read_baseline(const AnalysisOptions& options, Project& project) {
  const std::string path = baseline_path(options, project.config, project.root);
  if (path.empty()) return {};
  const std::string shown = shown_path(project.root, path);
  SourceFile file;
  if (const auto status = project.tree->read(path, file); status != ReadStatus::ok)
    return std::unexpected(error("the baseline " + shown + " " + std::string(in_words(status)) +
                                 (status == ReadStatus::missing ? "; `unknot baseline write` makes one" : "")));
  auto entries = parse_baseline(file.bytes, shown);
  if (!entries) return std::unexpected(error(entries.error()));
  project.baseline = std::move(*entries);
  return {};
}

std::expected<void, AnalysisError> read_own_models(const Config& config, const SourceTree& tree, Project& project) {
  for (const auto& own : config.models) {
    SourceFile file;
    const std::string where = own.path.empty() ? project.config_file : own.path;
    if (!own.path.empty())
      if (const auto status = tree.read(absolute(project.root + "/" + own.path), file); status != ReadStatus::ok)
        return std::unexpected(error("the model " + own.path + " " + std::string(in_words(status))));
    auto model = read_model(own.path.empty() ? std::string_view(own.text) : std::string_view(file.bytes));
    if (!model) return std::unexpected(error(where + ": " + model.error()));
    std::erase_if(project.own_models, [&](const Model& known) { return known.name == model->name; });
    project.own_models.push_back(std::move(*model));
  }
  return {};
}

/// The commit to compare with, read while the judged tree is: on a second processor it costs no time.
struct BaseReading {
  std::expected<ProjectTrees::Base, std::string> base;
  std::optional<std::expected<Extraction, AnalysisError>> taken;  ///< nothing where there is no commit, or nothing differs
  std::vector<std::string> remarks;
};

/// By today's configuration and databases.
BaseReading read_base(ProjectTrees& trees, const SourceTree& judged, const AnalysisOptions& options, ExtractionOptions extraction,
                      const Config& config) {
  BaseReading out{.base = trees.base(extraction.databases), .taken = {}, .remarks = {}};
  if (!out.base || out.base->tree == nullptr) return out;
  const auto own = judged.overlay();
  const auto overlay = out.base->tree->overlay();
  if (own == nullptr ? overlay->paths.empty() : own->paths == overlay->paths) return out;
  SettingsFiles settings(judged, extraction.root, options.config, absolute(options.config));
  if (!settings.read_root()) return out;  // said already: it is today's
  extraction.ignored = [&](const std::string& shown) {
    return std::ranges::any_of(config.ignore, [&](const std::string& glob) { return glob_matches(glob, shown); }) || settings.ignores(shown);
  };
  extraction.progress = {};
  Cache cache(options.cache, extraction, config, *out.base->tree);
  out.taken = take_extraction(*out.base->tree, options, cache, extraction, config, settings, out.remarks);
  return out;
}

/// What was read becomes the project's base. Where git has none, the baseline may do.
std::expected<void, AnalysisError> take_base(BaseReading read, const AnalysisOptions& options, FactsStore* store, Project& project) {
  const std::string option = options.changed_since ? "--changed-since " + *options.changed_since : "--staged";
  for (const auto& remark : read.remarks) add_remark(project.remarks, remark);
  if (!read.base && project.baseline) {
    project.remarks.push_back(option + ": " + read.base.error() + "; compared with the baseline only");
    return {};
  }
  if (!read.base) return std::unexpected(error(option + ": " + read.base.error()));
  project.remarks.push_back(read.base->remark);
  project.base = BaseProgram{.configurations = {}, .python = {}, .tree = read.base->tree};
  if (read.base->tree == nullptr) return {};
  if (!read.taken) {
    project.base->configurations = project.extraction.configurations;
    project.base->python = project.extraction.python;
    return {};
  }
  auto& taken = *read.taken;
  if (!taken) return std::unexpected(taken.error());
  if (!taken->complete && project.extraction.complete && !taken->problems.empty()) {
    const auto& first = taken->problems.front();
    project.remarks.push_back("the base was not read completely, so that more may count as new than is: " + first.file + ": " +
                              first.message);
  }
  if (options.parsing == Parsing::as_checks_ask) enter_extraction(project, options, *read.base->tree, store, *taken);
  project.base->configurations = std::move(taken->configurations);
  add_python(*read.base->tree, options, project, *taken);
  project.base->python = std::move(taken->python);
  return {};
}

}  // namespace

WorkerOptions worker_options(const AnalysisOptions& options) {
  return {.program = find_extractor(options), .jobs = jobs_of(options), .timeout = options.timeout};
}

std::string_view version() { return UNKNOT_VERSION; }

bool is_named(const std::vector<std::string>& wanted, const std::string& file) {
  return std::ranges::any_of(wanted, [&](const std::string& path) {
    return path == "." || file == path || (file.starts_with(path) && file.size() > path.size() && file[path.size()] == '/');
  });
}

std::string baseline_path(const AnalysisOptions& options, const Config& config, const std::string& root) {
  if (!options.baseline.empty()) return absolute(options.baseline);
  return config.baseline.empty() ? std::string() : absolute(root + "/" + config.baseline);
}

std::expected<Project, AnalysisError> open_project(const AnalysisOptions& options) {
  const std::shared_ptr<const SourceTree> disk = working_tree();
  Project project;
  std::vector<std::string> paths;
  for (const auto& path : options.paths.empty() ? std::vector<std::string>{"."} : options.paths) {
    const auto real = disk->real_path(absolute(path));
    if (!real) return std::unexpected(error(path + ": no such file or folder"));
    paths.push_back(*real);
  }
  project.root = find_root(*disk, paths.front(), [&](const std::string& folder) { return is_configured(*disk, folder); });
  const std::string checkout = find_root(*disk, project.root, [](const std::string&) { return false; });
  if (checkout != project.root) project.place = shown_path(checkout, project.root) + "/";
  for (const auto& path : paths) {
    if (!is_below(project.root, path))
      return std::unexpected(error(path + " is not below " + project.root + ", the root of the first path"));
    project.wanted.push_back(shown_path(project.root, path));
  }
  auto trees = ProjectTrees::open(options, project.root);
  if (!trees) return std::unexpected(error("--staged: " + trees.error()));
  const auto& tree = project.tree = trees->judged();
  const auto shared_settings = std::make_shared<SettingsFiles>(*tree, project.root, options.config, absolute(options.config));
  SettingsFiles& settings = *shared_settings;
  auto config = settings.read_root();
  if (!config) return std::unexpected(error(config.error()));
  project.config = std::move(*config);
  project.config_file = settings.root_file();

  auto databases = choose_databases(*tree, options, project.config, project.root, project.remarks);
  if (!databases) return std::unexpected(databases.error());

  ExtractionOptions& extraction = project.reading;
  extraction.root = project.root;
  for (const auto& root : project.config.roots)
    if (const auto real = tree->real_path(absolute(project.root + "/" + root))) extraction.more_roots.push_back(*real);
    else project.remarks.push_back("root '" + root + "' of the configuration does not exist");
  for (const auto& root : project.config.python_roots)
    if (!tree->real_path(absolute(project.root + "/" + root))) project.remarks.push_back("Python's root '" + root + "' of the configuration does not exist");
  extraction.databases = *databases;
  if (auto done = read_own_models(project.config, *tree, project); !done) return std::unexpected(done.error());
  extraction.ignored = [ignore = project.config.ignore, shared_settings](const std::string& shown) {
    return std::ranges::any_of(ignore, [&](const std::string& glob) { return glob_matches(glob, shown); }) || shared_settings->ignores(shown);
  };
  auto drivers = query_drivers(*tree, options);
  if (!drivers) return std::unexpected(drivers.error());
  extraction.query_drivers = std::move(*drivers);
  extraction.follow_system = project.config.system_headers == SystemHeaders::follow;
  extraction.workers = worker_options(options);
  extraction.progress = options.progress;

  // Made before anybody else may open it, so that two do not renew it at once.
  project.cache = std::make_shared<Cache>(options.cache, extraction, project.config, *tree);
  Cache& cache = *project.cache;
  std::future<BaseReading> base;
  if (options.comparing == Comparing::yes && (options.changed_since || options.content == Content::index))
    base = std::async(std::launch::async, [&] { return read_base(*trees, *tree, options, extraction, project.config); });
  auto taken = take_extraction(*tree, options, cache, extraction, project.config, settings, project.remarks);
  if (!taken) return std::unexpected(taken.error());
  project.extraction = std::move(*taken);
  add_python(*tree, options, project, project.extraction);
  if (options.comparing == Comparing::yes)
    if (auto done = read_baseline(options, project); !done) return std::unexpected(done.error());
  auto subtrees = settings.subtrees(project.extraction.manifest);
  if (!subtrees) return std::unexpected(error(subtrees.error()));
  project.subtrees = std::move(*subtrees);
  if (options.parsing == Parsing::as_checks_ask) enter_extraction(project, options, *tree, cache.store(), project.extraction);
  if (base.valid())
    if (auto done = take_base(base.get(), options, cache.store(), project); !done) return std::unexpected(done.error());
  std::ranges::move(settings.remarks(), std::back_inserter(project.remarks));
  if (databases->empty() && project.extraction.survey.files > 0) remark_on_inference(*tree, project);
  remark_on_survey(project);
  return project;
}

std::expected<Report, AnalysisError> make_report(const Project& project, const AnalysisOptions& options) {
  Report report;
  report.version = version();
  const auto& extraction = project.extraction;
  auto checked = check_project(project, options.checks, jobs_of(options), report);
  if (!checked) return std::unexpected(error("--checks: " + checked.error()));
  CheckResults& results = *checked;
  report.configurations = names_of(extraction.configurations);
  std::erase_if(results.findings, [&](const Finding& finding) { return !concerns(project.wanted, finding); });
  report.findings = std::move(results.findings);
  if (project.base) report.base = BaseSummary{.name = options.changed_since.value_or("HEAD"), .tangles = std::move(results.tangles)};
  else if (project.baseline) report.base = BaseSummary{.name = "the baseline", .tangles = std::move(results.tangles)};
  report.problems = extraction.problems;
  report.complete = extraction.complete;
  auto& summary = report.summary;
  summary.suppressed = results.suppressed.size();
  summary.generated = extraction.survey.generated.size();
  const auto count = [&](const Program& program) {
    for (const auto& unit : program.units) summary.units += unit.origin == Origin::project;
    summary.dependencies += program.dependencies.size();
  };
  count(extraction.python);
  if (extraction.configurations.size() == 1) count(extraction.configurations.front().program);
  else count(unite(extraction.configurations).program);
  for (const auto& finding : report.findings) {
    if (finding.state == State::unchanged) ++summary.baselined;
    else if (finding.severity == Severity::error) ++summary.errors;
    else if (finding.severity == Severity::warning) ++summary.warnings;
    else ++summary.notes;
  }
  add_excerpts(*project.tree, project.root, report);
  return report;
}

std::expected<std::string, AnalysisError> facts_text(const AnalysisOptions& options) {
  const auto tree = working_tree();
  Folders folders(*tree);
  std::string out;
  for (const auto& path : options.paths) {
    const auto real = tree->real_path(absolute(path));
    if (!real) return std::unexpected(error(path + ": no such file or folder"));
    const auto type = tree->type(*real);
    std::vector<FileId> files;
    const bool is_folder = type && *type == EntryType::folder;
    if (is_folder) files = ProjectFiles(folders, {*real}, {}, Outside::leaves).walk();
    else if (const AccessId file = folders.find_path(*real); file != AccessId::none) files = {folders.access(file).file};
    Workers workers({.program = find_extractor(options), .jobs = 1, .timeout = options.timeout});
    std::vector<Request> requests;
    for (const FileId file : files) requests.push_back(ScanRequest{.paths = {folders.path(file)}});
    std::vector<std::string> texts(files.size());
    workers.run(requests, [&](std::size_t i, Answer answer) {
      const std::string name = visible(shown_path(is_folder ? *real : fs::path(*real).parent_path().string(), folders.path(files[i])));
      texts[i] = answer.reply ? text_from_facts(name, std::get<ScanReply>(*answer.reply).files.front().facts)
                              : name + ": unknot-clang " + answer.failure + "\n";
    });
    for (const auto& text : texts) out += text;
  }
  return out;
}

}  // namespace unknot
