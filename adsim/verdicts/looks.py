"""What a tester ends with who stops at the first verdict."""

from collections.abc import Iterable

import numpy as np

from adsim.verdicts.contract import NO_ARM, Ints, Rule, Seen

NO_LOOK = -1
_MANY_OPEN = 0.8  # share of open tests above which leaving out the others costs more than reading them


def first_decision(rule: Rule, looks_seen: Iterable[Seen]) -> tuple[Ints, Ints]:
    """Return the first look (from 0) that names an arm, `NO_LOOK` if none does, and that arm, each [tests].

    `looks_seen` shows the same tests at one look after the other; tests that have ended are not read again.
    """
    look: Ints | None = None
    winner = np.empty(0, dtype=np.int64)
    for index, seen in enumerate(looks_seen):
        if look is None:
            look = np.full(len(seen.trials), NO_LOOK)
            winner = np.full(len(seen.trials), NO_ARM)
        still = np.flatnonzero(look == NO_LOOK)
        if still.size > _MANY_OPEN * len(look):
            named = rule.read(seen).winner[still]
        elif still.size:
            named = rule.read(Seen(seen.trials[still], seen.hits[still])).winner
        else:
            break
        ended = named != NO_ARM
        look[still[ended]], winner[still[ended]] = index, named[ended]
    return (np.empty(0, dtype=np.int64) if look is None else look), winner
