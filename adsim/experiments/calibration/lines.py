"""The lines of all exports of one account in one frame, each counted once.

Hides which file a line is from: platform and currency must agree, lines of one day that stand in two files are
counted once (as the later file has them), and files that may hold the same days undated are refused.
Names are folded for comparing, so that `Shelves` of one report is `shelves ` of another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.keyword_classes import folded
from adsim.platforms.contract import Level
from adsim.platforms.exports import Export

# Finest first. A placement report splits campaigns, and adds up to them.
LEVELS: tuple[Level, ...] = ("term", "keyword", "product", "ad_group", "placement", "campaign")
PLACE = ("campaign", "ad_group", "product", "target", "match_type", "keyword")
DETAIL = ("placement", "device", "hour", "weekday")
TEXTS = (*PLACE, "title", "klass", "placement", "device")
WINDOWS = (1, 7, 14, 30)
SUMS = (
    "impressions", "clicks", "cost", "orders", "revenue", "gross", "carts", "favourites", "enquiries",
    *(f"{name}_{days}" for name in ("orders", "revenue") for days in WINDOWS),
)  # fmt: skip
STANDINGS = ("bid", "budget", "position", "impression_share", "lost_to_budget", "lost_to_rank")
MEND_TWICE = "give one of the two, or both with a column for the day"


@dataclass(frozen=True)
class Lines:
    """Lines of one kind: one level in one detail, daily or not, over one period.

    `frame` has the columns of `TEXTS` (and `*_key`, folded), `SUMS`, `STANDINGS`, `hour`, `weekday`, `excluded`
    and `day` (datetime64, NaT where a line is no single day). `covered` are the days that lie in the period of a
    file, empty if not told: one of them without lines had no traffic, while a day between two files is not known.
    `window_days`: within how many days of the click `orders` are counted, as a title says. `repeated` are lines of
    a day that stand in an earlier file and again in a later one, which counts: (earlier, later, lines).
    """

    level: Level
    daily: bool
    files: tuple[str, ...]
    clicked_only: bool
    covered: tuple[date, ...]
    frame: pd.DataFrame
    window_days: int | None = None
    repeated: tuple[tuple[str, str, int], ...] = ()

    @property
    def first(self) -> date | None:
        return self.covered[0] if self.covered else None

    @property
    def last(self) -> date | None:
        return self.covered[-1] if self.covered else None

    @property
    def days(self) -> int | None:
        """How many days are covered, None if not told."""
        return len(self.covered) or None

    def until(self, day: date) -> "Lines | None":
        """The days up to `day`; None where the lines cannot be told apart by day or none is left."""
        kept = self.on([covered for covered in self.covered if covered <= day]) if self.daily else None
        return kept if kept is not None and len(kept.frame) else None

    def on(self, days: Sequence[date]) -> "Lines":
        """The daily lines of these days."""
        asked = set(days)
        dates = pd.to_datetime([day for day in self.covered if day in asked])
        kept = self.frame[self.frame["day"].isin(dates)]
        return replace(self, covered=tuple(day for day in self.covered if day in asked), frame=kept)


def gathered(exports: Sequence[Export]) -> tuple[Lines, ...]:
    """All lines by kind, finest first. Raises `InputError` where exports do not go together."""
    _refuse_other_accounts(exports)
    kinds: dict[tuple[int, bool, tuple[str, ...]], list[Export]] = {}
    for export in exports:
        kinds.setdefault(_kind(export), []).append(export)
    finest_first = sorted(kinds, key=lambda kind: (kind[0], not kind[1]))
    lines = tuple(_joined(kinds[kind], daily=kind[1]) for kind in finest_first)
    for name in ("campaign", "ad_group", "product", "target"):
        _spell_alike(lines, name)
    return lines


def _spell_alike(kinds: Sequence["Lines"], name: str) -> None:
    """Names that differ in case, width or spaces only are written as the finest report first writes them."""
    key = f"{name}_key"
    spelled = pd.concat([kind.frame[[key, name]] for kind in kinds]).drop_duplicates(key).set_index(key)[name]
    for kind in kinds:
        kind.frame[name] = kind.frame[key].map(spelled)


def _refuse_other_accounts(exports: Sequence[Export]) -> None:
    """One account is on one platform and pays in one currency."""
    for name in ("platform", "currency"):
        told = [(getattr(export, name), export.file) for export in exports if getattr(export, name)]
        for value, file in told[1:]:
            if value != told[0][0]:
                rule = f"must be of one account: {told[0][1]} has {name} {told[0][0]}"
                mend = "calibrate each account by itself" + (", or say --platform" if name == "platform" else "")
                raise InputError([Problem(file, name, rule, str(value), mend)])


def _is_daily(export: Export) -> bool:
    """Whether every line is of a single day."""
    return bool(export.rows) and all(row.first is not None and row.first == row.last for row in export.rows)


def _kind(export: Export) -> tuple[int, bool, tuple[str, ...]]:
    split = tuple(name for name in DETAIL if name in export.fields)
    return LEVELS.index(export.layout.level), _is_daily(export), split


def _joined(exports: list[Export], daily: bool) -> Lines:
    """Exports of one kind as one; a later file's line replaces that of an earlier one for the same day."""
    ordered = sorted(exports, key=lambda export: export.last or date.min) if daily else exports
    frames = [_frame(export, number) for number, export in enumerate(ordered)]
    if not daily:
        for pair in combinations(zip(ordered, frames, strict=True), 2):
            _refuse_same_days(*pair)
    frame = pd.concat(frames, ignore_index=True)
    repeated: tuple[tuple[str, str, int], ...] = ()
    if daily and len(frames) > 1:
        frame, repeated = _once(frame, [export.file for export in ordered])
    return Lines(
        level=exports[0].layout.level,
        daily=daily,
        files=tuple(export.file for export in exports),
        clicked_only=any(export.layout.clicked_only for export in exports),
        covered=_covered(ordered),
        frame=frame,
        window_days=max((export.window_days for export in exports if export.window_days), default=None),
        repeated=repeated,
    )


def _once(frame: pd.DataFrame, files: Sequence[str]) -> tuple[pd.DataFrame, tuple[tuple[str, str, int], ...]]:
    """Each line of a day as the last file has it, and (earlier file, later file, lines that stand in both)."""
    same = [*(f"{name}_key" for name in PLACE), *DETAIL, "day"]
    latest = frame.groupby(same, dropna=False)["source"].transform("max")
    again = frame["source"] < latest
    pairs = Counter(zip(frame.loc[again, "source"].tolist(), latest[again].tolist(), strict=True))
    repeated = tuple((files[one], files[other], count) for (one, other), count in sorted(pairs.items()))
    return frame[~again].reset_index(drop=True), repeated


def _refuse_same_days(earlier: tuple[Export, pd.DataFrame], later: tuple[Export, pd.DataFrame]) -> None:
    """Undated lines of one keyword in two files may only be added up where their periods lie apart."""
    (one, first), (other, second) = earlier, later
    if one.first and one.last and other.first and other.last:
        if one.last < other.first or other.last < one.first:
            return
        when = f"for days from {max(one.first, other.first)} to {min(one.last, other.last)}"
    else:
        when = "and the periods are not told"
    keys = [f"{name}_key" for name in PLACE]
    shared = first[keys].drop_duplicates().merge(second[keys].drop_duplicates(), on=keys)
    if len(shared):
        stand = "1 line that stands" if len(shared) == 1 else f"{len(shared):,} lines that stand"
        rule = f"has {stand} in {one.file} too {when}: they may be counted twice"
        raise InputError([Problem(other.file, "", rule, mend=MEND_TWICE)])


def _covered(exports: Sequence[Export]) -> tuple[date, ...]:
    """The days in the period of any file, in order; none where a file does not tell its period."""
    found: set[date] = set()
    for export in exports:
        if export.first is None or export.last is None:
            return ()
        found.update(export.first + timedelta(days=number) for number in range((export.last - export.first).days + 1))
        found.update(row.first for row in export.rows if row.first is not None and row.first == row.last)
    return tuple(sorted(found))


def printable(text: str) -> str:
    """The text without control characters, which no scenario takes."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _frame(export: Export, source: int) -> pd.DataFrame:
    """The rows as columns: texts printable and folded, figures as floats (NaN: not told)."""
    rows = export.rows
    columns: dict[str, object] = {}
    for name in TEXTS:
        told = [getattr(row, name) for row in rows]
        words = {word: printable(word) for word in dict.fromkeys(told)}
        columns[name] = [words[word] for word in told]
        if name in PLACE:
            keys = {word: folded(text) for word, text in words.items()}
            columns[f"{name}_key"] = [keys[word] for word in told]
    for name in (*SUMS, *STANDINGS, "hour", "weekday"):
        columns[name] = np.array([getattr(row, name) for row in rows], dtype=float)
    columns["excluded"] = [row.excluded for row in rows]
    columns["day"] = np.array(
        [row.first if row.first == row.last else None for row in rows], dtype="datetime64[D]"
    ).astype("datetime64[s]")
    columns["line"] = [row.line for row in rows]
    columns["source"] = source
    frame = pd.DataFrame(columns)
    # What is lost is not got.
    frame["impression_share"] = frame["impression_share"].fillna(1 - frame["lost_to_budget"] - frame["lost_to_rank"])
    if export.layout.level in ("term", "keyword", "product"):
        blank = frame["keyword"] == ""
        frame.loc[blank, "keyword"] = frame.loc[blank, "title"].where(frame.loc[blank, "title"] != "", "[unprintable]")
    return frame
