"""docs/performance.md: one section per project between markers; a new run replaces its own section only."""

import os
import re

HEAD = """# Performance

Written by `./dev bench PROJECT --write` (also `--generated UNITS[,TANGLE]`, `--series`, `--limits`, `--python PROJECT...`).
Times are of one machine in one run: read them as ratios.
"""


def write_section(path, name, text):
    page = HEAD
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as stream:
            page = stream.read()
    begin, end = f"<!-- bench: {name} -->", f"<!-- end: {name} -->"
    section = f"{begin}\n{text.rstrip()}\n{end}\n"
    existing = re.compile(re.escape(begin) + ".*?" + re.escape(end) + "\n", re.S)
    if existing.search(page):
        page = existing.sub(lambda _: section, page)
    else:
        page = page.rstrip("\n") + "\n\n" + section
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(page)
