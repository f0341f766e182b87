"""What can be measured of a page's look: it fits, nothing is cut, everything has a name."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Page

SCRIPTS = Path(__file__).with_name("scripts")
PHONE, DESK = 360, 1280


class Link(TypedDict):
    """A link of a page: its full address, its words, whether it brings a file."""

    url: str
    words: str
    file: bool


MEASURE, NAMES, LINKS = ((SCRIPTS / f"{name}.js").read_text("utf-8") for name in ("measure", "names", "links"))


def faults_of_names(page: Page) -> list[str]:
    """What the page leaves unnamed, doubled or raw, whatever its width."""
    return list(page.evaluate(NAMES))


def faults_at(page: Page, width: int) -> list[str]:
    """What does not fit at a width (pixels)."""
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{width}px {fault}" for fault in page.evaluate(MEASURE, width)]


def links_of(page: Page) -> list[Link]:
    """Every link of the page."""
    return list(page.evaluate(LINKS))
