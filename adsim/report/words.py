"""What is said about a run: the answer in one sentence, advice, and a few rows for the terminal.

Every sentence comes from the catalogue, every number from `numbers`. Names from scenario and keyword
files are hostile input: `shown` takes out what could act on a terminal or turn a line around; escaping
for HTML is the template's work.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adsim.report.catalogue import ASSUMPTIONS, CATALOGUE
from adsim.report.evidence import Facts, Tables, error_factor, ranged, repeated, supported
from adsim.report.numbers import LANGS, MISSING, Numbers
from adsim.report.outcomes import Outcome, outcomes, paths

LONGEST_NAME = 60
MANY_NAMES = 3
MOST_MARKS = 4  # on one letter; no spelling needs more
# Controls, lone surrogates, line breaks of their own, and the marks that reorder the text around them.
HARMFUL_KINDS = {"Cc", "Cs", "Zl", "Zp"}
REORDERING = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}


def shown(name: object) -> str:
    """`name` fit to be shown: what steers the display becomes U+FFFD, towers of accents are cut down."""
    signs, marks = [], 0
    for sign in str(name):
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MOST_MARKS:
            signs.append("\N{REPLACEMENT CHARACTER}" if _harmful(sign) else sign)
    return "".join(signs)


def _harmful(sign: str) -> bool:
    return sign in REORDERING or unicodedata.category(sign) in HARMFUL_KINDS


def width(text: str) -> int:
    """Columns that `text` takes: a Chinese sign takes two, a combining mark none."""
    return sum(map(_columns, text))


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def short(name: object, columns: int = LONGEST_NAME) -> str:
    """`shown(name)`, cut with an ellipsis to at most `columns` columns."""
    return cut(shown(name), columns, _columns)


def cut(text: str, room: float, wide: Callable[[str], float]) -> str:
    """`text`, or its beginning and an ellipsis so that it is at most `room` wide; `wide` measures a sign."""
    if sum(map(wide, text)) <= room:
        return text
    left, kept = room - wide("…"), 0
    for sign in text:
        left -= wide(sign)
        if left < 0:
            break
        kept += 1
    return text[:kept] + "…"


@dataclass(frozen=True)
class Words(Numbers):
    """The catalogue in one language, with that language's numbers."""

    def say(self, key: str, **values: object) -> str:
        return CATALOGUE[key][LANGS.index(self.lang)].format(**values)

    def days(self, count: int) -> str:
        return self.say("day" if count == 1 else "days", days=count)

    def times(self, replications: int) -> str:
        return self.say("time" if replications == 1 else "times", times=self.count(replications))

    def klass(self, name: str) -> str:
        return self.say(f"class_{name}")

    def names(self, variants: Sequence[str]) -> str:
        """“a”, “b” and “c”; of many the first few and a count."""
        named = variants if len(variants) <= MANY_NAMES + 1 else variants[:MANY_NAMES]
        parts = [self.say("quoted", name=short(name)) for name in named]
        if len(variants) > len(named):
            parts.append(self.say("others", count=len(variants) - len(named)))
        return self.say("and").join([self.say("comma").join(parts[:-1]), parts[-1]] if parts[1:] else parts)

    def listed(self, parts: Sequence[str], last: str = "and") -> str:
        """Parts joined with commas, the last with `and` or `or`; of many the first few and a count."""
        named = list(parts if len(parts) <= MANY_NAMES + 1 else parts[:MANY_NAMES])
        if len(parts) > len(named):
            named.append(self.say("more", count=len(parts) - len(named)))
        return self.say(last).join([self.say("comma").join(named[:-1]), named[-1]] if named[1:] else named)

    def assumption(self, path: str) -> str:
        """What an assumption is called; one that has no name of its own, by its path."""
        return ASSUMPTIONS[path][LANGS.index(self.lang)] if path in ASSUMPTIONS else short(path)

    def spread(self, facts: Facts) -> str:
        """What the 5–95 % range runs over: drawn worlds, or mere chance around one world."""
        return self.say("replications" if facts.get("worlds") == "centre" else "worlds")


def words(facts: Facts, lang: str) -> Words:
    return Words("zh" if lang == "zh" else "en", str(facts["currency"]))


def variant_row(tables: Tables, name: str) -> dict[str, Any]:
    """The row of `variants` for variant `name` as a dict."""
    frame = tables["variants"]
    return {str(key): value for key, value in frame[frame["variant"] == name].iloc[0].items()}


def tied(tables: Tables, facts: Facts) -> list[str]:
    """The winner and every variant whose simultaneous interval against it holds 0."""
    frame, winner = tables["differences"], facts["winner"]
    close = frame[(frame["variant"] == winner) & (frame["low"] <= 0) & (frame["high"] >= 0)]
    others = [name for name in facts["variants"] if name in set(close["versus"])]
    return [winner, *sorted(others, key=lambda name: name != facts["runner_up"])]


def same(tables: Tables, facts: Facts) -> list[str]:
    """The variants other than the winner that come out as it does in every world."""
    frame = tables["differences"]
    close = frame[(frame["variant"] == facts["winner"]) & (frame[["profit", "low", "high"]] == 0).all(axis=1)]
    return [name for name in facts["variants"] if name in set(close["versus"])]


def rival(tables: Tables, facts: Facts) -> dict[str, Any] | None:
    """The row of `differences` of the winner against the best variant that is not the same; None if all are."""
    frame = tables["differences"]
    others = frame[(frame["variant"] == facts["winner"]) & ~frame["versus"].isin(same(tables, facts))]
    return None if others.empty else {str(key): value for key, value in others.nsmallest(1, "profit").iloc[0].items()}


def answer(tables: Tables, facts: Facts, lang: str) -> str:
    """One sentence: which variant earns most, how surely, and by how much; or that none should be run."""
    say, tables = words(facts, lang), supported(tables, facts)
    row, close = variant_row(tables, facts["winner"]), rival(tables, facts)
    key = _case(tables, facts, row, close)
    alike = [facts["winner"], *same(tables, facts)]
    values = _winner_values(say, tables, facts, alike)
    values["profit"] = say.money(abs(row["profit"]) if "loses" in key else row["profit"])
    if key == "idle":
        values |= _best_clicker(say, tables)
    elif key == "one_world":
        other = variant_row(tables, facts["runner_up"])
        values |= {"runner_up": short(facts["runner_up"]), "gap": say.money(other["profit"])}
    elif close is not None and key != "nothing":
        values |= {
            "runner_up": short(close["versus"]),
            "gap": say.money(close["profit"]),
            "low": say.money(close["low"]),
            "high": say.money(close["high"]),
            "tied": say.names(tied(tables, facts)),
        }
    return say.say(key, **values, holds=_holds(say, tables, facts, key))


def _holds(say: Words, tables: Tables, facts: Facts, key: str) -> str:
    """A clause on the low and the high value of what the data cannot tell; empty where none was run."""
    if tables["sensitivity"].empty:
        return ""
    names = say.listed([say.assumption(path) for path in paths(tables)])
    if key.startswith(("alone", "same")):
        frame = tables["sensitivity"]
        profit = frame.loc[(frame["variant"] == facts["winner"]) & (frame["level"] != "mid"), "profit"]
        low, high = say.money(profit.min()), say.money(profit.max())
        return say.say("holds_alone", assumptions=names, low=low, high=high)
    undecided = key.endswith("tied")
    leading = tied(tables, facts) if undecided else [facts["winner"], *same(tables, facts)]
    told: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes(tables, facts, leading, undecided):
        sentence = _turn(outcome, "loses" in key)
        if sentence:
            level = say.say(f"level_{outcome.level}", assumption=say.assumption(outcome.path), value=outcome.value)
            best = "" if sentence == "holds_loses" else short(outcome.best)
            told.setdefault((sentence, best), []).append(level)
    if not told:
        still = "holds_tied_still" if undecided else "holds_loses_too" if "loses" in key else "holds_wins"
        return say.say(still, assumptions=names)
    return "".join(
        say.say(sentence, levels=say.listed(levels, "or"), best=best) for (sentence, best), levels in told.items()
    )


def _turn(outcome: Outcome, losing: bool) -> str | None:
    """Which sentence an outcome asks for; none where the answer stays as it is."""
    if losing and outcome.profit > 0:
        return "holds_earns"
    if not losing and outcome.profit < 0:
        return "holds_loses"
    if outcome.kind == "other":
        return "holds_other_loses" if losing else "holds_other"
    return {"same": None, "tied": "holds_tied", "decided": "holds_decided"}[outcome.kind]


def _best_clicker(say: Words, tables: Tables) -> dict[str, str]:
    frame = tables["variants"]
    row = frame[frame["clicks"] > 0].nlargest(1, "profit").iloc[0]
    return {"runner_up": short(row["variant"]), "gap": say.money(abs(row["profit"]))}


def _case(tables: Tables, facts: Facts, row: Mapping[str, Any], close: Mapping[str, Any] | None) -> str:
    # By clicks, not by cost: where nobody rivals, clicks can be free.
    if not tables["variants"]["clicks"].any():
        return "nothing"
    alone = facts.get("runner_up") is None
    if not alone and not repeated(facts):
        return "one_world"
    if not alone and not row["clicks"]:
        return "idle"
    case = "loses" if row["profit"] < 0 else "wins"
    if close is None:
        return f"{'alone' if alone else 'same'}_{case}"
    return case if close["low"] > 0 else {"loses": "loses_tied", "wins": "tied"}[case]


def _winner_values(say: Words, tables: Tables, facts: Facts, alike: Sequence[str]) -> dict[str, str]:
    """Of the winner; `alike` are all variants that come out as it does, itself first."""
    spread, row = say.spread(facts), variant_row(tables, facts["winner"])
    frame = tables["variants"]
    best = frame.loc[frame["variant"].isin(alike), "best_share"].sum()
    often = repeated(facts) and row["loss_share"] >= 0.005
    roas, roi = say.ratio(row["roas"]), say.percent(row["roi"])
    return {
        "winner": short(facts["winner"]),
        "days": say.days(int(facts["days"])),
        "range": _range(say, facts, row),
        "loss": say.say("loss", share=say.percent(row["loss_share"])) if often else "",
        "best": say.percent(best),
        "spread": spread,
        "returns": say.say("returns", roas=roas, roi=roi) if row["cost"] > 0 else say.say("free"),
        "alike": say.names(alike),
        "too": say.say("same_too", names=say.names(alike[1:]), spread=spread) if alike[1:] else "",
    }


def _range(say: Words, facts: Facts, row: Mapping[str, Any]) -> str:
    if not repeated(facts):
        return say.say("range_unknown")
    spread = say.spread(facts)
    if not ranged(facts):
        return say.say("range_few", spread=spread)
    low, high = (say.money(row[name]) for name in ("profit_p05", "profit_p95"))
    return say.say("range_losing" if row["profit"] < 0 else "range", low=low, high=high, spread=spread)


@dataclass(frozen=True)
class Summary:
    """A small table of text: `headings`, then `rows` of the same length, the best variant first."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_rows(tables: Tables, facts: Facts, lang: str) -> Summary:
    """Per variant: profit ± 95 % simulation error, 5–95 % range, ROAS, ROI, share in which it is best."""
    say, variants = words(facts, lang), supported(tables, facts)["variants"]
    keys = ("variant", "profit_and_error", "range_90", "roas", "roi", "best_share")
    ranked = variants.sort_values("profit", ascending=False, kind="stable")
    rows = tuple(_summary_row(say, facts, row) for row in ranked.to_dict("records"))
    return Summary(tuple(say.say(f"column_{key}") for key in keys), rows)


def _summary_row(say: Words, facts: Facts, row: Mapping[Any, Any]) -> tuple[str, ...]:
    error = f" ± {say.money(row['profit_error'] * error_factor(facts))}" if repeated(facts) else ""
    low, high = say.money(row["profit_p05"]), say.money(row["profit_p95"])
    return (
        short(row["variant"], 40),
        say.money(row["profit"]) + error,
        f"{low} … {high}" if ranged(facts) else MISSING,
        say.ratio(row["roas"]),
        say.percent(row["roi"]),
        say.percent(row["best_share"]),
    )
