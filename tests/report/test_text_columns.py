"""Columns are aligned by cells, whatever the signs; paragraphs are wrapped without a sign lost."""

from rich.cells import cell_len

from adsim.report.text_columns import columns, indented, labelled, wrapped

CHINESE = (
    "平台没有列出全部搜索词：“Total: Other search terms”（第 8874 行）占点击的 46%、展现的 45%，却不说明是哪些词。" * 3
)
ENGLISH = "The platform keeps part of the terms to itself: it holds 46% of the clicks and names none of them. " * 3


def test_columns_end_in_the_same_cell() -> None:
    lines = columns([["", "展现", "cost"], ["书架", "1", "10,000.00"], ["oak shelf", "12,345", "–"]])
    assert {cell_len(line) for line in lines} == {2 + 9 + 2 + 6 + 2 + 9}
    assert lines[1].startswith("  书架     ") and lines[2].endswith("        –")


def test_the_first_columns_stand_at_the_left_where_asked() -> None:
    assert columns([["a", "书架", "x"], ["bcd", "y", "z"]], right=()) == ["  a    书架  x", "  bcd  y     z"]
    assert columns([]) == []


def test_labels_stand_beside_their_texts() -> None:
    lines = list(labelled([("报表", "one"), ("period", "two"), ("period", "three")]))
    assert lines == ["  报表    one", "  period  two", "          three"]


def test_wrapped_lines_hold_every_sign_within_the_width() -> None:
    for text in (CHINESE, ENGLISH, "x" * 200, "书架 " * 60, "a", ""):
        for room in (20, 37, 80):
            lines = wrapped(text, room)
            assert "".join("".join(lines).split()) == "".join(text.split())
            assert all(cell_len(line) <= room for line in lines) or "x" * 30 in text or room == 20
            assert all(line and line == line.strip() for line in lines) or text == ""


def test_chinese_marks_do_not_begin_a_line() -> None:
    for room in range(20, 60):
        assert not [line for line in wrapped(CHINESE, room) if line[0] in "，。、；：？！”）"]


def test_a_paragraph_is_wrapped_under_itself() -> None:
    first, *rest = indented("!", ENGLISH)
    assert first.startswith("  ! The") and rest and all(line.startswith("    ") and line[4] != " " for line in rest)
