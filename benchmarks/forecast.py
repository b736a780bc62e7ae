"""How well a calibration foretells days it has not seen, on made-up accounts that stand still and that move.

Each account is calibrated on the first 70 % of its days and foretells the rest; beside it stand two easy guesses,
the daily mean of the fitted days and the last fitted week again. An error is the sum of absolute errors over all
classes and weeks, over what came; shown are means over accounts. Accounts are the unit of every standard error.
Orders of the last days have not all come when a report is pulled; the guesses know that as well as the forecast.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pandas as pd

from adsim.experiments.calibration.calibration import drafted
from adsim.experiments.calibration.foretold import FIGURES
from adsim.experiments.calibration.options import Options
from adsim.experiments.calibration.proof import ALL, METHODS, WORLDS, errors, prove
from benchmarks.made_up_accounts import account
from benchmarks.measuring import Figure

TITLE = "Foretelling days held back: mean absolute error over what came, by class and week"
ACCOUNTS, WORKERS = 120, 2
OPTIONS = Options()
KINDS = {False: "steady", True: "moving"}
GUESSES = METHODS[1:]
SURE = 1.96  # standard errors


def proved(number: int, moving: bool) -> pd.DataFrame:
    """The weeks of one account's proof, its number with them."""
    found = prove(account(number, moving), OPTIONS, drafted, worlds=WORLDS)
    assert found is not None, f"account {number} has no proof"
    return found.weeks.assign(account=number)


def weeks(numbers: Sequence[int], moving: bool) -> pd.DataFrame:
    """The weeks of many accounts, worked out in parallel; results do not depend on how many workers."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return pd.concat(pool.map(partial(proved, moving=moving), numbers), ignore_index=True)


def by_account(weeks: pd.DataFrame) -> pd.DataFrame:
    """Errors of each account: account, figure, by, and one column a method; without figures of which none came."""
    parts = [errors(part).assign(account=number) for number, part in weeks.groupby("account", sort=True)]
    return pd.concat(parts, ignore_index=True).dropna()


def measure(accounts: int = ACCOUNTS) -> list[Figure]:
    figures = []
    for moving, name in KINDS.items():
        table = weeks(range(accounts), moving)
        figures += [*compared(by_account(table), name, moving), *covered(table, name)]
    return figures


def compared(found: pd.DataFrame, name: str, moving: bool) -> list[Figure]:
    """Every method's mean error by figure, and the forecast's over the better guess's with its standard error."""
    lines = []
    for by in ("class", ALL):
        for figure in (figure for figure in FIGURES if figure in set(found["figure"])):
            part = found[(found["by"] == by) & (found["figure"] == figure)]
            means = {method: float(part[method].mean()) for method in METHODS}
            better = min(GUESSES, key=lambda method: means[method])
            apart = part["forecast"] - part[better]
            error = float(apart.std(ddof=1) / np.sqrt(len(part)))
            told = ", ".join(f"{method.replace('_', ' ')} {100 * means[method]:.1f}" for method in METHODS)
            lines.append(Figure(f"{name} {len(part)}, {figure} by {by}: {told} %", ""))
            judged = by == "class"
            most = SURE * error if moving else 0.0
            lines.append(
                Figure(
                    f"  forecast − {better.replace('_', ' ')}",
                    f"{100 * apart.mean():+.2f} ± {100 * error:.2f} %",
                    ("no worse" if moving else "better") if judged else "",
                    bool(apart.mean() <= most) if judged else None,
                )
            )
    return lines


def covered(weeks: pd.DataFrame, name: str) -> list[Figure]:
    """What part of the 80 % ranges held what came; an account's ranges go together and count as one."""
    within = (weeks["actual"] >= weeks["low"] - 1e-9) & (weeks["actual"] <= weeks["high"] + 1e-9)
    table = weeks.assign(held=within)
    lines = []
    for by, chosen in (("class", table[table["klass"] != ALL]), (ALL, table[table["klass"] == ALL])):
        for figure in FIGURES:
            part = chosen[chosen["figure"] == figure].groupby("account")["held"].mean()
            error = part.std(ddof=1) / np.sqrt(len(part))
            value = f"{100 * part.mean():.1f} ± {100 * error:.1f} %"
            lines.append(Figure(f"{name}: 80 % ranges of {figure} by {by} and week that held what came", value))
    return lines
