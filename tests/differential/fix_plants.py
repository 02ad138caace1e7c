"""What tests/differential/fix plants: a type at the start of one header, and what another header does with it.

Each shape is a type and a use of it. Which kind it is follows from the language alone: what a forward declaration carries is
name-only, what only bodies need that could stand in a source file is only-bodies, all else is inherent."""

import random

KINDS = ("unused", "name-only", "only-bodies", "inherent")

CLASS = "{head}{key} {n} {{ public: int value; int get() const {{ return value; }} }};"
TYPES = {  # name: (definition, what stands behind the name where it is used, how a file that relies on it looks into it)
    "class": (CLASS, "", "p.value"),
    "template": ("template <class T> " + CLASS, "<int>", "p.value"),
    "variadic": ("template <int N, class... Rest> " + CLASS, "<3, char, int>", "p.value"),
    "defaulted": ("template <class T, class U = int> " + CLASS, "<char, int>", "p.value"),
    "final": ("class __attribute__((visibility(\"default\"))) {n} final {{ public: int value; int get() const {{ return value; }} }};", "",
              "p.value"),
    "exported": ("class PLANTED_API_{i} {n} {{ public: int value; int get() const {{ return value; }} }};", "", "p.value"),
    "union": ("union {n} {{ int value; float other; int get() const {{ return value; }} }};", "", "p.value"),
    "enum": ("enum class {n} : unsigned char {{ low, high }};", "", "static_cast<int>(p)"),
    "plain enum": ("enum {n} {{ planted_low_{i}, planted_high_{i} }};", "", "static_cast<int>(p)"),
    "nested": ("struct {n} {{ struct Inner {{ int value; }}; int value; }};", "", "p.value"),
    "C": ("extern \"C\" {{ struct {n} {{ int value; }}; }}", "", "p.value"),
}
CLASSES = ("class", "class", "template", "variadic", "final", "exported", "union")
LOOKED_INTO = ("class", "class", "class", "final", "exported", "union")

# (types, use); {t}: the type as it is spelled, {n}: its plain name, {i}: number of the plant.
NAMED = [
    (CLASSES, "inline {t}* planted_pass_{i}({t}* p) {{ return p; }}\n"),
    (CLASSES, "void planted_take_{i}(const {t}& p, {t}** q);\n"),
    (CLASSES, "struct PlantedHolder{i} {{ {t}* held; {t} make({t}); }};\n"),
    (CLASSES, "extern {t}* planted_global_{i};\ntypedef {t}& planted_ref_{i};\n"),
    (CLASSES, "#include <memory>\nstd::shared_ptr<{t}> planted_share_{i}(std::unique_ptr<{t}> p);\n"),
    (("class", "final", "exported", "union"), "class PlantedFriend{i} {{\n  friend {key} {t};\n  int value = 0;\n}};\n"),
    (("class", "exported", "union"), "namespace planted_low {{ using ::{t}; {n}* planted_using_{i}(); }}\n"),
    (("enum",), "struct PlantedHolder{i} {{ {t} mode; }};\n{t} planted_mode_{i}({t} other);\n"),
    (("C",), "extern \"C\" void planted_c_{i}({t}*);\n"),
]
BODIES = [
    (LOOKED_INTO, "inline int planted_look_{i}(const {t}& p, int more = 1) {{\n  return p.get() + more;\n}}\n"),
    (LOOKED_INTO, "struct PlantedUser{i} {{\n  explicit PlantedUser{i}({t}* p) : value(p->value) {{}}\n  int value;\n}};\n"),
    (LOOKED_INTO, "class PlantedUser{i} {{\n public:\n  typedef int Count;\n  virtual ~PlantedUser{i}() {{ delete held; }}\n"
     "  static Count count(const {t}& p) {{ return p.value; }}\n  virtual Count get() const {{\n    return held->get();\n  }}\n"
     " private:\n  {t}* held = nullptr;\n}};\n"),
    (LOOKED_INTO, "namespace planted_low {{\nstruct User{i} {{\n  struct Inner {{\n    int look({t}& p) noexcept {{ return p.get(); }}\n  }};\n}};\n"
     "inline int planted_free_{i}({t}* p) {{ return p->value; }}\n}}\n"),
    (LOOKED_INTO, "struct PlantedUser{i} {{\n  /// Are they alike?\n  bool operator==(const PlantedUser{i}& other) const {{ return held->value == other.held->value; }}\n"
     "  explicit operator int() const {{ return held->get(); }}\n  {t}* held;\n}};\n"),
    (LOOKED_INTO, "struct PlantedUser{i} {{\n  auto look() const& noexcept -> int {{\n    // One more, since it counts from 0.\n"
     "    const auto more = [this](int by) {{ return held->value + by; }};\n    return more(1);\n  }}\n  {t}* held;\n}};\n"),
    (LOOKED_INTO, "class PlantedUser{i} {{\n  enum State {{ idle, busy }};\n  State state_ = idle;\n  {t}* held_ = nullptr;\n\n public:\n"
     "  State state(const {t}& p = *static_cast<const {t}*>(nullptr)) const;\n  State next() {{ return held_ && held_->value ? busy : state_; }}\n}};\n"),
]
NEEDED = [
    (("class", "template", "variadic", "union"), "struct PlantedUser{i} {{ {t} held; }};\n"),
    (("class", "template", "exported"), "struct PlantedUser{i} : {t} {{}};\n"),
    (("class", "template", "defaulted", "union"), "static_assert(sizeof({t}) > 0, \"\");\n"),
    (("class",), "enum {{ planted_value_{i} = PLANTED_{i} }};\n"),
    (("nested",), "{t}::Inner* planted_inner_{i}();\n"),
    (("plain enum",), "void planted_mode_{i}({t} mode);\n"),
    (("defaulted",), "{n_spaced}<char>* planted_default_{i}();\n"),
    (("class",), "template <class T> T planted_template_{i}(const {t}& p) {{ return T(p.value); }}\n"),
    (("class",), "constexpr int planted_constant_{i}(const {t}& p) {{ return p.value; }}\n"),
    (("class",), "inline auto planted_deduced_{i}(const {t}& p) {{ return p.value; }}\n"),
]
USES = {"unused": [(CLASSES, "")], "name-only": NAMED, "only-bodies": BODIES, "inherent": NEEDED}


class Plant:
    """One back edge: `low` includes `high`; `relied` is a file that uses the type through `low`, or None."""

    def __init__(self, number, kind, low, high, relied, chance: random.Random):
        self.number, self.kind, self.low, self.high, self.relied = number, kind, low, high, relied
        self.namespace = chance.choice([[], ["planted"], ["planted", "deep"], ["planted", "inline v1"]])
        types, self.text = chance.choice(USES[kind])
        self.type = chance.choice(types)
        if self.type == "C":
            self.namespace = []
        self.key = "union" if self.type == "union" else "class" if self.type in ("final", "exported") else chance.choice(["struct", "class"])

    def fill(self, text):
        spaces = [space for space in self.namespace if not space.startswith("inline ")]
        name = f"Planted{self.number}"
        spelled = "::".join([*spaces, name])
        return text.format(i=self.number, n=name, n_spaced=spelled, t=spelled + TYPES[self.type][1], key=self.key, head="")

    def definition(self):
        body = self.fill(TYPES[self.type][0])
        for space in reversed(self.namespace):
            word = "inline namespace " + space[7:] if space.startswith("inline ") else "namespace " + space
            body = f"{word} {{ {body} }}"
        macros = f"#define PLANTED_{self.number} {self.number}\n" if "PLANTED_" in self.text else ""
        if self.type == "exported":
            macros += f"#define PLANTED_API_{self.number} __attribute__((visibility(\"default\")))\n"
        return macros + body + "\n"

    def use(self):
        return self.fill(self.text)

    def reliance(self):
        return self.fill("static inline int planted_rely_{i}(const {t}& p) {{ return " + TYPES[self.type][2] + "; }}\n")

    def __str__(self):
        return f"{self.kind} {self.low} -> {self.high} ({self.type}: {' '.join(self.use().split())[:100]})" + \
            (f", {self.relied} relies on it" if self.relied else "")
