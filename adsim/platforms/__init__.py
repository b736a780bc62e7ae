"""Where keywords are auctioned, and what exports look like there. One file a platform, one line here."""

from adsim.errors import AdsimError
from adsim.platforms.alibaba_1688 import ALIBABA_1688
from adsim.platforms.amazon import AMAZON
from adsim.platforms.contract import ExportLayout, Layout, Platform, QualityModel
from adsim.platforms.generic import GENERIC
from adsim.platforms.google import GOOGLE
from adsim.platforms.taobao import TAOBAO

# In the order in which exports are recognised: the generic layout comes last.
PLATFORMS: dict[str, Platform] = {known.name: known for known in (ALIBABA_1688, TAOBAO, GOOGLE, AMAZON, GENERIC)}
# Every layout as `platform.layout`, with whose it is.
LAYOUTS: dict[str, tuple[Platform, ExportLayout]] = {
    f"{known.name}.{layout.name}": (known, layout) for known in PLATFORMS.values() for layout in known.exports
}

__all__ = ["LAYOUTS", "PLATFORMS", "ExportLayout", "Layout", "Platform", "QualityModel", "platform"]


def platform(name: str) -> Platform:
    """The platform called `name`; an `AdsimError` lists the known ones."""
    if name not in PLATFORMS:
        raise AdsimError(f"platform must be one of {', '.join(PLATFORMS)}, got {name!r}")
    return PLATFORMS[name]
