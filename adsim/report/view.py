"""What every picture starts from (`Scene`: the run and its words; `View`: a comparison, and who is drawn in which
colour) and what it ends in (`Picture`: a title, a line of help, an SVG and its legend)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from adsim.report import evidence
from adsim.report.canvas import CLASS_COLOURS, OTHER_COLOUR, VARIANT_COLOURS, VARIANT_DASHES
from adsim.report.evidence import Facts, Tables
from adsim.report.words import Words, short

MOST_LINES = len(VARIANT_COLOURS)
MOST_ROWS = 20


@dataclass(frozen=True)
class Mark:
    """One entry of a legend; `dash` in SVG's units, empty for a full line."""

    name: str
    colour: str
    dash: str = ""


@dataclass(frozen=True)
class Picture:
    """`svg` is safe markup; title and help are plain text, still to be escaped."""

    key: str
    title: str
    help: str
    svg: str
    legend: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Scene:
    """The saved tables and facts of any run, and the words to tell them in."""

    tables: Tables
    facts: Facts
    say: Words

    def only(self, table: str, **wanted: object) -> pd.DataFrame:
        """The rows of `table` in which the named columns have the wanted values."""
        frame = self.tables[table]
        for column, value in wanted.items():
            frame = frame[frame[column] == value]
        return frame

    def describe(self, title: str, rows: Iterable[tuple[str, str]]) -> str:
        """What a picture shows, for those who cannot see it."""
        parts = [self.say.say("alt_row", name=short(name), value=value) for name, value in rows]
        return self.say.say("alt_all", title=title, rows=self.say.say("alt_join").join(parts))


@dataclass(frozen=True)
class View(Scene):
    """A comparison as the pictures see it; `tables` are those that `evidence.supported` lets pass."""

    @property
    def winner(self) -> str:
        return str(self.facts["winner"])

    @property
    def baseline(self) -> str:
        return str(self.facts["baseline"])

    @property
    def pair(self) -> tuple[str, ...]:
        """The winner, and the baseline where that is another."""
        return tuple(dict.fromkeys((self.winner, self.baseline)))

    @cached_property
    def ranked(self) -> list[str]:
        """All variants, the best first."""
        frame = self.tables["variants"].sort_values("profit", ascending=False, kind="stable")
        return list(frame["variant"])

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """Those with a colour and a line of their own, in the scenario's order: winner, baseline, next best."""
        chosen = list(dict.fromkeys([*self.pair, *self.ranked]))[:MOST_LINES]
        return tuple(name for name in self.facts["variants"] if name in chosen)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Those in the pictures that give each variant a row, the best first."""
        chosen = list(dict.fromkeys([*self.pair, *self.ranked]))[:MOST_ROWS]
        return tuple(name for name in self.ranked if name in chosen)

    @property
    def several(self) -> bool:
        return len(self.facts["variants"]) > 1

    @property
    def repeated(self) -> bool:
        """One replication has no simulation error."""
        return evidence.repeated(self.facts)

    @property
    def ranged(self) -> bool:
        """A few replications have no range to draw."""
        return evidence.ranged(self.facts)

    @cached_property
    def classes(self) -> list[str]:
        """The keyword classes that the run has."""
        present = set(self.tables["classes"]["klass"])
        return [name for name in CLASS_COLOURS if name in present]

    def colour(self, variant: str) -> str:
        return VARIANT_COLOURS[self.drawn.index(variant)] if variant in self.drawn else OTHER_COLOUR

    def dash(self, variant: str) -> str:
        return VARIANT_DASHES[self.drawn.index(variant)]

    def line(self, variant: str) -> tuple[int, tuple[float, ...]]:
        """The dash as a matplotlib line style; empty is a full line."""
        return 0, tuple(float(part) for part in self.dash(variant).split())

    def variant_marks(self, dashed: bool = True) -> tuple[Mark, ...]:
        if not self.several:
            return ()
        return tuple(Mark(short(name), self.colour(name), self.dash(name) * dashed) for name in self.drawn)

    def class_marks(self) -> tuple[Mark, ...]:
        return tuple(Mark(self.say.klass(name), CLASS_COLOURS[name]) for name in self.classes)
