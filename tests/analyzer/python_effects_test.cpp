// What the facts say that Python functions leave behind, against what they do: random programs are run by CPython on every choice
// that they can make.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "analyzer/extract/python/functions.h"
#include "graph/effects.h"
#include "tests/analyzer/random_python.h"
#include "tests/support/project.h"

namespace unknot::test {
namespace {

/// Runs each function again and again, until every choice was made either way, and prints what was seen. None is -1.
constexpr const char* kRunner = R"(
import builtins, importlib, sys
sys.setrecursionlimit(300)
DEEPEST, MOST = 9, 3000
choices, state = [], {"at": 0, "cut": False}
def choose(n):
    at = state["at"]
    state["at"] += 1
    if at < len(choices): return choices[at][0]
    if at >= DEEPEST:
        state["cut"] = True
        if at > 400: raise Endless()
        return 0
    choices.append([0, n])
    return 0
class Endless(BaseException): pass
builtins.choose = choose
def run(m, name):
    choices.clear()
    state["cut"] = False
    seen = set()
    for n in range(MOST):
        state["at"] = 0
        m.g0, m.g1, m.g2, m.g3, m.Holder.g4, m.box = 100, 101, 102, 103, 104, m.Box(105)
        box, way = m.box, "return"
        try: getattr(m, name)()
        except (Endless, RecursionError): way = "endless"
        except Exception as e: way = type(e).__name__
        for i, v in enumerate((m.g0, m.g1, m.g2, m.g3, m.Holder.g4, box.v)): seen.add((way, i, -1 if v is None else v))
        del choices[state["at"]:]
        while choices and choices[-1][0] + 1 == choices[-1][1]: choices.pop()
        if not choices: break
        choices[-1][0] += 1
        if n + 1 == MOST: state["cut"] = True
    for way, i, v in sorted(seen): print(m.__name__ + "." + name, way, i, v, int(state["cut"]))
for p in range(int(sys.argv[1])):
    m = importlib.import_module("p%d" % p)
    for f in range(4): run(m, "f%d" % f)
)";

struct Observed {
  std::map<std::string, std::map<int, std::set<int>>> seen;  ///< way out -> slot -> values
  bool cut = false;
};

class Facts {
 public:
  Facts(const FileFunctions& file, std::string module) : effects_(effects_of(std::span(&file, 1))), module_("py:" + std::move(module) + ".") {}

  /// What may have been raised on this way, or is not known by type.
  std::vector<const SlotState*> leaving(const std::string& function, const std::string& way) const {
    const auto& effects = effects_.at(module_ + function);
    if (way == "return") return effects.returns ? std::vector<const SlotState*>{&effects.at_return} : std::vector<const SlotState*>{};
    std::vector<const SlotState*> out;
    for (const auto& [type, state] : effects.at_throw)
      if (type.empty() || type == module_ + way || type == "py:builtins." + way) out.push_back(&state);
    return out;
  }
  std::size_t ways(const std::string& function) const {
    const auto& effects = effects_.at(module_ + function);
    return effects.at_throw.size() + (effects.returns ? 1 : 0);
  }
  struct Predicted {
    std::set<int> values;
    bool any = false;  ///< also others
  };
  Predicted predicted(const std::vector<const SlotState*>& states, int slot) const {
    Predicted out;
    for (const auto* state : states)
      for (const auto& outcome : state->read(slot_of(slot))) {
        if (outcome.kind == Outcome::Kind::constant) {
          out.values.insert(outcome.value == ValueKind::null ? -1 : std::atoi(outcome.text.c_str()));
          continue;
        }
        bool entry = false;
        for (int other = 0; other < RandomPython::kSlots && outcome.kind == Outcome::Kind::entry; ++other)
          if (outcome.slot == slot_of(other)) out.values.insert(100 + other), entry = true;
        out.any |= !entry;
      }
    return out;
  }

 private:
  Slot slot_of(int slot) const {
    if (slot < 4) return Slot(module_ + "g" + std::to_string(slot));
    if (slot == 4) return Slot(module_ + "Holder.g4");
    return Slot(module_ + "box").with("*").with(".py:.v");
  }
  EffectsByUsr effects_;
  std::string module_;
};

TEST(PythonEffects, AreWhatRandomProgramsDo) {
  const char* wanted = std::getenv("UNKNOT_RANDOM_PROGRAMS");
  const char* first = std::getenv("UNKNOT_RANDOM_SEED");
  const unsigned programs = wanted != nullptr ? static_cast<unsigned>(std::stoul(wanted)) : 30;
  const unsigned seed = first != nullptr ? static_cast<unsigned>(std::stoul(first)) : 1;
  Project project;
  std::map<std::string, Facts> facts;
  python::Parser parser;
  for (unsigned p = 0; p < programs; ++p) {
    const std::string module = "p" + std::to_string(p), text = RandomPython(seed + p).text();
    project.write(module + ".py", text);
    const auto& tree = parser.parse(text);
    ASSERT_EQ(tree.damage, python::Damage::none) << module << " line " << tree.damaged_line;
    const FileFunctions found = python::functions_of(tree, {.module = module});
    facts.emplace(module, Facts(found, module));
  }
  project.write("runner.py", kRunner);
  const std::string command = "cd " + project.root() + " && /usr/bin/python3 runner.py " + std::to_string(programs) + " > seen.txt";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::map<std::string, Observed> observed;
  std::istringstream lines(read_file(project.path("seen.txt")));
  std::string name, way;
  int slot = 0, value = 0, cut = 0;
  while (lines >> name >> way >> slot >> value >> cut) {
    observed[name].seen[way][slot].insert(value);
    observed[name].cut |= cut != 0;
  }
  ASSERT_EQ(observed.size(), programs * RandomPython::kFunctions);
  std::size_t exact = 0, compared = 0;
  for (const auto& [function, run] : observed) {
    const Facts& said = facts.at(function.substr(0, function.find('.')));
    const std::string own = function.substr(function.find('.') + 1);
    std::size_t ways = 0;
    for (const auto& [out, slots] : run.seen) {
      if (out == "endless") continue;
      ++ways;
      const auto states = said.leaving(own, out);
      EXPECT_FALSE(states.empty()) << function << " leaves by " << out;
      if (states.empty()) continue;
      for (const auto& [number, values] : slots) {
        const auto predicted = said.predicted(states, number);
        EXPECT_TRUE(predicted.any || std::ranges::includes(predicted.values, values))
            << function << " by " << out << ", slot " << number << ": is " << testing::PrintToString(values) << ", said " << testing::PrintToString(predicted.values);
        if (run.cut) continue;
        ++compared;
        exact += !predicted.any && predicted.values == values;
        if (std::getenv("UNKNOT_SHOW_LOOSE") != nullptr && (predicted.any || predicted.values != values))
          std::printf("%s by %s, slot %d: is %s, said %s%s\n", function.c_str(), out.c_str(), number, testing::PrintToString(values).c_str(),
                      testing::PrintToString(predicted.values).c_str(), predicted.any ? " or others" : "");
      }
    }
    if (!run.cut) ++compared, exact += said.ways(own) == ways;
  }
  std::printf("exact: %zu of %zu\n", exact, compared);
  EXPECT_GT(compared, programs * 10);
  EXPECT_GE(exact * 100, compared * 70);
}

}  // namespace
}  // namespace unknot::test
