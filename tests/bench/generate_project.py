#!/usr/bin/env python3
"""Writes a C++ project of a given size: the same options and seed give the same bytes."""

import argparse
import json
import os
import random

SYSTEM = ["algorithm", "functional", "map", "memory", "optional", "set", "string", "string_view", "unordered_map", "utility", "vector"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--headers", type=int, default=300)
    parser.add_argument("--folders", type=int, default=12)
    parser.add_argument("--includes", type=int, default=6, help="project headers that a file includes at most")
    parser.add_argument("--lines", type=int, default=120, help="lines of code in a header, about")
    parser.add_argument("--tangle", type=int, default=0, help="headers in one include cycle that most units reach")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generate(**vars(options))


def generate(folder, units, headers, folders=12, includes=6, lines=120, tangle=0, seed=1):
    """Headers are the same for any number of units. Header i includes smaller numbers only, so that there is no cycle
    but the one of `tangle`: 0 -> 1 -> ... -> tangle-1 -> 0."""
    dice = random.Random(seed)
    names = [f"part{i % folders}/header{i}.h" for i in range(headers)]
    for i in range(headers):
        if i < tangle:
            targets = [names[(i + 1) % tangle]]
        else:
            targets = [names[t] for t in sorted(dice.sample(range(tangle, i), min(includes, i - tangle)))]
            if tangle and i % 2:
                targets.append(names[i % tangle])
        write(folder, "include/" + names[i], header_text(i, targets, dice, lines))
    commands = []
    for i in range(units):
        targets = [names[t] for t in sorted(dice.sample(range(headers), min(includes + 2, headers)))]
        file = f"src/part{i % folders}/unit{i}.cpp"
        write(folder, file, unit_text(i, targets, dice, lines))
        commands.append({"directory": os.path.realpath(folder), "file": file,
                         "arguments": ["clang++-22", "-std=c++20", "-O2", f"-DUNIT={i % 4}", "-Iinclude", "-c", file,
                                       "-o", f"out/unit{i}.o"]})
    write(folder, "compile_commands.json", json.dumps(commands, indent=1) + "\n")
    write(folder, "unknot.json", "{}\n")


def header_text(number, targets, dice, lines):
    system = sorted(dice.sample(SYSTEM, 3))
    text = [f"// Part {number} of a generated project.", "#pragma once", ""] + [f"#include <{name}>" for name in system]
    text += ["", *(f'#include "{target}"' for target in targets), "", f"namespace part{number} {{", ""]
    while len(text) < lines:
        name = f"value_{len(text)}"
        text += [f"/// Returns something that depends on {name}, for no other reason than to be read.",
                 f"inline int {name}(int first, int second) {{",
                 f"  if (first > {dice.randrange(1000)}) return second * {dice.randrange(9)};",
                 "  for (int i = 0; i < second; ++i) first += i;  // adds up", "  return first;", "}", ""]
    if number % 5 == 0:
        text += ["#ifdef PART_TRACE", f"#define PART_{number}_TRACE(x) (x)", "#else", f"#define PART_{number}_TRACE(x)", "#endif", ""]
    return "\n".join(text + [f"}}  // namespace part{number}", ""])


def unit_text(number, targets, dice, lines):
    text = [f"// Unit {number} of a generated project.", *(f'#include "{target}"' for target in targets), "", "#include <iostream>", ""]
    while len(text) < lines:
        text += [f"int unit{number}_function{len(text)}(int x) {{", f"  return x + {dice.randrange(100)};", "}", ""]
    return "\n".join(text) + "\n"


def generate_complete(folder, files):
    """Every file includes every other one."""
    names = [f"all{i}.h" for i in range(files)]
    for i, name in enumerate(names):
        write(folder, name, "#pragma once\n" + "".join(f'#include "{other}"\n' for j, other in enumerate(names) if j != i))
    write_single_unit(folder, names[0])


def generate_single_component(folder, files, edges, seed=1):
    """One strongly connected component: a ring of all files in random order, and random edges up to `edges`."""
    dice = random.Random(seed)
    order = list(range(files))
    dice.shuffle(order)
    targets = {order[i]: {order[(i + 1) % files]} for i in range(files)}
    left = edges - files
    while left:
        source, target = dice.randrange(files), dice.randrange(files)
        if source != target and target not in targets[source]:
            targets[source].add(target)
            left -= 1
    for i in range(files):
        text = "".join(f'#include "../d{t % 100}/ring{t}.h"\n' for t in sorted(targets[i]))
        write(folder, f"d{i % 100}/ring{i}.h", "#pragma once\n" + text)
    write_single_unit(folder, "d0/ring0.h")


def write_single_unit(folder, header):
    write(folder, "main.cpp", f'#include "{header}"\nint main() {{}}\n')
    write(folder, "unknot.json", "{}\n")
    write(folder, "compile_commands.json",
          '[{"directory": ".", "file": "main.cpp", "arguments": ["clang++-22", "-std=c++20", "-c", "main.cpp"]}]\n')


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


if __name__ == "__main__":
    main()
