"""Tests of the search for take-downs: what is deleted has to be one, or a mutant proves nothing."""

import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

import take_downs  # noqa: E402

SUITE = """
int level = 1;
void Enable();
class Tidy : public ::testing::Test {
 protected:
  void SetUp() override { Point::Instance()->Enable(); }
  void TearDown() override { Point::Instance()->Disable(); }
  int own_ = 0;
};
TEST(Plain, Undoes) {
  Point::Instance()->Enable();
  { Point::Instance()->SetCallBack("a", [] { level = 4; }); }
  Point::Instance()->ClearAllCallBacks();  // Disable() stands in a comment
  Point::Instance()->Disable();
}
TEST_F(Tidy, LeavesItToTheFixture) {
  Point::Instance()->Enable();
  Point::Instance()->Disable();
}
TEST(Plain, Restores) {
  const int saved = level;
  level = 3;
  level = saved;
}
TEST(Plain, SetsTwice) {
  level = 3;
  level = 4;
}
TEST(Plain, OfItsOwn) {
  Local local;
  local.Enable();
  local.Disable();
}
"""


class TakeDowns(unittest.TestCase):
    def test_finds_what_undoes_something_that_outlives_the_test(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "a_test.cc"), "w", encoding="utf-8") as stream:
                stream.write(SUITE)
            found = take_downs.find(folder, ["a_test.cc"])
        self.assertEqual([(place.test, place.line, place.text) for place in found], [
            ("Plain_Undoes", 13, "Point::Instance()->ClearAllCallBacks()"),
            ("Plain_Undoes", 14, "Point::Instance()->Disable()"),
            ("Plain_Restores", 23, "level = saved"),
            ("Tidy", 7, "Point::Instance()->Disable()")])
        for place in found:
            self.assertTrue(SUITE[place.begin:place.end].endswith(";"))
        self.assertEqual(found[1].lines, (11,))

    def test_knows_whose_function_it_is(self):
        self.assertTrue(take_downs.names_test("ns::Plain_Undoes_Test::TestBody", "Plain_Undoes"))
        self.assertTrue(take_downs.names_test("ns::Tidy::SetUp", "Tidy"))
        self.assertFalse(take_downs.names_test("ns::Plain_UndoesMore_Test::TestBody", "Plain_Undoes"))


if __name__ == "__main__":
    unittest.main()
