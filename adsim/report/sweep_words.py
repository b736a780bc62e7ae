"""What is said of a sweep: its cost before it starts, the answer in a few sentences, and rows for the terminal.

Told from a sweep's saved tables and facts alone, so that it can be told again, in the other language too.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from adsim.report.evidence import Facts, Tables, ranged
from adsim.report.numbers import MISSING
from adsim.report.words import Summary, Words, short, words
from adsim.scenario.objects import CLASSES

BASE = 0
MOST_ROWS = 8
_MINUTE, _HOUR = 60, 3600
_MEGABYTE = 1e6

Axis = Mapping[str, Any]
Row = Mapping[Any, Any]


def answer(tables: Tables, facts: Facts, lang: str) -> str:
    """Which point earns most, how sure that is, and from which others it cannot be told apart."""
    say, frame = words(facts, lang), tables["standings"]
    best = frame.iloc[0].to_dict()
    losing = best["profit"] < 0
    told = say.say(
        "sweep_loses" if losing else "sweep_wins",
        points=say.count(facts["points"]),
        variants=say.say("sweep_each", count=len(facts["variants"])) if len(facts["variants"]) > 1 else "",
        point=say.say("quoted", name=_named(best, facts, say)),
        profit=say.money(abs(best["profit"])),
        days=say.days(int(facts["days"])),
        low=say.money(best["low"]),
        high=say.money(best["high"]),
        range=_range(best, facts, say),
        best=say.percent(best["best_share"]),
        spread=say.spread(facts),
        loss=say.say("loss", share=say.percent(best["loss_share"])) if best["loss_share"] >= 0.005 else "",
        base=_against_base(tables, best, say),
        apart=_apart(frame, facts, say),
    )
    failed = [str(name) for name in facts.get("left_out", ())]
    return f"{told} {say.say('sweep_failed', names=say.listed(failed))}" if failed else told


def summary_rows(tables: Tables, facts: Facts, lang: str, most: int = MOST_ROWS) -> Summary:
    """The best points: what they are, profit with both ranges, share of worlds in which best, distance to the best."""
    say, frame = words(facts, lang), tables["standings"]
    keys = ("point", "profit_and_error", "range_90", "roi", "best_share", "behind", "tied")
    rows = [_summary_row(row, facts, say) for row in frame.head(most).to_dict("records")]
    if len(frame) > most:
        rows.append((say.say("sweep_more", count=len(frame) - most), *[""] * (len(keys) - 1)))
    return Summary(tuple(say.say(f"column_{key}") for key in keys), tuple(rows))


def cost(estimate: Any, design: str, asked: int | None, say: Words) -> str:
    """What a sweep will cost, from its estimate, before it starts."""
    points = estimate.points - 1
    rounded = asked is not None and asked != points
    several = estimate.variants > 1
    first = say.say(
        "sweep_points",
        points=say.count(points),
        design=design,
        asked=say.say("sweep_asked", asked=asked) if rounded else "",
        variants=say.say("sweep_variants" if several else "sweep_variant", count=estimate.variants),
        worlds=say.count(estimate.replications),
        runs=say.count(estimate.runs),
        missing=say.count(estimate.missing),
    )
    return first + expense(estimate, say)


def expense(estimate: Any, say: Words) -> str:
    """What the missing runs of an estimate take, a blank before it in English; empty where none is missing."""
    if not estimate.missing:
        return ""
    told = say.say(
        "sweep_cost",
        seconds=f"{estimate.seconds_a_run:.2g}",
        time=_time(estimate.seconds, say),
        workers=_workers(estimate.workers, say),
        memory=_size(estimate.memory),
        disk=_size(estimate.disk),
    )
    return f" {told}" if say.lang == "en" else told


def point_name(row: Row, facts: Facts, say: Words) -> str:
    """A point by its values: "daily budget 500 yuan, factor on all bids 0.7"."""
    parts = [_axis_value(axis, row, say) for axis in facts["axes"]]
    return say.say("comma").join(part for part in parts if part)


def axis_name(axis: Axis, say: Words) -> str:
    """What an axis is called in this language, or else its path."""
    label = _in_language(axis["label"], say)
    return short(label) if label else say.assumption(axis["path"])


def unit(axis: Axis, say: Words) -> str:
    unit = _in_language(axis["unit"], say)
    return f" {short(unit)}" if unit else ""


def _in_language(texts: Mapping[str, str], say: Words) -> str | None:
    return texts.get(say.lang) or next(iter(texts.values()), None)


def _named(row: Row, facts: Facts, say: Words) -> str:
    point = point_name(row, facts, say)
    if row["point"] == BASE:
        point = say.say("sweep_as_is", point=point)
    if len(facts["variants"]) == 1:
        return point
    return say.say("sweep_with", point=point, variant=short(row["variant"]))


def _axis_value(axis: Axis, row: Row, say: Words) -> str:
    shares = axis["kind"] == "simplex"
    parts = []
    for column in axis["columns"]:
        text = _value(row.get(column), shares, say)
        inner = column.removeprefix(axis["path"]).removeprefix(".")
        parts.append(f"{part_name(inner, say)} {text}" if inner else text)
    behind = unit(axis, say)
    return f"{axis_name(axis, say)} {say.say('comma').join(parts)}{behind}"


def part_name(inner: str, say: Words) -> str:
    return say.klass(inner) if inner in CLASSES else short(inner)


def _value(value: Any, share: bool, say: Words) -> str:
    """A value in few figures; shares as percentages, text as it is, – where there is none."""
    if isinstance(value, str):
        return short(value)
    if value is None or pd.isna(value):
        return MISSING
    return say.percent(value) if share else f"{float(f'{value:.4g}'):,.10g}"


def _range(row: Row, facts: Facts, say: Words) -> str:
    spread = say.spread(facts)
    if not ranged(facts):
        return say.say("range_few", spread=spread)
    low, high = say.money(row["profit_p05"]), say.money(row["profit_p95"])
    return say.say("range_losing" if row["profit"] < 0 else "range", low=low, high=high, spread=spread)


def _against_base(tables: Tables, best: Row, say: Words) -> str:
    frame = tables["points"]
    here = (frame["point"] == best["point"]) & (frame["variant"] == best["variant"]) & (frame["metric"] == "profit")
    row = frame[here].iloc[0]
    if best["point"] == BASE or pd.isna(row["gain"]):
        return ""
    low, high = say.money(row["gain_low"]), say.money(row["gain_high"])
    return say.say("sweep_gain", gain=say.money(row["gain"]), low=low, high=high)


def _apart(frame: pd.DataFrame, facts: Facts, say: Words) -> str:
    """Where the best is not told apart: the others' number, and the span of each axis over them all."""
    tied = frame[frame["tied"]]
    others = len(tied) - 1
    if not others:
        return say.say("sweep_alone")
    spans = [_span(axis, tied, say) for axis in facts["axes"]]
    base = bool((tied["point"].iloc[1:] == BASE).any())
    return say.say(
        "sweep_tied" if others > 1 else "sweep_tied_one",
        count=others,
        region=say.say("comma").join(spans),
        base=say.say("sweep_base_tied") if base else "",
    )


def _span(axis: Axis, tied: pd.DataFrame, say: Words) -> str:
    shares = axis["kind"] == "simplex"
    parts = []
    for column in axis["columns"]:
        inner = column.removeprefix(axis["path"]).removeprefix(".")
        name = part_name(inner, say) if inner else ""
        parts.append(_column_span(name, tied[column].dropna(), shares, say))
    behind = unit(axis, say)
    return f"{axis_name(axis, say)} {say.say('comma').join(parts)}{behind}"


def _column_span(name: str, values: "pd.Series[Any]", share: bool, say: Words) -> str:
    different = list(dict.fromkeys(values))
    if len(different) > 1 and all(not isinstance(value, str) for value in different):
        low, high = _value(min(different), share, say), _value(max(different), share, say)
        return say.say("sweep_from_to", axis=name, low=low, high=high).strip()
    told = say.listed([_value(value, share, say) for value in different], "or") if different else MISSING
    return f"{name} {told}".strip()


def _summary_row(row: Row, facts: Facts, say: Words) -> tuple[str, ...]:
    half = (row["high"] - row["low"]) / 2
    low, high = say.money(row["profit_p05"]), say.money(row["profit_p95"])
    best = row["rank"] == 1
    apart = "sweep_best" if best else "sweep_close" if row["tied"] else "sweep_apart"
    return (
        _named(row, facts, say),
        f"{say.money(row['profit'])} ± {say.money(half)}",
        f"{low} … {high}" if ranged(facts) else MISSING,
        say.percent(row["roi"]),
        say.percent(row["best_share"]),
        "" if best else say.money(row["behind"]),
        say.say(apart),
    )


def _time(seconds: float, say: Words) -> str:
    for unit, key in ((_HOUR, "sweep_hours"), (_MINUTE, "sweep_minutes")):
        if seconds >= 1.5 * unit:
            return say.say(key, count=f"{seconds / unit:.2g}")
    return say.say("sweep_seconds", count=f"{max(seconds, 1):.0f}")


def _workers(workers: int | None, say: Words) -> str:
    if workers is None:
        return say.say("sweep_core")
    return say.say("sweep_processes" if workers > 1 else "sweep_process", count=workers)


def _size(count: float) -> str:
    return f"{max(count / _MEGABYTE, 0.1):,.1f} MB"
