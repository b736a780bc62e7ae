"""The text in a file's bytes, whatever wrote it: UTF-8, UTF-16, GB18030 or Western; and text that was spoilt before.

Hides how an encoding is recognised. `spoilt` finds text that somebody once read in a wrong encoding and saved so.
"""

import codecs
import re

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
REPLACEMENT = "\ufffd"
# So much of a file tells its language.
_SAMPLE = 200_000
# In a text that is clearly in one encoding so many characters may be spoilt, or this share of them.
_FEW, _FEW_OF_ALL = 4, 0.001
_AMID_LETTERS = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_TABLE = (",", ";", "\t", "|", "\n", "\r")
_HIGH = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{4,}"
)
# A run of Chinese of which the first character holds the first two bytes of one in UTF-8.
_LEADS = "".join(bytes((lead, trail)).decode("gb18030") for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0))
_READ_AS_GBK = re.compile(rf"(?<![\u4e00-\u9fff])[{_LEADS}][\u4e00-\u9fff]{{2,}}")


def decoded(data: bytes) -> tuple[str, str] | None:
    """(text, name of its encoding), or None if no known encoding reads it.

    Bytes that are no text in an otherwise clear encoding become U+FFFD, so that whoever reads the rows can
    name them; a file cut in the middle of a character loses only that.
    """
    encoding = encoding_of(data)
    if encoding is None:
        return None
    content = data.decode(encoding, errors="replace")
    return content.removeprefix("\ufeff"), encoding


def encoding_of(data: bytes) -> str | None:
    """The encoding of an exported text: by its byte-order mark, its zero bytes, or what decodes cleanly."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith(_UTF16):
        return "utf-16"
    head = data[:4000]
    zeros = head.count(0)
    if zeros > len(head) / 100:
        guess = "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"
        whole = data[: len(data) // 2 * 2]
        return guess if _decodes(whole, guess) and any(sign in whole.decode(guess) for sign in _TABLE) else None
    if _mostly(data, "utf-8"):
        return "utf-8"
    if _mostly(data, "gb18030") and _reads_as_chinese(data[:_SAMPLE].decode("gb18030", errors="ignore")):
        return "gb18030"
    return "cp1252" if _decodes(data, "cp1252") else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mostly(data: bytes, encoding: str) -> bool:
    """Whether the bytes are this encoding but for a cut end or a few spoilt characters among many good ones."""
    if _decodes(data, encoding):
        return True
    content = data.decode(encoding, errors="replace")
    bad = content.count(REPLACEMENT)
    good = sum(1 for character in content[:_SAMPLE] if character > "\x7f" and character != REPLACEMENT)
    return bad <= max(_FEW, _FEW_OF_ALL * len(content)) and good >= 10 * bad


def _reads_as_chinese(content: str) -> bool:
    """Western text often decodes as GB18030 too, but into rare characters outside the common GB 2312 set, or
    into single ones in the midst of Latin letters."""
    special = [character for character in content if ord(character) > 127][:5000]
    common = sum(1 for character in special if _encodes(character, "gb2312"))
    amid = len(_AMID_LETTERS.findall(content))
    return common >= 0.8 * len(special) and amid < 0.5 * len(special)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def spoilt(content: str) -> str | None:
    """What a text says that was read in a wrong encoding and saved so (`å…³é”®è¯` is 关键词), else None.

    Only runs of four or more high characters count that decode to Chinese without a rest: no word of a
    Western language has one.
    """
    if content.isascii():
        return None
    for run in _HIGH.findall(content):
        for wrong in ("cp1252", "latin-1"):
            for right in ("utf-8", "gb2312"):
                meant = _turned_back(run, wrong, right)
                if meant is not None and all("\u4e00" <= character <= "\u9fff" for character in meant):
                    return meant
    return _read_as_chinese(content)


def _read_as_chinese(content: str) -> str | None:
    """UTF-8 that was read as GBK: `鍏抽敭璇` is 关键词. Such text decodes back, real Chinese does not."""
    for run in _READ_AS_GBK.findall(content):
        for cut in (0, 1, 2):
            meant = _turned_back(run[: len(run) - cut], "gb18030", "utf-8")
            if meant is not None and len(meant) >= 2 and all("\u4e00" <= character <= "\u9fff" for character in meant):
                return meant
    return None


def _turned_back(content: str, wrong: str, right: str) -> str | None:
    try:
        return content.encode(wrong).decode(right)
    except UnicodeError:
        return None
