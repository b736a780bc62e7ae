"""Points of the unit cube proposed in batches by a sampler of Optuna, told what they were worth; bigger is better.

A batch's proposals depend on the trials told before it and on a number of its own, drawn from the search's seed: that
is the sampler's whole state. So a search that is asked and told the same again goes on as if it had never stopped, and
nothing pickled is ever read from a folder. (A sampler seeded once and begun anew would not repeat itself.)
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adsim import streams
from adsim.experiments.optimise.space import Cube
from adsim.streams import Purpose

if TYPE_CHECKING:
    from optuna.trial import Trial as Asked

SAMPLERS = ("tpe", "cmaes", "nsga2")
BATCH = 10  # fixed: how many work changes no proposal
SEVERAL = ("nsga2",)  # samplers that weigh several aims
_POPULATION = 2 * BATCH  # of NSGA-II: so that 200 trials are ten generations
_STARTUP = 2 * BATCH  # trials before TPE trusts its model
_SEARCH = 4  # apart from the designs of sweeps, which have other numbers and lengths
_SEED_BITS = 31

Values = tuple[float, ...]


def batch_seed(seed: int, batch: int) -> int:
    """The number that belongs to a batch of a search."""
    return streams.key(Purpose.DESIGNS, _SEARCH, seed, batch) >> (64 - _SEED_BITS)


class Proposals:
    """The trials so far, and what to try next. `known` are points whose values were found without being asked for."""

    def __init__(self, sampler: str, names: Sequence[str], seed: int, known: Sequence[tuple[Cube, Values]] = ()):
        import optuna
        from optuna.distributions import FloatDistribution

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._sampler, self._seed, self._names, self._batch = sampler, seed, tuple(names), 0
        self._space = {name: FloatDistribution(0.0, 1.0) for name in names}
        self._study = optuna.create_study(
            directions=["maximize"] * (2 if sampler in SEVERAL else 1), sampler=self._fresh()
        )
        self._open: list[Asked] = []
        for cube, values in known:
            params = dict(zip(names, cube, strict=True))
            if sampler in SEVERAL:
                # Only what was asked for belongs to a generation.
                self._study.enqueue_trial(params)
                self._study.tell(self._study.ask(dict(self._space)), list(values))
            else:
                trial = optuna.trial.create_trial(params=params, distributions=dict(self._space), values=list(values))
                self._study.add_trial(trial)

    def ask(self, count: int) -> list[Cube]:
        """The next points; `tell` must follow. At most BATCH are asked for at a time."""
        self._batch += 1
        self._study.sampler = self._fresh()
        self._open = [self._study.ask(dict(self._space)) for _ in range(count)]
        return [tuple(trial.params[name] for name in self._names) for trial in self._open]

    def tell(self, found: Sequence[Values | None]) -> None:
        """What the points asked for are worth, in their order; None: nobody knows."""
        from optuna.trial import TrialState

        for trial, values in zip(self._open, found, strict=True):
            if values is None:
                self._study.tell(trial, state=TrialState.FAIL)
            else:
                self._study.tell(trial, list(values))
        self._open = []

    def importances(self) -> dict[str, float]:
        """How much of what tells the better trials from the rest lies in each dimension (adds up to 1).

        Empty with several aims, or too few trials to say.
        """
        import optuna

        told = [
            trial.value for trial in self._study.get_trials(deepcopy=False) if trial.values and len(trial.values) == 1
        ]
        if self._sampler in SEVERAL or len(told) < _STARTUP or len(set(told)) < 2 or len(self._names) < 2:
            return {}
        evaluator = optuna.importance.PedAnovaImportanceEvaluator()
        found = optuna.importance.get_param_importances(self._study, evaluator=evaluator)
        return {name: float(found[name]) for name in self._names if name in found}

    def _fresh(self) -> Any:
        """The sampler of the present batch: its state is the study and this number."""
        import optuna

        seed = batch_seed(self._seed, self._batch)
        if self._sampler == "cmaes":
            return optuna.samplers.CmaEsSampler(seed=seed, popsize=BATCH, warn_independent_sampling=False)
        if self._sampler == "nsga2":
            return optuna.samplers.NSGAIISampler(seed=seed, population_size=_POPULATION)
        return optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True, n_startup_trials=_STARTUP)
