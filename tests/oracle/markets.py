"""Tiny markets in which everything happens in a day of some 200 searches.

Budgets bind on many days and not on others, several ads of one search are clicked, our ads meet rivals
above, below and on equal rank, slots are looked at out of order, an ad waits below the page, one bids below
the reserve, one is switched off, demand has its hours, and at 15:00 bids, weights and a click rate change.
"""

from dataclasses import replace

from tests.oracle.search_by_search import Ad, Cell, Market

MILLION = 1_000_000
HOURS = (1, 0, 0, 0, 1, 2, 3, 4, 6, 8, 8, 7, 5, 6, 8, 8, 7, 5, 4, 4, 5, 5, 3, 2)
HOUR_SHARE = tuple(hour / sum(HOURS) for hour in HOURS)

_HEAD = Cell(
    ads=(
        Ad(2, 900_000, 1_300_000, 0.30),
        Ad(0, 850_000, 1_250_000, 0.28, ours=True),
        Ad(3, 700_000, 900_000, 0.35),
        Ad(4, 640_000, 1_000_000, 0.22),
        Ad(5, 40_000, 3_000_000, 0.50),  # below the reserve
    ),
    searches=80.0,
    examination=(1.0, 0.6, 0.75),
)
_TAIL = Cell(
    ads=(
        Ad(1, 420_000, 1_300_000, 0.35, ours=True),
        Ad(4, 500_000, 1_000_000, 0.30),
        Ad(3, 546_000, 1_000_000, 0.26),  # ties with our ad, which entered earlier
    ),
    searches=60.0,
    examination=(0.9, 0.6),
)
_CROWDED = Cell(
    ads=(
        Ad(2, 620_000, 900_000, 0.32),
        Ad(5, 600_000, 1_000_000, 0.30),
        Ad(1, 500_000, 1_000_000, 0.40, ours=True),  # on the page only once a rival is out
        Ad(6, 0, 1_000_000, 0.40),  # switched off
    ),
    searches=45.0,
    examination=(0.8, 0.5),
)
_RIVALS_ONLY = Cell(
    ads=(Ad(3, 300_000, 1_000_000, 0.3), Ad(5, 310_000, 1_000_000, 0.25)),
    searches=20.0,
    examination=(1.0,),
)

# At 15:00 our crowded ad bids its way onto the page, our head ad gets a better image, a rival falls back.
_AFTERNOON = (
    replace(_HEAD, ads=(_HEAD.ads[0], replace(_HEAD.ads[1], click_rate=0.33), *_HEAD.ads[2:])),
    _TAIL,
    replace(_CROWDED, ads=(*_CROWDED.ads[:2], replace(_CROWDED.ads[2], bid=700_000), _CROWDED.ads[3])),
    replace(_RIVALS_ONLY, ads=(_RIVALS_ONLY.ads[0], replace(_RIVALS_ONLY.ads[1], weight=500_000))),
)


def _money(*amounts: float) -> tuple[int, ...]:
    return tuple(round(MILLION * amount) for amount in amounts)


POSITION = Market(
    cells=(_HEAD, _TAIL, _CROWDED, _RIVALS_ONLY),
    budgets=_money(7.0, 10.3, 22.0, 7.7, 9.0, 8.0, 5.0),
    increment=10_000,
    reserve=50_000,
    hour_share=HOUR_SHARE,
    changes=((15, _AFTERNOON),),
)
CASCADE = replace(POSITION, cascade=True, budgets=_money(4.4, 8.7, 17.0, 5.5, 4.0, 6.5, 5.0))

# One slot for five: whoever is absent between the shown ad and the one that sets its price must not set it.
_DEEP = Cell(
    ads=tuple(Ad(3 + n if n < 4 else 2, 400_000 - 60_000 * n, 1_000_000, 0.3) for n in range(5)),
    searches=30.0,
    examination=(1.0,),
)
# Many accounts take part only now and then, one never; at 8:00 some others do, at 18:00 all but two.
_TURNS = (
    (8, (0.7, 0.3, 0.7, 1.0, 0.3, 0.7, 1.0)),
    (18, (1.0, 0.7, 1.0, 0.0, 1.0, 1.0, 1.0)),
)
PACED = replace(
    POSITION,
    cells=(*POSITION.cells[:3], _DEEP),
    changes=((15, (*_AFTERNOON[:3], _DEEP)),),
    participation=(0.3, 1.0, 0.7, 0.7, 1.0, 0.0, 1.0),
    turns=_TURNS,
    budgets=_money(4.5, 7.0, 13.0, 7.0, 6.5, 6.0, 5.0),
)
PACED_CASCADE = replace(PACED, cascade=True, budgets=_money(2.6, 5.0, 10.0, 5.0, 3.3, 4.5, 5.0))
