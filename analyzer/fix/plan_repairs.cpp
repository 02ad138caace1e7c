// Lines -> what the files lose -> declarations, bodies and includes that make up for it, until nothing is missing.
#include "analyzer/fix/plan_repairs.h"

#include <algorithm>
#include <tuple>

#include "analyzer/fix/outline.h"
#include "analyzer/fix/spell_include.h"
#include "analyzer/project/copy_commands.h"
#include "analyzer/project/path_text.h"
#include "graph/repairs.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

std::string_view stem(std::string_view file) {
  const auto name = name_part(file);
  return name.substr(0, name.find('.') == 0 ? name.size() : name.find('.'));
}
std::string_view plain_name(std::string_view qualified) {
  const auto colons = qualified.rfind("::");
  return colons == std::string_view::npos ? qualified : qualified.substr(colons + 2);
}
constexpr bool can_be_named_alone(SymbolKind kind) {
  return kind == SymbolKind::class_ || kind == SymbolKind::enumeration || kind == SymbolKind::enumerator ||
         kind == SymbolKind::function || kind == SymbolKind::variable || kind == SymbolKind::alias || kind == SymbolKind::macro ||
         kind == SymbolKind::concept_;
}

/// One configuration.
class Planner {
 public:
  Planner(const PlanningInput& input, std::size_t configuration, IncludeSpeller& speller, PlannedRepairs& out)
      : input_(input),
        configuration_(configuration),
        program_(input.configurations[configuration].program),
        speller_(speller),
        out_(out) {}

  void run(const std::set<EdgeName>& edges, const std::set<ExtraInclude>& extra) {
    for (std::uint32_t d = 0; d < program_.dependencies.size(); ++d) add_line(DependencyId{d}, edges);
    if (plan_.dropped.empty()) return;
    for (const auto& [line, edge] : edge_of_) judge(line, edge);
    if (!out_.refused.empty()) return;
    serve_all();
    if (!out_.refused.empty()) return;
    for (const auto& [line, edge] : edge_of_) guard_unseen(line, edge);
    for (const auto& one : extra) {
      if (const auto line = in_condition(one.because))
        return refuse(one.because, one.file + " relies on it, and line " + std::to_string(*line) + " stands in a condition");
      include(one.file, one.target.starts_with('<') ? one.target : spelled(one), one.because);
    }
  }

 private:
  const std::string& file(UnitId unit) const { return program_.file(unit); }
  const Use& use(std::uint32_t u) const { return program_.symbols.uses[u]; }
  const Symbol& symbol(std::uint32_t u) const { return program_.symbols.symbols[index(use(u).symbol)]; }
  void refuse(const EdgeName& edge, const std::string& why) { out_.refused.emplace(edge, why); }
  void step(const EdgeName& edge, std::string text) {
    auto& steps = out_.steps[edge];
    if (std::ranges::find(steps, text) == steps.end()) steps.push_back(std::move(text));
  }
  /// nullptr: it must not be touched, and the edge stays.
  FileChange* touch(const std::string& name, const EdgeName& edge) {
    if (const auto why = input_.protects(name); !why.empty()) {
      refuse(edge, name + " would have to change, and " + why);
      return nullptr;
    }
    auto& planned = out_.files[name];
    planned.because.insert(edge);
    return &planned.change;
  }

  void add_line(DependencyId id, const std::set<EdgeName>& edges) {
    const Dependency& d = program_.dependency(id);
    if (d.entered != Entered::yes || d.in != kOwnText || d.from == d.to) return;
    const EdgeName edge(program_.unit(d.from).name, program_.unit(d.to).name);
    if (!edges.contains(edge)) return;
    if (d.kind != DependencyKind::include) return refuse(edge, "line " + std::to_string(d.line) + " is no plain include");
    plan_.dropped.push_back(id);
    edge_of_.emplace(id, edge);
    if (FileChange* change = touch(file(d.from), edge)) {
      if (std::ranges::find(change->dropped, d.line) == change->dropped.end()) change->dropped.push_back(d.line);
      step(edge, file(d.from) + ":" + std::to_string(d.line) + ": drop the include of " + edge.second);
    }
  }

  /// With all units parsed that read the file, more may be known than before.
  void judge(DependencyId line, const EdgeName& edge) {
    if (program_.evidence.empty()) return refuse(edge, "no unit that reads it was parsed");
    const EdgeEvidence& known = program_.evidence[index(line)];
    if (known.evidence == Evidence::unknown)
      refuse(edge, "a unit that reads it does not compile, so that what it uses is not known");
    if (known.evidence == Evidence::inherent)
      refuse(edge, known.uses.empty() ? "the files are two halves of one" : words_of(program_, use(known.uses.front())));
  }

  /// What is missing is declared, moved or included, until nothing is.
  void serve_all() {
    constexpr int kRounds = 6;
    std::vector<LostInclude> missing;
    for (int round = 0; round < kRounds; ++round) {
      missing = lost_includes(program_, plan_);
      std::map<UnitId, std::vector<std::pair<std::uint32_t, EdgeName>>> to_move;
      bool changed = false;
      for (const auto& one : missing) {
        const EdgeName& edge = edge_of_.at(one.instead_of);
        for (const std::uint32_t u : one.uses) {
          const bool nameable = use(u).strength == Strength::name_only && !symbol(u).forward.empty();
          if (!one.closes_cycle && !(nameable && drops_lines(one.file))) continue;
          if (nameable) changed |= declare(one.file, u, edge);
          else if (use(u).place == UsePlace::body && use(u).file == one.file && use(u).strength < Strength::member)
            to_move[one.file].emplace_back(u, edge);
          else
            refuse(edge, file(one.file) + " relies on it: it " + words_of(program_, use(u)) + ", and to include " +
                             file(one.target) + " would close the cycle again");
        }
      }
      for (const auto& [header, uses] : to_move) changed |= move_bodies(header, uses);
      if (!out_.refused.empty()) return;
      if (!changed) break;
    }
    for (const auto& one : missing) {
      const EdgeName& edge = edge_of_.at(one.instead_of);
      if (one.closes_cycle)
        return refuse(edge, file(one.file) + " would have to include " + file(one.target) + ", which closes the cycle again");
      if (const auto line = in_condition(edge))
        return refuse(edge, file(one.file) + " relies on it, and line " + std::to_string(*line) +
                                " stands in a condition: who needs it would have to ask the same");
      include(file(one.file), speller_.spell(program_, one.file, one.target, one.instead_of), edge);
      undeclare(one.file, one.target);
    }
  }
  /// What an include brings need not be declared beside it.
  void undeclare(UnitId in, UnitId target) {
    const auto brought = reached_without(program_, target, plan_.dropped);
    for (const auto& [id, files] : plan_.declared) {
      const Symbol& symbol = program_.symbols.symbols[index(id)];
      if (!files.contains(in) || std::ranges::none_of(symbol.declarations, [&](const Declaration& declaration) {
            return declaration.file != in && brought[index(declaration.file)];
          }))
        continue;
      std::erase(out_.files[file(in)].change.declared, forward(symbol, in));
      for (auto& [edge, steps] : out_.steps) std::erase(steps, file(in) + ": declare " + symbol.name);
    }
  }
  /// A line of the edge that is not always read.
  std::optional<std::uint32_t> in_condition(const EdgeName& edge) const {
    for (const auto& [line, of] : edge_of_)
      if (of == edge && program_.dependency(line).when != When::always) return program_.dependency(line).line;
    return std::nullopt;
  }
  bool drops_lines(UnitId unit) const {
    return std::ranges::any_of(plan_.dropped, [&](DependencyId line) { return program_.dependency(line).from == unit; });
  }

  bool declare(UnitId in, std::uint32_t u, const EdgeName& edge) {
    if (!plan_.declared[use(u).symbol].insert(in).second) return false;
    if (FileChange* change = touch(file(in), edge)) {
      change->declared.push_back(forward(symbol(u), in));
      sort_unique(change->declared);
      step(edge, file(in) + ": declare " + symbol(u).name);
    }
    return true;
  }

  /// The declaration, with namespaces as the definition spells them where the file spells them so too: a macro may name one.
  std::string forward(const Symbol& of, UnitId in) { return without_lost_macros(with_spelled_namespaces(of, in), in); }

  /// An export macro that the file does not know afterwards is left out: the definition says it.
  std::string without_lost_macros(std::string text, UnitId in) const {
    const auto reached = reached_without(program_, in, plan_.dropped);
    for (const Symbol& macro : program_.symbols.symbols) {
      if (macro.kind != SymbolKind::macro) continue;
      const auto known = [&](const Declaration& declaration) { return reached[index(declaration.file)]; };
      const std::string word = " " + macro.name + " ";
      const auto at = text.find(word);
      if (at != std::string::npos && std::ranges::none_of(macro.declarations, known)) text.erase(at, word.size() - 1);
    }
    return text;
  }

  std::string with_spelled_namespaces(const Symbol& of, UnitId in) const {
    std::string out = of.forward;
    const auto definition = std::ranges::find(of.declarations, true, &Declaration::definition);
    SourceFile there, here;
    if (definition == of.declarations.end() ||
        input_.tree.read(plain_path(input_.root, file(definition->file)), there) != ReadStatus::ok ||
        input_.tree.read(plain_path(input_.root, file(in)), here) != ReadStatus::ok)
      return out;
    const Outline outline = outline_of(there.bytes);
    if (definition->at.line > outline.lines()) return out;
    const std::size_t at = outline.begin_of(definition->at.line);
    const NamespaceEnd* around = nullptr;
    for (const auto& space : outline.namespaces)
      if (space.begin < at && at < space.at && (around == nullptr || space.begin > around->begin)) around = &space;
    if (around == nullptr) return out;
    std::size_t from = 0;
    for (const auto& name : around->names) {
      const std::string spelled = name.starts_with("inline ") ? name.substr(7) : name;
      from = out.find("namespace ", from);
      if (from == std::string::npos) return of.forward;
      from += 10;
      const std::size_t end = out.find(" {", from);
      if (end == std::string::npos) return of.forward;
      if (out.compare(from, end - from, spelled) != 0) {
        if (here.bytes.find("namespace " + spelled) == std::string::npos) return of.forward;
        out.replace(from, end - from, spelled);
      }
    }
    return out.find("namespace ", from) == std::string::npos ? out : of.forward;
  }

  void include(const std::string& in, const std::string& name, const EdgeName& edge) {
    FileChange* change = touch(in, edge);
    if (change == nullptr || std::ranges::find(change->included, name) != change->included.end()) return;
    change->included.push_back(name);
    std::ranges::sort(change->included);
    step(edge, in + ": include " + name);
  }
  std::string spelled(const ExtraInclude& extra) {
    std::optional<UnitId> from, to;
    for (std::uint32_t u = 0; u < program_.units.size(); ++u) {
      if (file(UnitId{u}) == extra.file) from = UnitId{u};
      if (file(UnitId{u}) == extra.target) to = UnitId{u};
    }
    return from && to ? speller_.spell(program_, *from, *to, plan_.dropped.front()) : '"' + extra.target + '"';
  }

  /// The source file of a header: that which bears its name and includes it; beside it before elsewhere.
  std::optional<UnitId> source_of(UnitId header) const {
    std::vector<UnitId> near, far;
    for (const auto& d : program_.dependencies) {
      const Unit& from = program_.unit(d.from);
      if (d.to != header || !from.entry || from.origin != Origin::project || d.entered != Entered::yes ||
          stem(file(d.from)) != stem(file(header)))
        continue;
      (folder_part(file(d.from)) == folder_part(file(header)) ? near : far).push_back(d.from);
    }
    sort_unique(near), sort_unique(far);
    const auto& best = near.empty() ? far : near;
    return best.size() == 1 ? std::optional(best.front()) : std::nullopt;
  }

  bool move_bodies(UnitId header, const std::vector<std::pair<std::uint32_t, EdgeName>>& uses) {
    const auto refuse_all = [&](const std::string& why) {
      for (const auto& [u, edge] : uses) refuse(edge, file(header) + ": " + why + "; it " + words_of(program_, use(u)));
      return false;
    };
    const auto source = source_of(header);
    if (!source) return refuse_all("bodies would have to move, and no source file bears its name");
    const auto command = input_.reader(configuration_, *source);
    if (!command) return refuse_all("no command is known for " + file(*source));
    BodiesRequest request{.unit = *command, .file = plain_path(input_.root, file(header)), .at = {}};
    for (const auto& [u, edge] : uses) request.at.insert(request.at.end(), use(u).at.begin(), use(u).at.end());
    sort_unique(request.at);
    BodiesReply reply;
    input_.workers.run({request}, [&](std::size_t, Answer answer) {
      if (answer.reply) reply = std::get<BodiesReply>(std::move(*answer.reply));
    });
    const auto holding = [&](const TextPosition& at) {
      return std::ranges::find_if(reply.bodies, [&](const OutOfLine& body) { return body.begin <= at && at < body.end; });
    };
    for (const auto& [u, edge] : uses)
      for (const auto& at : use(u).at) {
        const auto body = holding(at);
        if (body == reply.bodies.end())
          refuse(edge, file(header) + ":" + std::to_string(at.line) + ": this body is not understood well enough to move it");
        else if (!body->why_not.empty())
          refuse(edge, body->name + " (" + file(header) + ":" + std::to_string(body->begin.line) +
                           ") would have to move, and it " + body->why_not);
      }
    if (!out_.refused.empty()) return false;
    // All that stands in a body moves with it.
    for (std::uint32_t u = 0; u < program_.symbols.uses.size(); ++u)
      if (use(u).file == header &&
          std::ranges::all_of(use(u).at, [&](const TextPosition& at) { return holding(at) != reply.bodies.end(); }))
        plan_.moved.emplace(u, *source);
    const EdgeName& edge = uses.front().second;
    FileChange* from = touch(file(header), edge);
    FileChange* to = touch(file(*source), edge);
    if (from == nullptr || to == nullptr) return false;
    bool changed = false;
    for (const auto& body : reply.bodies) {
      if (!moved_.insert({header, body.begin}).second) continue;
      changed = true;
      const bool known = std::ranges::any_of(
          to->bodies, [&](const MovedBody& other) { return other.text == body.text && other.namespaces == body.namespaces; });
      if (known) continue;  // another configuration has it
      from->changes.insert(from->changes.end(), body.changes.begin(), body.changes.end());
      to->bodies.push_back({body.namespaces, body.text});
      step(edge, file(*source) + ": the body of " + body.name + " comes here from " + file(header));
    }
    for (const auto& [u, because] : uses)
      out_.files[file(header)].because.insert(because), out_.files[file(*source)].because.insert(because);
    return changed;
  }

  /// Words that no parse has seen, in branches that are not compiled here, and texts of macros, may need what goes.
  void guard_unseen(DependencyId line, const EdgeName& edge) {
    const UnitId in = program_.dependency(line).from;
    SourceFile source;
    if (input_.tree.read(plain_path(input_.root, file(in)), source) != ReadStatus::ok)
      return refuse(edge, file(in) + " cannot be read");
    const Outline outline = outline_of(source.bytes);
    if (outline.words.empty()) return;
    const auto before = reached_without(program_, in, {});
    const auto after = reached_without(program_, in, plan_.dropped);
    std::set<std::string_view> lost;
    for (const Symbol& s : program_.symbols.symbols) {
      if (!can_be_named_alone(s.kind)) continue;
      bool had = false, has = false;
      for (const auto& declaration : s.declarations) {
        had |= before[index(declaration.file)];
        has |= after[index(declaration.file)];
      }
      if (had && !has) lost.insert(plain_name(s.name));
    }
    for (const auto& word : outline.words) {
      if (!lost.contains(word.text)) continue;
      const bool seen = !word.in_macro && std::ranges::any_of(program_.symbols.uses, [&](const Use& u) {
        return u.file == in && plain_name(program_.symbols.symbols[index(u.symbol)].name) == word.text &&
               std::ranges::any_of(u.at, [&](const TextPosition& at) { return at.line == word.line; });
      });
      if (seen) continue;
      return refuse(edge, file(in) + ":" + std::to_string(word.line) + ": " +
                              (word.in_macro ? "the text of a macro" : "a branch that is not compiled here") + " names " +
                              std::string(word.text));
    }
  }

  const PlanningInput& input_;
  std::size_t configuration_;
  const Program& program_;
  IncludeSpeller& speller_;
  PlannedRepairs& out_;
  RepairPlan plan_;
  std::map<DependencyId, EdgeName> edge_of_;
  std::set<std::pair<UnitId, TextPosition>> moved_;
};

std::string_view verb(const Use& use) {
  switch (use.strength) {
    case Strength::name_only:
      return "names";
    case Strength::refer:
      return "uses";
    case Strength::call:
      return "calls";
    case Strength::complete:
      return "needs all of";
    case Strength::member:
      return "holds";
    case Strength::inherit:
      return "inherits from";
    case Strength::macro:
      return "expands";
  }
  return "";
}

}  // namespace

std::string words_of(const Program& program, const Use& use) {
  return std::string(verb(use)) + " " + program.symbols.symbols[index(use.symbol)].name + " (" + program.file(use.file) + ":" +
         std::to_string(use.at.front().line) + ")";
}

PlannedRepairs plan_repairs(const PlanningInput& input, const std::set<EdgeName>& edges, const std::set<ExtraInclude>& extra) {
  PlannedRepairs out;
  IncludeSpeller speller(input.tree, input.root);
  for (std::size_t c = 0; c < input.configurations.size() && out.refused.empty(); ++c)
    Planner(input, c, speller, out).run(edges, extra);
  return out;
}

}  // namespace unknot
