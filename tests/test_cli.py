"""The command as a user meets it: every command, exit codes, streams, JSON, files written whole or not at all."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from adsim import cli, results
from adsim.version import __version__

ROOT = Path(__file__).parents[1]
COMMANDS = tuple(cli.cli.commands)
SHOP = """\
name: shop
platform: "1688"
start: 2024-05-06
days: 3
replications: 4
market: {rivals: {count: 4, per_keyword: 3}}   # assumption
keywords:
  head: {count: 2, searches: 900, ctr: 0.05, cvr: 0.05, max_cpc: 3, rival_bid: 2.4}
  precise: {count: 2, searches: 100, ctr: 0.08, cvr: 0.12, max_cpc: 5, rival_bid: 4}
products: [{name: valve, price: 68, unit_cost: 42, units: 5}]
campaign: {daily_budget: 60, split: equal}
variants:
  equal: {}
  "head-only": {campaign.split: {head: 1.0}}
"""
BROKEN = SHOP.replace("days: 3", "days: -3").replace("price: 68", "price: nan").replace("split: equal", "split: even")


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


@pytest.fixture
def adsim(monkeypatch, capsys):
    """Run the command in this process: exit code, stdout, stderr."""
    usual = signal.getsignal(signal.SIGTERM)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["adsim", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    yield call
    signal.signal(signal.SIGTERM, usual)


@pytest.fixture
def undrawn(monkeypatch):
    """For tests that are not about the report: it is a blank page."""

    def write_report(folder, lang):
        (folder / "report.html").write_text("", encoding="utf-8")
        return folder / "report.html"

    monkeypatch.setattr("adsim.report.html.write_report", write_report)


def process(*words, **options):
    """Start the command as a process of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "adsim", *map(str, words)], env=environment, **pipes, **options)


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# Help and the small commands.


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(adsim, command):
    code, out, err = adsim(command, "--help")
    assert code == 0 and not err
    assert "Example" in out and f"adsim {command}" in out
    assert len(out.splitlines()) < 110
    options = [option for option in cli.cli.commands[command].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_lists_every_command(adsim):
    code, out, _ = adsim("--help")
    assert code == 0 and all(f" {command} " in out for command in COMMANDS)
    assert set(COMMANDS) >= {"compare", "run", "calibrate", "new", "validate", "report", "schema", "completion"}


def test_version(adsim):
    assert adsim("--version") == (0, f"adsim, version {__version__}\n", "")


def test_no_words_at_all_show_help(adsim):
    code, out, err = adsim()
    assert code == 2 and "compare" in out + err


def test_schema_is_json(adsim):
    code, out, _ = adsim("schema")
    assert code == 0 and json.loads(out)["properties"]["campaign"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(adsim, shell):
    code, out, err = adsim("completion", shell)
    assert code == 0 and "_ADSIM_COMPLETE" in out and not err


def test_new_writes_a_scenario_that_is_good(adsim, shop):
    assert adsim("new", "--platform", "taobao", "-o", "mine.yaml")[0] == 0
    code, out, _ = adsim("validate", "mine.yaml")
    assert code == 0 and out.startswith("mine.yaml: good; ")
    code, out, _ = adsim("new")
    assert code == 0 and out.startswith("#") and files(shop) == ["mine.yaml", "shop.yaml"]


def test_new_refuses_to_overwrite(adsim, shop):
    code, out, err = adsim("new", "-o", "shop.yaml")
    assert code == 2 and not out and "shop.yaml: the file exists already" in err and "--force" in err
    assert Path("shop.yaml").read_text(encoding="utf-8") == SHOP
    assert adsim("new", "-o", "shop.yaml", "--force")[0] == 0
    assert Path("shop.yaml").read_text(encoding="utf-8") != SHOP


def test_validate_names_every_error_of_every_file(adsim, shop):
    Path("broken.yaml").write_text(BROKEN, encoding="utf-8")
    code, out, err = adsim("validate", "broken.yaml", "shop.yaml", "missing.yaml")
    assert code == 2 and out.startswith("shop.yaml: good; 2 variants (equal, head-only), 4 cells, 8 runs")
    lines = err.splitlines()
    assert len(lines) == 4 and "Traceback" not in err
    assert lines[0].startswith("broken.yaml:4: days: ") and lines[-1].startswith("missing.yaml")


# Runs.


def test_compare_answers_first_and_writes_whole_files(adsim, shop):
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1)
    assert code == 0
    lines = out.splitlines()
    assert "profit in 3 days" in lines[0] and lines[-1] == "out/shop/report.html"
    assert all(any(name in line for line in lines[1:-1]) for name in ("equal", "head-only"))
    assert err.splitlines()[-1].startswith("8/8 runs")
    made = files(shop / "out" / "shop")
    assert {"facts.json", "report.html", "scenario.yaml", "tables/variants.parquet"} <= set(made)
    assert not [name for name in made if name.endswith((".tmp", ".csv"))]
    assert Path("out/shop/scenario.yaml").read_bytes() == Path("shop.yaml").read_bytes()
    tables, facts = results.load_tables(Path("out/shop"))
    assert facts["variants"] == ["equal", "head-only"] and len(tables["assumptions"]) > 0


def test_quiet_prints_the_answer_and_nothing_else(adsim, shop):
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1, "--quiet")
    assert code == 0 and not err and len(out.splitlines()) == 2


@pytest.mark.parametrize("command", [("compare",), ("run",), ("run", "-n", 3), ("compare", "-v", "equal")], ids=str)
def test_json_is_strict_and_alone_on_stdout(adsim, shop, undrawn, command):
    """One replication knows no errors, one variant no differences: null, never NaN."""
    code, out, _ = adsim(*command, "shop.yaml", "--workers", 1, "--json", "--quiet")
    assert code == 0

    def refuse(word):
        raise ValueError(word)

    found = json.loads(out, parse_constant=refuse)
    assert found["answer"] and Path(found["report"]).is_file()
    assert found["facts"]["name"] == "shop" and found["variants"][0]["variant"] == "equal"
    assert {row["variant"] for row in found["variants"]} == set(found["facts"]["variants"])


def test_json_of_a_variant_that_spends_nothing_has_nulls(adsim, shop, undrawn):
    Path("shop.yaml").write_text(SHOP.replace("max_cpc: 3", "max_cpc: 0").replace("max_cpc: 5", "max_cpc: 0"))
    code, out, _ = adsim("compare", "shop.yaml", "--workers", 1, "--json", "--quiet")
    assert code == 0 and json.loads(out)["variants"][0]["roas"] is None


def test_run_does_one_variant_in_one_world(adsim, shop, undrawn):
    code, out, _ = adsim("run", "shop.yaml", "--variant", "head-only", "--seed", 7)
    assert code == 0 and out.splitlines()[-1] == "out/shop/head-only/report.html"
    _, facts = results.load_tables(Path("out/shop/head-only"))
    assert (facts["replications"], facts["seed"], facts["variants"]) == (1, 7, ["head-only"])


def test_seed_and_replications_replace_the_files(adsim, shop, undrawn):
    answers = [json.loads(adsim("compare", "shop.yaml", "--workers", 1, "--json", "-q", *more)[1])
               for more in ((), (), ("--seed", 5), ("-n", 6))]  # fmt: skip
    profits = [[row["profit"] for row in answer["variants"]] for answer in answers]
    assert profits[0] == profits[1] != profits[2] and profits[3] != profits[0]
    assert [answer["facts"]["replications"] for answer in answers] == [4, 4, 4, 6]


def test_csv_tables_are_harmless_to_spreadsheets(adsim, shop, undrawn):
    words = ("=cmd|' /C calc'!A0", "@sum(1)", "+1", "-1", "普通词")
    rows = "\n".join(f'"{word}",head,200,0.05,0.05,3,2.4' for word in words)
    Path("words.csv").write_text(f"keyword,class,searches,ctr,cvr,max_cpc,rival_bid\n{rows}\n", encoding="utf-8")
    lines = [line for line in SHOP.splitlines() if not line.startswith("  head:") and not line.startswith("  precise:")]
    listed = "\n".join(lines).replace("keywords:", "keywords: {file: words.csv}")
    Path("shop.yaml").write_text(listed, encoding="utf-8")
    code, _, err = adsim("compare", "shop.yaml", "--workers", 1, "--csv", "-o", "made")
    assert code == 0, err
    with Path("made/tables/keywords.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["keyword"] for row in csv.DictReader(file)}
    assert names == {f"'{word}" for word in words[:4]} | {"普通词"}
    assert len(list(Path("made/tables").glob("*.csv"))) == len(list(Path("made/tables").glob("*.parquet")))


def test_csv_of_an_earlier_run_do_not_stay_beside_other_tables(adsim, shop, undrawn):
    adsim("compare", "shop.yaml", "--workers", 1, "--csv", "-q")
    adsim("compare", "shop.yaml", "--workers", 1, "--seed", 9, "-q")
    assert not list(Path("out/shop/tables").glob("*.csv"))


def test_report_is_drawn_again_in_another_language(adsim, shop):
    adsim("compare", "shop.yaml", "--workers", 1, "-q")
    english = Path("out/shop/report.html").read_text(encoding="utf-8")
    code, out, _ = adsim("report", "out/shop", "--lang", "zh")
    assert code == 0 and out.strip() == "out/shop/report.html"
    chinese = Path("out/shop/report.html").read_text(encoding="utf-8")
    assert 'lang="en"' in english and 'lang="zh' in chinese


def test_the_answer_in_chinese(adsim, shop, undrawn):
    code, out, _ = adsim("compare", "shop.yaml", "--workers", 1, "-q", "--lang", "zh")
    assert code == 0 and "利润" in out.splitlines()[0]


# Refusals.


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "missing.yaml"), "missing.yaml"),
        (("compare", "shop.yaml", "-v", "haed-only"), "must be one of equal, head-only, got 'haed-only'"),
        (("run", "shop.yaml", "-v", "nobody"), "must be one of equal, head-only, got 'nobody'"),
        (("compare", "shop.yaml", "--replications", "1"), "--replications"),
        (("compare", "shop.yaml", "--replications", "nan"), "--replications"),
        (("compare", "shop.yaml", "--workers", "0"), "--workers"),
        (("compare", "shop.yaml", "--seed", "-1"), "--seed"),
        (("compare", "shop.yaml", "--lang", "fr"), "--lang"),
        (("compare", "shop.yaml", "--nonsense"), "--nonsense"),
        (("compare",), "SCENARIO"),
        (("conpare", "shop.yaml"), "conpare"),
        (("report", "nowhere"), "nowhere"),
        (("report", "."), "facts.json"),
        (("calibrate", "missing.csv", "-o", "x.yaml"), "missing.csv"),
        (("calibrate", "missing.csv", "-o", "shop.yaml"), "exists already"),
        (("calibrate", "shop.yaml", "-o", "shop.yaml", "--force"), "would overwrite the export shop.yaml"),
        (
            ("export", "shop.yaml", "--layout", "google.search_terms", "-o", "shop.yaml", "--force"),
            "would overwrite shop.yaml, which is read",
        ),
        (("new", "--platform", "ebay"), "--platform"),
        (("completion", "powershell"), "powershell"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else None,
)
def test_bad_input_exits_2_with_one_clear_message_and_no_files(adsim, shop, words, message):
    code, out, err = adsim(*words)
    assert code == 2 and not out and message in err
    assert "Traceback" not in err and "a fault of adsim" not in err
    assert files(shop) == ["shop.yaml"]


def test_a_broken_scenario_runs_nothing(adsim, shop):
    Path("broken.yaml").write_text(BROKEN, encoding="utf-8")
    code, out, err = adsim("compare", "broken.yaml")
    assert code == 2 and not out and len(err.splitlines()) == 3
    assert files(shop) == ["broken.yaml", "shop.yaml"]


def test_too_much_work_needs_force(adsim, shop, undrawn, monkeypatch):
    monkeypatch.setattr("adsim.experiments.runs.work.MOST_CELLS", 3)
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1)
    assert code == 2 and not out and "4 cells" in err and "--force" in err and files(shop) == ["shop.yaml"]
    assert adsim("compare", "shop.yaml", "--workers", 1, "--force")[0] == 0


def test_an_output_that_cannot_be_written_is_said_and_nothing_is_left(adsim, shop):
    Path("taken").write_text("a file")
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1, "-q", "-o", "taken/inside")
    assert code == 2 and not out and "taken" in err and "Traceback" not in err
    assert files(shop) == ["shop.yaml", "taken"]


def test_a_fault_of_ours_is_called_one(adsim, shop, monkeypatch):
    def fault(*_, **__):
        raise RuntimeError("wires crossed")

    monkeypatch.setattr("adsim.experiments.compare.compare", fault)
    code, out, err = adsim("compare", "shop.yaml")
    assert code == 1 and not out and "RuntimeError: wires crossed" in err and "ADSIM_DEBUG=1" in err
    monkeypatch.setenv("ADSIM_DEBUG", "1")
    with pytest.raises(RuntimeError):
        adsim("compare", "shop.yaml")


def test_a_report_that_fails_leaves_the_old_one(adsim, shop, monkeypatch):
    adsim("compare", "shop.yaml", "--workers", 1, "-q")
    before = Path("out/shop/report.html").read_bytes()
    Path("out/shop/tables/variants.parquet").write_bytes(b"torn")
    code, _, err = adsim("report", "out/shop")
    assert code == 2 and "variants.parquet" in err and Path("out/shop/report.html").read_bytes() == before


def test_ctrl_c_in_this_process_writes_nothing(adsim, shop, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("adsim.simulation.run", interrupted)
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1)
    assert code == 130 and not out and "interrupted" in err and files(shop) == [
        "out/shop/runs/begun", "out/shop/runs/lock", "shop.yaml"
    ]  # fmt: skip
    # Who interrupts a run has not died in it.
    assert not (shop / "out/shop/runs/begun").read_bytes()


# Kept runs.


@pytest.fixture
def runs_done(monkeypatch):
    """Which runs are really done, by variant and replication."""
    from adsim import simulation

    usual, done = simulation.run, []

    def run(study, variant, replication):
        done.append((variant, replication))
        return usual(study, variant, replication)

    monkeypatch.setattr(simulation, "run", run)
    return done


def tables_of(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").glob("*.parquet"))}


def test_the_same_command_again_does_only_what_is_missing(adsim, shop, undrawn, runs_done):
    words = ("compare", "shop.yaml", "--workers", 1, "-q")
    assert adsim(*words)[0] == 0 and len(runs_done) == 8
    first = tables_of(shop / "out/shop")
    for more, new in (((), 0), (("-n", 6), 4), (("--seed", 5), 8), ((), 0), (("--fresh",), 8)):
        runs_done.clear()
        assert adsim(*words, *more)[0] == 0
        assert len(runs_done) == new, more
    assert tables_of(shop / "out/shop") == first
    Path("shop.yaml").write_text(SHOP.replace("daily_budget: 60", "daily_budget: 61"), encoding="utf-8")
    runs_done.clear()
    assert adsim(*words)[0] == 0 and len(runs_done) == 8 and tables_of(shop / "out/shop") != first


def test_harmed_runs_are_named_and_done_again(adsim, shop, undrawn, runs_done):
    words = ("compare", "shop.yaml", "--workers", 1, "-q")
    adsim(*words)
    first = tables_of(shop / "out/shop")
    (chunk,) = (shop / "out/shop/runs").glob("*.parquet")
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 8
    chunk.write_bytes(data)
    code, out, err = adsim("store", "check", "out/shop")
    assert code == 2 and not out and chunk.name in err and "damaged" in err and chunk.exists()
    runs_done.clear()
    code, _, err = adsim(*words)
    assert code == 0 and len(runs_done) == 8 and chunk.name in err and "set aside" in err
    assert tables_of(shop / "out/shop") == first
    code, out, err = adsim("store", "check", "out/shop")
    assert code == 0 and out.startswith("out/shop: good; 8 runs in 1 chunks, ") and not err


def test_store_check_verifies_the_tables_too(adsim, shop, undrawn):
    adsim("compare", "shop.yaml", "--workers", 1, "-q")
    path = shop / "out/shop/tables/days.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    code, _, err = adsim("store", "check", "out/shop")
    assert code == 2 and "days.parquet" in err
    code, _, err = adsim("store", "check", "nowhere")
    assert code == 2 and "nowhere" in err


def test_runs_that_fail_twice_exit_3_and_the_others_are_kept(adsim, shop, undrawn, monkeypatch):
    from adsim import simulation

    usual = simulation.run

    def run(study, variant, replication):
        if (variant, replication) == ("equal", 2):
            raise ValueError("a poison run")
        return usual(study, variant, replication)

    monkeypatch.setattr(simulation, "run", run)
    code, out, err = adsim("compare", "shop.yaml", "--workers", 1)
    assert code == 3 and "Traceback" not in err and out.splitlines()[-1] == "out/shop/report.html"
    assert "variant equal, replication 2, seed" in err and "ValueError: a poison run" in err and "1 failed" in err
    assert adsim("store", "check", "out/shop")[1].startswith("out/shop: good; 7 runs")
    monkeypatch.setattr(simulation, "run", usual)
    assert adsim("compare", "shop.yaml", "--workers", 1, "-q")[0] == 0


def test_a_folder_is_written_by_one_process_at_a_time(adsim, shop, undrawn):
    with results.Store.open("out/shop"):
        code, out, err = adsim("compare", "shop.yaml", "--workers", 1, "-q")
    assert code == 2 and not out and f"process {os.getpid()} " in err


@pytest.mark.parametrize(
    ("words", "message"),
    [(("--cluster", "here"), "--cluster: must be an address such as tcp://host:8786"),
     *((("--cluster", text), f"--cluster: must be an address such as tcp://host:8786, got {text!r}") for text in
       ("", "tcp://", "tcp://host", "tcp://host:99999", "tcp://host:x", "tcp://[::1", "tls:/host:8786")),
     (("--cluster", "tcp://here:1", "--memory", "1"), "--memory: is of local workers"),
     (("--tls-ca", "shop.yaml"), "go with --cluster only"), (("--memory", "0"), "--memory")],
)  # fmt: skip
def test_clusters_that_cannot_be_meant_are_refused(adsim, shop, words, message):
    code, out, err = adsim("compare", "shop.yaml", *words)
    assert code == 2 and not out and message in err and files(shop) == ["shop.yaml"]


# As processes.


def test_a_reader_that_goes_away_is_no_fault(shop):
    with process("schema") as started:
        started.stdout.close()  # as `adsim schema | head -0` does
        assert started.stderr.read() == ""


def test_help_imports_nothing_heavy():
    heavy = ("numpy", "pandas", "numba", "scipy", "pydantic", "matplotlib", "distributed", "simpy", "pyarrow")
    code = f"import sys, adsim.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_shells_complete_commands_and_options(shop):
    asked = {"_ADSIM_COMPLETE": "bash_complete", "COMP_WORDS": "adsim val", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "adsim"], env=os.environ | asked | {"PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert "validate" in done.stdout


LONG = SHOP.replace("replications: 4", "replications: 5000").replace("days: 3", "days: 7")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("workers", "number", "code"),
    [(2, signal.SIGINT, 130), (1, signal.SIGTERM, 143)],
    ids=["ctrl-c, 2 workers", "terminated, 1 worker"],
)
def test_signals_end_it_all_at_once(shop, workers, number, code):
    """The exit code says how it ended; no traceback, no file, no orphan. Ctrl-C goes to the whole process group."""
    Path("long.yaml").write_text(LONG, encoding="utf-8")
    # A shell has its background jobs ignore Ctrl-C, and whatever they start: so would these tests there.
    heard = {"start_new_session": True, "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with process("compare", "long.yaml", "--workers", workers, **heard) as started:
        first = started.stderr.readline()  # the first line of progress: runs are under way
        assert "runs" in first, first + started.stderr.read()
        group = descendants(started.pid)
        assert len(group) >= workers
        (os.killpg if number == signal.SIGINT else os.kill)(started.pid, number)
        out, err = started.communicate(timeout=300)
    assert started.returncode == code
    assert not out and "Traceback" not in err and "Error" not in err
    kept = [name for name in files(shop) if name not in ("long.yaml", "shop.yaml")]
    assert all(name.startswith("out/shop/runs/") for name in kept)
    with results.Store.open("out/shop") as store:
        assert len(store) > 0 and not store.problems
    until = time.monotonic() + 10
    while (left := [pid for pid in group if alive(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


def descendants(pid):
    """The process and all that it has begun, by /proc; the process alone elsewhere."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_other_bids_of_the_baseline(adsim, shop, undrawn):
    code, out, _ = adsim("compare", "shop.yaml", "--bids", "--top", 1, "--factor", 0.8, "--workers", 1, "--json", "-q")
    told = json.loads(out)
    assert code == 0 and told["facts"]["bid_replications"] == 4
    assert len(told["bids"]) == 1 + 3 + 1 and told["bids"][1].startswith("Head keywords: ")
    tables, _ = results.load_tables(shop / "out" / "shop")
    table = tables["bid_response"]
    assert sorted(set(table["factor"])) == [0.8, 1.0] and table["name"].nunique() == 3
    _, out, _ = adsim("compare", "shop.yaml", "--workers", 1, "--json", "-q")
    assert results.load_tables(shop / "out" / "shop")[0]["bid_response"].empty and json.loads(out)["bids"] == []


def test_low_and_high_can_be_left_out(adsim, shop, undrawn):
    (shop / "shop.yaml").write_text(SHOP + "sensitivity: {market.rivals.bid_spread: {low: 0.2, high: 0.9}}\n")
    for words, levels in (((), 3), (("--no-sensitivity",), 0)):
        adsim("compare", "shop.yaml", "--workers", 1, "-q", *words)
        assert results.load_tables(shop / "out" / "shop")[0]["sensitivity"]["level"].nunique() == levels


@pytest.mark.parametrize(
    ("words", "message"),
    [(("--top", 3), "--top: goes with --bids only; add --bids"),
     (("--factor", 2), "--factor: goes with --bids or --regret only"),
     (("--bids", "--factor", 0), "--factor: must lie above 0 and be at most 100, got 0"),
     (("--bids", "--top", -1), "--top: must be 0 to 100, got -1")],
)  # fmt: skip
def test_bids_that_cannot_be_asked_are_refused(adsim, shop, words, message):
    code, out, err = adsim("compare", "shop.yaml", *words)
    assert code == 2 and out == "" and message in err and not (shop / "out").exists()
