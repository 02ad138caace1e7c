"""What clang-tidy's misc-header-include-cycle says about the units: the second, weaker oracle."""

import concurrent.futures
import json
import os
import re
import subprocess
import tempfile

LINE = re.compile(r"^(\S.*?):(\d+):\d+: (warning|note|error): (.*)$")
CYCLE = re.compile(r"circular header file dependency detected while including '(.*)', please check")
FROM = re.compile(r"'(.*)' included from here")
SELF = re.compile(r"direct self-inclusion of header file '(.*)'")


def tidy_cycles(commands, root, edges, tidy, jobs, log):
    """({frozenset of files in one cycle}, {files that include themselves}, units that clang-tidy could not do in full).
    `edges`: all that the compiler entered; they tell files of one base name apart."""
    cycles, selves, failed = set(), set(), []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        runs = {pool.submit(run_one, command, folder, number, tidy): command for number, command in enumerate(commands)}
        for done, future in enumerate(concurrent.futures.as_completed(runs), 1):
            output, worked = future.result()
            log(f"clang-tidy {done}/{len(runs)}")
            if not worked:
                failed.append(runs[future].file)
            found_cycles, found_selves = parse(output, runs[future].directory, root, edges)
            cycles |= found_cycles
            selves |= found_selves
    return cycles, selves, sorted(failed)


def run_one(command, folder, number, tidy):
    place = os.path.join(folder, str(number))
    os.mkdir(place)
    entry = {"directory": command.directory, "file": command.file,
             "arguments": [command.driver, "-w", *command.arguments, "-c", command.file]}
    with open(os.path.join(place, "compile_commands.json"), "w", encoding="utf-8", errors="surrogateescape") as stream:
        json.dump([entry], stream)
    result = subprocess.run([tidy, "--quiet", "-checks=-*,misc-header-include-cycle", "-header-filter=.*", "-system-headers=0",
                             "-p", place, command.file], cwd=command.directory, capture_output=True, check=False)
    return result.stdout.decode("utf-8", "surrogateescape"), result.returncode == 0


def parse(output, directory, root, edges):
    """A warning stands in the file that closes the cycle; its notes go back over the includers until the file that the
    directive names, by base name: clang-tidy prints no path for it."""
    cycles, selves, chain, closing = set(), set(), [], None
    for line in output.splitlines() + ["end:0:0: warning: end"]:
        match = LINE.match(line)
        if not match:
            continue
        path, _, level, text = match.groups()
        if level == "note" and closing is not None:
            if FROM.match(text):
                chain.append(os.path.realpath(os.path.join(directory, path)))
            continue
        if closing is not None:
            cycle = up_to_name(chain, closing, edges)
            if cycle and all(file.startswith(root + "/") for file in cycle):
                cycles.add(frozenset(cycle))
            closing = None
        found = CYCLE.match(text)
        if found:
            closing, chain = os.path.basename(found.group(1)), [os.path.realpath(os.path.join(directory, path))]
        elif SELF.match(text):
            selves.add(os.path.realpath(os.path.join(directory, path)))
    return cycles, {file for file in selves if file.startswith(root + "/")}


def up_to_name(chain, name, edges):
    """The files from the one that closes the cycle back to the one of that base name; None where no directive in the
    first enters such a file: clang-tidy then met another file of the same name."""
    for index, file in enumerate(chain):
        if index and os.path.basename(file) == name and (chain[0], file) in edges:
            return chain[:index + 1]
    return None
