"""`python -m benchmarks [NAME ...]`: measure and print, targets beside the figures."""

import json
from importlib import import_module

import click

from benchmarks.measuring import Figure, as_records, table

# Name: module with TITLE and measure(). Imported only when asked for.
BENCHMARKS = {
    "kernel": "benchmarks.kernel",
    "pacing_kernel": "benchmarks.pacing_kernel",
    "hourly_bidders": "benchmarks.hourly_bidders",
    "compare": "benchmarks.whole",
    "pacing": "benchmarks.pacing",
    "pairing": "benchmarks.pairing",
    "recovery": "benchmarks.recovery",
    "forecast": "benchmarks.forecast",
    "kills": "benchmarks.kills",
    "damage": "benchmarks.damage",
    "scaling": "benchmarks.scaling",
    "product_tests": "benchmarks.product_tests",
    "bidding_targets": "benchmarks.bidding_targets",
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*BENCHMARKS, "all"]))
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds to take instead of the benchmark's own number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def main(names: tuple[str, ...], rounds: int | None, as_json: bool) -> None:
    """Measure the named benchmarks (default: all) and print each figure beside its target."""
    chosen = list(BENCHMARKS) if not names or "all" in names else list(dict.fromkeys(names))
    found: dict[str, list[Figure]] = {}
    for name in chosen:
        module = import_module(BENCHMARKS[name])
        found[name] = module.measure(rounds) if rounds else module.measure()
        if not as_json:
            click.echo(table(module.TITLE, found[name]) + "\n")
    if as_json:
        click.echo(json.dumps({name: as_records(figures) for name, figures in found.items()}, indent=1))
    if any(figure.met is False for figures in found.values() for figure in figures):
        raise SystemExit(1)


# Worker processes import this module too.
if __name__ == "__main__":
    main()
