"""The command that reads a real product test, running or finished: `read`."""

from pathlib import Path
from typing import Any

import rich_click as click

from adsim.cli import options
from adsim.cli.options import Language, spoken


def _looks(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    """`1,3,7` as days."""
    if value is None:
        return None
    days = value.replace("，", ",").split(",")
    if not all(day.strip().isdecimal() for day in days):
        raise click.BadParameter(f"must be days parted by commas such as 1,3,7,14,28, got {value!r}")
    return tuple(map(int, days))


@click.command()
@click.argument("daily_rows", metavar="DAILY_ROWS", type=click.Path(path_type=Path))
@click.option("--target-cvr", type=float, help="Orders per click that pay: an arm surely below it is to be dropped.")
@click.option("--benchmark-ctr", type=float, help="Clicks per impression usual in the category, for the diagnosis.")
@click.option("--metric", type=click.Choice(("cvr", "ctr")), default="cvr", show_default=True,
              help="By what arms are compared: page, price, product by cvr; image by ctr.")  # fmt: skip
@click.option("--dates", type=click.Choice(("click", "payment")),
              help="Whose days orders stand on.  [default: click, unless the column says payment]")  # fmt: skip
@click.option("--control", metavar="ARM", help="Arm that the others are compared with.  [default: the first]")
@click.option("--looks", metavar="DAYS", callback=_looks,
              help="Days planned to be read, the last one the end.  [default: 1,3,7,14,28]")  # fmt: skip
@click.option("--alpha", type=float, default=0.05, show_default=True,
              help="Error over all looks together: a difference seen where there is none.")  # fmt: skip
@click.option(
    "--past-orders",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Days from click to payment of 200 or more past orders, one a line, from clicks 30 days old or more.",
)
@options.read
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON, for a program.")
def read(daily_rows: Path, platform: str | None, columns: dict[str, str], decimal: str | None, lang: Language,
         as_json: bool, **asked: Any) -> None:  # fmt: skip
    """Read a real product test, running or finished: today's verdict, and what to wait for.

    DAILY_ROWS has one line a day and arm: date, arm, impressions, clicks, orders, cost, revenue; CSV or XLSX, headers
    in English or Chinese. Writes nothing. Every line that cannot be right is named and refused (exit code 2).

    Examples:

        adsim read my_daily_report.csv --target-cvr 0.05

        adsim read images.xlsx --metric ctr --control old --benchmark-ctr 0.02 --target-cvr 0.04 --lang zh

        adsim read bericht.csv --column arm=Variante --column orders=Bestellungen --looks 3,7,14
    """
    import json

    from adsim.experiments.product_test.reading import Asked, read_test
    from adsim.report import reading as said

    facts = read_test(daily_rows, Asked(platform=platform, **asked), columns=columns, decimal=decimal)
    if not as_json:
        click.echo(said.told(facts, lang))
        return
    more = {"warnings": said.warnings(facts, lang), "remarks": said.notes(facts, lang)}
    click.echo(json.dumps({"answer": said.answer(facts, lang), **more, **facts}, indent=2, ensure_ascii=False,
                          allow_nan=False))  # fmt: skip
