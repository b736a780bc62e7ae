"""From a seller's exports to a scenario: `calibrate` reads, joins, pools, estimates, checks by simulation and writes.

>>> calibration = calibrate(["search_terms.csv", "campaigns.csv"], out="my_shop.yaml")
>>> print(calibration.text())

The reports' averages tell volumes, click rates and prices at the present bids, and how well. They cannot tell how
traffic answers another bid: worlds differ in that, by a stated prior. Nothing is dropped in silence: `Calibration`
names unreadable rows, odd figures, every default taken, and how far a simulation lies from the reports.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.agreement import agreement
from adsim.experiments.calibration.assumptions import Figure
from adsim.experiments.calibration.cautions import cautions
from adsim.experiments.calibration.estimates import Estimates
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.keyword_file import put_both
from adsim.experiments.calibration.options import Options, checked
from adsim.experiments.calibration.proof import Proof, prove
from adsim.experiments.calibration.scenario_draft import keyword_file
from adsim.experiments.calibration.sentences import Said
from adsim.experiments.calibration.trial import MOST_FIT_WORLDS, Trial
from adsim.platforms.exports import Export, read_exports
from adsim.results import same_file
from adsim.scenario.objects import Scenario


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: where it was written, what it rests on, and how well it fits.

    `estimates` has what is believed of every keyword; `odd` are rows that were read but cannot be right (unreadable
    ones are in each export's `unreadable`); `agreement` has one line a class (and `all`) and figure: reports and
    simulation over the period, ratio; `proof` how well days held back were foretold (None without days, or not asked).
    """

    scenario_path: Path
    keywords_path: Path
    scenario: Scenario
    exports: tuple[Export, ...]
    account: Account
    estimates: Estimates
    keywords: pd.DataFrame
    figures: tuple[Figure, ...]
    warnings: tuple[Said, ...]
    odd: tuple[Problem, ...]
    agreement: pd.DataFrame
    gaps: tuple[float, ...]
    proof: Proof | None

    @property
    def defaults(self) -> tuple[Figure, ...]:
        """The assumptions taken because neither export nor option says."""
        return tuple(figure for figure in self.figures if figure.source == "assumption")

    def text(self, lang: str = "en") -> str:
        """All of it for a terminal, in English or Chinese."""
        from adsim.experiments.calibration.words import told

        return told(self, lang)

    def facts(self, lang: str = "en") -> dict[str, Any]:
        """All of it for a program: plain values that JSON takes."""
        from adsim.experiments.calibration.words import facts

        return facts(self, lang)


def calibrate(
    paths: Path | str | Sequence[Path | str],
    *,
    out: Path | str,
    platform: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    options: Options | None = None,
    seed: int = 1,
    force: bool = False,
    proof: bool = True,
    lang: str = "en",
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Write the scenario that simulates to the exports at `paths`, and its keyword CSV beside it.

    The exports are reports of one account. `platform` overrides the one recognised, `columns` names the headers of
    fields that are not, `decimal` the decimal mark; `force` overwrites a scenario and a keyword CSV that exist, but
    never an export; `proof`: foretell the last days from the others, where the reports tell days; `lang` is the
    language of the scenario's comments; `progress` hears of each simulated world.
    Raises `InputError`.
    """
    chosen = checked(Options() if options is None else options)
    given = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
    target_path = Path(out)
    _refuse_to_overwrite(given, target_path, force)
    exports = tuple(export for path in given for export in read_exports(path, platform, columns, decimal))
    account = Account.of(exports, chosen.class_rule)
    ground = Groundwork.of(account, chosen)
    source = "option" if platform else "export"
    trial = Trial.of(ground, ground.estimates(), target_path, platform_source=source, seed=seed)
    fits = chosen.rounds + (chosen.rounds > 0)
    steps = fits * trial.worlds(min(MOST_FIT_WORLDS, chosen.replications)) + trial.worlds(chosen.replications)
    count = _counter(progress, steps)
    trial = trial.corrected(chosen.rounds, target_path, count)
    written = trial.written(target_path, lang)
    walk = trial.walk(written.reported, trial.worlds(chosen.replications), count)
    ground = trial.ground
    table = agreement(ground, trial.estimates, walk)
    warnings = list(cautions(exports, ground, trial.one_in, table))
    proved, unproved = _proved(account, chosen, seed) if proof else (None, [])
    put_both(target_path, written.text, written.csv)
    return Calibration(
        scenario_path=target_path,
        keywords_path=keyword_file(target_path),
        scenario=written.scenario,
        exports=exports,
        account=account,
        estimates=trial.estimates,
        keywords=written.rows,
        figures=tuple(ground.figures.values()),
        warnings=(*warnings, *unproved),
        odd=tuple(problem for export in exports for problem in (*export.impossible, *export.duplicates)),
        agreement=table,
        gaps=trial.gaps,
        proof=proved,
    )


def _proved(account: Account, options: Options, seed: int) -> tuple[Proof | None, list[Said]]:
    """The proof, or why there is none although there are days enough."""
    try:
        return prove(account, options, partial(drafted, seed=seed)), []
    except InputError as error:
        return None, [Said("warn_no_proof", reason=" / ".join(str(problem) for problem in error.problems))]


def drafted(account: Account, options: Options, seed: int = 1) -> Scenario:
    """The scenario that `calibrate` would write of an account, without writing it. Raises `InputError`."""
    ground = Groundwork.of(account, checked(options))
    out = Path("draft.yaml")
    trial = Trial.of(ground, ground.estimates(), out, platform_source="export", seed=seed)
    return trial.corrected(options.rounds, out).written(out).scenario


def _counter(progress: Callable[[int, int], None] | None, steps: int) -> Callable[[], None]:
    """Counts simulated worlds; a fit that is close early leaves some out."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, steps), steps)

    return count


def _refuse_to_overwrite(exports: Sequence[Path], out: Path, force: bool) -> None:
    """Refuse, before any work, to write over an export, or without `force` over anything else."""
    targets = (out, keyword_file(out))
    for target in targets:
        for export in exports:
            if same_file(export, target):
                rule = f"would overwrite the export {export.name}"
                if target != out:
                    rule += ", as the keywords go to a file of that name"
                raise InputError([Problem(f"--out {out}", "", rule, mend="choose another name")])
    there = [target.name for target in targets if target.exists() or target.is_symlink()]
    if there and not force:
        rule = f"{' and '.join(there)} exist{'' if len(there) > 1 else 's'} already"
        mend = "choose another name, or overwrite with --force (in Python force=True)"
        raise InputError([Problem(f"--out {out}", "", rule, mend=mend)])
