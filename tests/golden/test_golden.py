"""Whole runs give the figures they gave before: tallies to the unit, tables to five digits.

A change that is meant to move figures writes the files anew with `python -m tests.golden`; the diff then shows
in review what moved. A change that is not meant to, and does, is found here.
"""

import pandas as pd
import pytest

from tests.golden import tables


@pytest.fixture(scope="module")
def made():
    return tables.made()


def test_every_tally_to_the_unit(made):
    pd.testing.assert_frame_equal(made["tallies.csv"], pd.read_csv(tables.HERE / "tallies.csv"), check_exact=True)


@pytest.mark.parametrize("name", tables.COMPARED)
def test_tables_to_five_digits(made, name):
    kept = pd.read_csv(tables.HERE / f"{name}.csv")
    pd.testing.assert_frame_equal(made[f"{name}.csv"], kept, check_dtype=False, rtol=2e-5, atol=1e-9)


def test_the_market_uses_every_part(made):
    """A golden run in which nothing binds would hold little: budgets, refunds, late orders and losses all occur."""
    tallies = made["tallies.csv"]
    assert (tallies[["clicks", "orders", "refunds", "lost_to_budget", "lost_to_rank", "rival_cost"]].sum() > 0).all()
    assert (tallies["orders_so_far"] <= tallies["orders"]).all()
    assert tallies["orders_so_far"].sum() < tallies["orders"].sum()
    assert tallies.groupby("variant")["cost"].sum().nunique() == 5
