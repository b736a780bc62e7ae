"""Commands that simulate a campaign and tell its answer: compare, run, report."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from adsim.cli.options import (
    Language,
    elsewhere,
    fresh,
    print_json,
    print_rows,
    printed,
    progress_on_stderr,
    simulated,
    spoken,
)
from adsim.errors import AdsimError, InputError, Problem

if TYPE_CHECKING:
    from adsim.experiments.bid_response import Bids
    from adsim.experiments.compare import Comparison
    from adsim.experiments.findings import Findings
    from adsim.experiments.runs import Cluster
    from adsim.scenario.documents import Document


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--variant", "-v", "variants", multiple=True, help="Compare only these (repeat the option).")
@click.option("--replications", "-n", type=click.IntRange(2, 100_000), help="Number of worlds to simulate.")
@click.option("--bids", is_flag=True, help="Tell what other bids of the baseline would bring, too.")
@click.option("--top", type=int, help="With --bids: how many of the keywords with the most clicks.  [default: 5]")
@click.option("--regret", is_flag=True, help="Tell what the best fixed bids of every variant would have earned, too.")
@click.option(
    "--factor",
    "factors",
    type=float,
    multiple=True,
    help="With --bids or --regret: a factor on the bids (repeat).  [default: 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2; "
    "with --regret from 0.05 to 3]",
)
@simulated
@elsewhere
@fresh
@spoken
@printed
def compare(scenario: Path, variants: tuple[str, ...], replications: int | None, bids: bool, top: int | None,
            regret: bool, factors: tuple[float, ...], out: Path | None, seed: int | None, workers: int,
            sensitivity: bool, as_csv: bool, force: bool, cluster: "Cluster | None", memory: int | None, fresh: bool,
            lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Compare the variants of a SCENARIO on the same shoppers: one answer, and a report with pictures.

    Finished runs are kept in the folder: the same command again, after an interruption too, does only what is missing.

    Examples:

        adsim compare scenarios/split_30_60_10.yaml

        adsim compare shop.yaml --replications 20 --lang zh -o out/quick

        adsim compare shop.yaml --bids --top 10

        adsim compare strategies.yaml --regret
    """
    asked, grid = _asked_bids(bids, regret, top, factors), _asked_regret(regret, factors)
    from adsim.experiments.compare import compare as run_comparison
    from adsim.scenario import documents, files

    document = documents.read(scenario)
    loaded = files.understood(document, scenario.parent)
    folder = ready(out or Path("out") / loaded.name)
    with progress_on_stderr("runs", quiet) as progress:
        comparison = run_comparison(
            loaded, variants=variants or None, replications=replications, seed=seed, workers=workers,
            sensitivity=sensitivity, bids=asked, regret=grid, force=force, progress=progress, folder=folder,
            fresh=fresh, cluster=cluster, memory=memory,
        )  # fmt: skip
    finish(comparison, document, folder, as_csv, lang, as_json, quiet)


def _asked_bids(bids: bool, regret: bool, top: int | None, factors: tuple[float, ...]) -> "Bids | None":
    """What `--bids` and the options that go with it ask for."""
    if top is not None and not bids:
        raise InputError([Problem("--top", "", "goes with --bids only", mend="add --bids")])
    if factors and not bids and not regret:
        raise InputError([Problem("--factor", "", "goes with --bids or --regret only", mend="add one of them")])
    if not bids:
        return None
    from adsim.experiments.bid_response import FACTORS, Bids

    return Bids(factors or FACTORS, Bids.top if top is None else top)


def _asked_regret(regret: bool, factors: tuple[float, ...]) -> tuple[float, ...] | None:
    """The fixed factors that `--regret` tries."""
    if not regret:
        return None
    from adsim.experiments.bid_response import Bids
    from adsim.experiments.regret import GRID

    return Bids(factors or GRID).factors


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--variant", "-v", help="Variant to run.  [default: the first]")
@click.option("--replications", "-n", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="Number of worlds to simulate.")  # fmt: skip
@simulated
@elsewhere
@fresh
@spoken
@printed
def run(scenario: Path, variant: str | None, replications: int, out: Path | None, seed: int | None, workers: int,
        sensitivity: bool, as_csv: bool, force: bool, cluster: "Cluster | None", memory: int | None, fresh: bool,
        lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Run one variant of a SCENARIO, in one world or several: its figures, tables and report.

    Examples:

        adsim run scenarios/split_30_60_10.yaml --variant equal --seed 7

        adsim run shop.yaml --variant more_head --replications 50 --json
    """
    from adsim.experiments.compare import compare as run_comparison
    from adsim.scenario import documents, files, patches

    document = documents.read(scenario)
    loaded = files.understood(document, scenario.parent)
    name = variant or patches.names(loaded)[0]
    folder = ready(out or Path("out") / loaded.name / name)
    with progress_on_stderr("runs", quiet) as progress:
        done = run_comparison(
            loaded, variants=[name], replications=replications, seed=seed,
            workers=workers if replications > 1 else 1, sensitivity=sensitivity, force=force, progress=progress,
            folder=folder, fresh=fresh, cluster=cluster, memory=memory,
        )  # fmt: skip
    finish(done, document, folder, as_csv, lang, as_json, quiet)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@spoken
def report(folder: Path, lang: Language) -> None:
    """Draw the report of a finished FOLDER again from its saved tables, for example in another language.

    Example:

        adsim report out/split_30_60_10 --lang zh
    """
    from adsim.report.html import write_report

    click.echo(write_report(folder, lang))


def ready(folder: Path) -> Path:
    """Try, before the first run, whether the folder can be made: hours of runs must not end at a closed door."""
    import tempfile

    ground = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=ground):
            return folder
    except OSError as error:
        raise AdsimError(f"--out {folder}: nothing can be written in {ground}: {error.strerror}") from error


def finish(comparison: "Comparison", document: "Document", folder: Path, as_csv: bool, lang: Language, as_json: bool,
           quiet: bool) -> None:  # fmt: skip
    """Keep a comparison and print the answer."""
    print_answer(comparison, keep(comparison, document, folder, as_csv, lang), lang, as_json, quiet)
    fail_where_runs_failed(comparison)


def answered(answer: str, found: "Findings", lang: Language) -> str:
    """The answer with what is said of failed runs."""
    from adsim.report.failed_runs import failed_runs
    from adsim.report.words import words

    return answer + failed_runs(found.facts, words(found.facts, lang))


def fail_where_runs_failed(found: "Findings") -> None:
    """Once all is printed: raise `RunsFailedError` where runs failed, for the exit code and their names on stderr."""
    from adsim.experiments.runs import RunsFailedError

    if found.failures:
        raise RunsFailedError(found.failures, found.facts["runs"])


def save(found: "Findings", document: "Document", folder: Path, as_csv: bool) -> None:
    """Save what was found with its scenario and keyword file, as CSV too where asked; what was harmed is said on
    stderr."""
    from adsim.results import replace_file, write_csv
    from adsim.scenario.files import keyword_file

    for problem in found.harmed:
        click.echo(str(problem), err=True)
    found.save(folder)
    replace_file(folder / "scenario.yaml", document.source.encode())
    keywords = keyword_file(document)
    if keywords is not None and keywords.is_file():
        replace_file(folder / "scenario_keywords.csv", keywords.read_bytes())
    for name, frame in found.tables.items():
        table = folder / "tables" / f"{name}.csv"
        if as_csv:
            write_csv(table, frame)
        else:
            table.unlink(missing_ok=True)  # of an earlier run


def keep(found: "Findings", document: "Document", folder: Path, as_csv: bool, lang: Language, *,
         told_first: "Document | None" = None) -> Path:  # fmt: skip
    """Save what was found and draw the report; returns the page.

    Its assumptions are the notes of the scenario, after those of `told_first`.
    """
    import pandas as pd

    from adsim.report.html import write_report
    from adsim.scenario.notes import notes

    documents = [document] if told_first is None else [told_first, document]
    said = [(note.path, note.value, note.text) for one in documents for note in notes(one)]
    found.tables["assumptions"] = pd.DataFrame(said, columns=["path", "value", "note"], dtype=str)
    save(found, document, folder, as_csv)
    return write_report(folder, lang)


def print_answer(comparison: "Comparison", page: Path, lang: Language, as_json: bool, quiet: bool) -> None:
    """Print the answer first, then a table of the variants, what to bid where asked, and where the report lies."""
    from adsim.report import bid_verdicts, words
    from adsim.report.evidence import supported
    from adsim.report.view import View

    tables, facts = comparison.tables, comparison.facts
    sentence, known = answered(words.answer(tables, facts, lang), comparison, lang), supported(tables, facts)
    bids = bid_verdicts.sentences(View(known, facts, words.words(facts, lang)))
    if as_json:
        found = {"answer": sentence, "bids": bids, "report": str(page), "facts": facts, "variants": known["variants"]}
        print_json(found)
        return
    click.echo(sentence)
    if not quiet:
        summary = words.summary_rows(tables, facts, lang)
        print_rows(summary.headings, summary.rows)
        for line in bids:
            click.echo(line)
    click.echo(page)
