"""The command that gives a finished sweep as one table, for a spreadsheet or a program."""

from pathlib import Path

import rich_click as click

from adsim.errors import AdsimError, InputError, Problem


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="File to write: .csv, .xlsx or .parquet.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def export(folder: Path, out: Path, force: bool) -> None:
    """Write a finished sweep's FOLDER as one tidy table: a row for each point, variant and metric, with both ranges.

    Examples:

        adsim store export out/bid_budget_sweep -o sweep.xlsx

        adsim store export out/bid_budget_sweep -o sweep.csv
    """
    from adsim.results import load_tables
    from adsim.results.spreadsheets import write_table

    if out.exists() and not force:
        raise AdsimError(f"--out {out}: the file exists already; choose another name or add --force")
    if out.resolve().is_relative_to((folder / "tables").resolve()):
        raise AdsimError(f"--out {out}: the sweep's own tables lie there; choose a name outside of them")
    tables, facts = load_tables(folder)
    if facts.get("kind") != "sweep":
        rule = "is not the folder of a finished sweep"
        raise InputError([Problem(str(folder), "", rule, mend="`adsim sweep` makes one; other tables: --csv")])
    write_table(out, tables["points"])
    click.echo(f"{out}: {len(tables['points']):,} rows, {facts['points']} points of {facts['name']}")
