"""A folder explains its own runs and no others; what is asked wrongly is refused with the way to mend it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adsim.cli import cli
from adsim.errors import InputError
from adsim.experiments.explain import explain
from adsim.report import explanation
from adsim.report.numbers import LANGS
from adsim.results import load_tables, save_tables

ROWS = """keyword,class,campaign,searches,ctr,cvr,max_cpc,rival_bid
劳保手套,head,a,900,0.05,0.05,2.0,2.4
gloves,long_tail,a,400,0.06,0.08,3.6,2.8
twice,precise,a,90,0.08,0.1,0.3,4.0
twice,precise,b,60,0.08,0.1,0.3,4.0
"""
SCENARIO = """name: small
platform: "1688"
start: 2024-05-06
days: 3
seed: 5
replications: 2
market:
  rivals: {count: 14, per_keyword: 14, daily_budget: 60}
  devices: {mobile: {share: 0.8}, pc: {share: 0.2}}
keywords: {file: words.csv}
products:
  - {name: glove, price: 68.0, unit_cost: 42.0}
campaign: {daily_budget: 40, split: equal}
variants:
  plain: {}
  dear: {campaign.bid_factor: {head: 1.5, long_tail: 1.5, precise: 1.5}}
"""


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)
    if isinstance(done.exception, InputError):
        return 2, str(done.exception)
    assert done.exception is None, done.exception
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("explain")
    (home / "words.csv").write_text(ROWS, encoding="utf-8")
    (home / "shop.yaml").write_text(SCENARIO, encoding="utf-8")
    out = home / "out"
    done = run("compare", home / "shop.yaml", "-o", out, "-q", "--workers", "1", "--seed", "9", "--no-sensitivity")
    assert done[0] == 0, done[1]
    return out


def test_a_folder_needs_nothing_but_itself(folder: Path) -> None:
    """The scenario may have been moved or changed since: its keyword file too lies in the folder."""
    assert (folder / "scenario_keywords.csv").read_text(encoding="utf-8") == ROWS
    words = folder.parent / "words.csv"
    words.rename(folder.parent / "gone.csv")
    try:
        told = explain(folder, "劳保手套", 2, variant="dear", replication=1)
    finally:
        (folder.parent / "gone.csv").rename(words)
    assert told.found.keyword == "劳保手套" and told.found.bid == 3.0
    assert {cell.device for cell in told.found.cells} == {"mobile", "pc"}


def test_all_days_together_are_the_saved_run(folder: Path) -> None:
    """Two keywords of two classes; the others have no other keyword, so classes tell them."""
    table = load_tables(folder)[0]["keywords"]
    row = table[(table["variant"] == "dear") & (table["keyword"] == "gloves")].iloc[0]
    worlds = [
        sum(cell.got[0].clicks for cell in explain(folder, "2", day, variant="dear", replication=world).found.cells)
        for world in (0, 1) for day in (1, 2, 3)
    ]  # fmt: skip
    assert sum(worlds) / 2 == row["clicks"] > 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-k", "glove", "-d", "1"), "did you mean gloves?"),
        (("-k", "5", "-d", "1"), "by name or by number (1 to 4)"),
        (("-k", "twice", "-d", "1"), "give the number of one: 3, 4"),
        (("-k", "1", "-d", "4"), "--day: must be 1 to 3 here, got 4"),
        (("-k", "1", "-d", "1", "-v", "deer"), "did you mean dear?"),
        (("-k", "1", "-d", "1", "-r", "2"), "--replication: must be 0 to 1 here, got 2"),
        (("-k", "1", "-d", "1", "--hour", "24"), "--hour: must be 0 to 23 here, got 24"),
    ],
)
def test_what_is_asked_wrongly_is_refused(folder: Path, words: tuple[str, ...], told: str) -> None:
    code, said = run("explain", folder, *words)
    assert code == 2 and told in said


def test_another_engine_or_scenario_is_refused(folder: Path, tmp_path: Path) -> None:
    tables, facts = load_tables(folder)

    def copied(**changes: object) -> Path:
        save_tables(tmp_path, tables, facts | changes)
        for name in ("scenario.yaml", "scenario_keywords.csv"):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
        return tmp_path

    explain(copied(), "1", 1)
    with pytest.raises(InputError, match="another engine"):
        explain(copied(engine="adsim 0.1.0 (123456789abc)"), "1", 1)
    with pytest.raises(InputError, match="holds a sweep"):
        explain(copied(kind="sweep"), "1", 1)
    words = copied() / "scenario_keywords.csv"
    words.write_text(ROWS.replace("900", "901"), encoding="utf-8")
    with pytest.raises(InputError, match="is not the one that the figures are of"):
        explain(tmp_path, "1", 1)
    (copied() / "scenario.yaml").unlink()
    with pytest.raises(InputError, match=r"holds no scenario\.yaml"):
        explain(tmp_path, "1", 1)


def test_json_has_every_hour_of_every_page(folder: Path) -> None:
    told = json.loads(run("explain", folder, "-k", "gloves", "-d", "3", "--json")[1])
    assert (told["keyword"], told["day"], told["date"], told["currency"]) == ("gloves", 3, "2024-05-08", "CNY")
    assert [[hour["hour"] for hour in cell["hours"]] for cell in told["cells"]] == [list(range(24))] * 2
    ours = [one for one in told["cells"][0]["hours"][0]["standings"] if one["advertiser"] == 0]
    assert len(ours) == 1 and ours[0]["group"] == "ours"


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_why_searches_were_lost(folder: Path, lang: str) -> None:
    """A bid of 0.45 among fourteen rivals around 4: not on the page, and quality is not why."""
    told = explain(folder, "3", 1, variant="dear", hour=0).plain
    say = explanation.words(told, lang)
    said = "\n".join(explanation.sentences(told, say))
    lost = sum(cell["lost"]["rank"] for cell in told["cells"])
    assert lost > 0 and say.say("explain_lost_rank", count=f"{lost:,}") in said
    first = next(hour for hour in told["cells"][0]["hours"] if hour["quality_needed"] is not None)
    assert first["at_average_quality"] is False and first["quality_needed"] > 1
    assert say.ratio(first["quality_needed"]) in said and say.money(first["up"]["bid"]) in said
    page, hours = explanation.sheets(told, say, None)[:2]
    assert say.say("explain_rank") in {row[-1] for row in page.rows}
    assert page.headings[-1] == hours.headings[-1] == say.say("column_why")


def test_money_gone_is_told_with_its_hour(folder: Path) -> None:
    told = explain(folder, "gloves", 1, variant="dear").plain
    (account,) = told["accounts"]
    said = "\n".join(explanation.sentences(told, explanation.words(told, "en")))
    assert account["gone_at"] is not None
    assert f"all spent at {int(account['gone_at']):02d}:" in said and "because the money was gone" in said


def test_one_hour_is_its_pages_only(folder: Path) -> None:
    said = run("explain", folder, "-k", "1", "-d", "1", "--hour", "20")[1]
    assert said.count("The page at 20:00–21:00") == 2 and "hour by hour" not in said
