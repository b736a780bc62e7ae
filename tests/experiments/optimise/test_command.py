"""`adsim optimise` as a user meets it: the answer, the plan's files, JSON, and errors with exit codes."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adsim.cli import cli
from adsim.errors import InputError
from tests.simulation import worlds

FEW = ("--trials", "3", "-n", "2", "--workers", "1")


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = json.dumps(worlds._SMALL | {"days": 1, "variants": {"plain": {}}}, ensure_ascii=False)
    Path("shop.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def call(*words):
    return CliRunner().invoke(cli, ["optimise", "shop.yaml", *words], catch_exceptions=False)


def test_the_answer_comes_first_and_the_plan_lies_where_it_says(shop):
    done = call(*FEW, "--lang", "zh")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0].startswith(("3 个点和", "每个方案都亏损"))
    folder = Path("out/small_optimise")
    assert lines[-3:] == [str(folder / name) for name in ("plan.xlsx", "plan.csv", "report.html")]
    assert "runs" in done.stderr
    with Path(lines[-2]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 15
    assert rows[0]["词类"] == "大词"
    assert not list((folder / "tables").glob("*.csv"))
    page = Path(lines[-1]).read_text(encoding="utf-8")
    assert 'lang="zh-CN"' in page and '<a href="plan.xlsx">' in page
    redrawn = CliRunner().invoke(cli, ["report", str(folder), "--lang", "zh"], catch_exceptions=False)
    assert redrawn.stdout.strip() == lines[-1]
    assert Path(lines[-1]).read_text(encoding="utf-8") == page, "drawn again it is the same"
    again = call(*FEW, "--lang", "en", "--quiet", "--csv")
    assert (again.exit_code, again.stderr) == (0, "")
    assert len(again.stdout.splitlines()) == 4
    assert Path("out/small_optimise/tables/trials.csv").exists()
    told = json.loads(call(*FEW, "--json", "-q").stdout)
    assert told["answer"] == again.stdout.splitlines()[0]
    assert told["facts"]["resumed"] == 3
    assert told["report"] == lines[-1]
    anew = json.loads(call(*FEW, "--json", "-q", "--fresh").stdout)
    assert anew["facts"]["resumed"] == 0
    assert anew["remeasured"] == told["remeasured"]
    assert sum(row["daily_budget"] for row in told["budgets"]) == pytest.approx(150)
    assert told["remeasured"][0]["name"] == told["facts"]["winner"]


@pytest.mark.parametrize(("words", "said"), [(("--over", "split,bid"), "'bid'"), (("--over", ","), "at least one")])
def test_what_cannot_be_searched_leaves_nothing(shop, words, said):
    with pytest.raises(InputError, match=said):
        call(*FEW, *words)
    assert not Path("out").exists()
