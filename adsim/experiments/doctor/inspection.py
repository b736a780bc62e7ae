"""The examination of one account's reports: read, described, doubted, and judged whether calibrate can use them.

>>> found = inspect(["search_terms.csv", "targeting.xlsx"])
>>> found.verdict, [finding.kind for finding in found.findings]
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.doctor.days_in_doubt import Days, days_in_doubt
from adsim.experiments.doctor.doubtful_lines import doubtful_lines
from adsim.experiments.doctor.findings import Finding, Verdict, ordered, verdict
from adsim.experiments.doctor.hidden_traffic import (
    against_total_rows,
    agreeing_total,
    below_coarser_reports,
    only_clicked,
)
from adsim.experiments.doctor.missing import Missing, missing
from adsim.experiments.doctor.portrait import Portrait, Totals
from adsim.experiments.doctor.precision import Ability, ClassPrecision, abilities, precision, thin_data
from adsim.platforms.exports import Export, read_exports

DRAFT = "my_shop.yaml"


@dataclass(frozen=True)
class Inspection:
    """What was found in the reports of one account.

    `portraits` describe each report; `account` is None where the files do not go together or nothing in them can be
    calibrated on; `findings` stand gravest first; `missing` is what calibrate would assume; `classes` and `tells` say
    what the data can tell. `verdict` is good, care or unusable; `next` the command to run, "" where none helps.
    """

    portraits: tuple[Portrait, ...]
    account: Account | None
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    classes: tuple[ClassPrecision, ...]
    tells: tuple[Ability, ...]
    next: str

    @property
    def verdict(self) -> Verdict:
        return verdict(self.findings)

    @property
    def usable(self) -> bool:
        """Whether calibrate can use the reports."""
        return self.verdict != "unusable"

    @property
    def facts(self) -> dict[str, Any]:
        """All of it as plain values (text, numbers, None, ISO dates), as `adsim inspect --json` prints it."""
        return {
            "verdict": self.verdict,
            "reason": self.findings[0].kind if self.verdict != "good" else None,
            "files": [_report(portrait) for portrait in self.portraits],
            "account": None if self.account is None else _account(self.account, self.classes),
            "findings": [_finding(finding) for finding in self.findings],
            "missing": [one.facts for one in self.missing],
            "tells": [{"kind": one.kind, "told": one.told, "facts": one.facts} for one in self.tells],
            "next": self.next,
        }


def inspect(
    paths: Path | str | Sequence[Path | str],
    platform: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
) -> Inspection:
    """Examine one or several files as the reports of one account; nothing is written.

    `platform`, `columns` and `decimal` as in `read_exports`. Raises `InputError` where a file cannot be read; files
    that can be read but not calibrated on give an `Inspection` that is not `usable`.
    """
    named = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
    exports = [export for path in named for export in read_exports(path, platform, columns, decimal)]
    found = [finding for export in exports for finding in _of_one(export)]
    account = None
    try:
        account = Account.of(exports)
    except InputError as error:
        found.append(Finding("not_one_account", "fatal", "", lines=error.problems))
    found += [] if account is None else _of_all(account)
    if account is not None and verdict(found) != "unusable":
        found += _out_of_reach(account)
    findings = ordered(found)
    usable = account is not None and verdict(findings) != "unusable"
    return Inspection(
        portraits=tuple(map(Portrait.of, exports)),
        account=account if usable else None,
        findings=findings,
        missing=tuple(missing(account, exports)) if usable and account else (),
        classes=tuple(precision(account)) if usable and account else (),
        tells=tuple(abilities(account)) if usable and account else (),
        next=_command(named, platform, columns, decimal) if usable else "",
    )


def _of_one(export: Export) -> Iterator[Finding]:
    yield from doubtful_lines(export)
    yield from against_total_rows(export)
    yield from only_clicked(export)


def _of_all(account: Account) -> Iterator[Finding]:
    yield from thin_data(account)
    yield from below_coarser_reports(account)
    if account.clicked_only:
        yield Finding("clicked_only", "care", "")
    days = Days.of(account)
    if days is not None:
        yield from days_in_doubt(days)


def _out_of_reach(account: Account) -> Iterator[Finding]:
    """What calibrate refuses before it simulates."""
    try:
        Groundwork.of(account).estimates()
    except InputError as error:
        yield Finding("out_of_reach", "fatal", "", lines=error.problems)


def _command(
    paths: Sequence[Path], platform: str | None, columns: Mapping[str, str] | None, decimal: str | None
) -> str:
    """The calibration of the same files with the same options."""
    said = [] if platform is None else ["--platform", platform]
    said += [word for field, header in (columns or {}).items() for word in ("--column", f"{field}={header}")]
    said += [] if decimal is None else ["--decimal", decimal]
    return shlex.join(["adsim", "calibrate", *map(str, paths), "-o", DRAFT, *said])


# As plain values.


def _report(portrait: Portrait) -> dict[str, Any]:
    total = agreeing_total(portrait.export)
    return {
        **portrait.facts,
        "notes": [_problem(note) for note in portrait.export.notes],
        "agreeing_total": None if total is None else {"label": total.label, "line": total.line},
    }


def _account(account: Account, classes: Sequence[ClassPrecision]) -> dict[str, Any]:
    return {
        "platform": account.platform,
        "currency": account.currency,
        "first": None if account.first is None else account.first.isoformat(),
        "last": None if account.last is None else account.last.isoformat(),
        "days": account.days,
        "units": len(account.units),
        "totals": Totals.of_account(account).facts,
        "classes": [one.facts for one in classes],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "weight": finding.weight,
        "file": finding.file,
        "facts": dict(finding.facts),
        "lines": [_problem(line) for line in finding.lines],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    told = {"where": problem.where, "what": problem.path, "rule": problem.rule}
    return {**told, "value": problem.value, "mend": problem.mend}
