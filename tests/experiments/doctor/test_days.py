"""Days far off the rest are told from weekdays, growth and ordinary scatter.

Measured over 100 accounts each (Poisson around gamma days of shape 6.7 and 30, 10 to 2,000 clicks a day, 14 to 60
days): 0 to 8 % are flagged though no day was touched.
"""

from datetime import date

import numpy as np
import pytest

from adsim.experiments.doctor.days_in_doubt import Days, days_in_doubt, outliers
from tests.experiments.doctor.planted import START, WEEK

DAYS = 56


def clicks(seed: int, growth: float = 1.0, shape: float | None = None) -> np.ndarray:
    """Daily clicks of an account that grows to `growth` times its size; a week's pattern, chance around it."""
    generator = np.random.default_rng(seed)
    level = 120 * growth ** np.linspace(0, 1, DAYS) * np.array(WEEK)[np.arange(DAYS) % 7]
    scatter = 1.0 if shape is None else generator.gamma(shape, 1 / shape, DAYS)
    return generator.poisson(level * scatter).astype(float)


@pytest.mark.parametrize("growth", [1.0, 3.0, 1 / 3])
def test_growth_and_weekdays_are_no_outliers(growth: float) -> None:
    assert [outliers(clicks(seed, growth), 0) for seed in range(4)] == [[]] * 4


@pytest.mark.parametrize(("factor", "place"), [(3.0, 20), (3.0, 0), (3.0, DAYS - 1), (0.2, 33)])
def test_a_planted_day_is_found_with_its_factor(factor: float, place: int) -> None:
    values = clicks(5)
    values[place] = round(values[place] * factor)
    ((number, found),) = outliers(values, 0)
    assert number == place and found == pytest.approx(factor, rel=0.35)


def test_restless_accounts_are_seldom_flagged() -> None:
    """60 accounts of gamma days (shape 6.7), seeds 100 to 159: about 4 % are expected to be flagged, more than 8 of
    60 by chance in 1 of 2,000 such sets of seeds."""
    flagged = sum(bool(outliers(clicks(100 + seed, shape=6.7), 0)) for seed in range(60))
    assert flagged <= 8


def test_few_days_or_few_clicks_say_nothing() -> None:
    values = clicks(6)
    values[5] *= 5
    assert outliers(values[:13], 0) == [] and outliers(np.round(values / 60), 0) == []


def test_days_without_lines_are_passed_over() -> None:
    values = clicks(7)
    values[10:14] = np.nan
    values[30] *= 4
    days = Days("terms.csv", START, values, None)
    kinds = {finding.kind: finding for finding in days_in_doubt(days)}
    assert set(kinds) == {"gaps", "outlier_days"}
    assert kinds["gaps"].facts["days"] == 4 and kinds["gaps"].lines[0].path == "2026-03-12 … 2026-03-15"
    assert [line.path for line in kinds["outlier_days"].lines] == [str(date(2026, 4, 1))]
