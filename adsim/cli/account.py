"""Commands about a seller's own exports: calibrate."""

from pathlib import Path
from typing import Any

import rich_click as click

from adsim.cli.options import PLATFORMS, progress_on_stderr


@click.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Scenario to write; its keywords go to a CSV beside it.",
)
@click.option("--platform", type=click.Choice(PLATFORMS), help="Where the export is from.  [default: recognised]")
@click.option("--brand", "brands", multiple=True, help="A brand: terms that hold it are precise (repeat the option).")
@click.option("--daily-budget", type=float, help="Budget a day.  [default: 1.5 × the mean daily cost]")
@click.option("--cvr", type=float, help="Orders per click, where the export has no orders.")
@click.option("--basket", type=float, help="Value of an order, where the export has no revenue.")
@click.option("--unit-cost", type=float, help="What the goods of an order cost.")
@click.option("--bid-over-cpc", type=float, help="Max CPC over mean CPC, where the export has no bids.")
@click.option("--impression-share", type=float, help="Share of all searches in which the ad was shown.")
@click.option("--period-days", type=int, help="Days that the export covers, where it does not say.")
@click.option("--rivals", type=int, default=8, show_default=True, help="Rivals on each keyword (an assumption).")
@click.option(
    "--head-share",
    type=float,
    default=0.5,
    show_default=True,
    help="Head keywords are short terms among those with this share of impressions.",
)
@click.option(
    "--head-words",
    type=int,
    default=3,
    show_default=True,
    help="Words of the longest head keyword (two Chinese characters count as one).",
)
@click.option("--pool-below", type=int, default=5, show_default=True, help="Pool terms with fewer clicks than this.")
@click.option("--keywords", type=int, default=300, show_default=True, help="Most keywords to write, pools included.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Seed of the scenario.")
@click.option("--force", is_flag=True, help="Overwrite an existing scenario and its keywords.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def calibrate(export: Path, out: Path, platform: str | None, seed: int, force: bool, quiet: bool,
              **said: Any) -> None:  # fmt: skip
    """Turn a real keyword EXPORT into a scenario that simulates like the account it is from.

    Reads Google Ads and Amazon search-term reports and any table with keyword, impressions, clicks and
    cost (CSV, TSV, XLSX). What the export lacks is an option with a printed default.

    Examples:

        adsim calibrate search_terms.csv -o my_shop.yaml

        adsim calibrate report.xlsx -o my_shop.yaml --basket 32 --unit-cost 14 --brand acme
    """
    from adsim.experiments.calibration import Options
    from adsim.experiments.calibration import calibrate as calibrated

    with progress_on_stderr("rounds", quiet) as progress:
        done = calibrated(
            export, out=out, platform=platform, options=Options(**said), seed=seed, force=force, progress=progress
        )
    click.echo(done.text())
