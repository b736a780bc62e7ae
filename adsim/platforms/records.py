"""What one line of a report says, and what a line that sums up others says."""

from dataclasses import dataclass
from datetime import date

# Days after the click in which reports count orders, the longest first.
WINDOWS = (30, 14, 7, 1)
# Columns that are no field of a row but that fields are made from.
MADE_FROM = ("currency", "date", "week", "month", "window", "direct_orders", "indirect_orders", "direct_revenue",
             "indirect_revenue")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One line of a report. None or "": the report does not say. Money in the report's currency, shares of 1.

    `keyword` is the search term at level term, "" above keywords; `target` the keyword bought that reached the
    term; `product` an item's ID, else its title. `orders` and `revenue` (order value) are of the longest window
    given, `orders_7` those within 7 days of the click; `gross` is what the advertiser keeps of the orders (an
    affiliate's commission). `budget` is the campaign's a day; `top_rate` the share of the impressions above the
    results, `top_impression_share` the share got of all impressions there. `hour` is 0 to 23, `weekday` 0 on
    Mondays; `excluded`: the term is a negative keyword already. `first` and `last` are the line's days.
    """

    line: int
    impressions: int
    clicks: int
    cost: float
    keyword: str = ""
    target: str = ""
    campaign: str = ""
    ad_group: str = ""
    product: str = ""
    title: str = ""
    match_type: str = ""
    klass: str = ""
    placement: str = ""
    device: str = ""
    orders: float | None = None
    revenue: float | None = None
    gross: float | None = None
    orders_1: float | None = None
    orders_7: float | None = None
    orders_14: float | None = None
    orders_30: float | None = None
    revenue_1: float | None = None
    revenue_7: float | None = None
    revenue_14: float | None = None
    revenue_30: float | None = None
    carts: float | None = None
    favourites: float | None = None
    enquiries: float | None = None
    bid: float | None = None
    budget: float | None = None
    position: float | None = None
    impression_share: float | None = None
    lost_to_budget: float | None = None
    lost_to_rank: float | None = None
    top_rate: float | None = None
    top_impression_share: float | None = None
    hour: int | None = None
    weekday: int | None = None
    excluded: bool = False
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A line that sums up others, with the figures that could be read."""

    line: int
    label: str
    impressions: float | None
    clicks: float | None
    cost: float | None
