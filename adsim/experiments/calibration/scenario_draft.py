"""The scenario that a calibration writes: a YAML text whose comments say where each value is from, and the
keyword CSV beside it. Both are put in place whole, or neither is."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from adsim.errors import AdsimError
from adsim.experiments.calibration.estimates import FLOORS_PART, Figure, class_floors
from adsim.platforms import platform
from adsim.platforms.exports import Export
from adsim.results import FORMULA_STARTS, replace_file, write_csv
from adsim.scenario.objects import CLASSES

HANDBOOK_SPLIT = {"head": 0.3, "long_tail": 0.6, "precise": 0.1}
COLUMNS = ("keyword", "class", "searches", "ctr", "cvr", "max_cpc", "rival_bid", "ctr_spread", "cvr_spread")
_GUARDED = re.compile(rf"'+\s*[{re.escape(''.join(FORMULA_STARTS))}]")

TEMPLATE = """\
# {title}
# Behind each value stands its source: [export], [option], or [assumption]. Mend the assumptions first.
# Bids are set by search term here, a platform sets them by keyword: a simplification.
name: {name}
platform: {platform_name}  # {platform_comment}
currency: {currency}  # {currency_comment}
start: {start}  # {start_comment}
days: 28  # [assumption] four weeks
seed: {seed}
replications: {replications}
market:
  rivals:
    count: {rival_count}  # [assumption] advertisers in the market
    per_keyword: {rivals}  # {rivals_comment}
    bid_spread: 0.5  # [assumption] averages cannot tell how far rivals' bids spread
    quality_spread: 0.3  # [assumption]
keywords:
  # {keyword_comment}
  # searches, ctr and rival_bid fitted so that a simulation shows the report's impressions, clicks and cost
  file: {keyword_file}
products:
  - name: product
    price: {basket}  # {basket_comment}
    unit_cost: {unit_cost}  # {unit_cost_comment}
    commission: 0.05  # [assumption] platform's share of revenue
    tax: 0.01  # [assumption]
    refunds:
      rate: 0.15  # [assumption] low end of the usual 15 to 27 %
campaign:
  daily_budget: {daily_budget}  # {daily_budget_comment}
  split: {current}  # [export] the report's spend by class, for each at least a few clicks a day
uncertainty:
  ctr: {ctr_uncertainty}  # [assumption] 0.15, and the noise of {clicks} clicks
  cvr: {cvr_uncertainty}  # [assumption] {cvr_why}
baseline: current
variants:
  current: {{}}  # the report's own split
{variants}"""


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of the classes as shares of four digits that add up to exactly 1."""
    total = sum(weights.values())
    rounded = {name: round(weight / total, 4) for name, weight in weights.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(share for name, share in rounded.items() if name != largest), 4)
    return rounded


def spend_split(table: pd.DataFrame, daily_budget: float) -> dict[str, float]:
    """The spend of the keywords by class as shares. A class with keywords gets at least the money of a few
    clicks (`LEAST_CLICKS`), as a share too small for one click would never buy what the export shows; where
    the budget is an option and too small for that, all these least shares shrink alike."""
    spend = {str(name): float(cost) for name, cost in table.groupby("klass")["cost"].sum().items()}
    floors = class_floors(table)
    part = min(1.0, FLOORS_PART * daily_budget / sum(floors.values())) / daily_budget
    least = {name: floor * part for name, floor in floors.items()}
    raised: set[str] = set()
    while True:
        rest = sum(cost for name, cost in spend.items() if name not in raised)
        left = 1 - sum(least[name] for name in raised)
        weights = {name: least[name] if name in raised else left * cost / rest for name, cost in spend.items()}
        short = {name for name in spend if weights[name] < least[name]}
        if not short:
            return shares({name: weights.get(name, 0.0) for name in CLASSES})
        raised |= short


def scenario_name(out: Path) -> str:
    """A name that a scenario takes, from the file's."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", out.stem).lstrip("_.-")[:100] or "my_shop"


def keyword_file(out: Path) -> Path:
    return out.with_name(f"{out.stem}_keywords.csv")


def scenario_text(
    out: Path,
    export: Export,
    table: pd.DataFrame,
    figures: Mapping[str, Figure],
    uncertain: Mapping[str, float],
    seed: int,
    replications: int,
    platform_source: str,
) -> str:
    """The YAML of the scenario at `out`; `table` are the pooled keywords."""
    known = platform(export.platform)
    present = [name for name in CLASSES if (table["klass"] == name).any()]
    told_orders = figures["cvr"].source == "export"
    values: dict[str, Any] = {
        "title": _plain(f"Calibrated by `adsim calibrate` from {export.file}: {export.layout.title},"
                        f" {len(export.rows):,} rows, {figures['period_days'].value} days"),
        "name": json.dumps(scenario_name(out)),
        "platform_name": json.dumps(known.name),
        "platform_comment": f"[{platform_source}] {known.english}",
        "seed": seed,
        "replications": replications,
        "rival_count": max(12, figures["rivals"].value),
        "keyword_comment": f"[export] {int(table['terms'].sum()):,} search terms, rare ones pooled",
        "keyword_file": json.dumps(keyword_file(out).name, ensure_ascii=False),
        "current": _flow(spend_split(table, figures["daily_budget"].value)),
        "ctr_uncertainty": uncertain["ctr"],
        "cvr_uncertainty": uncertain["cvr"],
        "clicks": f"{int(table['clicks'].sum()):,}",
        "cvr_why": f"0.20, and the noise of {table['orders'].sum():g} orders" if told_orders else "the rate is a guess",
        "variants": _variants(present),
    }  # fmt: skip
    for name in ("currency", "start", "rivals", "basket", "unit_cost", "daily_budget"):
        values[name], values[f"{name}_comment"] = figures[name].value, _plain(figures[name].comment)
    return TEMPLATE.format(**values)


def renormalised(present: list[str]) -> dict[str, float]:
    """30/60/10 over the classes that have keywords."""
    return shares({name: HANDBOOK_SPLIT[name] if name in present else 0.0 for name in CLASSES})


def _variants(present: list[str]) -> str:
    if len(present) < 2:
        lines = ["  bids_up_20:", "    campaign.bid_factor: {head: 1.2, long_tail: 1.2, precise: 1.2}",
                 "  bids_down_20:", "    campaign.bid_factor: {head: 0.8, long_tail: 0.8, precise: 0.8}"]  # fmt: skip
        return "".join(f"{line}\n" for line in lines)
    split = renormalised(present)
    note = "1688 handbook" + ("" if split == HANDBOOK_SPLIT else ", over the classes that have keywords")
    lines = ["  split_30_60_10:", f"    campaign.split: {_flow(split)}  # {note}",
             "  equal:", "    campaign.split: equal",
             "  by_volume:", "    campaign.split: search_volume"]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _flow(split: Mapping[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {share:g}" for name, share in split.items()) + "}"


def _plain(text: str) -> str:
    """Text that is safe in a comment: one line, printable."""
    return "".join(character if character.isprintable() else " " for character in text)


def keyword_rows(keywords: pd.DataFrame) -> pd.DataFrame:
    """The keywords as they are written: six digits, under the headers of the keyword CSV."""
    frame = keywords.rename(columns={"klass": "class"})[list(COLUMNS)].copy()
    for name in COLUMNS[2:]:
        frame[name] = [float(f"{value:.6g}") for value in frame[name]]
    return frame


def write_keywords(path: Path, keywords: pd.DataFrame) -> None:
    """The keyword CSV. A keyword that reads as a formula gets an apostrophe, which reading takes off again;
    one that has an apostrophe in that place already gets one more."""
    frame = keyword_rows(keywords)
    frame["keyword"] = [f"'{word}" if _GUARDED.match(word) else word for word in frame["keyword"]]
    write_csv(path, frame)


def put_both(out: Path, text: str, csv: bytes) -> None:
    """Put scenario and keywords in place; if either cannot be written, what was there before stays."""
    beside = keyword_file(out)
    before = beside.read_bytes() if beside.is_file() else None
    replace_file(beside, csv)
    try:
        replace_file(out, text.encode("utf-8"))
    except (AdsimError, KeyboardInterrupt):
        if before is None:
            beside.unlink(missing_ok=True)
        else:
            replace_file(beside, before)
        raise
