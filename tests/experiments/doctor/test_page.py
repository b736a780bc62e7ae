"""What is said of an inspection: both languages, no steering of the terminal, a stable JSON, the command."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adsim.cli import cli
from adsim.errors import InputError
from adsim.experiments.doctor import inspect
from adsim.report.inspection import told
from tests.experiments.doctor.planted import account, below, peak, twice, two_accounts, written

# The page.


def test_long_lists_are_short_in_text_and_whole_in_json(tmp_path: Path) -> None:
    rows = [{**row, "Max. CPC": 0.3} for row in account()]
    found = inspect(written(tmp_path, rows))
    lines = found.facts["findings"][0]["lines"]
    assert len(lines) == len(rows)
    text = told(found.facts, "en")
    assert f"and {len(rows) - 5} more; --json lists all" in text and text.count("0.6 > 0.3") == 5
    assert f"另有 {len(rows) - 5} 处" in told(found.facts, "zh")


def test_repeated_lines_are_listed_once_whatever_line_they_repeat(tmp_path: Path) -> None:
    text = told(inspect(twice(tmp_path, account())).facts, "en")
    assert "keywords.csv:170 “oak shelf” repeats line 2, with the same figures" in text
    assert text.count("repeats line") == 5 and "and 7 more" in text


HOSTILE = (
    "[bold red]x[/]",
    "\x1b[31mred\x1b[0m",
    "a\tb\x07\x08",
    "\u202egnp.exe",
    "x" * 300,
    "<script>",
    "{0}",
    "书架" * 90,
)


def test_names_from_the_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    rows = account()
    for row, name in zip(rows, HOSTILE, strict=False):
        row |= {"Keyword": name, "Campaign": name, "Max. CPC": 0.3, "Match type": name, "Clicks": f"{row['Clicks']}"}
    rows[20] |= {"Clicks": HOSTILE[1]}
    facts = inspect(written(tmp_path, rows, "a\x1b[1m\u202e.csv")).facts
    for lang in ("en", "zh"):
        text = told(facts, lang)
        assert not [sign for sign in text if sign != "\n" and not sign.isprintable() and sign != "\xa0"]
        assert "[bold red]x[/]" in text and max(map(len, text.splitlines())) < 200


def test_the_schema_of_the_json_is_stable(tmp_path: Path) -> None:
    facts = inspect([*below(tmp_path, account()), *twice(tmp_path, account())][:2]).facts
    assert list(facts) == ["verdict", "reason", "files", "account", "findings", "missing", "tells", "next"]
    assert list(facts["files"][0]) == [
        "file", "platform", "layout", "title", "level", "encoding", "decimal", "currency", "first", "last", "days",
        "dated_days", "gaps", "rows", "total_rows", "unreadable_rows", "columns", "named", "sorts", "totals", "notes",
        "agreeing_total",
    ]  # fmt: skip
    assert list(facts["files"][0]["totals"]) == [
        "impressions", "clicks", "cost", "orders", "revenue", "gross", "ctr", "cpc", "cvr", "aov", "roas",
    ]  # fmt: skip
    assert list(facts["account"]) == ["platform", "currency", "first", "last", "days", "units", "totals", "classes"]
    assert list(facts["account"]["classes"][0]) == ["klass", "units", "clicks", "orders", "cost", "ctr", "cvr"]
    assert list(facts["account"]["classes"][0]["cvr"]) == ["value", "low", "high"]
    assert all(list(one) == ["kind", "weight", "file", "facts", "lines"] for one in facts["findings"])
    assert all(list(one) == ["kind", "told", "facts"] for one in facts["tells"])
    assert all(list(one) == ["name", "value", "why", "option", "columns", "reports"] for one in facts["missing"])
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts


# The command.


def invoked(*words: str) -> Any:
    return CliRunner().invoke(cli, ["inspect", *words])


def test_the_command_prints_the_verdict_first_and_the_next_command_last(tmp_path: Path) -> None:
    path = written(tmp_path, account())
    done = invoked(str(path))
    assert done.exit_code == 0 and done.stdout.startswith("Good: ")
    assert done.stdout.rstrip().splitlines()[-1] == f"  adsim calibrate {path} -o my_shop.yaml"
    chinese = invoked(str(path), "--lang", "zh")
    assert chinese.exit_code == 0 and chinese.stdout.startswith("良好：")


def test_the_command_gives_json(tmp_path: Path) -> None:
    (path,) = peak(tmp_path, account())
    told_as_json = json.loads(invoked(str(path), "--json").stdout)
    assert {"answer": told_as_json["answer"], **inspect(path).facts} == told_as_json


def test_reports_that_are_not_usable_exit_with_2(tmp_path: Path) -> None:
    done = invoked(*map(str, two_accounts(tmp_path, account())))
    assert done.exit_code == 2 and done.stdout.startswith("Not usable: ")


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_text("Dear all,\nno table here\\n", encoding="utf-8")
    for path, rule in (
        (tmp_path / "letter.csv", "no header that a known layout"),
        (tmp_path / "none.csv", "cannot be read"),
    ):
        with pytest.raises(InputError, match=rule):
            inspect(path)
        assert invoked(str(path)).stdout == ""


def test_columns_and_decimal_mark_can_be_said_and_are_passed_on(tmp_path: Path) -> None:
    words = {"Keyword": "Suchbegriff", "Impr.": "Ansichten", "Clicks": "Klicks", "Cost": "Kosten", "Day": "Tag"}
    rows = [{german: str(row[name]).replace(".", ",") for name, german in words.items()} for row in account()]
    path = written(tmp_path, rows, "bericht.csv")
    fields = {"keyword": "Suchbegriff", "impressions": "Ansichten", "clicks": "Klicks", "cost": "Kosten", "date": "Tag"}
    said = [word for field, header in fields.items() for word in ("--column", f"{field}={header}")]
    done = invoked(str(path), *said, "--decimal", ",", "--platform", "google")
    assert done.exit_code == 0, done.output
    command = shlex.split(done.stdout.rstrip().splitlines()[-1])
    assert command[:3] == ["adsim", "calibrate", str(path)]
    context = cli.commands["calibrate"].make_context("calibrate", command[2:])
    assert context.params["columns"]["date"] == "Tag" and context.params["decimal"] == ","
    wrong = invoked(str(path), "--column", "Suchbegriff")
    assert wrong.exit_code == 2 and "FIELD=HEADER" in wrong.output
