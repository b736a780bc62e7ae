"""The command that asks which assumption moves the answer most: `sensitivity`."""

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
    worked_in,
)

if TYPE_CHECKING:
    from adsim.experiments.influence import Influence
    from adsim.experiments.runs import Cluster
    from adsim.scenario.documents import Document


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--inputs", "-i", multiple=True, metavar="NAME",
              help="Vary only this (repeat the option): searches, ctr, cvr, rival_bids, rival_budgets, delay, "
                   "weekdays, a path of the scenario's `sensitivity`, any path with its range such as "
                   "campaign.daily_budget=800:1200, or all of the first.  [default: all]")  # fmt: skip
@click.option("--samples", type=click.IntRange(8, 65_536), default=64, show_default=True,
              help="Number of samples, rounded up to a power of two.")  # fmt: skip
@click.option("--replications", "-n", type=click.IntRange(2, 10_000), default=4, show_default=True,
              help="Number of worlds in which every sample is run.")  # fmt: skip
@click.option(
    "--variant", "-v", "variants", multiple=True, help="Hold only these against each other (repeat the option)."
)
@worked_in("out/<name>_sensitivity")
@elsewhere
@fresh
@spoken
@printed
def sensitivity(scenario: Path, inputs: tuple[str, ...], samples: int, replications: int, variants: tuple[str, ...],
                out: Path | None, seed: int | None, workers: int, as_csv: bool, force: bool,
                cluster: "Cluster | None", memory: int | None, fresh: bool, lang: Language, as_json: bool,
                quiet: bool) -> None:  # fmt: skip
    """Vary all that a SCENARIO cannot know, together and one by one: what moves profit, what changes the answer.

    Finished runs are kept: the same command again, after an interruption too, runs only what is missing.

    Examples:

        adsim sensitivity scenarios/split_30_60_10.yaml

        adsim sensitivity shop.yaml --inputs cvr --inputs campaign.daily_budget=800:1200 --samples 32 --lang zh
    """
    from adsim.experiments.influence import influence, inputs_of
    from adsim.report.influence.sentences import cost
    from adsim.report.words import Words
    from adsim.scenario import documents, files

    document = documents.read(scenario)
    loaded = files.understood(document, scenario.parent)
    say, varied = Words(lang, loaded.currency or "CNY"), len(inputs_of(loaded, inputs))
    folder = ready(out or Path("out") / f"{loaded.name}_sensitivity")
    with progress_on_stderr("runs", quiet) as progress:
        done = influence(
            loaded, inputs=inputs, samples=samples, replications=replications, variants=variants or None, seed=seed,
            workers=workers, cluster=cluster, memory=memory, folder=folder, fresh=fresh, force=force,
            announce=lambda work: None if quiet else click.echo(cost(work, varied, say), err=True),
            progress=progress,
        )  # fmt: skip
    _finish(done, document, folder, as_csv, lang, as_json, quiet)
    fail_where_runs_failed(done)


def _finish(done: "Influence", document: "Document", folder: Path, as_csv: bool, lang: Language, as_json: bool,
            quiet: bool) -> None:  # fmt: skip
    """Save a study with its page and print its answer."""
    from adsim.report.influence.scene import Studied
    from adsim.report.influence.sentences import answer, cautions, summary_rows
    from adsim.report.words import words

    page = keep(done, document, folder, as_csv, lang)
    studied = Studied(done.tables, done.facts, words(done.facts, lang))
    told = answered(answer(studied), done, lang)
    if as_json:
        rows = {name: done.tables[name] for name in ("indices", "tornado", "best")}
        found = {"answer": told, "report": str(page), "facts": done.facts, **rows}
        print_json(found)
        return
    click.echo(told)
    if not quiet:
        summary = summary_rows(studied)
        print_rows(summary.headings, summary.rows)
        for line in cautions(studied):
            click.echo(line)
    click.echo(page)
