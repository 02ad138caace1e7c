// What the check of queries in loops says of its fixtures is so: statements are counted on the real library.
#include <gtest/gtest.h>

#include "tests/support/python_probe.h"

namespace unknot::test {
namespace {

/// What a probe prints that runs beside the fixture's files: ten users with a post each, and what each call costs in statements.
std::string counted(const std::string& fixture, const std::string& calls) {
  return quiet_probe("query-in-loop/" + fixture, R"(
from sqlalchemy import event
import app as module
from app import app, db, User, Post
seen = []
def ten():
    db.create_all()
    for number in range(10):
        user = User(name=str(number))
        db.session.add(user)
        db.session.flush()
        db.session.add(Post(title=str(number), author_id=user.id) if hasattr(Post, "title") else Post(author_id=user.id))
    db.session.commit()
def listen():
    event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2].split()[0]))
    event.listen(db.engine, "commit", lambda *a: seen.append("COMMIT"))
def cost(word, run):
    db.session.remove()
    del seen[:]
    run()
    return seen.count(word)
def ask(path, word="SELECT", method="GET"):
    return cost(word, lambda: app.test_client().open(path, method=method))
with app.app_context():
    ten()
    listen()
    say, module.print = print, lambda *a: None
    )" + calls + "\n");
}

TEST(QueryProof, ARelationshipThatIsLoadedOnAccessIsAQueryForEachRow) {
  const std::string pages = "say(ask('/'), ask('/users'), ask('/pages'))";
  // A page counts all rows with one more.
  EXPECT_EQ(counted("lazy", pages), "11 11 12\n");
  EXPECT_EQ(counted("lazy-clean", pages), "1 2 3\n");
}

TEST(QueryProof, AQueryInTheBodyIsRunForEachRow) {
  const std::string pages = "say(ask('/'), ask('/names'))";
  EXPECT_EQ(counted("query", pages), "11 11\n");
  EXPECT_EQ(counted("query-clean", pages), "2 2\n");
}

TEST(QueryProof, ACommitInTheLoopIsATransactionForEachRound) {
  EXPECT_EQ(counted("commit", "say(ask('/users', 'COMMIT', 'POST'), ask('/posts', 'INSERT', 'POST'))"), "10 10\n");
  EXPECT_EQ(counted("commit-clean", "say(ask('/users', 'COMMIT', 'POST'))"), "1\n");
}

TEST(QueryProof, ATemplateAsksForEachRowToo) { EXPECT_EQ(counted("template", "say(ask('/'), ask('/loaded'))"), "11 1\n"); }

TEST(QueryProof, WhatIsLoadedWithTheRowsOrKnownIsNotAskedForAgain) {
  // One statement for each query, and one for the comments that come with the posts.
  EXPECT_EQ(counted("traps", "say(cost('SELECT', module.all_known), cost('SELECT', lambda: module.of_one(User.query.first())))"), "3 5\n");
}

TEST(QueryProof, ACommitInARoundMakesTheSessionForgetWhatAnOptionHasLoaded) {
  EXPECT_EQ(counted("commits", "say(ask('/'), ask('/option'), ask('/behind'))"), "20 10 1\n");
}

TEST(QueryProof, WhatACallExcludesAndWhatIsOneRowForAllRoundsIsNotAskedForEachRow) {
  const std::string all = "say(*[cost('SELECT', f) for f in (module.titles, module.authors, module.orphans, module.writers, lambda: module.bosses('1'))])";
  EXPECT_EQ(counted("known", all), "1 11 1 2 2\n");
}

TEST(QueryProof, AStaticFileIsATransactionToo) {
  const std::string both = R"(
from sqlalchemy import event
from app import app, db
seen = []
def ask(path):
    del seen[:]
    app.test_client().get(path).close()
    return len(seen)
with app.app_context():
    db.create_all()
    event.listen(db.engine, "commit", seen.append)
print(ask("/"), ask("/static/style.css"))
)";
  EXPECT_EQ(quiet_probe("extension-settings/static-too", both), "1 1\n");
  EXPECT_EQ(quiet_probe("extension-settings/static-too-clean", both), "1 0\n");
}

}  // namespace
}  // namespace unknot::test
