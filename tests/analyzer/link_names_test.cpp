// What names of one file mean by another: an item that is put into an object is what the object's class makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyzer/extract/python/functions.h"
#include "analyzer/python/link_names.h"

namespace unknot::test {
namespace {

/// Of the test's function: "call app.Signals.__setitem__ of 2", "assign".
std::vector<std::string> linked_operations(const std::string& app, const std::string& user) {
  python::Parser parser;
  std::vector<FileFunctions> facts{python::functions_of(parser.parse(app), {.module = "app"}), python::functions_of(parser.parse(user), {.module = "user"})};
  python::link_names(facts);
  python::link_names(facts);
  std::vector<std::string> out;
  for (const auto& function : facts[1].functions) {
    if (facts[1].entities[function.entity].name != "user.go") continue;
    for (const auto& block : function.blocks)
      for (const auto& o : block.operations) {
        if (o.kind == OperationKind::assign) out.emplace_back("assign");
        if (o.kind == OperationKind::call) out.push_back("call " + facts[1].entities[o.callee].name + " of " + std::to_string(o.arguments.size()));
      }
  }
  return out;
}

TEST(LinkNames, AnItemOfAnObjectIsWhatItsClassMakesOfIt) {
  const std::string user = "import app\nfrom app import signals\n\ndef go():\n    signals['INT'] = print\n    app.signals['INT'] = print\n";
  const std::string object = "class Signals:\n    def __setitem__(self, name, handler):\n        pass\n\nsignals = Signals()\n";
  EXPECT_THAT(linked_operations(object, user), testing::ElementsAre("call app.Signals.__setitem__ of 2", "call app.Signals.__setitem__ of 2"));
  const std::string heir = "class Base:\n    def __setitem__(self, name, handler):\n        pass\n\nclass Signals(Base):\n    pass\n\nsignals = Signals()\n";
  EXPECT_THAT(linked_operations(heir, user), testing::ElementsAre("call app.Base.__setitem__ of 2", "call app.Base.__setitem__ of 2"));
  EXPECT_THAT(linked_operations("signals = {}\n", user), testing::ElementsAre("assign", "assign"));
  const std::string plain = "class Signals:\n    def __getitem__(self, name):\n        pass\n\nsignals = Signals()\n";
  EXPECT_THAT(linked_operations(plain, user), testing::ElementsAre("assign", "assign"));
}

}  // namespace
}  // namespace unknot::test
