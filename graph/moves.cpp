// cut lines -> files at their ends -> groups -> folders of their neighbours -> what each move would spare.
#include "graph/moves.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "graph/sort_unique.h"

namespace unknot {
namespace {

/// Who reaches whom in a graph without cycles: one row of bits for each node.
class Reachability {
 public:
  explicit Reachability(const CutGraph& cut) : words_((cut.graph.nodes.size() + 63) / 64), bits_(words_ * cut.graph.nodes.size()) {
    const std::size_t n = cut.graph.nodes.size();
    std::vector<std::vector<std::uint32_t>> out(n);
    std::vector<std::uint32_t> waits(n), ready;
    std::vector<std::vector<std::uint32_t>> in(n);
    for (std::size_t e = 0; e < cut.graph.edges.size(); ++e) {
      if (cut.is_cut[e] != 0) continue;
      const auto& edge = cut.graph.edges[e];
      out[edge.from].push_back(edge.to);
      in[edge.to].push_back(edge.from);
      ++waits[edge.from];
    }
    for (std::uint32_t v = 0; v < n; ++v)
      if (waits[v] == 0) ready.push_back(v);
    while (!ready.empty()) {
      const std::uint32_t v = ready.back();
      ready.pop_back();
      for (const std::uint32_t w : out[v]) {
        set(v, w);
        for (std::size_t i = 0; i < words_; ++i) bits_[v * words_ + i] |= bits_[w * words_ + i];
      }
      for (const std::uint32_t u : in[v])
        if (--waits[u] == 0) ready.push_back(u);
    }
  }
  bool reaches(std::uint32_t from, std::uint32_t to) const { return (bits_[from * words_ + to / 64] >> (to % 64) & 1) != 0; }

 private:
  void set(std::uint32_t from, std::uint32_t to) { bits_[from * words_ + to / 64] |= std::uint64_t{1} << (to % 64); }
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

std::string_view stem_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const auto dot = path.find('.', slash == std::string_view::npos ? 0 : slash + 1);
  return path.substr(0, dot);
}

/// Does a folder on the way hold what others include by its public name?
bool is_public(std::string_view path) {
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    if (holds_public_headers(path.substr(0, slash))) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

/// A test, a benchmark or an example, by a word of its name: it stands beside what it tries out.
bool is_test(std::string_view stem) {
  constexpr std::array<std::string_view, 10> kWords{"test", "tests", "unittest", "unittests", "bench", "benchmark", "benchmarks", "example", "examples", "mock"};
  std::string word;
  const auto ends = [&] { return std::ranges::find(kWords, word) != kWords.end(); };
  char before = '/';
  for (const char c : stem) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool starts = c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
    if ((!is_letter || starts) && ends()) return true;
    if (!is_letter || starts) word.clear();
    if (is_letter) word += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    before = c;
  }
  return ends();
}

class Search {
 public:
  Search(const Program& program, ViewKind view, const Arrangement& arranged, const CutGraph& cut)
      : program_(program), view_(view), arranged_(arranged), reach_(cut) {
    for (std::uint32_t v = 0; v < cut.graph.nodes.size(); ++v) node_.emplace(cut.graph.nodes[v], v);
    cut_lines_.resize(program.dependencies.size());
    for (std::size_t e = 0; e < cut.graph.edges.size(); ++e) {
      if (cut.is_cut[e] == 0) continue;
      cut_pairs_.emplace(cut.graph.edges[e].from, cut.graph.edges[e].to);
      for (const DependencyId id : cut.graph.edges[e].lines) cut_lines_[index(id)] = 1;
    }
    list_files();
  }

  MoveSearch run() {
    MoveSearch out;
    for (const auto& [stem, files] : candidates_) {
      if (is_public(stem) || is_test(stem)) continue;
      const auto [best, pulled] = best_move(files);
      if (best.relieved >= kLeastRelief) out.moves.push_back(best);
      if (pulled.relieved >= kLeastRelief) out.pulled.push_back(pulled);
    }
    std::ranges::sort(out.moves, [](const Move& a, const Move& b) {
      return std::tuple(b.relieved, a.files, std::string_view(a.to)) < std::tuple(a.relieved, b.files, std::string_view(b.to));
    });
    std::ranges::sort(out.pulled, {}, &Pulled::file);
    return out;
  }

 private:
  bool is_own(UnitId id) const { return program_.unit(id).origin == Origin::project; }
  const std::string& path(UnitId id) const { return arranged_.path[index(id)]; }

  void list_files() {
    lines_of_.resize(program_.units.size());
    std::set<std::string_view> stems;
    for (std::uint32_t i = 0; i < program_.dependencies.size(); ++i) {
      const Dependency& d = program_.dependencies[i];
      if (d.from == d.to || !is_own(d.from) || !is_own(d.to) || arranged_.taken[i] != 0) continue;
      lines_of_[index(d.from)].push_back(DependencyId{i});
      lines_of_[index(d.to)].push_back(DependencyId{i});
      if (cut_lines_[i] == 0) continue;
      stems.insert(stem_of(path(d.from)));
      stems.insert(stem_of(path(d.to)));
    }
    for (std::uint32_t u = 0; u < program_.units.size(); ++u) {
      const UnitId id{u};
      if (!is_own(id)) continue;
      paths_.insert(path(id));
      if (const auto stem = stem_of(path(id)); stems.contains(stem) && program_.units[u].kind == UnitKind::file)
        candidates_[stem].push_back(id);
    }
  }

  struct Outcome {
    Move move;
    Pulled pulled;
  };

  Outcome best_move(const std::vector<UnitId>& files) const {
    const std::string from(folder_of(path(files.front())));
    std::vector<DependencyId> lines;
    for (const UnitId file : files)
      for (const DependencyId id : lines_of_[index(file)])
        if (!is_in(files, other_end(id, file))) lines.push_back(id);
    sort_unique(lines);
    std::map<std::string_view, std::size_t> ties;  // by folder: the lines to and from its files
    std::set<std::string_view> ends;               // folders at the other ends of cut lines
    std::uint64_t needed_below = 0, needs_above = 0, own_needs = 0, own_users = 0;
    for (const DependencyId id : lines) {
      const Dependency& d = program_.dependency(id);
      const bool leaves = is_in(files, d.from);
      const auto folder = folder_of(path(leaves ? d.to : d.from));
      if (folder == from) (leaves ? own_needs : own_users) += 1;
      else ++ties[folder];
      if (cut_lines_[index(id)] == 0) continue;
      (leaves ? needs_above : needed_below) += 1;
      ends.insert(folder);
    }
    const std::uint64_t spared = needed_below + needs_above;
    Outcome out;
    if (spared < kLeastRelief) return out;
    const bool is_misplaced = needed_below >= needs_above ? own_needs == 0 : own_users == 0;
    std::size_t most = 0;
    for (const auto& [folder, count] : ties) most = std::max(most, count);
    for (const std::string_view folder : ends) {
      const std::size_t count = ties.contains(folder) ? ties.at(folder) : 0;
      if (folder == from || is_public(folder) || is_occupied(files, folder)) continue;
      std::uint64_t added = 0;
      std::vector<DependencyId> pulls;
      for (const DependencyId id : lines)
        if (goes_back(id, files, folder)) {
          ++added;
          if (is_in(files, program_.dependency(id).from)) pulls.push_back(id);
        }
      if (is_misplaced && count == most && count > own_needs && added < spared && spared - added > out.move.relieved)
        out.move = {.files = files, .from = from, .to = std::string(folder), .relieved = spared - added};
      if (!pulls.empty() && pulls.size() == added) note_pulled(files, std::move(pulls), out.pulled);
    }
    return out;
  }

  /// The header among the files that most cut lines lead to.
  void note_pulled(const std::vector<UnitId>& files, std::vector<DependencyId> pulls, Pulled& out) const {
    for (const UnitId file : files) {
      std::uint64_t wanted = 0;
      for (const DependencyId id : lines_of_[index(file)]) wanted += program_.dependency(id).to == file ? cut_lines_[index(id)] : 0;
      std::vector<DependencyId> own;
      for (const DependencyId id : pulls)
        if (program_.dependency(id).from == file) own.push_back(id);
      if (wanted > out.relieved && !own.empty()) out = {.file = file, .relieved = wanted, .pulls = std::move(own)};
    }
  }

  static bool is_in(const std::vector<UnitId>& files, UnitId id) { return std::ranges::find(files, id) != files.end(); }
  UnitId other_end(DependencyId id, UnitId file) const {
    const Dependency& d = program_.dependency(id);
    return d.from == file ? d.to : d.from;
  }

  bool is_occupied(const std::vector<UnitId>& files, std::string_view folder) const {
    return std::ranges::any_of(files, [&](UnitId file) { return paths_.contains(moved_to(folder, path(file))); });
  }
  /// Would the line run against the order, were the files in that folder?
  bool goes_back(DependencyId id, const std::vector<UnitId>& files, std::string_view folder) const {
    const Dependency& d = program_.dependency(id);
    const std::string from = is_in(files, d.from) ? moved_to(folder, path(d.from)) : path(d.from);
    const std::string to = is_in(files, d.to) ? moved_to(folder, path(d.to)) : path(d.to);
    const NodeEnds ends = folder_ends(view_, from, to);
    if (ends.from.empty()) return false;
    const auto a = node_.find(ends.from);
    const auto b = node_.find(ends.to);
    if (a == node_.end() || b == node_.end()) return false;
    return cut_pairs_.contains({a->second, b->second}) || reach_.reaches(b->second, a->second);
  }

  const Program& program_;
  ViewKind view_;
  const Arrangement& arranged_;
  Reachability reach_;
  std::unordered_map<std::string_view, std::uint32_t> node_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> cut_pairs_;
  std::vector<std::uint8_t> cut_lines_;
  std::vector<std::vector<DependencyId>> lines_of_;
  std::map<std::string_view, std::vector<UnitId>> candidates_;  ///< by stem
  std::set<std::string, std::less<>> paths_;
};

}  // namespace

MoveSearch find_moves(const Program& program, ViewKind view, const Arrangement& arranged, const CutGraph& cut) {
  return Search(program, view, arranged, cut).run();
}

}  // namespace unknot
