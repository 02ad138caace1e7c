"""Statements of tests and fixtures that undo what an earlier statement did to something that outlives the test, found in the text."""

import os
import re
from dataclasses import dataclass

# (what sets, what takes down): prefixes of names; what follows them has to be the same, but for "All" and a plural.
OPPOSITES = [("Enable", "Disable"), ("Set", "Clear"), ("Set", "Reset"), ("Set", "Unset"), ("Set", "Restore"), ("Add", "Remove"),
             ("Add", "Clear"), ("Register", "Unregister"), ("Register", "Deregister"), ("Install", "Uninstall"), ("Push", "Pop"),
             ("Start", "Stop"), ("Begin", "End"), ("Activate", "Deactivate"), ("Attach", "Detach"), ("Override", "Restore"),
             ("Mock", "Unmock"), ("Inject", "Clear"), ("Load", "Unload"), ("Load", "Clear"), ("push", "pop"), ("set", "unset"),
             ("set", "reset"), ("set", "clear"), ("add", "remove"), ("register", "unregister"), ("insert", "erase"), ("insert", "clear"),
             ("emplace", "erase"), ("emplace", "clear"), ("push_back", "clear"), ("push_back", "pop_back"), ("enable", "disable"),
             ("start", "stop"), ("install", "uninstall"), ("attach", "detach")]
SETTER = re.compile(r"^(?:Set|set|Load|Install|Use|Override|Replace|chdir$|umask$|setlocale$|setenv$|fesetround$|GTEST_FLAG_SET$|Exchange)")
# Values that stand for nothing or for what was there before.
NOTHING = re.compile(r"^(?:false|nullptr|NULL|0|0u|\"\"|\{\}|-1|\w*(?:::)?\{\}|std::string\(\)|(?:\w+::)*k?(?:Disable|None|Default|Off|No)\w*(?:\(\))?)$")
SAVED = re.compile(r"^(?:std::move\()?&?\*?(?:\w*(?:old|orig|saved|save|prev|previous|before|backup|initial|default|restore)\w*)(?:\.c_str\(\)|\.get\(\)|_)?\)?$",
                   re.IGNORECASE)
TEST = re.compile(r"^[ \t]*(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*\{", re.MULTILINE)
FIXTURE = re.compile(r"\b(?:class|struct)\s+(?:\w+\s+)?(\w+)(?:\s+final)?\s*:\s*((?:public|virtual|\s|protected)*[\w:<>,\s]+?)\s*\{")
CALL = re.compile(r"^((?:[\w:]+(?:\(\))?\s*(?:->|\.|::)\s*)*)(~?\w+)\s*\((.*)\)$", re.DOTALL)
ASSIGNMENT = re.compile(r"^((?:\w+::)*\w+)\s*=\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Place:
    file: str
    line: int
    test: str         # "Suite_Name" of a test, "Fixture" of a set-up or tear-down
    text: str         # the statement
    undoes: str       # the statement that it undoes
    lines: tuple      # of all statements that set the same
    shape: str
    begin: int        # in the file's text
    end: int


@dataclass
class Statement:
    begin: int
    end: int
    line: int
    text: str
    slot: str = ""
    name: str = ""
    given: str = ""
    kind: str = ""


def find(folder, units, swept=()):
    """[Place] of the units, in order. `swept`: patterns of statements that a listener takes down after every test."""
    index = Fixtures(folder, units)
    out = []
    for unit in units:
        with open(os.path.join(folder, unit), encoding="utf-8", errors="surrogateescape") as stream:
            text = stream.read()
        if not TEST.search(text):
            continue
        out += [place for place in in_file(unit, text, index) if not any(re.search(pattern, place.text) for pattern in swept)]
    return out


class Fixtures:
    """Classes of the units and of the headers beside them: their bases and what their tear-downs do."""

    def __init__(self, folder, units):
        self.bases, self.downs = {}, {}
        seen = set()
        for unit in units:
            for path in [unit] + [os.path.join(os.path.dirname(unit), name) for name in os.listdir(os.path.join(folder, os.path.dirname(unit)))
                                  if re.search(r"(?:test|util|fixture)\w*\.(?:h|hpp|cc|cpp)$", name)]:
                if path in seen:
                    continue
                seen.add(path)
                with open(os.path.join(folder, path), encoding="utf-8", errors="surrogateescape") as stream:
                    self.read(blank(stream.read()))

    def read(self, text):
        for match in FIXTURE.finditer(text):
            self.bases[match.group(1)] = re.findall(r"(?:public|protected|^|,)\s*(?:::)?(?:\w+::)*(\w+)", match.group(2))
            body = text[match.end() - 1 : closing(text, match.end() - 1)]
            for begin, end in tear_downs(body):
                self.downs.setdefault(match.group(1), set()).update(slots(body, begin, end))
        for match in re.finditer(r"^(?:\w+::)*(\w+)::(?:~\1|TearDown)\s*\([^)]*\)[^;{]*\{", text, re.MULTILINE):
            self.downs.setdefault(match.group(1), set()).update(slots(text, match.end() - 1, closing(text, match.end() - 1)))

    def is_fixture(self, name, depth=0):
        bases = self.bases.get(name, ())
        return any(base in ("Test", "TestWithParam", "TestFixture", "Fixture") for base in bases) or \
            (depth < 8 and any(self.is_fixture(base, depth + 1) for base in bases))

    def taken_down(self, fixture, depth=0):
        out = set(self.downs.get(fixture, ()))
        if depth < 8:
            for base in self.bases.get(fixture, ()):
                out |= self.taken_down(base, depth + 1)
        return out


def tear_downs(body):
    for match in re.finditer(r"(?:~\w+\s*\([^)]*\)|\bTearDown\s*\([^)]*\))[^;{}]*\{", body):
        yield match.end() - 1, closing(body, match.end() - 1)


def set_ups(body, name):
    for match in re.finditer(r"(?:\bSetUp\s*\([^)]*\)|(?<![~\w])" + name + r"\s*\([^)]*\))[^;{}]*\{", body):
        yield match.end() - 1, closing(body, match.end() - 1)


def slots(text, begin, end):
    return {statement.slot + "/" + statement.name for statement in statements(text, text, begin, end) if statement.kind}


def in_file(unit, text, index):
    clean = blank(text)
    variables = namespace_variables(clean)
    members = set(re.findall(r"^[ \t]+(?:[\w:<>*&,]+\s+)+\*?(\w+)\s*\([^;{}]*\)\s*(?:const|override|noexcept|\s)*\{", clean, re.MULTILINE))
    for match in TEST.finditer(clean):
        begin, end = match.end() - 1, closing(clean, match.end() - 1)
        taken = index.taken_down(match.group(2)) if match.group(1) not in ("TEST",) else set()
        own = [one for one in statements(clean, text, begin, end) if eligible(one, variables, members, clean[begin:end])]
        for place in undone(own, own, unit, match.group(2) + "_" + match.group(3)):
            if not any(same_down(place, known) for known in taken):
                yield place
    for match in FIXTURE.finditer(clean):
        if not index.is_fixture(match.group(1)):
            continue
        begin, end = match.end() - 1, closing(clean, match.end() - 1)
        body = clean[begin:end]
        sets = [one for first, last in set_ups(body, match.group(1)) for one in statements(clean, text, begin + first, begin + last)]
        downs = [one for first, last in tear_downs(body) for one in statements(clean, text, begin + first, begin + last)]
        sets = [one for one in sets if eligible(one, variables, members, "")]
        downs = [one for one in downs if eligible(one, variables, members, "")]
        yield from undone(sets + downs, downs, unit, match.group(1))


def same_down(place, known):
    slot, name = known.rsplit("/", 1)
    text = unqualified(place.text).replace(" ", "")
    # Who clears all of them clears this one.
    return text.startswith(slot + name + "(") or ("All" in name and text.startswith(slot + name.replace("All", "").rstrip("s") + "("))


def undone(all_of_them, candidates, unit, test):
    """Of each slot the last take-down, with what it undoes."""
    last = {}
    for one in candidates:
        for other in all_of_them:
            if other.begin >= one.begin and other in candidates:
                break
            shape = opposite(other, one)
            if shape:
                last[(one.slot, shape_key(one))] = (one, other, shape)
    for one, other, shape in last.values():
        later = [after for after in all_of_them if after.begin > one.begin and (opposite(other, after) or after.kind == one.kind and after.slot == one.slot and after.name == one.name)]
        if later:
            continue
        lines = tuple(sorted({before.line for before in all_of_them if before is not one and opposite(before, one)}))
        yield Place(file=unit, line=one.line, test=test, text=one.text, undoes=other.text, lines=lines, shape=shape, begin=one.begin, end=one.end)


def shape_key(one):
    return one.name if one.kind == "call" else "="


def opposite(earlier, later):
    """How the later statement undoes the earlier one, in words; empty: it does not."""
    if not earlier.kind or earlier.kind != later.kind or earlier.slot != later.slot:
        return ""
    if earlier.kind == "assignment":
        return "assignment of what was there" if earlier.given != later.given and restores(later.given) and not restores(earlier.given) else ""
    if earlier.name == later.name:
        if SETTER.match(later.name) and key(earlier) == key(later) and earlier.given != later.given and restores(last_argument(later.given)) \
                and not restores(last_argument(earlier.given)):
            return "second call of the setter"
        return ""
    if (earlier.name, later.name) == ("setenv", "unsetenv"):
        return "unsetenv" if first_argument(earlier.given) == first_argument(later.given) else ""
    for one, other in OPPOSITES:
        if earlier.name.startswith(one) and later.name.startswith(other):
            what, undone_ = earlier.name[len(one):].lower(), later.name[len(other):].lower()
            undone_all = undone_.removeprefix("all")
            same = what == undone_ or undone_all.rstrip("s") == what.rstrip("s") or (not undone_all and later.given == "")
            if same and (not later.given or first_argument(earlier.given) == first_argument(later.given)):
                return "call of the opposite"
    return ""


def key(one):
    """Setters of a named thing: its name."""
    return first_argument(one.given) if "," in one.given else ""


def first_argument(given):
    return given.split(",")[0].strip()


def last_argument(given):
    return given.rsplit(",", 1)[-1].strip() if not given.rstrip().endswith("}") else given[given.rfind("{"):].replace(" ", "")


def restores(value):
    value = value.strip()
    return bool(NOTHING.match(value) or SAVED.match(value))


def eligible(one, variables, members, body):
    """Does what the statement changes outlive the test?"""
    if one.kind == "assignment":
        return one.slot in variables or one.slot.startswith("FLAGS_") or "::" in one.slot
    if one.kind != "call":
        return False
    if not one.slot:
        return one.name not in members and not re.search(r"\bauto\s+" + one.name + r"\s*=", body)
    root = re.match(r"\w+", one.slot).group(0)
    if one.slot == "this->" or (one.slot.endswith("::") and root in members):
        return False
    if "::" in one.slot[: len(root) + 2]:
        return True
    return root in variables


def namespace_variables(clean):
    """Variables that stand outside of every class and function."""
    out, depth, stack = set(), 0, []
    for match in re.finditer(r"[{}]|^[ ]{0,4}(?:(?:static|extern|thread_local|constinit|ABSL_CONST_INIT|__thread)\s+)*(?!return\b|using\b|namespace\b|class\b|struct\b|enum\b|typedef\b|const\b|constexpr\b|delete\b|else\b)[\w:<>,* ]+?[\s*&](\w+)\s*(?:=[^=;]*|\{[^;{}]*\}|\[[^\]]*\][^;]*)?;",
                             clean, re.MULTILINE):
        if match.group(1):
            if depth == 0:
                out.add(match.group(1))
        elif match.group(0) == "{":
            is_namespace = re.search(r"namespace[\w:\s]*$|extern\s*\"\s*\"\s*$", clean[max(0, match.start() - 120) : match.start()])
            stack.append(bool(is_namespace))
            depth += 0 if is_namespace else 1
        elif stack:
            depth -= 0 if stack.pop() else 1
    return out


def statements(clean, text, begin, end):
    """Whole statements between two braces, in nested blocks too."""
    start, depth = begin + 1, 0
    position = begin + 1
    while position < end:
        character = clean[position]
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "{" and depth == 0 and not re.search(r"[=(,]\s*$|\breturn\s*$", clean[start:position]):
            start = position + 1
        elif character == "{":
            depth += 1
        elif character == "}" and depth > 0:
            depth -= 1
        elif character == "}":
            start = position + 1
        elif character == ";" and depth == 0:
            first = start + len(clean[start:position]) - len(clean[start:position].lstrip())
            yield parsed(first, position + 1, text[first:position], clean[first:position], text.count("\n", 0, first) + 1)
            start = position + 1
        position += 1


def parsed(begin, end, text, clean, line):
    one = Statement(begin, end, line, " ".join(text.split()))
    plain = unqualified(one.text)
    if re.match(r"(?:return|delete|if|for|while|else|case|throw|goto|using|auto|const)\b|(?:ASSERT|EXPECT|FAIL|LOG|CHECK)_?", plain) or "//" in plain:
        return one
    call = CALL.match(plain)
    if call and balanced(call.group(3)):
        one.kind, one.slot, one.name, one.given = "call", re.sub(r"\s+", "", call.group(1)), call.group(2), call.group(3).strip()
        if one.name == "GTEST_FLAG_SET":
            one.slot, one.given = "FLAGS_gtest_" + first_argument(one.given), last_argument(one.given)
            one.kind = "assignment"
        return one
    assignment = ASSIGNMENT.match(plain)
    if assignment:
        one.kind, one.slot, one.given = "assignment", assignment.group(1), assignment.group(2).strip()
    return one


def unqualified(text):
    """Without the namespaces that the same thing is named with and without."""
    return re.sub(r"\b(?:ROCKSDB_NAMESPACE|rocksdb|leveldb|google|testing)::", "", text).lstrip(":")


def balanced(text):
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return depth == 0


def closing(text, opening):
    """Where the brace that is opened there is closed."""
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return len(text)


def blank(text):
    """Comments and what stands in literals are blank; no character moves."""
    def hide(match):
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1] if len(found) > 1 else found
    return re.sub(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|(?<!\w)'(?:\\.|[^'\\\n])*'", hide, text, flags=re.DOTALL)


def names_test(function, test):
    """Is the function a part of this test, or of this fixture or one of its tests?"""
    if re.search(r"(?:^|::)" + re.escape(test) + r"_Test::", function):
        return True
    return re.search(r"(?:^|::)" + re.escape(test) + r"(?:_\w+_Test)?::", function) is not None
