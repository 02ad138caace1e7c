// The text form: what its lines mean, what it refuses, and that a program survives it.
#include "graph/text_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "tests/graph/many_cases.h"

namespace unknot {
namespace {

using ::testing::ElementsAre;

/// A text that is read and written again; what is expected is its complete form.
void check(std::string_view text, std::string_view expected) {
  const auto program = program_from_text(text);
  ASSERT_TRUE(program) << program.error();
  EXPECT_EQ(text_from_program(*program), expected);
}

void check_refused(std::string_view text, std::string_view expected) {
  const auto program = program_from_text(text);
  ASSERT_FALSE(program) << text_from_program(*program);
  EXPECT_EQ(program.error(), expected);
}

Program read(std::string_view text) {
  auto program = program_from_text(text);
  EXPECT_TRUE(program) << program.error();
  return std::move(program).value_or(Program{});
}

TEST(TextForm, Defaults) {
  check("b -> a\nb -> c\na -> b\n",
        "a -> b [include always line=1 column=10]\n"
        "b -> a [include always line=1 column=10]\n"
        "b -> c [include always line=2 column=10]\n"
        "context: 0 1 2\nvariant: 0 1 2\n");
}

TEST(TextForm, AttributesOfDependencies) {
  check("a -> b [import when=\"!(N > 2) && defined(X)\" entered=no line=7 column=3]  # why\n"
        "b -> a [include_next deferred entered=unknown]",
        "a -> b [import when=\"!(N > 2) && defined(X)\" entered=not-shown line=7 column=3]\n"
        "b -> a [include_next deferred entered=unknown line=1 column=10]\n"
        "context:\nvariant: 0 1\n");
}

TEST(TextForm, AttributesOfUnits) {
  check("lonely\nm:part [module python external entry reached once]\nx [header-unit c missing]\n",
        "lonely\nm:part [module python external entry reached once]\nx [header-unit c missing]\ncontext:\nvariant:\n");
}

TEST(TextForm, ChangesAndContexts) {
  check("a -> b [when=A::X]\nchanges A::X: m:p, a\nchanges Y:\ncontext: 0\ncontext:",
        "m:p\na -> b [include when=\"A::X\" line=1 column=10]\nchanges \"A::X\": a, m:p\nchanges \"Y\":\ncontext: 0\ncontext:\nvariant: 0\n");
}

TEST(TextForm, ContextNumbersAreThoseOfTheText) {
  const Program program = read("b -> a\na -> b\ncontext: 0");
  ASSERT_EQ(program.contexts.size(), 1u);
  EXPECT_THAT(program.contexts.front().entered, ElementsAre(DependencyId{1}));
}

TEST(TextForm, ByDefaultAContextOfAllEnteredDependencies) {
  const Program program = read("a -> b\na -> c [entered=unknown]\nb -> a");
  ASSERT_EQ(program.contexts.size(), 1u);
  EXPECT_THAT(program.contexts.front().entered, ElementsAre(DependencyId{0}, DependencyId{2}));
}

TEST(TextForm, ConditionsAreConjunctionsOfSharedAtoms) {
  const Program program = read("a -> b [when=\"defined(X) && !Y\"]\nb -> a [when=Y]\nb -> c [when=\"!Y && defined(X)\"]");
  ASSERT_EQ(program.atoms.size(), 2u);
  EXPECT_EQ(program.atoms[0].text, "Y");
  EXPECT_EQ(program.atoms[1].text, "defined(X)");
  ASSERT_EQ(program.conditions.size(), 3u);
  EXPECT_THAT(program.conditions[1].all_of, ElementsAre(Literal{AtomId{0}, false}, Literal{AtomId{1}, true}));
  EXPECT_EQ(program.conditions[1].text, "!Y && defined(X)");
  EXPECT_THAT(program.conditions[2].all_of, ElementsAre(Literal{AtomId{0}, true}));
  EXPECT_EQ(program.dependencies[2].condition, ConditionId{1});
  EXPECT_EQ(program.dependencies[2].when, When::conditional);
}

TEST(TextForm, Suppressions) {
  const Program program = read("ignore m:p:4 include-cycle, self-include - as # wanted\nignore a:2 [target=0 foreign] x");
  ASSERT_EQ(program.suppressions.size(), 2u);
  const Suppression& second = program.suppressions[1];
  EXPECT_EQ(program.unit(second.unit).name, "m:p");
  EXPECT_EQ(second.line, 4u);
  EXPECT_EQ(second.target_line, 4u);
  EXPECT_THAT(second.checks, ElementsAre("include-cycle", "self-include"));
  EXPECT_EQ(second.reason, "as # wanted");
  EXPECT_FALSE(second.foreign);
  EXPECT_EQ(program.suppressions[0].target_line, 0u);
  EXPECT_TRUE(program.suppressions[0].foreign);
  EXPECT_EQ(program.suppressions[0].reason, "");
}

TEST(TextForm, Refused) {
  check_refused("a ->", "line 1: expected 'FROM -> TO [...]' or 'UNIT [...]'");
  check_refused("\na -> b [never]", "line 2: unknown attribute of a dependency 'never'");
  check_refused("a -> b [line=x]", "line 1: 'line' cannot be 'x'");
  check_refused("a -> b [entered=maybe]", "line 1: 'entered' cannot be 'maybe'");
  check_refused("a -> b [when=\"A &&\"]", "line 1: 'when' cannot be 'A &&'");
  check_refused("a -> b [always", "line 1: ']' is missing");
  check_refused("a -> b [when=\"X]", "line 1: '\"' or ']' is missing");
  check_refused("a -> b [always] c", "line 1: nothing may follow ']'");
  check_refused("a [big]", "line 1: unknown attribute of a unit 'big'");
  check_refused("changes A", "line 1: expected 'changes ATOM: UNIT, ...'");
  check_refused("a -> b\ncontext: 1", "there is no dependency 1");
  check_refused("context: x", "line 1: expected the numbers of dependencies, or 'none'");
  check_refused("ignore a include-cycle", "line 1: expected 'ignore UNIT:LINE CHECK,... - REASON'");
}

/// A word of the given list. Names with dots, slashes and colons, conditions with quotes and operators.
std::string any_name() { return *rc::gen::element<std::string>("a.h", "src/b.cpp", "m:part", "c", "pkg.mod", "two words"); }
std::string any_atom() {
  return *rc::gen::element<std::string>("defined(X)", "FOO > 2", "__has_include(\"x && y.h\")", "(A || B)", "A::b: c", "Y");
}
std::vector<std::string> any_checks() {
  using Checks = std::vector<std::string>;
  return *rc::gen::element(Checks{}, Checks{"a"}, Checks{"b/case", "c"});
}
std::uint32_t any_number() { return *rc::gen::inRange<std::uint32_t>(0, 50); }

std::set<std::string> some_of(std::string (*any)()) {
  std::set<std::string> some;
  for (auto left = *rc::gen::inRange(0, 7); left > 0; --left) some.insert(any());
  return some;
}

/// A program in the numbering that the text form promises, made without its help.
Program any_program() {
  Program program;
  for (const auto& unit_name : some_of(any_name))
    program.units.push_back({.name = unit_name,
                             .path = *rc::gen::arbitrary<bool>() ? "src/" + unit_name : std::string(),
                             .kind = static_cast<UnitKind>(*rc::gen::inRange(0, 4)),
                             .language = static_cast<Language>(*rc::gen::inRange(0, 3)),
                             .origin = static_cast<Origin>(*rc::gen::inRange(0, 3)),
                             .entry = *rc::gen::arbitrary<bool>(),
                             .reached = *rc::gen::arbitrary<bool>()});
  if (program.units.empty()) return program;
  const auto any_unit = [&] {
    return UnitId{*rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(program.units.size()))};
  };
  for (const auto& text : some_of(any_atom)) {
    std::set<UnitId> changed_by;
    for (auto left = *rc::gen::inRange(0, 3); left > 0; --left) changed_by.insert(any_unit());
    program.atoms.push_back({.text = text, .changed_by = {changed_by.begin(), changed_by.end()}});
  }
  for (auto left = *rc::gen::inRange(0, 8); left > 0; --left)
    program.dependencies.push_back({.from = any_unit(),
                                    .to = any_unit(),
                                    .kind = static_cast<DependencyKind>(*rc::gen::inRange(0, 9)),
                                    .when = static_cast<When>(*rc::gen::inRange(0, 4)),
                                    .entered = static_cast<Entered>(*rc::gen::inRange(0, 3)),
                                    .condition = {},
                                    .line = any_number(),
                                    .column = any_number(),
                                    .in = *rc::gen::arbitrary<bool>() ? any_unit() : kOwnText});
  const auto in = [](const Dependency& d) { return d.in == kOwnText ? -1 : static_cast<std::int64_t>(index(d.in)); };
  std::ranges::sort(program.dependencies, {}, [&](const Dependency& d) {
    return std::tuple(d.from, d.to, d.line, d.column, in(d));
  });
  for (Dependency& dependency : program.dependencies) {
    if (dependency.when != When::conditional || program.atoms.empty()) continue;
    Condition condition;
    for (std::uint32_t a = 0; a < program.atoms.size(); ++a) {
      const auto use = *rc::gen::inRange(0, 3);
      if (use == 0) continue;
      condition.all_of.push_back({.atom = AtomId{a}, .holds = use == 1});
      const std::string& text = program.atoms[a].text;
      const bool bare = text.find(' ') == std::string::npos && text.front() != '(';
      condition.text += condition.text.empty() ? "" : " && ";
      condition.text += use == 1 ? text : bare ? "!" + text : "!(" + text + ")";
    }
    const auto known = std::ranges::find(program.conditions, condition.text, &Condition::text);
    dependency.condition = ConditionId{static_cast<std::uint32_t>(known - program.conditions.begin())};
    if (known == program.conditions.end()) program.conditions.push_back(std::move(condition));
  }
  for (auto left = *rc::gen::inRange(0, 3); left > 0; --left) {
    Context& context = program.contexts.emplace_back();
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d)
      if (*rc::gen::arbitrary<bool>()) context.entered.push_back(DependencyId{d});
  }
  for (auto left = *rc::gen::inRange(0, 3); left > 0; --left) {
    Variant& variant = program.variants.emplace_back();
    for (std::uint32_t d = 0; d < program.dependencies.size(); ++d)
      if (*rc::gen::arbitrary<bool>()) variant.possible.push_back(DependencyId{d});
  }
  for (auto left = *rc::gen::inRange(0, 4); left > 0; --left)
    program.suppressions.push_back({.unit = any_unit(),
                                    .line = any_number(),
                                    .column = static_cast<std::uint32_t>(program.suppressions.size()),
                                    .target_line = any_number(),
                                    .checks = any_checks(),
                                    .reason = *rc::gen::element<std::string>("", "because", "x - y # z [w]"),
                                    .foreign = *rc::gen::arbitrary<bool>()});
  std::ranges::sort(program.suppressions, {}, [](const Suppression& s) { return std::tie(s.unit, s.line, s.column); });
  return program;
}

void check_same(const Program& a, const Program& b) {
  const auto unit = [](const Unit& u) { return std::tie(u.name, u.kind, u.language, u.origin, u.entry, u.reached); };
  const auto dependency = [](const Dependency& d) {
    return std::tie(d.from, d.to, d.kind, d.when, d.entered, d.condition, d.line, d.column);
  };
  const auto atom = [](const Atom& x) { return std::tie(x.text, x.changed_by); };
  const auto condition = [](const Condition& c) { return std::tie(c.all_of, c.text); };
  const auto suppression = [](const Suppression& s) {
    return std::tie(s.unit, s.line, s.column, s.target_line, s.checks, s.reason, s.foreign);
  };
  RC_ASSERT(std::ranges::equal(a.units, b.units, {}, unit, unit));
  RC_ASSERT(std::ranges::equal(a.dependencies, b.dependencies, {}, dependency, dependency));
  RC_ASSERT(std::ranges::equal(a.atoms, b.atoms, {}, atom, atom));
  RC_ASSERT(std::ranges::equal(a.conditions, b.conditions, {}, condition, condition));
  RC_ASSERT(std::ranges::equal(a.contexts, b.contexts, {}, &Context::entered, &Context::entered));
  RC_ASSERT(std::ranges::equal(a.variants, b.variants, {}, &Variant::possible, &Variant::possible));
  RC_ASSERT(std::ranges::equal(a.suppressions, b.suppressions, {}, suppression, suppression));
}

TEST(TextForm, AnyProgramSurvives) {
  check_thousand_cases([] {
    const Program program = any_program();
    const std::string text = text_from_program(program);
    RC_LOG() << text;
    const auto again = program_from_text(text);
    RC_ASSERT(again.has_value());
    check_same(program, *again);
    RC_ASSERT(text_from_program(*again) == text);
  });
}

}  // namespace
}  // namespace unknot
