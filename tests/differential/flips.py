"""Tangles that no unit shows: set the macros that their edges ask for, preprocess, and see whether they close."""

import os
import re
from dataclasses import dataclass, field

from conditions import NotUnderstood, arguments_for, settings_for

UNITS_TRIED = 4


@dataclass
class Flip:
    """The outcome for one walk. `explained`: not confirmed, but for a reason that is no fault of the answer."""
    files: list
    confirmed: bool = False
    settings: list = field(default_factory=list)
    how: str = ""
    reason: str = ""
    explained: bool = False


class Flipper:
    """`units`: (command, files that it reaches) of every unit, as the oracle saw them."""

    def __init__(self, root, preprocessor, units):
        self.root, self.preprocessor, self.units = root, preprocessor, units

    def close(self, walk):
        """`walk`: edges as (from, to, when) with real paths."""
        wanted = {(source, target) for source, target, _ in walk}
        files = sorted({source for source, _, _ in walk})
        flip = Flip([os.path.relpath(file, self.root) for file in files])
        try:
            command = self.command_for(files)
            predefined = self.preprocessor.predefined(command) if command else {}
            settings = settings_for([when for _, _, when in walk], predefined)
        except NotUnderstood as problem:
            flip.reason, flip.explained = str(problem), True
            return flip
        flip.settings = arguments_for(settings)
        best = None
        for label, command, extra, source in self.entries(files, flip.settings):
            view = self.preprocessor.view(command, tuple(extra), tolerant=True, source=source)
            missed = wanted - view.edges
            if not missed:
                flip.confirmed, flip.how = True, label
                return flip
            best = min(best or missed, missed, key=len)
        flip.reason = self.explain(best, settings, flip)
        return flip

    def entries(self, files, settings):
        """What to preprocess: units that reach most of the walk, then a virtual unit for each file of it."""
        for command in self.touching(files)[:UNITS_TRIED]:
            yield "unit " + os.path.relpath(command.file, self.root), command, settings, None
        neighbour = self.command_for(files)
        if neighbour:
            for file in files:
                text = f'#include "{file}"\n'
                label = "virtual unit for " + os.path.relpath(file, self.root)
                yield label, neighbour, settings, text
            yield "virtual unit for all", neighbour, settings, "".join(f'#include "{file}"\n' for file in files)

    def touching(self, files):
        """The commands of units that reach some of the files, those that reach most first."""
        reaching = [(-len(reached & set(files)), command.file, command) for command, reached in self.units if reached & set(files)]
        return [command for _, _, command in sorted(reaching, key=lambda entry: entry[:2])]

    def command_for(self, files):
        """Whose flags to borrow: a unit that reaches the files, else the one whose file shares the longest path with them."""
        touching = self.touching(files)
        if touching:
            return touching[0]

        def shared(unit):
            return -max(len(os.path.commonprefix([unit[0].file, file])) for file in files), unit[0].file
        return min(self.units, key=shared)[0] if self.units else None

    def explain(self, missed, settings, flip):
        defining = [name for name in sorted(settings) if self.defined_in_source(name)]
        if missed is None:
            flip.explained = True
            return "no command to borrow flags from"
        source, target = sorted(missed)[0]
        edge = f"{os.path.relpath(source, self.root)} -> {os.path.relpath(target, self.root)}"
        if defining:
            flip.explained = True
            return f"{edge} not entered; the sources set {', '.join(defining)} themselves"
        return f"{edge} not entered with {' '.join(flip.settings) or 'no settings'}"

    def defined_in_source(self, name):
        """Some file of the tree defines or removes the macro, so that the command line does not decide it."""
        if not hasattr(self, "defined_names"):
            self.defined_names = set()
            for file in {file for _, files in self.units for file in files}:
                with open(file, "rb") as stream:
                    for match in re.finditer(rb"^[ \t]*#[ \t]*(?:define|undef)[ \t]+(\w+)", stream.read(), re.M):
                        self.defined_names.add(match.group(1).decode("ascii", "replace"))
        return name in self.defined_names
