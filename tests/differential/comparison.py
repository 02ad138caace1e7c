"""Where the compiler's view and unknot's answer differ. Pure: sets in, differences out."""

from dataclasses import dataclass, field

from tangles import components, join_overlapping


@dataclass
class Oracle:
    """The units' views joined. `tangles`: frozensets of files; `edges`: all that some unit entered; `selves`: self loops."""
    tangles: set
    edges: set
    selves: set
    reached: set


@dataclass
class Differences:
    missing: list = field(default_factory=list)        # tangles that only the compiler shows
    invented: list = field(default_factory=list)       # entered tangles that only unknot shows
    edges_missing: list = field(default_factory=list)  # (from, to) in an entered tangle
    edges_invented: list = field(default_factory=list)
    selves_missing: list = field(default_factory=list)
    selves_invented: list = field(default_factory=list)
    unreached: list = field(default_factory=list)      # entered tangles with files that no unit reaches: no difference
    equal: int = 0

    def count(self):
        return sum(len(part) for part in (self.missing, self.invented, self.edges_missing, self.edges_invented,
                                          self.selves_missing, self.selves_invented))


def join_views(views, silenced):
    """One Oracle of the edges of each unit, without the `silenced` ones."""
    oracle = Oracle(set(), set(), set(), set())
    per_unit = set()
    for view in views:
        edges = view.edges - silenced
        per_unit.update(components(edges))
        oracle.edges |= edges
        oracle.reached |= view.files
    oracle.tangles = join_overlapping(per_unit)
    oracle.selves = {source for source, target in oracle.edges if source == target}
    return oracle


def compare(oracle, cycles, selves):
    """`cycles`, `selves`: unknot's tangles of include-cycle and of self-include."""
    found = Differences()
    claimed = [tangle for tangle in cycles if tangle.claimed_entered]
    matched = set()
    for tangle in claimed:
        inside = {files for files in oracle.tangles if files <= tangle.files}
        reached = tangle.files <= oracle.reached
        if reached and tangle.files not in oracle.tangles:
            found.invented.append(tangle.files)
            continue
        matched |= inside
        if reached:
            found.equal += 1
            compare_edges(oracle, tangle, found)
        else:
            found.unreached.append(tangle)
    found.missing = sorted(oracle.tangles - matched, key=sorted)
    claimed_selves = {next(iter(t.files)) for t in selves if t.all_entered}
    found.selves_missing = sorted(oracle.selves - claimed_selves)
    found.selves_invented = sorted((claimed_selves - oracle.selves) & oracle.reached)
    return found


def compare_edges(oracle, tangle, found):
    theirs = {(a, b) for a, b in oracle.edges if a in tangle.files and b in tangle.files and a != b}
    ours = {(a, b) for a, b, _, entered in tangle.edges if entered == "yes" and a != b}
    found.edges_missing += sorted(theirs - ours)
    found.edges_invented += sorted(ours - theirs)


def lacking(tidy_cycles, tidy_selves, cycles, selves, silenced):
    """What clang-tidy names in a cycle and unknot has nowhere."""
    tangles = [tangle.files for tangle in cycles]
    own = {next(iter(tangle.files)) for tangle in selves}
    silent = {file for edge in silenced for file in edge}
    lost = [files for files in tidy_cycles
            if not any(files <= tangle for tangle in tangles) and not (len(files) == 1 and files <= own) and not files & silent]
    lost += [frozenset([file]) for file in tidy_selves - own - silent]
    return sorted(lost, key=sorted)
