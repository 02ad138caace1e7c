"""Real projects as labels.json names them: checkouts, the databases that say how their units are compiled, and what unknot says."""

import glob
import json
import os
import re
import subprocess
from pathlib import Path

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKS = ("context-leak", "teardown-skipped", "teardown-unguarded", "connection-leak", "thread-bound-context", "unbalanced-push",
          "test-state-leak", "hook-overwritten", "server-settings")


class Project:
    """One entry of labels.json; `folder` is its checkout, which need not be there."""

    def __init__(self, name, entry, projects):
        self.name = name
        self.entry = entry
        self.projects = os.path.abspath(projects)
        self.folder = os.path.join(self.projects, name)

    def absent(self):
        """Folders among its own and those of the sources that it is compiled against that are not there: [name]."""
        return [name for name in (self.name, *self.entry.get("beside", ())) if not os.path.isdir(os.path.join(self.projects, name))]

    def commit(self):
        """What is checked out; empty: no repository."""
        told = subprocess.run(["git", "-C", self.folder, "rev-parse", "HEAD"], capture_output=True, text=True)
        return told.stdout.strip()

    def is_python(self):
        """Such a project needs no commands: unknot is asked as a user would ask, without configuration."""
        return self.entry.get("language") == "python"

    def units(self):
        """Paths in the checkout, sorted: those that a pattern names and none leaves out."""
        if self.is_python():
            return sorted(glob.glob("**/*.py", root_dir=self.folder, recursive=True))
        out = set()
        for pattern in self.entry["units"]:
            found = set(glob.glob(pattern.lstrip("!"), root_dir=self.folder, recursive=True))
            out = out - found if pattern.startswith("!") else out | found
        if "saying" in self.entry:
            out = {path for path in out if re.search(self.entry["saying"], self.text(path))}
        return sorted(out)

    def text(self, path):
        with open(os.path.join(self.folder, path), encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read()

    def flags(self, build):
        """What the units are compiled with; {root}, {projects} and {build} stand for folders, {headers:X} for all below X with headers."""
        places = {"{root}": self.folder, "{projects}": self.projects, "{build}": build}
        out = []
        for flag in self.entry.get("flags", ()):
            if flag.startswith("{headers:"):
                out += ["-I" + folder for folder in self.header_folders(flag[len("{headers:") : -1])]
                continue
            for name, value in places.items():
                flag = flag.replace(name, value)
            out.append(flag)
        return out

    def header_folders(self, below):
        return sorted(folder for folder, _, files in os.walk(os.path.join(self.folder, below)) if any(file.endswith((".h", ".hpp")) for file in files))

    def generate(self, build):
        """Runs what makes headers of other files, once for each."""
        for rule in self.entry.get("generate", ()):
            for path in sorted(Path(self.folder).glob(rule["for"])):
                command = [part.format(file=path, build=build, stem=path.stem, root=self.folder) for part in rule["run"]]
                if not os.path.exists(rule["gives"].format(build=build, stem=path.stem)):
                    subprocess.run(command, check=False, capture_output=True)

    def prepare(self, build):
        """Writes the database and the files that the project's own build would make into the folder."""
        if self.is_python():
            return
        os.makedirs(build, exist_ok=True)
        for path, text in self.entry.get("files", {}).items():
            write_if_new(os.path.join(build, path), text)
        self.generate(build)
        flags = self.flags(build)
        entries = [{"directory": build, "file": os.path.join(self.folder, unit),
                    "arguments": ["clang++-22", *flags, "-c", os.path.join(self.folder, unit)]} for unit in self.units()]
        write_if_new(os.path.join(build, "compile_commands.json"), json.dumps(entries, indent=1))


def write_if_new(path, text):
    """A file that says the same already keeps its time."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as stream:
            if stream.read() == text:
                return
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def read_labels(path=os.path.join(HERE, "labels.json")):
    with open(path, encoding="utf-8") as stream:
        return json.load(stream)


def ask_unknot(unknot, project, build, work, checks=CHECKS, root=None):
    """The report on a project as JSON: of C++ findings of the context checks only, of Python those of a default run. `work`: where
    the cache is kept; `root`: another checkout of the same project."""
    report = os.path.join(work, project.name + ".json")
    if os.path.isfile(report):
        os.unlink(report)
    which = [] if project.is_python() else ["-p", build, "--checks", "-*," + ",".join(checks)]
    run = subprocess.run(
        [unknot, "check", ".", *which, "--cache", os.path.join(work, "cache-" + project.name), "--format", "json:" + report,
         "--allow-incomplete", "--fail-on", "never", "-q", "--timeout", "300", *project.entry.get("options", ())],
        cwd=root or project.folder, capture_output=True, text=True)
    if not os.path.isfile(report):
        raise SystemExit(f"{project.name}: unknot gave no report: {run.stderr[-2000:]}")
    with open(report, encoding="utf-8") as stream:
        return json.load(stream)
