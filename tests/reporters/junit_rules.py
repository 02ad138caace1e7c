#!/usr/bin/env python3
"""junit_rules.py FILE...: are these JUnit files as Jenkins, GitLab and Azure read them?

The rules are those of Jenkins' junit-10.xsd (elements, their order, attributes, required ones), then what the services add:
numbers that agree with what is there, names that tell tests apart, no empty suite. Prints what is wrong and exits 1.
"""
import re
import sys
import xml.etree.ElementTree as tree

OUTCOMES = {"skipped", "error", "failure"}
# element: (children, required attributes, optional attributes)
RULES = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"}),
    "testcase": (OUTCOMES | {"system-out", "system-err"}, {"name"}, {"time", "classname", "group"}),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def wrong_with(element):
    children, required, optional = RULES[element.tag]
    for child in element:
        if child.tag not in children or child.tag not in RULES:
            yield f"<{child.tag}> in <{element.tag}>"
        else:
            yield from wrong_with(child)
    for name in required - set(element.keys()):
        yield f"<{element.tag}> without {name}"
    for name in set(element.keys()) - required - optional:
        yield f"<{element.tag}> with {name}"
    if not TIME.fullmatch(element.get("time", "")):
        yield f"time {element.get('time')!r}"
    if element.tag in ("testsuites", "testsuite", "testcase") and (element.text or "").strip():
        yield f"text in <{element.tag}>"


def outcome(test):
    found = [child.tag for child in test if child.tag in OUTCOMES]
    return found[0] if found else "passed"


def disagreements(root):
    """What no schema says: counts, unique names, one outcome for each test, a test in each suite."""
    names = set()
    for element in [root, *root.findall("testsuite")]:
        tests = list(element.iter("testcase"))
        if not tests:
            yield f"no test in {element.get('name')!r}"
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            real = sum(outcome(test) == tag for test in tests)
            if int(element.get(attribute, real)) != real:
                yield f"{element.get('name')!r} says {element.get(attribute)} {attribute} and has {real}"
        if int(element.get("tests", len(tests))) != len(tests):
            yield f"{element.get('name')!r} says {element.get('tests')} tests and has {len(tests)}"
    for test in root.iter("testcase"):
        key = (test.get("classname"), test.get("name"))
        if not key[0] or not key[1] or key in names:
            yield f"not told apart: {key}"
        names.add(key)
        if sum(child.tag in OUTCOMES for child in test) > 1:
            yield f"several outcomes of {key}"
        for child in test:
            if child.tag in ("failure", "error") and not child.get("message"):
                yield f"{key} fails without a message"


def main():
    broken = 0
    for path in sys.argv[1:]:
        try:
            root = tree.parse(path).getroot()
            complaints = [*wrong_with(root)] if root.tag == "testsuites" else [f"<{root.tag}> at the top"]
            complaints = complaints or [*disagreements(root)]
        except (tree.ParseError, ValueError) as error:
            complaints = [str(error)]
        broken += bool(complaints)
        for complaint in complaints:
            print(f"{path}: {complaint}")
    print(f"{len(sys.argv) - 1} read, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
