"""Bounds of every field: no number takes booleans, text, nan or infinity, and no part unknown keys."""

import json
import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from adsim.bounds import Part
from adsim.scenario.objects import Scenario

# `Scenario` holds every other part, so that all are known once it is.
PARTS = sorted({Scenario, *Part.__subclasses__()}, key=lambda part: part.__name__)
FIELDS = [(part, name) for part in PARTS for name in part.model_fields]


def adapter(part: type[Part], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(part.model_fields[name].rebuild_annotation())


def numeric(part: type[Part], name: str) -> bool:
    kinds = json.dumps({key: value for key, value in adapter(part, name).json_schema().items() if key != "$defs"})
    return '"number"' in kinds or '"integer"' in kinds


NUMBERS = [(part, name) for part, name in FIELDS if numeric(part, name)]
MAY_BE_NEGATIVE = {("AxisText", "low"), ("AxisText", "high"), ("ProductTest", "gamma")}


@pytest.mark.parametrize(("part", "name"), NUMBERS, ids=[f"{part.__name__}.{name}" for part, name in NUMBERS])
def test_what_is_no_sensible_number(part: type[Part], name: str) -> None:
    kind = adapter(part, name)
    values = [True, "1", math.nan, math.inf, -math.inf, 10**400, 1e300, b"1"]
    if (part.__name__, name) not in MAY_BE_NEGATIVE:
        values.append(-20.0)
    for value in values:
        with pytest.raises(ValidationError):
            kind.validate_python(value)
        with pytest.raises(ValidationError):
            kind.validate_python([value] * 24)


def test_there_are_many() -> None:
    assert len(NUMBERS) > 60


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_parts_are_frozen_and_closed(part: type[Part]) -> None:
    assert part.model_config["frozen"] is True
    assert part.model_config["extra"] == "forbid"
    assert part.__doc__
