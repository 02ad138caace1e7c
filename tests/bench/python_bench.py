#!/usr/bin/env python3
"""Measures unknot on Python projects against CPython's own parser and pylint's cyclic-import, on the same files, in one run.

usage: python_bench.py PROJECT... [--unknot PROGRAM] [--pylint SECONDS] [--runs N] [--assert] [--write]

Bars: the whole check, cold, takes no longer than `ast.parse` of the same files; the simulation of all entries takes less than a fifth
of the check; pylint takes at least 100 times as long (it is stopped after --pylint seconds, which is then a lower bound).
"""

import argparse
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

from measure import machine  # noqa: E402
from page import write_section  # noqa: E402

# One process that reads and parses each file: what any tool in Python has to do before it begins.
PARSE = """
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(100000)
start = time.perf_counter()
for path in open(sys.argv[1], encoding="utf-8").read().split("\\0"):
    try:
        with open(path, "rb") as file:
            ast.parse(file.read())
    except (SyntaxError, ValueError, RecursionError):
        pass
print(time.perf_counter() - start)
"""


def python_files(unknot, project):
    said = subprocess.run([unknot, "dump", "imports", project, "--cache", "off"], capture_output=True, text=True, check=False).stdout
    return sorted({os.path.join(project, path) for path in re.findall(r"^import \S+ \((.*?)\): ", said, re.M)})


def seconds_of(command, runs):
    best = None
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        best = min(best or 1e9, time.perf_counter() - start)
    return best


def parse_seconds(files, folder, runs):
    listing = os.path.join(folder, "python-files")
    with open(listing, "w", encoding="utf-8") as stream:
        stream.write("\0".join(files))
    return min(float(subprocess.run([sys.executable, "-c", PARSE, listing], capture_output=True, text=True, check=True).stdout) for _ in range(runs))


def simulation_seconds(unknot, project):
    """Of tests/bench/python_stages.cpp beside the program; nothing where it is not built."""
    stages = os.path.join(os.path.dirname(unknot), "python_stages")
    if not os.path.exists(stages):
        return None
    said = subprocess.run([stages, project], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"simulation: ([\d.]+) ms", said).group(1)) / 1000


def pylint_seconds(project, limit):
    start = time.perf_counter()
    try:
        subprocess.run(["pylint", "--recursive=y", "--disable=all", "--enable=cyclic-import", project], capture_output=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return limit, True
    return time.perf_counter() - start, False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", nargs="+")
    parser.add_argument("--unknot", default=os.path.join(HERE, "../../build/release/bin/unknot"))
    parser.add_argument("--pylint", type=float, default=0, metavar="SECONDS", help="run pylint too, and stop it after so long")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--assert", dest="check_bars", action="store_true", help="exit 1 unless every bar holds")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    unknot, missed = os.path.realpath(options.unknot), []
    lines = ["| project | files | MB | ast.parse | unknot check, cold | of it simulation | pylint |", "|---|---|---|---|---|---|---|"]
    print("\n".join(lines))
    for project in map(os.path.realpath, options.project):
        name = os.path.basename(project)
        files = python_files(unknot, project)
        if not files:
            raise SystemExit(f"{project}: no Python")
        parsing = parse_seconds(files, os.environ.get("TMPDIR", "/tmp"), options.runs)
        whole = seconds_of([unknot, "check", project, "--cache", "off", "--quiet", "--fail-on", "never"], options.runs)
        simulation = simulation_seconds(unknot, project)
        words = "-"
        if options.pylint:
            other, stopped = pylint_seconds(project, options.pylint)
            words = f"{'more than ' if stopped else ''}{other:.1f} s, {other / whole:.0f} x"
            if other < 100 * whole:
                missed.append(f"{name}: pylint takes {other / whole:.0f} times as long{' or more' if stopped else ''}, not 100")
        size = sum(os.path.getsize(file) for file in files) / 1e6
        share = "-" if simulation is None else f"{simulation * 1000:.1f} ms, {simulation / whole:.0%}"
        lines.append(f"| {name} | {len(files)} | {size:.1f} | {parsing * 1000:.0f} ms | {whole * 1000:.0f} ms, {whole / parsing:.2f} x | {share} | {words} |")
        print(lines[-1], flush=True)
        if whole > parsing:
            missed.append(f"{name}: {whole / parsing:.2f} times ast.parse")
        if simulation is not None and simulation > whole / 5:
            missed.append(f"{name}: simulation takes {simulation / whole:.0%}")
    lines += ["", f"{machine()}; CPython {sys.version.split()[0]}; the minimum of {options.runs} runs."]
    print("\n" + lines[-1])
    if options.write:
        write_section(os.path.join(HERE, "../../docs/performance.md"), "python", "### Python, against CPython's own parser\n\n" + "\n".join(lines))
    print("\n".join(f"bar missed: {one}" for one in missed) or "all bars held")
    return 1 if missed and options.check_bars else 0


if __name__ == "__main__":
    sys.exit(main())
