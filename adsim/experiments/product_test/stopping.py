"""What a tester who stops at the first verdict ends with, in every world: right, wrong, or nothing yet.

With several arms a verdict names one; it is right where that arm's true rate is the highest. Where the best two are
alike every verdict is wrong. With one arm a verdict is what the arm needs; it is right where that is what it needs.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.product_test.watched import Watched
from adsim.verdicts.contract import NO_ARM, Rule
from adsim.verdicts.looks import first_decision

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHARES = ("right", "wrong", "undecided", "false_promote", "false_kill")


@dataclass(frozen=True)
class Stops:
    """First verdicts of a rule, shapes [worlds]: the `look`'s place (of no verdict the last) and whether there is one;
    whether it is `right`, promotes what is no better, or drops what is."""

    look: Ints
    decided: Bools
    right: Bools
    false_promote: Bools
    false_kill: Bools


def stops(rule: Rule, watched: Watched) -> Stops:
    """The rule's first verdicts on tests of several arms."""
    look, winner = first_decision(rule, [watched.seen(place) for place in range(len(watched.looks))])
    return judged(look, winner, watched)


def judged(look: Ints, winner: Ints, watched: Watched) -> Stops:
    """Verdicts (arm or `NO_ARM`, [worlds]) held against the truth."""
    rates = watched.truth(watched.metric)
    decided = winner != NO_ARM
    named = np.take_along_axis(rates, np.maximum(winner, 0)[:, None], axis=1)[:, 0]
    better = (rates > rates[:, :1]).any(axis=1)
    return Stops(
        look=look,
        decided=decided,
        right=decided & (winner == watched.best()),
        false_promote=(winner > 0) & ~(named > rates[:, 0]),
        false_kill=(winner == 0) & better,
    )


def share_error(count: float, worlds: int) -> float:
    """Standard error of a share, by Agresti and Coull's count (two more of each), so that never is not surely never."""
    share = (count + 2) / (worlds + 4)
    return math.sqrt(share * (1 - share) / (worlds + 4))


def verdicts_table(found: Mapping[str, Stops], watched: Watched) -> pd.DataFrame:
    """A row a rule and look: shares of worlds with their standard errors, and the mean cost until the verdict."""
    rows = []
    for rule, stopped in found.items():
        for place, day in enumerate(watched.looks):
            known = stopped.decided & (stopped.look <= place)
            row: dict[str, object] = {"rule": rule, "look": day}
            counts = {
                "right": known & stopped.right,
                "wrong": known & ~stopped.right,
                "undecided": ~known,
                "false_promote": known & stopped.false_promote,
                "false_kill": known & stopped.false_kill,
            }
            for name in SHARES:
                count = float(counts[name].sum())
                row[name] = count / known.size
                row[f"{name}_error"] = share_error(count, known.size)
            rows.append(row | {"cost": _cost(np.where(known, stopped.look, place), watched)})
    return pd.DataFrame(rows)


def _cost(end: Ints, watched: Watched) -> float:
    """Mean money spent by the end of the look of this place, [worlds]."""
    days = np.array(watched.looks)[end]
    return float(watched.spent()[np.arange(end.size), days - 1].mean())


def best_shares(watched: Watched) -> dict[str, float]:
    """In what share of worlds each arm is truly the best."""
    best = watched.best()
    return {arm: float(np.mean(best == place)) for place, arm in enumerate(watched.arms)}


def read_all(rules: Sequence[Rule], watched: Watched) -> dict[str, Stops]:
    """Every rule's first verdicts, by name."""
    return {rule.name: stops(rule, watched) for rule in rules}
