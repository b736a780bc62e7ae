"""Audits: the worlds are what they say, figures depend on nothing but the seed, and rules err as they must.

Seeds are fixed; shares of 4,000 tests are held to 4 standard errors (a false alarm once in 16,000 comparisons).
"""

import numpy as np
import pytest

from adsim.errors import InputError
from adsim.experiments.product_test import many_tests, rule_names
from adsim.experiments.product_test.audit import audit
from adsim.experiments.product_test.kills import kills
from adsim.experiments.product_test.worlds import LOOKS, conditions, lognormal, marketplace, paid_by_age, standard
from adsim.verdicts import RULES
from adsim.verdicts.contract import Condition, Design

TESTS = 4_000
ERROR = np.sqrt(0.05 * 0.95 / TESTS)


@pytest.fixture(scope="module")
def few():
    return audit(tests=TESTS, seed=2, rules=["naive_test", "group_sequential", "always_valid"],
                 worlds=["plain", "own_noise", "late_mixture", "one_budget", "payment_dates", "thompson"])  # fmt: skip


def shares(found, rule):
    last = found.at_the_end()
    return dict(zip(*(last[last["rule"] == rule][name] for name in ("world", "wrong")), strict=True))


def test_rules_err_as_is_known(few):
    naive, planned, always = (shares(few, rule) for rule in ("naive_test", "group_sequential", "always_valid"))
    assert abs(naive["plain"] - 0.178) < 4 * np.sqrt(0.178 * 0.822 / TESTS)
    assert naive["own_noise"] > 0.3
    for world in ("plain", "own_noise", "late_mixture", "one_budget"):
        assert planned[world] < 0.05 + 4 * ERROR
    assert planned["thompson"] > 0.07 and planned["payment_dates"] > 0.06
    assert all(share < 0.05 for share in always.values())


def test_a_rule_says_where_it_holds(few):
    rows = few.at_the_end().set_index(["rule", "world"])["holds"]
    assert rows["group_sequential", "own_noise"] and rows["always_valid", "payment_dates"]
    assert not rows["group_sequential", "thompson"] and not rows["naive_test", "plain"]


def test_what_was_seen_once_stays_seen(few):
    for _, rows in few.table.groupby(["rule", "world"]):
        assert list(rows["look"]) == list(LOOKS)
        assert rows["wrong"].is_monotonic_increasing


def test_workers_and_chunks_change_no_figure(monkeypatch):
    asked = {"tests": 700, "worlds": ["plain", "sparse"], "rules": ["group_sequential", "bayes"], "seed": 5}
    one = audit(**asked).table
    monkeypatch.setattr(many_tests, "CHUNK", 90)
    told = []
    two = audit(**asked, workers=2, progress=lambda done, of: told.append((done, of))).table
    assert one.equals(two)
    assert told[0] == (0, 1400) and told[-1] == (1400, 1400)
    assert not one.equals(audit(**{**asked, "seed": 6}).table)


def test_a_fault_on_the_way_ends_it(monkeypatch):
    def broken(self, seen):
        raise KeyboardInterrupt

    monkeypatch.setattr(RULES["bayes"], "read", broken)
    with pytest.raises(KeyboardInterrupt):
        audit(tests=100_000, worlds=["plain"], rules=["bayes"], workers=2)


@pytest.mark.parametrize(("asked", "place"), [({"worlds": ["own"]}, "--worlds"), ({"worlds": ["moon"]}, "--worlds"),
                                              ({"rules": ["coin"]}, "--rules"), ({"tests": 1}, "--tests")])  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked, place):
    with pytest.raises(InputError) as caught:
        audit(**{"tests": 10, **asked})
    assert [problem.where for problem in caught.value.problems] == [place]


def test_worlds_say_what_they_have():
    worlds = standard()
    have = {name: conditions(case.world) for name, case in worlds.items()}
    assert have["plain"] == {Condition.REPEATED_LOOKS}
    assert Condition.DAY_NOISE in have["own_noise"] and Condition.DAY_NOISE not in have["shared_noise"]
    assert Condition.SPARSE in have["sparse"] and Condition.UNEQUAL_ROTATION in have["rotation_80_20"]
    assert {Condition.PAYMENT_DATES, Condition.LATE_ORDERS} <= have["payment_dates"]
    assert Condition.ADAPTIVE_ROTATION in have["thompson"]
    plan = worlds["payment_dates"].design(Design(looks=LOOKS))
    assert plan.dates == "payment" and plan.targets == {"cvr": 0.05}


def test_late_orders_are_those_of_their_law():
    """The lognormal's median at two days; the marketplace's published points, midnight to midnight."""
    shares = np.array(paid_by_age(lognormal(2.0, 1.0), 30))
    assert np.all(np.diff(shares) > 0)
    assert abs((shares[1] + shares[2]) / 2 - 0.5) < 0.05
    by_day = np.array(marketplace(28))
    assert 0.354 < by_day[0] < 0.499 < by_day[1] < 0.591 and abs(by_day[14] - (0.870 + 0.885) / 2) < 0.002


def test_every_rule_can_be_named():
    assert set(RULES) < set(rule_names.known())
    assert rule_names.make("group_sequential:pocock", Design()).design.spending == "pocock"


def test_kills_of_good_products_are_rare_and_bad_ones_are_caught():
    table = kills(tests=1_500, noises=[0.3], seed=3).set_index(["delay", "factor", "look"])["alone"]
    for delay in ("lognormal", "mixture"):
        assert table[delay, 1.0, 7] < 0.05 + 4 * 0.0056 and table[delay, 1.25, 7] < 0.02
        assert table[delay, 0.5, 7] > 0.55 and table[delay, 0.5, 28] > 0.95
