"""The command that runs a scenario's product test in many worlds: `test`."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from adsim.cli.campaign import answered, fail_where_runs_failed, keep, ready
from adsim.cli.options import (
    Language,
    elsewhere,
    fresh,
    print_json,
    print_rows,
    printed,
    progress_on_stderr,
    spoken,
    worked,
)

if TYPE_CHECKING:
    from adsim.experiments.product_test.trial import TestRun
    from adsim.experiments.runs import Cluster


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--replications", "-n", type=click.IntRange(2, 100_000), help="Number of worlds to simulate.")
@click.option("--rule", "rules", multiple=True, metavar="NAME",
              help="Read with this rule only (repeat the option).  [default: all]")  # fmt: skip
@worked
@elsewhere
@fresh
@spoken
@printed
def test(scenario: Path, replications: int | None, rules: tuple[str, ...], out: Path | None, seed: int | None,
         workers: int, as_csv: bool, force: bool, cluster: "Cluster | None", memory: int | None, fresh: bool,
         lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Run the product test of a SCENARIO in many worlds: how often each rule is right, by day, and what it earns.

    Finished runs are kept in the folder: the same command again, after an interruption too, does only what is missing.

    Examples:

        adsim test scenarios/product_test.yaml

        adsim test scenarios/main_image_ab.yaml --replications 20 --lang zh -o out/quick

        adsim test shop.yaml --rule group_sequential --rule naive_test --json
    """
    from adsim.experiments.product_test.trial import run_test
    from adsim.scenario import documents, files

    document = documents.read(scenario)
    loaded = files.understood(document, scenario.parent)
    folder = ready(out or Path("out") / loaded.name)
    with progress_on_stderr("runs", quiet) as progress:
        done = run_test(
            loaded, replications=replications, seed=seed, workers=workers, rules=rules or None, progress=progress,
            force=force, folder=folder, fresh=fresh, cluster=cluster, memory=memory,
        )  # fmt: skip
    page = keep(done, document, folder, as_csv, lang)
    _print_answer(done, page, lang, as_json, quiet)
    fail_where_runs_failed(done)


def _print_answer(done: "TestRun", page: Path, lang: Language, as_json: bool, quiet: bool) -> None:
    """Print the answer first, then a row a rule, and where the report lies."""
    from adsim.report.product_test import sentences
    from adsim.report.product_test.scene import Trial
    from adsim.report.words import words

    trial = Trial(done.tables, done.facts, words(done.facts, lang))
    answer = answered(sentences.answer(trial), done, lang)
    if as_json:
        rows = {name: done.tables[name] for name in ("verdicts", "outcomes")}
        found = {"answer": answer, "report": str(page), "facts": done.facts, **rows}
        print_json(found)
        return
    click.echo(answer)
    if not quiet:
        summary = sentences.summary_rows(trial)
        print_rows(summary.headings, summary.rows)
    click.echo(page)
