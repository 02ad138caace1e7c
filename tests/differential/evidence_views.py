"""What unknot-clang, clang-include-cleaner and Clang's index say of one unit, as values."""

import json
import os
import re
import subprocess
from dataclasses import dataclass

IWYU_LINE = re.compile(r"^- #include [<\"].*[>\"].* // lines (\d+)-\d+$")
DIRECTIVE = re.compile(r"^\s*#\s*include\s*([<\"])([^>\"]+)[>\"](.*)$")
UNUSED = re.compile(r"^- .* @Line:(\d+)$")


def run(words, directory):
    return subprocess.run(words, cwd=directory, capture_output=True, text=True, errors="surrogateescape", check=False)


def flags_of(command):
    return [a for a in command.arguments if not a.startswith("-W")]


def ask_facts(programs, project, command):
    """{"errors": n, "files": {path in the project: facts}}; None without an answer."""
    done = run([f"{programs}/unit_facts", f"{programs}/unknot-clang", project, command.directory, command.file, command.driver,
                *flags_of(command)], command.directory)
    if done.returncode != 0:
        return None
    facts = json.loads(done.stdout)
    facts["files"] = {os.path.relpath(os.path.realpath(path), project): ast for path, ast in facts["files"].items()}
    return facts


def ask_index(programs, project, command):
    """Tuples (file, line, column, usr, name, kind, file of the declaration)."""
    done = run([f"{programs}/index_uses", project, command.directory, command.file, command.driver, *flags_of(command)], command.directory)
    for line in done.stdout.splitlines():
        file, row, column, usr, name, kind, declared = line.split("\t")
        yield file, int(row), int(column), usr, name, kind, declared


def ask_cleaner(program, command):
    """Lines of includes that it calls unused; None where it fails."""
    done = run([program, "--print=changes", "--disable-insert", command.file, "--", command.driver, *flags_of(command), "-w"], command.directory)
    if done.returncode != 0:
        return None
    return {int(found.group(1)) for found in map(UNUSED.match, done.stdout.splitlines()) if found}


def ask_iwyu(program, project, command):
    """{file in the project: lines of includes that go}; None where it fails, as with a standard library too new for it."""
    done = run([program, *flags_of(command), "-w", command.file], command.directory)
    if "error:" in done.stderr:
        return None
    out, file = {}, None
    for line in done.stderr.splitlines():
        if line.endswith((" should add these lines:", ") has correct #includes/fwd-decls")) or line.startswith("The full include-list for "):
            file = None
        if line.startswith("(") and line.endswith(" has correct #includes/fwd-decls)"):
            out[os.path.relpath(os.path.realpath(os.path.join(command.directory, line[1:].split(" has correct")[0])), project)] = set()
        elif line.endswith(" should remove these lines:"):
            path = line.removesuffix(" should remove these lines:")
            file = os.path.relpath(os.path.realpath(os.path.join(command.directory, path)), project)
            out[file] = set()
        elif file and (found := IWYU_LINE.match(line)):
            out[file].add(int(found.group(1)))
    return out


def source_lines(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as stream:
        return stream.read().split("\n")


@dataclass
class Include:
    line: int
    spelled: str
    rest: str
    file: str      # in the project; or absolute
    names: set     # how what is outside of the project names it
    resolved: str

    def is_kept(self):
        """By a pragma, or as a part of the file rather than a header: no guard."""
        if "IWYU pragma" in self.rest:
            return True
        text = "\n".join(source_lines(self.resolved))
        return "IWYU pragma" in text or not ("#pragma once" in text or re.search(r"#\s*(ifndef|if !)", text))

    def can_go(self, command, path, instead=""):
        """Does the file at `path` compile alone with this text in its place?"""
        lines = source_lines(path)
        lines[self.line - 1] = instead
        done = subprocess.run([command.driver, *flags_of(command), "-w", "-fsyntax-only", "-iquote", os.path.dirname(path), "-x",
                               "c++" if "++" in command.driver else "c", "-"], cwd=command.directory, input="\n".join(lines),
                              capture_output=True, text=True, errors="surrogateescape", check=False)
        return done.returncode == 0


def includes_of(command, project, path):
    """The includes of a file of the unit that the compiler followed, with where they lead."""
    done = run([command.driver, *flags_of(command), "-w", "-E", "-H", "-o", "/dev/null", command.file], command.directory)
    entered = {os.path.realpath(os.path.join(command.directory, line.lstrip(". "))) for line in done.stderr.splitlines() if line.startswith(".")}
    folders = [os.path.dirname(path)]
    words = list(command.arguments)
    for i, word in enumerate(words):
        for flag in ("-isystem", "-iquote", "-I"):
            if word == flag:
                folders.append(words[i + 1])
            elif word.startswith(flag) and len(word) > len(flag):
                folders.append(word[len(flag):])
    for number, line in enumerate(source_lines(path), 1):
        found = DIRECTIVE.match(line)
        if not found:
            continue
        for folder in folders[found.group(1) == "<":]:
            path = os.path.realpath(os.path.join(command.directory, folder, found.group(2)))
            if path in entered and path.startswith(project + "/"):
                yield Include(number, found.group(2), found.group(3), os.path.relpath(path, project), {path}, path)
                break
