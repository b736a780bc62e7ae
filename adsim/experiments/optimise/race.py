"""Who is always in the race: the scenario as it is, its variants, fixed splits, and equal marginal returns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from adsim.bounds import HIGHEST_BUDGET
from adsim.experiments.optimise import money
from adsim.experiments.optimise.marginal_returns import Curve, best_spends, equalised, fitted
from adsim.experiments.optimise.measuring import Worlds
from adsim.experiments.optimise.space import BUDGET_ENDS, Space, accounts, split_patch
from adsim.metrics import MICRO
from adsim.scenario import patches, splits
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation.accounts import account_of
from adsim.simulation.keywords import keyword_names

HANDBOOK = {"head": 0.30, "long_tail": 0.60, "precise": 0.10}  # 1688 handbook
MARGINAL = "marginal returns"
# Each account is measured with these parts of the whole budget.
BUDGETS = (0.05, 0.15, 0.4, 1.0)
MOST_CURVE_WORLDS = 10
_MILLION = 1_000_000
_FIGURES = 5  # shares that agree so far are the same: a third has no last digit


@dataclass(frozen=True)
class Entry:
    """Somebody in the race. `kind`: present, variant, fixed or marginal; `fixed`: its split is one of the fixed."""

    name: str
    kind: str
    state: Scenario
    fixed: bool = False


def present(scenario: Scenario) -> tuple[str, Scenario]:
    """The scenario as it is, baseline or first variant: its name and what happens in its runs."""
    name = scenario.baseline or patches.names(scenario)[0]
    return name, _bare(patches.variant(scenario, name))


def _bare(state: Scenario) -> Scenario:
    """Only what happens in a run: other variants are no part of it."""
    return state.model_copy(update={"variants": {}, "sensitivity": {}})


def entries(scenario: Scenario) -> list[Entry]:
    """The present plan first, then the other variants and the fixed splits; who is the same is there once."""
    now, base = present(scenario)
    found = [Entry(now, "present", base)]
    found += [Entry(name, "variant", _bare(patches.variant(scenario, name))) for name in patches.names(scenario)]
    for name, shares in fixed_splits(base).items():
        # With split_of: keywords a split may ask for more keywords than there are.
        state, _ = patches.attempt(base, split_patch(base, shares))
        found += [Entry(f"fixed {name}", "fixed", state, True)] if state is not None else []
    by_hash: dict[str, Entry] = {}
    for entry in found:
        key = _what(entry.state)
        first = by_hash.setdefault(key, entry)
        if entry.fixed and not first.fixed:
            by_hash[key] = Entry(first.name, first.kind, first.state, True)
    return list(by_hash.values())


def _what(state: Scenario) -> str:
    """Tells states apart by what they do: a split by name is the same as one by its shares."""
    shares = sorted((name, round(share, _FIGURES)) for name, share in shares_of(state).items() if share)
    campaign = state.campaign.model_copy(update={"split": "equal", "campaigns": {}})
    return f"{patches.scenario_hash(state.model_copy(update={'campaign': campaign}))} {shares}"


def shares_of(state: Scenario) -> dict[str, float]:
    """The shares of a state's campaigns or classes."""
    return splits.shares(state) if state.campaign.split_of == "keywords" else splits.accounts(state)


def fixed_splits(base: Scenario) -> dict[str, dict[str, float]]:
    """The fixed splits that `base` can have, by name: shares of its accounts."""
    names = accounts(base)
    if len(names) < 2:
        return {}
    found = {"equal": _whole(dict.fromkeys(names, 1.0))}
    if set(names) == set(HANDBOOK):
        found["30/60/10"] = dict(HANDBOOK)
    volumes = _volumes(base)
    if sum(volumes.values()):
        found["by volume"] = _whole(volumes)
    return found


def _volumes(base: Scenario) -> dict[str, float]:
    if base.campaign.split_of == "campaigns":
        searches = dict.fromkeys(accounts(base), 0.0)
        for row in base.listed:
            if row.campaign in searches:
                searches[row.campaign] += row.searches
        return searches
    sizes = splits.class_sizes(base)
    return {name: sizes[name].searches for name in CLASSES if sizes[name].keywords}


def _whole(weights: Mapping[str, float]) -> dict[str, float]:
    """Shares in whole millionths that add up to 1."""
    return {name: part / _MILLION for name, part in money.parts(_MILLION, weights, 1.0).items()}


def curves(base: Scenario, worlds: Worlds, replications: int) -> dict[str, Curve]:
    """What each account returns a day for its spend a day, measured at a few budgets; {} where accounts share money.

    All accounts are measured in the same runs: each has the same part of the budget.
    """
    names = accounts(base)
    if base.campaign.split_of == "keywords" or len(names) < 2:
        return {}
    states = dict(_budgeted(base))
    study = worlds.study(states)
    runs = worlds.whole(study, list(states), range(min(replications, MOST_CURVE_WORLDS)), stay=())
    if len(runs) < len(states):
        return {}
    places = account_of(base, keyword_names(base)[1])
    order = list(splits.accounts(base))
    found = {}
    for name in names:
        mine = places == order.index(name)
        spends = [float(np.mean([run.by_keyword["cost"][mine].sum() for run in runs[key]])) / MICRO for key in states]
        margins = [float(np.mean([run.expected_by_keyword[mine].sum() for run in runs[key]])) for key in states]
        budgets = [state.campaign.daily_budget / len(names) for state in states.values()]
        found[name] = fitted(budgets, [spend / base.days for spend in spends], [made / base.days for made in margins])
    return found


def _budgeted(base: Scenario) -> Iterator[tuple[str, Scenario]]:
    names = accounts(base)
    equal = split_patch(base, _whole(dict.fromkeys(names, 1.0)))
    for part in BUDGETS:
        budget = min(base.campaign.daily_budget * part * len(names), HIGHEST_BUDGET)
        yield f"budget {part:g}", patches.patched(base, {**equal, "campaign.daily_budget": budget})


def marginal(base: Scenario, space: Space, found: Mapping[str, Curve]) -> Entry | None:
    """Equal marginal returns as a plan; with the budget in the space, as much as returns itself."""
    if not found:
        return None
    budget = base.campaign.daily_budget
    changes: dict[str, Any] = {}
    if space.budget:
        asked, (low, high) = sum(best_spends(found).values()), (budget * end for end in BUDGET_ENDS)
        budget = money.rounded(min(max(asked, low), high, HIGHEST_BUDGET), money.cent(base))
        changes["campaign.daily_budget"] = budget
    shares = _whole(equalised(found, budget))
    return Entry(MARGINAL, "marginal", patches.patched(base, {**changes, **split_patch(base, shares)}))
