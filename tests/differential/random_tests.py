"""Small Python projects with tests, made from a seed: the modules of random_packages, folders of tests with and without __init__.py,
conftest.py files, and settings of pytest."""

from random_packages import Maker


class TestMaker(Maker):
    def __init__(self, rng, version):
        super().__init__(rng)
        # An older pytest imports no package around a file in this mode, and leaves what fails in sys.modules.
        self.by_place = int(version.split(".")[0]) >= 9 and rng.random() < 0.2

    def test_folders(self):
        """Folders with what a module's name in them begins with; nothing: they are no package."""
        rng = self.rng
        out = [("", "")] if rng.random() < 0.3 else []
        top = rng.choice(["tests", "tests", "checks"])
        packaged = rng.random() < 0.5
        out.append((top + "/", top if packaged else ""))
        if rng.random() < 0.5:
            inner = rng.choice(["unit", "zoo", "test_more"])
            out.append((f"{top}/{inner}/", f"{top}.{inner}" if packaged and rng.random() < 0.8 else ""))
        package = next((p for p in ("p", "q", "r") if p in self.modules and self.is_package(p)), None)
        if package and rng.random() < 0.3:
            out.append((f"{package}/tests/", f"{package}.tests"))
        return out

    def layout(self):
        super().layout()
        rng = self.rng
        self.own = list(self.modules)
        self.folder = {name: None for name in self.own}
        self.tests = {}
        stems = rng.sample(["test_a", "test_b", "test_c", "test_d", "test_e", "e_test", "test_z"], 7)
        for folder, package in self.test_folders():
            if package:
                self.add(folder, package, "__init__")
            if rng.random() < 0.5:
                self.add(folder, package, "conftest")
            if rng.random() < 0.4 and folder:
                self.add(folder, package, f"helper{len(self.tests)}")
            for _ in range(rng.randint(0 if folder.count("/") > 1 else 1, 2)):
                if stems:
                    self.add(folder, package, stems.pop())

    def add(self, folder, package, stem):
        name = package if stem == "__init__" else f"{package}.{stem}" if package else stem
        # Files outside of packages all have the same name where their names are the same.
        key = name if name not in self.files else f"{name}@{folder}"
        self.files[key] = f"{folder}{stem}.py"
        self.folder[key] = folder
        self.modules.append(key)
        self.names[key] = [f"n{key.replace('.', '_').replace('@', '_').replace('/', '_')}_{i}" for i in range(3)]
        self.tests[key] = package

    def is_test(self, name):
        return "test" in self.files[name].rsplit("/", 1)[-1] and "conftest" not in self.files[name]

    def targets(self, source):
        rng = self.rng
        others = [m for m in self.own if m != source]
        if source in self.tests:
            # What stands beside it, or in a package that is found from the project's folder.
            others += [m for m in self.tests if m != source and "@" not in m and m != "conftest" and
                       (self.tests[m] or (self.folder[m] == self.folder[source] and not self.tests[source] and not self.by_place))] * rng.randint(0, 1)
        elif rng.random() < 0.1:
            others += [m for m in self.tests if self.tests[m]]
        return others or self.own

    def text(self, name):
        if name in self.tests and "conftest" in name and self.rng.random() < 0.4:
            return "".join(f"{n} = {i}\n" for i, n in enumerate(self.names[name]))
        return super().text(name)


def settings(rng, maker, version):
    """Files beside the code."""
    out = {"requirements.txt": f"pytest=={version}\n"}
    pyproject = '[project]\nrequires-python = ">=3.8"\n'
    said = []
    folders = sorted({folder.split("/")[0] for folder in maker.folder.values() if folder})
    if rng.random() < 0.4 and folders:
        said.append(("testpaths", rng.sample(folders, rng.randint(1, len(folders)))))
    if rng.random() < 0.3:
        said.append(("python_files", rng.choice([["test_*.py"], ["*_test.py", "test_a*.py"], ["*_*.py"]])))
    if rng.random() < 0.2:
        said.append(("norecursedirs", [rng.choice(["unit", "zoo", "p", "tests"])]))
    arguments = ["-ra", f"--ignore={rng.choice(folders)}/{rng.choice(['unit', 'test_a.py'])}"] if rng.random() < 0.2 and folders else []
    arguments += ["--import-mode=importlib"] if maker.by_place else []
    if arguments:
        said.append(("addopts", arguments))
    where = rng.choice(["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"] + ["none"] * (not maker.by_place))
    if where == "pyproject.toml":
        pyproject += "[tool.pytest.ini_options]\n" + "".join(f"{key} = {' '.join(words)!r}\n" if key == "addopts" else f"{key} = {words!r}\n" for key, words in said)
    elif where != "none":
        section = "tool:pytest" if where == "setup.cfg" else "pytest"
        lines = "".join(f"{key} = {' '.join(words)}\n" if rng.random() < 0.5 or key == "addopts" else f"{key} =\n" + "".join(f"    {word}\n" for word in words) for key, words in said)
        out[where] = f"[{section}]\n{lines}"
    out["pyproject.toml"] = pyproject
    return out


def project(rng, version):
    """Files of one project with tests, by path."""
    maker = TestMaker(rng, version)
    maker.layout()
    out = {}
    for name, path in maker.files.items():
        out[path] = maker.text(name)
        if maker.folder[name] is not None and maker.is_test(name):
            out[path] += "import pytest\n"
    for name in maker.tests:
        if maker.files[name] == "conftest.py" and rng.random() < 0.2:
            out["conftest.py"] += f"pytest_plugins = {rng.sample(maker.own, 1)!r}\n"
    out.update(settings(rng, maker, version))
    if maker.spaces:
        out["main_of_all.py"] = "".join(f"def f{i}():\n    import {m}\n" for i, m in enumerate(maker.own))
    return out
