"""Runs: which there are, how much work they are, who does them, and how they are kept.

A run is (study, variant, replication); its results depend on nothing else, so the number of workers, the way runs
are batched, who does them, and what was done before an interruption change no figure.

>>> with executor(workers=2) as execute:
...     for job, results in finished(jobs, execute, Count(progress, len(jobs))):
"""

from adsim.experiments.runs.count import Count, Progress
from adsim.experiments.runs.crew import Cluster
from adsim.experiments.runs.execution import Team, team
from adsim.experiments.runs.executor import Execute, executor, finished, in_process
from adsim.experiments.runs.job import Failure, Job, RunsFailedError, run_key
from adsim.experiments.runs.keeping import opened, opened_or_aside, recorded
from adsim.experiments.runs.losses import Whole, losses, most_left_out, whole_worlds
from adsim.experiments.runs.record import Record, pack, run_record, unpack
from adsim.experiments.runs.work import Work, estimate

__all__ = [
    "Cluster", "Count", "Execute", "Failure", "Job", "Progress", "Record", "RunsFailedError", "Team", "Whole", "Work",
    "estimate", "executor", "finished", "in_process", "losses", "most_left_out", "opened",
    "opened_or_aside", "pack", "recorded",
    "run_key", "run_record", "team", "unpack", "whole_worlds",
]  # fmt: skip
