"""Tests of the comparison itself: it must see what is wrong with an answer, not only what is right."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

from compile_commands import normalise  # noqa: E402
from conditions import NotUnderstood, arguments_for, settings_for  # noqa: E402
from tangles import components, join_overlapping  # noqa: E402
from tidy_view import parse  # noqa: E402

FAKE = """#!{python}
import shutil, sys
shutil.copy({report!r}, [a for a in sys.argv if a.startswith("json:")][0][5:])
"""
PROJECT = {
    "a.h": '#pragma once\n#include "b.h"\n', "b.h": '#pragma once\n#include "a.h"\n',
    "c.h": '#pragma once\n#if defined(DEEP) && LEVEL > 2\n#include "d.h"\n#endif\n', "d.h": '#pragma once\n#include "c.h"\n',
    "self.h": '#ifndef S\n#define S\n#include "self.h"\n#endif\n',
    "alone.h": '#pragma once\n#include "lonely.h"\n', "lonely.h": '#pragma once\n#include "alone.h"\n',
    "quiet.h": '#pragma once\n#include "still.h"  // unknot-ignore: include-cycle - the fixture says so\n',
    "still.h": '#pragma once\n#include "quiet.h"\n',
    "m.cpp": '#include "quiet.h"\n#include "a.h"\n#include "d.h"\n#include "self.h"\n'}


def edge(number, source, target, when="", entered="yes"):
    return {"id": number, "from": source, "to": target, "when": when, "entered": entered}


def finding(check, severity, edges, case=""):
    units = sorted({e["from"] for e in edges})
    return {"check": check, "severity": severity, "case": case,
            "tangle": {"units": units, "edges": edges, "witness": [e["id"] for e in edges]}}


CYCLE = finding("include-cycle", "warning", [edge(0, "a.h", "b.h"), edge(1, "b.h", "a.h")])
NOTE = finding("include-cycle", "note", [edge(0, "c.h", "d.h", "defined(DEEP) && LEVEL > 2", "not-shown"), edge(1, "d.h", "c.h")])
SELF = finding("self-include", "warning", [edge(0, "self.h", "self.h")])


def check(findings):
    """(exit code, outcome) of the comparison where unknot answers `findings` about PROJECT."""
    with tempfile.TemporaryDirectory() as folder:
        project = os.path.join(folder, "project")
        os.mkdir(project)
        for name, text in PROJECT.items():
            with open(os.path.join(project, name), "w", encoding="utf-8") as stream:
                stream.write(text)
        with open(os.path.join(project, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": ".", "file": "m.cpp",
                        "command": "ccache g++ -fno-such-gcc-flag -march=nonesuch -mno-such=2 -fopt-info -c m.cpp -o m.o"}], stream)
        report, fake, answer = (os.path.join(folder, name) for name in ("report.json", "unknot", "answer.json"))
        with open(report, "w", encoding="utf-8") as stream:
            json.dump({"findings": findings, "problems": [], "complete": True}, stream)
        with open(fake, "w", encoding="utf-8") as stream:
            stream.write(FAKE.format(python=sys.executable, report=report))
        os.chmod(fake, 0o755)
        result = subprocess.run([sys.executable, os.path.join(HERE, "includes"), project, "--unknot", fake, "--json", answer],
                                capture_output=True, text=True, check=False)
        with open(answer, encoding="utf-8") as stream:
            return result.returncode, json.load(stream)


class Comparison(unittest.TestCase):
    def test_right_answer_has_no_difference(self):
        code, outcome = check([CYCLE, NOTE, SELF])
        self.assertEqual((code, outcome["differences"], outcome["tangles-equal"]), (0, 0, 1))
        self.assertEqual(outcome["flips"]["not-shown"][0]["settings"], ["-DDEEP=1", "-DLEVEL=3"])
        self.assertTrue(outcome["flips"]["not-shown"][0]["confirmed"])

    def test_missing_tangle_and_self_include(self):
        code, outcome = check([NOTE])
        self.assertEqual((code, outcome["missing"], outcome["self-includes-missing"]), (1, [["a.h", "b.h"]], ["self.h"]))

    def test_invented_tangle(self):
        wrong = finding("include-cycle", "warning", [edge(0, "c.h", "d.h"), edge(1, "d.h", "c.h")])
        code, outcome = check([CYCLE, wrong, SELF])
        self.assertEqual((code, outcome["invented"]), (1, [["c.h", "d.h"]]))

    def test_missing_edge(self):
        wrong = finding("include-cycle", "warning", [edge(0, "a.h", "b.h")])
        wrong["tangle"]["units"] = ["a.h", "b.h"]
        code, outcome = check([wrong, SELF])
        self.assertEqual((code, outcome["edges-missing"]), (1, [["b.h", "a.h"]]))

    def test_note_that_no_setting_closes(self):
        wrong = finding("include-cycle", "note", [edge(0, "a.h", "c.h", "defined(X)", "not-shown"), edge(1, "c.h", "a.h")])
        code, outcome = check([CYCLE, SELF, wrong])
        self.assertEqual((code, outcome["differences"]), (1, 1))


    def test_tangle_that_no_unit_reaches(self):
        alone = finding("include-cycle", "warning", [edge(0, "alone.h", "lonely.h"), edge(1, "lonely.h", "alone.h")])
        code, outcome = check([CYCLE, SELF, alone])
        self.assertEqual((code, outcome["tangles-unreached"]), (0, [["alone.h", "lonely.h"]]))
        self.assertTrue(outcome["flips"]["unreached"][0]["confirmed"])

    def test_silenced_edge_is_taken_out(self):
        code, outcome = check([CYCLE, SELF])
        self.assertEqual((code, outcome["silenced-edges"]), (0, [["quiet.h", "still.h"]]))


class Parts(unittest.TestCase):
    def test_components(self):
        found = components([(1, 2), (2, 3), (3, 1), (3, 4), (4, 4), (5, 6), (6, 5)])
        self.assertEqual(set(found), {frozenset({1, 2, 3}), frozenset({5, 6})})
        ring = [(i, (i + 1) % 20000) for i in range(20000)]
        self.assertEqual([len(c) for c in components(ring)], [20000])

    def test_join_overlapping(self):
        joined = join_overlapping([frozenset("ab"), frozenset("bc"), frozenset("xy")])
        self.assertEqual(joined, {frozenset("abc"), frozenset("xy")})

    def test_conditions(self):
        for texts, expected in [(["defined(X)"], ["-DX=1"]), (["!defined(X)"], ["-UX"]), (["X == 3 && !(Y > 2)"], ["-DX=3", "-UY"]),
                                (["defined X", "X < 0x10 || Z"], ["-DX=1", "-UZ"]), ([""], []),
                                (["!(FOO > 2)", "defined(FOO)"], ["-DFOO=1"])]:
            self.assertEqual(arguments_for(settings_for(texts)), expected, texts)
        self.assertEqual(settings_for(["__cplusplus >= 201703L && defined(X)"], {"__cplusplus": 202002, "X": 1}), {})
        self.assertEqual(settings_for(["!defined(X) && Y"], {"X": 1, "Y": 7}), {"X": None})
        for texts in (["defined(X)", "!defined(X)"], ["__has_include(<a>)"], ["X =="]):
            with self.assertRaises(NotUnderstood):
                settings_for(texts)

    def test_commands(self):
        words = "ccache /usr/bin/g++ -DA=1 -I inc -MD -MF x.d -Werror -o x.o -include pre.h -c x.cc".split()
        command = normalise(words, "/d", "/d/x.cc", "clang++-22")
        self.assertEqual(command.arguments, ("-DA=1", "-I", "inc", "-Xclang", "-include", "-Xclang", "pre.h"))
        self.assertEqual(normalise(["gcc", "-c", "x.c"], "/d", "/d/x.c", "clang++-22").driver, "clang-22")


    def test_clang_tidy_lines(self):
        text = """/p/s/c.h:2:10: warning: circular header file dependency detected while including 'a.h', please check the include path [x]
    2 | #include "a.h"
/p/t/a.h:2:10: note: 'c.h' included from here
/p/a.h:2:10: note: 'a.h' included from here
self.h:5:10: warning: direct self-inclusion of header file 'self.h' [x]
"""
        found = parse(text, "/p", "/p", {("/p/s/c.h", "/p/a.h")})
        self.assertEqual(found, ({frozenset({"/p/s/c.h", "/p/t/a.h", "/p/a.h"})}, {"/p/self.h"}))


if __name__ == "__main__":
    unittest.main()
