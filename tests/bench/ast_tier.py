"""What the second tier costs: a full parse of some units by unknot, against the compiler's own -fsyntax-only of the same units; and
what the checks for loose ends cost on top of it."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import measure

RUNS = 5
FULL, CONTEXT, WARM_FILE, SYNTAX, SYNTAX_FILE = ("unknot, every unit parsed, no cache", "the same with the checks for loose ends",
                                                 "unknot, one source file changed", "clang++ -fsyntax-only", "clang++ -fsyntax-only of that file")
LOOSE_ENDS = ("context-leak", "teardown-skipped", "teardown-unguarded", "connection-leak", "thread-bound-context", "unbalanced-push",
              "test-state-leak", "hook-overwritten", "server-settings")

# user + system seconds, wall seconds and the kilobytes of the largest process, of a command with all that it starts
RUSAGE = """
import os, resource, sys, time
null = os.open(os.devnull, os.O_WRONLY)
started = time.monotonic()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)])
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime, time.monotonic() - started, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def run(words, directory=None):
    """(user seconds, wall seconds, kilobytes of the largest process)."""
    result = subprocess.run([sys.executable, "-S", "-c", RUSAGE, *words], capture_output=True, text=True, check=True, cwd=directory)
    user, wall, kilobytes, _ = result.stdout.split()
    return float(user), float(wall), int(kilobytes)


def bench_ast(unknot, project, database, units, jobs):
    """(Markdown, bars that were missed). The project is copied, since a source file of it is changed."""
    with tempfile.TemporaryDirectory(prefix="bench-ast-") as folder:
        copy = os.path.join(folder, "project")
        shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "*.o", "*.a", "*.so"))
        commands = sample(measure.absolute_database(database, folder)[1], units)
        entries = [entry(command, project, copy, i) for i, command in enumerate(commands)]
        own = os.path.join(folder, "database")
        os.mkdir(own)
        with open(os.path.join(own, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump(entries, stream)
        compiler = shutil.which("clang++-22") or "clang++"
        syntax = [[compiler, "-w", "-fsyntax-only", *e["arguments"][1:]] for e in entries]
        def base(*checks):
            return [unknot, "check", copy, "-p", own, "--checks", ",".join(("-*", "symbol-cycle", *checks)), "--fail-on", "never", "--jobs", str(jobs)]
        full, context, compiled, memory, warm, single = [], [], [], 0, [], []
        cache = os.path.join(folder, "cache")
        run([*base(), "--cache", cache])
        changed = entries[len(entries) // 2]
        for i in range(RUNS):
            user, _, kilobytes = run([*base(), "--cache", "off"])
            full.append(user)
            context.append(run([*base(*LOOSE_ENDS), "--cache", "off"])[0])
            memory = max(memory, kilobytes)
            compiled.append(sum(run(words, e["directory"])[0] for words, e in zip(syntax, entries)))
            with open(changed["file"], "a", encoding="utf-8") as stream:
                stream.write(f"\n// changed {i}\n")
            warm.append(run([*base(), "--cache", cache])[1])
            single.append(run(syntax[len(entries) // 2], changed["directory"])[1])
    return words_of(full, context, compiled, warm, single, memory, len(entries), jobs)


def sample(commands, units):
    wanted = [c for c in commands if os.path.isfile(c.file)]
    return wanted[::max(1, len(wanted) // units)][:units]


def entry(command, project, copy, number):
    def moved(text):
        return text.replace(project, copy)
    return {"directory": moved(command.directory), "file": moved(command.file), "output": f"{number}.o",
            "arguments": [command.driver, *map(moved, command.arguments), moved(command.file)]}


def words_of(full, context, compiled, warm, single, memory, units, jobs):
    ratio = statistics.median(full) / statistics.median(compiled)
    again = statistics.median(warm) / statistics.median(single)
    together = memory * jobs / 1024
    more = statistics.median(context) / statistics.median(full)
    rows = [(FULL, "user", full), (CONTEXT, "user", context), (SYNTAX, "user", compiled), (WARM_FILE, "wall", warm), (SYNTAX_FILE, "wall", single)]
    lines = [f"### Parsing {units} units", "", "| what | median of five | min |", "|---|---|---|"]
    lines += [f"| {what} ({kind}) | {statistics.median(times):.2f} s | {min(times):.2f} s |" for what, kind, times in rows]
    lines += ["", f"A full run takes {ratio:.2f} times the compiler's user time, and {more:.2f} times that with the checks for "
              f"loose ends; after a change of one file the whole run takes {again:.2f} times "
              f"the parse of that file. The largest process has {memory / 1024:.0f} MB; {jobs} jobs.", "", measure.machine() + ".", ""]
    failed = []
    if ratio > 1.10:
        failed.append(f"parsing takes {ratio:.2f} times the user time of -fsyntax-only, not 1.10")
    if more > 1.15:
        failed.append(f"the checks for loose ends take {more:.2f} times the parse, not 1.15")
    if again > 2:
        failed.append(f"after a change of one file {again:.2f} times its parse, not 2")
    if together > 1200:
        failed.append(f"{jobs} jobs may take {together:.0f} MB, not 1200")
    return "\n".join(lines), failed
