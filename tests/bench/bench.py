#!/usr/bin/env python3
"""Measures unknot against clang-scan-deps, clang-tidy, a plain read of the same bytes and git status, in one run."""

import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)

import measure  # noqa: E402
from ast_tier import bench_ast  # noqa: E402
from generate_project import generate  # noqa: E402
from page import write_section  # noqa: E402
from sizes import limits, series  # noqa: E402

COLD, WARM, READ, SCAN, TIDY, GIT = ("unknot check --cache off", "unknot check, warm, nothing changed", "plain read (cat)",
                                     "clang-scan-deps", "clang-tidy", "git status")
RATIO_FROM = 500


def main():
    options = parse_arguments()
    unknot = os.path.realpath(options.unknot)
    sections, failures = [], []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for project, build, name in projects(options, folder):
            if options.ast:
                text, failed = bench_ast(unknot, project, database_of(project, build), options.ast, options.jobs)
                sections.append((f"{name}-parsed", text))
                failures += [f"{name}: {f}" for f in failed]
                continue
            text, failed = bench_project(options, unknot, project, build, name)
            sections.append((name, text))
            failures += [f"{name}: {f}" for f in failed]
        if options.series:
            sections.append(("series", series(unknot, folder, options.jobs)))
        if options.limits:
            text, failed = limits(unknot, folder)
            sections.append(("limits", text))
            failures += failed
    if not sections:
        raise SystemExit("bench: name a project, or --generated, --series or --limits")
    for name, text in sections:
        print(text)
        if options.write:
            write_section(options.page, name, text)
    print("\n".join(f"bar missed: {failure}" for failure in failures) if failures else "all bars held")
    return 1 if failures and options.check_bars else 0


def parse_arguments():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, epilog="example: ./dev bench ~/src/fmt -p ~/src/fmt/build --assert")
    parser.add_argument("project", nargs="?")
    parser.add_argument("-p", "--build", help="folder with compile_commands.json")
    parser.add_argument("--generated", metavar="UNITS[,TANGLE]", help="a generated project, with one cycle of TANGLE headers")
    parser.add_argument("--series", action="store_true", help="100 to 1600 units over the same headers")
    parser.add_argument("--limits", action="store_true", help="a complete graph of 300 files; one component of 10,000")
    parser.add_argument("--ast", type=int, metavar="UNITS", help="only what it costs to parse so many of its units")
    parser.add_argument("--assert", dest="check_bars", action="store_true", help="exit 1 unless every bar holds")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--page", default=os.path.join(HERE, "../../docs/performance.md"), help=argparse.SUPPRESS)
    parser.add_argument("--unknot", default=os.path.join(HERE, "../../build/release/bin/unknot"))
    parser.add_argument("--tidy-sample", type=int, default=2, metavar="N", help="units that clang-tidy does (default 2; 0: none)")
    parser.add_argument("--min-runs", type=int, default=10)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def projects(options, folder):
    if options.project:
        project = os.path.realpath(options.project)
        yield project, os.path.realpath(options.build) if options.build else None, os.path.basename(project)
    if options.generated:
        units, _, tangle = options.generated.partition(",")
        project = os.path.join(folder, "generated")
        generate(project, int(units), 600, tangle=int(tangle or 0))
        yield project, None, f"generated-{units}" + (f"-tangle-{tangle}" if tangle else "")


def bench_project(options, unknot, project, build, name):
    """(Markdown, bars that were missed)."""
    database = database_of(project, build)
    report, _, memory = measure.run_unknot(unknot, project, build, ["--cache", "off", "--checks", "-order-dependent-include"])
    tangles = sum(f["check"] == "include-cycle" for f in report["findings"])
    paths, size = measure.source_files(project)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        own_database, commands = measure.absolute_database(database, folder)
        scan, answered, scan_note = scan_deps(options.jobs, database, own_database, len(commands))
        # The tier of directives: what enters headers through the parser has a cost of its own, where there are tangles.
        base = [unknot, "check", project, *(["-p", build] if build else []), "--fail-on", "never", "--checks", "-order-dependent-include"]
        cache = os.path.join(folder, "cache")
        measure.run_unknot(unknot, project, build, ["--cache", cache, "--checks", "-order-dependent-include"])
        runs = [(COLD, base + ["--cache", "off"]), (WARM, base + ["--cache", cache]), (READ, measure.plain_read(paths, folder))]
        if answered:
            runs.append((SCAN, scan))
        inside_git = subprocess.run(["git", "-C", project, "rev-parse"], capture_output=True, check=False).returncode == 0
        if inside_git:
            runs.append((GIT, ["git", "-C", project, "status"]))
        times = measure.hyperfine(runs, min_runs=options.min_runs)
        sample = commands[::max(1, len(commands) // max(1, options.tidy_sample))][:options.tidy_sample]
        if sample:
            words = ["clang-tidy-22", "--quiet", "-checks=-*,misc-header-include-cycle", "-header-filter=.*", "-p", folder]
            times |= measure.hyperfine([(TIDY, words + [c.file for c in sample])], warmup=1, min_runs=2)
            for key in ("median", "min"):   # all units, shared evenly among the cores: the best that it could do
                times[TIDY][key] *= len(commands) / len(sample) / min(options.jobs, len(commands))
    notes = {SCAN: f"`-j {options.jobs} -format=make`; {scan_note}",
             TIDY: f"misc-header-include-cycle; extrapolated from {len(sample)} units to all, on {options.jobs} cores",
             READ: f"{len(paths)} files, {size / 1e6:.1f} MB"}
    facts = (f"{len(commands)} commands; {report['summary']['dependencies']} dependencies; {tangles} tangles; complete: "
             f"{'yes' if report['complete'] else 'no'}; largest process {memory / 1024:.0f} MB")
    return table(name, facts, times, notes, options.min_runs), missed_bars(times, tangles, len(commands), unknot)


def database_of(project, build):
    path = measure.find_database(project, build)
    if not path:
        raise SystemExit(f"bench: no compile_commands.json in {build or project}: name its folder with -p")
    return path


def scan_deps(jobs, database, own_database, units):
    """(words, does it answer, what to say): the project's own database where every unit answers, else the normalised one."""
    for path, which in ((database, "the project's own database"), (own_database, "database normalised")):
        words = measure.scan_deps_words(jobs, path)
        targets, errors = measure.scan_deps_answers(words)
        if targets >= units:
            break
    note = f"{targets} targets for {units} commands, {which}"
    return words, targets > 0, note + (f", {errors} errors" if errors else "")


def table(name, facts, times, notes, min_runs):
    cold = times[COLD]["min"]
    lines = [f"### {name}", "", facts + ".", "", "| what | median | min | against unknot cold |", "|---|---|---|---|"]
    for what in sorted(times, key=lambda w: times[w]["min"]):
        note = f" ({notes[what]})" if what in notes else ""
        lines.append(f"| {what}{note} | {milliseconds(times[what]['median'])} | {milliseconds(times[what]['min'])} "
                     f"| {times[what]['min'] / cold:.2f} x |")
    versions = "; ".join(measure.first_line(tool, "--version") for tool in ("clang-scan-deps-22", "hyperfine", "git"))
    return "\n".join(lines + ["", f"{measure.machine()}; {versions}. Warm page cache, at least {min_runs} runs each, one after the other; "
                                  "ratios and bars use the minimum.", ""])


def milliseconds(seconds):
    return f"{seconds * 1000:,.1f} ms"


def missed_bars(times, tangles, units, unknot):
    """The ratio to clang-scan-deps is asked for from RATIO_FROM units on: below, starting up is most of the time."""
    cold, warm, read = (times[what]["min"] for what in (COLD, WARM, READ))
    wanted = 10 if tangles else 20
    failed = []
    if SCAN not in times:
        failed.append("clang-scan-deps gave no answer to compare with")
    elif units >= RATIO_FROM and times[SCAN]["min"] < wanted * cold:
        failed.append(f"{times[SCAN]['min'] / cold:.1f} times faster than clang-scan-deps, not {wanted}")
    if not tangles and cold > 0.050 + 4 * read:  # with tangles, units are preprocessed
        failed.append(f"cold {milliseconds(cold)}, more than 50 ms and 4 plain reads ({milliseconds(0.050 + 4 * read)})")
    if GIT in times and warm > 0.030 + 1.5 * times[GIT]["min"]:
        failed.append(f"warm {milliseconds(warm)}, more than 30 ms and 1.5 git status ({milliseconds(0.030 + 1.5 * times[GIT]['min'])})")
    libraries = measure.linked_compiler_libraries(unknot)
    if libraries:
        failed.append(f"linked to {', '.join(libraries)}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
