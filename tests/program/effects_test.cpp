// What the facts say that functions leave behind, against what they do: random programs are compiled, and run on every choice
// that they can make.
#include "graph/effects.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/program/random_functions.h"
#include "tests/program/summaries.h"

namespace unknot::test {
namespace {

constexpr const char* kChoices = R"(struct A {};
struct B : A {};
bool c();
int pick();
)";

/// Runs each function again and again, until every choice was made either way, and prints what was seen.
constexpr const char* kRunner = R"(#include <csetjmp>
#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <vector>
static std::vector<std::pair<int, int>> choices;
static std::size_t at = 0;
static bool cut = false;
static int choose(int n) {
  if (at < choices.size()) return choices[at++].first;
  if (at >= kDeepest) { cut = true; ++at; return 0; }
  choices.emplace_back(0, n);
  ++at;
  return 0;
}
bool c() { return choose(2) == 1; }
int pick() { return choose(3); }
static std::jmp_buf ended;
static void run(const char* name, void (*reset)(), void (*function)(), void (*look)(int*)) {
  choices.clear();
  cut = false;
  std::set<std::string> seen;
  for (int n = 0; n < kMost; ++n) {
    at = 0;
    reset();
    const char* way = "terminate";
    if (setjmp(ended) == 0) {
      try { function(); way = "return"; } catch (B&) { way = "B"; } catch (A&) { way = "A"; } catch (int) { way = "int"; }
    }
    int found[6];
    look(found);
    for (int i = 0; i < 6; ++i) seen.insert(std::string(way) + " " + std::to_string(i) + " " + std::to_string(found[i]));
    if (choices.size() > at) choices.resize(at);
    while (!choices.empty() && choices.back().first + 1 == choices.back().second) choices.pop_back();
    if (choices.empty()) break;
    ++choices.back().first;
    if (n + 1 == kMost) cut = true;
  }
  for (const auto& line : seen) std::printf("%s %s %d\n", name, line.c_str(), cut ? 1 : 0);
}
)";

using Seen = std::map<std::string, std::map<int, std::set<int>>>;  ///< way out -> slot -> values

struct Observed {
  Seen seen;
  bool cut = false;
};

std::map<std::string, Observed> run_programs(const Project& project, unsigned programs) {
  std::string runner = std::string("constexpr std::size_t kDeepest = 9;\nconstexpr int kMost = 6000;\n") + kRunner;
  runner = "#include <cstddef>\n#include \"main.cpp\"\n" + runner +
           "int main() {\n  std::set_terminate([] { std::longjmp(ended, 1); });\n";
  for (unsigned p = 0; p < programs; ++p)
    for (int f = 0; f < RandomFunctions::kFunctions; ++f) {
      const std::string space = "p" + std::to_string(p) + "::";
      runner += "  run(\"" + space + "f" + std::to_string(f) + "\", " + space + "reset, " + space + "f" + std::to_string(f) +
                ", " + space + "look);\n";
    }
  std::ofstream(project.path("runner.cpp")) << runner << "}\n";
  const std::string command =
      std::string(UNKNOT_CXX) + " -w -std=c++20 -O0 " + project.path("runner.cpp") + " -o " + project.path("runner");
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(std::system((project.path("runner") + " > " + project.path("seen.txt")).c_str()), 0);
  std::map<std::string, Observed> out;
  std::istringstream lines(read_file(project.path("seen.txt")));
  std::string name, way;
  int slot = 0, value = 0, cut = 0;
  while (lines >> name >> way >> slot >> value >> cut) {
    out[name].seen[way][slot].insert(value);
    out[name].cut |= cut != 0;
  }
  return out;
}

/// The values that a slot may have; `any`: also others.
struct Predicted {
  std::set<int> values;
  bool any = false;
};

class Facts {
 public:
  explicit Facts(const FileFunctions& file) : effects_(effects_of(std::span(&file, 1))) {
    for (const auto& entity : file.entities) by_name_[entity.name] = entity.usr;
  }

  /// nullptr: it cannot leave this way.
  const SlotState* leaving(const std::string& function, const std::string& way) const {
    const auto effects = effects_.find(by_name_.at(function));
    if (effects == effects_.end()) return nullptr;
    if (way == "return") return effects->second.returns ? &effects->second.at_return : nullptr;
    const auto state = effects->second.at_throw.find(way == "int" ? "t:int" : "c:@S@" + way);
    return state != effects->second.at_throw.end() ? &state->second : nullptr;
  }
  std::size_t ways(const std::string& function) const {
    const auto& effects = effects_.at(by_name_.at(function));
    return effects.at_throw.size() + (effects.returns ? 1 : 0);
  }

  Predicted predicted(const SlotState& state, const std::string& space, int slot) const {
    Predicted out;
    for (const auto& outcome : state.read(slot_of(space, slot))) {
      if (outcome.kind == Outcome::Kind::constant) {
        out.values.insert(outcome.value == ValueKind::zero ? 0 : std::stoi(outcome.text));
        continue;
      }
      bool entry = false;
      for (int other = 0; other < RandomFunctions::kSlots && outcome.kind == Outcome::Kind::entry; ++other)
        if (outcome.slot == slot_of(space, other)) out.values.insert(100 + other), entry = true;
      out.any |= !entry;
    }
    return out;
  }

 private:
  Slot slot_of(const std::string& space, int slot) const {
    static constexpr const char* kNames[] = {"g0", "g1", "g2", "g3", "Holder::g4"};
    if (slot < 5) return Slot(by_name_.at(space + kNames[slot]));
    return Slot(by_name_.at(space + "box::b")).with("." + by_name_.at(space + "Box::v"));
  }

  EffectsByUsr effects_;
  std::map<std::string, std::string> by_name_;
};

TEST(Effects, AreWhatRandomProgramsDo) {
  const char* wanted = std::getenv("UNKNOT_RANDOM_PROGRAMS");
  const char* first = std::getenv("UNKNOT_RANDOM_SEED");
  const unsigned programs = wanted != nullptr ? static_cast<unsigned>(std::stoul(wanted)) : 30;
  const unsigned seed = first != nullptr ? static_cast<unsigned>(std::stoul(first)) : 1;
  std::string text = kChoices;
  for (unsigned p = 0; p < programs; ++p) text += RandomFunctions(seed + p, "p" + std::to_string(p)).text();
  Project project;
  project.write("main.cpp", text);
  if (const char* keep = std::getenv("UNKNOT_KEEP_PROGRAM")) std::ofstream(keep) << text;
  const auto reply = parse_unit(project, "main.cpp", {"-std=c++20", "-w"});
  ASSERT_EQ(reply.errors, 0U) << reply.message << " line " << reply.line;
  const auto functions = functions_of(project, reply);
  const Facts facts(functions.at("main.cpp"));
  const auto observed = run_programs(project, programs);
  ASSERT_EQ(observed.size(), programs * RandomFunctions::kFunctions);
  std::size_t exact = 0, compared = 0;
  for (const auto& [name, run] : observed) {
    const std::string space = name.substr(0, name.find(':') + 2);
    std::size_t ways = 0;
    for (const auto& [way, slots] : run.seen) {
      if (way == "terminate") continue;
      ++ways;
      const SlotState* state = facts.leaving(name, way);
      EXPECT_NE(state, nullptr) << name << " leaves by " << way;
      if (state == nullptr) continue;
      for (const auto& [slot, values] : slots) {
        const auto said = facts.predicted(*state, space, slot);
        EXPECT_TRUE(said.any || std::ranges::includes(said.values, values))
            << name << " by " << way << ", slot " << slot << ": is " << testing::PrintToString(values) << ", said "
            << testing::PrintToString(said.values);
        if (run.cut) continue;
        ++compared;
        exact += !said.any && said.values == values;
        if (std::getenv("UNKNOT_SHOW_LOOSE") != nullptr && (said.any || said.values != values))
          std::printf("%s by %s, slot %d: is %s, said %s%s\n", name.c_str(), way.c_str(), slot,
                      testing::PrintToString(values).c_str(), testing::PrintToString(said.values).c_str(),
                      said.any ? " or others" : "");
      }
    }
    if (!run.cut) {
      ++compared;
      exact += facts.ways(name) == ways;
    }
  }
  RecordProperty("compared", static_cast<int>(compared));
  RecordProperty("exact", static_cast<int>(exact));
  std::printf("exact: %zu of %zu\n", exact, compared);
  EXPECT_GT(compared, programs * 10);
  EXPECT_GE(exact * 100, compared * 90);
}

/// What `current` may hold when `function` of these files is left: by its return, or by an exception of unknown type.
std::string left_by(const Files& files, const std::string& function, const EffectsOptions& options = {}) {
  const Project project(files);
  std::vector<FileFunctions> facts;
  for (const auto& [name, text] : files)
    for (auto& [file, functions] : functions_of(project, parse_unit(project, name))) facts.push_back(std::move(functions));
  const auto effects = effects_of(facts, options);
  std::string usr;
  std::string current;
  for (const auto& file : facts)
    for (const auto& entity : file.entities) {
      if (entity.name == function) usr = entity.usr;
      if (entity.name == "current") current = entity.usr;
    }
  const auto text = [&](const char* way, const SlotState& state) {
    std::string out = way;
    for (const auto& outcome : state.read(Slot{current})) {
      if (outcome.kind == Outcome::Kind::constant) out += outcome.value == ValueKind::null ? " null" : " constant";
      else out += outcome.kind == Outcome::Kind::entry ? " entry" : " other";
    }
    return out;
  };
  const Effects& found = effects.at(usr);
  std::string out = found.returns ? text("returns", found.at_return) : "";
  if (const auto thrown = found.at_throw.find(""); thrown != found.at_throw.end()) out += text(" throws", thrown->second);
  return out;
}

TEST(Effects, OfASetterAreThoseOfItsArgument) {
  EXPECT_EQ(left_by({{"a.cpp", "int* current; void set(int* to) { current = to; } void clear() { set(nullptr); }"}}, "clear"),
            "returns null");
}

TEST(Effects, OfUnknownFunctionsAreWhatAModelSays) {
  const Files files{
      {"a.cpp", "int* current; void unknown(); void f() { current = nullptr; unknown(); int kept; current = &kept; }"}};
  EXPECT_EQ(left_by(files, "f"), "returns other");
  EXPECT_EQ(left_by(files, "f", {.throwing = {"c:@F@unknown#"}}), "returns other throws null");
}

TEST(Effects, OfSeveralDefinitionsComeTogether) {
  EXPECT_EQ(left_by({{"a.cpp", "int* current; void clear() { current = nullptr; }"},
                     {"b.cpp", "extern int* current; void clear() {}"},
                     {"c.cpp", "void clear(); void f() { clear(); }"}},
                    "f"),
            "returns entry null");
}

TEST(Effects, OfADispatchedCallAreThoseOfAllThatOverride) {
  const std::string classes =
      "int* current; struct Base { virtual void end(); }; struct Clears : Base { void end() override { current = nullptr; } };"
      "struct Keeps : Base { void end() override {} };";
  EXPECT_EQ(left_by({{"a.cpp", classes + "void f(Base& b) { b.end(); }"}}, "f"), "returns entry null");
  EXPECT_EQ(left_by({{"a.cpp", classes + "void f(Clears& c) { c.Clears::end(); }"}}, "f"), "returns null");
}

TEST(Effects, OfRecursionSettle) {
  EXPECT_EQ(left_by({{"a.cpp", "int* current; bool more(); void f() { current = nullptr; if (more()) f(); }"}}, "f"),
            "returns null");
  EXPECT_EQ(left_by({{"a.cpp", "int* current; void f() { current = nullptr; f(); }"}}, "f"), "");
}

}  // namespace
}  // namespace unknot::test
