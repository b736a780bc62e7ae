"""Simulate keyword-ad campaigns before spending.

    >>> import adsim
    >>> scenario = adsim.load("scenarios/split_30_60_10.yaml")
    >>> comparison = adsim.compare(scenario, replications=20)
    >>> comparison.tables["variants"][["variant", "profit", "roas"]]

`load` reads a scenario file, `simulate` does one run, `compare` puts all variants on the same shoppers,
`bid_response` tells what other bids would bring, `inspect` says what an account's exports are and lack,
`calibrate` turns them into a scenario. Of product tests, `run_test` runs one in many worlds, `plan` says what it will
take, `audit` how often rules see what is not there, and `read_test` reads a real one.
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
    from adsim.experiments.product_test.audit import audit
    from adsim.experiments.product_test.plan import plan
    from adsim.experiments.product_test.reading import read_test
    from adsim.experiments.product_test.trial import run_test
    from adsim.scenario.files import load
    from adsim.simulation import Results, simulate

__all__ = [
    "AdsimError",
    "Comparison",
    "InputError",
    "Results",
    "WorkLimitError",
    "__version__",
    "audit",
    "bid_response",
    "calibrate",
    "compare",
    "inspect",
    "load",
    "plan",
    "read_test",
    "run_test",
    "simulate",
]

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
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'adsim' has no attribute {name!r}")
    # Kept in the module, so that it is looked up once.
    globals()[name] = getattr(import_module(_HOMES[name]), name)
    return globals()[name]
