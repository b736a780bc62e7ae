"""The world of one run: the only mutable state. It says WHAT happens; `timeline` says when.

A day is opened, advanced hour by hour with decisions in between, and closed. Arrays go in and out of
the market and the shop; every click on our ads lands in a log from which `metrics` counts.
"""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim import metrics
from adsim.advertiser.contract import Landscape
from adsim.market import clicks as attraction
from adsim.market import demand, quality
from adsim.market.auction import Auction, Clicks
from adsim.metrics import MICRO, ArmAction, ClickLog, Results
from adsim.platforms import platform
from adsim.scenario.objects import CLASSES, Scenario
from adsim.shop import funnel
from adsim.simulation import accounts, plans
from adsim.simulation.arms import strengths, with_arms
from adsim.simulation.bid_simulator import BidSimulator
from adsim.simulation.bidders import Bidders
from adsim.simulation.course import BidCourse, Traffic
from adsim.simulation.months import Months
from adsim.simulation.pages import prices
from adsim.simulation.running_test import RunningTest
from adsim.simulation.setting import Setting, build
from adsim.simulation.study import Study

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class World:
    """One replication of one variant, from the first midnight to the last click."""

    def __init__(self, study: Study, variant: str, replication: int) -> None:
        self.variant, self.replication = variant, replication
        self.timetable = study.timetables[variant]
        self.scenario: Scenario = self.timetable[0][1]
        self.test: RunningTest | None = None
        self._plain = build(self.scenario, replication, study.rival_groups)
        self._arms_by_state = study.arms[variant]
        self._strengths = strengths(self.scenario, self._plain.world)
        test = self.scenario.test
        self.setting: Setting = with_arms(self._plain, len(self._strengths), test is not None and test.budget == "own")
        if test is not None:
            self.test = RunningTest(self.scenario, test, self.setting)
        self.platform = platform(self.scenario.platform)
        self.day = -1
        self._auction = self._open_market(study)
        self._simulator = BidSimulator(self.setting, self._auction)
        setting = self.setting
        model = self.platform.quality
        self._ledger = quality.QualityLedger(
            setting.ad_prior, setting.ad_fixed.copy(), model.ctr_exponent,
            np.where(setting.ad_settled, quality.SETTLED, model.kappa), model.half_life_days,
        )  # fmt: skip
        self._ours = setting.ad_advertiser == 0
        self._bid_factor = np.ones(setting.entry_ad.size)
        self.bidders = Bidders(self.scenario, setting, setting.arms, replication)
        days = self.scenario.days
        self._course, self._traffic = BidCourse(setting, days), Traffic(setting, days)
        self._page = {name: np.zeros((len(CLASSES), days), np.int64) for name in metrics.PAGE}
        self._by_keyword = {name: np.zeros(setting.keywords.klass.size, np.int64) for name in metrics.PAGE}
        self._quality_sum = np.zeros((len(CLASSES), days))
        self._dark = np.zeros((self._plain.our_accounts, days, 24))
        self._budgets = np.zeros((self._plain.our_accounts, days), np.int64)
        self._log: list[dict[str, Any]] = []
        self._clicked: list[Clicks] = []  # of today, not yet sent through the shop
        self._revenue = self._rival_cost = 0
        self._mix = accounts.Mix.of(self.scenario, setting.keywords, setting.our_account)
        self._weights = np.ones(1)
        self._unspent: Ints = np.zeros(setting.our_accounts, np.int64)
        self._dry = np.zeros(setting.our_accounts, bool)
        self._budget: Ints = np.zeros(setting.our_accounts, np.int64)
        self._months = Months(self._plain.our_accounts)
        self._lasting, self._month_over = np.ones(setting.our_accounts), np.zeros(setting.our_accounts, bool)
        self._come_into_force(self.scenario, self._arms_by_state[0])
        self._usual_rate = self._base_rate  # of yesterday: what the bid simulator goes by

    def _open_market(self, study: Study) -> Auction:
        setting, market = self.setting, self.scenario.market
        # One bound for all arms of all variants: who searches and when does not depend on who is shown.
        strongest = max((strengths(tested, setting.world)[:, 0].max() for tested in study.tested), default=1.0)
        best = np.array(study.best_appeal)[setting.keywords.product][setting.keyword] * strongest
        increment, reserve = prices(self.scenario)
        return Auction(
            setting.first, setting.account, setting.highest_rate, setting.our_entries,
            attraction.click_rates(setting.base_ctr, best), setting.slots, setting.examination,
            setting.n_accounts, round(increment * MICRO), round(reserve * MICRO),
            cascade=market.click_model == "cascade", arms=setting.arms,
        )  # fmt: skip

    def _come_into_force(self, scenario: Scenario, arms: tuple[Scenario, ...]) -> None:
        """Take over what holds from this midnight on: a scenario whose dated changes begin or end, arms as follow-ups
        have made them."""
        self.scenario = scenario
        if self.test is not None:
            arms = self.test.as_they_are(arms)
        plain, setting, model = self._plain, self.setting, self.platform.quality
        self._shelf = plans.side_by_side([
            plans.shelf(arm, plain, model.relevance_exponent, model.page_exponent, (float(clicks), float(orders)))
            for arm, (clicks, orders) in zip(arms, self._strengths, strict=True)
        ])  # fmt: skip
        self._ledger.fixed[self._ours] = self._shelf.quality_part
        self._click_rate = setting.click_rate.copy()
        self._click_rate[setting.our_entries] = attraction.click_rates(setting.base_ctr, self._shelf.appeal)
        standing = np.concatenate([plans.bids(arm, plain) for arm in arms])
        if self.test is not None:
            self._ledger.fixed[self._ours] *= self.test.by_ad(self.test.arms.listing)
            standing *= self.test.by_ad(self.test.arms.live)
        self.bidders.come_into_force(arms, standing)
        self._bid_factor[setting.our_entries] = np.concatenate([plans.cell_factors(arm, plain) for arm in arms])
        demand_now = scenario.market.demand
        self._hours = demand.hour_shares(np.array(demand_now.hours))
        self._base_rate = plain.keywords.searches * np.array(
            [demand_now.level.of(name) for name in CLASSES]
        )[plain.keywords.klass]  # fmt: skip
        promotion = 1.0 if self.test is None else self.test.arms.promotion
        self._money = np.array([accounts.budgets(arm, promotion) for arm in arms])

    @property
    def hours_of_decision(self) -> tuple[int, ...]:
        """Hours of today, after midnight, at which some advertiser wants to act."""
        return tuple(hour for hour in self.bidders.hours if hour)

    def open_day(self) -> None:
        """Midnight: changes, quality of yesterday's clicks, budgets, demand, the day's first decisions."""
        self.day += 1
        due = [] if self.test is None else self.test.arms.due(self.day)
        for action in due:
            self.apply(action)
        state = max(i for i, (first_day, _) in enumerate(self.timetable) if first_day <= self.day)
        if due or (self.day > 0 and self.timetable[state][0] == self.day):
            self._come_into_force(self.timetable[state][1], self._arms_by_state[state])
        setting, scenario = self.setting, self.scenario
        self._quality = self._ledger.quality()
        self._weight = quality.weights(self._quality, scenario.market.squashing)[setting.entry_ad]
        if self.test is not None:
            self._weights = self.test.weights(self.replication, self.day, self.click_log)
        self._budget = self._budgets_today()
        dispersion = scenario.market.demand
        factor = demand.day_factors(
            setting.keywords.klass.size, dispersion.dispersion, dispersion.shared,
            scenario.seed, self.replication, self.day,
        )  # fmt: skip
        factor = factor * demand.weekday_factor(
            np.array(dispersion.weekdays) * setting.world.weekdays, (scenario.start.weekday() + self.day) % 7
        )
        # Searches are the market's; the rotation shares them between the arms.
        self._rates = (self._base_rate * factor)[self._plain.keyword] * self._plain.share
        self._open = False
        self.decide(0)
        self._start_day()

    def _start_day(self) -> None:
        self._auction.start_day(
            self.scenario.seed, self.replication, self.day, self._rates, self._hours, self._all_budgets(),
            self._weights,
        )  # fmt: skip
        self._open = True

    def _all_budgets(self) -> Ints:
        return np.concatenate([self._budget, self.bidders.rival_money(self.day)])

    def apply(self, action: ArmAction) -> None:
        """Do to an arm what was decided; only here do arms change, and only at midnight."""
        if self.test is not None:
            self.test.arms.apply(action)
        if action.kind == "relist":
            self._ledger.forget(self.setting.our_ads.reshape(self.setting.arms, -1)[action.arm])

    def _budgets_today(self) -> Ints:
        """Money of our accounts today; with `unspent: share` dry ones get yesterday's leftovers, of the same arm
        where arms have their own."""
        # Arms that share budgets have the same money.
        own = self._budget.size > self._money.shape[1]
        money = self._in_force(accounts.by_weight(self._money, self._weights) if own else self._money[:1].copy())
        if self.scenario.campaign.unspent == "keep":
            return money.ravel()
        dry, unspent = self._dry.reshape(money.shape), self._unspent.reshape(money.shape)
        for arm, budget in enumerate(money):
            wanting = np.where(dry[arm], budget, 0)
            if wanting.any():
                pot = int(unspent[arm, ~dry[arm]].sum())
                money[arm] = budget + accounts.apportion(pot, wanting / wanting.sum())
        return money.ravel()

    def _in_force(self, daily: Ints) -> Ints:
        """What our accounts may cost at most for these daily budgets [arms with their own, accounts]."""
        today, whole = self.scenario.start + timedelta(days=self.day), daily.sum(axis=0)
        money = self._months.in_force(today, whole, self.scenario.campaign.overspend)
        if money is whole:
            self._lasting[:], self._month_over[:] = 1.0, False
            return daily
        self._lasting[:] = np.tile(self._months.lasting(today, money), len(daily))
        self._month_over[:] = ((money == 0) & (daily > 0)).ravel()
        parts = [accounts.apportion(int(all_arms), part / part.sum()) if part.any() else part
                 for all_arms, part in zip(money, daily.T, strict=True)]  # fmt: skip
        return np.stack(parts, axis=1)

    def decide(self, hour: int) -> None:
        """Ask everyone who wants to act at this hour of today.

        Only here do bids, participation and, at midnight, money between our accounts change.
        """
        setting, budget = self.setting, self._all_budgets()
        spent = self._auction.spent if hour else np.zeros_like(budget)
        aim = budget / MICRO
        aim[: setting.our_accounts] *= self._lasting
        moved = self.bidders.decide(self.day, hour, budget, aim, spent, self._landscape)
        if moved is not None:
            self._budget = moved[: setting.our_accounts]
        self._course.holds(hour, self.bidders.max_cpc, self.bidders.participation)
        self._rank()

    def _rank(self) -> None:
        bid = np.rint(self.bidders.max_cpc[self.setting.entry_ad] * self._bid_factor * MICRO).astype(np.int64)
        self._auction.rank(bid, self._weight, self._click_rate, self.bidders.participation)

    def _landscape(self, ads: Ints) -> Landscape:
        """What the platform's bid simulator says; at midnight of yesterday's last bids and everyone's new money."""
        if not self._open:
            self._rank()
            self._start_day()
        setting = self.setting
        of_arm = (self._weights / self._weights.sum())[setting.arm]
        searches = self._usual_rate[setting.keyword] * setting.share * of_arm
        return self._simulator.landscape(ads, searches, self._click_rate, self._bid_factor)

    def advance(self, until_hour: int) -> None:
        """Let the market run to this hour of today."""
        clicks = self._auction.advance(until_hour)
        if clicks.time.size:
            self._clicked.append(clicks)

    def _visit(self) -> None:
        """Send today's clicks on our ads through the shop and log what becomes of them.

        Nobody sees an order before midnight, so all hours of a day go in one.
        """
        if not self._clicked:
            return
        clicks = Clicks(
            *(np.concatenate([getattr(part, one.name) for part in self._clicked]) for one in fields(Clicks))
        )
        self._clicked.clear()
        delay = self._shelf.delay[clicks.cell]
        for index in np.unique(delay):
            chosen = delay == index
            cell, key, time = clicks.cell[chosen], clicks.key[chosen], clicks.time[chosen]
            terms = self._shelf.terms(cell)
            out = funnel.visit(key, terms, self._shelf.delays[index], self.setting.world.delay)
            keyword, arm = self.setting.keyword[cell], self.setting.arm[cell]
            paid_on = self.day + ((time + out.payment_delay) // 24).astype(np.int64)
            bought = out.paid
            self.bidders.sell(paid_on[bought], arm[bought], keyword[bought], self.day, out.revenue[bought] / MICRO)
            self._log.append(
                {
                    "day": np.full(cell.size, self.day),
                    "hour": time.astype(np.int64),
                    "klass": self.setting.keywords.klass[keyword],
                    "keyword": keyword,
                    "arm": arm,
                    "carts": out.carted.astype(np.int64),
                    "favourites": out.favourited.astype(np.int64),
                    "orders_placed": out.ordered.astype(np.int64),
                    "orders": out.paid.astype(np.int64),
                    "refunds": out.refunded.astype(np.int64),
                    "cost": clicks.price[chosen],
                    "revenue": out.revenue,
                    "margin": out.margin,
                    "refund": out.refund,
                    "expected_margin": self._shelf.expected_margin[cell],
                    "payment_day": paid_on,
                    "payment_delay": out.payment_delay,
                    "refund_day": self.day + ((time + out.refund_delay) // 24).astype(np.int64),
                }
            )

    def close_day(self) -> None:
        """Book the day: pages, money, quality, and what advertisers may see by now."""
        auction, setting = self._auction, self.setting
        self._visit()
        auction.end_day()
        self._usual_rate = self._base_rate
        ads = setting.ad_keyword.size
        tallies = {
            name: np.bincount(setting.entry_ad, weights=getattr(auction, name), minlength=ads).astype(np.float64)
            for name in ("impressions", "clicks", "cost")
        }
        hoped_for = auction.examined * setting.base_ctr[setting.entry_cell]
        expected = np.bincount(setting.entry_ad, weights=hoped_for, minlength=ads).astype(np.float64)
        self._ledger.close_day(tallies["clicks"], expected)
        self._report(tallies)
        self._course.close_day(self.day)
        self._traffic.close_day(self.day, tallies)
        self._book_page(tallies["impressions"])
        self._revenue += auction.platform_revenue
        self._rival_cost += int(auction.spent[self.setting.our_accounts :].sum())
        self._unspent = self._budget - auction.spent[: self.setting.our_accounts]
        self._months.book((self._budget - self._unspent).reshape(-1, self._plain.our_accounts).sum(axis=0))
        self._dry = (self._unspent <= 0) & (self._budget > 0)
        if self.test is not None:
            rates = self._click_rate[setting.our_entries], self._shelf.cvr
            self.test.close_day(self.day, self._weights, auction, *rates)

    @property
    def watched(self) -> bool:
        """Whether somebody looks at a product test tonight."""
        return self.test is not None and self.test.watched(self.day)

    def evening(self) -> None:
        """After the day is closed: a product test is read, a new listing judged; it shows from midnight on."""
        if self.test is not None:
            self.test.evening(self.day, self.click_log())

    def _report(self, tallies: dict[str, Floats]) -> None:
        """Show the bidders their day."""
        setting, auction = self.setting, self._auction
        ads, keywords = setting.ad_keyword.size, setting.keywords.klass.size
        searches = np.bincount(setting.keyword, weights=auction.searches, minlength=keywords).astype(np.float64)
        positions = np.bincount(setting.entry_ad, weights=auction.position_sum, minlength=ads).astype(np.float64)
        self.bidders.close_day(self.day, searches, tallies | {"cost": tallies["cost"] / MICRO, "positions": positions})

    @property
    def lost_to_budget(self) -> Ints:
        """Searches of today by cell that our budgets cost us: money spent, or not taken part in so that it lasts."""
        return self._auction.lost_to_budget + self._auction.lost_to_pacing

    def _book_page(self, impressions: Floats) -> None:
        auction, setting, day = self._auction, self.setting, self.day
        ours = setting.our_entries
        cell_class = setting.keywords.klass[setting.keyword]
        by_cell = {
            "searches": auction.searches,
            "impressions": auction.impressions[ours],
            "position_sum": auction.position_sum[ours],
            "lost_to_budget": self.lost_to_budget,
            "lost_to_rank": auction.lost_to_rank,
        }
        keywords = setting.keywords.klass.size
        for name, values in by_cell.items():
            self._page[name][:, day] = np.bincount(cell_class, weights=values, minlength=len(CLASSES))
            counted = np.bincount(setting.keyword, weights=values, minlength=keywords)
            self._by_keyword[name] += counted.astype(np.int64)
        self._quality_sum[:, day] = np.bincount(
            np.tile(setting.keywords.klass, setting.arms),
            weights=impressions[setting.our_ads] * self._quality[setting.our_ads],
            minlength=len(CLASSES),
        )
        # Who has spent his month is without money all day; who never had any is left out.
        nothing = np.where(self._month_over, 0.0, np.nan)
        dark = metrics.dark_hours(np.where(self._budget > 0, auction.exhausted_at[: setting.our_accounts], nothing))
        dark[(self._budget == 0) & ~self._month_over] = np.nan
        self._dark[:, day] = self._over_arms(dark)
        self._budgets[:, day] = self.money_today

    @property
    def money_today(self) -> Ints:
        """Today's money of each account, micro-units, of all arms together."""
        money: Ints = self._budget.reshape(-1, self._plain.our_accounts).sum(axis=0)
        return money

    def _over_arms(self, dark: Floats) -> Floats:
        """Hours without money of accounts as the mean of the arms', weighted by their traffic."""
        if dark.shape[0] == self._plain.our_accounts:
            return dark
        by_arm = dark.reshape(self.setting.arms, self._plain.our_accounts, 24)
        known = np.where(np.isnan(by_arm), 0.0, self._weights[:, None, None])
        return metrics.ratio((known * np.nan_to_num(by_arm)).sum(axis=0), known.sum(axis=0))

    def results(self) -> Results:
        """Return the finished run."""
        days, keywords = self.scenario.days, self.setting.keywords.klass.size
        log = self.click_log()
        by_day, by_word = metrics.expected_margins(log, days, keywords)
        dark = self._mix.mean(self._dark)
        money, day_of = np.unique(self._budgets, axis=1, return_inverse=True)
        return Results(
            variant=self.variant,
            replication=self.replication,
            days=days,
            page=self._page,
            by_click=metrics.by_click_date(log, days),
            by_event=metrics.by_event_date(log, days),
            by_hour=metrics.by_hour(log),
            by_keyword=self._by_keyword | metrics.by_keyword(log, keywords),
            expected_margin=by_day,
            expected_by_keyword=by_word,
            quality_sum=self._quality_sum,
            budget=np.stack([self._mix.budget(day) for day in money.T], axis=1)[:, day_of.ravel()],
            dark_by_day=dark.sum(axis=2),
            dark_by_hour=np.nansum(dark, axis=1),
            max_cpc=self._course.max_cpc,
            participation=self._course.participation,
            groups=self._traffic.names,
            by_group=self._traffic.by_group,
            platform_revenue=self._revenue,
            rival_cost=self._rival_cost,
            test=None if self.test is None else self.test.record(log),
        )

    def click_log(self) -> ClickLog:
        """Return every click on our ads so far."""
        names = ClickLog.__dataclass_fields__
        none: dict[str, Any] = dict.fromkeys(names, np.zeros(0, np.int64))
        log = [none, *self._log]
        return ClickLog(**{name: np.concatenate([part[name] for part in log]) for name in names})
