"""Rules of the `test:` block that join several of its parts, or it and the rest of the scenario.

Each is a generator of faults at precise paths. Whether every arm and every follow-up makes a valid scenario is tried
out in `scenario.rehearsal`.
"""

import re
from collections.abc import Iterator

from adsim.scenario.faults import Fault, Path, closest, printed
from adsim.scenario.objects import Product, Scenario
from adsim.scenario.product_test import NO_RULE, ProductTest
from adsim.scenario.wording import said

# An arm is ours to decide: what is sold and how it is advertised, never the market.
_ARM = re.compile(r"products\[\d{1,6}\](\..+)?|campaign\..+")
# Which account pays for a keyword is settled before the first day; what becomes of its rest is the same for all arms.
_COMMON = re.compile(r"campaign\.(split_of|unspent|overspend)(\..*)?")
_MONEY = re.compile(r"campaign\.(daily_budget|split|campaigns)(\..*)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
ADAPTIVE = "always_valid"


def broken(scenario: Scenario) -> Iterator[Fault]:
    """Every fault of the scenario's test that its parts alone do not show."""
    test = scenario.test
    if test is None:
        return
    for rule in (_arms, _rotation, _rule, _targets, _product_keys):
        yield from (fault.below(("test",)) for fault in rule(test))
    yield from _looks(scenario, test)


def _arms(test: ProductTest) -> Iterator[Fault]:
    for name, patch in test.arms.items():
        head: Path = ("arms", name)
        if not _NAME.fullmatch(name):
            rule = "must begin with a letter or digit and hold only letters, digits, '_', '.' and '-'"
            yield Fault(head, rule, said(name))
        for path in patch:
            if not _ARM.fullmatch(path):
                yield Fault((*head, path), "may not differ between arms", mend="arms set products[0].* or campaign.*")
            elif _COMMON.fullmatch(path):
                yield Fault((*head, path), "must be the same in all arms", mend="set it outside the arms")
            elif test.budget == "shared" and _MONEY.fullmatch(path):
                mend = "give arms budgets of their own with budget: own"
                yield Fault((*head, path), "must be the same in arms that share a budget", mend=mend,
                            needs=(("test", "budget"),))  # fmt: skip


def _rotation(test: ProductTest) -> Iterator[Fault]:
    weights = test.rotation
    if isinstance(weights, str):
        return
    for name in weights:
        if name not in test.arms:
            yield Fault(("rotation", name), "must name one of the arms", said(name), closest(name, test.arms))
    missing = [name for name in test.arms if name not in weights]
    if missing:
        yield Fault(("rotation",), "must give every arm a weight", mend=f"add '{missing[0]}: …'")
    for name, weight in weights.items():
        if weight == 0:
            yield Fault(("rotation", name), "must be greater than 0", said(weight), "leave the arm out of the test")
    total = sum(weights.values())
    if abs(total - 1) > 1e-6:
        yield Fault(("rotation",), "weights must add up to 1", f"{total:.9g}")


def _rule(test: ProductTest) -> Iterator[Fault]:
    from adsim.verdicts import RULES  # only where there is a test: it brings the statistics along

    known = (*RULES, NO_RULE)
    if test.rule not in known:
        yield Fault(("rule",), "must be a known rule", said(test.rule), closest(test.rule, known))
    elif test.rotation == "thompson" and test.rule not in (ADAPTIVE, NO_RULE):
        mend = f"{ADAPTIVE} keeps its error when traffic follows what was seen; or rotate evenly"
        yield Fault(("rule",), f"must be {ADAPTIVE} or {NO_RULE} with rotation: thompson", said(test.rule), mend)


def _targets(test: ProductTest) -> Iterator[Fault]:
    """Who compares with the category must say what the category reaches."""
    wanted: dict[str, str] = {}
    if test.rule == "thresholds":
        wanted[test.metric] = "rule: thresholds"
    if test.follow_up.drop is not None:
        wanted["cvr"] = "follow_up.drop"
    both = [name for name in ("fix_image", "fix_page", "change_product") if getattr(test.follow_up, name) is not None]
    asking = "new_listing" if test.listing else f"follow_up.{both[0]}" if both else ""
    if asking:
        wanted |= dict.fromkeys(("ctr", "cvr"), asking)
    for metric, by in wanted.items():
        if getattr(test.targets, metric) is None:
            yield Fault(("targets", metric), f"is needed by {by}", mend="give what the category reaches")


def _product_keys(test: ProductTest) -> Iterator[Fault]:
    """The keys that follow-ups set; their values are tried out with every arm."""
    known = [key for key in Product.model_fields if key != "name"]
    follow = test.follow_up
    parts: dict[Path, dict[str, object]] = {}
    if follow.change_product is not None:
        parts[("follow_up", "change_product", "change_product")] = follow.change_product.change_product
    if follow.drop is not None and follow.drop.relist is not None:
        parts[("follow_up", "drop", "relist")] = follow.drop.relist
    for path, values in parts.items():
        for key in values:
            if key not in known:
                yield Fault((*path, key), "must be a key of a product", said(key), closest(key, known))


def _looks(scenario: Scenario, test: ProductTest) -> Iterator[Fault]:
    before = 0
    for index, day in enumerate(test.looks):
        path: Path = ("test", "looks", index)
        if day > scenario.days:
            mend = "" if "looks" in test.model_fields_set else f"give {printed(path[:2])}, the default ends on day 28"
            yield Fault(path, f"must lie within the {scenario.days} days", str(day), mend or None, (("days",),))
        elif day <= before:
            yield Fault(path, f"must be greater than the one before it ({before})", str(day))
        before = day
