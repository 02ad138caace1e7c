"""Growth with size, and the largest knots: generated projects only."""

import os

import measure
from generate_project import generate, generate_complete, generate_single_component

SIZES = (100, 200, 400, 800, 1600)


def series(unknot, folder, jobs):
    """Markdown: the same headers under more and more units. Time should follow the bytes, not units times headers."""
    lines = ["### The same 300 headers under more units", "",
             "| units | files | MB | read | unknot cold | ms per MB | clang-scan-deps | ratio |",
             "|---|---|---|---|---|---|---|---|"]
    for units in SIZES:
        project = os.path.join(folder, f"series{units}")
        generate(project, units, 300)
        paths, size = measure.source_files(project)
        database = os.path.join(project, "compile_commands.json")
        scan = measure.scan_deps_words(jobs, database)
        targets, _ = measure.scan_deps_answers(scan)
        times = measure.hyperfine([
            ("cold", [unknot, "check", project, "--fail-on", "never", "--cache", "off"]),
            ("read", measure.plain_read(paths, folder)), ("scan", scan)], warmup=1, min_runs=3)
        cold, read, scanned = (times[name]["min"] * 1000 for name in ("cold", "read", "scan"))
        said = f"{scanned:,.0f} ms" if targets == units else f"{targets} of {units} answered"
        lines.append(f"| {units} | {len(paths)} | {size / 1e6:.1f} | {read:.1f} ms | {cold:.1f} ms | {cold / size * 1e6:.1f} | {said} "
                     f"| {scanned / cold:.0f} x |")
    return "\n".join(lines + ["", f"{measure.machine()}; minimum of at least 3 runs.", ""])


def limits(unknot, folder):
    """(Markdown, bars missed)."""
    lines = ["### The largest knots", "",
             "| graph | time | allowed | largest process | tangles found | optimal cut |", "|---|---|---|---|---|---|"]
    failed = []
    for name, allowed, make, files in (
            ("complete graph of 300 files", 5, lambda p: generate_complete(p, 300), 300),
            ("one component of 10,000 files, 100,000 edges", 10, lambda p: generate_single_component(p, 10000, 100000), 10000)):
        project = os.path.join(folder, f"limit{files}")
        make(project)
        report, seconds, memory = measure.run_unknot(unknot, project, None, ["--cache", "off"])
        tangles = [f["tangle"] for f in report["findings"] if f["check"] == "include-cycle"]
        sizes = sorted((len(t["units"]) for t in tangles), reverse=True)
        cut = tangles[0]["cut"] if tangles else {}
        said = f"cost {cut.get('cost')}, {'optimal' if cut.get('optimal') else 'at least ' + str(cut.get('lower_bound'))}"
        lines.append(f"| {name} | {seconds:.2f} s | {allowed} s | {memory / 1024:.0f} MB | {sizes[:3]} | {said} |")
        if seconds > allowed:
            failed.append(f"{name}: {seconds:.2f} s, more than {allowed} s")
        if sizes != [files]:
            failed.append(f"{name}: tangles of {sizes[:5]} files, not one of {files}")
    return "\n".join(lines + ["", f"{measure.machine()}; one run each, with the JSON report.", ""]), failed
