// Commands, search lists, graphs, truth and join of one configuration.
#include "analyzer/includes/configuration_reader.h"

#include <algorithm>

#include "analyzer/project/discover.h"
#include "analyzer/project/path_text.h"
#include "graph/sort_unique.h"
#include "reporters/markdown.h"

namespace unknot {

ConfigurationReader::ConfigurationReader(Common& common, std::string database)
    : common_(common), tree_(common.tree), options_(common.options), workers_(common.workers), folders_(common.folders),
      nearby_(common.nearby), sources_(common.sources), database_(std::move(database)),
      build_files_(tree_, database_.empty() ? "" : folder_part(database_)),
      files_(folders_, roots(), options_.ignored, options_.follow_system ? Outside::followed : Outside::leaves),
      generated_(tree_, folders_, files_.folders()) {}

std::expected<void, ExtractionError> ConfigurationReader::read() {
  auto commands = read_commands(tree_, database_, options_.root, options_.query_drivers);
  if (!commands) return std::unexpected(std::move(commands.error()));
  commands_ = std::move(*commands);
  for (auto& p : commands_.problems) problem(std::move(p.file), p.line, std::move(p.message), p.effect);
  build_files_.read();
  return {};
}

const std::vector<FileId>& ConfigurationReader::walk() { return walked_ = files_.walk(); }

void ConfigurationReader::join_copies() {
  for (const auto& [copy_path, source_path] : build_files_.copies()) {
    const AccessId copy = folders_.find_path(copy_path);
    const AccessId source = folders_.find_path(source_path);
    if (copy == AccessId::none || source == AccessId::none) continue;
    const FileId from = folders_.access(copy).file;
    const FileId to = folders_.access(source).file;
    // A file of the project stays what it is: only what the build made is taken for another file.
    if (from == to || !is_below(folder_part(database_), folders_.path(from)) || !files_.contains(to)) continue;
    folders_.join(from, to);
    sources_.drop(from);
    std::erase(walked_, from);
    ++survey.copies;
  }
}

/// One search list for each class of commands.
void ConfigurationReader::add_classes() {
  nearby_.relocations.insert(nearby_.relocations.end(), commands_.relocations.begin(), commands_.relocations.end());
  const auto drivers = ask_driver();
  for (const auto& c : commands_.classes) {
    std::vector<DriverEntry> entries = c.before;
    const auto& driver = drivers[c.driver];
    entries.insert(entries.end(), driver.search.begin(), driver.search.end());
    entries.insert(entries.end(), c.after.begin(), c.after.end());
    lists_.push_back(make_search_list(entries, folders_, c.rules));
    modules_.push_back(driver.modules ? Modules::present : Modules::absent);
    for (const auto& entry : c.before)
      if (std::ranges::find(written_folders_, entry.path) == written_folders_.end()) written_folders_.push_back(entry.path);
  }
  add_units();
  if (std::ranges::all_of(units_, &std::vector<ClassUnit>::empty)) infer_classes();
}

/// Without a database each source file is a unit, and what its command would be is inferred from the tree.
void ConfigurationReader::infer_classes() {
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

UnitCommands ConfigurationReader::inferred_units() const {
  if (inferred_ == nullptr) return {};
  return {.units = commands_.units, .predefined = commands_.predefined};
}

void ConfigurationReader::add_units() {
  for (std::size_t i = 0; i < commands_.classes.size(); ++i) {
    std::vector<ClassUnit> units;
    for (const std::uint32_t number : commands_.classes[i].commands) {
      const auto& command = commands_.units[number];
      const NameCase name_case = lists_[i].rules.fold_case ? NameCase::folded : NameCase::exact;
      ClassUnit unit{.file = folders_.find_path(command.file, name_case), .forced = {}, .command = number};
      if (unit.file == AccessId::none) {
        commands_without_file.push_back(shown_path(options_.root, command.file));
        continue;
      }
      for (const auto& name : commands_.forced[number])
        if (const AccessId forced = find_forced(command, name, lists_[i]); forced != AccessId::none) unit.forced.push_back(forced);
      units.push_back(std::move(unit));
    }
    units_.push_back(std::move(units));
  }
}

ComputedTargets ConfigurationReader::known_targets() const {
  ComputedTargets out = computed_;
  out.insert(unmade_.begin(), unmade_.end());
  return out;
}

/// The graphs of the units, over what is scanned. Files that turn up on the way are wanted.
void ConfigurationReader::build_graphs() {
  asked_.clear();
  classes_.clear();
  const ComputedTargets targets = known_targets();
  const auto followed = [&](FileId file) { return follow(file); };
  // Targets differ in folders that hold nothing which any directive asks for; without those, few classes are left.
  std::map<std::tuple<std::vector<FolderId>, std::uint32_t, Language, Modules, LookupRules>, std::vector<ClassUnit>> merged;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (units_[i].empty()) continue;
    if (inferred_) {
      const auto& added = classes_.emplace_back(IncludeClass{.graph = ClassGraph(lists_[i], nearby_, units_[i], followed, targets, sources_, places(), modules_[i]),
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
    auto& units = merged[{list.folders, list.angled_begin, commands_.classes[i].language, modules_[i], list.rules}];
    units.insert(units.end(), units_[i].begin(), units_[i].end());
  }
  for (auto& [key, units] : merged) {
    std::ranges::sort(units, {}, &ClassUnit::command);
    const SearchList list{.folders = std::get<0>(key), .angled_begin = std::get<1>(key), .rules = std::get<4>(key)};
    classes_.push_back({.graph = ClassGraph(list, nearby_, std::move(units), followed, targets, sources_, places(), std::get<3>(key)),
                        .language = std::get<2>(key),
                        .modules = std::get<3>(key),
                        .inferred = false});
  }
  std::ranges::sort(classes_, {}, [](const IncludeClass& c) { return c.graph.units().front().command; });
}

void ConfigurationReader::add_reached(ReachedFiles& reached) const {
  for (const auto& c : classes_) {
    if (inferred_) {
      for (const FileId file : surely_reached(c.graph)) reached.add(file);
    } else {
      for (const auto& state : c.graph.states()) reached.add(state.file);
    }
  }
}

/// Without a database nobody said which conditions hold: what units reach under some may be another platform's.
std::vector<FileId> ConfigurationReader::surely_reached(const ClassGraph& graph) const {
  const auto& states = graph.states();
  std::vector<FileId> out;
  std::vector<bool> seen(states.size());
  auto queue = graph.roots();
  for (std::size_t q = 0; q < queue.size(); ++q) {
    const std::uint32_t s = queue[q];
    if (seen[s]) continue;
    seen[s] = true;
    out.push_back(states[s].file);
    for (const auto& step : graph.steps(s))
      if (step.to != kUnresolved && sources_.find(states[s].file)->facts.includes[step.include].condition == 0) queue.push_back(step.to);
  }
  return out;
}

/// The graphs of the files that no unit reaches. Those that some unit reaches, be it in another configuration, are left to
/// the units: an inferred search list says nothing of them.
void ConfigurationReader::infer_graphs(const ReachedFiles& reached) {
  std::vector<FileId> unreached;
  for (const FileId file : walked_)
    if (!reached.contains(file)) unreached.push_back(file);
  add_inferred(unreached, [&](FileId file) { return reached.contains(file) ? nullptr : follow(file); });
}

/// What computed includes stand for goes to the preprocessor at once. False: there is none.
bool ConfigurationReader::find_unmade_copies() {
  if (build_files_.copies().empty()) return false;
  const std::size_t before = unmade_.size();
  for (const auto& c : classes_) {
    const auto& states = c.graph.states();
    for (std::uint32_t s = 0; s < states.size(); ++s)
      for (const auto& step : c.graph.steps(s)) {
        if (step.to != kUnresolved || unmade_.contains({states[s].file, step.include})) continue;
        const auto& include = sources_.find(states[s].file)->facts.includes[step.include];
        const AccessId source = folders_.find_path(build_files_.source_of(output(states[s].file, include)));
        if (source != AccessId::none) unmade_[{states[s].file, step.include}] = {source};
      }
  }
  survey.copies += unmade_.size() - before;
  return unmade_.size() > before;
}

bool ConfigurationReader::find_computed() {
  const std::vector<DirectiveEdge> none;
  computed_ = find_computed_targets(truth_input(none), computed_truth_);
  return !computed_.empty();
}

/// Truth and join.
void ConfigurationReader::finish() {
  const auto directives = all_directives(sources_, classes_, is_project_);
  Truth truth = find_truth(truth_input(directives));
  const ModuleGraph modules = find_modules(truth_input(directives), [&](std::uint32_t command, const std::vector<FileId>& files) { return module_scan(command, files); }, truth);
  add_preprocessing(truth, computed_truth_);
  const std::function<std::string(FileId)> shown = [&](FileId file) { return files_.shown(file); };
  const std::function<std::string(FileId, const IncludeFact&)> written = [&](FileId from, const IncludeFact& include) {
    return generated_name(from, include);
  };
  Joined joined = join({folders_, sources_, classes_, truth, modules, is_project_, shown, directives, written});
  program = std::move(joined.program);
  missing_headers = std::move(joined.unresolved_names);
  file_commands = commands_of_files(truth_input(directives), truth, [&](FileId file) {
    const auto name = files_.shown(file);
    const auto unit = std::ranges::lower_bound(program.units, name, {}, &Unit::name);
    return unit != program.units.end() && unit->name == name ? static_cast<UnitId>(unit - program.units.begin()) : kOwnText;
  });
  survey = {.database = database_.empty() ? "" : shown_path(options_.root, database_),
            .commands = commands_.count,
            .classes = static_cast<std::uint64_t>(std::ranges::count(classes_, false, &IncludeClass::inferred)),
            .directives = joined.looked_up,
            .unresolved = joined.unresolved,
            .preprocessed = truth.preprocessed,
            .copies = survey.copies,
            .notes = commands_.notes.list(),
            .targets = {}};
  for (const auto& target : build_files_.targets())
    survey.targets.push_back(target.name + " (" + target.type + ", " + std::to_string(target.sources.size()) +
                             (target.sources.size() == 1 ? " source)" : " sources)"));
  add_targets();
  if (inferred_)
    for (const auto& folder : inferred_->voted()) inferred_folders.push_back(shown_path(options_.root, std::string(folder.path)));
  report_problems(truth, joined.missing);
}

/// What the build makes of the program's files. A target without one of them (a custom command) is none here.
void ConfigurationReader::add_targets() {
  for (const auto& target : build_files_.targets()) {
    Target out{.name = target.name, .executable = target.type == "EXECUTABLE", .sources = {}};
    for (const auto& path : target.sources) {
      const AccessId access = folders_.find_path(path);
      if (access == AccessId::none || target.type == "UTILITY") continue;
      const auto name = files_.shown(folders_.access(access).file);
      const auto unit = std::ranges::lower_bound(program.units, name, {}, &Unit::name);
      if (unit != program.units.end() && unit->name == name) out.sources.push_back(static_cast<UnitId>(unit - program.units.begin()));
    }
    sort_unique(out.sources);
    if (!out.sources.empty()) program.targets.push_back(std::move(out));
  }
  std::ranges::sort(program.targets, {}, &Target::name);
}

/// What the answer stands on besides what all configurations share: paths that were read, and paths that are not there.
void ConfigurationReader::add_manifest(std::vector<std::string>& read, std::set<std::string>& missing) const {
  for (const auto* list : {&commands_.read, &read_, &scans_read_, &build_files_.read_paths()}) read.insert(read.end(), list->begin(), list->end());
  for (const auto& [path, signature] : generated_.read()) read.push_back(path);
  missing.insert(not_found_.begin(), not_found_.end());
  missing.insert(build_files_.missing_paths().begin(), build_files_.missing_paths().end());
}

std::vector<std::string> ConfigurationReader::roots() const {
  std::vector<std::string> out{options_.root};
  for (const auto& root : options_.more_roots) out.push_back(root);
  // What the build generates belongs to the project, wherever the build tree is.
  if (!database_.empty()) out.push_back(folder_part(database_));
  return out;
}

TruthInput ConfigurationReader::truth_input(const std::vector<DirectiveEdge>& directives) const {
  return {folders_, sources_, classes_, commands_.units, is_project_, workers_, directives, options_.progress, commands_.predefined};
}

const ScannedSource* ConfigurationReader::follow(FileId file) {
  if (!files_.contains(file)) return nullptr;
  const ScannedSource* source = sources_.find(file);
  if (source == nullptr) common_.wanted.insert(file);
  return source;
}

/// What Clang's driver adds to each distinct set of flags.
std::vector<DriverReply> ConfigurationReader::ask_driver() {
  const auto& drivers = commands_.drivers;
  std::vector<DriverReply> out(drivers.size());
  workers_.run({drivers.begin(), drivers.end()}, [&](std::size_t i, Answer answer) {
    std::string why = "unknot-clang " + answer.failure;
    if (answer.reply) {
      out[i] = std::get<DriverReply>(std::move(*answer.reply));
      for (const auto& flag : out[i].unknown)
        commands_.notes.add("option not understood, left out: " + flag, shown_path(options_.root, drivers[i].file));
      for (auto& path : out[i].probed) common_.probed.insert(std::move(path));
      if (out[i].ok) return;
      why = out[i].message;
    } else {
      common_.repeatable = false;
    }
    problem(shown_path(options_.root, drivers[i].file), 0, "its command was not understood: " + why, Effect::partial);
  });
  return out;
}

AccessId ConfigurationReader::find_forced(const UnitCommand& command, const std::string& name, const SearchList& list) {
  const std::string path = name.starts_with('/') ? name : command.directory + "/" + name;
  const NameCase name_case = list.rules.fold_case ? NameCase::folded : NameCase::exact;
  if (const AccessId here = folders_.find_path(path, name_case); here != AccessId::none || name.starts_with('/')) return here;
  for (const FolderId folder : list.folders)
    if (const AccessId found = folders_.find(folder, name, name_case); found != AccessId::none) return found;
  return AccessId::none;
}

SearchList ConfigurationReader::asked_part(const SearchList& list) {
  // Where case does not count, or a place is no plain folder, a look at the names in it does not tell.
  const auto is_plain = [&](FolderId folder) { return folders_.is_plain(folder); };
  if (list.rules.fold_case || !std::ranges::all_of(list.folders, is_plain)) return list;
  SearchList out;
  out.rules = list.rules;
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

/// Files that no unit reaches are entries of their own. Where they look is inferred: under the search list of the nearest
/// unit, and behind it where the tree holds what that does not find.
void ConfigurationReader::add_inferred(const std::vector<FileId>& unreached, const std::function<const ScannedSource*(FileId)>& followed) {
  const auto folder_path = [&](FileId file) { return std::string_view(folders_.path(file)).substr(0, folders_.path(file).rfind('/')); };
  const ComputedTargets targets = known_targets();
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
    auto list = inferred_ ? inferred_->around(system_[c_only ? 1 : 0], place.second) : behind_[place.first]->behind(lists_[place.first], place.second);
    if (!inferred_) list.rules = lists_[place.first].rules;
    classes_.push_back({.graph = ClassGraph(list, nearby_, std::move(units), followed, targets, sources_, places(), Modules::present),
                        .language = Language::cpp,
                        .modules = Modules::present,
                        .inferred = true});
  }
}

/// The name, as shown, of a header that is not there and that the build makes, or is to make: a build file beside the database
/// says so, or the tree holds what it is made from. Empty: there is no sign of it.
std::string ConfigurationReader::generated_name(FileId from, const IncludeFact& include) {
  if (const std::string path = output(from, include); !path.empty()) return shown_path(options_.root, path);
  auto name = generated_.find(folders_.path(from), include.spelling, inferred_ ? Signs::inputs_and_build_files : Signs::inputs);
  if (!name) return {};
  if (!name->starts_with('/')) name->insert(0, options_.root + "/");
  // A file that is there, only not where anybody looks, is none that the build makes.
  return folders_.find_path(*name) == AccessId::none ? shown_path(options_.root, *name) : std::string();
}

/// CMake leaves unit.o.ddi beside unit.o. One that is older than a file that it speaks of says nothing.
std::optional<ModuleScan> ConfigurationReader::module_scan(std::uint32_t command, const std::vector<FileId>& files) {
  const auto [known, fresh] = scans_.try_emplace(command);
  ReadScan& scan = known->second;
  if (fresh) scan = read_scan(commands_.units[command].output);
  const bool is_newest = scan.said && std::ranges::all_of(files, [&](FileId file) {
    const auto signature = tree_.stat(folders_.path(file));
    return signature && signature->mtime_ns <= scan.mtime_ns;
  });
  return is_newest ? scan.said : std::nullopt;
}

ConfigurationReader::ReadScan ConfigurationReader::read_scan(const std::string& output) {
  if (output.empty()) return {};
  const std::string path = output + ".ddi";
  SourceFile file;
  const bool there = tree_.read(path, file) == ReadStatus::ok;
  (there ? scans_read_ : not_found_).push_back(path);
  return there ? ReadScan{.said = parse_module_scan(file.bytes), .mtime_ns = file.signature.mtime_ns} : ReadScan{};
}

/// Something that makes the answer incomplete.
void ConfigurationReader::problem(std::string file, std::uint32_t line, std::string message, Effect effect) {
  problems.push_back({std::move(file), line, std::move(message), effect});
  complete = false;
}

void ConfigurationReader::report_problems(const Truth& truth, const std::vector<MissingInclude>& missing) {
  common_.repeatable = common_.repeatable && truth.failures.empty();
  for (const auto& [file, what] : truth.failures)
    problem(shown_path(options_.root, file), 0, "which of its conditional includes are entered is unknown: unknot-clang " + what,
            Effect::partial);
  constexpr std::size_t kLongestShown = 300;
  // Without a database nobody said where to look: what is not found may be generated, or another package's.
  for (const auto& m : inferred_ ? std::vector<MissingInclude>{} : missing) {
    const auto& include = sources_.find(m.file)->facts.includes[m.include];
    if (include.form != Spelled::quoted) continue;
    problem(files_.shown(m.file), include.line, "\"" + shortened(include.spelling, kLongestShown) + "\" is not found in any search folder", Effect::partial);
  }
  read_ = truth.read;
  not_found_.insert(not_found_.end(), truth.missing.begin(), truth.missing.end());
}

/// The file that the build has yet to write where nothing is found.
std::string ConfigurationReader::output(FileId from, const IncludeFact& include) const {
  std::vector<std::string> folders;
  if (include.form == Spelled::quoted) folders.push_back(folder_part(folders_.path(from)));
  folders.insert(folders.end(), written_folders_.begin(), written_folders_.end());
  return build_files_.output(include.spelling, folders);
}

}  // namespace unknot
