"""The keyword CSV of a calibrated scenario: the estimates as observed rows; and how both files are put in place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import AdsimError
from adsim.experiments.calibration.assumptions import Figure
from adsim.experiments.calibration.estimates import Estimates
from adsim.experiments.calibration.fit import KNOBS
from adsim.experiments.calibration.scenario_draft import keyword_file, rivals_of_hidden
from adsim.results import FORMULA_STARTS, replace_file, write_csv

LEAST_CTR, HIGHEST_CTR, HIGHEST_CVR = 1e-6, 0.85, 0.9
LEAST_HIDDEN = 0.005  # of a keyword's searches: fewer lost to rank get no row of their own
TEXTS = ("keyword", "class", "campaign", "ad_group", "match_type", "target", "product")
NUMBERS = ("searches", "observed_ctr", "observed_cpc", "observed_position", "cvr", "max_cpc", "basket",
           "searches_spread", "ctr_spread", "cvr_spread", "cpc_spread", "basket_spread")  # fmt: skip
_GUARDED = re.compile(rf"'+\s*[{re.escape(''.join(FORMULA_STARTS))}]")


@dataclass(frozen=True)
class KeywordRows:
    """The `rows` of the keyword CSV; of each, which line of the estimates it is of, and whether the ad is shown."""

    rows: pd.DataFrame
    owner: NDArray[np.int64]
    shown: NDArray[np.bool_]


def keyword_rows(
    estimates: Estimates,
    prices: Mapping[str, float],
    platform: str,
    corrections: pd.DataFrame | None = None,
    *,
    now: bool = True,
) -> KeywordRows:
    """The estimates as rows. `prices` by product name; `corrections` are factors on searches, ctr and cpc from
    the fit, line by line as the estimates; `now`: as figures stand at the end of the reports, else their means.
    Searches lost to rank follow the keyword they belong to."""
    told = estimates.rows
    factor = corrections if corrections is not None else pd.DataFrame(1.0, told.index, list(KNOBS))
    moved = pd.DataFrame([estimates.now[klass] for klass in told["klass"]], index=told.index)
    if not now:
        moved[:] = 1.0
    cpc = told["cpc"] * factor["cpc"] * moved["rival_bids"]
    price = told["product_name"].map(dict(prices)).to_numpy(float)
    frame = pd.DataFrame(
        {
            "keyword": told["name"], "class": told["klass"],
            **{name: told[name] for name in ("campaign", "ad_group", "match_type", "target")},
            "product": told["product_name"],
            "searches": told["searches"] * factor["searches"],
            "observed_ctr": np.clip(told["ctr"] * factor["ctr"] * moved["ctr"], LEAST_CTR, HIGHEST_CTR),
            "observed_cpc": cpc,
            "observed_position": told["position"].where(told["position"] >= 1),
            "cvr": np.clip(told["cvr"] * moved["cvr"], 1e-6, HIGHEST_CVR),
            "max_cpc": np.maximum(told["max_cpc"], cpc),
            "basket": told["order_value"] / price,
            **{f"{name}_spread": told[f"{name}_spread"] for name in ("searches", "ctr", "cvr", "cpc")},
            "basket_spread": told["order_value_spread"],
            "shown": "yes", "rivals": "",
        }
    )  # fmt: skip
    hidden = frame.assign(searches=told["hidden"] * factor["searches"], shown="no",
                          rivals=str(rivals_of_hidden(platform)), observed_position=np.nan)  # fmt: skip
    hidden = hidden[told["hidden"] > LEAST_HIDDEN * (told["searches"] + told["hidden"])]
    both = pd.concat([frame, hidden]).sort_index(kind="stable")
    owner = both.index.to_numpy(np.int64)
    both = both.reset_index(drop=True)
    for name in NUMBERS:
        both[name] = [float(f"{value:.6g}") for value in both[name]]
    # Rounding must not lift a price above its bid.
    both["max_cpc"] = np.maximum(both["max_cpc"], both["observed_cpc"])
    used = both[[name for name in (*TEXTS, *NUMBERS, "shown", "rivals") if _used(both, name)]]
    return KeywordRows(used, owner, (both["shown"] == "yes").to_numpy())


def products(estimates: Estimates, figures: Mapping[str, Figure]) -> pd.DataFrame:
    """`name`, `price` (the mean order) and `unit_cost` of each product, largest cost of advertising first."""
    rows = estimates.rows
    orders = rows["clicks_a_day"] * rows["cvr"] + 1e-12
    sums = pd.DataFrame(
        {"name": rows["product_name"], "value": rows["order_value"] * orders, "orders": orders, "cost": rows["cost"]}
    )
    by_name = sums.groupby("name", sort=False).sum().sort_values("cost", ascending=False, kind="stable")
    price = (by_name["value"] / by_name["orders"]).map(lambda value: float(f"{value:.4g}"))
    basket, unit_cost = figures["basket"].value, figures["unit_cost"].value
    cost = (price * unit_cost / basket).map(lambda value: float(f"{value:.4g}"))
    return pd.DataFrame({"name": by_name.index.astype(str), "price": price.to_numpy(), "unit_cost": cost.to_numpy()})


def _used(frame: pd.DataFrame, name: str) -> bool:
    if name == "shown":
        return bool((frame[name] == "no").any())
    if name in ("keyword", "class") or name not in (*TEXTS, "rivals"):
        return bool(frame[name].notna().any())
    return bool((frame[name] != "").any())


def write_keywords(path: Path, rows: pd.DataFrame) -> None:
    """Write the keyword CSV. A text that reads as a formula gets an apostrophe, which reading takes off again;
    one that has an apostrophe in that place already gets one more."""
    frame = rows.copy()
    for name in TEXTS:
        if name in frame:
            frame[name] = [f"'{word}" if _GUARDED.match(word) else word for word in frame[name]]
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
