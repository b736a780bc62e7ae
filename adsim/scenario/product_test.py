"""The `test:` block of a scenario: a product test as a seller plans it, and what he does after reading it.

Arms are what is compared; looks the days at whose ends the test is read; the rule says when a difference is
believed; follow-ups are what is done then. Hides nothing: plain validated data, as the other parts.
Rules that need more than one of its parts are in `scenario.product_test_rules`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from adsim.bounds import Factor, Looked, Name, Part, Rate, Share, Spread, broken

Values = dict[Name, Any]
Switch = Annotated[bool, Field(strict=True)]
NO_RULE = "none"  # the rule that never acts


class Targets(Part):
    """What the category reaches: clicks per impression, paying buyers per click."""

    ctr: Rate | None = None
    cvr: Rate | None = None


class Winner(Part):
    """What the arm that won gets: all traffic, and this factor on its daily budget."""

    promote: Factor = 1.0


class FixImage(Part):
    """Main images to try one after the other, by strength: at most one a night, the fifth slot first."""

    swap_image: Annotated[tuple[Factor, ...], Field(min_length=1, max_length=5)]


class FixPage(Part):
    """A new detail page, by strength."""

    new_page: Factor


class ChangeProduct(Part):
    """What the product becomes: some of a product's keys with new values."""

    change_product: Annotated[Values, Field(min_length=1)]


class Drop(Part):
    """Off the market, or off and listed again: without history, with these of a product's keys changed."""

    relist: Values | None = None
    delist: Switch = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.relist is not None) == self.delist:
            given = "both" if self.delist else "neither"
            raise broken("", "must give either relist, or delist: true", given)
        return self


class FollowUp(Part):
    """What is done from the midnight after a verdict on; what is not given is not done."""

    winner: Winner = Winner()
    fix_image: FixImage | None = None
    fix_page: FixPage | None = None
    change_product: ChangeProduct | None = None
    drop: Drop | None = None


class NewListing(Part):
    """Factors on the quality of a listing that is new: what the platform makes of its first day and first week.

    `first_sale` with a sale within 24 hours, `no_sale` without. After `review_day` days clicks per impression and
    orders per click are each held against the target: `review_met` or `review_missed` for each.
    """

    first_sale: Factor = 1.1
    no_sale: Factor = 0.8
    review_met: Factor = 1.1
    review_missed: Factor = 0.85
    review_day: Annotated[int, Field(strict=True, ge=2, le=366)] = 7


def _rotation_tag(value: Any) -> str:
    return "name" if isinstance(value, str) else "weights"


def _switch_tag(value: Any) -> str:
    return "switch" if isinstance(value, bool) else "factors"


Rotation = Annotated[
    Annotated[Literal["even", "thompson"], Tag("name")] | Annotated[dict[Name, Share], Tag("weights")],
    Discriminator(_rotation_tag),
]
Listed = Annotated[
    Annotated[Switch, Tag("switch")] | Annotated[NewListing, Tag("factors")],
    Discriminator(_switch_tag),
]


class ProductTest(Part):
    """A product test. The first arm is the control; each arm is a patch of products and campaign.

    `alpha`: chance, over all looks, to see a difference where there is none; `sided` 1 asks only whether an arm is
    better than the control. `effect_spread`: each arm's own strength, in clicks and in orders, varies so much from
    world to world, for the same arm alike in all variants: how little is known of it.
    """

    arms: Annotated[dict[Name, Values], Field(min_length=1, max_length=6)]
    rotation: Rotation = "even"
    budget: Literal["shared", "own"] = "shared"
    metric: Literal["ctr", "cvr"] = "cvr"
    targets: Targets = Targets()
    looks: Annotated[tuple[Looked, ...], Field(min_length=1, max_length=100)] = (1, 3, 7, 14, 28)
    alpha: Annotated[float, Field(strict=True, gt=0, le=0.5, allow_inf_nan=False)] = 0.05
    sided: Annotated[int, Field(strict=True, ge=1, le=2)] = 2
    spending: Literal["obrien_fleming", "pocock", "hwang_shih_decani"] = "obrien_fleming"
    gamma: Annotated[float, Field(strict=True, ge=-20, le=20, allow_inf_nan=False)] = -4.0
    rule: Name = "group_sequential"
    effect_spread: Spread = 0.1
    follow_up: FollowUp = FollowUp()
    new_listing: Listed = False

    @property
    def names(self) -> tuple[str, ...]:
        """The arms' names; the control first."""
        return tuple(self.arms)

    @property
    def weights(self) -> tuple[float, ...]:
        """Each arm's part of the searches as the test begins, adding up to 1."""
        if isinstance(self.rotation, str):
            return (1 / len(self.arms),) * len(self.arms)
        total = sum(self.rotation.values())
        return tuple(self.rotation[name] / total for name in self.arms)

    @property
    def listing(self) -> NewListing | None:
        """The factors on a new listing's quality; None: the listing is not new."""
        if isinstance(self.new_listing, NewListing):
            return self.new_listing
        return NewListing() if self.new_listing else None
