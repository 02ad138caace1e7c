// Python modules that import each other, and what comes of it: a cycle is not a crash.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "checks/registry.h"
#include "checks/tangles.h"
#include "graph/algorithms/components.h"
#include "graph/import_context.h"
#include "graph/sort_unique.h"

namespace unknot {
namespace {

using imports::Context;
using imports::Entry;
using imports::Failure;
using imports::kNone;
using imports::Outcome;
using imports::Start;
using Dependencies = std::vector<DependencyId>;
using Units = std::vector<UnitId>;

/// The sets of units that are knotted by these dependencies.
std::vector<Units> knots(const Program& program, const Dependencies& dependencies) {
  std::vector<Edge> edges;
  for (const DependencyId id : dependencies) edges.push_back({index(program.dependency(id).from), index(program.dependency(id).to)});
  std::vector<Units> out;
  for (const auto& component : strong_components(Digraph(static_cast<Vertex>(program.units.size()), std::move(edges)))) {
    Units units;
    for (const Vertex v : component) units.push_back(static_cast<UnitId>(v));
    std::ranges::sort(units);
    out.push_back(std::move(units));
  }
  return out;
}

Dependencies within(const Program& program, const Dependencies& all, const Units& units) {
  Dependencies out;
  for (const DependencyId id : all)
    if (std::ranges::binary_search(units, program.dependency(id).from) && std::ranges::binary_search(units, program.dependency(id).to)) out.push_back(id);
  return out;
}

/// One set of modules, with what was seen in it.
class Knot {
 public:
  Knot(const Program& program, const Units& units) : program_(program), context_(*program.imports), units_(units) { look(); }

  std::string_view verdict() const { return verdict_; }
  std::string_view case_name() const { return case_.empty() ? verdict_ : case_; }
  Severity severity() const { return severity_; }
  const std::vector<std::string>& failing() const { return failing_; }
  std::string subject() const { return subject_; }
  std::vector<Note> notes() const { return notes_; }

  void report_lines(const FindingSink& report) const {
    for (const auto& [key, entry] : lines_) {
      const Failure& failure = entry->result.failure;
      Finding finding;
      finding.check = checks::import_cycle.info.id;
      finding.case_name = "failing-line";
      finding.severity = severity_;
      finding.language = Language::python;
      finding.at = place(failure.module, failure.line, failure.column);
      const std::string& from = unit_name(failure.module);
      const std::string& asked = unit_name(failure.asked);
      const auto& facts = context_.world.modules[failure.asked].facts;
      const std::uint32_t bound = imports::bound_line(facts, failure.name);
      finding.message = failure.type + " when " + started(*entry) + ": " + asked + " has no '" + failure.name + "'";
      if (bound != 0) finding.message += " yet, line " + std::to_string(bound) + " of " + file(failure.asked) + " binds it later";
      else if (is_never_named(facts, failure.name)) finding.message += ", and nothing in " + file(failure.asked) + " binds it";
      else finding.message += " yet";
      finding.fingerprint = fingerprint(finding.check, from, asked + "." + failure.name);
      finding.exception = FindingException{.type = failure.type, .name = failure.name, .at = finding.at, .bound_at = {}};
      if (bound != 0) finding.exception->bound_at = Place{.file = file(failure.asked), .line = bound, .column = 1};
      for (const auto& step : failure.chain)
        if (step.line != 0) finding.notes.push_back({place(step.module, step.line, 1), "on the way: " + unit_name(step.module) + " is not finished here"});
      if (bound != 0) finding.notes.push_back({*finding.exception->bound_at, "'" + failure.name + "' is bound here: above the import that leads back, it would be there in time"});
      finding.notes.push_back({finding.at, failure.type == "ImportError" ? "or import the module and not the name, or import it inside the function that uses it"
                                                                          : "or use it inside a function, when every module is finished"});
      report(std::move(finding));
    }
  }

 private:
  /// No statement has a word for it, and none binds names that nobody wrote.
  static bool is_never_named(const imports::ModuleFacts& facts, const std::string& name) {
    return !facts.is_damaged && std::ranges::find(facts.names, name) == facts.names.end() &&
           std::ranges::none_of(facts.stmts, [](const imports::Stmt& stmt) { return stmt.kind == imports::StmtKind::from && stmt.first.count == 0; });
  }
  bool holds(std::uint32_t module) const { return module != kNone && std::ranges::binary_search(units_, context_.unit_of[module]); }
  const std::string& unit_name(std::uint32_t module) const {
    static const std::string kSpace = "the namespace package";
    return context_.unit_of[module] == UnitId{kNone} ? kSpace : program_.unit(context_.unit_of[module]).name;
  }
  const std::string& file(std::uint32_t module) const { return context_.world.modules[module].path; }
  Place place(std::uint32_t module, std::uint32_t line, std::uint32_t column) const { return {.file = file(module), .line = line, .column = std::max(1U, column)}; }
  std::string started(const Entry& entry) const {
    const std::string& name = unit_name(entry.point.module);
    if (entry.run != kNone) return "`" + context_.test_runs[entry.run].command + "` collects " + file(entry.point.module);
    if (entry.point.start == Start::script) return file(entry.point.module) + " is run as a script";
    return entry.point.start == Start::run_module ? "`python -m " + name + "` runs" : name + " is imported first";
  }
  bool is_ours(const Failure& failure) const { return failure.partial && holds(failure.module) && (holds(failure.asked) || (failure.asked != kNone && context_.unit_of[failure.asked] == UnitId{kNone})); }

  /// There are two of a module that runs as a script and is imported by its name: does only the second make it fail?
  bool passes_by_name(std::uint32_t module) const {
    return std::ranges::any_of(context_.entries, [&](const Entry& entry) {
      return entry.point.module == module && entry.point.start == Start::import_ && entry.result.outcome == Outcome::passes;
    });
  }

  void look() {
    std::size_t own = 0, own_failing = 0;
    bool declared = false, uncertain = false, twice = false;
    const Entry* first = nullptr;
    std::set<std::string> failing;
    for (const Entry& entry : context_.entries) {
      const bool inside = holds(entry.point.module) && entry.point.start == Start::import_;
      own += inside ? 1 : 0;
      // One that is not simulated to its end shows nothing.
      uncertain |= inside && entry.result.outcome == Outcome::unknown && entry.result.failure.module == kNone;
      if (entry.result.outcome == Outcome::passes || !is_ours(entry.result.failure)) continue;
      if (entry.result.outcome == Outcome::unknown) {
        uncertain = true;
        continue;
      }
      own_failing += inside ? 1 : 0;
      declared |= entry.declared;
      twice |= (entry.point.start == Start::script || entry.point.start == Start::run_module) && passes_by_name(entry.point.module);
      const auto rank = [](const Entry& one) { return (one.declared ? 2 : 0) + (one.point.start != Start::import_ ? 1 : 0); };
      if (first == nullptr || rank(entry) > rank(*first)) first = &entry;
      failing.insert(entry.run == kNone ? unit_name(entry.point.module) : context_.test_runs[entry.run].command);
      const Failure& failure = entry.result.failure;
      const auto [known, fresh] = lines_.try_emplace({failure.module, failure.line, failure.name}, &entry);
      if (!fresh && rank(entry) > rank(*known->second)) known->second = &entry;
    }
    failing_.assign(failing.begin(), failing.end());
    const auto seen = [&](const std::map<imports::Sighting, int>& all) -> const imports::Sighting* {
      for (const auto& [one, unused] : all)
        if (holds(one.module) && holds(one.other)) return &one;
      return nullptr;
    };
    const auto say = [&](const imports::Sighting& one, const std::string& text) {
      subject_ = text;
      notes_.push_back({place(one.module, one.line, 1), text});
    };
    if (first != nullptr) {
      verdict_ = own_failing == own ? "fails-always" : "fails-for-some";
      severity_ = own_failing == own || declared ? Severity::error : Severity::warning;
      if (twice && verdict_ != "fails-always") case_ = "main-twice";
      const Failure& failure = first->result.failure;
      subject_ = failure.type + " at " + file(failure.module) + ":" + std::to_string(failure.line) + " when " + started(*first);
    } else if (uncertain) {
      verdict_ = "unknown", subject_ = "whether it fails hangs on what only a run can tell";
    } else if (const auto* masked = seen(context_.sightings.masked)) {
      verdict_ = "masked", severity_ = Severity::warning;
      say(*masked, "'" + masked->name + "' of " + unit_name(masked->other) + " is not there yet, and the exception is caught: what stands in for it stays");
    } else if (const auto* star = seen(context_.sightings.starred)) {
      verdict_ = "masked", severity_ = Severity::warning;
      say(*star, "`import *` of " + unit_name(star->other) + ", which is not finished: names that it binds later are left out");
    } else if (const auto* relied = seen(context_.sightings.relied)) {
      verdict_ = "fragile";
      say(*relied, "it works as '" + relied->name + "' is bound in " + unit_name(relied->other) + " above the import that leads here");
    } else {
      verdict_ = "benign", subject_ = "no module needs a name of another before it is finished";
    }
  }

  const Program& program_;
  const Context& context_;
  const Units& units_;
  std::string_view verdict_;
  std::string_view case_;
  Severity severity_ = Severity::note;
  std::vector<std::string> failing_;
  std::string subject_;
  std::vector<Note> notes_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string>, const Entry*> lines_;
};

void describe(Finding& finding) {
  const Tangle& knot = *finding.tangle;
  finding.message = "import cycle of " + std::to_string(knot.units.size()) + " modules";
  if (finding.verdict == "fails-always") finding.message += " that cannot be imported";
  if (finding.verdict == "fails-for-some") finding.message += " that fails by the order of imports";
  finding.message += ": " + walk_text(knot);
  if (!finding.subject.empty()) finding.message += "; " + finding.subject;
  const std::size_t cuts = knot.cut.edges.size();
  finding.notes.push_back({finding.at, cuts == 1 ? "without this import no cycle is left" : "one of " + std::to_string(cuts) + " imports to remove; then no cycle is left"});
}

struct ImportEdges {
  Dependencies eager, all;
};

ImportEdges edges_of(const CheckContext& ctx) {
  ImportEdges out;
  for (std::uint32_t i = 0; i < ctx.program.dependencies.size(); ++i) {
    const auto& d = ctx.program.dependencies[i];
    if (ctx.is_suppressed(DependencyId{i}) || d.when == When::typing) continue;
    out.all.push_back(DependencyId{i});
    if (d.when != When::deferred || d.entered == Entered::yes) out.eager.push_back(DependencyId{i});
  }
  return out;
}

Finding tangle_of(const CheckContext& ctx, const Units& units, const Dependencies& dependencies) {
  Tangle tangle = make_tangle(ctx.program, units, within(ctx.program, dependencies, units));
  tangle.level = Level::module;
  return tangle_finding(checks::import_cycle.info, std::move(tangle), Language::python);
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.imports == nullptr) return;
  const ImportEdges edges = edges_of(ctx);
  const auto eager = knots(ctx.program, edges.eager);
  for (const auto& units : eager) {
    const Knot knot(ctx.program, units);
    Finding finding = tangle_of(ctx, units, edges.eager);
    finding.case_name = knot.case_name();
    finding.verdict = knot.verdict();
    finding.severity = knot.severity();
    finding.failing_entries = knot.failing();
    finding.subject = knot.subject();
    finding.notes = knot.notes();
    report(std::move(finding));
    knot.report_lines(report);
  }
  for (const auto& units : knots(ctx.program, edges.all)) {
    const bool known = std::ranges::any_of(eager, [&](const Units& one) { return std::ranges::includes(units, one); });
    if (known) continue;
    Finding finding = tangle_of(ctx, units, edges.all);
    finding.case_name = "deferred";
    finding.verdict = "deferred";
    finding.severity = Severity::note;
    finding.subject = "it closes only through imports inside functions, which run later";
    report(std::move(finding));
  }
}

Edges graph_edges(const CheckContext& ctx) {
  Edges out;
  for (const DependencyId id : edges_of(ctx).all) out.emplace_back(ctx.program.unit(ctx.program.dependency(id).from).name, ctx.program.unit(ctx.program.dependency(id).to).name);
  sort_unique(out);
  return out;
}

constexpr std::array kCases{
    CaseInfo{"fails-always", Severity::error, "whichever module of the cycle is imported first, an import fails"},
    CaseInfo{"fails-for-some", Severity::warning, "an import fails when some of the modules are imported first; an error where the project itself starts there"},
    CaseInfo{"main-twice", Severity::warning, "it fails where a module is run as a script that others import by its name: there are two of it then"},
    CaseInfo{"failing-line", Severity::warning, "the line where the interpreter raises"},
    CaseInfo{"masked", Severity::warning, "a name is missing and the exception is caught, or `import *` takes what is there so far"},
    CaseInfo{"fragile", Severity::note, "it works by the order of lines in a module that is not finished"},
    CaseInfo{"benign", Severity::note, "no module needs a name of another before that is finished"},
    CaseInfo{"deferred", Severity::note, "it closes only through imports inside functions"},
    CaseInfo{"unknown", Severity::note, "whether it fails hangs on what only a run can tell"}};
constexpr std::array kExamples{Example{
    .language = "python",
    .bad = R"(// file: app.py
from views import index
app = object()
// file: views.py
from app import app
def index():
    return app
)",
    .good = R"(// file: app.py
app = object()
// file: views.py
from app import app
def index():
    return app
// file: start.py
import app
import views
)"}};

constexpr std::string_view kDoc = R"(## What it finds
Python modules that import each other, and what comes of it. A cycle is not a crash: the same two modules may fail whoever is
imported first, or never, by the order of their lines. So every module of the project is imported in a simulated interpreter, as the
import system does it: packages before their modules, names as they are bound line by line, functions that are called while a
module is being imported, submodules as attributes, `__getattr__`, `__all__`, `try` around imports. Each set of modules that is
knotted together is one finding with its verdict; each line at which an import really fails is one more.

Tests are imported as their runner does it, where the project uses one that a model knows: one process for all files in its order, with
what prepares a folder before them, and each file alone. A file that fails is taken out and collection goes on with what it has loaded, so
the order of names decides. The message names the command; a line that fails by several of them is one finding.

## Why it matters
`ImportError: cannot import name 'x' from partially initialized module` comes when somebody imports another module first: a test,
a command, a server. A cycle that works only by the order of two lines breaks when a tool sorts the imports.

## How to fix it
The message names the line that raises, the name that is missing and the line that would bind it. In order of effort: bind the name
above the import that leads back; import the module and not the name; import it inside the function that uses it; move what both
need into a third module.

## Cases
`fails-always`, `fails-for-some`, `masked`, `fragile`, `benign`, `deferred` and `unknown` are verdicts on a cycle; `main-twice` is a
failure that comes only where a module runs as a script; `failing-line` stands where the interpreter raises. What closes only under
`if TYPE_CHECKING` is no finding.

## Known limits
What other packages do when they call back into the project is not followed. Where a condition hangs on what only a run can tell,
what stands under it is taken as perhaps.
)";

}  // namespace

constinit const Check checks::import_cycle{.info = {.id = "import-cycle",
                                                    .summary = "Python modules that import each other, and whether that fails.",
                                                    .doc = kDoc,
                                                    .kind = FindingKind::knot,
                                                    .severity = Severity::warning,
                                                    .reads_imports = true,
                                                    .cases = kCases,
                                                    .examples = kExamples},
                                           .run = run,
                                           .describe = describe,
                                           .edges = graph_edges};

}  // namespace unknot
