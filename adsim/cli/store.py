"""Commands about what is kept: verify it, and give it as one table."""

from pathlib import Path

import rich_click as click

from adsim.cli import store_export
from adsim.errors import InputError


@click.group()
def store() -> None:
    """Look after the kept runs and the tables of a finished folder.

    Example:

        adsim store check out/bid_budget_sweep
    """


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Verify every byte of a FOLDER: its kept runs, and its tables and facts where there are any. Changes nothing.

    Example:

        adsim store check out/bid_budget_sweep
    """
    from adsim.results import Store, load_tables

    problems, runs, tables = [], None, None
    if (folder / "runs").exists():
        with Store.open(folder, write=False) as kept:
            problems += kept.problems
            runs = f"{len(kept):,} runs in {kept.chunks:,} chunks, {kept.size:,} bytes"
    if (folder / "facts.json").exists() or runs is None:
        try:
            tables = f"{len(load_tables(folder)[0])} tables"
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    click.echo(f"{folder}: good; {', '.join(part for part in (runs, tables) if part)}")


store.add_command(check)
store.add_command(store_export.export)
