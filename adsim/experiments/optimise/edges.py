"""Whether a winner lies at an end of what was searched, and whether profit still rises towards it."""

from collections.abc import Sequence

from adsim.experiments.optimise.space import Cube

EDGE = 0.02  # how near to an end of its axis a point counts as at the edge
INWARD = 0.15  # how far from the end profit is measured once more
FLAT = 0.005  # what part of the profit may be lost by going there, for profit to count as level


def reached(names: Sequence[str], cube: Cube) -> list[str]:
    """The dimensions at whose ends a point lies; shares end where they end."""
    ends = [name for name, place in zip(names, cube, strict=True) if not EDGE < place < 1 - EDGE]
    return [name for name in ends if not name.startswith("split.")]


def inward(names: Sequence[str], cube: Cube, name: str) -> Cube:
    """The same point with one dimension moved from its end inwards."""
    return tuple(
        (INWARD if place < 0.5 else 1 - INWARD) if own == name else place
        for own, place in zip(names, cube, strict=True)
    )


def is_level(profit: float, inwards: float) -> bool:
    """Is as good as nothing lost by going inwards? Then no more is to be had by going outwards."""
    return profit - inwards <= FLAT * abs(profit)
