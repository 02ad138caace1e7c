// Random small Python programs for the test of effects: branches, loops, exceptions, managers, closures, aliases, and calls of each
// other.
#pragma once

#include <random>
#include <string>

namespace unknot::test {

/// One module: functions f0 to f3 without parameters that change g0 to g3, Holder.g4 and box.v as `c()` chooses.
class RandomPython {
 public:
  explicit RandomPython(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string out = kBeginning;
    for (int f = kFunctions - 1; f >= 0; --f) {
      function_ = f;
      locals_ = 0;
      out += "def f" + std::to_string(f) + "():\n    " + kGlobals + statements(3, 4, {});
    }
    return out;
  }

  static constexpr int kFunctions = 4;
  static constexpr int kSlots = 6;

 private:
  struct Around {
    bool loop = false, handler = false;
  };

  static constexpr const char* kGlobals = "global g0, g1, g2, g3\n";
  static constexpr const char* kBeginning = R"(class A(Exception): pass
class B(A): pass
def c(): return choose(2) == 1
g0 = g1 = g2 = g3 = 0
class Holder:
    g4 = 0
class Box:
    def __init__(self, v):
        self.v = v
    def put(self, v):
        self.v = v
        if c(): raise B()
    def both(self):
        def inner(n):
            global g1
            g1 = n
            self.v = n
        inner(3)
        if c(): inner(4)
class Small(Box):
    def put(self, v):
        super().put(v)
        self.v = None
box = Box(0)
def set0(v):
    global g0
    g0 = v
def put(to, v=5):
    to.v = v
def told(v):
    global g1
    g1 = v
    return c()
class Guard:
    def __init__(self, slot):
        self.slot = slot
        self.saved = slot.v
    def __enter__(self): return self.slot
    def __exit__(self, *error):
        self.slot.v = self.saved
class Setter:
    def __init__(self, v): self.n = v
    def __enter__(self):
        if self.n == 2: raise A()
    def __exit__(self, *error):
        global g3
        g3 = self.n
        if self.n == 4: return True
)";

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string number() { return chance(20) ? "None" : std::to_string(1 + below(9)); }
  std::string slot() {
    static constexpr const char* kSlotNames[] = {"g0", "g1", "g2", "g3", "Holder.g4", "box.v"};
    return kSlotNames[below(kSlots)];
  }
  std::string local(const char* stem) { return stem + std::to_string(locals_++); }
  std::string thrown() {
    static constexpr const char* kThrown[] = {"A()", "B", "KeyError(1)"};
    return kThrown[below(3)];
  }
  std::string other_function() {
    if (function_ + 1 < kFunctions && chance(85))
      return "f" + std::to_string(function_ + 1 + static_cast<int>(below(static_cast<unsigned>(kFunctions - function_ - 1)))) + "()\n";
    return "if c() and c(): f" + std::to_string(below(kFunctions)) + "()\n";
  }

  std::string statements(int depth, int indent, Around around) {
    std::string out;
    for (unsigned n = 1 + below(3); n > 0; --n) out += statement(depth, indent, around);
    return out;
  }

  std::string statement(int depth, int indent, Around around) {
    const std::string in(static_cast<std::size_t>(indent), ' ');
    const auto body = [&](Around inside) { return statements(depth - 1, indent + 4, inside); };
    switch (below(depth > 0 ? 34 : 20)) {
      case 0: return in + slot() + " = " + slot() + "\n";
      case 1: return in + "set0(" + number() + ")\n";
      case 2: return in + (chance(50) ? "put(box, " + number() + ")\n" : chance(50) ? "put(v=" + number() + ", to=box)\n" : std::string("put(box)\n"));
      case 3: return in + slot() + " = " + number() + " if c() else " + slot() + "\n";
      case 4: return in + "if c() and told(" + number() + ") or c(): " + slot() + " = " + number() + "\n";
      case 5: return in + slot() + ", " + slot() + " = " + slot() + ", " + slot() + "\n";
      case 6: {
        const auto name = local("a");
        return in + name + " = box\n" + in + name + ".v = " + number() + "\n";
      }
      case 7: {
        const auto name = local("l");
        return in + "def " + name + "(n=" + std::to_string(below(9)) + "):\n" + in + "    " + kGlobals + in + "    " + slot() + " = " + number() + "\n" + in + "    if c(): raise " + thrown() + "\n" + in + name + "()\n";
      }
      case 8: {
        const auto name = local("n"), up = local("u");
        return in + name + " = " + number() + "\n" + in + "def " + up + "():\n" + in + "    nonlocal " + name + "\n" + in + "    " + name + " = " + number() + "\n" + in + (chance(50) ? up + "()\n" : "if c(): " + up + "()\n") +
               in + slot() + " = " + name + "\n";
      }
      case 9: return in + "box.both()\n";
      case 10: {
        const auto name = local("b");
        return in + name + " = " + (chance(50) ? "Box" : "Small") + "(" + number() + ")\n" + in + name + ".put(" + number() + ")\n" + in + slot() + " = " + name + ".v\n";
      }
      case 11: return in + "Box.put(box, " + number() + ")\n";
      case 12: return in + (chance(50) ? "setattr(box, 'v', " + number() + ")\n" : slot() + " = getattr(box, 'v')\n");
      case 13: return in + other_function();
      case 14: return in + (chance(50) ? "if c(): return\n" : "if c(): raise " + thrown() + "\n");
      case 15: return in + (around.loop ? (chance(50) ? "if c(): continue\n" : "if c(): break\n") : slot() + " = (w := " + number() + ")\n");
      case 16: return in + (around.handler ? "if c(): raise\n" : slot() + " = " + number() + "\n");
      case 17: return in + "match " + slot() + ":\n" + in + "    case 1: " + slot() + " = " + number() + "\n" + in + "    case None: " + slot() + " = 1\n" + in + "    case x: " + slot() + " = x\n";
      case 18: return in + "[set0(i) for i in (1, 2) if c()]\n" + in + "g0 = " + number() + "\n";
      case 19: return in + slot() + " = " + slot() + " = " + number() + "\n";
      case 20:
      case 21: return in + "if c():\n" + body(around) + in + "else:\n" + body(around);
      case 22: return in + "if " + slot() + " is None:\n" + body(around);
      case 23: return in + "while c():\n" + body({.loop = true, .handler = around.handler}) + (chance(50) ? in + "else:\n" + body(around) : "");
      case 24: return in + "for i in (1, 2):\n" + body({.loop = true, .handler = around.handler}) + (chance(50) ? in + "else:\n" + body(around) : "");
      case 25:
      case 26: {
        static constexpr const char* kCaught[] = {"A", "B", "KeyError", "(B, KeyError)", "Exception", "LookupError"};
        std::string out = in + "try:\n" + body(around);
        for (unsigned n = 1 + below(2); n > 0; --n) out += in + "except " + kCaught[below(6)] + (chance(30) ? " as e" : "") + ":\n" + body({.loop = around.loop, .handler = true});
        if (chance(30)) out += in + "else:\n" + body(around);
        return out;
      }
      case 27:
      case 28: return in + "try:\n" + body(around) + in + "finally:\n" + body(around);
      case 29: return in + "try:\n" + body(around) + in + "except A:\n" + body({.loop = around.loop, .handler = true}) + in + "finally:\n" + body({.loop = around.loop, .handler = false});
      case 30: return in + "with Guard(box)" + (chance(50) ? " as " + local("h") : std::string()) + ":\n" + body(around);
      case 31: return in + "with Setter(" + std::to_string(1 + below(4)) + "), Guard(box):\n" + body(around);
      case 32: return in + "if not (c() and " + slot() + "):\n" + body(around);
      default: return in + "with Setter(" + std::to_string(1 + below(4)) + "):\n" + body(around);
    }
  }

  std::mt19937 random_;
  int function_ = 0;
  int locals_ = 0;
};

}  // namespace unknot::test
