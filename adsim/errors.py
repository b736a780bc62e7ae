"""Everything that adsim refuses, in words a user can act on.

`AdsimError` is the root: the command line prints its text and exits with its `exit_code`. A problem
names the place, the rule, the value that broke it and how to mend it; several are reported at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class AdsimError(Exception):
    """Something the user can mend. Printed without a traceback."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One broken rule: `where` is `file:line` or an option, `path` the place inside the file."""

    where: str
    path: str
    rule: str
    value: str | None = None
    mend: str | None = None

    def __str__(self) -> str:
        place = f"{self.where}: {self.path}" if self.path else self.where
        got = f", got {self.value}" if self.value is not None else ""
        mend = f"; {self.mend}" if self.mend else ""
        return f"{place}: {self.rule}{got}{mend}"


class InputError(AdsimError):
    """Input that breaks rules; carries every `Problem` found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class WorkLimitError(AdsimError):
    """The work asked for is beyond the limits; `--force` goes on all the same."""
