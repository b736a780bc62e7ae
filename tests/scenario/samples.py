"""A compact scenario that uses every part, and ways to spoil it."""

from pathlib import Path

from adsim.errors import InputError
from adsim.scenario import files
from adsim.scenario.objects import Scenario

COMPACT = """\
name: compact
platform: "1688"
start: 2024-06-03
days: 7
seed: 7
replications: 10
windows: [1, 3, 7]
baseline: equal
market:
  squashing: 1.0
  demand: {dispersion: 6.7, shared: 0.5, level: {head: 1.0}}
  devices:
    pc: {share: 0.4, slots: 2, examination: [1, 0.5]}
    mobile: {share: 0.6}
  audiences:
    trade: {share: 0.7}
    private: {share: 0.3, cvr: 0.5}
  rivals: {count: 6, per_keyword: 4, daily_budget: 100}
keywords:
  head: {count: 4, searches: 900, ctr: 0.03, cvr: 0.05, max_cpc: 3, rival_bid: 2.5}
  long_tail: {count: 20, searches: 600, ctr: 0.04, cvr: 0.08, max_cpc: 4, rival_bid: 3, rivals: 3}
  precise: {count: 8, searches: 90, ctr: 0.05, cvr: 0.1, max_cpc: 5, rival_bid: 4, product: flange}
products:
  - name: valve
    price: 68   # assumption
    unit_cost: 42
    refunds: {rate: 0.15, cost: 20}
    delay:
      - {share: 0.4, mean_hours: 2}
      - {share: 0.6, mean_hours: 90, cut_days: 20}
  - {name: flange, price: 35, unit_cost: 20}
campaign:
  daily_budget: 150
  split: {head: 0.3, long_tail: 0.6, precise: 0.1}
  unspent: share
  device_bids: {pc: 1.1}
  audience_bids: {private: 0.5}
uncertainty: {cvr: 0.2}
changes:
  - {from: 2024-06-05, until: 2024-06-06, set: {campaign.daily_budget: 300, market.demand.level.head: 2.0}}
  - from: 2024-06-06
    set:
      products[0].price: 64
variants:
  equal: {campaign.split: equal}
  by_volume: {campaign.split: search_volume}
  rule: {}
"""


def spoilt(*changes: tuple[str, str]) -> str:
    """COMPACT with each first text replaced by the second; the first must stand there exactly once."""
    text = COMPACT
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def write(folder: Path, text: str | bytes, name: str = "s.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def loaded(folder: Path, text: str = COMPACT) -> Scenario:
    return files.load(write(folder, text))


def complaints(folder: Path, text: str | bytes) -> list[str]:
    """What loading `text` complains of, one line each, without the folder."""
    try:
        files.load(write(folder, text))
    except InputError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []
