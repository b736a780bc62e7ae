"""The test block of a scenario: what it may say, and what is said of everything else, line by line."""

from pathlib import Path
from typing import Any

import pytest

from adsim.scenario import arms, files, patches
from adsim.scenario.objects import Scenario
from adsim.scenario.product_test import NewListing, ProductTest
from tests.scenario.samples import COMPACT, complaints

BLOCK = """\
test:
  arms:
    plain: {}
    better: {"products[0].image_strength": 1.2, campaign.daily_budget: 200}
  rotation: {plain: 0.8, better: 0.2}
  budget: own
  metric: ctr
  targets: {ctr: 0.02, cvr: 0.05}
  looks: [1, 3, 7]
  alpha: 0.1
  sided: 1
  spending: hwang_shih_decani
  gamma: -2
  rule: always_valid
  effect_spread: 0.2
  follow_up:
    winner: {promote: 1.5}
    fix_image: {swap_image: [1.1, 1.3]}
    fix_page: {new_page: 1.2}
    change_product: {change_product: {price: 60}}
    drop: {relist: {image_strength: 1.1}}
  new_listing: {first_sale: 1.2}
"""


def loaded(tmp_path: Path, block: str) -> Scenario:
    path = tmp_path / "s.yaml"
    path.write_text(COMPACT + block, encoding="utf-8")
    return files.load(path)


def told(tmp_path: Path, block: str) -> list[str]:
    """The complaints about a block behind the compact scenario, lines counted from the block's first."""
    before = COMPACT.count("\n")
    found = [line.removeprefix("s.yaml:").split(": ", 1) for line in complaints(tmp_path, COMPACT + block)]
    return [f"{int(number) - before}: {text}" for number, text in found]


def test_all_of_it_is_read(tmp_path: Path) -> None:
    test = loaded(tmp_path, BLOCK).test
    assert test is not None
    assert test.names == ("plain", "better") and test.weights == (0.8, 0.2)
    assert test.listing == NewListing(first_sale=1.2)
    assert (test.alpha, test.sided, test.gamma, test.rule) == (0.1, 1, -2.0, "always_valid")
    assert [step.kind for step in arms.steps(test)] == [
        "swap_image",
        "swap_image",
        "new_page",
        "change_product",
        "relist",
    ]


def test_defaults(tmp_path: Path) -> None:
    test = loaded(tmp_path, 'test: {arms: {a: {}, b: {"products[1].price": 30}}, looks: [7]}\n').test
    assert test is not None
    assert test.weights == (0.5, 0.5) and test.listing is None
    assert (test.rule, test.rotation, test.budget, test.metric) == ("group_sequential", "even", "shared", "cvr")
    assert arms.tested(test) == (1,)
    assert test.follow_up.winner.promote == 1.0


def test_arms_are_patches_of_the_scenario(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, BLOCK)
    plain, better = arms.arms(scenario)
    assert plain == scenario
    assert (better.products[0].image_strength, better.campaign.daily_budget) == (1.2, 200.0)
    assert arms.arms(scenario.model_copy(update={"test": None}))[0].test is None


def test_a_test_decides_the_hash(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, BLOCK)
    other = patches.patched(scenario, {"test.rule": "naive_test"})
    without = scenario.model_copy(update={"test": None})
    hashes = {patches.scenario_hash(one) for one in (scenario, other, without)}
    assert len(hashes) == 3


FAULTS: dict[str, tuple[str, list[str]]] = {
    "no arms": ("test: {looks: [7]}\n", ["1: test.arms: required key is missing; add 'arms: …'"]),
    "too many arms": (
        "test:\n  arms: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}}\n  looks: [7]\n",
        ["2: test.arms: must have at most 6 values, got 7"],
    ),
    "arms of the market": (
        "test:\n  looks: [7]\n  arms:\n    a: {}\n    b:\n      market.squashing: 0.5\n"
        "      campaign.split_of: keywords\n      campaign.daily_budget: 9\n",
        [
            "6: test.arms.b.market.squashing: may not differ between arms; arms set products[0].* or campaign.*",
            "7: test.arms.b.campaign.split_of: must be the same in all arms; set it outside the arms",
            "8: test.arms.b.campaign.daily_budget: must be the same in arms that share a budget; "
            "give arms budgets of their own with budget: own",
        ],
    ),
    "an arm that is no scenario": (
        "test:\n  looks: [7]\n  arms:\n    a: {}\n    b:\n      products[0].price: -1\n      products[7].price: 5\n",
        [
            "6: test.arms.b.products[0].price: must be greater than 0, got -1",
            "7: test.arms.b.products[7].price: there is no products[7]; products has 2 items, counted from [0]",
        ],
    ),
    "an arm's name": (
        "test:\n  looks: [7]\n  arms: {a b: {}}\n",
        [
            "3: test.arms.a b: must begin with a letter or digit and hold only letters, digits, '_', '.' and '-', "
            'got "a b"'
        ],
    ),
    "weights": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rotation: {a: 0.5, c: 0.6}\n",
        [
            '4: test.rotation.c: must name one of the arms, got "c"; known: a, b',
            "4: test.rotation: must give every arm a weight; add 'b: …'",
            "4: test.rotation: weights must add up to 1, got 1.1",
        ],
    ),
    "no weight": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rotation: {a: 1, b: 0}\n",
        ["4: test.rotation.b: must be greater than 0, got 0.0; leave the arm out of the test"],
    ),
    "rotation": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rotation: evenly\n",
        ['4: test.rotation: must be even, thompson, or weights of the arms, got "evenly"; did you mean even?'],
    ),
    "an adaptive rotation": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rotation: thompson\n",
        ['1: test.rule: must be always_valid or none with rotation: thompson, got "group_sequential"; '
         "always_valid keeps its error when traffic follows what was seen; or rotate evenly"],
    ),
    "rule": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rule: bayesian\n",
        ['4: test.rule: must be a known rule, got "bayesian"; did you mean bayes?'],
    ),
    "looks": (
        "test:\n  arms: {a: {}, b: {}}\n  looks: [3, 3, 40]\n",
        [
            "3: test.looks[1]: must be greater than the one before it (3), got 3",
            "3: test.looks[2]: must lie within the 7 days, got 40",
        ],
    ),
    "looks that were not given": (
        "test:\n  arms: {a: {}, b: {}}\n",
        [f"1: test.looks[{index}]: must lie within the 7 days, got {day}; give test.looks, the default ends on day 28"
         for index, day in ((3, 14), (4, 28))],
    ),
    "targets": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rule: thresholds\n  targets: {ctr: 0, cvr: 2}\n",
        [
            "5: test.targets.ctr: must be greater than 0, got 0",
            "5: test.targets.cvr: must be less than 1, got 2; rates are shares of 1: 2 % is 0.02",
        ],
    ),
    "a target that is needed": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  rule: thresholds\n  follow_up: {fix_page: {new_page: 1.2}}\n",
        [
            "1: test.targets.cvr: is needed by follow_up.fix_page; give what the category reaches",
            "1: test.targets.ctr: is needed by follow_up.fix_page; give what the category reaches",
        ],
    ),
    "follow-ups": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  targets: {ctr: 0.02, cvr: 0.05}\n  follow_up:\n"
        "    winner: {promote: 0}\n    fix_image: {swap_image: []}\n    change_product: {change_product: {pricee: 4}}\n"
        "    drop: {}\n",
        [
            "6: test.follow_up.winner.promote: must be greater than 0, got 0",
            "7: test.follow_up.fix_image.swap_image: must have 1 or more values, got 0",
            "8: test.follow_up.change_product.change_product.pricee: must be a key of a product, got \"pricee\"; "
            "did you mean price?",
            "9: test.follow_up.drop: must give either relist, or delist: true, got neither",
        ],
    ),
    "a follow-up that is no product": (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\n  targets: {ctr: 0.02, cvr: 0.05}\n"
        "  follow_up: {change_product: {change_product: {price: 0}}}\n",
        ["5: test.follow_up.change_product.change_product.price: must be greater than 0 (in arm a), got 0"],
    ),
    "new listing": (
        "test:\n  looks: [7]\n  arms: {a: {}}\n  targets: {ctr: 0.02, cvr: 0.05}\n"
        "  new_listing: {no_sal: 1, review_day: 1}\n",
        [
            "5: test.new_listing.review_day: must be at least 2, got 1",
            "5: test.new_listing.no_sal: unknown key; did you mean no_sale?",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults(tmp_path: Path, name: str) -> None:
    block, expected = FAULTS[name]
    assert told(tmp_path, block) == expected


def test_a_variant_is_held_to_the_same_rules(tmp_path: Path) -> None:
    text = COMPACT.partition("variants:")[0].replace("baseline: equal\n", "")
    text += (
        "test:\n  looks: [7]\n  arms: {a: {}, b: {}}\nvariants:\n  one: {test.rule: bayesian}\n  two: {test: null}\n"
    )
    text += '  three: {test.arms: {a: {}, b: {"products[0].price": 0}}}\n'
    assert [line.split(": ", 1)[1] for line in complaints(tmp_path, text)] == [
        'variants.one.test.rule: must be a known rule, got "bayesian"; did you mean bayes?',
        "variants.three.test.arms.b.products[0].price: must be greater than 0, got 0",
    ]


def test_arms_are_tried_on_every_day(tmp_path: Path) -> None:
    block = BLOCK.replace("campaign.daily_budget: 200", "campaign.bid_factor: {head: 60}")
    text = COMPACT.partition("changes:")[0].replace("baseline: equal\n", "") + block
    assert complaints(tmp_path, text) == []
    text += "changes:\n  - from: 2024-06-05\n    set: {keywords.head.max_cpc: 500}\n"
    assert any("test.arms.better" in line and "on day 3" in line for line in complaints(tmp_path, text))


@pytest.mark.parametrize("value", [True, {"first_sale": 1.0}])
def test_new_listings(value: Any) -> None:
    test = ProductTest.model_validate({"arms": {"a": {}}, "new_listing": value})
    assert test.listing is not None and test.listing.review_day == 7
