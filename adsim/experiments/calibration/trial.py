"""A draft tried out: the account simulated as its reports saw it, to correct the draft and to show what it reaches."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from adsim.errors import InputError
from adsim.experiments.calibration.assumptions import Figure, budgets
from adsim.experiments.calibration.estimates import Estimates
from adsim.experiments.calibration.fit import KNOBS, fitted, levelled
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.keyword_file import keyword_rows, products, write_keywords
from adsim.experiments.calibration.keyword_means import Walk, one_week, thinned, thinning, walked, worlds_to_walk
from adsim.experiments.calibration.rival_spread import ASSUMED, rival_spread
from adsim.experiments.calibration.scenario_draft import Draft, keyword_file
from adsim.experiments.calibration.sentences import Said
from adsim.scenario import files
from adsim.scenario.negatives import plain
from adsim.scenario.objects import Scenario
from adsim.simulation.observed import rules_of

SAME_BUDGET = 0.03  # corrections within that are the luck of the worlds
MOST_FIT_WORLDS = 60  # the dice of the worlds are taken out, so that a fit needs fewer than a check


@dataclass(frozen=True)
class Written:
    """A scenario as it will be written: the YAML, the rows of its keyword CSV and its bytes, and what it loads to.

    `reported` is the same scenario with every row that the reports had: a row excluded in its own ad group only is
    not written, as a negative of the whole campaign would take the others of its name along.
    """

    text: str
    rows: pd.DataFrame
    csv: bytes
    scenario: Scenario
    reported: Scenario


@dataclass(frozen=True)
class Trial:
    """A draft with its corrections: factors on each row's searches, ctr, cpc and its campaign's budget."""

    ground: Groundwork
    estimates: Estimates
    draft: Draft
    factors: pd.DataFrame
    gaps: tuple[float, ...] = ()

    @classmethod
    def of(cls, ground: Groundwork, estimates: Estimates, out: Path, *, platform_source: str, seed: int) -> "Trial":
        """The draft of an account, not corrected yet; refusals name the files to be written at `out`."""
        figures, table = ground.figures, ground.table
        spent = float(table["cost"].sum()) / figures["period_days"].value
        by_campaign = budgets(ground.account, table, spent, figures["impression_share"].value < 1)
        whole = figures["daily_budget"].value / sum(by_campaign.values())
        lines = sum(len(kind.frame) for kind in ground.account.kinds)
        days = figures["period_days"].value
        title = Said("title", files=", ".join(ground.account.files), lines=f"{lines:,}", days=days)
        negative = table["excluded"].astype(bool) & ~_bought_elsewhere(table)
        excluded = table.loc[negative, ["name", "campaign"]].drop_duplicates()
        draft = Draft(
            platform=ground.account.platform,
            platform_source=platform_source,
            titles=(title, Said("sources")),
            figures=figures,
            estimates=estimates,
            seasons=ground.seasons,
            budgets={name: budget * whole for name, budget in by_campaign.items()},
            negatives=[
                {"keyword": str(name), "match_type": "exact", "campaign": str(campaign)}
                for name, campaign in excluded.itertuples(index=False)
            ],
            products=products(estimates, figures),
            rival_spread=ASSUMED,
            seed=seed,
            replications=ground.options.replications,
        )
        made = cls(ground, estimates, draft, pd.DataFrame(1.0, estimates.rows.index, list(KNOBS)))
        levels = ground.account.bid_levels
        if levels["unit"].duplicated().any():
            rules = rules_of(made.written(out).scenario)
            spread = rival_spread(levels, rules, figures["rivals"].value, seed)
            made = replace(made, draft=replace(draft, rival_spread=spread))
        return made

    @property
    def prices(self) -> Mapping[str, float]:
        return dict(zip(self.draft.products["name"], self.draft.products["price"], strict=True))

    @property
    def one_in(self) -> int:
        """One in how many searches is simulated."""
        return thinning(float(self.estimates.rows["clicks_a_day"].sum()))

    def worlds(self, most: int) -> int:
        return worlds_to_walk(float(self.estimates.rows["clicks_a_day"].sum()) / self.one_in, most)

    def corrected(self, rounds: int, out: Path, progress: Callable[[], None] = lambda: None) -> "Trial":
        """The trial whose simulation shows the reports' figures."""
        rows = self.estimates.rows
        clicks = rows["volume"] * rows["ctr"]
        target = pd.DataFrame({"impressions": rows["volume"], "clicks": clicks, "cost": clicks * rows["cpc"]})
        draft, worlds = self.written(out).reported, self.worlds(MOST_FIT_WORLDS)

        def simulate(factors: pd.DataFrame, certain: bool = True) -> Walk:
            return replace(self, factors=factors).walk(draft, worlds, progress, certain=certain)

        figures = self.ground.figures
        by_budget = figures["daily_budget"].source == "assumption"
        fit = fitted(target, list(rows["campaign"]), list(rows["klass"]), simulate, rounds, by_budget)
        if rounds:
            fit = levelled(fit, target, simulate(fit.factors, certain=False))
        done = replace(self, factors=fit.factors, gaps=fit.gaps)
        return done._with_budgets() if by_budget else done

    def _with_budgets(self) -> "Trial":
        """The trial whose draft has the corrected budgets, and says so where they are others."""
        if float((self.factors["budget"] - 1).abs().max()) < SAME_BUDGET:
            return replace(self, factors=self.factors.assign(budget=1.0))
        money = self.budgets()
        figure = Figure("daily_budget", float(f"{sum(money.values()):.4g}"), "assumption", Said("budget_fitted"))
        ground = replace(self.ground, figures=self.ground.figures | {"daily_budget": figure})
        draft = replace(self.draft, budgets=money, figures=ground.figures)
        return replace(self, ground=ground, draft=draft, factors=self.factors.assign(budget=1.0))

    def budgets(self) -> dict[str, float]:
        """The campaigns' budgets with their corrections."""
        factor = self.factors["budget"].groupby(self.estimates.rows["campaign"]).first()
        return {name: budget * float(factor[name]) for name, budget in self.draft.budgets.items()}

    def written(self, out: Path, lang: str = "en") -> Written:
        """What will be written at `out`. Raises `InputError` where no scenario takes it."""
        made = keyword_rows(self.estimates, self.prices, self.draft.platform, self.factors)
        text = self.draft.text(out, float(made.rows["observed_cpc"].min()), lang)
        with tempfile.TemporaryDirectory() as folder, _named_without(folder):
            aside = Path(folder) / out.name
            aside.write_text(text, encoding="utf-8")
            write_keywords(keyword_file(aside), made.rows)
            reported = files.load(aside)
            bought = ~_bought_elsewhere(self.estimates.rows).to_numpy(bool)[made.owner]
            rows = made.rows[bought].reset_index(drop=True)
            write_keywords(keyword_file(aside), rows)
            listed = tuple(row for row, kept in zip(reported.listed, bought, strict=True) if kept)
            scenario = reported.model_copy(update={"listed": listed})
            return Written(text, rows, keyword_file(aside).read_bytes(), scenario, reported)

    def walk(
        self, draft: Scenario, worlds: int, progress: Callable[[], None] = lambda: None, *, certain: bool = False
    ) -> Walk:
        """Means a day of the estimates' rows as the reports saw them, in so many worlds of the drafted scenario;
        `certain`: with what is written held, not drawn."""
        made = keyword_rows(self.estimates, self.prices, self.draft.platform, self.factors, now=False)
        values = made.rows[["searches", "observed_ctr", "observed_cpc", "max_cpc", "cvr"]].to_dict("records")
        listed = tuple(
            row.model_copy(update={str(name): value for name, value in line.items()})
            for row, line in zip(draft.listed, values, strict=True)
        )
        money = self.budgets()
        whole = sum(money.values())
        parts = {name: budget / whole for name, budget in money.items()}
        campaign = draft.campaign.model_copy(update={"daily_budget": whole, "campaigns": parts})
        week = one_week(draft.model_copy(update={"listed": listed, "campaign": campaign}), worlds, certain=certain)
        walk = walked(thinned(week, self.one_in), progress)
        seen = np.flatnonzero(made.shown)
        return Walk(
            (walk.means.iloc[seen] * self.one_in).set_index(made.owner[seen]).sort_index(),
            walk.dice.iloc[seen].set_index(made.owner[seen]).sort_index(),
        )


def _bought_elsewhere(rows: pd.DataFrame) -> pd.Series:
    """Of each row, whether it is excluded while its campaign buys the same search by another row."""
    excluded = rows["excluded"].astype(bool)
    names = rows["campaign"].astype(str) + "\n" + rows["name"].astype(str).map(plain)
    return excluded & names.isin(names[~excluded])


@contextmanager
def _named_without(folder: str) -> Iterator[None]:
    """Refusals of what is written aside name the files as they would be called."""
    try:
        yield
    except InputError as error:
        hidden = str(Path(folder) / "_")[:-1]
        raise InputError(
            replace(problem, where=problem.where.replace(hidden, "")) for problem in error.problems
        ) from None
