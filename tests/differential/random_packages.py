"""Small Python packages made from a seed: modules that import each other in every way that the import system knows."""


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.modules = []
        self.names = {}

    def layout(self):
        rng = self.rng
        packages = [""]
        files = []
        for package in rng.sample(["p", "q", "r"], rng.randint(1, 2)):
            packages.append(package)
            if rng.random() < 0.25:
                packages.append(f"{package}.s")
        self.spaces = {p for p in packages if p and rng.random() < 0.12}
        for p in packages:
            if p and p not in self.spaces:
                files.append((p, f"{p.replace('.', '/')}/__init__.py"))
        for module in rng.sample(["a", "b", "c", "d", "e"], rng.randint(2, 4)):
            package = rng.choice(packages)
            name = f"{package}.{module}" if package else f"m{module}"
            files.append((name, name.replace(".", "/") + ".py"))
        self.modules = [name for name, _ in files]
        self.files = dict(files)
        for name in self.modules:
            self.names[name] = [f"n{name.replace('.', '_')}_{i}" for i in range(3)]
        # A namespace package is there where somebody imports through it.
        self.spaces = {p for p in self.spaces if any(m.startswith(p + ".") for m in self.modules)}

    def is_package(self, name):
        return self.files[name].endswith("__init__.py")

    def relative(self, source, target):
        """The dots and the rest that mean `target` in `source`; nothing where they share no package."""
        own = source.split(".") if self.is_package(source) else source.split(".")[:-1]
        parts = target.split(".")
        if not own or parts[0] != own[0]:
            return None
        shared = 0
        while shared < len(own) and shared < len(parts) and own[shared] == parts[shared]:
            shared += 1
        return "." * (len(own) - shared + 1), ".".join(parts[shared:])

    def targets(self, source):
        """Modules that this one may import."""
        return [m for m in self.modules if m != source] or self.modules

    def import_lines(self, source):
        """One import of another module, and a way to get at one of its names."""
        rng = self.rng
        target = rng.choice(self.targets(source))
        name = rng.choice(self.names[target])
        parent, _, last = target.rpartition(".")
        ways = ["plain", "as", "name", "name", "star", "dynamic"]
        if parent:
            ways += ["from-parent", "from-parent"]
        if self.relative(source, target):
            ways += ["relative", "relative", "relative-module"]
        way = rng.choice(ways)
        if way == "plain":
            return [f"import {target}"], f"{target}.{name}"
        if way == "as":
            return [f"import {target} as alias"], f"alias.{name}"
        if way == "name":
            return [f"from {target} import {name}"], name
        if way == "star":
            return [f"from {target} import *"], None
        if way == "dynamic":
            return ["import importlib", f"dyn = importlib.import_module('{target}')"], f"dyn.{name}"
        if way == "from-parent":
            return [f"from {parent} import {last}"], f"{last}.{name}"
        dots, rest = self.relative(source, target)
        if way == "relative" or not rest:
            if not rest and way == "relative-module":
                return [f"from {dots} import {name}"], name
            return [f"from {dots}{rest} import {name}"], name
        head, _, tail = rest.rpartition(".")
        return [f"from {dots}{head} import {tail}"], f"{tail}.{name}"

    def indented(self, lines):
        return ["    " + line for line in lines]

    def piece(self, source, number):
        """An import in some surroundings."""
        rng = self.rng
        lines, use = self.import_lines(source)
        as_use = [f"use{number} = {use}"] if use else []
        form = rng.randrange(24)
        if form < 6:
            return lines
        if form < 9:
            return lines + as_use
        if form == 9:
            return ["try:", *self.indented(lines), rng.choice(["except ImportError:", "except (AttributeError, ImportError):", "except Exception:", "except ModuleNotFoundError:"]),
                    *self.indented(lines[:0] + [f"fallback{number} = None"])]
        if form == 10:
            return [f"def f{number}():", *self.indented(lines + ([f"return {use}"] if use and "*" not in lines[0] else ["return 1"]) if "*" not in lines[0] else ["    return 1"])]
        if form == 11 and "*" not in lines[0]:
            return [f"def f{number}():", *self.indented([*lines, f"return {use or 1}"]), f"v{number} = f{number}()"]
        if form == 12:
            return ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:", *self.indented(lines), "else:", f"    other{number} = 1"]
        if form == 13:
            return ["import sys", rng.choice(["if sys.version_info >= (3, 6):", "if sys.version_info < (3, 5):", "if sys.version_info[0] == 3:"]), *self.indented(lines)]
        if form == 14 and use and "*" not in lines[0]:
            return lines + [f"class C{number}:", f"    attr = {use}", "    def method(self):", f"        return {use}"]
        if form == 15 and use:
            return lines + [f"def g{number}(x={use}):", "    return x"]
        if form == 16 and use:
            return lines + [f"def h{number}(x: {use}) -> {use}:", "    return x"]
        if form == 17 and use:
            return lines + [f"later{number} = lambda: {use}"] + ([f"now{number} = later{number}()"] if rng.random() < 0.5 else [])
        if form == 18 and use:
            return lines + [f"listed{number} = [{use} for i in (1, 2)]", f"generated{number} = ({use} for i in [1])"]
        if form == 19:
            return ["if __name__ == '__main__':", *self.indented(lines)]
        if form == 20 and use and "." in use:
            base, _, name = use.rpartition(".")
            return lines + [f"got{number} = getattr({base}, '{name}', None)", f"has{number} = hasattr({base}, '{name}')"]
        if form == 21:
            return [f"for i{number} in (1,):", *self.indented(lines)]
        if form == 22:
            return ["import contextlib", "with contextlib.suppress(ImportError):", *self.indented(lines)]
        if form == 23 and "*" not in lines[0]:
            return [f"class K{number}:", "    def __init__(self):", *self.indented(self.indented(lines + as_use)), f"k{number} = K{number}()"]
        return lines + as_use

    def text(self, name):
        rng = self.rng
        lines = []
        if rng.random() < 0.15:
            lines.append("from __future__ import annotations")
        definitions = [[f"{n} = {i}"] if rng.random() < 0.7 else [f"def {n}():", f"    return {i}"] for i, n in enumerate(self.names[name])]
        pieces = [self.piece(name, i) for i in range(rng.randint(0, 3))]
        body = [*definitions, *pieces]
        rng.shuffle(body)
        if rng.random() < 0.15:
            listed = rng.sample(self.names[name], 2)
            body.insert(rng.randint(0, len(body)), [f"__all__ = {listed!r}"])
        if rng.random() < 0.1:
            body.insert(rng.randint(0, len(body)), ["def __getattr__(name):", f"    if name == '{self.names[name][0]}':", "        return 42", "    raise AttributeError(name)"])
        if rng.random() < 0.1:
            other = rng.choice(self.names[name])
            body.insert(rng.randint(1, len(body)), ["try:", f"    del {other}", "except NameError:", "    pass"])
        for piece in body:
            lines += piece
        return "\n".join(lines) + "\n"


def package(rng):
    """Files of one project, by path."""
    maker = Maker(rng)
    maker.layout()
    out = {path: maker.text(name) for name, path in maker.files.items()}
    out["pyproject.toml"] = '[project]\nrequires-python = ">=3.8"\n'
    # Everybody who imports through a namespace package says that it is one.
    if maker.spaces:
        out["main_of_all.py"] = "".join(f"def f{i}():\n    import {m}\n" for i, m in enumerate(maker.modules))
    return out
