"""Single cells: every spelling of a figure, and refusals instead of guesses."""

import pytest

from adsim.platforms import figures


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12,345", 12345), ("1,234,567.89", 1234567.89), ("12 345", 12345), ("１２３", 123), (".5", 0.5),
        ("￥1.50", 1.5), ("US$1.20", 1.2), ("-$3", -3), ("$-3", -3), ("0.72 GBP", 0.72), ("3元", 3),
        ("1.5e3", 1500), (7, 7), (2.5, 2.5), ("00123", 123),
    ],
)  # fmt: skip
def test_numbers(cell: figures.Cell, value: float) -> None:
    assert figures.number(cell) == pytest.approx(value)


@pytest.mark.parametrize("cell", [" --", "—", "\\N", "", None, "N/A", "-"])
def test_no_value(cell: figures.Cell) -> None:
    assert figures.number(cell) is None


@pytest.mark.parametrize("cell", ["0,72", "12,34", "1.2.3", "five", "1_000", True, float("inf"), "9" * 400, "1e999"])
def test_refused_numbers(cell: figures.Cell) -> None:
    with pytest.raises(ValueError, match="must be a"):
        figures.number(cell)


@pytest.mark.parametrize(
    ("cell", "told"),
    [("12.000", "12 or 12000"), ("1.234", "1.234 or 1234"), (" 950.120", "950.12 or 950120"),
     ("1.234.567", "1.234 or 1234567"), ("１２.000", "12 or 12000")],
)  # fmt: skip
def test_a_count_with_a_point_for_thousands_is_refused(cell: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"without a point: this could be {told}$"):
        figures.whole(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(12.0, 12), ("12.0", 12), ("12.00", 12), ("12,000", 12000), ("12,000.000", 12000), ("1234.000", 1234),
     ("0.000", 0), (" --", None)],
)  # fmt: skip
def test_counts(cell: figures.Cell, value: int | None) -> None:
    assert figures.whole(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("< 10%", 0.05), ("> 90%", 0.95), ("45.5%", 0.455), ("0.4", 0.4), (" --", None)]
)
def test_shares(cell: str, value: float | None) -> None:
    assert figures.share(cell) == (value if value is None else pytest.approx(value))


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1"):
        figures.share("45")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("GBP", "GBP"),
        ("£0.72", "GBP"),
        ("0.72 EUR", "EUR"),
        ("rmb", "CNY"),
        ("3元", "CNY"),
        ("$1", None),
        ("1", None),
    ],
)
def test_currencies(cell: str, code: str | None) -> None:
    assert figures.currency(cell) == code
