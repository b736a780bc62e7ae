"""Keyword CSV files: what is read, and what is said of what is not."""

import random
import time
from pathlib import Path

import pytest

from adsim.errors import InputError
from adsim.scenario import keyword_tables
from adsim.scenario.patches import scenario_hash, variant
from tests.scenario.samples import complaints, loaded, spoilt, write

COLUMNS = ("keyword", "class", "campaign", "ad_group", "match_type", "target", "searches", "ctr", "cvr", "max_cpc",
           "rival_bid", "observed_ctr", "observed_cpc", "observed_position", "shown", "searches_spread", "ctr_spread",
           "cvr_spread", "cpc_spread", "basket_spread", "rivals", "basket", "product")  # fmt: skip
REQUIRED = ("keyword", "class", "searches", "cvr", "max_cpc")
HEADER = "keyword,class,searches,ctr,cvr,max_cpc,rival_bid"
ROW = "球阀,head,900,0.03,0.05,3,2.5"
OTHER = "阀门 304,long_tail,60,0.04,0.08,4,3"
MODEL = "Q41F-16P,precise,9,0.05,0.1,5,4"
CLASSES = (
    "  head: {count: 4, searches: 900, ctr: 0.03, cvr: 0.05, max_cpc: 3, rival_bid: 2.5}\n"
    "  long_tail: {count: 20, searches: 600, ctr: 0.04, cvr: 0.08, max_cpc: 4, rival_bid: 3, rivals: 3}\n"
    "  precise: {count: 8, searches: 90, ctr: 0.05, cvr: 0.1, max_cpc: 5, rival_bid: 4, product: flange}\n"
)
LISTED = spoilt((CLASSES, "  file: k.csv\n"))


def table(folder: Path, *lines: str, end: str = "\n") -> Path:
    return write(folder, "".join(line + end for line in lines), "k.csv")


def said_of(folder: Path, *lines: str) -> list[str]:
    """What is said of a table, without the folder."""
    path = table(folder, *lines)
    try:
        problems = keyword_tables.read(path).problems
    except InputError as error:
        problems = error.problems
    return [str(problem).replace(f"{folder}/", "") for problem in problems]


def test_rows_and_defaults(tmp_path: Path) -> None:
    header = f"{HEADER},rivals,basket,product,ctr_spread"
    path = table(tmp_path, header, f"{ROW},,,,", f"{OTHER},5,1.5,valve,0.2", "", ",,,,,,,,,,", f" {MODEL} ,0,,,")
    found = keyword_tables.read(path)
    assert found.problems == ()
    assert [row.keyword for row in found.rows] == ["球阀", "阀门 304", "Q41F-16P"]
    assert found.lines == (2, 3, 6)
    first, second, third = found.rows
    assert (first.klass, first.searches, first.rivals, first.basket, first.product, first.ctr_spread) == (
        "head", 900.0, None, 1.0, None, 0.0)  # fmt: skip
    assert (second.rivals, second.basket, second.product, second.ctr_spread) == (5, 1.5, "valve", 0.2)
    assert third.rivals == 0


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_endings(tmp_path: Path, mark: bytes, end: str) -> None:
    path = table(tmp_path, HEADER, ROW, OTHER, end=end)
    path.write_bytes(mark + path.read_bytes())
    assert len(keyword_tables.read(path).rows) == 2


def test_quotes_commas_and_lines_inside_cells(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, ROW.replace("球阀", '"two\nlines, and a ""quote"""'), OTHER.replace("0.04", "x"))
    found = keyword_tables.read(path)
    assert [problem.where.rsplit(":", 1)[1] for problem in found.problems] == ["4"]
    path = table(tmp_path, HEADER, ROW.replace("球阀", '"two\nlines, and a ""quote"""'))
    assert keyword_tables.read(path).rows[0].keyword == 'two\nlines, and a "quote"'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([HEADER + ",colour", ROW + ",red"], [
            f"k.csv:1: colour: unknown column; known: {', '.join(COLUMNS)}"]),
        ([HEADER.replace("max_cpc", "max cpc"), ROW], [
            "k.csv:1: max cpc: unknown column; did you mean max_cpc?",
            "k.csv:1: max_cpc: required column is missing"]),
        ([HEADER + ",ctr", ROW + ",0.1"], ["k.csv:1: ctr: duplicate column; delete one of them"]),
        ([HEADER + ",", ROW + ","], [
            f"k.csv:1: column 8: unknown column; known: {', '.join(COLUMNS)}"]),
        ([HEADER], ["k.csv: must list at least one keyword"]),
        ([], [f"k.csv:1: {column}: required column is missing" for column in REQUIRED]),
        ([HEADER, ROW + ",7"], ["k.csv:2: must have 7 cells like the header, got 8 cells"]),
        ([HEADER, ROW, "球阀,head"], ["k.csv:3: must have 7 cells like the header, got 2 cells"]),
        ([HEADER, ROW.replace("900", "9OO")], ['k.csv:2: searches: must be a number, got "9OO"']),
        ([HEADER, ROW.replace("900", "1_000")], ['k.csv:2: searches: must be a number, got "1_000"; write 1000']),
        ([HEADER, ROW.replace("900", '"1,000"')], ['k.csv:2: searches: must be a number, got "1,000"; write 1000']),
        ([HEADER, ROW.replace("0.03", "3%")], ['k.csv:2: ctr: must be a number, got "3%"; write 0.03']),
        ([HEADER, ROW.replace("0.03", "3")], [
            "k.csv:2: ctr: must be less than 1, got 3.0; rates are shares of 1: 3 % is 0.03"]),
        ([HEADER, ROW.replace("0.03", "nan")], ['k.csv:2: ctr: must be a number, got "nan"']),
        ([HEADER, ROW.replace("0.03", "inf")], ['k.csv:2: ctr: must be a number, got "inf"']),
        ([HEADER, ROW.replace("0.03", "1e999")], ["k.csv:2: ctr: must be a finite number, got .inf"]),
        ([HEADER, ROW.replace("0.03", "٣")], ['k.csv:2: ctr: must be a number, got "٣"']),
        ([HEADER, ROW.replace("900", "")], ["k.csv:2: searches: must not be empty"]),
        ([HEADER, ROW.replace("0.03", "0")], ["k.csv:2: ctr: must be greater than 0, got 0.0"]),
        ([HEADER, ROW.replace("球阀", "")], ["k.csv:2: keyword: must not be empty"]),
        ([HEADER, ROW.replace("head", "heads")], [
            'k.csv:2: class: must be head, long_tail or precise, got "heads"; did you mean head?']),
        ([HEADER + ",rivals", ROW + ",1.5"], ["k.csv:2: rivals: must be a whole number, got 1.5"]),
        ([HEADER + ",rivals", ROW + ",-1"], ["k.csv:2: rivals: must be at least 0, got -1"]),
        ([HEADER, ROW, OTHER, ROW], ['k.csv:4: keyword: must be unique, also on line 2, got "球阀"']),
        ([HEADER, ROW.replace("0.05", "x"), OTHER.replace("0.08", "y")], [
            'k.csv:2: cvr: must be a number, got "x"', 'k.csv:3: cvr: must be a number, got "y"']),
        ([HEADER, '"' + ROW], ["k.csv:2: is not CSV (unexpected end of data)"]),
        ([HEADER, ROW + "\x07"], ["k.csv:2: must not hold control characters, got U+0007; delete the character"]),
        ([HEADER.replace(",", ";"), ROW.replace(",", ";")], [
            "k.csv:1: keyword;class;searches;ctr;cvr;max_cpc;rival_bid: unknown column; separate the columns by commas",
            *(f"k.csv:1: {column}: required column is missing" for column in REQUIRED)]),
    ],
)  # fmt: skip
def test_refusals(tmp_path: Path, lines: list[str], expected: list[str]) -> None:
    assert said_of(tmp_path, *lines) == expected


def test_an_apostrophe_that_guards_against_formulas_is_taken_off(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, ROW.replace("球阀", "'=1+1"), OTHER.replace("阀门 304", "'quoted'"))
    assert [row.keyword for row in keyword_tables.read(path).rows] == ["=1+1", "'quoted'"]


def test_too_large_and_wrong_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, f"{HEADER}\n{ROW}\n".encode("gb18030"), "k.csv")
    with pytest.raises(InputError, match=r"k.csv:2: must be UTF-8 text, got byte 0x\w\w; save it as UTF-8"):
        keyword_tables.read(path)
    monkeypatch.setattr(keyword_tables, "SIZE_LIMIT", 10)
    with pytest.raises(InputError, match="must not be larger than 1e-05 MB"):
        keyword_tables.read(path)


def test_many_problems_are_cut(tmp_path: Path) -> None:
    found = said_of(tmp_path, HEADER, *(f"k{i},head,x,0.1,0.1,1,1" for i in range(200)))
    assert len(found) == keyword_tables.PROBLEM_LIMIT + 1
    assert found[-1] == "k.csv: has 150 more problems"


def test_a_scenario_with_a_table(tmp_path: Path) -> None:
    table(tmp_path, HEADER + ",product", ROW + ",", OTHER + ",", MODEL + ",flange")
    scenario = loaded(tmp_path, LISTED)
    assert [row.product for row in scenario.listed] == [None, None, "flange"]
    assert variant(scenario, "by_volume").listed is scenario.listed
    before = scenario_hash(scenario)
    table(tmp_path, HEADER + ",product", ROW.replace("900", "901") + ",", OTHER + ",", MODEL + ",flange")
    assert scenario_hash(loaded(tmp_path, LISTED)) != before


def test_rules_that_join_table_and_scenario(tmp_path: Path) -> None:
    table(tmp_path, HEADER + ",product,rivals", ROW + ",valv,", OTHER + ",,7")
    assert complaints(tmp_path, LISTED) == [
        "s.yaml:32: campaign.split.precise: must be 0, this class has no keywords, got 0.1",
        'k.csv:2: product: must name one of the products, got "valv"; did you mean valve?',
        "k.csv:3: rivals: must not exceed market.rivals.count (6), got 7",
    ]


def test_faults_of_table_and_scenario_come_together(tmp_path: Path) -> None:
    text = LISTED.replace("days: 7", "days: x")
    assert complaints(tmp_path, text) == [
        's.yaml:4: days: must be a whole number, got "x"',
        "k.csv: the file does not exist",
    ]
    table(tmp_path, HEADER, ROW.replace("0.03", "x"))
    assert complaints(tmp_path, text)[1:] == ['k.csv:2: ctr: must be a number, got "x"']


def test_a_variant_may_leave_the_table_but_not_change_it(tmp_path: Path) -> None:
    table(tmp_path, HEADER, ROW, OTHER, MODEL)
    other = LISTED.replace("rule: {}", "rule: {keywords.file: other.csv}")
    assert [line.split(": ", 1)[1] for line in complaints(tmp_path, other)] == [
        "variants.rule.keywords.file: may not be patched; write a second scenario file"
    ]
    max_cpc = LISTED.replace("market.demand.level.head: 2.0", "keywords.head.max_cpc: 2.0")
    assert [line.split(": ", 1)[1] for line in complaints(tmp_path, max_cpc)] == [
        "changes[0].set.keywords.head.max_cpc: there is no keywords.head.max_cpc; keywords.head is not given here"
    ]


def test_thirty_thousand_rows_in_about_a_second(tmp_path: Path) -> None:
    dice = random.Random(1)
    rows = [f"不锈钢阀门{i},long_tail,{dice.random() * 99 + 1:.2f},0.02,0.05,2.5,2" for i in range(30_000)]
    table(tmp_path, HEADER, *rows)
    start = time.process_time()
    found = keyword_tables.read(tmp_path / "k.csv")
    assert len(found.rows) == 30_000
    assert time.process_time() - start < 3  # measured: 0.5 to 0.7 s
