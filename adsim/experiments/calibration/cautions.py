"""What a seller should know before believing a calibration: warnings, each a sentence of the catalogue."""

from collections.abc import Iterator, Sequence

import pandas as pd

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.scenario_draft import renormalised
from adsim.experiments.calibration.sentences import Said
from adsim.experiments.calibration.totals import periods_apart
from adsim.platforms.exports import Export
from adsim.scenario.objects import CLASSES

FAR_OFF, FAR_OFF_CLASS = 0.05, 0.10
FEW_CLICKS = 10


def cautions(
    exports: Sequence[Export], ground: Groundwork, one_in: int, agreement: pd.DataFrame
) -> Iterator[Said]:  # fmt: skip
    """All warnings of a calibration, the gravest first."""
    account, table = ground.account, ground.table
    for export in exports:
        if export.unreadable:
            rows = len({problem.where for problem in export.unreadable})
            yield Said("warn_unreadable", rows=f"{rows:,}", file=export.file)
        listed = sum(row.clicks for row in export.rows)
        for total in export.unlisted:
            if total.clicks:
                share = listed / (listed + total.clicks)
                key = "warn_truncated" if len(account.kinds) == 1 else "warn_truncated_known"
                yield Said(key, file=export.file, share=f"{share:.0%}", label=repr(total.label), line=total.line)
    yield from _periods(account)
    if account.clicked_only:
        yield Said("warn_clicked_only")
    yield from _off(agreement, table)
    yield from _classes(ground)
    if one_in > 1:
        yield Said("warn_thinned", one_in=f"{one_in:,}")
    unseen = int((account.units["impressions"].fillna(0.0) + account.units["clicks"].fillna(0.0) <= 0).sum())
    if unseen:
        yield Said("warn_unseen", count=f"{unseen:,}")
    if not account.dated:
        yield Said("warn_undated")


def _periods(account: Account) -> Iterator[Said]:
    """Reports that are not of the same days, and lines that stand in two files."""
    for coarse, finest, shared in periods_apart(account.kinds):
        files = {"file": ", ".join(coarse.files), "finest": ", ".join(finest.files)}
        if shared is None:
            yield Said("warn_period_untold", **files)
        else:
            yield Said("warn_other_period", **files, first=coarse.first, last=coarse.last, from_day=finest.first,
                       to_day=finest.last, shared=f"{shared:,}", days=f"{finest.days:,}")  # fmt: skip
    for kind in account.kinds:
        for earlier, later, lines in kind.repeated:
            yield Said("warn_repeated", lines=f"{lines:,}", earlier=earlier, later=later)


def _off(agreement: pd.DataFrame, table: pd.DataFrame) -> Iterator[Said]:
    clicks = table.groupby("klass")["clicks"].sum()
    for klass, figure, ratio in agreement[["klass", "figure", "ratio"]].itertuples(index=False):
        most = FAR_OFF if klass == "all" else FAR_OFF_CLASS
        enough = klass == "all" or clicks.get(klass, 0) >= FEW_CLICKS
        if figure in ("impressions", "clicks", "cost") and abs(ratio - 1) > most and enough:
            yield Said("warn_far_off", figure=figure, klass=klass, ratio=f"{ratio:.0%}")


def _classes(ground: Groundwork) -> Iterator[Said]:
    table = ground.table
    present = [name for name in CLASSES if (table["klass"] == name).any()]
    for name in present:
        clicks = float(table.loc[table["klass"] == name, "clicks"].sum())
        if clicks < FEW_CLICKS:
            yield Said("warn_few_clicks", klass=name, clicks=f"{clicks:.0f}")
    empty = [name for name in CLASSES if name not in present]
    if empty and present:
        split = " / ".join(f"{share:.1%}" for share in renormalised(present).values())
        key = "warn_no_precise" if "precise" in empty else "warn_no_class"
        yield Said(key, classes=", ".join(empty), split=split)
