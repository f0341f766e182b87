"""Dividing a text into points (要点): no character is lost but space and ；between two points."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
BETWEEN = re.compile(r"[\s；;]*")
_ENDS = re.compile(r"[。！？!?；;\n，,、：:]+")


def divide(text: str, span: Span, starts: Sequence[int]) -> list[Span]:
    """The pieces of `span` that begin at its start and at each of `starts`, without the space and ；between them.

    ValueError where a start lies outside the span or a piece would be empty.
    """
    first, last = span
    cuts = sorted(set(starts) - {first})
    if any(not first < cut < last for cut in cuts):
        raise ValueError("a cut lies outside the point")
    pieces = [trim(text, piece) for piece in zip([first, *cuts], [*cuts, last], strict=True)]
    if any(start >= end for start, end in pieces):
        raise ValueError("a piece is empty")
    return [(first, pieces[0][1]), *pieces[1:]]


def trim(text: str, span: Span) -> Span:
    """The span without space and ；at its ends."""
    start, end = span
    opening = BETWEEN.match(text, start, end)
    start = opening.end() if opening else start
    while end > start and BETWEEN.fullmatch(text, end - 1, end):
        end -= 1
    return start, end


def covers(text: str, spans: Iterable[Span]) -> bool:
    """Whether the spans, in order, never overlap and leave out nothing but space and ；."""
    at = 0
    for start, end in sorted(spans):
        if start < at or not start < end <= len(text) or not BETWEEN.fullmatch(text, at, start):
            return False
        at = end
    return bool(BETWEEN.fullmatch(text, at, len(text)))


def clauses(text: str, span: Span) -> list[Span]:
    """The clauses of a span, between its punctuation: where a person may cut."""
    first, last = span
    ends = [match.end() for match in _ENDS.finditer(text, first, last)]
    cuts = [first, *(end for end in ends if end < last), last]
    spans = (trim(text, piece) for piece in itertools.pairwise(cuts))
    return [(start, end) for start, end in spans if start < end]
