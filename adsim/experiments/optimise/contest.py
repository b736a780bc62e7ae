"""The search as a contest: who races, how a batch is measured, who wins, and what is left of it in fresh worlds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from adsim.experiments.findings import Findings
from adsim.experiments.optimise import edges, money, race, tables
from adsim.experiments.optimise.logbook import Logbook, Trial
from adsim.experiments.optimise.measuring import Floats, Sample, Worlds
from adsim.experiments.optimise.plan import budgets_table, plan_table
from adsim.experiments.optimise.proposals import BATCH, SEVERAL
from adsim.experiments.optimise.race import BUDGETS, MOST_CURVE_WORLDS, Entry
from adsim.experiments.optimise.search import Searched, search, values
from adsim.experiments.optimise.space import Space
from adsim.experiments.optimise.stopping import ERROR, Stopping
from adsim.experiments.optimise.tables import FOUND, Candidate
from adsim.experiments.optimise.typed import typed
from adsim.experiments.runs import estimate, losses
from adsim.experiments.runs.job import engine
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation import Study
from adsim.simulation.pages import prices
from adsim.version import __version__

FRESH = 3  # fresh worlds for each world of the search: few alternatives are measured there


@dataclass(frozen=True)
class Optimised(Findings):
    """A finished search. Its tables and facts: docs/reference/optimise.md."""


class Contest:
    """One search of one scenario, with all who are in its race."""

    def __init__(self, scenario: Scenario, over: tuple[str, ...], trials: int, sampler: str, replications: int) -> None:
        self.scenario, self.over, self.trials = scenario, over, trials
        self.sampler, self.replications = sampler, replications
        _, self.base = race.present(scenario)
        self.space = Space.of(self.base, over)
        self.entries = race.entries(scenario)
        self.worlds = list(range(replications))  # of the search: without those in which a run of the race failed
        self.stopping = self._stopping()

    @cached_property
    def bound(self) -> tuple[float, ...]:
        """The bound on click rates that holds for all in the race; what is searched moves no image."""
        tables_by_name = {str(place): patches.in_force(entry.state) for place, entry in enumerate(self.entries)}
        return Study.over(self.scenario, tables_by_name).best_appeal

    @property
    def fresh(self) -> range:
        """The worlds that the search did not see."""
        return range(self.replications, (1 + FRESH) * self.replications)

    @property
    def most_runs(self) -> int:
        """How many runs there are at most."""
        curves = len(BUDGETS) * min(self.replications, MOST_CURVE_WORLDS)
        searched = self.trials + len(self.entries) + 1 + len(self.space.names)  # edges are looked at once more
        return searched * self.replications + curves + self._runs_again

    @property
    def _runs_again(self) -> int:
        """Runs in fresh worlds: the winner, the race, and the plan with all its keywords."""
        return (len(self.entries) + 3) * len(self.fresh)

    def refuse_if_too_much(self) -> None:
        """Raise `WorkLimitError` where the work is beyond the limits."""
        study = Study.over(self.scenario, {"base": patches.in_force(self.base)})
        estimate(study, ["base"], self.most_runs).refuse_if_too_much()

    @property
    def identity(self) -> dict[str, Any]:
        """What makes the search the one it is; not how many trials of it are asked for."""
        return {
            "scenario": [patches.scenario_hash(entry.state) for entry in self.entries],
            "seed": self.scenario.seed, "over": list(self.over), "ends": self.space.ends,
            "sampler": self.sampler, "batch": BATCH, "replications": self.replications,
            "left_out": self._left_out, "engine": engine(), "optuna": version("optuna"), "cmaes": version("cmaes"),
        }  # fmt: skip

    def _stopping(self) -> Stopping:
        """When a point is hopeless; with several goals none is."""
        return Stopping(len(self.worlds) if self.sampler not in SEVERAL else 0)

    @property
    def _left_out(self) -> list[int]:
        return [world for world in range(self.replications) if world not in self.worlds]

    def answer(self, worlds: Worlds, logbook: Callable[[], Logbook]) -> Optimised:
        """Do it all; the search is kept in the `logbook`, which is opened once it is known what the search is."""
        found = race.curves(self.base, worlds, self.replications)
        textbook = race.marginal(self.base, self.space, found)
        entries = self.entries + ([textbook] if textbook else [])
        entrants = self._measured(entries, worlds)
        known = [(cube, tell) for one in entrants if (cube := self.space.cube(one.entry.state)) is not None
                 for tell in (values(_as_trial(one), self.sampler),) if tell is not None]  # fmt: skip
        searched = search(
            self.space.names, self.sampler, self.scenario.seed, self.trials,
            lambda asked, done: self._tried(asked, done, entrants, worlds), known=known, logbook=logbook(),
        )  # fmt: skip
        candidates = [*entrants, *self._complete(searched.trials)]
        level = self._edges(searched, candidates, worlds)
        lined_up, again, fresh, advised = self._again(candidates, entrants, worlds)
        plan = typed(advised.entry.state)
        runs = worlds.whole(worlds.study({"plan": plan.state}), ["plan"], fresh, stay=["plan"])["plan"]
        made = {
            "trials": tables.trials_table(self.space, searched.trials, entrants),
            "remeasured": tables.remeasured_table(self.space, lined_up, again),
            "plan": plan_table(plan, runs),
            "budgets": budgets_table(plan, runs),
        }
        if self.sampler in SEVERAL:
            made["front"] = tables.front_table(self.space, candidates)
        if searched.importances:
            made["importance"] = tables.importance_table(searched.importances)
        facts = self._facts(searched, lined_up, advised.name, made["remeasured"])
        facts |= {"race": [one.name for one in entrants], "replications": len(fresh)}
        facts["edges"] = [name for name, flat in level.items() if not flat]
        facts["level_edges"] = [name for name, flat in level.items() if flat]
        facts |= losses(worlds.failures, range((1 + FRESH) * self.replications), [*self.worlds, *fresh])
        return Optimised(made, facts, tuple(worlds.failures))

    def _measured(self, entries: Sequence[Entry], worlds: Worlds) -> list[Candidate]:
        """The entries in the search's worlds. A world in which a run of theirs failed is left out of the search; who
        fails in too many drops out, but the present plan: without it there is nothing to compare with."""
        study = worlds.study({entry.name: entry.state for entry in entries})
        names = [entry.name for entry in entries]
        found, self.worlds = worlds.shared(study, names, range(self.replications), stay=names[:1])
        self.stopping = self._stopping()
        return [
            _candidate(entry.name, entry.kind, entry, None, found[entry.name])
            for entry in entries
            if entry.name in found
        ]

    def _complete(self, trials: Sequence[Trial]) -> list[Candidate]:
        return [
            Candidate(
                f"trial {trial.number}", "trial", Entry(f"trial {trial.number}", "trial", self.space.state(trial.cube)),
                trial.number, trial.profit, trial.low, trial.loss_share,
            )
            for trial in trials
            if trial.state == "complete" and trial.profit is not None and trial.low is not None
            and trial.loss_share is not None
        ]  # fmt: skip

    def _tried(
        self, asked: Sequence[Trial], done: Sequence[Trial], entrants: Sequence[Candidate], worlds: Worlds
    ) -> list[Trial]:
        """Measure a batch against the best so far; at each look the hopeless are stopped."""
        best = _best([*entrants, *self._complete(done)])
        names = {trial.number: f"trial {trial.number}" for trial in asked}
        states = {names[trial.number]: self.space.state(trial.cube) for trial in asked}
        later = (self.trials - len(done) - len(asked)) * self.replications + self._runs_again
        worlds.to_come(later + len(asked) * self.replications)
        study = worlds.study({**states, "best": best.entry.state})
        # The best is done already: this only reads it.
        leader = worlds.figures(study, ["best"], self.worlds)["best"].expected if self.stopping.looks else None
        racing, ended = list(asked), dict[int, Trial]()
        for until in (*self.stopping.looks, len(self.worlds)):
            sample = worlds.figures(study, [names[trial.number] for trial in racing], self.worlds[:until])
            going = []
            for trial in racing:
                mine = sample.get(names[trial.number])
                if mine is None:
                    ended[trial.number] = replace(trial, state="failed")
                elif until == len(self.worlds):
                    ended[trial.number] = _finished(trial, mine)
                elif leader is not None and self.stopping.hopeless(mine.expected - leader[:until]):
                    ended[trial.number] = _stopped(trial, mine, leader)
                else:
                    going.append(trial)
            racing = going
        worlds.to_come(later)
        return [ended[trial.number] for trial in asked]

    def _again(
        self, candidates: Sequence[Candidate], entrants: Sequence[Candidate], worlds: Worlds
    ) -> tuple[list[Candidate], dict[str, Sample], list[int], Candidate]:
        """The winner as it can be typed and all entrants in fresh worlds, the winner first; these worlds; the advised.

        As in the search, worlds with a failed run are left out, and who fails too often, but winner and present plan.
        """
        winner = _best(candidates)
        name = winner.name if winner.trial is None else FOUND
        kind = winner.kind if winner.trial is None else FOUND
        first = replace(
            winner, name=name, kind=kind, entry=replace(winner.entry, name=name, state=typed(winner.entry.state).state)
        )
        lined_up = [first, *(one for one in entrants if one.name != winner.name)]
        study = worlds.study({one.name: one.entry.state for one in lined_up})
        stay = (name, entrants[0].name)
        again, fresh = worlds.shared(study, [one.name for one in lined_up], self.fresh, stay)
        lined_up = [one for one in lined_up if one.name in again]
        return lined_up, again, fresh, self._advised(lined_up, again)

    def _advised(self, lined_up: Sequence[Candidate], again: dict[str, Sample]) -> Candidate:
        """The winner, unless in fresh worlds another earns more by more than the simulation error."""
        frame = tables.remeasured_table(self.space, lined_up, again)
        profit = np.where(frame["gain_high"] < 0, frame["profit"], -np.inf)
        return lined_up[int(np.argmax(profit))]  # the first where nobody is

    def _edges(self, searched: Searched, candidates: Sequence[Candidate], worlds: Worlds) -> dict[str, bool]:
        """The bids and budgets that lie at an end of what was searched, of a winner from the search: is profit level
        there? What cannot be measured counts as not."""
        winner = _best(candidates)
        if winner.trial is None:
            return {}
        names, cube = self.space.names, searched.trials[winner.trial - 1].cube
        found = edges.reached(names, cube)
        worlds.to_come(len(found) * len(self.worlds) + self._runs_again)
        if not found:
            return {}
        study = worlds.study({name: self.space.state(edges.inward(names, cube, name)) for name in found})
        inwards = worlds.figures(study, found, self.worlds)
        return {
            name: name in inwards and edges.is_level(winner.profit, float(inwards[name].expected.mean()))
            for name in found
        }

    def _facts(
        self, searched: Searched, lined_up: Sequence[Candidate], advised: str, frame: pd.DataFrame
    ) -> dict[str, Any]:
        scenario, now = self.scenario, self.entries[0].name
        states = [trial.state for trial in searched.trials]
        fixed = frame[frame["fixed"]].sort_values("profit", ascending=False, kind="stable")
        rest = frame.iloc[1:]
        return {
            "kind": "optimise", "name": scenario.name, "platform": scenario.platform,
            "currency": money.currency(scenario), "start": scenario.start.isoformat(), "days": scenario.days,
            "seed": scenario.seed, "worlds": scenario.worlds,
            "search_replications": len(self.worlds), "over": list(self.over), "sampler": self.sampler,
            "trials": len(states), "complete": states.count("complete"), "stopped": states.count("stopped"),
            "failed": states.count("failed"), "stopping_error": ERROR if self.stopping.looks else None,
            "resumed": searched.resumed, "present": now, "ends": self.space.ends,
            "accounts": list(self.space.accounts), "bids": list(self.space.bids), "budget": self.space.budget,
            "winner": lined_up[0].name, "winner_trial": lined_up[0].trial, "advised": advised,
            "best_fixed": None if fixed.empty else str(fixed["name"].iloc[0]),
            "ahead_of_all": bool((rest["gain_low"] > 0).all()), "behind_none": bool((rest["gain_high"] >= 0).all()),
            "runs": self.most_runs, "increment": prices(self.base)[0],
            "reserve": prices(self.base)[1],
            "scenario_hash": patches.scenario_hash(scenario), "adsim_version": __version__,
            "numpy_version": np.__version__, "optuna_version": version("optuna"),
        }  # fmt: skip


def _best(candidates: Sequence[Candidate]) -> Candidate:
    """Who earned most in the search's worlds; the first of equals."""
    return max(candidates, key=lambda one: one.profit)


def _candidate(name: str, kind: str, entry: Entry, trial: int | None, sample: Sample) -> Candidate:
    low, lost = tables.low_quantile(sample.profit), float(np.mean(sample.profit < 0))
    return Candidate(name, kind, entry, trial, float(sample.expected.mean()), low, lost)


def _as_trial(one: Candidate) -> Trial:
    return Trial(0, (), "complete", profit=one.profit, low=one.low)


def _finished(trial: Trial, sample: Sample) -> Trial:
    low, lost = tables.low_quantile(sample.profit), float(np.mean(sample.profit < 0))
    return replace(
        trial, state="complete", worlds=sample.expected.size, profit=float(sample.expected.mean()), low=low,
        loss_share=lost,
    )  # fmt: skip


def _stopped(trial: Trial, sample: Sample, leader: Floats) -> Trial:
    """A stopped one's profit is on the scale of the others: the best's mean and its own mean difference to it."""
    worlds = sample.expected.size
    behind = float((sample.expected - leader[:worlds]).mean())
    return replace(trial, state="stopped", worlds=worlds, profit=float(leader.mean()) + behind)
