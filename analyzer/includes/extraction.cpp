// The C++ side of an analysis, as one sequence.
#include "analyzer/includes/extraction.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <map>
#include <set>

#include "analyzer/includes/commands.h"
#include "analyzer/includes/inferred_commands.h"
#include "analyzer/includes/join.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/includes/scan_files.h"
#include "analyzer/project/discover.h"
#include "reporters/markdown.h"

namespace unknot {
namespace {

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// Does a build file's text hold `name` as a whole file name: "gen/config.h" or "config.h", not "my_config.h"?
bool names_file(std::string_view text, const std::string& name) {
  constexpr std::string_view kBefore = "/ \t\n:|=\"'$";
  constexpr std::string_view kAfter = " \t\r\n:|;\"'$)";
  while (const void* found = ::memmem(text.data(), text.size(), name.data(), name.size())) {
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos;
    if (begins && (end == text.size() || kAfter.find(text[end]) != std::string_view::npos)) return true;
    text.remove_prefix(end);
  }
  return false;
}

class Extractor {
 public:
  Extractor(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store)
      : tree_(tree), options_(options), workers_(options.workers), folders_(tree), nearby_(folders_),
        files_(folders_, roots(options), options.ignored, options.follow_system ? Outside::followed : Outside::leaves),
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
    for (auto& p : commands_.problems) problem(std::move(p.file), p.line, std::move(p.message), p.effect);
    if (!is_available()) return std::move(out_);

    add_classes();
    grow();
    find_computed();
    const std::function<bool(FileId)> is_project = [&](FileId file) { return files_.contains(file); };
    const auto directives = all_directives(sources_, classes_, is_project);
    Truth truth = find_truth({folders_, sources_, classes_, commands_.units, is_project, workers_, directives, options_.progress});
    const ModuleGraph modules =
        find_modules({folders_, sources_, classes_, commands_.units, is_project, workers_, directives, options_.progress}, truth);
    add_preprocessing(truth, computed_truth_);

    const std::function<std::string(FileId)> shown = [&](FileId file) { return files_.shown(file); };
    Joined joined = join({folders_, sources_, classes_, truth, modules, is_project, shown, directives});
    out_.survey.directives = joined.looked_up;
    out_.survey.unresolved = joined.unresolved;
    out_.survey.missing_headers = std::move(joined.unresolved_names);
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

  /// Without an extractor there is no answer, and one line says so.
  bool is_available() {
    if (workers_.unavailable().empty()) return true;
    problem("unknot-clang", 0, "no C++ file could be read: " + workers_.unavailable(), Effect::skipped);
    out_.repeatable = false;
    return false;
  }

  const ScannedSource* follow(FileId file) {
    if (!files_.contains(file)) return nullptr;
    const ScannedSource* source = sources_.find(file);
    if (source == nullptr) wanted_.insert(file);
    return source;
  }

  /// What Clang's driver adds to each distinct set of flags.
  std::vector<DriverReply> ask_driver() {
    const auto& drivers = commands_.drivers;
    std::vector<DriverReply> out(drivers.size());
    workers_.run({drivers.begin(), drivers.end()}, [&](std::size_t i, Answer answer) {
      std::string why = "unknot-clang " + answer.failure;
      if (answer.reply) {
        out[i] = std::get<DriverReply>(std::move(*answer.reply));
        for (auto& path : out[i].probed) probed_.insert(std::move(path));
        if (out[i].ok) return;
        why = out[i].message;
      } else {
        out_.repeatable = false;
      }
      problem(shown_path(options_.root, drivers[i].file), 0, "its command was not understood: " + why, Effect::partial);
    });
    return out;
  }

  /// One search list for each class of commands.
  void add_classes() {
    const auto drivers = ask_driver();
    for (const auto& c : commands_.classes) {
      std::vector<DriverEntry> entries = c.before;
      const auto& driver = drivers[c.driver];
      entries.insert(entries.end(), driver.search.begin(), driver.search.end());
      entries.insert(entries.end(), c.after.begin(), c.after.end());
      lists_.push_back(make_search_list(entries, folders_));
      modules_.push_back(driver.modules ? Modules::present : Modules::absent);
    }
    add_units();
    if (std::ranges::all_of(units_, &std::vector<ClassUnit>::empty)) infer_classes();
  }

  /// Without a database each source file is a unit, and what its command would be is inferred from the tree.
  void infer_classes() {
    if (files_.folders().empty()) return;
    inferred_ = std::make_unique<InferredSearch>(folders_, files_.folders(), walked_, sources_, SearchList{});
    auto [commands, groups] = infer_commands(options_.root, folders_, sources_, walked_, *inferred_);
    commands_.units = std::move(commands.units);
    commands_.forced = std::move(commands.forced);
    commands_.classes = std::move(commands.classes);
    commands_.drivers = std::move(commands.drivers);
    const auto drivers = ask_driver();
    for (const auto& driver : drivers) system_.push_back(make_search_list(driver.search, folders_));
    lists_.clear();
    modules_.clear();
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto driver = commands_.classes[i].driver;
      lists_.push_back(inferred_->around(system_[driver], groups[i]));
      modules_.push_back(drivers[driver].modules ? Modules::present : Modules::absent);
    }
    units_.clear();
    add_units();
  }

  void add_units() {
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

  Places places() const { return sources_.has_next() ? Places::told_apart : Places::alike; }

  SearchList asked_part(const SearchList& list) {
    SearchList out;
    for (std::uint32_t i = 0; i < list.folders.size(); ++i) {
      if (i == list.angled_begin) out.angled_begin = static_cast<std::uint32_t>(out.folders.size());
      const auto asked = [&](const Folders::Entry& entry) { return sources_.is_asked_for(entry.name); };
      const auto [known, fresh] = asked_.try_emplace(list.folders[i], false);
      const auto found = [&](const std::string& spelling) { return folders_.find(list.folders[i], spelling) != AccessId::none; };
      if (fresh)
        known->second = std::ranges::any_of(folders_.entries(list.folders[i]), asked) || std::ranges::any_of(sources_.dotted(), found);
      if (known->second) out.folders.push_back(list.folders[i]);
    }
    if (list.angled_begin >= list.folders.size()) out.angled_begin = static_cast<std::uint32_t>(out.folders.size());
    return out;
  }

  void build_graphs() {
    asked_.clear();
    classes_.clear();
    const auto followed = [&](FileId file) { return follow(file); };
    // Targets differ in folders that hold nothing which any directive asks for; without those, few classes are left.
    std::map<std::tuple<std::vector<FolderId>, std::uint32_t, Language, Modules>, std::vector<ClassUnit>> merged;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (units_[i].empty()) continue;
      if (inferred_) {
        const auto& added = classes_.emplace_back(IncludeClass{.graph = ClassGraph(lists_[i], nearby_, units_[i], followed, computed_, places(), modules_[i]),
                                                               .language = commands_.classes[i].language,
                                                               .modules = modules_[i],
                                                               .inferred = false});
        const auto flags = used_search_flags(lists_[i], added.graph, folders_);
        for (const auto& unit : units_[i]) {
          auto& command = commands_.units[unit.command];
          command.flags = commands_.drivers[commands_.classes[i].driver].flags;
          command.flags.insert(command.flags.end(), flags.begin(), flags.end());
        }
        continue;
      }
      const SearchList list = asked_part(lists_[i]);
      auto& units = merged[{list.folders, list.angled_begin, commands_.classes[i].language, modules_[i]}];
      units.insert(units.end(), units_[i].begin(), units_[i].end());
    }
    for (auto& [key, units] : merged) {
      std::ranges::sort(units, {}, &ClassUnit::command);
      const SearchList list{.folders = std::get<0>(key), .angled_begin = std::get<1>(key)};
      classes_.push_back({.graph = ClassGraph(list, nearby_, std::move(units), followed, computed_, places(), std::get<3>(key)),
                          .language = std::get<2>(key),
                          .modules = std::get<3>(key),
                          .inferred = false});
    }
    std::ranges::sort(classes_, {}, [](const IncludeClass& c) { return c.graph.units().front().command; });
    std::vector<bool> reached(folders_.file_count());
    for (const auto& c : classes_)
      for (const auto& reached_file : c.graph.states()) {
        if (index(reached_file.file) >= reached.size()) reached.resize(index(reached_file.file) + 1);
        reached[index(reached_file.file)] = true;
      }
    std::vector<FileId> unreached;
    for (const FileId file : walked_)
      if (index(file) >= reached.size() || !reached[index(file)]) unreached.push_back(file);
    // Files that a unit reaches are left to the units: an inferred search list says nothing of them.
    add_inferred(unreached, [&, units_reach = std::move(reached)](FileId file) -> const ScannedSource* {
      return index(file) < units_reach.size() && units_reach[index(file)] ? nullptr : follow(file);
    });
  }

  /// Files that no unit reaches are entries of their own. Where they look is inferred: under the search list of the nearest
  /// unit, and behind it where the tree holds what that does not find.
  void add_inferred(const std::vector<FileId>& unreached, const std::function<const ScannedSource*(FileId)>& followed) {
    const auto folder_path = [&](FileId file) { return std::string_view(folders_.path(file)).substr(0, folders_.path(file).rfind('/')); };
    std::map<std::pair<std::size_t, FolderId>, std::vector<ClassUnit>> by_list;
    std::map<std::size_t, std::vector<FileId>> by_class;
    if (inferred_) {
      by_class[0] = unreached;
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
        by_class[found == nearest.end() ? 0 : found->second].push_back(file);
      }
    }
    for (const auto& [i, files] : by_class) {
      auto& behind = behind_[i];
      if (!inferred_ && !behind) behind = std::make_unique<InferredSearch>(folders_, files_.folders(), files, sources_, lists_[i]);
      for (const FileId file : files)
        by_list[{i, (inferred_ ? inferred_ : behind)->group(folder_path(file))}].push_back(
            {.file = folders_.find_path(folders_.path(file)), .forced = {}, .command = 0});
    }
    const bool c_only = !units_.empty() && std::ranges::all_of(commands_.classes, [](const auto& c) { return c.language == Language::c; });
    for (auto& [place, units] : by_list) {
      const auto list = inferred_ ? inferred_->around(system_[c_only ? 1 : 0], place.second) : behind_[place.first]->behind(lists_[place.first], place.second);
      classes_.push_back({.graph = ClassGraph(list, nearby_, std::move(units), followed, computed_, places(), Modules::present),
                          .language = Language::cpp,
                          .modules = Modules::present,
                          .inferred = true});
    }
  }

  /// Computed includes go to the preprocessor at once. What they bring may hold more of them.
  void find_computed() {
    const std::function<bool(FileId)> is_project = [&](FileId file) { return files_.contains(file); };
    const std::vector<DirectiveEdge> none;
    constexpr int kMaxRounds = 8;
    for (int round = 0; round < kMaxRounds; ++round) {
      computed_ = find_computed_targets({folders_, sources_, classes_, commands_.units, is_project, workers_, none, options_.progress},
                                        computed_truth_);
      if (computed_.empty()) return;
      const std::size_t scanned = tried_.size();
      grow();
      if (tried_.size() == scanned) return;
    }
  }

  /// Something that makes the answer incomplete.
  void problem(std::string file, std::uint32_t line, std::string message, Effect effect) {
    out_.problems.push_back({std::move(file), line, std::move(message), effect});
    out_.complete = false;
  }

  void report_problems(const Truth& truth, const std::vector<MissingInclude>& missing) {
    out_.repeatable = out_.repeatable && scanner_.failures().empty() && truth.failures.empty();
    for (const auto& failure : scanner_.failures())
      problem(files_.shown(failure.file), 0,
              failure.crashed ? "its includes are unknown: unknot-clang " + failure.what : failure.what, Effect::skipped);
    report_moving_ground();
    for (const auto& [file, what] : truth.failures)
      problem(shown_path(options_.root, file), 0, "which of its conditional includes are entered is unknown: unknot-clang " + what,
              Effect::partial);
    constexpr std::size_t kLongestShown = 300;
    // Without a database nobody said where to look: what is not found may be generated, or another package's.
    for (const auto& m : inferred_ ? std::vector<MissingInclude>{} : missing) {
      const auto& include = sources_.find(m.file)->facts.includes[m.include];
      if (include.form != Spelled::quoted || is_build_output(include.spelling)) continue;
      problem(files_.shown(m.file), include.line, "\"" + shortened(include.spelling, kLongestShown) + "\" is not found in any search folder", Effect::partial);
    }
    std::ranges::sort(out_.problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.message); });
  }

  /// What cannot be listed, and what changed under our hands: another process writes while we read.
  void report_moving_ground() {
    for (const auto& [folder, status] : folders_.unlisted()) {
      const bool gone = status == ReadStatus::missing;
      problem(shown_path(options_.root, folders_.path(folder)), 0,
              gone ? "vanished while it was looked at" : "this folder " + std::string(in_words(status)) + "; what it holds is unknown", Effect::skipped);
      out_.repeatable = out_.repeatable && !gone;
    }
    for (const auto& [file, signature] : scanner_.read()) {
      const auto now = tree_.stat(folders_.path(file));
      if (now && *now == signature) continue;
      problem(files_.shown(file), 0, now ? "changed while it was read; run again" : "vanished while it was looked at", Effect::partial);
      out_.repeatable = false;
    }
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
          } else {
            build_files_missing_.push_back(path);
          }
        }
    }
    const auto name = spelling.substr(spelling.rfind('/') + 1);
    const auto [known, fresh] = build_outputs_.try_emplace(name, false);
    if (fresh) known->second = names_file(*build_text_, name);
    return known->second;
  }

  void survey(const Truth& truth) {
    auto& s = out_.survey;
    if (!options_.databases.empty()) s.database = shown_path(options_.root, options_.databases.front());
    s.commands = commands_.count;
    std::ranges::sort(s.commands_without_file);
    s.classes = static_cast<std::uint64_t>(std::ranges::count(classes_, false, &IncludeClass::inferred));
    if (inferred_)
      for (const auto& folder : inferred_->voted()) s.inferred_folders.push_back(shown_path(options_.root, std::string(folder.path)));
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
    missing.insert(build_files_missing_.begin(), build_files_missing_.end());
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
    manifest.redirected = folders_.redirected();
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
  std::vector<Modules> modules_;  ///< by list
  std::map<FolderId, bool> asked_;  ///< memo of asked_part for this round
  std::unique_ptr<InferredSearch> inferred_;  ///< where there is no command
  std::vector<SearchList> system_;            ///< then: of C++ and of C
  std::map<std::size_t, std::unique_ptr<InferredSearch>> behind_;  ///< by class: for files near its units that no unit reaches
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
  std::vector<std::string> build_files_missing_;
  Extraction out_;
};

}  // namespace

std::expected<Extraction, ExtractionError> extract(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store) {
  return Extractor(tree, options, store).run();
}

}  // namespace unknot
