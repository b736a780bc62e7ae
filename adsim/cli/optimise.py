"""The command that searches for the best split, bids and budget, and writes the plan to type into the account."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from adsim.cli.campaign import answered, fail_where_runs_failed, keep, ready
from adsim.cli.options import (
    Language,
    elsewhere,
    print_json,
    print_rows,
    printed,
    progress_on_stderr,
    spoken,
    worked_in,
)
from adsim.cli.options import fresh as anew

if TYPE_CHECKING:
    from adsim.experiments.optimise import Optimised
    from adsim.experiments.runs import Cluster
    from adsim.scenario.documents import Document


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--over", default="split,bids", show_default=True, metavar="LIST",
              help="What to search, joined by commas: split, bids (by class), budget (a day).")  # fmt: skip
@click.option("--trials", type=click.IntRange(1, 10_000), default=200, show_default=True,
              help="Number of points to try.")  # fmt: skip
@click.option("--sampler", type=click.Choice(("tpe", "cmaes", "nsga2")), default="tpe", show_default=True,
              help="Who proposes points: tpe, cmaes, or nsga2 for profit against risk.")  # fmt: skip
@click.option("--replications", "-n", type=click.IntRange(2, 100_000), default=20, show_default=True,
              help="Number of worlds for every point; three times as many fresh ones at the end.")  # fmt: skip
@worked_in("out/<name>_optimise", "runs, search, tables, plan and report")
@elsewhere
@anew
@spoken
@printed
def optimise(scenario: Path, over: str, trials: int, sampler: str, replications: int, out: Path | None,
             seed: int | None, workers: int, as_csv: bool, force: bool, cluster: "Cluster | None",
             memory: int | None, fresh: bool, lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Search the best split, bids and budget of a SCENARIO, hold it against plain plans, and write what to type.

    The same command again, after an interruption too, goes on where it ended, to the same result.

    Examples:

        adsim optimise scenarios/split_30_60_10.yaml --over split,bids --trials 200

        adsim optimise shop.yaml --over split,bids,budget --sampler nsga2 --lang zh
    """
    from adsim.experiments.optimise import optimise as run_search
    from adsim.scenario import documents, files

    document = documents.read(scenario)
    loaded = files.understood(document, scenario.parent)
    folder = ready(out or Path("out") / f"{loaded.name}_optimise")
    with progress_on_stderr("runs", quiet) as progress:
        done = run_search(
            loaded, over=tuple(name.strip() for name in over.split(",") if name.strip()), trials=trials,
            sampler=sampler, replications=replications, seed=seed, workers=workers, cluster=cluster, memory=memory,
            folder=folder, fresh=fresh, force=force, progress=progress,
        )  # fmt: skip
    _finish(done, document, folder, as_csv, lang, as_json, quiet)
    fail_where_runs_failed(done)


def _finish(done: "Optimised", document: "Document", folder: Path, as_csv: bool, lang: Language, as_json: bool,
            quiet: bool) -> None:  # fmt: skip
    """Save a search with its plan and its page, and print its answer."""
    from adsim.report.optimise_words import answer, summary_rows

    sheets = _write_sheets(done, folder, lang)
    page = keep(done, document, folder, as_csv, lang)
    told = answered(answer(done.tables, done.facts, lang), done, lang)
    if as_json:
        rows = {name: done.tables[name] for name in ("remeasured", "budgets")}
        plan = str(folder / sheets[0])
        found = {"answer": told, "plan": plan, "report": str(page), "folder": str(folder), "facts": done.facts, **rows}
        print_json(found)
        return
    click.echo(told)
    if not quiet:
        summary = summary_rows(done.tables, done.facts, lang)
        print_rows(summary.headings, summary.rows)
    for path in (*(folder / name for name in sheets), page):
        click.echo(path)


def _write_sheets(done: "Optimised", folder: Path, lang: Language) -> list[str]:
    """Write what is to be typed, with headings in the language asked for; returns the plan's files, which the page
    names."""
    from adsim.report.optimise_words import sheets
    from adsim.results import write_csv
    from adsim.results.spreadsheets import write_workbook

    pages = sheets(done.tables, done.facts, lang)
    for kind, frame in zip(("plan", "budgets"), pages.values(), strict=True):
        write_csv(folder / f"{kind}.csv", frame)
    write_workbook(folder / "plan.xlsx", pages)
    names = ["plan.xlsx", "plan.csv"]
    done.facts["sheets"] = names
    return names
