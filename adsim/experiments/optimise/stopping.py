"""When a point is hopeless: a sequential test on its paired differences to the best point so far.

Every point meets the worlds in the same order. After a quarter, a half and three quarters of them its mean difference
is held against a group-sequential boundary (Pocock-like spending, Lan & DeMets 1983), asked in the t law: a point that
is truly as good as a given one is stopped with a chance of at most `ERROR`, over all looks together. The best so far is
not given but picked, best partly by luck: of points that are all truly alike more are stopped (200 of them with luck of
their own in 20 or 40 worlds: 8 to 10 %). That costs nothing, for one as good as they is kept.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from adsim.stats import boundaries

Floats = NDArray[np.float64]

ERROR = 0.01
_FRACTIONS = (0.25, 0.5, 0.75)
_FEWEST = 4  # of fewer worlds a spread says too little


@dataclass(frozen=True)
class Stopping:
    """The looks of a search with so many worlds a point."""

    worlds: int

    @cached_property
    def looks(self) -> tuple[int, ...]:
        """After how many worlds a point may be stopped."""
        counts = sorted({round(fraction * self.worlds) for fraction in _FRACTIONS})
        return tuple(count for count in counts if _FEWEST <= count < self.worlds)

    @cached_property
    def _limits(self) -> Floats:
        """What minus t must exceed at each look."""
        if not self.looks:
            return np.zeros(0)
        information = [count / self.worlds for count in self.looks]
        error = boundaries.nominal_p(information, ERROR, sided=1, spending="pocock")
        return np.asarray(-special.stdtrit(np.array(self.looks) - 1, error))

    def hopeless(self, differences: Floats) -> bool:
        """Whether to stop after these differences (point less best, [world]); False where there is no look."""
        if differences.size not in self.looks:
            return False
        mean = float(differences.mean())
        error = float(np.std(differences, ddof=1) / np.sqrt(differences.size))
        return mean < -float(self._limits[self.looks.index(differences.size)]) * error
