"""Items merged until nothing specific remains (归并过宽): a title that fits anything, or one over too many matters."""

from __future__ import annotations

from collections.abc import Sequence

from zhiyan.consolidation.engine.text import grams
from zhiyan.formalism.found import Found, Spot
from zhiyan.formalism.hollow import share
from zhiyan.formalism.words import letters, listed

TITLE = 0.75
"""Share of stock words in a title from which it names nothing; chosen on the tuning half of `merged.jsonl`."""


def merged_away(title: str, originals: Sequence[str], *, least: float = TITLE) -> Found | None:
    """A title (条目标题) of stock words over originals that name matters; spots: the title, then each original."""
    if not originals or not letters(title):
        return None
    hollow, _spans = share(title, listed("stock", "hope") | listed("merged"))
    kept = grams(title)
    named = sum(bool(kept & grams(text)) for text in originals) / len(originals)
    score = hollow * (1 - named / 2)
    if score < least:
        return None
    return Found(round(score, 3), (Spot("title", 0, len(title)), *(Spot(str(n), 0, len(t)) for n, t in enumerate(originals))))
