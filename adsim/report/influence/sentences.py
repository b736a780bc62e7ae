"""What is said of a sensitivity study: the answer, cautions, and rows for the terminal."""

from typing import Any

import numpy as np

from adsim.report.influence.scene import NAME, Studied
from adsim.report.numbers import MISSING
from adsim.report.sweep_words import expense
from adsim.report.words import Summary, Words, short

NOISY = 0.1
UNDECIDED = 0.5  # more chance than this, and nothing is said of what decides
WORTH_SAYING = 0.05


def answer(studied: Studied) -> str:
    """What moves profit most, and whether anything changes who is best."""
    told = [_moves(studied), _changes(studied)]
    return (" " if studied.say.lang == "en" else "").join(told)


def cost(estimate: Any, inputs: int, say: Words) -> str:
    """What a study will cost, from its estimate, before it starts."""
    first = say.say(
        "influence_cost",
        samples=say.count(estimate.points), inputs=say.count(inputs), worlds=say.count(estimate.replications),
        variants=say.say("sweep_variants" if estimate.variants > 1 else "sweep_variant", count=estimate.variants),
        runs=say.count(estimate.runs), missing=say.count(estimate.missing),
    )  # fmt: skip
    return first + expense(estimate, say)


def cautions(studied: Studied) -> list[str]:
    """What part is luck, and whether there are too few worlds."""
    say = studied.say
    known = studied.facts["spread"]["profit"]["inputs"]
    found = [say.say("influence_luck", known=say.percent(known))] if known == known else []  # noqa: PLR0124  (nan)
    noise = max(studied.noise(output) for output in studied.outputs)
    return [*found, *([say.say("influence_noisy", noise=say.percent(noise))] if noise > NOISY else [])]


def _moves(studied: Studied) -> str:
    say, rows = studied.say, studied.ranked("profit").to_dict("records")
    first = rows[0]
    if first["total"] <= 0:
        return say.say("influence_still", **studied.named())
    after = ""
    if len(rows) > 1 and rows[1]["total"] >= WORTH_SAYING:
        second = rows[1]
        close = second["total_high"] > first["total_low"]
        after = say.say("influence_next_close" if close else "influence_next", input=studied.input(second["input"]),
                        share=_share(studied, second["total"]))  # fmt: skip
    low, high = (_share(studied, first[name]) for name in ("total_low", "total_high"))
    return say.say("influence_moves", input=studied.input(first["input"]), share=_share(studied, first["total"]),
                   low=low, high=high, next=after, **studied.named())  # fmt: skip


def _share(studied: Studied, value: float) -> str:
    """An index as a share: estimates may pass 0 and 1 by chance."""
    return studied.say.percent(min(max(value, 0.0), 1.0))


def _changes(studied: Studied) -> str:
    say, facts = studied.say, studied.facts
    samples = say.count(2 * facts["samples"])
    if studied.runner_up is None:
        return say.say("influence_alone")
    if facts["other_best"] == 0:
        return say.say("influence_stays", samples=samples, **studied.named())
    best = studied.tables["best"]
    others = best[(best["variant"] != studied.winner) & (best["best_share"] > 0)]
    others = others.sort_values("best_share", ascending=False, kind="stable")
    named = [say.say("influence_other", name=short(row["variant"], NAME), share=say.percent(row["best_share"]))
             for row in others.to_dict("records")]  # fmt: skip
    return say.say("influence_changes", share=say.percent(facts["other_best"]), samples=samples,
                   others=say.listed(named), decides=_decides(studied))  # fmt: skip


def _decides(studied: Studied) -> str:
    say, noise = studied.say, studied.noise("gap")
    if noise > UNDECIDED:
        return say.say("influence_undecided", noise=say.percent(noise))
    row = studied.ranked("gap").iloc[0]
    return say.say("influence_decides", input=studied.input(row["input"]), share=_share(studied, row["total"]),
                   where=_where(studied, str(row["input"])), **studied.named())  # fmt: skip


def _where(studied: Studied, name: str) -> str:
    """On which side of which value of its strongest part the runner-up is ahead, where it is on one side only."""
    if studied.inputs[name]["kind"] == "choice":
        return ""
    rows = studied.only("responses", output="gap", input=name)
    rows = rows[rows["explained"] == rows["explained"].max()]
    rows = rows[rows["part"] == rows["part"].iloc[0]].sort_values("number")
    values, leads = rows["number"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float)
    turns = np.flatnonzero((leads[:-1] < 0) != (leads[1:] < 0))
    if turns.size != 1:
        return ""
    here = int(turns[0])
    value = values[here] + (values[here + 1] - values[here]) * leads[here] / (leads[here] - leads[here + 1])
    text = f"{value:.2g}"
    if studied.inputs[name]["kind"] == "level":
        text = studied.say.say("influence_times", value=text)
    key = "influence_below" if leads[0] < 0 else "influence_above"
    part = studied.part(name, str(rows["part"].iloc[0]))
    return studied.say.say(key, part=part, value=text, **studied.named())


def summary_rows(studied: Studied) -> Summary:
    """A row an input: shares of the variance of profit and lead, and the winner's profit at both ends."""
    say = studied.say
    keys = ("input", "first", "total", "total_range", "gap_total", "shift_low", "shift_high")
    tornado = studied.only("tornado", variant=studied.winner).set_index(["input", "level"])["profit"]
    lead = studied.only("indices", output="gap").set_index("input")["total"]
    rows = []
    for row in studied.ranked("profit").to_dict("records"):
        name = row["input"]
        rows.append((
            studied.input(name), _share(studied, row["first"]), _share(studied, row["total"]),
            f"{_share(studied, row['total_low'])} … {_share(studied, row['total_high'])}",
            _share(studied, lead[name]) if len(lead) else MISSING,
            say.money(tornado[name, "low"]), say.money(tornado[name, "high"]),
        ))  # fmt: skip
    return Summary(tuple(say.say(f"column_{key}") for key in keys), tuple(rows))
