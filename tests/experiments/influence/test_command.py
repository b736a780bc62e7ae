"""The command `sensitivity` as a program reads it."""

import json

import pytest
from click.testing import CliRunner

from adsim.cli import cli
from tests.simulation import worlds


@pytest.mark.parametrize("variants", [{}, {"plain": {}, "equal": {"campaign.split": "equal"}}])
def test_where_nothing_is_bought_nothing_is_missing_in_its_json(variants, tmp_path, monkeypatch):
    """No profit varies, so no share of it is known: null, where there once was a crash."""
    monkeypatch.chdir(tmp_path)
    off = worlds._SMALL | {"days": 2, "variants": variants}
    off["campaign"] = off["campaign"] | {"bid_factor": dict.fromkeys(("head", "long_tail", "precise"), 0)}
    (tmp_path / "off.yaml").write_text(json.dumps(off), encoding="utf-8")
    words = ["sensitivity", "off.yaml", "--samples", "8", "-n", "2", "--workers", "1", "-i", "cvr", "--json", "-q"]
    told = CliRunner().invoke(cli, words)
    assert told.exception is None
    found = json.loads(told.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert found["facts"]["spread"]["profit"]["inputs"] is None
    assert [row["total"] for row in found["indices"]] == [0.0] and {row["profit"] for row in found["best"]} == {0.0}
