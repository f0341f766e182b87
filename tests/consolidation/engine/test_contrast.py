"""Contrast draws the texts of an issue together within their own office."""

from __future__ import annotations

import numpy as np
import pytest

from zhiyan.consolidation.engine import contrast
from zhiyan.consolidation.engine.contrast import Source, sharpened
from zhiyan.consolidation.engine.encoders import unit

WIDE, KEPT = 24, 8


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short course."""
    monkeypatch.setattr(contrast, "STEPS", 150)


def source(seed: int, issues: int = 12, voices: int = 6) -> Source:
    """Texts whose issue shows in the first numbers, under the noise of all the others."""
    drawn = np.random.default_rng(seed)
    owner = np.repeat(np.arange(issues, dtype=np.int32), voices)
    rows = drawn.normal(size=(len(owner), WIDE)).astype(np.float32)
    rows[:, :4] = drawn.normal(size=(issues, 4))[owner] + 0.3 * rows[:, :4]
    return rows, owner


def apart(held: Source, map_: np.ndarray) -> float:
    """How much more alike texts of one issue are than others, under a map."""
    rows, owner = held
    near = unit(rows @ map_)
    likeness, same = near @ near.T, owner[:, None] == owner
    np.fill_diagonal(same, val=False)
    other = owner[:, None] != owner
    return float(likeness[same].mean() - likeness[other].mean())


START = np.random.default_rng(0).normal(scale=0.3, size=(WIDE, KEPT)).astype(np.float32)
"""A map that knows nothing yet."""


def test_issues_that_were_never_seen_stand_further_apart_after_it():
    found = sharpened(source(1), [source(2), source(3)], START)
    strange = source(4)
    assert apart(strange, found) > apart(strange, START) + 0.1


def test_the_same_texts_teach_the_same_map():
    first, again = (sharpened(source(1), [source(2)], START) for _n in range(2))
    assert (first == again).all()


def test_offices_teach_beside_the_catalogue():
    assert not np.allclose(sharpened(source(1), [source(2)], START), sharpened(source(1), [], START))


def test_an_office_in_which_nobody_says_what_another_says_teaches_nothing():
    lonely = source(5, issues=20, voices=1)
    assert np.allclose(sharpened(source(1), [lonely], START), sharpened(source(1), [], START))
