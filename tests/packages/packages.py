#!/usr/bin/env python3
"""Makes the packages of a build folder, installs them into an empty root and unpacks them in two places, and compares.

usage: packages.py BUILD-FOLDER SOURCE-FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

INSTALLED = [
    "bin/unknot", "bin/unknot-clang", "share/man/man1/unknot.1", "share/bash-completion/completions/unknot",
    "share/fish/vendor_completions.d/unknot.fish", "share/doc/unknot/README.md", "share/doc/unknot/CHANGELOG.md",
    "share/doc/unknot/LICENSE", "share/doc/unknot/docs/third-party.md", "share/unknot/config.schema.json", "share/unknot/report.schema.json", "share/unknot/plan.schema.json",
]


def run(*command, codes=(0,), **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def answers(unknot, demo):
    """What a program says of the demo: its report, and what it found. PATH is empty: unknot-clang has to stand beside it."""
    environment = {"PATH": "/nonexistent", "HOME": "/nonexistent"}
    report = run(unknot, "check", demo, "--cache", "off", "--format", "json", codes=(1,), env=environment)
    return report + run(unknot, "doctor", demo, "--cache", "off", env=environment)


def check_tree(prefix, zsh, expected, demo):
    for name in INSTALLED + [f"share/zsh/{zsh}/_unknot"]:
        assert (prefix / name).is_file(), f"{prefix / name} is not installed"
    for program in ("unknot", "unknot-clang"):
        libraries = run("ldd", prefix / "bin" / program)
        assert "not found" not in libraries, f"{program} lacks libraries:\n{libraries}"
    assert answers(prefix / "bin/unknot", demo) == expected, f"{prefix}: other answers than those of the build folder"


def check_dependencies(prefix, depends):
    """The package of every library that a program names has to be among the dependencies of its own package."""
    for program, packages in depends.items():
        needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "-d", prefix / "bin" / program))
        loaded = dict(re.findall(r"(\S+) => (/\S+)", run("ldd", prefix / "bin" / program)))
        for library in needed:
            path = os.path.realpath(loaded[library])
            # dpkg knows /lib/x where that is a link to /usr/lib.
            known = run("dpkg", "-S", path, path.removeprefix("/usr"), codes=(0, 1))
            owners = {line.split(":")[0] for line in known.splitlines()}
            assert owners & packages, f"{program} needs {library} of {owners}; its package depends on {packages}"


def install_deb(build, root):
    """dpkg into an empty root, without the packages that the machine itself provides."""
    admin = root / "var/lib/dpkg"
    (admin / "info").mkdir(parents=True)
    (admin / "updates").mkdir()
    (admin / "status").touch()
    depends = {}
    debs = {run("dpkg-deb", "-f", deb, "Package").strip(): deb for deb in build.glob("*.deb")}
    for package in ("unknot", "unknot-clang"):
        run("dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--force-script-chrootless", "-i", debs[package])
        text = run("dpkg-deb", "-f", debs[package], "Depends")
        depends[package] = {part.split()[0] for part in text.split(",")}
    assert not any("llvm" in name or "clang" in name for name in depends["unknot"]), f"unknot needs no LLVM: {depends['unknot']}"
    assert "libclang-common-22-dev" in depends["unknot-clang"], "Clang's own headers are needed, too"
    return depends


def main():
    build, source = Path(sys.argv[1]), Path(sys.argv[2])
    demo = source / "fixtures/demo"
    work = Path(tempfile.mkdtemp(prefix="unknot-packages-"))
    try:
        packages = work / "packages"
        has_dpkg = shutil.which("dpkg-shlibdeps") is not None
        run("cpack", "-B", packages, "-G", "TGZ;DEB" if has_dpkg else "TGZ", cwd=build)
        expected = answers(build / "bin/unknot", demo)
        for place in ("here", "in another place"):
            (work / place).mkdir()
            run("tar", "xzf", next(packages.glob("*.tar.gz")), "-C", work / place, "--strip-components=1")
            check_tree(work / place, "site-functions", expected, demo)
            shutil.rmtree(work / place)
        run("cmake", "--install", build, "--prefix", work / "prefix")
        check_tree(work / "prefix", "site-functions", expected, demo)
        if has_dpkg:
            root = work / "root"
            depends = install_deb(packages, root)
            check_tree(root / "usr", "vendor-completions", expected, demo)
            check_dependencies(root / "usr", depends)
        print("packages: tarball in two places, installed tree" + (", both .deb in an empty root" if has_dpkg else "; no dpkg here: no .deb"))
    finally:
        shutil.rmtree(work)


main()
