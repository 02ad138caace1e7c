// The C++ side of an analysis, as one sequence.
#include "analyzer/includes/extraction.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <set>

#include "analyzer/includes/configuration_reader.h"
#include "analyzer/includes/project_files.h"
#include "analyzer/project/configuration_names.h"
#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

std::vector<std::string> roots_of(const ExtractionOptions& options) {
  std::vector<std::string> out{options.root};
  out.insert(out.end(), options.more_roots.begin(), options.more_roots.end());
  return out;
}

/// Of a project with Python and neither C nor C++.
std::optional<Extraction> python_alone(const SourceTree& tree, const ExtractionOptions& options) {
  Folders folders(tree);
  ProjectFiles files(folders, roots_of(options), options.ignored, Outside::leaves);
  if (!files.is_empty()) return std::nullopt;
  Extraction out;
  out.python_files = find_python_files(folders, files.folders(), roots_of(options), options.ignored);
  out.manifest.folders = folders.listed();
  out.repeatable = false;
  return out.python_files.sources.empty() ? std::nullopt : std::optional(std::move(out));
}

/// All configurations in step, so that each file is scanned once.
class Extractor {
 public:
  Extractor(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store) : common_(tree, options, store) {
    auto databases = options.databases;
    if (databases.empty()) databases.emplace_back();
    names_ = configuration_names(options.root, databases);
    std::vector<std::size_t> order(databases.size());
    std::ranges::copy(std::views::iota(std::size_t{0}, order.size()), order.begin());
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::string_view(names_[i]); });
    for (const std::size_t i : order) readers_.push_back(std::make_unique<ConfigurationReader>(common_, databases[i]));
    std::ranges::sort(names_);
  }

  std::expected<Extraction, ExtractionError> run() {
    if (!is_available()) {
      // Python asks for none.
      ProjectFiles files(common_.folders, roots_of(common_.options), common_.options.ignored, Outside::leaves);
      static_cast<void>(files.walk());
      out_.python_files = find_python_files(common_.folders, files.folders(), roots_of(common_.options), common_.options.ignored);
      return std::move(out_);
    }
    // While the workers read sources, this process reads the databases.
    auto reading = std::async(std::launch::async, [&]() -> std::expected<void, ExtractionError> {
      for (const auto& reader : readers_)
        if (auto done = reader->read(); !done) return done;
      return {};
    });
    std::vector<FileId> walked;
    for (const auto& reader : readers_) {
      const auto& files = reader->walk();
      walked.insert(walked.end(), files.begin(), files.end());
    }
    out_.python_files = find_python_files(common_.folders, readers_.front()->folders(), roots_of(common_.options), common_.options.ignored);
    scan(std::move(walked));
    if (const auto done = reading.get(); !done) return std::unexpected(done.error());
    if (!is_available()) return std::move(out_);

    for (const auto& reader : readers_) reader->join_copies();
    for (const auto& reader : readers_) reader->add_classes();
    grow();
    find_computed();
    for (const auto& reader : readers_) reader->finish();
    take_programs();
    report_problems();
    report_moving_ground();
    std::ranges::sort(out_.problems, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.message); });
    survey();
    make_manifest();
    common_.scanner.save();
    return std::move(out_);
  }

 private:
  /// Without an extractor there is no answer, and one line says so.
  bool is_available() {
    if (common_.workers.unavailable().empty()) return true;
    out_.problems.push_back({"unknot-clang", 0, "no C++ file could be read: " + common_.workers.unavailable(), Effect::skipped});
    out_.complete = false;
    out_.repeatable = false;
    return false;
  }

  void scan(std::vector<FileId> files) {
    sort_unique(files, [&](FileId file) { return std::string_view(common_.folders.path(file)); });
    common_.scanner.scan(files);
  }

  /// Graphs over what is scanned; files that turn up on the way are scanned, until none do.
  void grow() {
    constexpr int kMaxRounds = 1'000;
    for (int round = 0; round < kMaxRounds; ++round) {
      common_.wanted.clear();
      ReachedFiles reached;
      for (const auto& reader : readers_) {
        reader->build_graphs();
        reader->add_reached(reached);
      }
      for (const auto& reader : readers_) reader->infer_graphs(reached);
      bool changed = false;
      for (const auto& reader : readers_) changed |= reader->find_unmade_copies();
      std::vector<FileId> fresh;
      for (const FileId file : common_.wanted)
        if (common_.tried.insert(file).second) fresh.push_back(file);
      if (fresh.empty() && !changed) return;
      scan(std::move(fresh));
    }
  }

  /// What computed includes bring may hold more of them.
  void find_computed() {
    constexpr int kMaxRounds = 8;
    for (int round = 0; round < kMaxRounds; ++round) {
      bool any = false;
      for (const auto& reader : readers_) any |= reader->find_computed();
      if (!any) return;
      const std::size_t scanned = common_.tried.size();
      grow();
      if (common_.tried.size() == scanned) return;
    }
  }

  void take_programs() {
    out_.configurations.clear();
    out_.commands.clear();
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      out_.configurations.push_back({.name = names_[i], .program = std::move(readers_[i]->program)});
      out_.commands.push_back(std::move(readers_[i]->file_commands));
    }
    if (readers_.size() == 1) out_.inferred = readers_.front()->inferred_units();
  }

  /// One problem for what several configurations complain about; one that not all have says whose it is.
  void report_problems() {
    out_.repeatable = common_.repeatable && common_.scanner.failures().empty();
    for (const auto& failure : common_.scanner.failures())
      out_.problems.push_back({shown_path(common_.options.root, common_.folders.path(failure.file)), 0,
                               failure.crashed ? "its includes are unknown: unknot-clang " + failure.what : failure.what, Effect::skipped});
    out_.complete = common_.scanner.failures().empty();
    struct Shared {
      Effect effect = Effect::partial;
      std::set<std::size_t> readers;
    };
    std::map<std::tuple<std::string, std::uint32_t, std::string>, Shared> all;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      out_.complete = out_.complete && readers_[i]->complete;
      for (const auto& p : readers_[i]->problems) {
        auto& known = all[{p.file, p.line, p.message}];
        known.effect = p.effect;
        known.readers.insert(i);
      }
    }
    for (const auto& [key, shared] : all) {
      auto [file, line, message] = key;
      if (shared.readers.size() < readers_.size())
        for (const std::size_t i : shared.readers) message += (i == *shared.readers.begin() ? " in " : ", ") + names_[i];
      out_.problems.push_back({std::move(file), line, std::move(message), shared.effect});
    }
  }

  /// What cannot be listed, and what changed under our hands: another process writes while we read.
  void report_moving_ground() {
    for (const auto& [folder, status] : common_.folders.unlisted()) {
      const bool gone = status == ReadStatus::missing;
      add_problem(shown_path(common_.options.root, common_.folders.path(folder)), 0,
              gone ? "vanished while it was looked at" : "this folder " + std::string(in_words(status)) + "; what it holds is unknown", Effect::skipped);
      out_.repeatable = out_.repeatable && !gone;
    }
    for (const auto& [file, signature] : common_.scanner.read()) {
      const auto now = common_.tree.stat(common_.folders.path(file));
      if (now && *now == signature) continue;
      add_problem(shown_path(common_.options.root, common_.folders.path(file)), 0, now ? "changed while it was read; run again" : "vanished while it was looked at", Effect::partial);
      out_.repeatable = false;
    }
  }

  void add_problem(std::string file, std::uint32_t line, std::string message, Effect effect) {
    out_.problems.push_back({std::move(file), line, std::move(message), effect});
    out_.complete = false;
  }

  void survey() {
    auto& s = out_.survey;
    s.configurations.clear();
    std::set<std::string> missing_headers;
    for (const auto& reader : readers_) {
      s.configurations.push_back(reader->survey);
      s.commands_without_file.insert(s.commands_without_file.end(), reader->commands_without_file.begin(), reader->commands_without_file.end());
      missing_headers.insert(reader->missing_headers.begin(), reader->missing_headers.end());
      s.inferred_folders = reader->inferred_folders;
    }
    std::ranges::sort(s.commands_without_file);
    s.missing_headers.assign(missing_headers.begin(), missing_headers.end());
    std::map<std::string_view, bool> files;  // reached by some unit
    std::set<std::string> generated;
    for (const auto& configuration : out_.configurations)
      for (const auto& unit : configuration.program.units) {
        if (unit.origin == Origin::project) files[unit.name] |= unit.reached;
        if (unit.origin == Origin::generated) generated.insert(unit.name);
      }
    s.generated.assign(generated.begin(), generated.end());
    s.files = files.size();
    for (const auto& [name, reached] : files)
      if (!reached) s.unreached.emplace_back(name);
    for (std::uint32_t i = 0; i < common_.sources.size(); ++i)
      if (const ScannedSource* source = common_.sources.find(static_cast<FileId>(i)))
        s.computed += static_cast<std::uint64_t>(std::ranges::count(source->facts.includes, Spelled::computed, &IncludeFact::form));
  }

  void make_manifest() {
    auto& manifest = out_.manifest;
    const auto& folders = common_.folders;
    std::set<std::string> missing(folders.missing().begin(), folders.missing().end());
    std::vector<std::string> read(common_.probed.begin(), common_.probed.end());
    read.insert(read.end(), folders.read().begin(), folders.read().end());
    for (const auto& reader : readers_) reader->add_manifest(read, missing);
    std::map<std::string, FileSignature> files;
    for (const auto& [file, signature] : common_.scanner.read()) files.emplace(folders.path(file), signature);
    for (const auto& path : read) {
      if (files.contains(path)) continue;
      if (const auto now = common_.tree.stat(path)) files.emplace(path, changed_since_start(*now) ? FileSignature{} : *now);
      else missing.insert(path);
    }
    manifest.files.assign(files.begin(), files.end());
    manifest.folders = folders.listed();
    manifest.redirected = folders.redirected();
    manifest.missing.assign(missing.begin(), missing.end());
  }

  /// Files whose stat is taken only now may have changed behind their reading: such a stat holds for nothing.
  bool changed_since_start(const FileSignature& now) const {
    constexpr std::int64_t kClockSteps = 40'000'000;  // nanoseconds by which a file system's clock may be late
    return !is_by_content(now) && std::max(now.mtime_ns, now.ctime_ns) + kClockSteps > started_;
  }

  const std::int64_t started_ = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  Common common_;
  std::vector<std::string> names_;  ///< of readers_, sorted
  std::vector<std::unique_ptr<ConfigurationReader>> readers_;
  Extraction out_;
};

}  // namespace

std::expected<Extraction, ExtractionError> extract(const SourceTree& tree, const ExtractionOptions& options, FactsStore* store) {
  if (options.databases.empty())
    if (auto python = python_alone(tree, options)) return std::move(*python);
  return Extractor(tree, options, store).run();
}

}  // namespace unknot
