"""Small reports read, or refused, in a test's own folder."""

from pathlib import Path
from typing import Any

import pytest

from adsim.errors import InputError
from adsim.platforms.exports import Export, read_exports

HEAD = "keyword,campaign,impressions,clicks,cost,orders\n"
GOOD = "shelf,A,100,10,5.50,1\nboard,A,200,20,8.25,2\n"
PRODUCT_HEAD = "商品ID,商品标题,展现,点击,消耗,询盘数\n"


def written(folder: Path, data: bytes | str, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read(folder: Path, data: bytes | str, name: str = "export.csv", **options: Any) -> Export:
    (export,) = read_exports(written(folder, data, name), **options)
    return export


def refusal(folder: Path, data: bytes | str, name: str = "export.csv", **options: Any) -> str:
    """What a refusal says, file paths cut to their names."""
    with pytest.raises(InputError) as refused:
        read_exports(written(folder, data, name), **options)
    return str(refused.value).replace(f"{folder}/", "")


def told(problems: tuple[Any, ...]) -> list[str]:
    return [str(problem) for problem in problems]
