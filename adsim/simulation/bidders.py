"""All who bid in one run: what each has seen by now, what he decided, and what of it holds.

Our campaign (in a product test each arm of it), the crowd of rivals and every group of them decide through one
contract (`advertiser.contract`), each by one strategy object for all its ads. Hides the reports that they see: counts
run to the last midnight, orders are booked by the day of the click and shown once they are paid.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.advertiser import PACINGS, STRATEGIES
from adsim.advertiser.bidder import Bidder
from adsim.advertiser.contract import History, Known, Landscape, Observation, Settings
from adsim.advertiser.estimates import totals
from adsim.advertiser.pruning import Pruning, PruningRule
from adsim.bounds import HIGHEST_BID
from adsim.metrics import MICRO
from adsim.scenario.objects import Scenario
from adsim.scenario.rival_groups import RivalGroup
from adsim.simulation import beliefs, rival_groups
from adsim.simulation.setting import Setting
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ask = Callable[[Ints], Landscape]

_NOBODY = RivalGroup(count=0)
_COUNTED = ("impressions", "positions", "clicks", "cost")


@dataclass(frozen=True)
class _Plan:
    """How a group decides: when any of this changes, it is made anew."""

    strategy: Settings
    pacing: Settings | None
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    prune: PruningRule | None

    def bidder(self, random: np.random.Generator) -> Bidder:
        strategy = STRATEGIES[self.strategy.name](self.strategy, random)
        pacing = None if self.pacing is None else PACINGS[self.pacing.name](self.pacing)
        return Bidder(strategy, self.hours, self.weekdays, pacing, Pruning(self.prune) if self.prune else None)


class _Group:
    """Ads that one strategy object decides for, and what it has seen of them."""

    def __init__(self, ads: Ints, setting: Setting, days: int, ours: bool) -> None:
        self.ads, self.ours = ads, ours
        self.keyword = setting.ad_keyword[ads]
        self.accounts, self.account = np.unique(setting.ad_account[ads], return_inverse=True)
        self.owner = np.zeros(self.accounts.size, np.int64)
        self.owner[self.account] = setting.ad_advertiser[ads]
        self.fixed: dict[str, Any] = {
            "advertiser": setting.ad_advertiser[ads], "keyword": self.keyword, "account": self.account,
            "klass": setting.keywords.klass[self.keyword], "owner": self.owner,
        }  # fmt: skip
        self.plan: _Plan | None = None
        self.factor = np.nan
        self._days, self._rows = days, np.zeros((len(History.__dataclass_fields__), 0, ads.size))
        self._report = -1, History(*self._rows)

    def follow(self, plan: _Plan, known: Known, standing: Floats, limit: float, random: np.random.Generator) -> None:
        """Take over what holds from this midnight on. Who decides as before keeps what he has learnt."""
        if plan != self.plan:
            self.plan, self.bidder = plan, plan.bidder(random)
            self.memory = self.bidder.memory
        # Our report has all days, whoever reads it: a strategy that begins later finds what came before.
        if (self.ours or self.memory) and not self._rows.shape[1]:
            self._rows = np.zeros((len(History.__dataclass_fields__), self._days, self.ads.size))
        # Dayparts multiply later: the dearest of them must still be a bid that may be made.
        dearest = max(1.0, max(plan.hours) * max(plan.weekdays))
        self.known = known
        self.highest = np.minimum(limit * standing, np.maximum(standing, HIGHEST_BID / dearest))
        self.live = standing > 0

    def history(self, day: int) -> History:
        """The days before `day`, as far back as the strategy remembers: what stays as it was seen."""
        if self._report[0] != day:
            rows = self._rows[:, max(0, day - self.memory) : day].copy()
            rows.flags.writeable = False
            self._report = day, History(*rows)
        return self._report[1]

    def book(self, day: int, searches: Floats, tallies: dict[str, Floats]) -> None:
        """Note a day that is over."""
        if self._rows.shape[1]:
            self._rows[0, day] = searches[self.keyword]
            for row, name in enumerate(_COUNTED, start=1):
                self._rows[row, day] = tallies[name][self.ads]
            if not self.ours:
                self._rows[5, day] = self._rows[3, day] * self.known.cvr
                self._rows[6, day] = self._rows[5, day] * self.known.order_value

    def paid(self, day: Ints, place: Ints, revenue: Floats) -> None:
        """Note orders paid by now, at the day of their click."""
        np.add.at(self._rows[5], (day, place), 1.0)
        np.add.at(self._rows[6], (day, place), revenue)


class Bidders:
    """Everyone's decisions in one run.

    In force now: `max_cpc` [ads] in currency units (before device and audience factors), `participation` [accounts]
    or None where all take part, `standing` [ads] the bids as set up.
    """

    def __init__(self, scenario: Scenario, setting: Setting, arms: int, replication: int) -> None:
        self._setting, self._seed, self._replication = setting, scenario.seed, replication
        self._weekday = scenario.start.weekday()
        ours = setting.our_ads.reshape(arms, -1)
        theirs = np.flatnonzero(setting.ad_advertiser > 0)
        number = setting.rival_group[setting.ad_advertiser[theirs] - 1]
        self._ours = [_Group(ads, setting, scenario.days, True) for ads in ours]
        self._rivals = {int(group): _Group(theirs[number == group], setting, scenario.days, False)
                        for group in np.unique(number)}  # fmt: skip
        self._day = 0
        self.standing, self.max_cpc = setting.ad_bid.copy(), setting.ad_bid.copy()
        self.participation: Floats | None = None
        # What each group of ours and of the rivals wants of each account; arms of a test may share accounts.
        self._wished = np.ones((arms + len(self._rivals), setting.n_accounts))
        self._sold = np.zeros(setting.keywords.klass.size)
        self._yesterday = np.zeros(setting.n_accounts)
        # Orders not paid yet: day of payment, arm, keyword, day of the click, revenue.
        self._pending = np.zeros((5, 0))

    def come_into_force(self, arms: Sequence[Scenario], standing: Floats) -> None:
        """Take over what holds from this midnight on; `standing` [our ads] are our bids as set up, 0: not bought."""
        setting = self._setting
        self.standing[setting.our_ads] = standing
        for group, arm in zip(self._ours, arms, strict=True):
            campaign = arm.campaign
            plan = _Plan(campaign.strategy, campaign.pacing, campaign.hours, campaign.weekdays, campaign.prune)
            known = beliefs.ours(arm, setting, group.ads)
            group.follow(plan, known, self.standing[group.ads], campaign.bid_limit, self._stream(0))
        self._market = arms[0]
        self._calendar = rival_groups.calendar(arms[0], setting.group_names)
        self._let_rivals_stand(anew=True)

    def _let_rivals_stand(self, *, anew: bool) -> None:
        """Rivals' bids as set up for today: groups come and go and have their seasons; all `anew`, or who changed."""
        rivals = self._market.market.rivals
        for number, group in self._rivals.items():
            factor = float(self._calendar.bid[number, self._day])
            if factor == group.factor and not anew:
                continue
            name = self._setting.group_names[number]
            who = rivals if number == 0 else rivals.groups.get(name, _NOBODY)
            plan = _Plan(who.strategy, who.pacing, who.hours, (1.0,) * 7, None)
            known = beliefs.rivals(self._market, self._setting, group.ads, who.value * factor)
            group.factor, self.standing[group.ads] = factor, self._setting.ad_bid[group.ads] * factor
            key = (1,) if number == 0 else (2, rival_groups.key_of(name))
            group.follow(plan, known, self.standing[group.ads], HIGHEST_BID, self._stream(*key))

    def rival_money(self, day: int) -> Ints:
        """What each rival may spend on this day, micro-units, shape [rivals]."""
        plain = self._setting.rival_budget
        if (self._calendar.budget[:, day] == 1).all():
            return plain
        factor = self._calendar.budget[self._setting.rival_group, day]
        moved = np.rint(np.minimum(plain * factor, rival_groups.NEVER_DRY)).astype(np.int64)
        return np.where(factor == 1, plain, moved)

    def _stream(self, *group: int) -> np.random.Generator:
        return streams.generator(Purpose.STRATEGIES, self._seed, self._replication, *group)

    def _groups(self) -> Iterator[_Group]:
        yield from self._ours
        yield from self._rivals.values()

    @property
    def hours(self) -> tuple[int, ...]:
        """Hours of the day at which somebody wants to act."""
        return tuple(sorted({hour for group in self._groups() for hour in group.bidder.hours}))

    def decide(self, day: int, hour: int, budget: Ints, aim: Floats, spent: Ints, ask: Ask) -> Ints | None:
        """Ask everyone who wants to act at this hour; `budget` and `spent` [accounts] in micro-units, `aim` in
        currency units.

        Returns our accounts' money of today, micro-units, where a strategy moved it; else None.
        """
        money, moved = None, np.zeros(budget.size, bool)
        if hour == 0:
            self._day = day
            self._let_rivals_stand(anew=False)
        for number, group in enumerate(self._groups()):
            if hour not in group.bidder.hours:
                continue
            action = group.bidder.decide(self._observation(group, day, hour, budget, aim, spent, ask))
            self.max_cpc[group.ads] = action.max_cpc
            self._wished[number, group.accounts] = 1.0 if action.participation is None else action.participation
            if action.budget is not None and group.ours and hour == 0 and not moved[group.accounts].any():
                money, moved[group.accounts] = budget.copy() if money is None else money, True
                money[group.accounts] = _moved(budget[group.accounts], action.budget)
        # An account that several arms pay from takes part as the most careful of them wants.
        share = self._wished.min(axis=0)
        self.participation = share if (share < 1.0).any() else None
        return money

    def _observation(
        self, group: _Group, day: int, hour: int, budget: Ints, aim: Floats, spent: Ints, ask: Ask
    ) -> Observation:
        return Observation(
            day=day, hour=hour, weekday=(self._weekday + day) % 7, bid=self.standing[group.ads], highest=group.highest,
            live=group.live, sold=self._sold[group.keyword], budget=budget[group.accounts] / MICRO,
            aim=aim[group.accounts], spent=spent[group.accounts] / MICRO,
            yesterday=self._yesterday[group.accounts], known=group.known, history=group.history(day),
            landscape=lambda asked: ask(group.ads[asked]), **group.fixed,
        )  # fmt: skip

    def sell(self, paid_on: Ints, arm: Ints, keyword: Ints, clicked_on: int, revenue: Floats) -> None:
        """Note orders that will be paid, revenue in currency units."""
        day = np.full(paid_on.size, clicked_on)
        self._pending = np.concatenate([self._pending, np.stack([paid_on, arm, keyword, day, revenue])], axis=1)

    def close_day(self, day: int, searches: Floats, tallies: dict[str, Floats]) -> None:
        """Show everyone the day: `searches` [keywords] and tallies [ads], and the orders paid by its end."""
        accounts = self._setting.ad_account
        self._yesterday = totals(accounts, tallies["cost"], self._setting.n_accounts)
        for group in self._groups():
            group.book(day, searches, tallies)
        due = self._pending[0] <= day
        _, arm, keyword, clicked_on, revenue = self._pending[:, due]
        self._pending = self._pending[:, ~due]
        np.add.at(self._sold, keyword.astype(np.int64), 1.0)
        for number, group in enumerate(self._ours):
            mine = arm == number
            group.paid(clicked_on[mine].astype(np.int64), keyword[mine].astype(np.int64), revenue[mine])


def _moved(money: Ints, wanted: Floats) -> Ints:
    """Whole micro-units of what a strategy wants of its accounts, never more in all than there was."""
    asked = np.rint(np.maximum(wanted, 0.0) * MICRO).astype(np.int64)
    total, most = int(asked.sum()), int(money.sum())
    fitting: Ints = asked if total <= most else np.floor(asked * (most / total)).astype(np.int64)
    return fitting
