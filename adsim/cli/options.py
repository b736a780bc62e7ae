"""What several commands share: options, and progress on stderr."""

import functools
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

import rich_click as click

Language = Literal["en", "zh"]
# Seconds without a line of progress where no terminal shows a bar.
_LONGEST_SILENCE = 10
_MINUTE = 60
PLATFORMS = ("1688", "taobao", "google", "amazon", "generic")


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


def _load(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> None:
    """Load the strategies that `--plugin` names, before anything is read."""
    if values:
        from adsim.advertiser import plugins

        for value in values:
            plugins.load(value)


plugged = click.option(
    "--plugin", multiple=True, metavar="MODULE:CLASS", expose_value=False, is_eager=True, callback=_load,
    help="A bidding strategy of your own, such as my_bids:Patient (repeat).",
)  # fmt: skip


def worked_in(folder: str, holds: str = "tables and report") -> Callable[[Any], Any]:
    """The options of commands that run many worlds and save what they found, by default in `folder`."""
    return option_set(
        click.option("--out", "-o", type=click.Path(path_type=Path, file_okay=False),
                     help=f"Folder for {holds}.  [default: {folder}]"),
        click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed instead of the scenario's."),
        click.option("--workers", type=click.IntRange(1, 256), default=lambda: min(os.cpu_count() or 1, 8),
                     show_default="cores", help="Local worker processes; 1 = in this process. Changes no figure."),
        click.option("--csv", "as_csv", is_flag=True, help="Write every table as CSV too."),
        click.option("--force", is_flag=True, help="Go on beyond the limits on work."),
        plugged,
    )  # fmt: skip


worked = worked_in("out/<name>")
fresh = click.option("--fresh", is_flag=True, help="Forget the folder's kept runs and do all of them anew.")


def elsewhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a cluster; the command gets them as `cluster` (or None) and `memory` (bytes, or None)."""

    @functools.wraps(command)
    def called(*words: Any, cluster: str | None, tls_ca: Path | None, tls_cert: Path | None, tls_key: Path | None,
               memory: float | None, **others: Any) -> Any:  # fmt: skip
        from adsim.errors import InputError, Problem
        from adsim.experiments.runs import Cluster

        if cluster is None and (tls_ca or tls_cert or tls_key):
            raise InputError([Problem("--tls-ca", "", "and the other files of TLS go with --cluster only")])
        if cluster is not None and memory:
            raise InputError([Problem("--memory", "", "is of local workers; a cluster's own limits hold there")])
        where = None if cluster is None else Cluster(cluster, tls_ca, tls_cert, tls_key)
        share = round(memory * 2**30) if memory else None
        return command(*words, cluster=where, memory=share, **others)

    file = click.Path(path_type=Path, dir_okay=False)
    return option_set(  # type: ignore[no-any-return]
        click.option("--cluster", metavar="ADDRESS",
                     help="Dask scheduler whose workers do the runs, such as tcp://host:8786."),
        click.option("--tls-ca", type=file, help="With --cluster tls://…: certificate of the authority."),
        click.option("--tls-cert", type=file, help="With --cluster tls://…: our certificate."),
        click.option("--tls-key", type=file, help="With --cluster tls://…: the key of our certificate."),
        click.option("--memory", type=click.FloatRange(0.05, 4096),
                     help="GiB that a local worker may take.  [default: its share of 80 % of the machine's]"),
    )(called)  # fmt: skip


simulated = option_set(
    worked,
    click.option("--sensitivity/--no-sensitivity", default=True,
                 help="Run the low and the high values of the scenario's `sensitivity` too.  [default: on]"),
)  # fmt: skip


def _columns(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`field=Header` options as a mapping."""
    found: dict[str, str] = {}
    for value in values:
        field, sign, header = value.partition("=")
        if not sign or not field.strip() or not header.strip():
            raise click.BadParameter(f"must be FIELD=HEADER such as keyword=Suchbegriff, got {value!r}")
        if field.strip() in found:
            raise click.BadParameter(f"{field.strip()} is named twice")
        found[field.strip()] = header.strip()
    return found


read = option_set(
    click.option("--platform", type=click.Choice(PLATFORMS), metavar="NAME",
                 help=f"Where the exports are from: {', '.join(PLATFORMS)}.  [default: recognised]"),
    click.option("--column", "columns", metavar="FIELD=HEADER", multiple=True, callback=_columns,
                 help="Which header carries a field, such as keyword=Suchbegriff (repeat the option)."),
    click.option("--decimal", type=click.Choice((".", ",")),
                 help="Decimal mark of the figures.  [default: what the file tells]"),
)  # fmt: skip


def print_json(found: Mapping[str, Any]) -> None:
    """An answer for a program, on stdout: tables as lists of rows, missing numbers as null."""
    import json

    from adsim.results import plain

    click.echo(json.dumps(plain(found), indent=2, ensure_ascii=False, allow_nan=False, default=str))


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A small table on stdout: the first column in words, the others figures."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for index, column in enumerate(headings):
        table.add_column(column, justify="left" if index == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    # A pipe has no width of its own; rows stay on one line there.
    Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160).print(table)


class _Pace:
    """Runs a second over the last minute, so that runs found done at the start do not flatter it."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def told(self, done: int, of: int, news: dict[str, Any]) -> str:
        """Rate, time left, failures and what leads, in words."""
        now = time.monotonic()
        if not self._seen or now - self._seen[-1][0] > 1:
            self._seen.append((now, done))
        while now - self._seen[0][0] > _MINUTE and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        rate = (done - before) / (now - since) if now > since else 0.0
        parts = [f"{rate:.3g} a second, {(of - done) / rate:.0f} s left"] if rate > 0 else []
        parts += [f"{news['failed']} failed"] if news.get("failed") else []
        parts += [f"best so far {news['best']}"] if news.get("best") else []
        return ", ".join(parts)


@contextmanager
def progress_on_stderr(unit: str, quiet: bool) -> Iterator[Callable[..., None]]:
    """Give a `progress(done, of)` that shows rate, time left, failures and what leads on stderr.

    A bar on a terminal, lines elsewhere.
    """
    if quiet:
        yield lambda done, of, **news: None
        return
    pace = _Pace()
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn(unit), TextColumn("{task.description}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, of, **news: bar.update(
                task, completed=done, total=of, description=pace.told(done, of, news)
            )
        return
    began = time.monotonic()
    told, told_at = 0, began

    def line(done: int, of: int, **news: Any) -> None:
        nonlocal told, told_at
        now, words = time.monotonic(), pace.told(done, of, news)
        due = done == of or told == 0 or done - told >= of / 10 or now - told_at >= _LONGEST_SILENCE
        if done == 0 or not due:
            return
        told, told_at = done, now
        click.echo(f"{done}/{of} {unit}" + (f", {words}" if words else ""), err=True)

    yield line
