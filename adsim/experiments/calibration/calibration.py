"""From a real export to a scenario: `calibrate` reads, classes, pools, shrinks, fits and writes.

>>> calibration = calibrate("search_terms.csv", out="my_shop.yaml")
>>> print(calibration.text())

The export's averages fix volumes, click rates and prices. They cannot tell how traffic answers another bid:
that follows from stated assumptions about rivals. Nothing is dropped in silence: `Calibration` names
unreadable rows, odd figures, every default taken, and how far a simulation lies from the export.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.estimates import Figure, Options, checked, class_rule, rates, settled, uncertainty
from adsim.experiments.calibration.keyword_means import one_week, simulator, thinning, worlds_to_walk
from adsim.experiments.calibration.keyword_table import pooled, terms
from adsim.experiments.calibration.market_fit import fitted_with_sketch
from adsim.experiments.calibration.rankings import Rankings
from adsim.experiments.calibration.scenario_draft import (
    keyword_file,
    keyword_rows,
    put_both,
    renormalised,
    scenario_text,
    write_keywords,
)
from adsim.platforms.exports import Export, read_exports
from adsim.scenario import files
from adsim.scenario.objects import CLASSES, Scenario

FIGURES = ("impressions", "clicks", "cost", "orders")
FAR_OFF = 0.05
FEW_CLICKS = 10


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: where it was written, what it rests on, and how well it fits.

    `odd` are rows that were read but cannot be right (unreadable ones are in `export.unreadable`);
    `agreement` has one line a class (and `all`) and figure: export and simulation over the period, ratio.
    """

    scenario_path: Path
    keywords_path: Path
    scenario: Scenario
    export: Export
    keywords: pd.DataFrame
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...]
    odd: tuple[Problem, ...]
    agreement: pd.DataFrame

    @property
    def defaults(self) -> tuple[Figure, ...]:
        """The assumptions taken because neither export nor option says."""
        return tuple(figure for figure in self.figures if figure.source == "assumption")

    def text(self) -> str:
        """All of it for a terminal."""
        from adsim.experiments.calibration.words import told

        return told(self)


def calibrate(
    path: Path | str,
    *,
    out: Path | str,
    platform: str | None = None,
    options: Options | None = None,
    seed: int = 1,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Write the scenario that simulates to the export at `path`, and its keyword CSV beside it.

    `platform` overrides the one recognised; `force` overwrites a scenario and a keyword CSV that exist, but
    never the export; `progress` hears of each round of the fit. Raises `InputError`.
    """
    chosen = checked(Options() if options is None else options)
    target_path = Path(out)
    _refuse_to_overwrite(Path(path), target_path, force)
    export = read_exports(path, platform)[0]
    searched, unknown_classes = terms(export, class_rule(chosen))
    table = pooled(searched, chosen.pool_below, chosen.keywords)
    if table["clicks"].sum() == 0 or table["cost"].sum() == 0:
        raise InputError([Problem(export.file, "", "must hold at least one click that cost something")])
    figures = settled(export, table, chosen)
    start, target = rates(table, figures)
    source = "option" if platform else "export"
    uncertain = uncertainty(table, figures)
    text = scenario_text(target_path, export, table, figures, uncertain, seed, chosen.replications, source)
    with tempfile.TemporaryDirectory() as folder, _named_without(folder):
        aside = Path(folder) / target_path.name
        aside.write_text(text, encoding="utf-8")
        write_keywords(keyword_file(aside), start)
        shown, bids_known = figures["impression_share"].value, bool(table["bid"].notna().any())
        keywords, simulated = _fitted(files.load(aside), start, target, shown, bids_known, chosen.rounds, progress)
        write_keywords(keyword_file(aside), keywords)
        scenario = files.load(aside)
        put_both(target_path, text, keyword_file(aside).read_bytes())
    agreement = _agreement(simulated, table, figures["period_days"].value)
    return Calibration(
        scenario_path=target_path,
        keywords_path=keyword_file(target_path),
        scenario=scenario,
        export=export,
        keywords=keyword_rows(keywords),
        figures=tuple(figures.values()),
        warnings=tuple(_warnings(export, searched, table, figures["period_days"].value, agreement)),
        odd=(*unknown_classes, *export.impossible),
        agreement=agreement,
    )


def _refuse_to_overwrite(export: Path, out: Path, force: bool) -> None:
    """Refuse, before any work, to write over the export, or without `force` over anything else."""
    targets = (out, keyword_file(out))
    for target in targets:
        if _same(export, target):
            rule = f"would overwrite the export {export.name}"
            if target != out:
                rule += ", as the keywords go to a file of that name"
            raise InputError([Problem(f"--out {out}", "", rule, mend="choose another name")])
    there = [target.name for target in targets if target.exists() or target.is_symlink()]
    if there and not force:
        rule = f"{' and '.join(there)} exist{'' if len(there) > 1 else 's'} already"
        mend = "choose another name, or overwrite with --force (in Python force=True)"
        raise InputError([Problem(f"--out {out}", "", rule, mend=mend)])


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever names and links."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _fitted(
    unfitted: Scenario,
    start: pd.DataFrame,
    target: pd.DataFrame,
    shown: float,
    bids_known: bool,
    rounds: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The fitted keywords, and what they simulate to a day."""
    week = one_week(unfitted)
    clicks = float(target["clicks"].sum())
    one_in = thinning(clicks)
    sketch, worlds = Rankings.of(week), worlds_to_walk(week, clicks / one_in)
    part, simulate = sketch.first(worlds), simulator(week.model_copy(update={"replications": worlds}), one_in)
    fit = fitted_with_sketch(
        start, target, sketch, part, simulate,
        shown=shown, bids_known=bids_known, rounds=rounds, progress=progress,
    )  # fmt: skip
    means = simulate(keyword_rows(fit.keywords))
    # Brought from the worlds walked through to the mean of all.
    in_part, in_all = part(fit.keywords), sketch(fit.keywords)
    for name in FIGURES:
        means[name] *= (in_all[name] / in_part[name].where(in_part[name] > 0)).fillna(1.0)
    return fit.keywords, means


@contextmanager
def _named_without(folder: str) -> Iterator[None]:
    """Refusals of what is written aside name the files as they would be called."""
    try:
        yield
    except InputError as error:
        hidden = str(Path(folder) / "_")[:-1]
        raise InputError(
            replace(problem, where=problem.where.replace(hidden, "")) for problem in error.problems
        ) from None


def _agreement(simulated: pd.DataFrame, table: pd.DataFrame, days: int) -> pd.DataFrame:
    """Export against simulation over the period, by class and in total."""
    lines = []
    for klass in (*CLASSES, "all"):
        chosen = (table["klass"] == klass).to_numpy() | (klass == "all")
        for name in FIGURES if chosen.any() else ():
            told = float(table.loc[chosen, name].sum(min_count=1))
            got = float(simulated.loc[chosen, name].sum()) * days
            lines.append((klass, name, told, got, got / told if told > 0 else float("nan")))
    return pd.DataFrame(lines, columns=["klass", "figure", "export", "simulated", "ratio"])


def _warnings(
    export: Export, searched: pd.DataFrame, table: pd.DataFrame, days: int, agreement: pd.DataFrame
) -> Iterator[str]:
    listed = int(table["clicks"].sum())
    for row in export.unlisted:
        if row.clicks:
            whole = listed + row.clicks
            yield (f"the report is truncated: it lists {listed:,} of {whole:,.0f} clicks ({listed / whole:.0%}), "
                   f"the rest stands in {row.label!r} (line {row.line}) and is not simulated")  # fmt: skip
    if export.layout.clicked_only:
        yield "the report lists clicked terms only: searches without a click are missing, so click rates are too high"
    one_in = thinning(listed / days)
    if one_in > 1:
        yield (f"so large an account is fitted and checked on one in {one_in:,} of its searches, with as much less "
               "budget; the scenario has all of them")  # fmt: skip
    unseen = int((searched["impressions"] + searched["clicks"] == 0).sum())
    if unseen:
        yield f"{unseen:,} terms without an impression are left out"
    for name in CLASSES:
        clicks = int(table.loc[table["klass"] == name, "clicks"].sum())
        if (table["klass"] == name).any() and clicks < FEW_CLICKS:
            yield f"{name} keywords got few clicks ({clicks}): most of what a split gives them stays unspent"
    empty = [name for name in CLASSES if not (table["klass"] == name).any()]
    if empty:
        split = " / ".join(f"{share:.1%}" for share in renormalised([k for k in CLASSES if k not in empty]).values())
        hint = ", --brand names what makes a term precise" if "precise" in empty else ""
        yield f"no {' and no '.join(empty)} keywords{hint}: 30/60/10 becomes {split}"
    if export.unreadable:
        rows = len({problem.where for problem in export.unreadable})
        yield f"{rows:,} rows could not be read and are not counted"
    off = agreement[((agreement["ratio"] - 1).abs() > FAR_OFF) & (agreement["figure"] != "orders")]
    for klass, figure, ratio in zip(off["klass"], off["figure"], off["ratio"], strict=True):
        if klass == "all" or table.loc[table["klass"] == klass, "clicks"].sum() >= FEW_CLICKS:
            yield f"the simulation does not reach the report: {figure} of {klass} at {ratio:.0%}"
