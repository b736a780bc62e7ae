"""What another bid would bring: the present variant again with the bids of a class or a keyword times a factor.

Like a platform's bid simulator, but on whole worlds. All factors meet the same shoppers. What shares no money
moves in one run: a class with a budget of its own answers to its own bids alone. Where money is shared (a common
budget, leftovers handed on, rivals who run dry) each moves alone, and its gain is that of all who share.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adsim.bounds import PerClass
from adsim.errors import InputError, Problem
from adsim.experiments.runs import Count, Execute, Failure, Job, Work, estimate, finished, whole_worlds
from adsim.experiments.sensitivity import Level
from adsim.experiments.sensitivity import replications as fewer
from adsim.metrics import MICRO, Results
from adsim.scenario import arms, patches
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation import Study
from adsim.simulation.accounts import account_of
from adsim.simulation.keywords import keyword_names
from adsim.simulation.study import Timetable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FACTORS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
MOST_FACTORS, MOST_KEYWORDS = 20, 100
BID_SPREAD = "market.rivals.bid_spread"
MEASURES = (
    "clicks",
    "cost",
    "impressions",
    "position_sum",
    "lost_to_budget",
    "lost_to_rank",
    "profit",
    "shared_profit",
)


@dataclass(frozen=True)
class Bids:
    """What is asked: factors on the present bids (1 is always among them), how many of the keywords with the most
    clicks, and in how many worlds. Raises `InputError` for what cannot be asked."""

    factors: tuple[float, ...] = FACTORS
    top: int = 5
    replications: int = 30

    def __post_init__(self) -> None:
        wrong = [factor for factor in self.factors if not 0 < factor <= 100]
        problems = [Problem("--factor", "", "must lie above 0 and be at most 100", f"{factor:g}") for factor in wrong]
        object.__setattr__(self, "factors", tuple(sorted({*map(float, self.factors), 1.0})))
        if len(self.factors) > MOST_FACTORS:
            problems.append(Problem("--factor", "", f"at most {MOST_FACTORS} factors", str(len(self.factors))))
        if not 0 <= self.top <= MOST_KEYWORDS:
            problems.append(Problem("--top", "", f"must be 0 to {MOST_KEYWORDS}", str(self.top)))
        if self.replications < 2:
            problems.append(Problem("replications", "", "must be at least 2", str(self.replications)))
        if problems:
            raise InputError(problems)


@dataclass(frozen=True, eq=False)
class Item:
    """A class or a keyword whose bid moves: its rows of the keyword arrays, and the rows that share its money."""

    scope: str  # class or keyword
    name: str
    rows: Ints
    sharing: Ints


@dataclass(frozen=True, eq=False)
class Response:
    """What an item did at each factor: `figures` by measure, shape [factor, replication]; `bid` is its mean max CPC
    of the first day."""

    item: Item
    level: str
    bid: float
    figures: dict[str, Floats]


@dataclass(frozen=True, eq=False)
class _Setup:
    """One timetable to be run: these items at this factor, at this level."""

    level: str
    study: Study
    variant: str
    items: Sequence[Item]
    factor: int
    worlds: int


@dataclass(frozen=True, eq=False)
class Measured:
    """The responses, in `worlds`: one in which a run failed is left out for all of them."""

    responses: Sequence[Response] = ()
    worlds: Sequence[int] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, eq=False)
class Plan:
    """Which runs answer the question; the present bids at the middle level are answered by runs already done."""

    bids: Bids
    items: tuple[Item, ...]
    setups: tuple[_Setup, ...]
    states: Mapping[str, Scenario]  # by level: what is in force on the first day
    present: Sequence[Results]

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        return sum(setup.worlds for setup in self.setups)

    def measure(self, execute: Execute, count: Count) -> Measured:
        """Do the runs; one response an item and level.

        Raises `RunsFailedError` where runs failed in more than a fifth of the worlds.
        """
        worlds = [run.replication for run in self.present]
        wanted = [(setup, world) for setup in self.setups for world in worlds[: setup.worlds]]
        jobs = [Job(setup.study, setup.variant, world) for setup, world in wanted]
        found: dict[tuple[Item, str], dict[int, dict[int, Floats]]] = {}
        for item in self.items:
            present = {run.replication: _figures(run, item) for run in self.present}
            found[item, "mid"] = {self.bids.factors.index(1.0): present}
        failures: list[Failure] = []
        for (setup, world), (_, run) in zip(wanted, finished(jobs, execute, count), strict=True):
            if isinstance(run, Failure):
                failures.append(run._replace(variant=self._label(setup)))
                continue
            for item in setup.items:
                found.setdefault((item, setup.level), {}).setdefault(setup.factor, {})[world] = _figures(run, item)
        left = whole_worlds([self._label(setup) for setup in self.setups], worlds, failures).worlds
        told = [self._response(item, level, at, left) for (item, level), at in found.items()]
        return Measured(told, left, tuple(failures))

    def _label(self, setup: _Setup) -> str:
        """What a run is called that failed."""
        names = " and ".join(item.name for item in setup.items)
        return f"bids of {names} times {self.bids.factors[setup.factor]:g}, bid spread {setup.level}"

    def _response(
        self, item: Item, level: str, at: Mapping[int, Mapping[int, Floats]], left: Sequence[int]
    ) -> Response:
        here = [[by_world[world] for world in left if world in by_world] for _, by_world in sorted(at.items())]
        figures = np.array(here)
        by_measure = {name: figures[:, :, place] for place, name in enumerate(MEASURES)}
        return Response(item, level, mean_bid(self.states[level], item.rows), by_measure)


def _figures(run: Results, item: Item) -> Floats:
    """The item's measures in one run, shape [measures]; money in currency units."""
    counted = {name: float(values[item.rows].sum()) for name, values in run.by_keyword.items()}
    profit = run.expected_by_keyword - run.by_keyword["cost"] / MICRO
    counted |= {"profit": float(profit[item.rows].sum()), "shared_profit": float(profit[item.sharing].sum())}
    counted["cost"] /= MICRO
    return np.array([counted[name] for name in MEASURES])


def plan(study: Study, variant: str, bids: Bids, present: Sequence[Results], levels: Sequence[Level]) -> Plan:
    """What to run. `present` are runs of the variant as it is; of `levels` only the rivals' bid spread is followed."""
    timetable = study.timetables[variant]
    present = present[: bids.replications]
    classes, keywords = items(timetable, bids.top, present)
    here = _setups("mid", study, variant, (*classes, *keywords), bids, len(present), present=True)
    states, setups = {"mid": timetable[0][1]}, list(here)
    for level in levels:
        if level.path == BID_SPREAD:
            worlds = fewer(len(present))
            setups += _setups(level.name, level.study, variant, classes, bids, worlds, present=False)
            states[level.name] = level.study.timetables[variant][0][1]
    return Plan(bids, (*classes, *keywords), tuple(setups), states, present)


def most_work(study: Study, variant: str, bids: Bids, worlds: int, levels: Sequence[Level]) -> list[Work]:
    """What it may cost at most, before it is known which keywords have the most clicks."""
    worlds, timetable = min(worlds, bids.replications), study.timetables[variant]
    together = timetable[0][1].campaign.split_of == "budget" and purses(timetable) is not None
    at_once = 1 if together else len(CLASSES)
    others = len(bids.factors) - 1
    found = [estimate(study, [variant], worlds * others * (at_once + bids.top))]
    followed = [level for level in levels if level.path == BID_SPREAD]
    return found + [estimate(level.study, [variant], fewer(worlds) * (others + 1) * at_once) for level in followed]


def items(timetable: Timetable, top: int, present: Sequence[Results]) -> tuple[list[Item], list[Item]]:
    """The classes that have keywords, and the `top` keywords by mean clicks of these runs."""
    scenario, shared = timetable[0][1], purses(timetable)
    names, klass = keyword_names(scenario)
    everyone = np.arange(len(names))

    def item(scope: str, name: str, rows: Ints) -> Item:
        return Item(scope, name, rows, everyone if shared is None else np.flatnonzero(np.isin(shared, shared[rows])))

    classes = [
        item("class", name, np.flatnonzero(klass == place)) for place, name in enumerate(CLASSES) if place in klass
    ]
    clicks = np.mean([run.by_keyword["clicks"] for run in present], axis=0)
    # A keyword may stand in several lines: of two campaigns, or as searches with and without our ad.
    unique, line = np.unique(names, return_inverse=True)
    total = np.bincount(line, weights=clicks)
    order = [place for place in np.argsort(-total, kind="stable")[:top] if total[place] > 0]
    return classes, [item("keyword", str(unique[place]), np.flatnonzero(line == place)) for place in order]


def purses(timetable: Timetable) -> Ints | None:
    """Which of our budgets pays for each keyword; None where what one spends touches the others.

    It does where there is one budget, where leftovers are handed on, and where rivals run dry: a rival who pays
    more for one keyword is sooner gone from the others.
    """
    scenario = timetable[0][1]
    rivals = scenario.market.rivals
    budgets = [rivals.daily_budget, *(group.daily_budget for group in rivals.groups.values())]
    if scenario.campaign.split_of == "keywords" or any(budget is not None for budget in budgets):
        return None
    if any(state.campaign.unspent != "keep" for _, state in timetable):
        return None
    return account_of(scenario, keyword_names(scenario)[1])


def _setups(
    level: str, study: Study, variant: str, moved: Sequence[Item], bids: Bids, worlds: int, *, present: bool
) -> list[_Setup]:
    """Each group of items at each factor; with `present` the present bids are already run."""
    timetable = study.timetables[variant]
    factors = [place for place, factor in enumerate(bids.factors) if not (present and factor == 1.0)]
    wanted = [(group, place) for group in _groups(moved) for place in factors]
    tables = {str(n): _at(timetable, group, bids.factors[place]) for n, (group, place) in enumerate(wanted)}
    branches = {name: tuple(arms.arms(state) for _, state in table) for name, table in tables.items()}
    other = replace(study, timetables=tables, arms=branches)
    return [_Setup(level, other, name, *one, worlds) for name, one in zip(tables, wanted, strict=True)]


def _groups(moved: Sequence[Item]) -> list[list[Item]]:
    """Items that can move in one run: of one scope, and none shares money with another."""
    groups: list[list[Item]] = []
    for item in moved:
        for group in groups:
            apart = all(not np.intersect1d(item.sharing, other.sharing).size for other in group)
            if apart and group[0].scope == item.scope:
                group.append(item)
                break
        else:
            groups.append([item])
    return groups


def _at(timetable: Timetable, group: Sequence[Item], factor: float) -> Timetable:
    """The timetable with these items' bids times `factor`, whatever is in force on a day."""
    return tuple((day, _moved(state, group, factor)) for day, state in timetable)


def _moved(state: Scenario, group: Sequence[Item], factor: float) -> Scenario:
    campaign = state.campaign
    classes = {item.name for item in group if item.scope == "class"}
    words = {item.name: campaign.keyword_bids.get(item.name, 1.0) * factor for item in group if item.scope == "keyword"}
    changes: dict[str, object] = {
        "campaign.bid_factor": {
            name: campaign.bid_factor.of(name) * (factor if name in classes else 1.0) for name in PerClass.model_fields
        }
    }
    if words:
        changes["campaign.keyword_bids"] = {**campaign.keyword_bids, **words}
    try:
        return patches.patched(state, changes)
    except InputError as error:
        rule = f"the present bids times {factor:g} break a rule: {error.problems[0]}"
        raise InputError([Problem("--factor", "", rule, f"{factor:g}", "choose smaller factors")]) from error


def mean_bid(scenario: Scenario, rows: Ints) -> float:
    """Mean max CPC of these keywords, weighted by their searches; before hours, devices and audiences."""
    volume, bid = np.array(list(_standing(scenario))).T[:, rows]
    return float(np.average(bid, weights=volume))


def _standing(scenario: Scenario) -> Iterator[tuple[float, float]]:
    """Searches and max CPC of each keyword, as stated."""
    campaign, (names, _) = scenario.campaign, keyword_names(scenario)
    if scenario.listed:
        stated = [(row.searches, row.max_cpc * campaign.bid_factor.of(row.klass)) for row in scenario.listed]
    else:
        stated = []
        for name in CLASSES:
            if (part := getattr(scenario.keywords, name)) is not None:
                volume = np.arange(1, part.count + 1, dtype=float) ** -part.zipf
                each = part.max_cpc * campaign.bid_factor.of(name)
                stated += [(part.searches * share, each) for share in volume / volume.sum()]
    for name, (searches, bid) in zip(names, stated, strict=True):
        yield searches, bid * campaign.keyword_bids.get(name, 1.0)
