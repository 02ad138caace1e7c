"""The module graph in three views: clang-scan-deps' P1689, the plain text, and unknot's JSON graph. Names by real path."""

import json
import os
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, field

SOURCE = (".cpp", ".cc", ".cxx", ".cppm", ".ixx", ".ccm", ".mpp")


@dataclass
class Unit:
    provides: str = ""
    requires: set = field(default_factory=set)


@dataclass
class Found:
    """`sure`: imports that are entered; `possible`: all of them; `lines`: (line, name) of those in the unit's own text."""
    provides: str = ""
    sure: set = field(default_factory=set)
    possible: set = field(default_factory=set)
    undecided: set = field(default_factory=set)
    lines: set = field(default_factory=set)


def make_database(project, below, flags, path):
    commands = []
    for folder in below or ["."]:
        for here, folders, files in os.walk(os.path.join(project, folder)):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("build", "third_party"))
            for name in sorted(files):
                if name.endswith(SOURCE):
                    source = os.path.join(os.path.realpath(here), name)
                    commands.append({"directory": project, "file": source, "output": source + ".o",
                                     "arguments": ["clang++-22", *shlex.split(flags), "-c", source, "-o", source + ".o"]})
    with open(path, "w", encoding="utf-8") as stream:
        json.dump(commands, stream)


def copy_database(build, path):
    """The same commands with absolute folders, so that they may stand anywhere."""
    try:
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as stream:
            commands = json.load(stream)
    except OSError as error:
        raise SystemExit(f"{error}: name its folder with -p, or use --make-database")
    for command in commands:
        command["directory"] = os.path.normpath(os.path.join(build, command["directory"]))
    with open(path, "w", encoding="utf-8") as stream:
        json.dump(commands, stream)


def p1689_view(commands, scan_deps, pool):
    """({path: Unit}, [paths without an answer]); each command is asked alone, so that one failure hides no other."""
    units, silent = {}, []
    for command, answer in zip(commands, pool.map(lambda c: ask(c, scan_deps), commands)):
        path = os.path.realpath(os.path.join(command["directory"], command["file"]))
        if answer is None:
            silent.append(path)
            continue
        unit = units.setdefault(path, Unit())
        for rule in answer["rules"]:
            for provided in rule.get("provides", []):
                unit.provides = provided["logical-name"]
            unit.requires.update(required["logical-name"] for required in rule.get("requires", []))
    return units, silent


def ask(command, scan_deps):
    words = command.get("arguments") or shlex.split(command["command"])
    # What the build system writes while it builds is not there before.
    words = [word for word in words if not (word.startswith("@") and word.endswith(".modmap"))]
    if "-o" not in words:
        words += ["-o", "unit.o"]
    with tempfile.TemporaryDirectory(prefix="stubs-") as stubs:
        path = os.path.join(stubs, "one.json")
        with open(path, "w", encoding="utf-8") as stream:
            json.dump([{"directory": command["directory"], "file": command["file"], "output": "unit.o",
                        "arguments": words + ["-idirafter", stubs]}], stream)
        # A header of a library that is not installed holds no import of the project: an empty one stands in for it.
        for _ in range(200):
            result = subprocess.run([scan_deps, "-format=p1689", "-compilation-database", path], capture_output=True, check=False)
            if result.returncode == 0:
                return json.loads(result.stdout)
            missing = re.search(r"fatal error: '([^'\n]+)' file not found", result.stderr.decode(errors="replace"))
            stub = os.path.normpath(os.path.join(stubs, missing.group(1))) if missing else ""
            if not stub.startswith(stubs + "/") or os.path.exists(stub):
                return None
            os.makedirs(os.path.dirname(stub), exist_ok=True)
            with open(stub, "w", encoding="utf-8"):
                pass
    return None


NAME = r"[A-Za-z_][\w.]*"
IMPORT = re.compile(rf"^[ \t]*(?:export[ \t]+)?import[ \t]*({NAME}(?::{NAME})?|:[ \t]*{NAME})[ \t]*(?:\[\[[^\n]*\]\][ \t]*)?;", re.M)
MODULE = re.compile(rf"^[ \t]*(?:export[ \t]+)?module[ \t]+({NAME})(?::{NAME})?[ \t]*(?:\[\[[^\n]*\]\][ \t]*)?;", re.M)
HIDDEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
DEAD = re.compile(r"^[ \t]*#[ \t]*if[ \t]+0\b.*?^[ \t]*#[ \t]*(?:endif|else|elif)", re.S | re.M)


def text_view(path):
    """(line, name) of every import line that the text holds, whatever its condition."""
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            text = stream.read()
    except OSError:
        return set()
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))  # noqa: E731
    text = DEAD.sub(blank, HIDDEN.sub(blank, text))
    own = MODULE.search(text)
    out = set()
    for match in IMPORT.finditer(text):
        name = re.sub(r"\s", "", match.group(1))
        if name.startswith(":"):
            if not own:
                continue
            name = own.group(1) + name
        out.add((text.count("\n", 0, match.start(1)) + 1, name))
    return out


def unknot_view(unknot, project, build):
    common = ["-p", build, "--cache", "off", project]
    graph = json.loads(run([unknot, "graph", "--all", "--format", "json", *common]))
    report = json.loads(run([unknot, "check", "--checks", "-*,module-cycle", "--format", "json", "--fail-on", "never", *common]))
    root = find_root(project)
    nodes = graph["nodes"]
    place = [os.path.normpath(os.path.join(root, node["file"])) for node in nodes]
    found = {}
    name_of = lambda node: node["name"].split("@")[0]  # noqa: E731
    for node, path in zip(nodes, place):
        if node["origin"] == "project":
            found[path] = Found(provides=name_of(node) if node["kind"] == "module" else "")
    for edge in graph["edges"]:
        target = nodes[edge["to"]]
        if edge["kind"] not in ("import", "export_import", "export-import") or target["kind"] != "module":
            continue
        unit = found[place[edge["from"]]]
        name = name_of(target)
        unit.possible.add(name)
        if edge["entered"] == "yes":
            unit.sure.add(name)
        if edge["entered"] == "unknown":
            unit.undecided.add(name)
        own = os.path.normpath(os.path.join(root, edge["file"])) == place[edge["from"]]
        implied = nodes[edge["from"]]["kind"] == "implementation" and is_declaration(place[edge["from"]], edge["line"])
        if own and not implied:
            unit.lines.add((edge["line"], name))
    return found, report["findings"]


def is_declaration(path, line):
    with open(path, encoding="utf-8", errors="replace") as stream:
        text = stream.read().split("\n")[line - 1]
    return re.match(r"\s*module\b", text) is not None


def find_root(project):
    for mark in ("unknot.json", ".git"):
        folder = project
        while folder != os.path.dirname(folder):
            if os.path.exists(os.path.join(folder, mark)):
                return folder
            folder = os.path.dirname(folder)
    return project


def run(words):
    result = subprocess.run(words, capture_output=True, check=False)
    if not result.stdout:
        raise SystemExit(f"{' '.join(words)}: exit {result.returncode}: {result.stderr.decode(errors='replace').strip()}")
    return result.stdout
