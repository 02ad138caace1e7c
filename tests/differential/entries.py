"""What a compiler says of headers that are included first: read from its messages, without any code of unknot's."""

import os
import re
import subprocess

ERROR = re.compile(r"^(.+?):(\d+):(\d+): (?:fatal )?error: (.*)$")
FROM = re.compile(r"^(?:In file included from|\s+from) (.+?):(\d+)(?::\d+)?[:,]$")
NAME = re.compile(r"'([^']*)'")


class Fault:
    """One error: its place, the words, and the include lines above it, innermost first."""

    def __init__(self, file, line, column, words, stack):
        self.file, self.line, self.column, self.words, self.stack = file, line, column, words, stack

    @property
    def names(self):
        return NAME.findall(self.words)


def faults_of(folder, header, flags, compiler="clang++-22"):
    """Every error of a unit that includes `header` and nothing else, in the compiler's order."""
    command = [compiler, "-fsyntax-only", "-w", "-ferror-limit=0", "-fno-spell-checking", "-fno-caret-diagnostics", "-fno-color-diagnostics",
               "-x", "c++", *flags, "-"]
    done = subprocess.run(command, cwd=folder, input=f'#include "{header}"\n', capture_output=True, text=True, check=False)
    out, stack, told = [], [], False
    for row in done.stderr.splitlines():
        above = FROM.match(row)
        if above:
            if told:
                stack, told = [], False
            stack.append((os.path.normpath(above.group(1)), int(above.group(2))))
            continue
        # The includes are printed once for several messages of one file.
        match = ERROR.match(row)
        told = told or bool(match) or ": note: " in row
        if match:
            out.append(Fault(os.path.normpath(match.group(1)), int(match.group(2)), int(match.group(3)), match.group(4), list(stack)))
    if done.returncode != 0 and not out:
        raise RuntimeError(done.stderr)
    return out


def entered_files(folder, header, flags, compiler="clang++-22"):
    """Files that the unit opens, as the compiler's -H lists them."""
    command = [compiler, "-E", "-H", "-o", os.devnull, "-x", "c++", *flags, "-"]
    done = subprocess.run(command, cwd=folder, input=f'#include "{header}"\n', capture_output=True, text=True, check=False)
    return {os.path.normpath(row.split(" ", 1)[1]) for row in done.stderr.splitlines() if row.startswith(".")}
