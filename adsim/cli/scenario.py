"""Commands about scenario files: new, validate, calibrate, schema; and shell completion."""

import json
from pathlib import Path
from typing import Any

import rich_click as click

from adsim.cli.options import PLATFORMS, progress_on_stderr
from adsim.errors import AdsimError


@click.command()
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


@click.command()
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


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check as you type.

    Example:

        adsim schema > scenario.schema.json
    """
    from adsim.scenario.files import schema as scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))


@click.command()
@click.pass_context
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL.

    Example:

        adsim completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is None:
        raise AdsimError(f"no completion for {shell}")
    click.echo(maker(context.find_root().command, {}, "adsim", "_ADSIM_COMPLETE").source())


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
    from adsim.experiments.calibrate import calibrate as calibrated
    from adsim.experiments.estimates import Options

    with progress_on_stderr("rounds", quiet) as progress:
        done = calibrated(
            export, out=out, platform=platform, options=Options(**said), seed=seed, force=force, progress=progress
        )
    click.echo(done.text())
