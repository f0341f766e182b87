"""遮盖 (masks): spans laid over an unchanged original. Offsets are in Unicode code points, half-open [start, end)."""

from __future__ import annotations

from collections.abc import Iterable

SIGN = "▇"
Span = tuple[int, int]


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same covering in order, overlapping and touching spans joined."""
    merged: list[Span] = []
    for start, end in sorted((max(0, start), end) for start, end in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def apply(text: str, spans: Iterable[Span]) -> str:
    """The text as a reader sees it: each covered run becomes ▇▇▇, so that its length tells nothing."""
    out, at = [], 0
    for start, end in merge(spans):
        out.append(text[at:start])
        out.append(SIGN * 3)
        at = end
    return "".join(out) + text[at:]
