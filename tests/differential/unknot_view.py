"""What unknot says: its JSON report as tangles of real paths."""

import json
import os
import re
import subprocess
import tempfile
import urllib.parse
from dataclasses import dataclass

SUPPRESSED = re.compile(rb"unknot-ignore(-file)?:|NOLINT(NEXTLINE|BEGIN|END)?\b[^\n]*misc-header-include-cycle")


@dataclass
class Tangle:
    """`edges`: (from, to, when, entered) of every directive; `walk`: the edges of the witness."""
    files: frozenset
    edges: list
    walk: list
    severity: str
    case: str
    check: str

    @property
    def all_entered(self):
        return all(entered == "yes" for _, _, _, entered in self.edges)

    @property
    def claimed_entered(self):
        """A finding (warning), or a note about an own implementation file, which is one on purpose."""
        return self.severity != "note" or (bool(self.case) and self.all_entered)


def find_root(project):
    """The nearest ancestor with unknot.json, else the top of the git checkout, else the folder itself."""
    for mark in ("unknot.json", ".git"):
        folder = project
        while True:
            if os.path.exists(os.path.join(folder, mark)):
                return folder
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
    return project


def ask_unknot(binary, project, build, root):
    """(include-cycle tangles, self-include tangles, the whole report, exit code)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        line = [binary, "check", project, "--checks", "-*,include-cycle,self-include", "--format", "json:" + path,
                "--cache", "off", "--fail-on", "never"] + (["-p", build] if build else [])
        result = subprocess.run(line, capture_output=True, check=False)
        if not os.path.isfile(path):
            raise SystemExit(f"unknot wrote no report (exit {result.returncode}): {result.stderr.decode(errors='replace').strip()}")
        with open(path, encoding="utf-8") as stream:
            report = json.load(stream)
    tangles = [read_tangle(finding, root) for finding in report["findings"] if finding.get("tangle")]
    return ([t for t in tangles if t.check == "include-cycle"], [t for t in tangles if t.check == "self-include"],
            report, result.returncode)


def read_tangle(finding, root):
    def real(unit):
        return os.path.realpath(os.path.join(root, os.fsdecode(urllib.parse.unquote_to_bytes(unit))))

    tangle = finding["tangle"]
    edges = [(real(e["from"]), real(e["to"]), e.get("when", ""), e["entered"]) for e in tangle["edges"]]
    by_id = {edge["id"]: edges[i] for i, edge in enumerate(tangle["edges"])}
    return Tangle(frozenset(real(unit) for unit in tangle["units"]), edges, [by_id[i] for i in tangle["witness"]],
                  finding["severity"], finding["case"], finding["check"])


def silenced_edges(edges):
    """Those of the (from, to) pairs whose every directive carries a comment that asks for silence: unknot takes them out."""
    silenced, texts = set(), {}
    for source, target in edges:
        if source not in texts:
            with open(source, "rb") as stream:
                text = stream.read()
            texts[source] = text.splitlines() if SUPPRESSED.search(text) else []
        name = os.path.basename(target).encode("utf-8", "surrogateescape")
        lines = texts[source]
        directives = [i for i, line in enumerate(lines)
                      if re.match(rb"\s*#\s*(include|import)", line) and re.search(rb'[/"<]' + re.escape(name) + rb'[">]', line)]
        if directives and all(is_silenced(lines, i) for i in directives):
            silenced.add((source, target))
    return silenced


def is_silenced(lines, index):
    def asks(line, words):
        return any(re.search(word, line) for word in words)
    about = rb"(?=[^\n]*(include-cycle|self-include|\*))"
    return (asks(lines[index], [rb"unknot-ignore:" + about, rb"NOLINT\b(\(|$|\s)" + about])
            or index > 0 and (asks(lines[index - 1], [rb"^\s*(//|/\*)\s*unknot-ignore:" + about, rb"NOLINTNEXTLINE" + about]))
            or any(asks(line, [rb"unknot-ignore-file:" + about]) for line in lines))
