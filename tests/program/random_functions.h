// Random small C++ programs for the test of effects: branches, loops, exceptions, guards, aliases, and calls of each other.
#pragma once

#include <random>
#include <string>

namespace unknot::test {

/// One program in a namespace of its own: functions f0 to f3 without parameters that change the globals g0 to g4 and box().v as
/// `c()` and `pick()` choose.
class RandomFunctions {
 public:
  RandomFunctions(unsigned seed, std::string space) : random_(seed), space_(std::move(space)) {}

  std::string text() {
    std::string head, body;
    for (int f = kFunctions - 1; f >= 0; --f) {
      function_ = f;
      labels_ = 0;
      locals_ = 0;
      const std::string start = "void f" + std::to_string(f) + "()" + (chance(10) ? " noexcept" : "");
      head += start + ";\n";
      body += start + " {\n" + statements(3, {}) + "}\n";
    }
    return "namespace " + space_ + " {\n" + kBeginning + head + body + kEnd + "}\n";
  }

  static constexpr int kFunctions = 4;
  static constexpr int kSlots = 6;

 private:
  /// What may be said where.
  struct Around {
    bool loop = false, handler = false, breakable = false;
  };

  static constexpr const char* kBeginning = R"(int g0, g1, g2;
thread_local int g3;
struct Holder { static int g4; };
int Holder::g4;
struct Box { int v; int* p; };
Box& box() { static Box b; return b; }
void set0(int v) { g0 = v; }
void put(int* to, int v) { *to = v; }
void put_ref(int& to, int v) { if (c()) return; to = v; }
int& choose_slot() { return g2; }
bool told(int v) { g1 = v; return c(); }
struct Guard {
  explicit Guard(int& slot) : slot_(slot), saved_(slot) {}
  ~Guard() { slot_ = saved_; }
  int& slot_;
  int saved_;
};
struct Setter {
  explicit Setter(int v) : v_(v) { if (v == 13) throw A(); }
  ~Setter() { g3 = v_; }
  int v_;
};
template <class T>
struct Kept {
  explicit Kept(T& slot) : slot_(slot), saved_(slot) {}
  ~Kept() { slot_ = saved_; }
  T& slot_;
  T saved_;
};
struct Owner {
  int v = 0;
  void twice(int n) {
    auto l = [this, n] { v = n; g1 = v; if (c()) throw A(); };
    l();
    auto copy = [n] { g2 = n; };
    copy();
  }
};
struct Both { Guard first{g0}; Guard second{g1}; };
struct Base { virtual void run() { g0 = 21; } virtual ~Base() {} };
struct Derived : Base { void run() override { g0 = 22; if (c()) throw B(); } };
Base base_object; Derived derived_object;
Base& object() { if (c()) return base_object; return derived_object; }
)";
  static constexpr const char* kEnd = R"(void reset() { g0 = 100; g1 = 101; g2 = 102; g3 = 103; Holder::g4 = 104; box().v = 105; box().p = nullptr; }
void look(int* out) { out[0] = g0; out[1] = g1; out[2] = g2; out[3] = g3; out[4] = Holder::g4; out[5] = box().v; }
)";

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string number() { return std::to_string(1 + below(9)); }
  std::string slot() {
    static constexpr const char* kSlotNames[] = {"g0", "g1", "g2", "g3", "Holder::g4", "box().v"};
    return kSlotNames[below(kSlots)];
  }
  std::string local(const char* stem) { return stem + std::to_string(locals_++); }
  /// A later function, so that most calls end; an earlier one behind a choice.
  std::string other_function() {
    if (function_ + 1 < kFunctions && chance(85)) return "f" + std::to_string(function_ + 1 + static_cast<int>(below(static_cast<unsigned>(kFunctions - function_ - 1)))) + "();\n";
    return "if (c() && c()) f" + std::to_string(below(kFunctions)) + "();\n";
  }
  std::string thrown() {
    static constexpr const char* kThrown[] = {"A()", "B()", "1"};
    return kThrown[below(3)];
  }

  std::string statements(int depth, Around around) {
    std::string out;
    for (unsigned n = 1 + below(3); n > 0; --n) out += statement(depth, around);
    return out;
  }
  std::string block(int depth, Around around) { return "{\n" + statements(depth - 1, around) + "}\n"; }

  std::string statement(int depth, Around around) {
    const unsigned kind = below(depth > 0 ? 34 : 18);
    switch (kind) {
      case 0: return slot() + " = " + slot() + ";\n";
      case 1: return "set0(" + number() + ");\n";
      case 2: return "put(&" + slot() + ", " + number() + ");\n";
      case 3: return "put_ref(" + slot() + ", " + number() + ");\n";
      case 4: return "choose_slot() = " + number() + ";\n";
      case 5: return slot() + " = c() ? " + number() + " : " + slot() + ";\n";
      case 6: return "(c() ? g0 : g1) = " + number() + ";\n";
      case 7: return "if (c() && told(" + number() + ") || c()) " + slot() + " = " + number() + ";\n";
      case 8: {
        const auto name = local("r");
        return "int& " + name + " = " + slot() + "; " + name + " = " + number() + ";\n";
      }
      case 9: {
        const auto name = local("p");
        return "int* " + name + " = &" + slot() + "; if (c()) " + name + " = &" + slot() + "; *" + name + " = " + number() + ";\n";
      }
      case 10: {
        const auto name = local("l");
        return "auto " + name + " = [&] { " + slot() + " = " + number() + "; if (c()) throw " + thrown() + "; }; " + name + "();\n";
      }
      case 11: return "box().p = &" + slot() + "; *box().p = " + number() + ";\n";
      case 12: return chance(50) ? "object().run();\n" : "{ Owner " + local("owner") + "; owner" + std::to_string(locals_ - 1) + ".twice(" + number() + "); }\n";
      case 13: return other_function();
      case 14: return chance(50) ? "if (c()) return;\n" : "if (c()) throw " + thrown() + ";\n";
      case 15:
        if (around.loop && chance(50)) return "if (c()) continue;\n";
        return around.breakable ? "if (c()) break;\n" : slot() + " = " + number() + ", " + slot() + " = " + number() + ";\n";
      case 16: return around.handler ? "if (c()) throw;\n" : slot() + " = " + number() + ";\n";
      case 17: return slot() + " = " + number() + ";\n";
      case 18:
      case 19: return "if (c()) " + block(depth, around) + (chance(50) ? "else " + block(depth, around) : "");
      case 20: return "while (c()) " + block(depth, {true, around.handler, true});
      case 21: return "do " + block(depth, {true, around.handler, true}) + " while (c());\n";
      case 22: {
        const auto name = local("i");
        return "for (int " + name + " = 0; c(); ++" + name + ") " + block(depth, {true, around.handler, true});
      }
      case 23: {
        const Around inside{around.loop, around.handler, true};
        return "switch (pick()) {\ncase 0: " + block(depth, inside) + (chance(50) ? "break;\n" : "") + "case 1: " + block(depth, inside) + (chance(50) ? "break;\n" : "[[fallthrough]];\n") +
               "default: " + block(depth, inside) + "}\n";
      }
      case 24:
      case 25:
      case 26: {
        std::string out = "try " + block(depth, around);
        const Around inside{around.loop, true, around.breakable};
        bool caught = false;
        for (const char* type : {"const B&", "A&", "int"})
          if (chance(40)) out += std::string("catch (") + type + ") " + block(depth, inside), caught = true;
        return out + (chance(50) || !caught ? "catch (...) " + block(depth, inside) : "");
      }
      case 27:
      case 28: return "{ Guard " + local("guard") + "(" + slot() + ");\n" + statements(depth - 1, around) + "}\n";
      case 29: return "{ Setter " + local("setter") + "(" + (chance(20) ? "13" : number()) + ");\n" + statements(depth - 1, around) + "}\n";
      case 30: return "{ Kept<int> " + local("kept") + "(" + slot() + ");\n" + statements(depth - 1, around) + "}\n";
      case 31: return "{ Both " + local("both") + ";\n" + statements(depth - 1, around) + "}\n";
      case 32: {
        const auto label = "again" + std::to_string(labels_++), out = "out" + std::to_string(labels_++);
        return label + ":;\n{ Setter " + local("setter") + "(" + number() + ");\n" + statements(depth - 1, {false, around.handler, false}) + "if (c()) goto " + label + ";\nif (c()) goto " + out + ";\n" + slot() + " = " + number() + ";\n}\n" +
               out + ":;\n";
      }
      default: {
        const auto name = local("saved");
        return "{ int " + name + " = " + slot() + ";\n" + statements(depth - 1, around) + slot() + " = " + name + ";\n}\n";
      }
    }
  }

  std::mt19937 random_;
  std::string space_;
  int function_ = 0, labels_ = 0, locals_ = 0;
};

}  // namespace unknot::test
