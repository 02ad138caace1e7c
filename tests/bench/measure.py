"""Measuring: hyperfine runs, what the machine is, and what a project consists of."""

import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../differential"))

from compile_commands import find_database, read_database  # noqa: E402

SOURCES = {"." + e for e in "h hh hpp hxx h++ inl ipp tpp c cc cpp cxx c++ m mm cu cuh ixx cppm".split()}


# A process's peak memory starts with its parent's at the fork: this parent has 10 MB, the script would have 80.
SMALL_PARENT = """
import os, sys, time
null = os.open(os.devnull, os.O_WRONLY)
started = time.monotonic()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, _, usage = os.wait4(pid, 0)
print(time.monotonic() - started, usage.ru_maxrss)
"""


def hyperfine(commands, warmup=2, min_runs=10):
    """{name: {"median", "min", "runs"}} in seconds for (name, words) pairs, one after the other without a shell."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "times.json")
        line = ["hyperfine", "-N", "--warmup", str(warmup), "--min-runs", str(min_runs), "--ignore-failure", "--style", "none",
                "--export-json", path]
        for name, words in commands:
            line += ["--command-name", name, shlex.join(words)]
        result = subprocess.run(line, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SystemExit(f"hyperfine failed: {result.stderr.strip()}")
        with open(path, encoding="utf-8") as stream:
            results = json.load(stream)["results"]
    return {r["command"]: {"median": r["median"], "min": r["min"], "runs": len(r["times"])} for r in results}


def source_files(root):
    """All C and C++ files below the root, by extension; hidden folders are left out. (paths, bytes)"""
    paths, size = [], 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.splitext(name)[1].lower() in SOURCES and os.path.isfile(path):
                paths.append(path)
                size += os.path.getsize(path)
    return paths, size


def plain_read(paths, folder):
    """The words of a command that reads the files and does nothing else."""
    listing = os.path.join(folder, "files")
    with open(listing, "wb") as stream:
        stream.write(b"\0".join(os.fsencode(path) for path in paths))
    return ["xargs", "-0", "-a", listing, "cat"]


def absolute_database(database, folder):
    """A database in `folder` with full paths and without what only the project's own compiler knows; the commands in it."""
    commands, _ = read_database(database, "clang++-22")
    entries = [{"directory": c.directory, "file": c.file, "output": f"{i}.o",
                "arguments": [c.driver, "-w", *c.arguments, "-c", c.file, "-o", f"{i}.o"]} for i, c in enumerate(commands)]
    path = os.path.join(folder, "compile_commands.json")
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump(entries, stream)
    return path, commands


def scan_deps_words(jobs, database):
    return ["clang-scan-deps-22", "-j", str(jobs), "-format=make", "-compilation-database", database]


def scan_deps_answers(words):
    """(targets that it printed, errors): it can fail in silence."""
    result = subprocess.run(words, capture_output=True, check=False)
    return (len(re.findall(rb"^[^\s:][^:\n]*: ", result.stdout, re.M)),
            len(re.findall(rb"^Error while scanning|error:", result.stderr, re.M)))


def run_unknot(binary, project, build, arguments):
    """(report, seconds, kilobytes of the largest process) of one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        line = [binary, "check", project, *(["-p", build] if build else []), "--fail-on", "never", "--format", "json:" + path, *arguments]
        result = subprocess.run([sys.executable, "-S", "-c", SMALL_PARENT, *line], capture_output=True, text=True, check=False)
        if not os.path.isfile(path):
            raise SystemExit(f"unknot gave no report: {result.stderr.strip()}")
        seconds, kilobytes = result.stdout.split()[-2:]
        with open(path, encoding="utf-8") as stream:
            return json.load(stream), float(seconds), int(kilobytes)


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as stream:
        found = re.search(r"^model name\s*: (.*)$", stream.read(), re.M)
    return f"{found.group(1) if found else model}, {os.cpu_count()} cores"


def first_line(*words):
    try:
        output = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    except OSError:
        return f"{words[0]}: not there"
    lines = [line.strip() for line in output.splitlines() if re.search(r"\d+\.\d+", line)]
    return lines[0] if lines else f"{words[0]}: no version"


def linked_compiler_libraries(binary):
    output = subprocess.run(["ldd", binary], capture_output=True, text=True, check=False).stdout
    return [line.split()[0] for line in output.splitlines() if re.search(r"LLVM|clang", line)]
