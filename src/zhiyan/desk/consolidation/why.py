"""为什么放在一起: the words that texts share, marked in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from zhiyan.consolidation.suggest import shared_words


def pieces(text: str, shared: Iterable[str]) -> list[dict[str, Any]]:
    """The text in pieces, each with whether it is a shared word; together they are the text."""
    wanted = sorted({word for word in shared if word}, key=lambda word: (-len(word), word))
    if not wanted:
        return [{"text": text, "shared": False}]
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", text, flags=re.IGNORECASE)
    return [{"text": part, "shared": number % 2 == 1} for number, part in enumerate(parts) if part]


def highlighted(cards: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Cards with their words in pieces, and the words that several of them share."""
    shared = shared_words([card["text"] for card in cards]) if len(cards) > 1 else ()
    return [{**card, "pieces": pieces(card["text"], shared)} for card in cards], shared
