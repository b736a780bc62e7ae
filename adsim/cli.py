"""The command `adsim`: parse, call one function of the library, print. Results go to stdout, all else to stderr.

Heavy imports stand inside the commands, so that help is instant.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

import rich_click as click

from adsim.errors import AdsimError
from adsim.version import __version__

if TYPE_CHECKING:
    from adsim.experiments.compare import Comparison

click.rich_click.TEXT_MARKUP = "markdown"
click.rich_click.SHOW_ARGUMENTS = True

Language = Literal["en", "zh"]
PLATFORMS = ("1688", "taobao", "google", "amazon", "generic")
_INTERRUPTED = 130
_TERMINATED = 143


def option_set(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options that commands share."""

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


spoken = option_set(
    click.option("--lang", type=click.Choice(get_args(Language)), default="en", show_default=True,
                 help="Language of answer and report."),
)  # fmt: skip
printed = option_set(
    click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, for a program."),
    click.option("--quiet", "-q", is_flag=True, help="No progress; print the answer and nothing else."),
)
simulated = option_set(
    click.option("--out", "-o", type=click.Path(path_type=Path, file_okay=False),
                 help="Folder for tables and report.  [default: out/<name>]"),
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed instead of the scenario's."),
    click.option("--workers", type=click.IntRange(1, 256), default=lambda: min(os.cpu_count() or 1, 8),
                 show_default="cores", help="Local worker processes; 1 = in this process. Changes no figure."),
    click.option("--csv", "as_csv", is_flag=True, help="Write every table as CSV too."),
    click.option("--force", is_flag=True, help="Go on beyond the limits on work."),
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="adsim")
def cli() -> None:
    """Simulate keyword-ad campaigns **before spending**: which split, which bids, what profit, how sure.

    Start here:

        adsim new --platform 1688 -o shop.yaml

        adsim compare shop.yaml
    """


@cli.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--variant", "-v", "variants", multiple=True, help="Compare only these (repeat the option).")
@click.option("--replications", "-n", type=click.IntRange(2, 100_000), help="Number of worlds to simulate.")
@simulated
@spoken
@printed
def compare(scenario: Path, variants: tuple[str, ...], replications: int | None, out: Path | None, seed: int | None,
            workers: int, as_csv: bool, force: bool, lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Compare the variants of a SCENARIO on the same shoppers: one answer, and a report with pictures.

    Examples:

        adsim compare scenarios/split_30_60_10.yaml

        adsim compare shop.yaml --replications 20 --lang zh -o out/quick
    """
    from adsim.experiments.compare import compare as run_comparison
    from adsim.scenario import files

    loaded = files.load(scenario)
    with progress_on_stderr("runs", quiet) as progress:
        comparison = run_comparison(
            loaded, variants=variants or None, replications=replications, seed=seed, workers=workers,
            force=force, progress=progress,
        )  # fmt: skip
    finish(comparison, scenario, out or Path("out") / loaded.name, as_csv, lang, as_json, quiet)


@cli.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--variant", "-v", help="Variant to run.  [default: the first]")
@click.option("--replications", "-n", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="Number of worlds to simulate.")  # fmt: skip
@simulated
@spoken
@printed
def run(scenario: Path, variant: str | None, replications: int, out: Path | None, seed: int | None, workers: int,
        as_csv: bool, force: bool, lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Run one variant of a SCENARIO, in one world or several: its figures, tables and report.

    Examples:

        adsim run scenarios/split_30_60_10.yaml --variant equal --seed 7

        adsim run shop.yaml --variant more_head --replications 50 --json
    """
    from adsim.experiments.compare import compare as run_comparison
    from adsim.scenario import files, patches

    loaded = files.load(scenario)
    name = variant or patches.names(loaded)[0]
    with progress_on_stderr("runs", quiet) as progress:
        done = run_comparison(
            loaded, variants=[name], replications=replications, seed=seed,
            workers=workers if replications > 1 else 1, force=force, progress=progress,
        )  # fmt: skip
    finish(done, scenario, out or Path("out") / loaded.name / name, as_csv, lang, as_json, quiet)


@cli.command()
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
def validate(scenarios: tuple[Path, ...]) -> None:
    """Check SCENARIOS: every error at once, with file, line, rule, value and how to mend it.

    Example:

        adsim validate shop.yaml
    """
    from adsim.errors import InputError, Problem
    from adsim.experiments.runs import estimate
    from adsim.scenario import files, patches
    from adsim.simulation import Study

    problems: list[Problem] = []
    for path in scenarios:
        try:
            loaded = files.load(path)
        except InputError as error:
            problems += error.problems
            continue
        names = patches.names(loaded)
        work = estimate(Study.of(loaded), names, loaded.replications)
        click.echo(
            f"{path}: good; {len(names)} variants ({', '.join(names)}), {work.cells:,} cells, "
            f"{work.runs:,} runs, about {work.clicks:,.0f} clicks"
        )
    if problems:
        raise InputError(problems)


@cli.command()
@click.option("--platform", type=click.Choice(PLATFORMS), default="1688", show_default=True, help="Where you sell.")
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write.  [default: stdout]")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def new(platform: str, out: Path | None, force: bool) -> None:
    """Write a commented scenario to start from.

    Example:

        adsim new --platform 1688 -o shop.yaml
    """
    from adsim.results import replace_file
    from adsim.scenario.starter import starter

    text = starter(platform)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists() and not force:
        raise AdsimError(f"--out {out}: the file exists already; choose another name or add --force")
    replace_file(out, text.encode())
    click.echo(f"{out}: edit it, then run `adsim compare {out}`")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@spoken
def report(folder: Path, lang: Language) -> None:
    """Draw the report of a finished FOLDER again from its saved tables, for example in another language.

    Example:

        adsim report out/split_30_60_10 --lang zh
    """
    from adsim.report.html import write_report

    click.echo(write_report(folder, lang))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check as you type.

    Example:

        adsim schema > scenario.schema.json
    """
    from adsim.scenario.files import schema as scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a SHELL.

    Example:

        adsim completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is None:
        raise AdsimError(f"no completion for {shell}")
    click.echo(maker(cli, {}, "adsim", "_ADSIM_COMPLETE").source())


def finish(comparison: "Comparison", scenario: Path, folder: Path, as_csv: bool, lang: Language, as_json: bool,
           quiet: bool) -> None:  # fmt: skip
    """Save a comparison with its scenario, draw the report and print the answer."""
    import pandas as pd

    from adsim.report.html import write_report
    from adsim.results import replace_file, write_csv
    from adsim.scenario import files

    notes = [(note.path, note.value, note.text) for note in files.notes(scenario)]
    comparison.tables["assumptions"] = pd.DataFrame(notes, columns=["path", "value", "note"], dtype=str)
    comparison.save(folder)
    replace_file(folder / "scenario.yaml", scenario.read_bytes())
    if as_csv:
        for name, frame in comparison.tables.items():
            write_csv(folder / "tables" / f"{name}.csv", frame)
    page = write_report(folder, lang)
    print_answer(comparison, page, lang, as_json, quiet)


def print_answer(comparison: "Comparison", page: Path, lang: Language, as_json: bool, quiet: bool) -> None:
    """Print the answer first, then a table of the variants, then where the report lies."""
    from adsim.report import words

    tables, facts = comparison.tables, comparison.facts
    sentence = words.answer(tables, facts, lang)
    if as_json:
        variants = json.loads(tables["variants"].to_json(orient="records"))
        found = {"answer": sentence, "report": str(page), "facts": facts, "variants": variants}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False, default=str))
        return
    click.echo(sentence)
    if not quiet:
        _print_summary(words.summary_rows(tables, facts, lang))
    click.echo(page)


def _print_summary(summary: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for index, column in enumerate(summary.headings):
        table.add_column(column, justify="left" if index == 0 else "right", overflow="fold")
    for row in summary.rows:
        table.add_row(*row)
    console = Console(markup=False, highlight=False)
    # A pipe has no width of its own; rows stay on one line there.
    console.print(table, width=None if console.is_terminal else 160)


@contextmanager
def progress_on_stderr(unit: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Give a `progress(done, of)` that shows rate and time left on stderr, a bar on a terminal, lines elsewhere."""
    if quiet:
        yield lambda done, of: None
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)
        return
    began, last = time.monotonic(), [0]

    def line(done: int, of: int) -> None:
        if done == 0 or (done < of and done - last[0] < of / 10):
            return
        last[0] = done
        left = (time.monotonic() - began) / done * (of - done)
        click.echo(f"{done}/{of} {unit}, {left:.0f} s left", err=True)

    yield line


def _terminated(signum: int, frame: Any) -> NoReturn:
    sys.exit(_TERMINATED)


def main() -> None:
    """Run the command; every error is one clear message and an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli(prog_name="adsim", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was not finished is not written", err=True)
        sys.exit(_INTERRUPTED)
    except AdsimError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away, as in `adsim schema | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("ADSIM_DEBUG"):
            raise
        click.echo(f"a fault of adsim itself: {type(error).__name__}: {error}; ADSIM_DEBUG=1 shows more", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
