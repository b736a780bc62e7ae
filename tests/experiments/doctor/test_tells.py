"""What is missing and what the data can tell."""

from pathlib import Path

import numpy as np
import pytest

import adsim
from adsim.experiments.calibration import Options
from adsim.experiments.doctor import Inspection, inspect
from adsim.experiments.doctor.precision import Rate
from adsim.report.inspection import told
from tests.experiments.doctor.planted import account, amazon, without, written

# What is missing.


def test_what_is_missing_is_what_calibrate_assumes(tmp_path: Path) -> None:
    path = written(tmp_path, without(account(), "Max. CPC", "Search impr. share"))
    quick = Options(rounds=1, replications=2)
    calibration = adsim.calibrate(path, out=tmp_path / "shop.yaml", options=quick, proof=False)
    assumed = {figure.name: figure.value for figure in calibration.defaults}
    missing = {one["name"]: one["value"] for one in inspect(path).facts["missing"]}
    assert missing == assumed and {"bid_over_cpc", "impression_share", "unit_cost", "rivals"} <= set(missing)


def test_what_a_column_tells_is_not_missing(tmp_path: Path, clean: Inspection) -> None:
    assert not {"bid_over_cpc", "impression_share", "cvr", "basket"} & {one["name"] for one in clean.facts["missing"]}
    bare = inspect(written(tmp_path, without(account(), "Max. CPC", "Conversions", "Conv. value")))
    ways = {one["name"]: one for one in bare.facts["missing"]}
    assert {"bid_over_cpc", "cvr", "basket"} <= set(ways)
    assert [one["column"] for one in ways["bid_over_cpc"]["columns"]] == ["Max. CPC"]
    assert ways["cvr"]["option"] == "--cvr" and ways["cvr"]["columns"][0]["column"] == "Conversions"


def test_what_another_report_would_tell_is_named(tmp_path: Path) -> None:
    ways = {one["name"]: one for one in inspect(amazon(tmp_path, account())).facts["missing"]}
    assert [one["layout"] for one in ways["bid_over_cpc"]["reports"]] == ["targeting"]
    assert "campaigns" in [one["layout"] for one in ways["daily_budget"]["reports"]]
    assert ways["rivals"]["columns"] == ways["rivals"]["reports"] == []
    text = told(inspect(amazon(tmp_path, account())).facts, "en")
    assert "add the Amazon Sponsored Products targeting report, or say --bid-over-cpc" in text


# What can be told.


def test_rates_have_a_range_that_narrows_with_the_data(clean: Inspection, tmp_path: Path) -> None:
    small = inspect(written(tmp_path, account(14)))
    ranges = []
    for found in (small, clean):
        cvr = {one["klass"]: one for one in found.facts["account"]["classes"]}["all"]["cvr"]
        assert cvr["low"] < cvr["value"] < cvr["high"]
        ranges.append(cvr["high"] - cvr["low"])
    assert ranges[1] == pytest.approx(ranges[0] / 2**0.5, rel=0.1)


def test_the_range_covers_the_rate_in_nine_of_ten() -> None:
    """2,000 draws, seed 7: the share covered has a standard error of 0.007; four of them either way, so a false
    alarm comes in 1 of 16,000 seeds (Jeffreys' interval itself covers 0.90 on average over rates)."""
    generator = np.random.default_rng(7)
    rates = generator.uniform(0.02, 0.2, 2000)
    counts = generator.binomial(400, rates)
    covered = np.mean([low <= rate <= high for rate, count in zip(rates, counts, strict=True)
                       for low, high in [Rate(float(count), 400.0).range or (0, 0)]])  # fmt: skip
    assert abs(covered - 0.9) < 0.028


def able(found: Inspection) -> dict[str, bool]:
    return {one["kind"]: one["told"] for one in found.facts["tells"]}


def test_what_the_data_can_tell_follows_from_what_is_there(clean: Inspection, tmp_path: Path) -> None:
    assert able(clean) == {"keyword_clicks": True, "keyword_orders": True, "proof": True, "weekdays": True,
                           "hours": False, "delay": False, "position": True, "rival_spread": False}  # fmt: skip
    bids = [{**row, "Max. CPC": 0.9 if place < 80 else 0.7} for place, row in enumerate(account())]
    assert able(inspect(written(tmp_path, bids)))["rival_spread"]
    undated = without(account(1), "Day", "Search impr. share", "Conversions", "Conv. value")
    assert not {kind for kind, yes in able(inspect(written(tmp_path, undated))).items() if yes} - {"keyword_clicks"}
