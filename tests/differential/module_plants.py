"""Cycles of every form, planted into copies of a project's module files."""

import json
import os
import random
import re
import shutil
import subprocess

NAME = r"[A-Za-z_][\w.]*"
INTERFACE = re.compile(rf"^export[ \t]+module[ \t]+({NAME}(?::{NAME})?)[ \t]*;[^\n]*\n", re.M)
IMPORT = re.compile(rf"^(?:export[ \t]+)?import[ \t]+({NAME}|:{NAME})[ \t]*;", re.M)


def plant_all(project, build, unknot, work):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as stream:
        commands = json.load(stream)
    base = severe(check(unknot, project, build))
    interfaces = read_interfaces(project, commands)
    chooser = random.Random(1)
    failed = 0
    for form in FORMS:
        copy = os.path.join(work, "plant")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "build", "third_party"))
        folder = os.path.join(work, "planted")
        os.makedirs(folder, exist_ok=True)
        expected = form(copy, project, interfaces, commands, chooser)
        if expected is None:
            print(f"  planted {form.__name__}: the project has no place for it")
            continue
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            moved = json.dumps(commands + expected.get("commands", []))
            stream.write(moved.replace(project + "/", copy + "/").replace(json.dumps(project), json.dumps(copy)))
        found = severe(check(unknot, copy, folder))
        fresh = [f for f in found if f["fingerprint"] not in {b["fingerprint"] for b in base}]
        wanted = [f for f in fresh if (expected["file"], expected["line"]) in lines_of(f)]
        good = len(fresh) == 1 and len(wanted) == 1 and expected["names"] <= set(wanted[0]["tangle"]["units"])
        print(f"  planted {form.__name__} at {expected['file']}:{expected['line']}: "
              + (f"found, {len(wanted[0]['tangle']['units'])} units" if good else f"NOT FOUND as it is: {[f['message'] for f in fresh]}"))
        failed += not good
    return failed


def severe(findings):
    return [f for f in findings if f["severity"] == "error"]


def lines_of(finding):
    return {(line["file"], line["line"]) for edge in finding["tangle"]["edges"] for line in edge["lines"]}


def check(unknot, project, build):
    result = subprocess.run([unknot, "check", project, "-p", build, "--cache", "off", "--checks", "-*,module-cycle", "--format", "json",
                             "--fail-on", "never"], capture_output=True, check=False)
    return json.loads(result.stdout)["findings"]


def read_interfaces(project, commands):
    """{module name: path in the project} of those that provide a name that no other file does."""
    found = {}
    for command in commands:
        path = os.path.realpath(os.path.join(command["directory"], command["file"]))
        try:
            with open(path, encoding="utf-8", errors="replace") as stream:
                text = stream.read()
        except OSError:
            continue
        declared = INTERFACE.search(text)
        if declared and path.startswith(project + "/"):
            found.setdefault(declared.group(1), []).append(os.path.relpath(path, project))
    return {name: paths[0] for name, paths in sorted(found.items()) if len(paths) == 1}


def edit(copy, path, line_to_add):
    """Adds a line behind the module's declaration; its number."""
    full = os.path.join(copy, path)
    with open(full, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    at = INTERFACE.search(text).end()
    with open(full, "w", encoding="utf-8") as stream:
        stream.write(text[:at] + line_to_add + "\n" + text[at:])
    return text.count("\n", 0, at) + 1


def importing_pair(copy, interfaces, chooser):
    """(a, b): interface a imports b under no condition, both of the project."""
    pairs = []
    for name, path in interfaces.items():
        with open(os.path.join(copy, path), encoding="utf-8", errors="replace") as stream:
            unconditional = stream.read().split("\n#if")[0]
            for other in IMPORT.findall(unconditional):
                if other.startswith(":"):
                    other = name.split(":")[0] + other
                if other in interfaces and other != name:
                    pairs.append((name, other))
    return chooser.choice(sorted(set(pairs))) if pairs else None


def spelled(name):
    """A partition is imported by its own module only, without the module's name."""
    return name[name.index(":"):] if ":" in name else name


def back_import(copy, project, interfaces, commands, chooser, keyword="import"):
    pair = importing_pair(copy, interfaces, chooser)
    if not pair:
        return None
    line = edit(copy, interfaces[pair[1]], f"{keyword} {spelled(pair[0])};")
    return {"file": interfaces[pair[1]], "line": line, "names": set(pair)}


def back_re_export(copy, project, interfaces, commands, chooser):
    return back_import(copy, project, interfaces, commands, chooser, keyword="export import")


def partition_and_its_module(copy, project, interfaces, commands, chooser):
    names = [name for name in interfaces if ":" not in name]
    if not names:
        return None
    name = chooser.choice(names)
    path = os.path.join(os.path.dirname(interfaces[name]), "planted_part.cppm")
    with open(os.path.join(copy, path), "w", encoding="utf-8") as stream:
        stream.write(f"export module {name}:planted;\nimport {name};\n")
    edit(copy, interfaces[name], "import :planted;")
    return {"file": path, "line": 2, "names": {name, name + ":planted"}, "commands": [like(commands, project, interfaces[name], path)]}


def import_of_itself(copy, project, interfaces, commands, chooser):
    names = [name for name in interfaces if ":" not in name]
    if not names:
        return None
    name = chooser.choice(names)
    line = edit(copy, interfaces[name], f"import {name};")
    return {"file": interfaces[name], "line": line, "names": {name}}


def through_a_header(copy, project, interfaces, commands, chooser):
    pair = importing_pair(copy, interfaces, chooser)
    if not pair:
        return None
    header = os.path.join(os.path.dirname(interfaces[pair[1]]), "planted_glue.h")
    with open(os.path.join(copy, header), "w", encoding="utf-8") as stream:
        stream.write(f"#pragma once\n\nimport {spelled(pair[0])};\n")
    edit(copy, interfaces[pair[1]], '#include "planted_glue.h"')
    return {"file": header, "line": 3, "names": set(pair)}


def through_a_header_unit(copy, project, interfaces, commands, chooser):
    names = [name for name in interfaces if ":" not in name]
    if not names:
        return None
    name = chooser.choice(names)
    header = os.path.join(os.path.dirname(interfaces[name]), "planted_unit.h")
    with open(os.path.join(copy, header), "w", encoding="utf-8") as stream:
        stream.write(f"#pragma once\nimport {name};\n")
    edit(copy, interfaces[name], 'import "planted_unit.h";')
    return {"file": header, "line": 2, "names": {name, header}}


def under_a_condition_that_holds(copy, project, interfaces, commands, chooser):
    pair = importing_pair(copy, interfaces, chooser)
    if not pair:
        return None
    line = edit(copy, interfaces[pair[1]], f"#if __cplusplus > 1\nimport {spelled(pair[0])};\n#endif")
    return {"file": interfaces[pair[1]], "line": line + 1, "names": set(pair)}


def like(commands, project, known, path):
    for command in commands:
        if os.path.realpath(os.path.join(command["directory"], command["file"])) == os.path.join(project, known):
            text = json.dumps(command).replace(os.path.join(project, known), os.path.join(project, path)).replace(f'"{known}"', f'"{path}"')
            return json.loads(text)
    raise KeyError(known)


FORMS = [back_import, back_re_export, partition_and_its_module, import_of_itself, through_a_header, through_a_header_unit,
         under_a_condition_that_holds]
