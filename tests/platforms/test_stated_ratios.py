"""Ratios that a report states: contradictions are named, roundings and other spellings are none."""

from pathlib import Path

import pytest

from adsim.platforms.exports import read_exports

CTR, CPC = "click rate stated is not clicks over impressions", "price stated is not cost over clicks"


def odd(
    folder: Path, ctr: list[str], cpc: list[str], cost: str = "50.55", header: str = "CTR,Avg. CPC"
) -> list[tuple[str, str]]:
    """(line, rule) of what is odd in lines of 1,234 impressions and 56 clicks each."""
    lines = [
        f"shelf {place},1234,56,{cost},{rate},{price}" for place, (rate, price) in enumerate(zip(ctr, cpc, strict=True))
    ]
    path = folder / "table.csv"
    path.write_text("\n".join([f"Keyword,Impressions,Clicks,Cost,{header}", *lines]) + "\n", encoding="utf-8")
    return [(problem.where, problem.rule) for problem in read_exports(path)[0].impossible]


@pytest.mark.parametrize("ctr", ["4.54%", "4.5%", "5%", "0.0454", "0.05", "4.54", "4.538", "--", "n/a", ""])
@pytest.mark.parametrize("cpc", ["0.90", "0.9027", "1", "€0.90", "--"])
def test_what_rounds_to_the_own_figure_is_sound(ctr: str, cpc: str, tmp_path: Path) -> None:
    assert odd(tmp_path, [ctr] * 3, [cpc] * 3) == []


@pytest.mark.parametrize("ctr", ["4.90%", "6%", "0.06", "45.4%", "0.454", "5.54"])
def test_another_click_rate_is_named(ctr: str, tmp_path: Path) -> None:
    good = "4.54%" if "%" in ctr else "0.0454" if ctr.startswith("0") else "4.54"
    assert odd(tmp_path, [good, ctr, good, good], ["0.90"] * 4) == [("table.csv:3", CTR)]


@pytest.mark.parametrize("cpc", ["0.95", "9.03", "0.09"])
def test_another_price_is_named(cpc: str, tmp_path: Path) -> None:
    assert odd(tmp_path, ["4.54%"] * 3, ["0.90", "0.90", cpc]) == [("table.csv:4", CPC)]


def test_amounts_cut_to_whole_ones_are_no_contradiction(tmp_path: Path) -> None:
    assert odd(tmp_path, ["4.54%"], ["0.90"], cost="50") == []
    assert odd(tmp_path, ["4.54%"], ["0.95"], cost="50") == [("table.csv:2", CPC)]


def test_chinese_headers_are_known(tmp_path: Path) -> None:
    assert odd(tmp_path, ["0.0454", "0.08"], ["0.90", "0.90"], header="点击率,平均点击花费") == [("table.csv:3", CTR)]
