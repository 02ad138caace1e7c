"""The compiler's own view of a unit: which file includes which, from `clang -Xclang -dependency-dot`."""

import hashlib
import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field

from compile_commands import rejected_flags

NODE = re.compile(r'^\s*(header_\d+) \[.*label="((?:[^"\\]|\\.)*)"\];')
EDGE = re.compile(r"^\s*(header_\d+) -> (header_\d+);")
FATAL = re.compile(r"^(.*?):\d+:\d+: fatal error: (.*)$|^(?:clang[^:]*: )?(error: .*)$", re.M)


@dataclass
class View:
    """What preprocessing one unit entered, below the root only. Paths are real paths."""
    edges: set = field(default_factory=set)   # (from, to), self loops too
    files: set = field(default_factory=set)
    fatal: str = ""      # the first fatal error: what comes after it may be missing
    silent: bool = False  # no graph at all was written


class Preprocessor:
    """Runs clang and remembers the answers in `work`, as long as no file that an answer rests on has changed."""

    def __init__(self, root, work):
        self.root, self.work = os.path.realpath(root), work
        os.makedirs(work, exist_ok=True)

    def view(self, command, extra=(), tolerant=False, source=None):
        """The View of `command`, with `extra` arguments at its end. `tolerant` passes over missing headers.
        `source` is the text of a virtual unit that stands in the file's folder in place of the file."""
        key = hashlib.sha256(repr((1, command, extra, tolerant, source, self.root)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        path = os.path.join(self.work, key + ".json")
        stored = load_if_fresh(path)
        if stored is None:
            stored = self.run(command, list(extra), tolerant, source)
            temporary = f"{path}.{os.getpid()}"
            with open(temporary, "w", encoding="utf-8", errors="surrogateescape") as stream:
                json.dump(stored, stream)
            os.replace(temporary, path)
        files = stored["files"]
        return View({(files[a], files[b]) for a, b in stored["edges"]}, set(files), stored["fatal"], stored["silent"])

    def predefined(self, command):
        """name -> int of the macros that hold before the first line: the compiler's, the command's, those of forced headers."""
        language = "c++" if "++" in command.driver else "c"
        line = [command.driver, *command.arguments, "-w", "-Qunused-arguments", "-E", "-dM", "-x", language, "-"]
        result = subprocess.run(line, cwd=command.directory, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        macros = {}
        for name, value in re.findall(rb"^#define (\w+)(?: (.*))?$", result.stdout, re.M):
            number = re.fullmatch(rb"(\d+)[uUlL]*", value)
            macros[name.decode()] = int(number.group(1)) if number else 1
        return macros

    def run(self, command, extra, tolerant, source):
        handle, dot = tempfile.mkstemp(suffix=".dot", dir=self.work)
        os.close(handle)
        flags = ["-E", "-w", "-Wno-unknown-warning-option", "-Qunused-arguments", "-Xclang", "-Eonly",
                 "-Xclang", "-dependency-dot", "-Xclang", dot]
        if tolerant:   # -MG outside of -M: missing headers are no errors
            flags += ["-Xclang", "-dependency-file", "-Xclang", "/dev/null", "-Xclang", "-MT", "-Xclang", "x", "-Xclang", "-MG"]
        # A virtual unit comes by standard input: its quoted includes resolve in the command's folder, so it names full paths.
        unit = ["-x", "c++" if "++" in command.driver else "c", "-"] if source is not None else [command.file]
        arguments, result = list(command.arguments) + extra, None
        for _ in range(6):
            line = [command.driver] + arguments + flags + unit
            result = subprocess.run(line, cwd=command.directory, input=(source or "").encode("utf-8", "surrogateescape"),
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            stderr = result.stderr.decode("utf-8", "replace")
            rejected = rejected_flags(stderr, arguments)
            if os.path.getsize(dot) or not rejected:
                break
            arguments = [a for a in arguments if a not in rejected]
        with open(dot, encoding="utf-8", errors="surrogateescape") as stream:
            text = stream.read()
        os.unlink(dot)
        fatal = next((" ".join(filter(None, m.groups())) for m in FATAL.finditer(stderr)
                      if m.group(2) or not text), "") if result.returncode else ""
        files, edges = parse_dot(text, command, self.root)
        stamps = {path: stamp(path) for path in files}
        return {"files": files, "edges": edges, "fatal": fatal, "silent": not text, "stamps": stamps}


def parse_dot(text, command, root):
    """(files below the root, edges between them as pairs of indexes)."""
    names, files, index, edges = {}, [], {}, set()
    for line in text.splitlines():
        node = NODE.match(line)
        if node:
            path = resolve(re.sub(r"\\(.)", r"\1", node.group(2)), command)
            if path and path.startswith(root + "/"):
                if path not in index:
                    index[path] = len(files)
                    files.append(path)
                names[node.group(1)] = index[path]
            continue
        edge = EDGE.match(line)
        if edge and edge.group(1) in names and edge.group(2) in names:
            edges.add((names[edge.group(1)], names[edge.group(2)]))
    return files, sorted(edges)


def resolve(label, command):
    """The real path behind a node's label. Clang prints names as it found them, less the sysroot (which is often '/')."""
    roots = [command.directory, "/"]
    for i, word in enumerate(command.arguments):
        if word.startswith("--sysroot="):
            roots.append(word[10:])
        elif word in ("-isysroot", "--sysroot") and i + 1 < len(command.arguments):
            roots.append(command.arguments[i + 1])
    for base in roots:
        path = os.path.join(base, label)
        if os.path.isfile(path):
            return os.path.realpath(path)
    for base in roots[2:]:
        path = base.rstrip("/") + "/" + label.lstrip("/")
        if os.path.isfile(path):
            return os.path.realpath(path)
    return None


def stamp(path):
    status = os.stat(path)
    return [status.st_mtime_ns, status.st_size]


def load_if_fresh(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            stored = json.load(stream)
        if all(stamp(file) == was for file, was in stored["stamps"].items()):
            return stored
    except (OSError, ValueError, KeyError):
        pass
    return None
