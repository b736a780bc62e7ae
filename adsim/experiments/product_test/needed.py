"""What each arm of a simulated test needs, look by look: the five courses as probabilities, and the truth."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from adsim.experiments.product_test.stopping import Stops
from adsim.experiments.product_test.watched import Watched
from adsim.scenario.arms import tested
from adsim.scenario.objects import Scenario
from adsim.stats.late_orders import Delay, seen_shares
from adsim.verdicts import diagnosis
from adsim.verdicts.contract import NO_ARM

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIKELY = 0.5  # as the simulated seller acts: what is more likely than not (assumption)
FIRST_DAY = 2  # day 1 shows mistakes and no more (assumption)
FIRST_CLOUD = 3
POINTS = 150  # of a cloud
# Steps of the plane's additive lattice of lowest discrepancy: inverse powers of the plastic number (Roberts 2018).
_STEPS = (0.7548776662466927, 0.5698402909980532)
_PROMOTE = diagnosis.COURSES.index("promote")
_GIVE_UP = [diagnosis.COURSES.index(name) for name in ("relist", "change_product")]


@dataclass(frozen=True)
class Benchmarks:
    """What the category reaches, and how late the product's orders come."""

    ctr: float
    cvr: float
    delay: Delay


def benchmarks(scenario: Scenario) -> Benchmarks | None:
    """Those of a scenario's test; None unless it names both targets."""
    test = scenario.test
    if test is None or test.targets.ctr is None or test.targets.cvr is None:
        return None
    parts = scenario.products[tested(test)[0]].delay
    delay = Delay.of_parts(
        [part.share for part in parts], [part.mean_hours for part in parts], [part.cut_days for part in parts]
    )
    return Benchmarks(float(test.targets.ctr), float(test.targets.cvr), delay)


def chances(watched: Watched, known: Benchmarks) -> Floats:
    """Probability of each of the courses, [looks, worlds, arms, 5]."""
    found = []
    for place, day in enumerate(watched.looks):
        impressions, clicks, orders, matured = _counts(watched, known, place, day)
        found.append(diagnosis.quadrants(impressions, clicks, orders, known.ctr, known.cvr, matured))
    return np.stack(found)


def _counts(watched: Watched, known: Benchmarks, place: int, day: int) -> tuple[Ints, Ints, Floats, Floats]:
    """Totals by the look, [worlds, arms]: impressions, clicks, orders seen, and clicks that had time to order."""
    clicks = watched.counts("clicks")[:, :, :day]
    impressions = watched.counts("impressions")[:, :, :day].sum(axis=2)
    orders = watched.orders_seen(place).sum(axis=2).astype(float)
    return impressions, clicks.sum(axis=2), orders, clicks @ seen_shares(known.delay, day)


def quadrants_table(watched: Watched, found: Floats | None) -> pd.DataFrame:
    """Means over worlds, a row an arm and look; none without benchmarks."""
    rows = [] if found is None else [
        {"arm": arm, "look": day} | dict(zip(diagnosis.COURSES, found[place, :, index].mean(axis=0).tolist(),
                                             strict=True))
        for index, arm in enumerate(watched.arms) for place, day in enumerate(watched.looks)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["arm", "look", *diagnosis.COURSES])


def cloud_table(watched: Watched, known: Benchmarks | None) -> pd.DataFrame:
    """Rates that the first world's figures allow, spread evenly over their posterior: an early look and the last."""
    if known is None:
        return pd.DataFrame({"arm": [], "look": [], "ctr": [], "cvr": []})
    looks = watched.looks
    early = next((place for place, day in enumerate(looks) if day >= FIRST_CLOUD), len(looks) - 1)
    rows = []
    for place in dict.fromkeys((early, len(looks) - 1)):
        impressions, clicks, orders, matured = (part[0] for part in _counts(watched, known, place, looks[place]))
        for index, arm in enumerate(watched.arms):
            ctr = _spread(clicks[index], impressions[index], known.ctr, _STEPS[0])
            cvr = _spread(orders[index], matured[index], known.cvr, _STEPS[1])
            rows.append(pd.DataFrame({"arm": arm, "look": looks[place], "ctr": ctr, "cvr": cvr}))
    return pd.concat(rows, ignore_index=True)


def _spread(hits: float, trials: float, benchmark: float, step: float) -> Floats:
    """Points of the posterior that the diagnosis uses: gamma, its prior worth one hit, its median the benchmark."""
    even = (0.5 + step * np.arange(1, POINTS + 1)) % 1.0
    return np.asarray(special.gammaincinv(1 + float(hits), even) / (float(trials) + np.log(2) / benchmark))


def course_stops(watched: Watched, known: Benchmarks, found: Floats) -> Stops:
    """First verdicts on a test of one arm: what it needs, once that is more likely than not."""
    true = _true_course(watched, known)
    look = np.full(true.size, -1)
    said = np.full(true.size, NO_ARM)
    for place, day in enumerate(watched.looks):
        best = found[place, :, 0].argmax(axis=1)
        sure = (found[place, :, 0].max(axis=1) >= LIKELY) & (said == NO_ARM) & (day >= FIRST_DAY)
        said, look = np.where(sure, best, said), np.where(sure, place, look)
    decided = said != NO_ARM
    given_up = np.isin(said, _GIVE_UP)
    return Stops(look, decided, decided & (said == true), (said == _PROMOTE) & (true != _PROMOTE),
                 given_up & ~np.isin(true, _GIVE_UP))  # fmt: skip


def _true_course(watched: Watched, known: Benchmarks) -> Ints:
    """What the first arm truly needs, as a place among the courses, [worlds]."""
    ctr, cvr = watched.truth("ctr")[:, 0], watched.truth("cvr")[:, 0]
    names = np.where(
        ctr >= known.ctr,
        np.where(cvr >= known.cvr, "promote", np.where(cvr < diagnosis.HARDLY_ANY * known.cvr, "change_product",
                                                       "fix_page")),
        np.where(cvr >= known.cvr, "fix_image", "relist"),
    )  # fmt: skip
    return np.array([diagnosis.COURSES.index(str(name)) for name in names])
