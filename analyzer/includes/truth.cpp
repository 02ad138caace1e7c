// Candidates, what is true already, and what the preprocessor says of the rest.
#include "analyzer/includes/truth.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/includes/header_unit_macros.h"
#include "analyzer/includes/macro_slice.h"
#include "analyzer/includes/preprocessing.h"
#include "analyzer/includes/unit_signature.h"
#include "graph/algorithms/components.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using Directives = std::vector<DirectiveEdge>;

constexpr std::uint32_t kNoPart = 0xffffffff;

/// For each file the number of its strongly connected part; a file that includes itself is a part too.
std::vector<std::uint32_t> parts_of(const Directives& directives, std::size_t file_count) {
  std::vector<Edge> edges;
  edges.reserve(directives.size());
  for (const auto& directive : directives)
    if (edges.empty() || edges.back() != Edge{index(directive.from), index(directive.to)})
      edges.push_back({index(directive.from), index(directive.to)});
  std::vector<std::uint32_t> part(file_count, kNoPart);
  std::uint32_t count = 0;
  for (const auto& component : strong_components(Digraph(static_cast<Vertex>(file_count), edges))) {
    for (const Vertex v : component) part[v] = count;
    ++count;
  }
  for (const auto& edge : edges)
    if (edge.from == edge.to && part[edge.from] == kNoPart) part[edge.from] = count++;
  return part;
}

/// Only the directives within one part.
Directives within_parts(const Directives& directives, std::size_t file_count) {
  const auto part = parts_of(directives, file_count);
  Directives out;
  for (const auto& directive : directives)
    if (part[index(directive.from)] != kNoPart && part[index(directive.from)] == part[index(directive.to)])
      out.push_back(directive);
  return out;
}

/// Units to preprocess, one for each signature, those first that can decide most.
struct Representative {
  std::uint32_t class_index = 0;
  std::uint32_t command = 0;
  std::vector<FileId> asked;
};

class TruthFinder {
 public:
  explicit TruthFinder(const TruthInput& input) : in_(input), macros_(input.sources, files_of(input)) {
    for (const auto& command : in_.commands)
      for (const auto& [name, text] : command.macros) command_macros_.insert(name);
  }

  Truth run() {
    part_ = parts_of(in_.directives, in_.folders.file_count());
    if (std::ranges::all_of(part_, [](std::uint32_t p) { return p == kNoPart; })) return std::move(truth_);
    // A part of all classes together may be none in any of them. What is one in some class counts in all: a tangle lists
    // every edge between its files, whichever class follows it.
    std::vector<Directives> by_class;
    std::vector<bool> live(in_.folders.file_count());
    for (const auto& c : in_.classes)
      for (const auto& edge : within_parts(by_class.emplace_back(directives_of(c)), in_.folders.file_count()))
        live[index(edge.from)] = live[index(edge.to)] = true;
    for (std::size_t i = 0; i < in_.classes.size(); ++i) {
      auto& possible = by_class[i];
      std::erase_if(possible, [&](const DirectiveEdge& edge) { return !live[index(edge.from)] || !live[index(edge.to)]; });
      if (possible.empty()) continue;
      add_true_already(i, possible);
      truth_.variants.push_back(std::move(possible));
    }
    sort_unique(truth_.variants);
    note_changers();
    decide();
    finish();
    return std::move(truth_);
  }

  ComputedTargets computed(Truth& truth) {
    std::vector<Representative> units;
    for (std::uint32_t i = 0; i < in_.classes.size(); ++i) {
      if (in_.classes[i].inferred) continue;
      Directives open;
      for (const auto& state : in_.classes[i].graph.states()) {
        const ScannedSource* source = followed(state.file);
        if (source == nullptr) continue;
        const auto& includes = source->facts.includes;
        for (std::uint32_t k = 0; k < includes.size(); ++k)
          if (includes[k].form == Spelled::computed) open.push_back({state.file, k, state.file});
      }
      if (!open.empty()) add_representatives(i, open, units);
    }
    ComputedTargets out;
    preprocess(units, [&](const PreprocessReply& reply, const Representative&) {
      for (const auto& [edge, target] : edges_of(reply)) {
        const auto& include = in_.sources.find(edge.from)->facts.includes[edge.include];
        if (include.form != Spelled::computed) continue;
        auto& targets = out[{edge.from, edge.include}];
        if (std::ranges::find(targets, target) == targets.end()) targets.push_back(target);
      }
      return true;
    });
    for (auto& [at, targets] : out)
      std::ranges::sort(targets, {}, [&](AccessId id) { return in_.folders.path(in_.folders.access(id).file); });
    add_preprocessing(truth, truth_);
    return out;
  }

 private:
  /// Those that the classes know: another configuration's files change no macro of this one.
  static std::vector<bool> files_of(const TruthInput& input) {
    std::vector<bool> out(input.folders.file_count());
    for (const auto& c : input.classes)
      for (const auto& state : c.graph.states()) out[index(state.file)] = true;
    return out;
  }

  static std::set<std::string> name_set(std::vector<std::string> names) { return {names.begin(), names.end()}; }

  const ScannedSource* followed(FileId file) const { return in_.is_project(file) ? in_.sources.find(file) : nullptr; }

  /// Those of the class within the parts of all classes together.
  Directives directives_of(const IncludeClass& c) const {
    Directives out;
    const auto& states = c.graph.states();
    for (std::uint32_t s = 0; s < states.size(); ++s)
      for (const auto& step : c.graph.steps(s))
        if (step.to != kUnresolved && part_[index(states[s].file)] != kNoPart &&
            part_[index(states[s].file)] == part_[index(states[step.to].file)])
          out.push_back({states[s].file, step.include, states[step.to].file});
    sort_unique(out);
    return out;
  }

  /// Is the directive followed whenever its file is entered for the first time?
  bool unconditional(FileId file, std::uint32_t i) const {
    const auto& facts = in_.sources.find(file)->facts;
    const auto& include = facts.includes[i];
    // What a computed name stands for may differ from unit to unit.
    if (include.condition != 0 || include.form == Spelled::computed) return false;
    // A guard that somebody else defines too may be closed already.
    return include.guard == 0 || guard_is_own(facts.guards[include.guard - 1]);
  }
  bool guard_is_own(const std::string& guard) const {
    return macros_.changers(guard).size() <= 1 && !command_macros_.contains(guard);
  }

  /// Directives whose target depends on how their file was found (links, #include_next): which way comes first in a unit,
  /// and so decides behind a guard, only the preprocessor can tell.
  std::set<std::pair<FileId, std::uint32_t>> ambiguous(const ClassGraph& graph) const {
    std::set<std::pair<FileId, std::uint32_t>> out;
    const auto& states = graph.states();
    constexpr std::uint32_t kNone = 0xffffffff;
    std::vector<std::uint32_t> first(in_.folders.file_count(), kNone);
    const auto target = [&](const Step& step) { return step.to == kUnresolved ? kNone : index(states[step.to].file); };
    for (std::uint32_t s = 0; s < states.size(); ++s) {
      // Several targets from one place: under rules where the whole way to it counts (LookupRules).
      const auto steps = graph.steps(s);
      for (std::size_t k = 1; k < steps.size(); ++k)
        if (steps[k - 1].include == steps[k].include && target(steps[k - 1]) != target(steps[k])) out.emplace(states[s].file, steps[k].include);
      auto& known = first[index(states[s].file)];
      if (known == kNone) {
        known = s;
        continue;
      }
      const auto a = graph.steps(known);
      const auto b = graph.steps(s);
      for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k)
        if (a[k].include == b[k].include && target(a[k]) != target(b[k])) out.emplace(states[s].file, a[k].include);
    }
    return out;
  }

  void add_true_already(std::size_t i, const Directives& possible) {
    const auto& graph = in_.classes[i].graph;
    const auto& states = graph.states();
    const auto unclear = ambiguous(graph);
    const auto surely = [&](FileId file, std::uint32_t include) {
      return unconditional(file, include) && !unclear.contains({file, include});
    };
    std::vector<bool> reached(states.size());
    std::vector<std::uint32_t> queue;
    const auto reach = [&](std::uint32_t s) {
      if (!reached[s]) reached[s] = true, queue.push_back(s);
    };
    for (const std::uint32_t root : graph.roots()) reach(root);
    std::unordered_set<std::uint32_t> files;
    for (std::size_t q = 0; q < queue.size(); ++q) {
      const std::uint32_t s = queue[q];
      files.insert(index(states[s].file));
      for (const auto& step : graph.steps(s))
        if (step.to != kUnresolved && surely(states[s].file, step.include)) reach(step.to);
    }
    Directives context;
    for (const auto& edge : possible)
      if (files.contains(index(edge.from)) && surely(edge.from, edge.include)) context.push_back(edge);
    if (!in_.classes[i].inferred) {
      Directives open;
      std::ranges::set_difference(possible, context, std::back_inserter(open));
      if (!open.empty()) open_.emplace_back(static_cast<std::uint32_t>(i), std::move(open));
    }
    add_context(std::move(context));
  }

  void add_context(Directives context) {
    if (context.empty()) return;
    followed_.insert(context.begin(), context.end());
    if (std::ranges::find(truth_.contexts, context) == truth_.contexts.end()) truth_.contexts.push_back(std::move(context));
  }

  void add_condition_names(const ScannedSource& source, const IncludeFact& include, std::set<std::string>& names) const {
    for (const auto& literal : source.facts.conditions[include.condition])
      names.merge(name_set(macros_in(source.facts.atoms[literal.atom])));
    if (include.guard != 0) names.insert(source.facts.guards[include.guard - 1]);
  }

  Say what_has_a_say(const IncludeClass& c, const Directives& open) const {
    Say say;
    const auto& states = c.graph.states();
    std::vector<std::vector<std::uint32_t>> into(states.size());
    for (std::uint32_t s = 0; s < states.size(); ++s)
      for (const auto& step : c.graph.steps(s))
        if (step.to != kUnresolved) into[step.to].push_back(s);
    for (const auto& edge : open) {
      const ScannedSource& source = *in_.sources.find(edge.from);
      const IncludeFact& include = source.facts.includes[edge.include];
      say.askers.insert(edge.from);
      add_condition_names(source, include, say.names);
      if (include.form == Spelled::computed) say.names.merge(name_set(macros_in(include.spelling)));
    }
    say.leads.resize(states.size());
    std::vector<std::uint32_t> queue;
    for (std::uint32_t s = 0; s < states.size(); ++s)
      if (say.askers.contains(states[s].file)) say.leads[s] = true, queue.push_back(s);
    for (std::size_t q = 0; q < queue.size(); ++q)
      for (const std::uint32_t s : into[queue[q]])
        if (!say.leads[s]) say.leads[s] = true, queue.push_back(s);
    // The conditions on the way from any unit to an undecided directive have a say in it, too.
    for (std::uint32_t s = 0; s < states.size(); ++s) {
      const ScannedSource* source = in_.sources.find(states[s].file);
      if (!say.leads[s] || source == nullptr) continue;
      for (const auto& step : c.graph.steps(s))
        if (step.to != kUnresolved && say.leads[step.to] && !unconditional(states[s].file, step.include))
          add_condition_names(*source, source->facts.includes[step.include], say.names);
    }
    return say;
  }

  void add_representatives(std::uint32_t i, const Directives& open, std::vector<Representative>& out) const {
    const auto& c = in_.classes[i];
    const Say say = what_has_a_say(c, open);
    const auto slice = slice_macros(say.names, macros_, in_.folders, in_.workers);
    UnitSignatures signatures(in_, c, slice, say, [&](FileId file, std::uint32_t include) {
      return unconditional(file, include);
    });
    std::unordered_set<std::uint64_t> seen;
    for (const auto& unit : c.graph.units()) {
      auto signature = signatures.of(unit);
      if (signature.asked.empty() || !seen.insert(signature.hash).second) continue;
      out.push_back({i, unit.command, std::move(signature.asked)});
    }
  }

  /// `more(reply, unit)` says whether to go on.
  void preprocess(std::vector<Representative>& units, const std::function<bool(const PreprocessReply&, const Representative&)>& more) {
    std::ranges::sort(units, {}, [](const Representative& unit) {
      return std::tuple(-static_cast<std::int64_t>(unit.asked.size()), unit.class_index, unit.command);
    });
    constexpr std::size_t kBatch = 8;  // fixed, so that the same units are asked whatever the number of jobs
    for (std::size_t begin = 0; begin < units.size(); begin += kBatch) {
      const std::size_t end = std::min(units.size(), begin + kBatch);
      std::vector<Request> requests;
      for (std::size_t i = begin; i < end; ++i) requests.push_back(preprocess_request(in_, units[i].command));
      std::vector<Answer> answers(requests.size());
      std::size_t done = begin;
      in_.workers.run(requests, [&](std::size_t i, Answer answer) {
        answers[i] = std::move(answer);
        if (in_.progress) in_.progress(Phase::preprocess, ++done, units.size());
      });
      bool go_on = true;
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& unit = units[begin + i];
        const Heard heard = hear(in_, unit.command, answers[i], truth_);
        if (!heard.complete) lost_.insert(unit.asked.begin(), unit.asked.end());
        if (heard.reply != nullptr) go_on = more(*heard.reply, unit) && go_on;
      }
      if (!go_on) return;
    }
  }

  /// What a unit followed, in our terms. A line names its directive.
  std::vector<std::pair<DirectiveEdge, AccessId>> edges_of(const PreprocessReply& reply) {
    std::vector<AccessId> accesses;
    for (const auto& path : reply.paths) accesses.push_back(in_.folders.find_path(path));
    std::vector<std::pair<DirectiveEdge, AccessId>> out;
    for (const auto& entered : reply.includes) {
      const AccessId from = accesses[entered.from];
      const AccessId to = accesses[entered.to];
      if (from == AccessId::none || to == AccessId::none) continue;
      const FileId file = in_.folders.access(from).file;
      const ScannedSource* source = followed(file);
      if (source == nullptr) continue;
      const auto& includes = source->facts.includes;
      const auto at = std::ranges::lower_bound(includes, entered.line, {}, &IncludeFact::line);
      if (at == includes.end() || at->line != entered.line || at->header_unit) continue;
      out.push_back({{file, static_cast<std::uint32_t>(at - includes.begin()), in_.folders.access(to).file}, to});
    }
    return out;
  }

  Directives inside_parts(const PreprocessReply& reply, std::uint32_t class_index) {
    Directives out;
    for (const auto& [edge, target] : edges_of(reply))
      if (!doubtful(class_index, edge) && index(edge.to) < part_.size() && part_[index(edge.from)] != kNoPart &&
          part_[index(edge.from)] == part_[index(edge.to)])
        out.push_back(edge);
    sort_unique(out);
    return out;
  }

  /// Header units are not there to be preprocessed: conditions on what they define tell nothing.
  bool doubtful(std::uint32_t class_index, const DirectiveEdge& edge) {
    const auto found = doubts_.try_emplace(class_index, in_, in_.classes[class_index]).first;
    const auto& facts = in_.sources.find(edge.from)->facts;
    return found->second.may_decide(facts, facts.includes[edge.include].condition);
  }

  /// What closes a walk, by FileId.
  std::vector<std::vector<Vertex>> components_of(const Directives& context) const {
    std::vector<Edge> edges;
    for (const auto& edge : context) edges.push_back({index(edge.from), index(edge.to)});
    return strong_components(Digraph(static_cast<Vertex>(part_.size()), std::move(edges)));
  }

  /// Nothing more can be learned where every directive is followed and one joined tangle covers each part.
  bool settled() const {
    for (const auto& [i, open] : open_)
      if (!std::ranges::all_of(open, [&](const DirectiveEdge& edge) { return followed_.contains(edge); })) return false;
    std::vector<std::vector<Vertex>> sets;
    for (const auto& context : truth_.contexts)
      for (auto& component : components_of(context)) sets.push_back(std::move(component));
    std::set<std::uint32_t> covered;
    std::size_t vertices = 0;
    for (const auto& set : join_overlapping(std::move(sets))) {
      if (!covered.insert(part_[set.front()]).second) return false;  // two tangles in one part
      vertices += set.size();
    }
    std::vector<std::uint32_t> sizes;
    for (const std::uint32_t p : part_) {
      if (p == kNoPart) continue;
      if (p >= sizes.size()) sizes.resize(p + 1);
      ++sizes[p];
    }
    std::size_t wanted = 0;
    for (const std::uint32_t size : sizes)
      if (size > 1) wanted += size;
    return vertices == wanted;
  }

  void decide() {
    if (open_.empty()) return;
    std::vector<Representative> units;
    for (const auto& [i, open] : open_) add_representatives(i, open, units);
    preprocess(units, [&](const PreprocessReply& reply, const Representative& unit) {
      auto context = inside_parts(reply, unit.class_index);
      for (const auto& component : components_of(context))
        for (const Vertex file : component) entered_by_.try_emplace(static_cast<FileId>(file), unit.command);
      add_context(std::move(context));
      return !settled();
    });
  }

  /// An atom can change on the way through a part where a file that changes one of its macros is in the part or can be
  /// reached from it.
  void note_changers() {
    std::unordered_set<std::uint32_t> near;
    for (const auto& c : in_.classes) {
      const auto& states = c.graph.states();
      std::vector<bool> seen(states.size());
      std::vector<std::uint32_t> queue;
      for (std::uint32_t s = 0; s < states.size(); ++s)
        if (part_[index(states[s].file)] != kNoPart) seen[s] = true, queue.push_back(s);
      for (std::size_t q = 0; q < queue.size(); ++q) {
        near.insert(index(states[queue[q]].file));
        for (const auto& step : c.graph.steps(queue[q]))
          if (step.to != kUnresolved && !seen[step.to]) seen[step.to] = true, queue.push_back(step.to);
      }
    }
    std::set<std::string> atoms;
    for (const auto& variant : truth_.variants)
      for (const auto& edge : variant) {
        const auto& facts = in_.sources.find(edge.from)->facts;
        for (const auto& literal : facts.conditions[facts.includes[edge.include].condition])
          atoms.insert(facts.atoms[literal.atom]);
      }
    for (const auto& atom : atoms) {
      std::vector<FileId> files;
      for (const auto& name : macros_in(atom))
        for (const FileId file : macros_.changers(name))
          if (near.contains(index(file))) files.push_back(file);
      sort_unique(files);
      if (!files.empty()) truth_.changed_by.emplace_back(atom, std::move(files));
    }
  }

  void finish() {
    truth_.followed.assign(followed_.begin(), followed_.end());
    truth_.entered_by.assign(entered_by_.begin(), entered_by_.end());
    for (const auto& [i, open] : open_)
      for (const auto& edge : open)
        if ((lost_.contains(edge.from) || doubtful(i, edge)) && !followed_.contains(edge)) truth_.undecided.push_back(edge);
    sort_unique(truth_.undecided);
    std::ranges::sort(truth_.contexts);
    sort_unique(truth_.read);
    sort_unique(truth_.missing);
  }

  const TruthInput& in_;
  MacroIndex macros_;
  std::unordered_set<std::string> command_macros_;
  std::vector<std::uint32_t> part_;
  std::vector<std::pair<std::uint32_t, Directives>> open_;  ///< by class: not true already
  std::set<DirectiveEdge> followed_;
  std::map<FileId, std::uint32_t> entered_by_;
  std::map<std::uint32_t, HeaderUnitMacros> doubts_;  ///< by class
  std::set<FileId> lost_;  ///< files whose unit could not tell
  Truth truth_;
};

}  // namespace

std::vector<DirectiveEdge> all_directives(const SourceFiles& sources, const std::vector<IncludeClass>& classes,
                                          const std::function<bool(FileId)>& is_project) {
  // Nearly every directive has one target in all classes: the first is remembered, so that later classes add nothing.
  const DirectiveNumbers numbers(sources);
  std::vector<std::uint32_t> first(numbers.count(), 0);
  Directives out;
  for (const auto& c : classes) {
    const auto& states = c.graph.states();
    for (std::uint32_t s = 0; s < states.size(); ++s)
      for (const auto& step : c.graph.steps(s)) {
        if (step.to == kUnresolved || !is_project(states[step.to].file)) continue;
        auto& known = first[numbers.of(states[s].file, step.include)];
        const std::uint32_t target = index(states[step.to].file) + 1;
        if (known == target) continue;
        known = target;
        out.push_back({states[s].file, step.include, states[step.to].file});
      }
  }
  sort_unique(out);
  return out;
}

void add_preprocessing(Truth& into, const Truth& from) {
  const auto append = [](auto& a, const auto& b) { a.insert(a.end(), b.begin(), b.end()); };
  append(into.failures, from.failures);
  append(into.read, from.read);
  append(into.missing, from.missing);
  into.preprocessed += from.preprocessed;
}

Truth find_truth(const TruthInput& input) { return TruthFinder(input).run(); }

ComputedTargets find_computed_targets(const TruthInput& input, Truth& truth) { return TruthFinder(input).computed(truth); }

}  // namespace unknot
