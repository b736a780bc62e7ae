"""Strategies from outside adsim: by entry point of an installed package, or named on the command line.

A package registers them in the group `adsim.strategies`, under the name that scenarios use. A scenario file alone
never makes adsim import anything: it can only name what is installed or what the command line named.
"""

import hashlib
import sys
from importlib import import_module
from importlib.metadata import entry_points
from inspect import getsourcefile, isclass
from pathlib import Path
from typing import Any

from adsim.advertiser import STRATEGIES
from adsim.advertiser.contract import Settings, Strategy
from adsim.errors import InputError, Problem

GROUP = "adsim.strategies"
_PARTS = ("settings", "memory", "hours", "decide")

_places: dict[str, str] = {}  # by strategy name: where it was loaded from, module:Class


def load(place: str) -> str:
    """Import a strategy named `module:Class`, from the folder one works in too, and register it; returns its name.

    Raises `InputError` where there is none, or it does not keep the contract (`adsim.testing` tells more).
    """
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))
    kind = _imported(place)
    name = kind.settings.model_fields["name"].default
    if name in STRATEGIES and _places.get(name) != place:
        raise _refused(place, f"is named {name}, as another strategy is", "give its settings another name")
    STRATEGIES[name], _places[name] = kind, place
    return str(name)


def installed(name: str) -> bool:
    """Register the strategy of this name that an installed package offers; whether there is one."""
    for point in entry_points(group=GROUP, name=name):
        if load(point.value) != name:
            raise _refused(point.value, f"is offered as {name}, but its settings have another name")
        return True
    return False


def places() -> tuple[str, ...]:
    """What has been loaded, for worker processes to load too."""
    return tuple(_places.values())


def fingerprint(name: str) -> str:
    """A digest of the source of a loaded strategy's module, which is no part of adsim's; "" for adsim's own."""
    if name not in _places:
        return ""
    source = getsourcefile(STRATEGIES[name])
    content = Path(source).read_bytes() if source else b""
    return f"{_places[name]} {hashlib.sha256(content).hexdigest()}"


def _imported(place: str) -> type[Strategy]:
    module, colon, name = place.partition(":")
    if not (colon and module and name):
        raise _refused(place, "must be module:Class such as my_bids:Patient")
    try:
        found: Any = getattr(import_module(module), name, None)
    except Exception as error:  # whatever their module does while it is imported
        raise _refused(place, f"cannot be imported: {type(error).__name__}: {error}") from error
    if found is None:
        raise _refused(place, f"{module} has no {name}")
    missing = [part for part in _PARTS if not hasattr(found, part)]
    if not isinstance(found, type) or missing:
        raise _refused(place, f"is no strategy: it lacks {', '.join(missing) or 'a class'}", "see adsim.testing")
    settings: Any = found.settings  # type: ignore[attr-defined]
    named = isclass(settings) and issubclass(settings, Settings) and settings.model_fields["name"].default
    # A name without a default is pydantic's "undefined", which is no text.
    if not (isinstance(named, str) and named):
        rule = "its settings must be a subclass of adsim.advertiser.contract.Settings with a name"
        raise _refused(place, rule, 'name: Literal["patient"] = "patient"')
    return found


def _refused(place: str, rule: str, mend: str = "") -> InputError:
    return InputError([Problem("--plugin", "", rule, repr(place), mend or None)])
