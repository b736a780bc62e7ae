"""The command: cost first, answer first, tables kept, the second call does nothing; and the table for others."""

import json
from functools import partial

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from adsim import simulation
from adsim.cli import cli
from adsim.errors import InputError
from adsim.experiments.runs import RunsFailedError
from adsim.results import load_tables
from adsim.results.spreadsheets import write_table
from tests.experiments.sweep.sweeps import GRID, written


def call(*words):
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


def test_cost_answer_table_and_folder_and_nothing_the_second_time(path, tmp_path):
    first = call("sweep", path, "--workers", 1, "--csv")
    assert first.exit_code == 0
    assert first.stderr.startswith("6 points of design grid and the scenario as it is, 1 variant × 3 worlds: 21 runs, ")
    assert "s a run (measured)" in first.stderr
    lines = first.stdout.splitlines()
    assert lines[0].startswith("Of 6 points “budget ") and lines[1].startswith("Point")
    assert lines[-1] == "out/small_sweep/report.html"
    kept = {file.name for file in (tmp_path / "out/small_sweep").iterdir()} - {"runs"}
    assert kept == {"facts.json", "tables", "sweep.yaml", "scenario.yaml", "report.html"}
    assert (tmp_path / "out/small_sweep/sweep.yaml").read_text() == GRID
    tables = {file.name for file in (tmp_path / "out/small_sweep/tables").iterdir()}
    assert {"points.parquet", "points.csv", "standings.parquet", "standings.csv"} <= tables
    second = call("sweep", path, "--workers", 1)
    assert second.stdout == first.stdout and "21 runs, 0 of them still to do.\n" in second.stderr
    assert not list((tmp_path / "out/small_sweep/tables").glob("*.csv"))


def test_json_and_chinese(path):
    told = call("sweep", path, "--workers", 1, "-n", 2, "--json", "--quiet", "--lang", "zh")
    assert told.stderr == ""
    found = json.loads(told.stdout)
    assert found["answer"].startswith("6 个点中，“预算 ") and found["facts"]["kind"] == "sweep"
    assert len(found["standings"]) == 7 and found["folder"] == "out/small_sweep"


def test_failed_runs_are_told_after_the_answer_with_exit_code_3(path, monkeypatch):
    run = simulation.run

    def poisoned(study, variant, replication):
        if variant == "point 2":
            raise ZeroDivisionError("poison")
        return run(study, variant, replication)

    monkeypatch.setattr(simulation, "run", poisoned)
    told = CliRunner().invoke(cli, ["sweep", str(path), "--workers", "1", "-n", "2"])
    assert isinstance(told.exception, RunsFailedError) and told.exception.exit_code == 3
    assert "Left out, because their runs failed: point 2." in told.stdout
    assert "2 of 14 runs failed" in str(told.exception)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_finished_sweep_is_one_table_for_others(path, tmp_path, suffix):
    call("sweep", path, "--workers", 1, "-n", 2)
    out = tmp_path / f"sweep.{suffix}"
    assert call("store", "export", "out/small_sweep", "-o", out).exit_code == 0
    known = load_tables(tmp_path / "out/small_sweep")[0]["points"]
    readers = {"csv": pd.read_csv, "xlsx": partial(pd.read_excel, engine="openpyxl"), "parquet": pd.read_parquet}
    read = readers[suffix](out)
    assert list(read.columns) == list(known.columns) and len(read) == 7 * 16
    pd.testing.assert_frame_equal(read, known, check_dtype=False, check_exact=suffix == "parquet")
    again = CliRunner().invoke(cli, ["store", "export", "out/small_sweep", "-o", str(out)])
    assert "exists already" in str(again.exception)


def test_a_sweeps_own_tables_are_never_written_over(path, tmp_path):
    call("sweep", path, "--workers", 1, "-n", 2)
    refused = CliRunner().invoke(cli, ["store", "export", "out/small_sweep", "--force", "-o",
                                       "out/small_sweep/runs/../tables/points.parquet"])  # fmt: skip
    assert "the sweep's own tables lie there" in str(refused.exception)
    assert "points" in load_tables(tmp_path / "out/small_sweep")[0]


def test_only_a_sweep_is_exported(path, tmp_path):
    call("compare", "small.yaml", "-n", 2, "--workers", 1, "--quiet")
    refused = CliRunner().invoke(cli, ["store", "export", "out/small", "-o", "x.csv"])
    assert "out/small: is not the folder of a finished sweep" in str(refused.exception)
    assert not (tmp_path / "x.csv").exists()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("x")', "plain"]


def test_formulas_are_text(tmp_path):
    frame = pd.DataFrame({"=name": FORMULAS, "mean": [1.5, float("nan"), *range(2, 9)]})
    write_table(tmp_path / "x.xlsx", frame)
    sheet = load_workbook(tmp_path / "x.xlsx").active
    cells = [row[0] for row in sheet.iter_rows()]
    assert [cell.value for cell in cells] == ["=name", *FORMULAS] and {cell.data_type for cell in cells} == {"s"}
    assert [row[1].value for row in sheet.iter_rows(min_row=2)][:3] == [1.5, None, 2]
    write_table(tmp_path / "x.csv", frame)
    lines = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("'=name") and all(line.lstrip('"').startswith("'") for line in lines[1:9])


def test_other_endings_and_too_many_rows_are_refused(tmp_path, monkeypatch):
    frame = pd.DataFrame({"a": [1, 2, 3]})
    with pytest.raises(InputError, match=r"must end in \.csv, \.xlsx, \.parquet, got \.ods"):
        write_table(tmp_path / "x.ods", frame)
    monkeypatch.setattr("adsim.results.spreadsheets.MOST_ROWS", 2)
    with pytest.raises(InputError, match="an XLSX sheet holds at most 2 rows, got 3"):
        write_table(tmp_path / "x.xlsx", frame)
    assert list(tmp_path.iterdir()) == []
