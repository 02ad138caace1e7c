"""The quoted includes of a tree's live code, read without any of unknot's code: comments, literals and `#if 0` taken out."""

import os
import re

EXTENSIONS = {"c", "cc", "cpp", "cxx", "c++", "C", "m", "mm", "cu", "cppm", "ccm", "hip", "ixx",
              "h", "hh", "hpp", "hxx", "h++", "H", "inl", "ipp", "tpp", "txx", "tcc", "icc", "cuh"}
BUILD_MARKS = {"CMakeCache.txt", "build.ninja", "CACHEDIR.TAG"}
SKIPPED = re.compile(
    r'//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z)|R"([^()\\\s]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z])\'(?:\\.|[^\'\\\n])*\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*(?:#|%:)[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif|include|include_next|import)\b(.*)$")
QUOTED = re.compile(r'[ \t]*"([^"\n]+)"')


def walk(root):
    """Every C and C++ file below `root`, without hidden folders, build trees and links to folders."""
    for folder, folders, names in os.walk(root):
        if folder != root and BUILD_MARKS & set(names):
            folders[:] = []
            continue
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("node_modules", "CMakeFiles"))
        for name in sorted(names):
            if not name.startswith(".") and os.path.splitext(name)[1][1:] in EXTENSIONS:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    yield path


def quoted_includes(text):
    """(line, spelling) of each `#include "..."` in `text` that is not in a comment, a literal or an `#if 0`."""
    found, dead = [], []   # dead: one entry for each open #if: "yes", "no", or "over" behind the live branch of an #if 1
    for number, line in enumerate(without_comments(text).split("\n"), 1):
        match = DIRECTIVE.match(line)
        if not match:
            continue
        word, rest = match.group(1), match.group(2).strip()
        if word in ("if", "ifdef", "ifndef"):
            dead.append({"0": "yes", "1": "no, the rest is"}.get(rest, "no") if word == "if" else "no")
        elif word == "endif":
            del dead[-1:]
        elif word in ("else", "elif", "elifdef", "elifndef"):
            if dead:
                dead[-1] = "yes" if dead[-1] == "no, the rest is" else "yes" if word == "elif" and rest == "0" else "no"
        elif "yes" not in dead and (quoted := QUOTED.match(match.group(2))):
            found.append((number, quoted.group(1)))
    return found


def without_comments(text):
    """The text with as many lines: comments blank, literals that hold a line end blank too."""
    def blank(match):
        part = match.group()
        if part.startswith(("/", "R")):
            return " " + "\n" * part.count("\n")
        return part
    return SKIPPED.sub(blank, text.replace("\r\n", "\n"))
