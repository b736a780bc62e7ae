"""The command that looks at one keyword on one day of a finished run."""

from pathlib import Path

import rich_click as click

from adsim.cli.options import Language, plugged, print_json, print_rows, spoken


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--keyword", "-k", required=True, help="The keyword, by its name or by its number in the scenario.")
@click.option("--day", "-d", type=int, required=True, help="Day of the run, from 1.")
@click.option("--variant", "-v", help="Variant to look at.  [default: the winner]")
@click.option("--replication", "-r", type=int, default=0, show_default=True, help="World to look at, from 0.")
@click.option("--hour", type=int, help="Hour of the day, 0 to 23: its page only.  [default: the one most searched]")
@plugged
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print all hours of all pages as JSON, for a program.")
def explain(folder: Path, keyword: str, day: int, variant: str | None, replication: int, hour: int | None,
            lang: Language, as_json: bool) -> None:  # fmt: skip
    """Explain a KEYWORD's day in a finished FOLDER: who stood where at what price, and why our ad was not shown.

    The run is done again up to that day; that takes as long as one run. What the next place up or down would have
    cost, when the money ran out, and whether searches were lost to rank, budget or pacing.

    Examples:

        adsim explain out/split_30_60_10 --keyword head-01 --day 5

        adsim explain out/split_30_60_10 -k 17 -d 28 --variant equal --replication 1 --hour 20

        adsim explain out/shop -k 劳保手套 -d 3 --lang zh
    """
    from adsim.experiments.explain import explain as explained
    from adsim.report import explanation

    told = explained(folder, keyword, day, variant=variant, replication=replication, hour=hour).plain
    if as_json:
        print_json(told)
        return
    say = explanation.words(told, lang)
    for line in explanation.sentences(told, say):
        click.echo(line)
    for sheet in explanation.sheets(told, say, hour):
        for line in sheet.lines:
            click.echo(line)
        print_rows(sheet.headings, sheet.rows)
