// Units worth measuring -> preprocessed text of each -> files and lines of the program, and files outside of it.
#include "analyzer/includes/text_measurement.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "analyzer/includes/commands.h"
#include "analyzer/project/discover.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// What replies say, in the terms of the program.
class Gatherer {
 public:
  Gatherer(const SourceTree& tree, const Program& program, const std::string& root)
      : tree_(tree), program_(program), root_(root) {
    for (std::uint32_t u = 0; u < program.units.size(); ++u) {
      if (program.units[u].origin == Origin::external) continue;
      vertex_by_name_.emplace(program.file(UnitId{u}), u);
    }
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d) {
      const Dependency& dependency = program.dependencies[d];
      if (dependency.in == kOwnText) lines_[{index(dependency.from), dependency.line}].push_back(DependencyId{d});
    }
    sums_.resize(program.units.size());
    is_read_.resize(program.units.size());
    is_followed_.resize(program.dependencies.size());
  }

  void add(const MeasureReply& reply) {
    std::vector<Vertex> vertices;
    for (const auto& path : reply.unit.paths) vertices.push_back(vertex(path));
    for (std::size_t p = 0; p < vertices.size(); ++p) {
      const FileText& file = reply.texts[p];
      if (file.entered == 0) continue;  // it was met behind its guard
      Sum& sum = sums_[vertices[p]];
      sum.first += file.first;
      ++sum.units;
      sum.again += file.again;
      sum.times += file.entered - 1;
      if (vertices[p] < is_read_.size()) is_read_[vertices[p]] = true;
    }
    for (const auto& include : reply.unit.includes) {
      const Vertex from = vertices[include.from], to = vertices[include.to];
      if (from == to) continue;
      includes_.push_back({from, to, include.line});
      follow(from, to, include.line);
    }
  }

  MeasuredText text() {
    MeasuredText text;
    text.bytes.assign(sums_.size(), 0);
    for (Vertex v = 0; v < sums_.size(); ++v) text.bytes[v] = mean(sums_[v].first, sums_[v].units) - again(v);
    // What a file without a guard adds each time is text of whoever includes it.
    sort_unique(includes_);
    for (const auto& [from, to, line] : includes_) text.bytes[from] += again(to);
    sort_unique(outside_);
    text.outside = outside_;
    for (std::uint32_t d = 0; d < is_followed_.size(); ++d)
      text.followed.push_back(is_followed_[d] || !is_read_[index(program_.dependencies[d].from)]);
    return text;
  }
  bool is_measured(UnitId unit) const { return is_read_[index(unit)]; }

 private:
  struct Sum {
    std::uint64_t first = 0, units = 0;  // when it was entered first
    std::uint64_t again = 0, times = 0;  // when it was entered again
  };

  static std::uint64_t mean(std::uint64_t sum, std::uint64_t count) { return count == 0 ? 0 : (sum + count / 2) / count; }
  /// What the file adds each time that it is entered, but for what only the first time adds.
  std::uint64_t again(Vertex v) const {
    return std::min(mean(sums_[v].again, sums_[v].times), mean(sums_[v].first, sums_[v].units));
  }

  Vertex vertex(const std::string& path) {
    const auto [known, fresh] = vertex_by_path_.try_emplace(path, 0);
    if (!fresh) return known->second;
    const std::string real = tree_.real_path(path).value_or(path);
    const auto [named, unnamed] = vertex_by_name_.try_emplace(shown_path(root_, real), static_cast<Vertex>(sums_.size()));
    if (unnamed) sums_.emplace_back();
    return known->second = named->second;
  }

  void follow(Vertex from, Vertex to, std::uint32_t line) {
    const auto written = lines_.find({from, line});
    std::optional<DependencyId> leaf;
    if (written != lines_.end())
      for (const DependencyId d : written->second) {
        const Dependency& dependency = program_.dependency(d);
        if (index(dependency.to) == to) {
          is_followed_[index(d)] = true;
          return;
        }
        if (program_.unit(dependency.to).origin != Origin::project) leaf = d;
      }
    // A leaf is a name; the file that is found for it stands behind it.
    if (leaf) {
      is_followed_[index(*leaf)] = true;
      from = index(program_.dependency(*leaf).to);
    }
    outside_.push_back({.from = from, .to = to});
  }

  const SourceTree& tree_;
  const Program& program_;
  const std::string& root_;
  std::unordered_map<std::string, Vertex> vertex_by_path_, vertex_by_name_;
  std::map<std::pair<Vertex, std::uint32_t>, std::vector<DependencyId>> lines_;
  std::vector<Sum> sums_;                     // by vertex
  std::vector<bool> is_read_, is_followed_;   // by unit, by dependency
  std::vector<std::tuple<Vertex, Vertex, std::uint32_t>> includes_;
  std::vector<Edge> outside_;
};

}  // namespace

std::expected<TextMeasurement, ExtractionError> measure_text(const SourceTree& tree, const Program& program,
                                                             std::span<const DependencyId> lines, const TextOptions& options) {
  TextMeasurement out;
  if (options.database.empty()) return out;
  const auto commands = read_commands(tree, options.database, options.root, options.query_drivers);
  if (!commands) return std::unexpected(commands.error());
  std::unordered_map<std::string, const UnitCommand*> command_of;  // the first of several
  for (const auto& unit : commands->units)
    command_of.try_emplace(shown_path(options.root, tree.real_path(unit.file).value_or(unit.file)), &unit);

  Gatherer gatherer(tree, program, options.root);
  Workers workers(options.workers);
  std::set<UnitId> asked;
  // Units that nobody has a command for are left out; replies are taken in the order of `units`.
  const auto ask = [&](std::vector<UnitId> units) {
    std::erase_if(units, [&](UnitId unit) { return !asked.insert(unit).second || !command_of.contains(program.file(unit)); });
    std::vector<Request> requests;
    for (const UnitId unit : units) {
      const UnitCommand& command = *command_of.at(program.file(unit));
      PreprocessRequest request{.directory = command.directory, .flags = command.flags, .file = command.file, .predefined = {}};
      if (command.predefined != 0) request.predefined = commands->predefined[command.predefined - 1];
      requests.push_back(MeasureRequest{.unit = std::move(request)});
    }
    std::vector<std::optional<MeasureReply>> replies(requests.size());
    std::size_t done = 0;
    workers.run(requests, [&](std::size_t i, Answer answer) {
      if (!answer.reply) {
        out.failures.emplace_back(program.file(units[i]), answer.failure);
      } else {
        replies[i] = std::get<MeasureReply>(std::move(*answer.reply));
        if (!replies[i]->unit.ok) out.failures.emplace_back(program.file(units[i]), replies[i]->unit.message);
      }
      if (options.progress) options.progress(Phase::preprocess, ++done, requests.size());
    });
    for (std::size_t i = 0; i < replies.size(); ++i) {
      if (!replies[i]) continue;
      gatherer.add(*replies[i]);
      out.measured.push_back(units[i]);
    }
  };

  ask(Pricing(program).worth_measuring(lines, options.most_units));
  // A unit that was to tell of a file may not read it after all: then another one is asked.
  constexpr int kMoreRounds = 3;
  for (int round = 0;; ++round) {
    out.text = gatherer.text();
    const Pricing pricing(program, out.text);
    out.unmeasured.clear();
    for (const UnitId unit : pricing.lost(lines))
      if (program.unit(unit).origin == Origin::project && !gatherer.is_measured(unit)) out.unmeasured.push_back(unit);
    std::vector<UnitId> more;
    for (const UnitId unit : out.unmeasured) {
      if (asked.size() + more.size() >= options.most_units) break;
      auto readers = pricing.readers(unit);
      if (std::ranges::any_of(readers, [&](UnitId reader) { return std::ranges::count(more, reader) != 0; })) continue;
      std::erase_if(readers, [&](UnitId reader) { return asked.contains(reader); });
      if (!readers.empty()) more.push_back(readers.front());
    }
    if (more.empty() || round == kMoreRounds) break;
    ask(std::move(more));
  }
  std::ranges::sort(out.measured);
  std::ranges::sort(out.failures);
  return out;
}

}  // namespace unknot
