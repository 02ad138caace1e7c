"""Compile commands as clang 22 can run them: read from a database, outputs and foreign flags taken out."""

import json
import os
import re
import shlex
from dataclasses import dataclass

LAUNCHERS = {"ccache", "sccache", "distcc", "icecc", "gomacc", "rewrapper", "goma", "buildcache"}
# Flags that write something, or that speak of things which only the project's own compiler has.
DROP_ALONE = re.compile(
    r"-c$|-S$|-E$|-M$|-MM$|-MD$|-MMD$|-MP$|-MG$|-MV$|-Werror.*|-pedantic-errors$|-save-temps.*|--coverage$|-ftest-coverage$"
    r"|-fprofile-(?:use|instr-use|sample-use|arcs|generate|instr-generate|dir|update).*|-fplugin.*|-fmodules.*|-fdeps-.*"
    r"|-fmodule-.*|-fimplicit-module-maps$|-Wp,-M.*|-v$|-###$|@.*\.modmap$|-fmax-errors=.*|-o.+|-MF.+|-MT.+|-MQ.+|-MJ.+")
DROP_PAIR = {"-o", "-MF", "-MT", "-MQ", "-MJ", "-arch", "--serialize-diagnostics", "-include-pch", "-dependency-file", "-index-store-path"}
DROP_CC1_PAIR = {"-load", "-add-plugin", "-plugin", "-include-pch", "-emit-pch", "-dependency-dot"}


@dataclass(frozen=True)
class Command:
    """One way to compile one file. `arguments` are preprocessor-relevant only: no compiler, no outputs, no source file."""
    file: str        # absolute, as the database names it
    directory: str   # absolute
    driver: str      # clang++-22 or clang-22
    arguments: tuple


def find_database(project, build):
    """The database's path from -p, else from the usual places; None where there is none."""
    places = [build] if build else [project] + [os.path.join(project, d) for d in ("build", "out", "cmake-build-debug")]
    for place in places:
        path = place if os.path.isfile(place) else os.path.join(place, "compile_commands.json")
        if os.path.isfile(path):
            return path
    return None


def read_database(path, cxx):
    """(commands without repetitions, entries whose file does not exist)."""
    base = os.path.dirname(os.path.realpath(path))
    with open(path, encoding="utf-8", errors="surrogateescape") as stream:
        entries = json.load(stream)
    commands, missing = {}, []
    for entry in entries:
        directory = os.path.normpath(os.path.join(base, entry.get("directory", ".")))
        file = os.path.normpath(os.path.join(directory, entry["file"]))
        if not os.path.isfile(file):
            missing.append(entry["file"])
            continue
        words = entry["arguments"] if "arguments" in entry else shlex.split(entry["command"])
        commands[normalise(words, directory, file, cxx)] = None
    return list(commands), missing


def normalise(words, directory, file, cxx):
    """The Command behind the words of a database entry."""
    words = expand_responses(list(words), directory)
    while words and os.path.basename(words[0]).removesuffix(".exe") in LAUNCHERS:
        words = words[1:]
        while words and (words[0].startswith("-") or "=" in words[0]) and not words[0].startswith("/"):
            words = words[1:]
    compiler, words = (os.path.basename(words[0]), words[1:]) if words else ("c++", [])
    is_cxx = "++" in compiler or os.path.splitext(file)[1] not in (".c", ".m", ".s", ".S")
    driver = cxx if is_cxx else cxx.replace("clang++", "clang")
    return Command(file, directory, driver, tuple(without_outputs(words, directory, file)))


def expand_responses(words, directory, depth=0):
    """`@file` replaced by the words in it, relative to the command's folder, as GCC and Clang do."""
    result = []
    for word in words:
        path = os.path.join(directory, word[1:])
        if word.startswith("@") and depth < 8 and os.path.isfile(path) and not word.endswith(".modmap"):
            with open(path, encoding="utf-8", errors="surrogateescape") as stream:
                result += expand_responses(shlex.split(stream.read()), directory, depth + 1)
        else:
            result.append(word)
    return result


def without_outputs(words, directory, file):
    kept, index, past_options = [], 0, False
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        index += 1
        if past_options or word == "--":
            past_options = True
            continue
        if word == "-Xclang":
            index += 1
            if following in DROP_CC1_PAIR:
                index += 2   # its value, which has an -Xclang of its own
            elif following:
                kept += [word, following]
        elif word in DROP_PAIR:
            index += 1
        elif DROP_ALONE.match(word):
            continue
        elif word == "-include":
            # Through cc1, or the driver would take a precompiled header of the same name in its place.
            kept += ["-Xclang", "-include", "-Xclang", following]
            index += 1
        elif word in ("-I", "-isystem", "-iquote", "-idirafter", "-D", "-U", "-imacros", "-x", "-isysroot", "-target",
                      "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-F", "-iframework", "--param", "-Xpreprocessor",
                      "-Xlinker", "-Xassembler", "-T", "-u", "-z", "-L", "-l", "-A", "-mllvm", "-ivfsoverlay"):
            kept += [word, following]
            index += 1
        elif not word.startswith("-") and os.path.realpath(os.path.join(directory, word)) == os.path.realpath(file):
            continue
        else:
            kept.append(word)
    return kept


REJECTED = re.compile(
    r"error: (?:unknown argument|unsupported option|unknown target (?:triple|CPU)|unsupported argument|invalid value|optimization flag"
    r"|invalid argument|no such file or directory|argument unused|invalid integral value|cannot specify|unknown integer argument)"
    r"[^']*'([^']*)'(?:[^']*'([^']*)')?")


def rejected_flags(stderr, arguments):
    """The arguments that clang's driver names in its own errors; the caller takes them out and tries again."""
    flags = set()
    for line in stderr.splitlines():
        if not (line.startswith("clang") or line.startswith("error:")):
            continue
        found = REJECTED.search(line)
        if found:
            names = [name for name in found.groups() if name]
            flags |= {a for a in arguments if a in names or any(names_part_of(n, a) for n in names)}
    return flags


def names_part_of(name, argument):
    """`-mfoo=` of `-mfoo=bar`, or `bar` of it."""
    return len(name) > 2 and (name[-1] == "=" and argument.startswith(name) or argument.startswith("-m") and argument.endswith("=" + name))
