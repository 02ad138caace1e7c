// The C++ side of an analysis, as one sequence.
#include "analyzer/includes/extraction.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <map>
#include <set>

#include "analyzer/includes/commands.h"
#include "analyzer/includes/inferred.h"
#include "analyzer/includes/join.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/includes/scan_files.h"
#include "analyzer/project/discover.h"

namespace unknot {
namespace {

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

class Extractor {
 public:
  Extractor(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store)
      : tree_(tree), options_(options), workers_(options.workers), folders_(tree), nearby_(folders_),
        files_(folders_, roots(options), options.ignored),
        scanner_(tree, folders_, sources_, workers_, store, options.progress) {}

  std::expected<Extraction, ExtractionError> run() {
    if (!is_available()) return std::move(out_);
    // While the workers read sources, this process reads the database.
    auto reading = std::async(std::launch::async, [&] { return read_commands(tree_, options_.databases, options_.root); });
    walked_ = files_.walk();
    scanner_.scan(walked_);
    auto commands = reading.get();
    if (!commands) return std::unexpected(commands.error());
    commands_ = std::move(*commands);
    for (auto& p : commands_.problems) out_.problems.push_back(std::move(p));
    if (!is_available()) return std::move(out_);

    add_classes();
    grow();
    find_computed();
    const std::function<bool(FileId)> is_project = [&](FileId file) { return files_.contains(file); };
    const auto directives = all_directives(sources_, classes_, is_project);
    Truth truth = find_truth({folders_, sources_, classes_, commands_.units, is_project, workers_, directives});
    merge(truth, computed_truth_);

    const std::function<std::string(FileId)> shown = [&](FileId file) { return files_.shown(file); };
    Joined joined = join({folders_, sources_, classes_, truth, is_project, shown, directives});
    out_.survey.directives = joined.looked_up;
    out_.survey.unresolved = joined.unresolved;
    out_.program = std::move(joined.program);
    report_problems(truth, joined.missing);
    survey(truth);
    make_manifest(truth);
    scanner_.save();
    return std::move(out_);
  }

 private:
  static std::vector<std::string> roots(const ExtractionOptions& options) {
    std::vector<std::string> out{options.root};
    for (const auto& root : options.more_roots) out.push_back(root);
    // What the build generates belongs to the project, wherever the build tree is.
    for (const auto& database : options.databases) out.push_back(folder_of(database));
    return out;
  }
  static void merge(Truth& into, const Truth& from) {
    into.failures.insert(into.failures.end(), from.failures.begin(), from.failures.end());
    into.read.insert(into.read.end(), from.read.begin(), from.read.end());
    into.missing.insert(into.missing.end(), from.missing.begin(), from.missing.end());
    into.preprocessed += from.preprocessed;
  }

  /// Without an extractor there is no answer, and one line says so.
  bool is_available() {
    if (workers_.unavailable().empty()) return true;
    problem("unknot-clang", 0, "no C++ file could be read: " + workers_.unavailable(), Effect::skipped, Weight::answer);
    return false;
  }

  const ScannedSource* follow(FileId file) {
    if (!options_.follow_system && !files_.contains(file)) return nullptr;
    const ScannedSource* source = sources_.find(file);
    if (source == nullptr) wanted_.insert(file);
    return source;
  }

  /// One search list for each class of commands, by Clang's driver.
  void add_classes() {
    std::vector<Request> requests;
    for (const auto& c : commands_.classes) requests.push_back(c.driver);
    std::vector<Answer> answers(requests.size());
    workers_.run(requests, [&](std::size_t i, Answer answer) { answers[i] = std::move(answer); });
    for (std::size_t i = 0; i < answers.size(); ++i) {
      std::vector<DriverEntry> entries;
      const auto& request = commands_.classes[i].driver;
      if (!answers[i].reply) {
        problem(shown_path(options_.root, request.file), 0, "its command was not understood: unknot-clang " + answers[i].failure,
                Effect::partial, Weight::answer);
      } else {
        auto& reply = std::get<DriverReply>(*answers[i].reply);
        if (!reply.ok)
          problem(shown_path(options_.root, request.file), 0, "its command was not understood: " + reply.message, Effect::partial,
                  Weight::answer);
        entries = std::move(reply.search);
        for (auto& path : reply.probed) probed_.insert(std::move(path));
      }
      lists_.push_back(make_search_list(entries, folders_));
    }
    for (std::size_t i = 0; i < commands_.classes.size(); ++i) {
      std::vector<ClassUnit> units;
      for (const std::uint32_t number : commands_.classes[i].commands) {
        const auto& command = commands_.units[number];
        ClassUnit unit{.file = folders_.find_path(command.file), .forced = {}, .command = number};
        if (unit.file == AccessId::none) {
          out_.survey.commands_without_file.push_back(shown_path(options_.root, command.file));
          continue;
        }
        for (const auto& name : commands_.forced[number])
          if (const AccessId forced = find_forced(command, name, lists_[i]); forced != AccessId::none) unit.forced.push_back(forced);
        units.push_back(std::move(unit));
      }
      units_.push_back(std::move(units));
    }
  }

  AccessId find_forced(const UnitCommand& command, const std::string& name, const SearchList& list) {
    const std::string path = name.starts_with('/') ? name : command.directory + "/" + name;
    if (const AccessId here = folders_.find_path(path); here != AccessId::none || name.starts_with('/')) return here;
    for (const FolderId folder : list.folders)
      if (const AccessId found = folders_.find(folder, name); found != AccessId::none) return found;
    return AccessId::none;
  }

  /// Classes over what is scanned; files that turn up on the way are scanned, until none do.
  void grow() {
    constexpr int kMaxRounds = 1'000;
    for (int round = 0; round < kMaxRounds; ++round) {
      wanted_.clear();
      build_graphs();
      std::vector<FileId> fresh;
      for (const FileId file : wanted_)
        if (tried_.insert(file).second) fresh.push_back(file);
      if (fresh.empty()) return;
      std::ranges::sort(fresh, {}, [&](FileId file) { return std::string_view(folders_.path(file)); });
      scanner_.scan(fresh);
    }
  }

  void build_graphs() {
    classes_.clear();
    const auto followed = [&](FileId file) { return follow(file); };
    for (std::size_t i = 0; i < lists_.size() && i < units_.size(); ++i)
      if (!units_[i].empty())
        classes_.push_back({.graph = ClassGraph(lists_[i], nearby_, units_[i], followed, computed_),
                            .language = commands_.classes[i].language,
                            .inferred = false});
    std::vector<bool> reached(folders_.file_count());
    for (const auto& c : classes_)
      for (const auto& reached_file : c.graph.states()) {
        if (index(reached_file.file) >= reached.size()) reached.resize(index(reached_file.file) + 1);
        reached[index(reached_file.file)] = true;
      }
    std::vector<FileId> unreached;
    for (const FileId file : walked_)
      if (index(file) >= reached.size() || !reached[index(file)]) unreached.push_back(file);
    add_inferred(unreached, followed);
  }

  /// Files that no unit reaches are entries of their own, under the search list of the nearest unit; without any command,
  /// under a list made from the tree.
  void add_inferred(const std::vector<FileId>& unreached, const std::function<const ScannedSource*(FileId)>& followed) {
    const auto entry = [&](FileId file) { return ClassUnit{.file = folders_.find_path(folders_.path(file)), .forced = {}, .command = 0}; };
    std::map<std::size_t, std::vector<ClassUnit>> by_list;
    if (classes_.empty()) {
      if (!inferred_list_) inferred_list_ = std::make_unique<SearchList>(infer_search_list(options_.root, walked_, folders_, sources_));
      for (const FileId file : unreached) by_list[0].push_back(entry(file));
    } else {
      std::map<std::string_view, std::size_t> nearest;  // folder and each of its parents: the first class with a unit below
      for (std::size_t i = 0; i < units_.size(); ++i)
        for (const auto& unit : units_[i]) {
          std::string_view folder = folders_.path(folders_.access(unit.file).folder);
          while (nearest.try_emplace(folder, i).second && folder.size() > 1) folder = folder.substr(0, std::max<std::size_t>(folder.rfind('/'), 1));
        }
      for (const FileId file : unreached) {
        std::string_view folder = folders_.path(file);
        auto found = nearest.end();
        while (found == nearest.end() && folder.size() > 1) {
          folder = folder.substr(0, std::max<std::size_t>(folder.rfind('/'), 1));
          found = nearest.find(folder);
        }
        by_list[found == nearest.end() ? 0 : found->second].push_back(entry(file));
      }
    }
    for (auto& [i, units] : by_list)
      classes_.push_back({.graph = ClassGraph(inferred_list_ ? *inferred_list_ : lists_[i], nearby_, std::move(units), followed, computed_),
                          .language = Language::cpp,
                          .inferred = true});
  }

  void find_computed() {
    const std::function<bool(FileId)> is_project = [&](FileId file) { return files_.contains(file); };
    const std::vector<DirectiveEdge> none;
    computed_ = find_computed_targets({folders_, sources_, classes_, commands_.units, is_project, workers_, none}, computed_truth_);
    if (!computed_.empty()) grow();
  }

  /// Does a problem make the answer incomplete, or is it only told?
  enum class Weight { answer, told };
  void problem(std::string file, std::uint32_t line, std::string message, Effect effect, Weight weight) {
    out_.problems.push_back({std::move(file), line, std::move(message), effect});
    if (weight == Weight::answer) out_.complete = false;
  }

  void report_problems(const Truth& truth, const std::vector<MissingInclude>& missing) {
    for (const auto& failure : scanner_.failures())
      problem(files_.shown(failure.file), 0,
              failure.crashed ? "its includes are unknown: unknot-clang " + failure.what : failure.what, Effect::skipped, Weight::answer);
    for (const auto& [file, what] : truth.failures)
      problem(shown_path(options_.root, file), 0, "which of its conditional includes are entered is unknown: unknot-clang " + what,
              Effect::partial, Weight::answer);
    std::set<std::string> spelled;
    for (const auto& m : missing) {
      const auto& include = sources_.find(m.file)->facts.includes[m.include];
      spelled.insert(include.spelling);
      if (include.form != Spelled::quoted || is_build_output(include.spelling)) continue;
      problem(files_.shown(m.file), include.line, "\"" + include.spelling + "\" is not found in any search folder", Effect::partial,
              Weight::answer);
    }
    out_.survey.missing_headers.assign(spelled.begin(), spelled.end());
    std::ranges::sort(out_.problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.message); });
  }

  /// A header that the build writes is not missing, only not there yet: the build files name it.
  bool is_build_output(const std::string& spelling) {
    if (!build_text_) {
      build_text_.emplace();
      SourceFile file;
      for (const auto& database : options_.databases)
        for (const char* name : {"/build.ninja", "/Makefile"}) {
          const std::string path = folder_of(database) + name;
          if (tree_.read(path, file) == ReadStatus::ok) {
            *build_text_ += file.bytes;
            build_files_.push_back({path, file.signature});
          }
        }
    }
    const auto name = spelling.substr(spelling.rfind('/') + 1);
    const auto [known, fresh] = build_outputs_.try_emplace(name, false);
    if (fresh) known->second = ::memmem(build_text_->data(), build_text_->size(), name.data(), name.size()) != nullptr;
    return known->second;
  }

  void survey(const Truth& truth) {
    auto& s = out_.survey;
    if (!options_.databases.empty()) s.database = shown_path(options_.root, options_.databases.front());
    s.commands = commands_.count;
    std::ranges::sort(s.commands_without_file);
    s.classes = static_cast<std::uint64_t>(std::ranges::count(classes_, false, &IncludeClass::inferred));
    if (inferred_list_)
      for (const FolderId folder : inferred_list_->folders) s.inferred_folders.push_back(shown_path(options_.root, folders_.path(folder)));
    s.preprocessed = truth.preprocessed;
    for (const auto& unit : out_.program.units) {
      if (unit.origin != Origin::project) continue;
      ++s.files;
      if (!unit.reached) s.unreached.push_back(unit.name);
    }
    for (std::uint32_t i = 0; i < sources_.size(); ++i)
      if (const ScannedSource* source = sources_.find(static_cast<FileId>(i)))
        s.computed += static_cast<std::uint64_t>(std::ranges::count(source->facts.includes, Spelled::computed, &IncludeFact::form));
  }

  void make_manifest(const Truth& truth) {
    auto& manifest = out_.manifest;
    std::set<std::string> missing(truth.missing.begin(), truth.missing.end());
    missing.insert(folders_.missing().begin(), folders_.missing().end());
    std::map<std::string, FileSignature> files;
    const auto add = [&](const std::string& path) {
      if (files.contains(path)) return;
      if (const auto now = tree_.stat(path)) files.emplace(path, *now);
      else missing.insert(path);
    };
    for (const auto& [file, signature] : scanner_.read()) files.emplace(folders_.path(file), signature);
    for (const auto& [path, signature] : build_files_) files.emplace(path, signature);
    for (const auto& path : commands_.read) add(path);
    for (const auto& path : truth.read) add(path);
    for (const auto& path : probed_) add(path);
    manifest.files.assign(files.begin(), files.end());
    manifest.folders = folders_.listed();
    manifest.missing.assign(missing.begin(), missing.end());
  }

  const SourceTree& tree_;
  const ExtractionOptions& options_;
  Workers workers_;
  Folders folders_;
  NearbyLookups nearby_;
  SourceFiles sources_;
  ProjectFiles files_;
  FileScanner scanner_;
  Commands commands_;
  std::vector<SearchList> lists_;
  std::unique_ptr<SearchList> inferred_list_;
  std::vector<std::vector<ClassUnit>> units_;
  std::vector<IncludeClass> classes_;
  ComputedTargets computed_;
  Truth computed_truth_;
  std::vector<FileId> walked_;
  std::set<FileId> wanted_, tried_;
  std::set<std::string> probed_;
  std::optional<std::string> build_text_;
  std::map<std::string, bool> build_outputs_;  ///< memo of is_build_output by file name
  std::vector<std::pair<std::string, FileSignature>> build_files_;
  Extraction out_;
};

}  // namespace

std::expected<Extraction, ExtractionError> extract(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store) {
  return Extractor(tree, options, store).run();
}

}  // namespace unknot
