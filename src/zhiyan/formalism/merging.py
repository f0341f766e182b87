"""Items merged until nothing specific remains (归并过宽): a title that fits anything over originals that name matters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhiyan.formalism.found import Found, Spot
from zhiyan.formalism.words import letters, listed, ready

NAMED = 1
"""Letters of a title that name something, up to which it names nothing; chosen on the tuning half of `merged.jsonl`."""
WIDE = 5
"""Originals from which on one letter more is not enough either: 财务等问题 over eight matters."""
ASKING = frozenset(
    "的 和 与 及 等 有关 相关 问题 工作 方面 加强 提高 提升 改善 改进 解决 进一步 不够 不足 不高".split()
)
"""Words of asking and of joining: they say nothing even where an original uses them too."""


def merged_away(
    title: str, originals: Sequence[str], *, more: Collection[str] = (), named: int = NAMED
) -> Found | None:
    """A title (条目标题) of words that say nothing, over originals (F03); spots: the title, then each original by number.

    A word of the title that an original uses names something after all. The score is the share that names nothing.
    """
    told = letters(title)
    if not told or not any(letters(text) for text in originals):
        return None
    words = listed("stock", "hope", "merged") | frozenset(more)
    empty = sum(
        end - start
        for start, end in ready(words).spans(title)
        if title[start:end] in ASKING or not any(title[start:end] in text for text in originals)
    )
    if told - empty > named + (len(originals) >= WIDE):
        return None
    spots = (Spot("title", 0, len(title)), *(Spot(str(n), 0, len(text)) for n, text in enumerate(originals)))
    return Found(round(empty / told, 3), spots)
