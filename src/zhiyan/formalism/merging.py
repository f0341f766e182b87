"""Items merged until nothing specific remains (归并过宽): a title that fits anything, over originals that name matters.

Words that only ask or join (`merged.asking`) say nothing even where an original uses them too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhiyan.formalism.found import Found, Spot
from zhiyan.formalism.words import letters, listed, ready, together

NAMED = 1
"""Letters of a title that name something, up to which it names nothing; chosen on the tuning half of `merged.jsonl`."""
WIDE = 5
"""Originals from which on one letter more is not enough either: 财务等问题 over eight matters."""


def merged_away(
    title: str, originals: Sequence[str], *, more: Collection[str] = (), named: int = NAMED
) -> Found | None:
    """A title (条目标题) of words that say nothing (F03); spots: the title, then each original by its number.

    A word of the title that an original uses names something after all. The score is the share that names nothing.
    """
    told = letters(title)
    if not told or not any(letters(text) for text in originals):
        return None
    words, asking = together(listed("stock", "hope", "merged"), frozenset(more)), listed("merged.asking")
    empty = sum(
        end - start
        for start, end in ready(words).spans(title)
        if title[start:end] in asking or not any(title[start:end] in text for text in originals)
    )
    if told - empty > named + (len(originals) >= WIDE):
        return None
    spots = (Spot("title", 0, len(title)), *(Spot(str(n), 0, len(text)) for n, text in enumerate(originals)))
    return Found(round(empty / told, 3), spots)
