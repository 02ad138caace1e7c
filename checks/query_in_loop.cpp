// Loops over rows of a database that ask it once more in each round.
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "checks/distinct_fingerprints.h"
#include "checks/registry.h"
#include "graph/hook_context.h"
#include "graph/import_context.h"
#include "graph/query_loops.h"
#include "graph/runs_by_hand.h"
#include "graph/seeded_rows.h"
#include "graph/words.h"

namespace unknot {
namespace {

constexpr std::array kCases{
    CaseInfo{"lazy-relationship", Severity::warning, "a relationship is read for each row, and each time it is a query"},
    CaseInfo{"query-in-body", Severity::warning, "a query is run for each row"},
    CaseInfo{"commit-in-loop", Severity::note, "a transaction for each round of a loop"}};

constexpr std::array kExamples{Example{.language = "python",
                                       .bad = R"(// file: app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey("user.id"))
    author = db.relationship(User)
@app.route("/")
def index():
    return [post.author.name for post in Post.query.all()]
)",
                                       .good = R"(// file: app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey("user.id"))
    author = db.relationship(User)
@app.route("/")
def index():
    return [post.author.name for post in Post.query.options(db.joinedload(Post.author)).all()]
)"}};

constexpr std::string_view kDoc = R"(## What it finds
- A loop over the rows of a query that reads a relationship which is loaded on access, where nothing has loaded it with the rows: one
  query for the rows, and one more for each of them.
- A query that is run in the body of such a loop.
- `commit()` or `flush()` in each round of a loop: a note, since a round may be meant to stand by itself, as where it removes a file or sends
  a mail.

A note where only a person runs the code and waits for it: a migration, a command, what stands below `if __name__ == "__main__"` of a
file that nothing starts, and functions that nothing else names.

Classes are read with their relationships, the other sides that `backref` makes, their keys and what `lazy` says; queries with their options. The
body of the loop is followed into functions and methods of the project, and into the templates that the rows are given to: there
the finding stands in the template.

## Why it matters
With ten rows nobody sees it. With a thousand the page takes a thousand times as long to ask as to answer, and holds its connection all
that time.

## How to fix it
Read what the loop needs with its rows: `.options(joinedload(Post.author))` for one row of another class, `selectinload` for several. Ask
for all that a body asks one by one before the loop, by `in_()`. Commit behind the loop, or once for so many rounds: a commit in each round also makes the session forget what
an option has loaded.

## Known limits
Not reported: rows that are limited to a fixed number; what is loaded by any option that is not understood; a relationship by whose
key the rows are chosen, the way back from what a relationship gave, and what hangs on that one row; what stands below a condition that
the constants of this call exclude; a relationship that a loop before has read of the same rows, or a call was given of the first row, for all of them (`may_edit(posts[0].forum)`); `get()` of a class the rows of which were loaded with those of the loop; rows of a class all of which the function has read before, since the
session knows them; a relationship to a table that a migration fills and nothing else adds to, as roles, since its rows are few; `count()` of a relationship that is a query; what stands before a `return` or `break`; a `commit()` below a condition, in
a round with a `try` or a loop of its own, which is one for so many or meant to be apart, one in a `while` loop, and a `flush()` with something behind it. What a function gets from callers is
known only where these are walked, three calls deep. Templates are those that a literal name finds in `templates` beside the module or above.
A row whose key was seen before costs no query: the finding counts what may be asked at the most.

## Cost
One walk through the functions of the project, and of templates, where it uses such a library.
)";

Place place(const SourcePlace& at) { return {.file = at.file, .line = std::max(1U, at.line), .column = std::max(1U, at.column)}; }

/// What the finding is of, and what to do: the case, the message, the way out.
struct Words {
  std::string_view case_name;
  std::string message, fix;
};

Words words_of(const QueryLoop& found) {
  const std::string rows(last_word(found.rows)), attribute = rows + "." + found.name;
  switch (found.kind) {
    case QueryLoop::Kind::on_access:
      return {.case_name = "lazy-relationship",
              .message = attribute + " is read in each round of a loop, and is a query each time: nothing loads it with the rows",
              .fix = std::string(found.is_many ? "selectinload(" : "joinedload(") + attribute + ") among the options of the query, or lazy=\"" + (found.is_many ? "selectin" : "joined") + "\" where the relationship is declared"};
    case QueryLoop::Kind::query:
      return {.case_name = "query-in-body", .message = "a query is run in each round of a loop over rows of " + rows + (found.name.empty() || found.name == "[]" ? "" : ": " + found.name + "()"),
              .fix = "ask once before the loop, by a join or by in_() with the keys of all rows"};
    case QueryLoop::Kind::commit: break;
  }
  return {.case_name = "commit-in-loop", .message = found.name + "() in each round of a loop" + (found.name == "commit" ? ": a transaction for each" : ": what is added is written one by one"),
          .fix = found.name + "() once, behind the loop"};
}

/// The option by which rows outlive a commit; empty: nobody knows one, or the project says it already.
std::string way_to_keep(const imports::World& world, std::span<const Model> models) {
  std::string out;
  for (const auto& model : models)
    for (const auto& option : model.queries.keeps) {
      if (std::ranges::any_of(world.modules, [&](const imports::Module& module) { return std::ranges::find(module.facts.names, option) != module.facts.names.end(); })) return {};
      if (out.empty()) out = option + "=False for the session";
    }
  return out;
}

void run(const CheckContext& ctx, const FindingSink& report) {
  if (ctx.program.imports == nullptr || ctx.program.context == nullptr) return;
  const auto& imports = *ctx.program.imports;
  const auto& context = *ctx.program.context;
  std::set<UnitId> read;
  for (std::uint32_t file = 0; file < context.files().size(); ++file) read.insert(context.unit_of(file));
  const std::string forgets = way_to_keep(imports.world, context.models());
  DistinctFingerprints prints;
  RunsByHand by_hand(imports, context.models());
  SeededRows seeded(imports.world, context.models(), by_hand);
  for (const auto& found : find_query_loops(imports.world, imports.templates, context.models(), [&](std::uint32_t module) { return read.contains(imports.unit_of[module]); })) {
    if (!found.target.empty() && seeded.holds(found.target, found.table)) continue;
    const Words words = words_of(found);
    Finding out;
    out.check = checks::query_in_loop.info.id;
    out.case_name = words.case_name;
    out.kind = FindingKind::setting;
    out.severity = std::ranges::find(kCases, words.case_name, &CaseInfo::name)->severity;
    const bool is_by_hand = out.severity != Severity::note && by_hand.holds(found.at.file, found.at.line);
    out.language = Language::python;
    out.at = place(found.at);
    out.message = words.message;
    if (is_by_hand) out.severity = Severity::note, out.message += "; only a person runs it, and waits for it";
    if (!found.inner.file.empty()) out.notes.push_back({place(found.inner), "here, called from the loop"});
    out.notes.push_back({place(found.loop), "the loop"});
    if (!found.query.file.empty()) out.notes.push_back({place(found.query), "its rows are asked for here"});
    if (!found.declared.file.empty()) out.notes.push_back({place(found.declared), "the relationship is declared here, to be loaded on access"});
    out.notes.push_back({found.query.file.empty() || found.kind != QueryLoop::Kind::on_access ? out.at : place(found.query), words.fix});
    if (found.commits && !forgets.empty()) out.notes.push_back({place(found.loop), "a commit in a round makes the session forget what was loaded: commit once, behind the loop, or " + forgets});
    out.fingerprint = prints.distinct(out, fingerprint(out.check, out.case_name + "\n" + found.rows + "." + found.name, out.at.file));
    report(std::move(out));
  }
}

}  // namespace

constinit const Check checks::query_in_loop{.info = {.id = "query-in-loop",
                                                     .summary = "Loops over rows of a database that ask it once more in each round.",
                                                     .doc = kDoc,
                                                     .kind = FindingKind::setting,
                                                     .severity = Severity::warning,
                                                     .reads_imports = true,
                                                     .reads_python = true,
                                                     .cases = kCases,
                                                     .examples = kExamples},
                                            .run = run};

}  // namespace unknot
