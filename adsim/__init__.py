"""Simulate keyword-ad campaigns before spending.

    >>> import adsim
    >>> scenario = adsim.load("scenarios/split_30_60_10.yaml")
    >>> comparison = adsim.compare(scenario, replications=20)
    >>> comparison.tables["variants"][["variant", "profit", "roas"]]

`load` reads a scenario file, `simulate` does one run, `compare` puts all variants on the same shoppers,
`bid_response` tells what other bids would bring, `inspect` says what an account's exports are and lack,
`calibrate` turns them into a scenario. Of product tests, `run_test` runs one in many worlds, `plan` says what it will
take (`kill_plan` of one arm), `audit` how often rules see what is not there, and `read_test` reads a real one.
`sweep` runs every point of a file that `load_sweep` reads, `optimise` searches for the best split, bids and budget,
`sensitivity` says which assumption moves the answer most, and a `Store` keeps single runs.
Heavy parts are imported at first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from adsim.errors import AdsimError, InputError, WorkLimitError
from adsim.version import __version__

if TYPE_CHECKING:
    from adsim.experiments.calibration import calibrate
    from adsim.experiments.compare import Comparison, bid_response, compare
    from adsim.experiments.doctor import inspect
    from adsim.experiments.influence import influence as sensitivity
    from adsim.experiments.optimise.optimise import optimise
    from adsim.experiments.product_test.audit import audit
    from adsim.experiments.product_test.kill_plan import kill_plan
    from adsim.experiments.product_test.plan import plan
    from adsim.experiments.product_test.reading import read_test
    from adsim.experiments.product_test.trial import run_test
    from adsim.experiments.sweep import load as load_sweep
    from adsim.experiments.sweep.sweep import sweep
    from adsim.results import Store
    from adsim.scenario.files import load
    from adsim.simulation import Results, simulate

__all__ = [
    "AdsimError",
    "Comparison",
    "InputError",
    "Results",
    "Store",
    "WorkLimitError",
    "__version__",
    "audit",
    "bid_response",
    "calibrate",
    "compare",
    "inspect",
    "kill_plan",
    "load",
    "load_sweep",
    "optimise",
    "plan",
    "read_test",
    "run_test",
    "sensitivity",
    "simulate",
    "sweep",
]

# Where each is at home, and what it is called there, if otherwise.
_HOMES = {
    "load": "adsim.scenario.files",
    "simulate": "adsim.simulation",
    "Results": "adsim.simulation",
    "compare": "adsim.experiments.compare",
    "bid_response": "adsim.experiments.compare",
    "Comparison": "adsim.experiments.compare",
    "calibrate": "adsim.experiments.calibration",
    "inspect": "adsim.experiments.doctor",
    "run_test": "adsim.experiments.product_test.trial",
    "plan": "adsim.experiments.product_test.plan",
    "audit": "adsim.experiments.product_test.audit",
    "read_test": "adsim.experiments.product_test.reading",
    "kill_plan": "adsim.experiments.product_test.kill_plan",
    "load_sweep": "adsim.experiments.sweep:load",
    "sweep": "adsim.experiments.sweep",
    "optimise": "adsim.experiments.optimise",
    "sensitivity": "adsim.experiments.influence:influence",
    "Store": "adsim.results",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'adsim' has no attribute {name!r}")
    # Kept in the module, so that it is looked up once.
    home, _, there = _HOMES[name].partition(":")
    globals()[name] = getattr(import_module(home), there or name)
    return globals()[name]
