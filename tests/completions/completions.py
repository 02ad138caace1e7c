#!/usr/bin/env python3
"""Drives a real shell on a terminal of its own: what does it offer behind these words, and what does it insert?

usage: completions.py bash|zsh|fish FOLDER-OF-COMPLETIONS       exit code 77: the shell is not installed
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

CHECKS = ["include-cycle", "include-cycle/not-shown", "self-include", "suppression"]
COMMANDS = ["check", "graph", "why", "init", "doctor", "explain", "list", "dump"]

# What is typed, what is offered, what is not. The files are those of `folder()`.
OFFERS = [
    ("unknot ", COMMANDS, ["notes.txt"]),
    ("unknot ch", ["check"], ["graph"]),
    ("unknot --gen", ["--generate"], ["check"]),
    ("unknot --generate ", ["man", "bash", "zsh", "fish", "markdown"], ["notes.txt"]),
    ("unknot check --", ["--format", "--fail-on", "--build", "--checks"], ["--force", "--all"]),
    ("unknot graph --", ["--all", "--format"], ["--fail-on"]),
    ("unknot init --", ["--force"], ["--build"]),
    ("unknot check --fail-on ", ["error", "warning", "note", "never"], ["notes.txt"]),
    ("unknot check --fail-on=", ["error", "warning", "note", "never"], ["notes.txt"]),
    ("unknot check --color a", ["auto", "always"], ["never"]),
    ("unknot check --format ", ["text", "json", "sarif", "dot"], ["notes.txt"]),
    ("unknot graph --format ", ["dot", "json"], ["sarif"]),
    ("unknot check --checks ", CHECKS, ["notes.txt"]),
    ("unknot explain ", CHECKS, ["notes.txt"]),
    ("unknot explain self", ["self-include", "self-include/x-macro"], ["include-cycle"]),
    ("unknot check ", ["notes.txt", "source"], ["graph"]),
    ("unknot check --config ", ["notes.txt"], ["error"]),
    ("unknot check -p ", ["source"], ["notes.txt"]),
    ("unknot check --build ", ["source"], ["notes.txt"]),
    ("unknot check --cache ", ["off", "source"], ["notes.txt"]),
    ("unknot dump ", ["facts", "program"], ["notes.txt"]),
    ("unknot dump facts ", ["notes.txt", "source"], ["program"]),
    ("unknot why ", ["notes.txt", "source"], ["check"]),
    ("unknot init ", ["source"], ["notes.txt"]),
    ("unknot list ", [], ["notes.txt", "check"]),
]
# What is typed, and the words of the line behind the key.
INSERTS = [
    ("unknot ch", ["unknot", "check"]),
    ("unknot check --min-s", ["unknot", "check", "--min-severity"]),
    ("unknot check --fail-on w", ["unknot", "check", "--fail-on", "warning"]),
    ("unknot check --checks suppression,self-include/x", ["unknot", "check", "--checks", "suppression,self-include/x-macro"]),
    ("unknot check --checks suppression,-self-include/x", ["unknot", "check", "--checks", "suppression,-self-include/x-macro"]),
    ("unknot check --format sarif:not", ["unknot", "check", "--format", "sarif:notes.txt"]),
    ("unknot check --format=sarif:not", ["unknot", "check", "--format=sarif:notes.txt"]),
    ("unknot check -q two", ["unknot", "check", "-q", "two words.h"]),
    ("unknot explain self-include/x", ["unknot", "explain", "self-include/x-macro"]),
]


def folder():
    path = tempfile.mkdtemp(prefix="unknot-completions-")
    for name in ("notes.txt", "two words.h"):
        open(os.path.join(path, name), "w").close()
    os.mkdir(os.path.join(path, "source"))
    return path


class Terminal:
    """An interactive shell. ^T lists what may follow, TAB completes, `show` prints its arguments."""

    SETUP = {
        "bash": (["bash", "--norc", "--noprofile", "-i"],
                 ["PS1='> '", "bind 'set completion-query-items 0'", "bind 'set page-completions off'", "bind 'set bell-style none'",
                  "bind '\"\\C-t\": possible-completions'", "source {folder}/unknot.bash"]),
        "zsh": (["zsh", "-f", "-i"],
                ["PS1='> '", "unsetopt prompt_sp prompt_cr beep", "LISTMAX=10000", "fpath=({folder} $fpath)",
                 "autoload -U compinit && compinit -D -u", "bindkey '^T' list-choices"]),
    }

    def __init__(self, shell, completions):
        command, setup = self.SETUP[shell]
        self.folder = folder()
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.environ.update({"TERM": "dumb", "INPUTRC": "/dev/null", "COLUMNS": "200", "LINES": "200", "LC_ALL": "C"})
            os.execvp(command[0], command)
        self.count = 0
        subprocess.run(["stty", "cols", "200", "rows", "200"], stdin=self.terminal, check=False)
        for line in setup + ["show() { printf '<%s>' \"$@\"; echo; }"]:
            self.run(line.replace("{folder}", completions))

    def run(self, line):
        """Types a line and returns what stands on the terminal once it has run."""
        self.send(line + "\n")
        self.count += 1
        self.send(f"echo do''ne-{self.count}\n")
        return self.read_until(f"done-{self.count}\r\n")

    def send(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, mark):
        out, deadline = b"", time.monotonic() + 20
        while mark.encode() not in out:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise SystemExit(f"no answer within 20 s; on the terminal: {out.decode(errors='replace')}")
            out += os.read(self.terminal, 65536)
        return out.decode(errors="replace")

    def quiet(self, seconds):
        """What comes until the terminal says nothing for so long: zsh lists nothing while further keys wait."""
        out = b""
        while select.select([self.terminal], [], [], seconds)[0]:
            out += os.read(self.terminal, 65536)
        return out.decode(errors="replace")

    def offers(self, line, patience):
        self.send(line + "\x14")
        shown = self.quiet(patience)
        shown += self.run("\x15")
        listed = shown.split("\n", 1)[-1] if "\n" in shown else shown
        return re.split(r"\s+", listed.split("echo do''ne")[0].replace(line.strip(), " "))

    def inserts(self, line):
        # ^A: to the start of the line
        shown = self.run(line + "\t\x01show ")
        return re.findall(r"<([^<>]*)>", shown)


class Fish:
    def __init__(self, completions):
        self.folder, self.file = folder(), os.path.join(completions, "unknot.fish")

    def lines(self, line):
        script = f"source {self.file}; complete -C {subprocess.list2cmdline([line]) if ' ' not in line else repr(line)}"
        out = subprocess.run(["fish", "--no-config", "-c", script], cwd=self.folder, capture_output=True, text=True, check=True)
        assert not out.stderr, out.stderr
        return [entry.split("\t")[0] for entry in out.stdout.splitlines()]

    def offers(self, line, _patience):
        # A value behind = is offered together with its option.
        return [re.sub(r"^--[a-z-]+=", "", entry).rstrip("/") for entry in self.lines(line)]

    def inserts(self, line):
        candidates = self.lines(line)
        assert len(candidates) == 1, candidates
        return line.split()[:-1] + [candidates[0].replace("\\ ", " ")]


def main():
    shell, completions = sys.argv[1], os.path.abspath(sys.argv[2])
    if shutil.which(shell) is None:
        print(f"skipped: no {shell} here")
        return 77
    driver = Fish(completions) if shell == "fish" else Terminal(shell, completions)
    failures = 0
    try:
        for line, offered, others in OFFERS:
            for patience in (0.1, 1, 5):
                found = [word.rstrip("/") for word in driver.offers(line, patience)]
                missing, wrong = [w for w in offered if w not in found], [w for w in others if w in found]
                if not missing:
                    break
            if missing or wrong:
                failures += 1
                print(f"{line!r}: missing {missing}, wrong {wrong}, offered {found}")
        for line, words in INSERTS:
            found = driver.inserts(line)
            if found != words:
                failures += 1
                print(f"{line!r}: becomes {found}, not {words}")
    finally:
        shutil.rmtree(driver.folder)
    print(f"{shell}: {len(OFFERS) + len(INSERTS)} lines, {failures} failures")
    return 1 if failures else 0


sys.exit(main())
