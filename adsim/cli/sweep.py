"""The command that runs a sweep file: every point on the same shoppers, its answer, its tables."""

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
    from adsim.experiments.runs import Cluster
    from adsim.experiments.sweep import Sweep, SweepFile


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replications", "-n", type=click.IntRange(2, 100_000), help="Number of worlds for every point.")
@worked_in("out/<name>", "the runs and the tables")
@elsewhere
@anew
@spoken
@printed
def sweep(file: Path, out: Path | None, replications: int | None, seed: int | None, workers: int, as_csv: bool,
          force: bool, cluster: "Cluster | None", memory: int | None, fresh: bool, lang: Language, as_json: bool,
          quiet: bool) -> None:  # fmt: skip
    """Run every point of a sweep FILE (bids × budgets, splits, images …) in the same worlds, and tell the best.

    Finished runs are kept: the same command again, after an interruption too, runs only what is missing.

    Examples:

        adsim sweep scenarios/bid_budget_sweep.yaml

        adsim sweep scenarios/split_simplex_sweep.yaml --replications 10 --workers 2 --lang zh

        adsim sweep scenarios/bid_budget_sweep.yaml --cluster tcp://scheduler:8786
    """
    from adsim.experiments.sweep import load
    from adsim.experiments.sweep import sweep as run_sweep
    from adsim.report.sweep_words import cost
    from adsim.report.words import Words

    asked = load(file)
    folder = ready(out or Path("out") / asked.name)
    say = Words(lang, asked.scenario.currency or "CNY")
    with progress_on_stderr("runs", quiet) as progress:
        done = run_sweep(
            asked, workers=workers, cluster=cluster, memory=memory, folder=folder, fresh=fresh,
            replications=replications, seed=seed, force=force,
            announce=lambda work: None if quiet else click.echo(cost(work, asked.design, asked.points, say), err=True),
            progress=progress,
        )  # fmt: skip
    finish(done, asked, folder, as_csv, lang, as_json, quiet)
    fail_where_runs_failed(done)


def finish(done: "Sweep", asked: "SweepFile", folder: Path, as_csv: bool, lang: Language, as_json: bool,
           quiet: bool) -> None:  # fmt: skip
    """Save a sweep with its files and its page, and print its answer."""
    from adsim.report.sweep_words import answer, summary_rows
    from adsim.results import replace_file

    replace_file(folder / "sweep.yaml", asked.document.source.encode())
    page = keep(done, asked.base, folder, as_csv, lang, told_first=asked.document)
    told = answered(answer(done.tables, done.facts, lang), done, lang)
    if as_json:
        print_json({"answer": told, "report": str(page), "folder": str(folder), "facts": done.facts,
                    "standings": done.tables["standings"]})  # fmt: skip
        return
    click.echo(told)
    if not quiet:
        summary = summary_rows(done.tables, done.facts, lang)
        print_rows(summary.headings, summary.rows)
    click.echo(page)
