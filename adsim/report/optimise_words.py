"""What is said of a search: the answer in a few sentences, rows for the terminal, and the sheets of the plan.

Told from a search's saved tables and facts alone, so that it can be told again, in the other language too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from adsim.report.catalogue import CATALOGUE
from adsim.report.evidence import Facts, Tables, ranged
from adsim.report.numbers import MISSING
from adsim.report.words import Summary, Words, short, shown, words
from adsim.scenario.objects import CLASSES

FOUND = "found"
MOST_SHARES = 6
_SMALL_LOSS = 0.005
_NEAR_FLOOR = 2  # times the reserve
_APART = {"en": "; ", "zh": "；"}
_FIGURES = ("clicks", "cost", "profit")

Row = Mapping[Any, Any]


def answer(tables: Tables, facts: Facts, lang: str) -> str:
    """What to do, what it earns in fresh worlds, how much of the win survived, and how the fixed splits compare."""
    return _joined([headline(tables, facts, lang), *remarks(tables, facts, lang)], lang)


def headline(tables: Tables, facts: Facts, lang: str) -> str:
    """What to do, what it earns in fresh worlds, and how much of the win survived."""
    say, rows = words(facts, lang), _by_name(tables)
    winner, advised = rows[facts["winner"]], rows[facts["advised"]]
    if facts["advised"] == facts["winner"]:
        rest = _survived(rows, facts, say)
    else:
        rest = say.say("optimise_overruled", winner=_plan(winner, facts, say), **_turned(advised, say))
    return _joined([_first(advised, facts, say), rest], lang)


def remarks(tables: Tables, facts: Facts, lang: str) -> list[str]:
    """How the fixed splits compare, whether the search was too narrow, what the front is, what was left out."""
    say, rows = words(facts, lang), _by_name(tables)
    told = [_fixed(rows, facts, say), *_edges(facts, say)] if facts["advised"] == facts["winner"] else []
    told += [_floor(tables, facts, say), _front(tables, facts, say), _stopped(facts, say)]
    if facts["failed"]:
        told.append(say.say("optimise_failed", count=facts["failed"]))
    return [text for text in told if text]


def _by_name(tables: Tables) -> Mapping[str, Row]:
    return {row["name"]: row for row in tables["remeasured"].to_dict("records")}


def _joined(sentences: Sequence[str], lang: str) -> str:
    return ("" if lang == "zh" else " ").join(sentences)


def summary_rows(tables: Tables, facts: Facts, lang: str) -> Summary:
    """A row a plan: what it seemed to earn, what it earns in fresh worlds with both ranges, and its distance."""
    say = words(facts, lang)
    heads = ("optimise_column_plan", "optimise_column_searched", "optimise_column_fresh", "column_range_90",
             "optimise_column_ahead")  # fmt: skip
    rows = tuple(_summary_row(row, facts, say) for row in tables["remeasured"].to_dict("records"))
    return Summary(tuple(say.say(head) for head in heads), rows)


def sheets(tables: Tables, facts: Facts, lang: str) -> dict[str, pd.DataFrame]:
    """The plan by keyword and its budgets as sheets, by title, with headings for a person; money to the cent."""
    say = words(facts, lang)
    found = {}
    for name in ("plan", "budgets"):
        frame = tables[name].copy()
        # Columns that this account has nothing for.
        empty = [
            column for column in ("campaign", "ad_group", "match_type") if column in frame and not frame[column].any()
        ]
        frame = frame.drop(columns=empty)
        for column in ("klass", "account"):
            if column in frame:
                frame[column] = [account_name(value, say) for value in frame[column]]
        frame = frame.round({column: 2 for column in frame.columns if str(column).startswith(_FIGURES)} | {"share": 6})
        found[say.say(f"optimise_sheet_{name}")] = frame.rename(
            columns={c: _heading(str(c), facts, say) for c in frame}
        )
    return found


def plan_name(name: str, say: Words) -> str:
    """What an entry of the race is called; a variant by its name."""
    key = f"optimise_entry_{name}"
    return say.say(key) if key in CATALOGUE else say.say("quoted", name=short(name))


def account_name(name: str, say: Words) -> str:
    """What a budget, or the keywords that it pays for, is called."""
    return say.klass(name) if name in CLASSES else say.say("optimise_all_keywords") if name == "all" else shown(name)


def _first(row: Row, facts: Facts, say: Words) -> str:
    losing = row["profit"] < 0
    return say.say(
        "optimise_loses" if losing else "optimise_wins",
        points=say.count(facts["trials"]), plans=say.count(len(facts["race"])), plan=_plan(row, facts, say),
        worlds=say.count(facts["replications"]), profit=say.money(abs(row["profit"])),
        days=say.days(int(facts["days"])), low=say.money(row["profit_low"]), high=say.money(row["profit_high"]),
        range=_range(row, facts, say),
        loss=say.say("loss", share=say.percent(row["loss_share"])) if row["loss_share"] >= _SMALL_LOSS else "",
    )  # fmt: skip


def _survived(rows: Mapping[str, Row], facts: Facts, say: Words) -> str:
    if facts["winner"] == facts["present"]:
        return say.say("optimise_kept")
    kept = say.say("optimise_kept") if facts["winner"] != FOUND else ""
    now = rows[facts["present"]]
    seemed, survived = now["searched_gain"], now["gain"]
    key = "optimise_vanished" if survived <= 0 else "optimise_grew" if survived >= seemed else "optimise_survived"
    told = say.say(key, seemed=say.money(seemed), present=short(facts["present"]), **_ahead(now, say))
    return f"{kept}{'' if say.lang == 'zh' or not kept else ' '}{told}"


def _fixed(rows: Mapping[str, Row], facts: Facts, say: Words) -> str:
    name = facts["best_fixed"]
    if name is None or name == facts["winner"]:
        return ""
    row = rows[name]
    key = "less" if row["gain_low"] > 0 else "more" if row["gain_high"] < 0 else "tied"
    if key == "more":
        return say.say("optimise_fixed_more", name=plan_name(name, say), **_turned(row, say))
    gap = say.money(abs(row["gain"]))
    low, high = say.money(row["gain_low"]), say.money(row["gain_high"])
    return say.say(f"optimise_fixed_{key}", name=plan_name(name, say), gap=gap, low=low, high=high)


def _ahead(row: Row, say: Words) -> dict[str, str]:
    """How far the winner is ahead of a row."""
    return {"survived": say.money(row["gain"]), "low": say.money(row["gain_low"]), "high": say.money(row["gain_high"])}


def _turned(row: Row, say: Words) -> dict[str, str]:
    """How far a row is ahead of the winner."""
    gap, low, high = -row["gain"], -row["gain_high"], -row["gain_low"]
    return {"gap": say.money(gap), "low": say.money(low), "high": say.money(high)}


def _edges(facts: Facts, say: Words) -> list[str]:
    """Where it lies at an end of the search: where profit still rises, and where it does not."""
    told = []
    for key, names in (("optimise_edge", facts["edges"]), ("optimise_edge_level", facts["level_edges"])):
        parts = [
            say.say("optimise_edge_budget")
            if name == "budget"
            else say.say("optimise_edge_bids", name=account_name(name.removeprefix("bids."), say))
            for name in names
        ]
        told += [say.say(key, axes=say.listed(parts))] if parts else []
    return told


def _floor(tables: Tables, facts: Facts, say: Words) -> str:
    """A caution where clicks cost hardly more than the lowest price that the platform takes."""
    clicks, cost = (float(tables["plan"][name].sum()) for name in ("clicks", "cost"))
    if not 0 < cost <= _NEAR_FLOOR * facts["reserve"] * clicks:
        return ""
    return say.say("optimise_floor", cpc=say.money(cost / clicks), reserve=say.money(facts["reserve"]))


def _front(tables: Tables, facts: Facts, say: Words) -> str:
    if "front" not in tables:
        return ""
    frame = tables["front"]
    safest = frame.iloc[-1].to_dict()
    return say.say(
        "optimise_front", count=len(frame), plan=_plan(safest, facts, say), profit=say.money(safest["profit"]),
        safe=say.money(safest["low"]),
    )  # fmt: skip


def _stopped(facts: Facts, say: Words) -> str:
    if not facts["stopped"] or facts["stopping_error"] is None:
        return ""
    return say.say("optimise_stopped", stopped=facts["stopped"], error=say.percent(facts["stopping_error"]))


def _plan(row: Row, facts: Facts, say: Words) -> str:
    """A plan by its values; a plain one by its name before them."""
    values = _APART[say.lang].join(_values(row, facts, say))
    if row["name"] in ("", FOUND):
        return values
    return (
        f"{plan_name(row['name'], say)} ({values})"
        if say.lang == "en"
        else f"{plan_name(row['name'], say)}（{values}）"
    )


def _values(row: Row, facts: Facts, say: Words) -> list[str]:
    told = []
    if facts["accounts"]:
        shares = {name: row[f"share.{name}"] for name in facts["accounts"]}
        largest = sorted(shares, key=lambda name: -shares[name])[:MOST_SHARES]
        parts = [_part(name, say.percent(shares[name]), say) for name in shares if name in largest]
        told.append(
            say.say("optimise_shares", shares=say.say("comma").join([*parts, *["…"] * (len(shares) > MOST_SHARES)]))
        )
    if facts["bids"]:
        parts = [_part(name, f"×{row[f'bid_factor.{name}']:.3g}", say) for name in facts["bids"]]
        told.append(say.say("optimise_bids", factors=say.say("comma").join(parts)))
    if facts["budget"]:
        told.append(say.say("optimise_budget", budget=say.money(row["daily_budget"])))
    return told


def _part(name: str, value: str, say: Words) -> str:
    return f"{account_name(name, say)} {value}"


def _range(row: Row, facts: Facts, say: Words) -> str:
    spread = say.spread(facts)
    if not ranged(facts):
        return say.say("range_few", spread=spread)
    low, high = say.money(row["worlds_p05"]), say.money(row["worlds_p95"])
    return say.say("range_losing" if row["profit"] < 0 else "range", low=low, high=high, spread=spread)


def _summary_row(row: Row, facts: Facts, say: Words) -> tuple[str, ...]:
    half = (row["profit_high"] - row["profit_low"]) / 2
    low, high = say.money(row["worlds_p05"]), say.money(row["worlds_p95"])
    best = row["name"] == facts["winner"]
    return (
        plan_name(row["name"], say),
        say.money(row["searched"]),
        f"{say.money(row['profit'])} ± {say.money(half)}",
        f"{low} … {high}" if ranged(facts) else MISSING,
        "" if best else say.say(
            "optimise_ahead", gain=say.money(row["gain"]), low=say.money(row["gain_low"]),
            high=say.money(row["gain_high"]),
        ),
    )  # fmt: skip


def _heading(column: str, facts: Facts, say: Words) -> str:
    for end in ("p05", "p95"):
        if column.endswith(f"_{end}"):
            what = _heading(column.removesuffix(f"_{end}"), facts, say)
            return say.say(f"optimise_sheet_{end}", what=what)
    return say.say(f"optimise_sheet_{column}", currency=facts["currency"], days=say.days(int(facts["days"])))
