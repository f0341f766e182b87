"""The colours stand up to being read, in both themes."""

import re
from pathlib import Path

import pytest

from zhiyan import web

TOKENS = (Path(web.__file__).parent / "static/web/css/tokens.css").read_text(encoding="utf-8")

# text token, ground token: every pair that the stylesheets put together
PAIRS = [
    *[(text, ground) for text in ("ink", "ink-soft", "link", "here") for ground in ("paper", "sheet", "sunk")],
    *[(state, f"{state}-ground") for state in ("done", "active", "late", "blocked", "todo")],
    *[
        (state, ground)
        for state in ("done", "active", "late", "blocked", "todo")
        for ground in ("paper", "sheet", "sunk")
    ],
    ("on-act", "act"),
    ("on-act", "act-over"),
    ("on-seal", "seal"),
    ("mark-add", "mark-add-ground"),
    ("mark-del", "mark-del-ground"),
    ("ink", "late-ground"),
    ("link", "active-ground"),
]
EDGES = [(edge, ground) for edge in ("line-strong", "focus") for ground in ("paper", "sheet", "sunk")]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", block))


def block_after(mark: str) -> str:
    start = TOKENS.index(mark)
    return TOKENS[start : TOKENS.index("}", start)]


LIGHT = tokens(block_after(":root {"))
DARK_BY_WISH = tokens(block_after(':root:not([data-theme="light"]) {'))
DARK_BY_CHOICE = tokens(block_after(':root[data-theme="dark"] {'))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_formula_when_black_on_white_then_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_pair_when_measured_then_at_least_4_5(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edge_that_shows_a_control_when_measured_then_at_least_3(theme, edge, ground):
    assert contrast(theme[edge], theme[ground]) >= 3


def test_dark_theme_when_chosen_or_wished_by_the_system_then_the_same():
    assert DARK_BY_CHOICE == DARK_BY_WISH


def test_dark_theme_when_compared_then_every_colour_of_the_light_one_is_chosen_anew():
    assert DARK_BY_CHOICE.keys() == LIGHT.keys()
