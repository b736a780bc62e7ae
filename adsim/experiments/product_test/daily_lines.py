"""The lines of a test's daily rows, each checked by itself and all together: whatever cannot be is named by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from adsim.errors import InputError, Problem
from adsim.experiments.product_test.daily_layout import COUNTS, MONEY, WITHIN, Dates
from adsim.platforms import decimals
from adsim.platforms.columns import FIGURES, columns
from adsim.platforms.exports import MOST_NAMED, rows_below
from adsim.platforms.headers import Header
from adsim.platforms.rows import RowReader
from adsim.platforms.sheets import Sheet, refuse

# Place of the column, rule, value.
Broken = tuple[int | None, str, Any]


@dataclass(frozen=True)
class Line:
    """One line: its number, day, arm and figures by field."""

    number: int
    day: date
    arm: str
    figures: Mapping[str, float]


class Reading:
    """Reads the lines below a header and gathers what is wrong with them."""

    def __init__(self, sheet: Sheet, header: Header, decimal: str | None, dates: Dates) -> None:
        self.sheet, self.header, self.dates = sheet, header, dates
        body = rows_below(sheet, header)
        self.decimal = decimal or decimals.decimal_mark(sheet, header, body, FIGURES)
        self.rows = RowReader(sheet.label, header, self.decimal, month_first=True, today=date.today())
        self.data, self.sums = self.rows.sorted_rows(body)

    def lines(self, notes: list[Problem]) -> list[Line]:
        """Every line, by day; of 3/4/2026 the order of day and month with which the fewest rules are broken."""
        if not self.data and not self.rows.unreadable:
            raise refuse(self.sheet.label, "has a header but no rows of data")
        tried = [self._lines(month_first) for month_first in (True, False)]
        (lines, problems), (others, more) = sorted(tried, key=lambda pair: len(pair[1]))
        if problems:
            raise _named(self.sheet.label, problems)
        if not more and [line.day for line in lines] != [line.day for line in others]:
            rule = f"days may be meant before months; the first is taken as {lines[0].day}"
            notes.append(Problem(self.sheet.label, "date", rule, mend="write days as 2026-03-04"))
        notes.extend(Problem(f"{self.sheet.label}:{line}", "", "sums up others and was left out")
                     for line, _ in self.sums)  # fmt: skip
        notes.extend(self.rows.notes)
        return sorted(lines, key=lambda line: line.day)

    def _lines(self, month_first: bool) -> tuple[list[Line], list[Problem]]:
        read = columns([cells for _, cells in self.data], self.header, self.decimal, month_first, date.today())
        problems = list(self.rows.unreadable)
        lines = []
        for index, (number, cells) in enumerate(self.data):
            told = {name: values[index] for name, values in read.values.items()}
            refused: list[Broken] = [(place, rule, cells[place]) for place, rule in read.refused.get(index, ())]
            broken = refused or list(self._broken(told))
            problems += [self.rows.problem(number, place, rule, cell) for place, rule, cell in broken]
            if not broken:
                lines.append(Line(number, told["date"][0], told["arm"], self._figures(told)))
        problems.sort(key=lambda problem: int(problem.where.rpartition(":")[2]))
        return lines, problems or list(self._between(lines))

    def _figures(self, told: Mapping[str, Any]) -> dict[str, float]:
        known = {name: told[name] for name in COUNTS if name in told}
        return known | {name: told[name] or 0.0 for name in MONEY if name in told}

    def _broken(self, told: Mapping[str, Any]) -> Iterator[Broken]:
        """What a single line may not say."""
        places = self.header.columns
        for name in ("date", "arm", *COUNTS):
            if name in told and told[name] in (None, ""):
                yield places.get(name), "must be given", None
        if told["date"] is not None and told["date"][0] != told["date"][1]:
            yield places["date"], "must be one day, not several", f"{told['date'][0]} to {told['date'][1]}"
        for name in ("orders", *WITHIN):
            value = told.get(name)
            if value is not None and value != int(value):
                yield places.get(name), "must be a whole number", f"{value:g}"
        yield from self._contradictions(told)

    def _contradictions(self, told: Mapping[str, Any]) -> Iterator[Broken]:
        pairs = [("clicks", "impressions", "clicks must not exceed impressions")]
        if self.dates == "click":
            pairs.append(("orders", "clicks", "orders must not exceed clicks"))
        kept = [name for name in WITHIN if told.get(name) is not None]
        pairs += [(less, more, f"{less} must not exceed {more}") for more, less in pairwise(kept)]
        for less, more, rule in pairs:
            few, many = told.get(less), told.get(more)
            if few is not None and many is not None and few > many:
                yield self.header.columns.get(less), rule, f"{few:g} > {many:g}"

    def _between(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """What lines may not say together: a day told twice, days and arms without traffic."""
        label = self.sheet.label
        seen: dict[tuple[date, str], Line] = {}
        for line in lines:
            before = seen.setdefault((line.day, line.arm), line)
            if before is not line:
                rule = f"repeats line {before.number}: one line a day and arm"
                yield Problem(
                    f"{label}:{line.number}", line.arm[:60], rule, str(line.day), "sum them up by day and arm"
                )
        if len(seen) == len(lines):
            yield from self._gaps(lines)
            yield from self._idle(lines)
            yield from self._too_many_orders(lines)

    def _gaps(self, lines: Sequence[Line]) -> Iterator[Problem]:
        first, last = min(line.day for line in lines), max(line.day for line in lines)
        mend = "add a line for each, with zeros where there was no traffic"
        for own in by_arm(lines).values():
            days = sorted(own, key=lambda line: line.day)
            ends = [(days[0], first - timedelta(1), days[0].day), (days[-1], days[-1].day, last + timedelta(1))]
            inner = [(before, before.day, after.day) for before, after in pairwise(days)]
            for line, before, after in (*ends[:1], *inner, *ends[1:]):
                lost = (after - before).days - 1
                if lost > 0:
                    told = _span(before + timedelta(1), after - timedelta(1))
                    rule = "a day has no line" if lost == 1 else f"{lost} days have no line"
                    yield Problem(f"{self.sheet.label}:{line.number}", line.arm[:60], rule, told, mend)

    def _idle(self, lines: Sequence[Line]) -> Iterator[Problem]:
        for arm, own in by_arm(lines).items():
            for name in ("impressions", "clicks"):
                if name in own[0].figures and not any(line.figures[name] for line in own):
                    rule = f"the arm has no {name} on any day"
                    mend = "leave its lines out, or check the column"
                    yield Problem(f"{self.sheet.label}:{own[0].number}", arm[:60], rule, "0", mend)
                    break

    def _too_many_orders(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """By the day of payment a day may have more orders than clicks, an arm over all its days may not."""
        for arm, own in by_arm(lines).items():
            clicks, orders = (sum(line.figures.get(name, 0) for line in own) for name in ("clicks", "orders"))
            if orders > clicks:
                rule = "orders must not exceed clicks over all days"
                mend = "leave out orders of clicks before the test"
                where = f"{self.sheet.label}:{own[0].number}"
                yield Problem(where, arm[:60], rule, f"{orders:g} > {clicks:g}", mend)


def by_arm(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.arm, []).append(line)
    return found


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _named(label: str, problems: Sequence[Problem]) -> InputError:
    more = len(problems) - MOST_NAMED
    rest = [Problem(label, "", f"has {more:,} more such lines")] if more > 0 else []
    return InputError([*problems[:MOST_NAMED], *rest])
