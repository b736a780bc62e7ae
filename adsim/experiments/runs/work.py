"""How much work is asked for, estimated before anything runs, and refused beyond the limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from adsim.errors import WorkLimitError
from adsim.platforms import platform
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.splits import class_sizes
from adsim.simulation import Study
from adsim.simulation.keywords import rival_counts

# Beyond this a laptop is busy for hours or out of memory; --force goes on.
MOST_CELLS = 200_000
MOST_ENTRIES = 10_000_000
MOST_CELL_DAYS = 4e9
MOST_CLICKS = 2e10


@dataclass(frozen=True)
class Work:
    """What is asked for, estimated before anything runs."""

    runs: int
    cells: int
    cell_days: float
    clicks: float  # of all advertisers, over all runs
    entries: float = 0.0  # ads in cells, of all advertisers

    def __add__(self, other: "Work") -> "Work":
        cells = max(self.cells, other.cells)
        entries = max(self.entries, other.entries)
        days, clicks = self.cell_days + other.cell_days, self.clicks + other.clicks
        return Work(self.runs + other.runs, cells, days, clicks, entries)

    def refuse_if_too_much(self) -> None:
        """Raise `WorkLimitError` where the work is beyond the limits."""
        for what, value, most in (
            ("cells (keywords × devices × audiences)", self.cells, MOST_CELLS),
            ("ads of all advertisers in all cells", self.entries, MOST_ENTRIES),
            ("cells × days × runs", self.cell_days, MOST_CELL_DAYS),
            ("clicks over all runs", self.clicks, MOST_CLICKS),
        ):
            if value > most:
                raise WorkLimitError(
                    f"the scenario asks for about {value:,.0f} {what}, the limit is {most:,.0f}; "
                    "use fewer keywords, rivals, days or replications, or go on with --force"
                )


def _demand(scenario: Scenario) -> list[tuple[int, float, float]]:
    """(keywords, searches a day at today's level, click rate) by class or listed row."""
    level = scenario.market.demand.level
    if scenario.listed:
        return [(1, row.searches * level.of(row.klass), row.ctr or row.observed_ctr or 0.0) for row in scenario.listed]
    made = ((name, getattr(scenario.keywords, name)) for name in CLASSES)
    return [(part.count, part.searches * level.of(name), part.ctr) for name, part in made if part is not None]


def _clicks_a_day(scenario: Scenario) -> float:
    """Expected clicks of all advertisers on a mean day, from the stated volumes and click rates."""
    looks = sum(
        device.share * sum(device.examination or platform(scenario.platform).layout(which).examination)
        for which, device in scenario.market.devices.items()
    )
    return sum(searches * min(rate * looks, 5.0) for _, searches, rate in _demand(scenario))


def _ads_per_page(study: Study, scenario: Scenario) -> float:
    """Ads of all advertisers, ours included, in one cell of each keyword: all that any variant's groups may add."""
    ads = float((rival_counts(scenario) + 1.0).sum())
    for name, size in class_sizes(scenario).items():
        for _, found in study.rival_groups:
            ads += size.keywords * max(reach.count * reach.keywords * (name in reach.classes) for reach in found)
    return ads


def estimate(study: Study, variants: Sequence[str], replications: int) -> Work:
    """Estimate the work of these variants × replications over all their days, dated changes included."""
    cells, cell_days, clicks, entries = 0, 0.0, 0.0, 0.0
    for name in variants:
        timetable = study.timetables[name]
        scenario = timetable[0][1]
        here = sum(count for count, _, _ in _demand(scenario))
        pages = len(scenario.market.devices) * len(scenario.market.audiences)
        # Each arm of a product test has all cells; they share the searches, and so the clicks.
        pages *= 1 if scenario.test is None else len(scenario.test.arms)
        here *= pages
        cells, entries = max(cells, here), max(entries, pages * _ads_per_page(study, scenario))
        cell_days += float(here) * scenario.days * replications
        ends = [*(first for first, _ in timetable[1:]), scenario.days]
        for (first, state), end in zip(timetable, ends, strict=True):
            clicks += _clicks_a_day(state) * (end - first) * replications
    return Work(len(variants) * replications, cells, cell_days, clicks, entries)
