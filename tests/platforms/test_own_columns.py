"""Columns named by the caller: over what is recognised, or for any table at all."""

from pathlib import Path

from tests.platforms.reading import read, refusal


def test_columns_named_by_the_caller_go_over_those_recognised(tmp_path: Path) -> None:
    text = "Search keyword,Impr.,Clicks,Cost,Conversions,All conv.\nshelf,100,10,5.5,1,3\n"
    export = read(tmp_path, text, columns={"orders": "all CONV."})
    assert (export.platform, export.layout.name, export.rows[0].orders) == ("google", "keywords", 3)
    export = read(tmp_path, text, columns={"gross": "Conversions"})
    assert (export.rows[0].gross, export.rows[0].orders) == (1, None)


def test_any_table_can_be_read_by_its_columns(tmp_path: Path) -> None:
    text = "Artikel;Ansichten;Klicks;Betrag;Platz\nTisch;1.200;30;12,50;2,5\n"
    columns = {
        "product": "Artikel",
        "impressions": "Ansichten",
        "clicks": "Klicks",
        "cost": "Betrag",
        "position": "Platz",
    }
    export = read(tmp_path, text, columns=columns, platform="amazon")
    (row,) = export.rows
    assert (export.platform, export.layout.name, export.layout.level) == ("amazon", "mapped", "product")
    assert (row.product, row.impressions, row.clicks, row.cost, row.position) == ("Tisch", 1200, 30, 12.5, 2.5)


def test_columns_that_do_not_fit_are_refused_with_what_is_there(tmp_path: Path) -> None:
    text = "Wort,Ansichten,Klicks,Betrag\nTisch,100,10,5.5\n"
    message = refusal(tmp_path, text, columns={"key": "Wort", "clicks": ""})
    assert "--column key=Wort: must be a field of a report: ad_group, bid, " in message
    assert "--column clicks=: must name a header" in message
    message = refusal(tmp_path, text, columns={"keyword": "Begriff", "clicks": "Klicks"})
    assert message.startswith(
        "export.csv: has no row with the header 'Begriff'; headers found: Wort, Ansichten, Klicks, Betrag; "
    )
    message = refusal(tmp_path, text, columns={"keyword": "Wort", "clicks": "Klicks"})
    assert message == (
        "export.csv:1: no column is known to hold impressions; headers found: Wort, Ansichten, Klicks, Betrag; "
        "name it: --column impressions=HEADER"
    )
    message = refusal(tmp_path, text, columns={"clicks": "Klicks"})
    assert "no column is known to hold keyword" in message
