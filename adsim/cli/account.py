"""Commands about a seller's own exports, and generated ones: inspect, calibrate, export."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import rich_click as click

from adsim.cli.options import Language, printed, progress_on_stderr, read, spoken
from adsim.errors import AdsimError
from adsim.platforms import LAYOUTS
from adsim.platforms.handwriting import ENCODINGS


@click.command()
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@read
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON, for a program.")
def inspect(exports: tuple[Path, ...], platform: str | None, columns: dict[str, str], decimal: str | None,
            lang: Language, as_json: bool) -> None:  # fmt: skip
    """Say what one or several EXPORTs of an account are, what is wrong with them and what they can tell.

    Writes nothing. Every line that cannot be read or cannot be right is named, and every default that
    `calibrate` would take. Exit code 0 if the reports can be calibrated on, else 2.

    Examples:

        adsim inspect search_terms.csv

        adsim inspect terms.xlsx targeting.xlsx campaigns.csv --lang zh

        adsim inspect bericht.csv --column keyword=Suchbegriff --column clicks=Klicks --decimal ,
    """
    import json

    from adsim.experiments.doctor import inspect as inspected
    from adsim.report.inspection import told
    from adsim.report.inspection_words import verdict

    found = inspected(exports, platform, columns, decimal)
    facts = found.facts
    if as_json:
        answer = {"answer": verdict(facts, lang), **facts}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(told(facts, lang))
    if not found.usable:
        raise SystemExit(AdsimError.exit_code)


@click.command()
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Scenario to write; its keywords go to a CSV beside it.",
)
@read
@click.option("--brand", "brands", multiple=True, help="A brand: terms that hold it are precise (repeat the option).")
@click.option(
    "--daily-budget",
    type=float,
    help="Budget a day.  [default: the campaigns', else "
    "2 × the mean cost (1.05 × with an impression share below 1), at least 5 clicks a campaign]",
)
@click.option("--cvr", type=float, help="Orders per click, where no export has orders.")
@click.option("--basket", type=float, help="Value of an order, where no export has revenue.")
@click.option("--unit-cost", type=float, help="What the goods of an order cost.  [default: half of its value]")
@click.option("--bid-over-cpc", type=float, help="Max CPC over mean CPC, where no export has bids.  [default: 1.3]")
@click.option("--impression-share", type=float, help="Share of all searches in which the ad was shown.")
@click.option("--period-days", type=int, metavar="DAYS", help="Days that the exports cover, where they do not say.")
@click.option(
    "--downloaded",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Day on which the exports were downloaded; later orders are not in them.  [default: their last day]",
)
@click.option("--rivals", type=int, help="Rivals on each keyword (an assumption).  [default: 8]")
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
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, metavar="INTEGER", show_default=True,
              help="Seed of the scenario.")  # fmt: skip
@click.option("--proof/--no-proof", default=True, help="Foretell the last days from the others.  [default: on]")
@click.option("--force", is_flag=True, help="Overwrite an existing scenario and its keywords.")
@spoken
@printed
def calibrate(exports: tuple[Path, ...], out: Path, platform: str | None, columns: dict[str, str],
              decimal: str | None, downloaded: datetime | None, seed: int, proof: bool, force: bool,
              lang: Language, as_json: bool, quiet: bool, **said: Any) -> None:  # fmt: skip
    """Turn one or several EXPORTs of an account into a scenario that simulates like it.

    Search-term, keyword, placement and campaign reports of the same account are joined: one tells the terms,
    another bids and positions, a third budgets. What no export tells is an option with a printed default.

    Examples:

        adsim calibrate search_terms.csv -o my_shop.yaml

        adsim calibrate terms.xlsx targeting.xlsx campaigns.csv -o my_shop.yaml --unit-cost 14 --brand acme

        adsim calibrate bericht.csv -o laden.yaml --column keyword=Suchbegriff --column clicks=Klicks --decimal ,
    """
    import json

    from adsim.experiments.calibration import Options
    from adsim.experiments.calibration import calibrate as calibrated

    options = Options(downloaded=None if downloaded is None else downloaded.date(), **said)
    with progress_on_stderr("worlds", quiet) as progress:
        done = calibrated(
            exports, out=out, platform=platform, columns=columns, decimal=decimal, options=options, seed=seed,
            force=force, proof=proof, lang=lang, progress=progress,
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(done.facts(lang), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(done.text(lang))


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--layout",
    type=click.Choice(tuple(LAYOUTS)),
    metavar="LAYOUT",
    required=True,
    help=f"Report to write: {', '.join(LAYOUTS)}.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write: .csv, .tsv, .xlsx, or .zip with a CSV in it.",
)
@click.option("--variant", "-v", help="Variant to run.  [default: the first]")
@click.option(
    "--replication",
    type=click.IntRange(0, 99_999),
    default=0,
    show_default=True,
    help="Number of the world to simulate.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed instead of the scenario's.")
@click.option(
    "--by",
    type=click.Choice(("day", "hour", "total")),
    help="A line a day, an hour of the day, or for the whole period.  [default: day, where the layout has days]",
)
@click.option(
    "--window",
    "windows",
    type=click.Choice(("1", "7", "14", "30")),
    multiple=True,
    help="Count orders within so many days of the click (repeat the option).  [default: the platform's]",
)
@click.option(
    "--downloaded",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Day of the download; orders paid later are not in the report.  [default: the last day]",
)
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding of a text file.  [default: the platform's]")
@click.option(
    "--delimiter",
    type=click.Choice((",", ";", "tab", "|")),
    help="What parts the columns of a text file.  [default: , but ; beside decimal commas and tabs in .tsv]",
)
@click.option(
    "--decimal", type=click.Choice((".", ",")), default=".", show_default=True, help="Decimal mark in a text file."
)
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def export(scenario: Path, layout: str, out: Path, variant: str | None, replication: int, seed: int | None,
           by: Any, windows: tuple[str, ...], downloaded: datetime | None, encoding: str | None,
           delimiter: str | None, decimal: str, force: bool) -> None:  # fmt: skip
    """Simulate one run of a SCENARIO and write the report that a platform would give of it.

    For trying out reports, spreadsheets and calibrations on an account whose truth is known. The data are
    generated, and the file says so: in its title, its campaigns' names or its sheet's name.

    Examples:

        adsim export scenarios/split_30_60_10.yaml --layout google.search_terms -o generated_terms.csv

        adsim export shop.yaml --layout 1688.products -o generated_products.xlsx --variant more_head --seed 7
    """
    from adsim.experiments.account_reports import report_bytes
    from adsim.results import replace_file, same_file
    from adsim.scenario import files
    from adsim.simulation import diary

    if out.exists() and not force:
        raise AdsimError(f"--out {out}: the file exists already; choose another name or add --force")
    loaded = files.load(scenario)
    named = loaded.keywords.file
    for source in (scenario, *(() if named is None else (scenario.parent / named,))):
        if same_file(source, out):
            raise AdsimError(f"--out {out}: would overwrite {source.name}, which is read; choose another name")
    if seed is not None:
        loaded = loaded.model_copy(update={"seed": seed})
    last = loaded.start + timedelta(loaded.days - 1)
    seen = last if downloaded is None else downloaded.date()
    if seen < last:
        raise AdsimError(f"--downloaded {seen}: must not lie before the last day, {last}")
    kept = diary(loaded, variant, replication, seen)
    data = report_bytes(kept, layout, out, by=by, windows=[int(window) for window in windows], encoding=encoding,
                        delimiter="\t" if delimiter == "tab" else delimiter, decimal=decimal)  # fmt: skip
    replace_file(out, data)
    days, clicks, cost = kept.results.days, kept.results.clicks, kept.results.cost
    click.echo(
        f"{out}: {layout} of a simulated account, {days} days from {loaded.start}, {clicks:,} clicks, cost {cost:,.2f};"
        " generated, nobody's real data"
    )
