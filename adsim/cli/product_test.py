"""Commands before a product test: how often rules err where there is nothing to see, and what a test will take."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from adsim.cli.options import Language, option_set, print_json, print_rows, printed, progress_on_stderr, spoken
from adsim.errors import AdsimError, InputError, Problem

if TYPE_CHECKING:
    from adsim.scenario.objects import Scenario


def _listed(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


drawn = option_set(
    click.option("--rules", metavar="NAMES", callback=_listed,
                 help="Rules between commas.  [default: all five]"),
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, metavar="INTEGER", show_default=True,
                 help="Seed of the small tests."),
    click.option("--workers", type=click.IntRange(1, 256), default=lambda: min(os.cpu_count() or 1, 8),
                 show_default="cores", help="Threads. Changes no figure."),
)  # fmt: skip


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path), required=False)
@click.option("--tests", type=click.IntRange(2, 100_000_000), default=100_000, show_default=True,
              help="Tests to draw in each world.")  # fmt: skip
@click.option("--worlds", metavar="NAMES", callback=_listed,
              help="Worlds between commas; `own` is the SCENARIO's.  [default: all]")  # fmt: skip
@drawn
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="CSV to write, every look.")
@click.option("--force", is_flag=True, help="Overwrite an existing CSV.")
@spoken
@printed
def audit(scenario: Path | None, tests: int, worlds: tuple[str, ...], rules: tuple[str, ...], seed: int, workers: int,
          out: Path | None, force: bool, lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Arms without any difference: in how many tests does each rule see one, in which worlds?

    Draws the tests in the small: standard worlds, and the SCENARIO's own, whose traffic is measured first.

    Examples:

        adsim audit scenarios/product_test.yaml --tests 100000

        adsim audit --worlds plain,own_noise --rules naive_test,group_sequential --tests 20000

        adsim audit scenarios/product_test.yaml --worlds own -o own_audit.csv
    """
    if out is not None and out.exists() and not force:
        raise AdsimError(f"--out {out}: the file exists already; choose another name or add --force")
    from adsim.experiments.product_test.audit import audit as audited
    from adsim.report import plan_words
    from adsim.results import write_csv
    from adsim.scenario import files

    loaded = None if scenario is None else files.load(scenario)
    with progress_on_stderr("tests", quiet) as progress:
        done = audited(loaded, tests=tests, worlds=worlds, rules=rules, seed=seed, workers=workers, progress=progress)
    last = done.at_the_end()
    if out is not None:
        write_csv(out, done.table)
    if as_json:
        print_json({"answer": plan_words.audit_answer(last, lang), "seed": seed, "worlds": done.worlds,
                    "rows": done.table})  # fmt: skip
        return
    click.echo(plan_words.audit_answer(last, lang))
    if not quiet:
        summary = plan_words.audit_rows(last, lang)
        print_rows(summary.headings, summary.rows)
        click.echo(plan_words.audit_note(last, lang))
    if out is not None:
        click.echo(out)


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--power", type=float, default=0.8, show_default=True, help="Share of tests that are to find the lift.")
@click.option("--lift", type=float, help="How much better the first challenger is.  [default: 0.3]")
@click.option("--budget", type=float, help="Budget a day.  [default: the scenario's]")
@click.option("--tests", type=click.IntRange(2, 10_000_000), default=4_000, show_default=True,
              help="Tests to draw for each lift and budget.")  # fmt: skip
@drawn
@spoken
@printed
def plan(scenario: Path, power: float, lift: float | None, budget: float | None, tests: int, rules: tuple[str, ...],
         seed: int, workers: int, lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """How many clicks, days and yuan until the verdict of a SCENARIO's test may be believed, and on which day to read.

    Measures the scenario's traffic in a few simulated runs, then draws many small tests of it.

    Examples:

        adsim plan scenarios/product_test.yaml --power 0.8

        adsim plan scenarios/product_test.yaml --lift 0.2 --budget 400 --lang zh
    """
    from adsim.experiments.product_test.plan import plan as planned
    from adsim.report import plan_words
    from adsim.scenario import files

    loaded = files.load(scenario)
    if loaded.test is not None and len(loaded.test.arms) == 1:
        _plan_alone(loaded, power, lift, budget, tests, rules, seed, workers, lang, as_json, quiet)
        return
    with progress_on_stderr("tests", quiet) as progress:
        done = planned(loaded, power=power, budget=budget, lift=0.3 if lift is None else lift, tests=tests,
                       rules=rules, seed=seed, workers=workers, progress=progress)  # fmt: skip
    answer = plan_words.plan_answer(done.facts, lang)
    if as_json:
        tables = {"plan": done.table, "budgets": done.budgets, "detectable": done.detectable}
        print_json({"answer": answer, "facts": done.facts, **tables})
        return
    click.echo(answer)
    if not quiet:
        summary = plan_words.plan_rows(done.table, done.detectable, done.facts, lang)
        print_rows(summary.headings, summary.rows)


def _plan_alone(scenario: "Scenario", power: float, lift: float | None, budget: float | None, tests: int,
                rules: tuple[str, ...], seed: int, workers: int,
                lang: Language, as_json: bool, quiet: bool) -> None:  # fmt: skip
    """A test of one arm compares nothing: when is its product dropped?"""
    from adsim.experiments.product_test.kill_plan import kill_plan
    from adsim.report import plan_words

    if lift is not None:
        mend = "leave --lift out: a test of one arm plans when its product is dropped"
        raise InputError([Problem("--lift", "", "is of a challenger, and the test has one arm", f"{lift:g}", mend)])
    if rules:
        mend = "leave --rules out: a test of one arm plans when its product is dropped"
        raise InputError([Problem("--rules", "", "compares arms, and the test has one", repr(rules[0]), mend)])
    with progress_on_stderr("tests", quiet) as progress:
        done = kill_plan(scenario, power=power, budget=budget, tests=tests, seed=seed, workers=workers,
                         progress=progress)  # fmt: skip
    answer = plan_words.kill_answer(done.table, done.facts, lang)
    if as_json:
        print_json({"answer": answer, "facts": done.facts, "kills": done.table})
        return
    click.echo(answer)
    if not quiet:
        summary = plan_words.kill_rows(done.table, done.facts, lang)
        print_rows(summary.headings, summary.rows)
