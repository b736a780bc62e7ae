"""What failed runs cost: every world in which one failed is left out for all, so that pairs stay pairs.

Where runs of a name (a variant, a point of a sweep) fail in so many worlds that too few would stay, the name may go
instead, if it is not what was asked about. What is left is answered as long as it is most of what was asked.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from adsim.experiments.runs.job import Failure, RunsFailedError

MOST_LEFT_OUT = 0.2  # assumption: of more worlds the rest is no fair sample; one may always go
_FEWEST_WORLDS = 2


class Whole(NamedTuple):
    """Who and which worlds are left, in the order asked; every name has a run in each of them."""

    names: list[str]
    worlds: list[int]


def most_left_out(worlds: int) -> int:
    """How many of so many worlds may be left out: a fifth, at least one."""
    return max(1, int(MOST_LEFT_OUT * worlds))


def whole_worlds(
    names: Sequence[str], worlds: Sequence[int], failures: Iterable[Failure], *, may_go: Collection[str] = ()
) -> Whole:
    """Leave out the worlds in which a run of these names failed, and of those that `may_go` who fails in too many.

    Raises `RunsFailedError` where more than a fifth of the worlds would go, or fewer than two (of several) be left.
    """
    asked, places = set(worlds), {name: place for place, name in enumerate(names)}
    here = sorted(
        {one for one in failures if one.variant in places and one.replication in asked},
        key=lambda one: (places[one.variant], one.replication),
    )
    left = list(names)
    while True:
        failed = [one for one in here if one.variant in left]
        lost = {one.replication for one in failed}
        stay = [world for world in worlds if world not in lost]
        enough = len(lost) <= most_left_out(len(worlds)) and len(stay) >= min(_FEWEST_WORLDS, len(worlds))
        if enough and (left or not names):
            return Whole(left, stay)
        often = Counter(one.variant for one in failed if one.variant in may_go)
        if not often:
            refusal = _refusal(len(worlds), len({one.replication for one in here}))
            raise RunsFailedError(here, len(names) * len(worlds), refusal)
        left.remove(max(reversed(left), key=lambda name: often[name]))


def _refusal(worlds: int, lost: int) -> str:
    most = min(most_left_out(worlds), max(worlds - _FEWEST_WORLDS, 0))
    return f"no answer: runs failed in {lost} of {worlds} worlds, and at most {most} may be left out"


def losses(failures: Iterable[Failure], worlds: Sequence[int], left: Sequence[int]) -> dict[str, Any]:
    """Facts: which runs failed, in how many worlds was asked, and which are left out."""
    return {
        "worlds_asked": len(worlds),
        "worlds_left_out": [world for world in worlds if world not in set(left)],
        "failures": [failure._asdict() for failure in failures],
    }
