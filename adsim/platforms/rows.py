"""The rows of a report: lines of cells read into records, or named with the rule they broke.

Hides how titles, total rows and repeated headers are told from data. Nothing is dropped in silence.
"""

from collections.abc import Iterable
from datetime import date

from adsim.errors import Problem
from adsim.platforms import figures
from adsim.platforms.columns import Columns, columns, rounded
from adsim.platforms.figures import Cell
from adsim.platforms.headers import COUNTED, Header, shown
from adsim.platforms.records import ExportRow, TotalRow
from adsim.platforms.sheets import UNCLOSED, Row
from adsim.platforms.stated_ratios import contradictions

_FIELDS = ExportRow.__dataclass_fields__
# Words that sum up and might be searched for as well: only figures as large as a sum make them a total.
_SEARCHABLE = frozenset({"total", "totals", "sum", "grand total"})


class RowReader:
    """Reads the rows below a header and sorts them into data, totals, problems and notes."""

    def __init__(self, label: str, header: Header, decimal: str, month_first: bool, today: date) -> None:
        self.label, self.header, self.decimal = label, header, decimal
        self.month_first, self.today = month_first, today
        self.rows: list[ExportRow] = []
        self.totals: list[TotalRow] = []
        self.unreadable: list[Problem] = []
        self.odd: list[Problem] = []
        self.notes: list[Problem] = []
        self.windows: set[int] = set()
        self.currencies: dict[str, int] = {}
        self.matched: dict[int, str] = {}
        self._identity = header.columns[header.layout.required[0]]
        self._is_total: dict[str, bool] = {}

    def take(self, body: Iterable[Row]) -> None:
        """Read all rows, none of them blank; afterwards the lists hold them, each in the order of the file."""
        data, sums = self.sorted_rows(body)
        self.rows = self._read(data)
        most = max((row.impressions for row in self.rows), default=0)
        searched = [row for row in sums if self._searched_for(row[1], most)]
        for line, cells in searched:
            rule = "is read as a keyword: its figures are smaller than another line's"
            self.notes.append(self.problem(line, self._identity, rule, cells[self._identity]))
        if searched:
            self.rows = sorted([*self.rows, *self._read(searched)], key=lambda row: row.line)
        self.totals = sorted([*self.totals, *(self._total(*row) for row in sums if row not in searched)],
                             key=lambda total: total.line)  # fmt: skip
        self.unreadable.sort(key=lambda problem: int(problem.where.rpartition(":")[2]))

    def sorted_rows(self, body: Iterable[Row]) -> tuple[list[Row], list[Row]]:
        """Data rows, each as wide as the header, and rows that sum up."""
        width, identity = len(self.header.names), self._identity
        data: list[Row] = []
        sums: list[Row] = []
        for line, cells in body:
            padded = cells if len(cells) == width else [*cells[:width], *[None] * (width - len(cells))]
            if cells == [UNCLOSED]:
                rule = "opens a quotation mark that does not close within a few lines"
                self.unreadable.append(Problem(f"{self.label}:{line}", "", rule))
            elif self._sums_up(padded):
                sums.append((line, padded))
            elif len(cells) > width and any(map(figures.text, cells[width:])):
                self.unreadable.append(self._too_wide(line, cells))
            elif figures.text(padded[identity]) == self.header.told[identity] and self._is_header(padded):
                self.notes.append(Problem(f"{self.label}:{line}", "", "repeats the header and was left out"))
            elif width > 3 and not (padded[1] or padded[-1]) and not any(map(figures.text, padded[1:])):
                rule = "stands alone, without figures: taken for a title"
                self.notes.append(Problem(f"{self.label}:{line}", "", rule, repr(figures.text(cells[0])[:60])))
            else:
                data.append((line, padded))
        return data, sums

    def _too_wide(self, line: int, cells: list[Cell]) -> Problem:
        rule = f"has {len(cells)} cells, the header has {len(self.header.names)}"
        if any(isinstance(cell, str) and "\n" in cell.strip() for cell in cells):
            rule = "spans several lines (a stray quotation mark?)"
        return Problem(f"{self.label}:{line}", "", rule)

    def _is_header(self, cells: list[Cell]) -> bool:
        return tuple(map(figures.text, cells)) == self.header.told

    def problem(self, line: int, place: int | None, rule: str, cell: Cell = None) -> Problem:
        name = shown(self.header.told[place]) if place is not None else ""
        value = None if cell is None else repr(figures.text(cell)[:60])
        return Problem(f"{self.label}:{line}", name, rule, value)

    # Totals.

    def _sums_up(self, cells: list[Cell]) -> bool:
        """Whether a row is labelled as a sum where others have their name, or without a name in its first cell."""
        name, label = cells[self._identity], cells[0] or next((cell for cell in cells if cell), None)
        if not (self._labels_a_total(name) or (self._labels_a_total(label) and figures.is_missing(name))):
            return False
        places = [self.header.columns.get(name, self._identity) for name in ("ad_group", "match_type")]
        return not any(figures.text(cells[place]) for place in places if place != self._identity)

    def _labels_a_total(self, label: Cell) -> bool:
        if not isinstance(label, str):
            return False
        known = self._is_total.get(label)
        if known is None:
            word = figures.normal(label).casefold()
            totals = self.header.layout.totals
            known = any(word == total or (total[-1] in ":-" and word.startswith(total)) for total in totals)
            self._is_total[label] = known
        return known

    def _searched_for(self, cells: list[Cell], most: int) -> bool:
        """Whether a row called `total` is the keyword total: its figures are smaller than another line's."""
        if figures.text(cells[self._identity]).casefold() not in _SEARCHABLE:
            return False
        impressions = self._total(0, cells).impressions
        return impressions is not None and impressions < most

    def _total(self, line: int, cells: list[Cell]) -> TotalRow:
        read: list[float | None] = []
        for name in COUNTED:
            place = self.header.columns.get(name)
            try:
                read.append(None if place is None else figures.number(cells[place], self.decimal))
            except ValueError:
                read.append(None)
        return TotalRow(line, next(filter(None, map(figures.text, cells)), ""), *read)

    def _nameless_totals(self, data: list[Row], read: list[ExportRow]) -> set[int]:
        """The indices of rows without a name whose figures are the sums of all others."""
        places = [self.header.columns[name] for name in self.header.layout.required if name in ("keyword", "product")]
        nameless = [index for index, (_, cells) in enumerate(data) if any(not cells[place] for place in places)]
        sums = (sum(row.impressions for row in read), sum(row.clicks for row in read))
        totals = {index: self._total(*data[index]) for index in nameless if len(read) > 1}
        found = {index for index, total in totals.items() if (total.impressions, total.clicks) == sums}
        self.totals.extend(totals[index] for index in found)
        return found

    # Data.

    def _read(self, data: list[Row]) -> list[ExportRow]:
        read = columns([cells for _, cells in data], self.header, self.decimal, self.month_first, self.today)
        broken = self._broken(data, read)
        read.values["line"] = [line for line, _ in data]
        whole = [read.values.get(name) or [about.default] * len(data) for name, about in _FIELDS.items()]
        rows = [ExportRow(*told) for index, told in enumerate(zip(*whole, strict=True)) if index not in broken]
        for index in broken.keys() - self._nameless_totals(data, rows):
            self.unreadable.extend(broken[index])
        self.windows |= read.windows
        self.notes.extend(Problem(self.label, name, rule) for name, rule in read.notes)
        place = self.header.columns.get("match_type")
        if place is not None:
            self.matched |= {line: figures.text(cells[place]) for line, cells in data}
        self._note_currencies(data, read)
        self._note_rounded(data)
        for index, place, rule in contradictions(data, self.header, read.values, self.decimal):
            self.odd.append(self.problem(data[index][0], place, rule, data[index][1][place]))
        return rows

    def _broken(self, data: list[Row], read: Columns) -> dict[int, list[Problem]]:
        """Problems by row, of cells that cannot be read and cells that must not be empty."""
        broken = {
            index: [self.problem(data[index][0], place, rule, data[index][1][place]) for place, rule in refused]
            for index, refused in read.refused.items()
        }
        if "cost" in read.values:
            pairs = zip(read.values["cost"], read.values["clicks"], strict=True)
            read.values["cost"] = [0.0 if cost is None and clicks == 0 else cost for cost, clicks in pairs]
        for name in (self.header.layout.required[0], *COUNTED):
            place = self.header.columns[name]
            for index, value in enumerate(read.values[name]):
                if value == "" or (value is None and index not in broken):
                    line, cells = data[index]
                    rule = "must not be empty" if value == "" else "must be given"
                    told = None if value == "" or cells[place] is None else cells[place]
                    broken.setdefault(index, []).append(self.problem(line, place, rule, told))
        return broken

    def _note_currencies(self, data: list[Row], read: Columns) -> None:
        for index, code in enumerate(read.values.get("currency", ())):
            if code is not None and code not in self.currencies:
                self.currencies[code] = data[index][0]
        place = self.header.columns["cost"]
        for cell in {cells[place] for _, cells in data if isinstance(cells[place], str)}:
            code = figures.currency(cell)
            if code is not None and code not in self.currencies:
                self.currencies[code] = next(line for line, cells in data if cells[place] == cell)

    def _note_rounded(self, data: list[Row]) -> None:
        for name in ("keyword", "product"):
            place = self.header.columns.get(name)
            if place is None or self.header.layout.level == "product":
                continue
            rule = "went through a spreadsheet that took it for a number or a date: it may not be what it was"
            for index in rounded([cells[place] for _, cells in data]):
                self.odd.append(self.problem(data[index][0], place, rule, data[index][1][place]))
