"""A broken rule at a path of the scenario, before it has a line in a file.

A path is a tuple of names and list positions, printed `products[0].price`. Values from files are hostile:
what is shown of them is short and printable.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

Path = tuple[str | int, ...]

SHOWN_LENGTH = 60
EMPTY = '""'
_STEP = re.compile(r"[^.\[\]]+|\[\d{1,6}\]")


@dataclass(frozen=True)
class Fault:
    """`line` is given where the path alone would not find it.

    `needs` are other paths the rule read: where one of these is broken itself, this fault proves nothing.
    """

    path: Path
    rule: str
    value: str | None = None
    mend: str | None = None
    needs: tuple[Path, ...] = ()
    line: int | None = None

    def below(self, head: Path) -> "Fault":
        return replace(self, path=head + self.path)

    def touches(self, paths: Iterable[Path]) -> bool:
        """Whether one of `paths` is, contains or lies in a place this fault speaks of."""
        mine = (self.path, *self.needs)
        return any(one[: len(other)] == other[: len(one)] for other in paths for one in mine)


def shown(text: str) -> str:
    """`text` on one line, without control characters, cut to a readable length."""
    cut = text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut)


def printed(path: Path) -> str:
    parts = [f"[{step}]" if isinstance(step, int) else f".{shown(step) or EMPTY}" for step in path]
    return "".join(parts).removeprefix(".")


def parsed(path: str) -> Path | None:
    """The path spelt like `campaign.split` or `products[0].price`; None for what is not of this form."""
    steps = _STEP.findall(path)
    well_formed = re.fullmatch(r"[^.\[\]]+(\.[^.\[\]]+|\[\d{1,6}\])*", path)
    return tuple(int(step[1:-1]) if step[0] == "[" else step for step in steps) if well_formed else None


def closest(name: str, known: Iterable[str]) -> str | None:
    """How to mend the unknown `name`: the nearest known one, or all of them where none is near."""
    names = list(dict.fromkeys(str(one) for one in known))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {shown(near[0])}?"
    return f"known: {', '.join(shown(one) for one in names[:40])}" if names else None
