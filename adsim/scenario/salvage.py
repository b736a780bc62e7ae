"""Makes the most of broken data, so that one reading finds every fault and not only the first layer.

A value at fault is taken out, or replaced by a stand-in where one is required, and the rest is validated
again: faults that lay behind the first come to light. Nothing made here is ever run.
"""

import copy
from typing import Any

from pydantic import ValidationError

from adsim.advertiser.contract import Settings
from adsim.scenario.faults import Fault, Path
from adsim.scenario.objects import Scenario
from adsim.scenario.wording import faults_of, holds, part_at

_ROUNDS = 8
_KEYWORDS = {"count": 1, "searches": 1.0, "ctr": 0.01, "cvr": 0.01, "max_cpc": 1.0, "rival_bid": 1.0}
_DELAY = {"share": 0.0, "mean_hours": 1.0}
_PRODUCT = {"name": "stand-in", "price": 1.0, "unit_cost": 0.0}
_NEGATIVE = {"keyword": "stand-in"}
_LOW_HIGH = {"low": 0, "high": 1}
_CHANGE = {"from": "2024-01-01", "set": {"campaign.daily_budget": 1.0}}
_REQUIRED: dict[str, Any] = {
    **_KEYWORDS,
    **_DELAY,
    **_PRODUCT,
    **_CHANGE,
    **_NEGATIVE,
    **_LOW_HIGH,
    "platform": "generic",
    "start": "2024-01-01",
    "keywords": {"head": _KEYWORDS},
    "products": [_PRODUCT],
    "campaign": {"daily_budget": 1.0},
    "daily_budget": 1.0,
    "arms": {"control": {}},
    "swap_image": [1.0],
    "new_page": 1.0,
    "change_product": {"price": 1.0},
}
_ITEMS: dict[str, Any] = {"products": _PRODUCT, "delay": _DELAY, "changes": _CHANGE, "negatives": _NEGATIVE,
                          "seasons": {"from": _CHANGE["from"]}, "classes": "head"}  # fmt: skip


def salvaged(data: dict[str, Any], lost: list[Path]) -> tuple[Scenario | None, list[Fault], list[Path]]:
    """The scenario that `data` says or nearly says, the faults found, and the paths that are stand-ins.

    `lost` are paths already reported. None where no scenario could be made of it.
    """
    data = copy.deepcopy(data)
    faults: list[Fault] = []
    mended = list(lost)
    for _ in range(_ROUNDS):
        try:
            return Scenario.model_validate(data), faults, mended
        except ValidationError as error:
            found = faults_of(error, data)
        faults += [fault for fault in found if not fault.touches(mended)]
        for fault in found:
            path = _whole(fault.path)
            _mend(data, path)
            mended.append(path)
    return None, faults, mended


def _whole(path: Path) -> Path:
    """What goes where `path` is broken: a strategy goes whole, for without what it needs it cannot stand."""
    return path[:-1] if part_at(path[:-1]) is Settings else path


def _mend(data: Any, path: Path) -> None:
    around = data
    for step in path[:-1]:
        if not holds(around, step):
            return
        around = around[step]
    if not path:
        return
    name = path[-1]
    if isinstance(around, list) and isinstance(name, int) and name < len(around):
        around[name] = copy.deepcopy(_ITEMS.get(str(path[-2]), 1))
    elif isinstance(around, dict):
        part = part_at(path[:-1])
        fields = {field.alias or key: field for key, field in part.model_fields.items()} if part else {}
        if name in fields and fields[str(name)].is_required():
            around[name] = copy.deepcopy(_REQUIRED[str(name)])
        else:
            around.pop(name, None)
