"""What every strategy must do, for those who write their own: pytest collects a subclass of `StrategyChecks`.

Pacings have theirs, `PacingChecks`.

    from adsim.testing import StrategyChecks

    class TestPatient(StrategyChecks):
        strategy, settings = Patient, PatientSettings(patience=3)

Without pytest: `adsim.testing.check(Patient, PatientSettings(patience=3))` raises AssertionError at the first promise
that is not kept. adsim's own strategies pass the same checks.
"""

import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from adsim.advertiser.contract import Action, Bools, Floats, History, Ints, Known, Landscape, Observation, Settings
from adsim.advertiser.estimates import totals

_DAYS = 10


def observation(ads: int = 6, day: int = 3, hour: int = 0, **changes: Any) -> Observation:
    """An observation made by hand: two accounts of one advertiser, and of a second one where `advertisers=2`.

    The k-th ad has k times the traffic of the first, the same every day. `changes` replace its fields.
    """
    count = np.arange(ads)
    advertisers = changes.pop("advertisers", 1)
    advertiser = count % advertisers
    size: Floats = np.array(count % 7, dtype=float)
    bid: Floats = np.array(1.5 + 0.5 * size)
    usual = Observation(
        day=day, hour=hour, weekday=day % 7, advertiser=advertiser, keyword=count // advertisers,
        klass=count % 3, account=2 * advertiser + (count % 3 > 0), bid=bid, highest=np.array(5 * bid),
        live=np.ones(ads, bool), sold=np.zeros(ads),
        owner=np.repeat(np.arange(advertisers), 2), budget=np.full(2 * advertisers, 200.0),
        aim=np.full(2 * advertisers, 200.0), spent=np.full(2 * advertisers, 200.0 * hour / 24),
        yesterday=np.zeros(2 * advertisers),
        known=Known(
            searches=np.array(1000 + 1000 * size), cvr=np.full(ads, 0.05), order_value=np.full(ads, 60.0),
            order_margin=np.full(ads, 20.0), lag=np.minimum(1.0, 0.5 + 0.05 * np.arange(40)), hours=np.full(24, 1 / 24),
        ),
        history=history(day, ads), landscape=_slots,
    )  # fmt: skip
    seen = replace(usual, **({"aim": changes["budget"]} if "budget" in changes else {}) | changes)
    return seen if "yesterday" in changes else replace(seen, yesterday=yesterday(seen))


def yesterday(seen: Observation) -> Floats:
    """What the last day of the report cost, by account."""
    return totals(seen.account, seen.history.cost[-1:].sum(axis=0), seen.budget.size)


def history(days: int, ads: int, **changes: Any) -> History:
    """A report of so many days, all alike; `changes` replace its columns."""
    size = np.tile(1.0 + np.arange(ads) % 7, (days, 1))
    usual = History(
        searches=1000 * size, impressions=100 * size, positions=300 * size, clicks=10 * size, cost=5 * size,
        orders=np.floor(size / 2), revenue=60 * np.floor(size / 2),
    )  # fmt: skip
    return replace(usual, **changes)


def _slots(asked: Ints) -> Landscape:
    whole = np.ones((asked.size, 1))
    return Landscape(bid=whole * [3.0, 2.0, 1.0], price=whole * [2.5, 1.5, 0.8], clicks=whole * [20.0, 12.0, 5.0])


def _no_page(asked: Ints) -> Landscape:
    nothing = np.full((asked.size, 3), np.nan)
    return Landscape(nothing, nothing, nothing)


def _empty(days: int, ads: int) -> History:
    return History(*np.zeros((len(fields(History)), days, ads)))


def odd_observations() -> Iterator[tuple[str, Observation]]:
    """What a platform may show, by name: the usual day and the odd ones."""
    yield "a usual midnight", observation()
    yield "a usual afternoon", observation(hour=15)
    yield "the first midnight", observation(day=0)
    yield "no ads at all", observation(ads=0, day=5)
    yield "two advertisers", observation(ads=12, advertisers=2)
    yield "no money", observation(budget=np.zeros(2), spent=np.zeros(2))
    yield "all money spent", observation(hour=20, spent=np.full(2, 200.0))
    yield "days on which nothing happened", observation(history=_empty(3, 6))
    yield "keywords without searches", observation(known=replace(observation().known, searches=np.zeros(6)))
    yield "keywords that are not bought", observation(bid=np.array([0, 2.0, 0, 2.0, 0, 2.0]), highest=np.full(6, 10.0))
    yield "ads that are switched off", observation(bid=np.zeros(6), highest=np.zeros(6), live=np.zeros(6, bool))
    none = np.zeros((3, 6))
    yield "clicks without an order", observation(history=history(3, 6, orders=none, revenue=none))
    yield "orders of every click", observation(history=history(3, 6, orders=10 * np.ones((3, 6))))
    yield "goods that lose money", observation(known=replace(observation().known, order_margin=np.full(6, -3.0)))
    yield "a page without slots", observation(landscape=_no_page)
    yield "a long history", observation(day=60)
    yield "very dear clicks", observation(bid=np.full(6, 9000.0), highest=np.full(6, 10_000.0))


class StrategyChecks:
    """The promises of a strategy, one test each. Set `strategy` and `settings` in the subclass."""

    strategy: ClassVar[Any]
    settings: ClassVar[Settings]

    def made(self) -> Any:
        """A new strategy with a stream of its own, always the same one."""
        return type(self).strategy(self.settings, np.random.default_rng(7))

    def asked(self, strategy: Any, seen: Observation) -> Action:
        """What it decides; it sees no more days than it asked for, and may change nothing of what it sees."""
        rows = seen.history.clicks.shape[0]
        kept = min(rows, type(self).strategy.memory)
        report = History(*(getattr(seen.history, one.name)[rows - kept :] for one in fields(History)))
        seen = replace(seen, history=report)
        for array in _arrays(seen):
            array.flags.writeable = False
        action: Action = strategy.decide(seen)
        return action

    def test_its_hours_and_memory_are_told(self) -> None:
        hours, memory = self.made().hours, type(self).strategy.memory
        assert all(hour in range(24) for hour in hours), f"hours must lie between 0 and 23, got {hours}"
        assert list(hours) == sorted(set(hours)), f"hours must ascend, got {hours}"
        assert isinstance(memory, int) and memory >= 0, f"memory must be whole days, got {memory!r}"

    def test_its_settings_travel_to_worker_processes(self) -> None:
        assert pickle.loads(pickle.dumps(self.settings)) == self.settings
        assert type(self.settings).model_validate(self.settings.model_dump(mode="json")) == self.settings

    def test_bids_are_bids_whatever_it_sees(self) -> None:
        for name, seen in odd_observations():
            bids = self.asked(self.made(), seen).max_cpc
            assert bids.shape == seen.bid.shape, f"{name}: {bids.shape} bids for {seen.bid.size} ads"
            assert np.isfinite(bids).all() and (bids >= 0).all(), f"{name}: a bid is no amount of money: {bids}"

    def test_it_never_bids_above_the_highest(self) -> None:
        for name, seen in odd_observations():
            bids = self.asked(self.made(), seen).max_cpc
            assert (bids <= seen.highest * (1 + 1e-9)).all(), f"{name}: {bids} above {seen.highest}"

    def test_it_buys_nothing_that_is_switched_off(self) -> None:
        for name, seen in odd_observations():
            bids = self.asked(self.made(), seen).max_cpc
            assert not bids[seen.bid == 0].any(), f"{name}: bids on ads that are set up with 0: {bids}"

    def test_participation_and_money_stay_within_bounds(self) -> None:
        for name, seen in odd_observations():
            action = self.asked(self.made(), seen)
            if action.participation is not None:
                share = action.participation
                assert share.shape == seen.budget.shape and ((share >= 0) & (share <= 1)).all(), f"{name}: {share}"
            if action.budget is not None:
                money = action.budget
                assert money.shape == seen.budget.shape and (money >= 0).all(), f"{name}: {money}"
                for owner in np.unique(seen.owner):
                    asked, there = action.budget[seen.owner == owner].sum(), seen.budget[seen.owner == owner].sum()
                    assert asked <= there * (1 + 1e-9), f"{name}: moves {asked} where there is {there}"

    def test_the_same_stream_decides_the_same(self) -> None:
        one, twin = self.made(), self.made()
        for day in range(_DAYS):
            for hour in one.hours or (0,):
                seen = observation(day=day, hour=hour)
                first, second = self.asked(one, seen), self.asked(twin, seen)
                assert np.array_equal(first.max_cpc, second.max_cpc), f"day {day}, hour {hour}"

    def test_nobody_elses_figures_move_its_bids(self) -> None:
        """Two advertisers who use one strategy do not know of each other's reports."""
        seen = observation(ads=12, advertisers=2)
        theirs = np.tile(seen.advertiser == 1, (3, 1))
        other = replace(seen, history=history(3, 12, orders=np.where(theirs, 0.0, seen.history.orders),
                                              revenue=np.where(theirs, 0.0, seen.history.revenue)))  # fmt: skip
        ours = seen.advertiser == 0
        bids = [self.asked(self.made(), one).max_cpc[ours] for one in (seen, other)]
        assert np.allclose(*bids), f"{bids[0]} became {bids[1]}"

    def test_in_a_run_it_sees_no_future_and_keeps_to_its_money(self) -> None:
        """Until the day on which demand changes it decides the same, whatever comes then or came in an earlier run."""
        told: list[list[Floats]] = []
        for level in (1.0, 3.0, 1.0):
            results, bids = _run(type(self).strategy, self.settings, level)
            told.append(bids)
            budget = results.budget.sum()
            assert results.by_click["cost"].sum() <= budget, "spends more than its budget"
            assert (results.by_click["clicks"] <= results.page["impressions"]).all()
        for other in told[1:]:
            same = [np.array_equal(one, two) for one, two in zip(told[0], other, strict=True)]
            assert same and all(same), "decides otherwise before the market changes: it knows more than it is shown"


class PacingChecks:
    """The promises of a pacing, one test each. Set `pacing` and `settings` in the subclass."""

    pacing: ClassVar[Any]
    settings: ClassVar[Settings]

    def paced(self, days: int = 1) -> Iterator[tuple[str, Observation, Action]]:
        """What a new pacing makes of bids at the highest, over days of each odd observation: name, seen, action."""
        for name, seen in odd_observations():
            pacing = type(self).pacing(self.settings)
            for day in range(seen.day, seen.day + days):
                for hour in sorted({0, *pacing.hours}):
                    spent = seen.budget * hour / 24
                    now = replace(seen, day=day, hour=hour, spent=spent)
                    for array in _arrays(now):
                        array.flags.writeable = False
                    yield f"{name}, hour {hour}", now, pacing.pace(now, Action(seen.highest))

    def test_its_hours_are_told(self) -> None:
        hours = type(self).pacing(self.settings).hours
        assert list(hours) == sorted({*hours} & {*range(24)}), f"hours must ascend from 0 to 23, got {hours}"

    def test_its_settings_travel_to_worker_processes(self) -> None:
        assert pickle.loads(pickle.dumps(self.settings)) == self.settings
        assert type(self.settings).model_validate(self.settings.model_dump(mode="json")) == self.settings

    def test_it_never_bids_more_than_is_wanted(self) -> None:
        for name, seen, action in self.paced():
            bids = action.max_cpc
            assert bids.shape == seen.bid.shape and np.isfinite(bids).all(), f"{name}: {bids}"
            assert ((bids >= 0) & (bids <= seen.highest * (1 + 1e-9))).all(), f"{name}: {bids} of {seen.highest}"

    def test_participation_is_a_share(self) -> None:
        for name, seen, action in self.paced(days=2):
            share = np.ones(seen.budget.size) if action.participation is None else action.participation
            assert share.shape == seen.budget.shape and ((share >= 0) & (share <= 1)).all(), f"{name}: {share}"

    def test_money_that_was_moved_stays_moved(self) -> None:
        pacing, seen = type(self).pacing(self.settings), observation()
        moved = pacing.pace(seen, Action(seen.bid, budget=seen.budget[::-1] / 2)).budget
        assert moved is not None and np.array_equal(moved, seen.budget[::-1] / 2), f"moves {moved}"

    def test_it_decides_the_same_again(self) -> None:
        for (name, _, one), (_, _, twin) in zip(self.paced(), self.paced(), strict=True):
            assert np.array_equal(one.max_cpc, twin.max_cpc), name
            assert np.array_equal(one.participation, twin.participation), name  # type: ignore[arg-type]


def check(kind: Any, settings: Settings) -> None:
    """Run all checks of a strategy, or of a pacing; raises AssertionError with the promise that is not kept."""
    name, base = ("pacing", PacingChecks) if hasattr(kind, "pace") else ("strategy", StrategyChecks)
    checks: Any = type("Checks", (base,), {name: kind, "settings": settings})()
    for test in sorted(dir(base)):
        if test.startswith("test_"):
            getattr(checks, test)()


def _arrays(part: Any) -> Iterator[Floats | Ints | Bools]:
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            yield value
        elif is_dataclass(value):
            yield from _arrays(value)


_CHANGE_DAY = 4
_MARKET = """\
name: conformance
platform: generic
start: 2024-05-06
days: 7
seed: 11
replications: 2
market: {rivals: {count: 4, per_keyword: 3}}
keywords:
  head: {count: 2, searches: 4000, ctr: 0.05, cvr: 0.03, max_cpc: 1.5, rival_bid: 1.2}
  precise: {count: 4, searches: 800, ctr: 0.08, cvr: 0.08, max_cpc: 2, rival_bid: 1.6}
products: [{name: thing, price: 60, unit_cost: 30}]
campaign: {daily_budget: 120}
changes:
  - {from: 2024-05-10, set: {market.demand.level.head: 1.0}}
"""


def _run(strategy: Any, settings: Settings, level: float) -> tuple[Any, list[Floats]]:
    """A week whose demand is `level` times as high from its fifth day on; the bids decided until that midnight."""
    from adsim.advertiser import STRATEGIES
    from adsim.scenario import documents, files, patches
    from adsim.simulation import Study, run

    decided: list[Floats] = []

    class Told(strategy):  # type: ignore[misc]
        def decide(self, seen: Observation) -> Action:
            action: Action = super().decide(seen)
            if (seen.day, seen.hour) <= (_CHANGE_DAY, 0) and not seen.advertiser.any():
                decided.append(action.max_cpc.copy())
            return action

    before = STRATEGIES.get(settings.name)
    STRATEGIES[settings.name] = Told
    try:
        document = documents.parse(_MARKET.replace("level.head: 1.0", f"level.head: {level}"), "conformance.yaml")
        market = files.understood(document, Path())
        scenario = patches.patched(market, {"campaign.strategy": settings.model_dump(mode="json")})
        return run(Study.of(scenario), "base", 1), decided
    finally:
        if before is None:
            del STRATEGIES[settings.name]
        else:
            STRATEGIES[settings.name] = before
