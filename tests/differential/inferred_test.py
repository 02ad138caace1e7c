"""Tests of the comparison with and without a database: what it counts, and what it sees."""

import importlib.machinery
import importlib.util
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

from source_text import quoted_includes, walk  # noqa: E402


def load_script():
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("inferred", os.path.join(HERE, "inferred"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("inferred", loader))
    loader.exec_module(module)
    return module


INFERRED = load_script()


def tree(files):
    folder = tempfile.TemporaryDirectory()
    for name, text in files.items():
        path = os.path.join(folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
    return folder


class Reader(unittest.TestCase):
    def test_live_code_only(self):
        text = """#include "a.h"
// #include "b.h"
/* #include "c.h"
#include "d.h" */  #include "e.h"
const char* s = "/*";  # not a directive
  #  include "f.h"  // "g.h"
#include <h.h>
#if 0
#include "i.h"
#if X
#include "j.h"
#endif
#else
#include "k.h"
#endif
#if 1
#include "l.h"
#else
#include "m.h"
#endif
const char* raw = R"x(
#include "n.h"
)x";
int million = 1'000'000;
#import "o.h"
"""
        self.assertEqual(quoted_includes(text), [(1, "a.h"), (4, "e.h"), (6, "f.h"), (14, "k.h"), (17, "l.h"), (25, "o.h")])

    def test_walk_leaves_builds_out(self):
        with tree({"a.h": "", "x/b.cpp": "", "x/c.txt": "", "out/build.ninja": "", "out/d.h": "", ".e/f.h": ""}) as root:
            self.assertEqual([os.path.relpath(p, root) for p in walk(root)], ["a.h", "x/b.cpp"])


class Counting(unittest.TestCase):
    def test_each_include_has_its_place(self):
        files = {"a.c": '#include "b.h"\n#include "lost.h"\n#include "config.h"\n#include "other.h"\n', "inc/b.h": "", "inc/lost.h": ""}
        names = [("a.c", "project"), ("inc/b.h", "project"), ("inc/lost.h", "project"), ("config.h", "generated")]
        graph = {"nodes": [{"id": i, "name": name, "origin": origin} for i, (name, origin) in enumerate(names)],
                 "edges": [{"file": "a.c", "line": 1, "to": 1}, {"file": "a.c", "line": 3, "to": 3}]}
        with tree(files) as root:
            found = INFERRED.count_includes(root, graph)
        self.assertEqual(found, {"total": 4, "generated": 1, "lost": ["a.c:2: lost.h"], "nowhere": ["a.c:4: other.h"], "share": 0.5})


class Comparing(unittest.TestCase):
    def test_files_edges_and_severity_count(self):
        def answer(severity, edges):
            return {"tangles": [{"check": "include-cycle", "case": "", "severity": severity, "units": frozenset(["a.h", "b.h"]),
                                 "edges": frozenset(edges)}]}
        both = [("a.h", "b.h"), ("b.h", "a.h")]
        with tree({"a.h": "", "b.h": ""}) as root:
            self.assertEqual(INFERRED.compare(answer("warning", both), answer("warning", both), root), [])
            self.assertEqual(len(INFERRED.compare(answer("warning", both), answer("note", both), root)), 2)
            self.assertEqual(len(INFERRED.compare(answer("warning", both), answer("warning", both[:1]), root)), 2)
            os.remove(os.path.join(root, "b.h"))   # made by the build: the copy has none
            self.assertEqual(INFERRED.compare(answer("warning", both), {"tangles": []}, root), [])


if __name__ == "__main__":
    unittest.main()
