"""The report in headless Chromium: nothing said on the console, nothing asked from outside, nothing cut or
overlapping, at the width of a phone and of a desktop. Skipped where no Chromium is installed."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adsim.report.html import render
from adsim.report.numbers import LANGS, Lang
from tests.report.synthetic import VARIANTS, make

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
WIDTHS = (360, 1280)
BIDS = ("head", "precise", "W" * 200)
UNKNOWN = ("market.rivals.bid_spread", "products[0].refunds.rate")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
    "--allow-file-access-from-files", "--enable-logging=stderr", "--log-level=0",
)  # fmt: skip

# Frames of each width measure the same file; what they find is written into the page that is dumped.
RULER = """<!DOCTYPE html><meta charset="utf-8"><body>FRAMES<pre id="found"></pre><script>
function measure(frame) {
  const page = frame.contentDocument, root = page.documentElement, found = [];
  const name = text => text.textContent.slice(0, 40);
  for (const plot of page.querySelectorAll("svg.plot")) {
    const texts = [...plot.querySelectorAll("text")].map(text => [text, text.getBoundingClientRect()]);
    texts.forEach(([text, box], place) => {
      if (box.left < 0 || box.right > frame.clientWidth) found.push(`cut: ${name(text)}`);
      for (const [other, its] of texts.slice(place + 1)) {
        const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const tall = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        if (wide > 1 && tall > 3) found.push(`overlap: ${name(text)} / ${name(other)}`);
      }
    });
  }
  return {
    wide: root.scrollWidth, room: frame.clientWidth, found,
    asked: frame.contentWindow.performance.getEntriesByType("resource").map(entry => entry.name),
    scripts: page.querySelectorAll("script, img, iframe, object, link").length,
    pictures: [...page.querySelectorAll("svg.plot")].filter(plot => plot.getBoundingClientRect().height > 50).length,
  };
}
window.onload = () => {
  const found = [...document.querySelectorAll("iframe")].map(measure);
  document.getElementById("found").textContent = "FOUND" + JSON.stringify(found) + "FOUND";
};
</script>"""


def look(folder: Path, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What frames of both widths find in the page `text`, and what was said on the console."""
    assert CHROMIUM is not None
    (folder / "report.html").write_text(text, encoding="utf-8")
    frames = "".join(f'<iframe src="report.html" width="{width}" height="900"></iframe>' for width in WIDTHS)
    (folder / "ruler.html").write_text(RULER.replace("FRAMES", frames), encoding="utf-8")
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        (folder / "ruler.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
    found = re.search("FOUND(\\[.*\\])FOUND", done.stdout)
    assert found, done.stderr
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return json.loads(text), [line for line in done.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.skipif(CHROMIUM is None, reason=f"needs a browser: none of {', '.join(NAMES)} is installed")
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("variants", [VARIANTS, ("only",), ("W" * 200, "长" * 200, "<script>alert(1)</script>")])
def test_at_phone_and_desktop_width(tmp_path: Path, lang: Lang, variants: tuple[str, ...]) -> None:
    findings, console = look(tmp_path, render(*make(variants, unknown=UNKNOWN, bids=BIDS), lang, "name: shop\n"))
    assert console == []
    assert [found["room"] for found in findings] == list(WIDTHS)
    for found in findings:
        assert found["wide"] <= found["room"]
        assert found["found"] == []
        assert found["asked"] == [] and found["scripts"] == 0
        assert found["pictures"] == (18 if len(variants) > 1 else 15)


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
def test_the_ruler_sees_what_it_should(tmp_path: Path) -> None:
    """A page with every fault that the other test looks for."""
    text = """<!DOCTYPE html><body style="margin:0"><div style="width:1500px">wide</div><img src="http://127.0.0.1:9/x.png">
    <svg class="plot" width="300" height="100"><text x="290" y="20">a</text><text x="292" y="20">b</text>
    <text x="-50" y="50">cut off</text></svg><script>console.error("heard")</script>"""
    findings, console = look(tmp_path, text)
    for found in findings:
        assert found["wide"] > found["room"] and found["pictures"] == 1 and found["scripts"] == 2
        assert found["found"] == ["overlap: a / b", "cut: cut off"]
        assert found["asked"] == ["http://127.0.0.1:9/x.png"]
    assert any("heard" in line for line in console)
