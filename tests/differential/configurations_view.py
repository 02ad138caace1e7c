"""Several configurations at once against each by itself: the report over all databases, seen from one of them, must be the
report of that one; and nothing in it may be of no configuration."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

from tangles import components


@dataclass(frozen=True)
class Knot:
    """A tangle as one configuration has it. `lines`: of each edge."""
    check: str
    case: str
    severity: str
    units: frozenset
    edges: frozenset

    @property
    def words(self):
        return f"{self.check}/{self.case} {self.severity}: {' '.join(sorted(self.units))}"


def is_entered(finding):
    return all(edge["entered"] == "yes" for edge in finding["tangle"]["edges"])


def ends(edge):
    return edge["from"], edge["to"]


def knots_of(finding, edges):
    """What the edges tie together, each as a knot of its own."""
    tangle = finding["tangle"]
    pairs = {ends(edge) for edge in edges}
    if not pairs:
        return []
    groups = [frozenset(tangle["units"])] if len(tangle["units"]) == 1 else components(pairs)
    return [Knot(finding["check"], finding["case"], finding["severity"], frozenset(group),
                 frozenset(pair for pair in pairs if pair[0] in group and pair[1] in group)) for group in groups]


def ask(binary, project, databases, command=("check",), options=()):
    """(report as JSON, bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        line = [binary, *command, project, "--format", "json:" + path, *options]
        for database in databases:
            line += ["-p", database]
        if "--cache" not in options:
            line += ["--cache", "off"]
        result = subprocess.run(line, capture_output=True, check=False)
        if not os.path.isfile(path):
            raise SystemExit(f"unknot wrote no report (exit {result.returncode}): {result.stderr.decode(errors='replace').strip()}")
        with open(path, "rb") as stream:
            text = stream.read()
    return json.loads(text), text


def ask_check(binary, project, databases, options=()):
    return ask(binary, project, databases, options=("--checks", "-*,include-cycle,self-include", "--fail-on", "never", *options))


def reached_files(binary, project, database):
    graph, _ = ask(binary, project, [database], command=("graph", "--all"))
    return {node["name"] for node in graph["nodes"] if node["reached"]}


def compare(binary, project, databases):
    """Counts, and the differences as lines of text."""
    union, text = ask_check(binary, project, databases)
    differences = []
    if ask_check(binary, project, list(reversed(databases)))[1] != text:
        differences.append("another order of the databases, other bytes")
    names = union["configs"]
    database_of = {}
    for database in databases:  # each has a name that ends its path; where several do, it is the longest
        folder = os.path.realpath(database)
        folder = folder if os.path.isdir(folder) else os.path.dirname(folder)
        endings = [name for name in names if folder.endswith("/" + name) or os.path.realpath(database).endswith("/" + name)]
        database_of[max(endings, key=len) if endings else "."] = database
    reached = {name: reached_files(binary, project, database_of[name]) for name in names}
    somewhere = set().union(*reached.values())
    counts = {"configurations": len(names), "findings": len(union["findings"]), "in-all": 0, "only-in-some": 0, "compared": 0,
              "left-to-others": 0, "covered": 0, "same-fingerprint": 0}

    for finding in union["findings"]:
        tangle = finding["tangle"]
        counts["in-all" if tangle["configs"] == names else "only-in-some"] += 1
        whole = [name for name in names if any(knot.units == frozenset(tangle["units"])
                 for knot in knots_of(finding, [e for e in tangle["edges"] if name in e["configs"]]))]
        if not whole:
            differences.append(f"phantom: no configuration has all of {' '.join(tangle['units'])}")
        witness = set(names)
        for edge in tangle["witness"]:
            witness &= set(tangle["edges"][edge]["configs"])
        if not witness:
            differences.append(f"phantom: no configuration has the walk of {finding['message']}")
        if set(tangle["configs"]) != set().union(*(e["configs"] for e in tangle["edges"])):
            differences.append(f"the configurations of {finding['message']} are not those of its edges")
        if ("(only in " in finding["message"]) != (tangle["configs"] != names):
            differences.append(f"wrong words: {finding['message']}")

    all_lines = {}
    fingerprints = {finding["fingerprint"] for finding in union["findings"]}
    for name in names:
        single, _ = ask_check(binary, project, [database_of[name]])
        expected = {}
        for finding in single["findings"]:
            counts["same-fingerprint"] += finding["fingerprint"] in fingerprints
            for knot in knots_of(finding, finding["tangle"]["edges"]):
                expected[knot] = finding
        got = set()
        for finding in union["findings"]:
            got.update(knots_of(finding, [e for e in finding["tangle"]["edges"] if name in e["configs"]]))
        for knot in got - set(expected):
            differences.append(f"{name}: not in its own report: {knot.words}")
        entered = [frozenset(f["tangle"]["units"]) for f in union["findings"] if is_entered(f)]
        for knot, finding in expected.items():
            if knot in got:
                counts["compared"] += 1
            elif any(unit not in reached[name] and unit in somewhere for unit in knot.units):
                counts["left-to-others"] += 1
                continue
            elif finding["case"] and any(knot.units <= units for units in entered):
                counts["covered"] += 1
                continue
            else:
                differences.append(f"{name}: missing: {knot.words}")
                continue
            for edge in finding["tangle"]["edges"]:
                all_lines.setdefault((finding["check"], is_entered(finding), ends(edge)), set()).update(
                    (line["file"], line["line"], line["column"]) for line in edge["lines"])
    for finding in union["findings"]:
        for edge in finding["tangle"]["edges"]:
            lines = {(line["file"], line["line"], line["column"]) for line in edge["lines"]}
            known = all_lines.get((finding["check"], is_entered(finding), ends(edge)), set())
            if not lines <= known:
                differences.append(f"lines of {edge['from']} -> {edge['to']} that no configuration has: {sorted(lines - known)}")
    return counts, differences, union, text
