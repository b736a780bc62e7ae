"""Commands about scenario files: new, validate, schema; and shell completion."""

import json
from pathlib import Path

import rich_click as click

from adsim.cli.options import PLATFORMS, plugged
from adsim.errors import AdsimError


@click.command()
@click.argument("scenarios", type=click.Path(path_type=Path), nargs=-1, required=True)
@plugged
def validate(scenarios: tuple[Path, ...]) -> None:
    """Check SCENARIOS: every error at once, with file, line, rule, value and how to mend it.

    Example:

        adsim validate shop.yaml
    """
    from adsim.errors import InputError, Problem
    from adsim.experiments import sensitivity
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
        work = sum(sensitivity.work(sensitivity.levels(loaded), names, loaded.replications), work)
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
