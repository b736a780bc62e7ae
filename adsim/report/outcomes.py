"""What becomes of the answer at the low and the high value of each assumption that the data cannot tell.

Reads the table `sensitivity` against the main answer; what is said of it is put into words elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from adsim.report.evidence import Facts, Tables

ENDS = ("low", "high")
Kind = Literal["same", "tied", "decided", "other"]


@dataclass(frozen=True)
class Outcome:
    """At one level of one assumption: `best` earns most there, `profit`; `kind` says what that means for the answer.

    same: the answer stays; tied: the winner is no longer told apart from the best; decided: variants that could not
    be told apart now are; other: another variant is better.
    """

    path: str
    level: str
    value: str
    best: str
    profit: float
    kind: Kind


def paths(tables: Tables) -> list[str]:
    """The assumptions that were varied."""
    return list(dict.fromkeys(tables["sensitivity"]["path"]))


def at(tables: Tables, path: str, level: str) -> pd.DataFrame:
    """The rows of one level, one a variant."""
    frame = tables["sensitivity"]
    return frame[(frame["path"] == path) & (frame["level"] == level)]


def best(tables: Tables, path: str, level: str) -> pd.Series:
    """The row of the variant that earns most at a level."""
    rows = at(tables, path, level)
    return rows[rows["winner"]].iloc[0]


def outcomes(tables: Tables, facts: Facts, leading: Sequence[str], undecided: bool) -> list[Outcome]:
    """Of every low and high level; `leading` is the winner with those that come out alike or are tied with it.

    `undecided`: the main answer could not tell the leading ones apart.
    """
    found = []
    for path in paths(tables):
        for level in ENDS:
            top, rows = best(tables, path, level), at(tables, path, level)
            close = {top["variant"], *rows.loc[rows["tied"], "variant"]}
            kind = _undecided(top["variant"], close, leading) if undecided else _decided(top["variant"], close, leading)
            found.append(Outcome(path, level, top["value"], top["variant"], float(top["profit"]), kind))
    return found


def _decided(top: str, close: set[str], leading: Sequence[str]) -> Kind:
    if top in leading:
        return "same"
    return "tied" if close & set(leading) else "other"


def _undecided(top: str, close: set[str], leading: Sequence[str]) -> Kind:
    others = close & set(leading) - {top}
    if others:
        return "same"
    return "decided" if top in leading else "other"
