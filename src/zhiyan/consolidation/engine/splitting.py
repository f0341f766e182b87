"""Texts that raise several matters: cut only where the writer cut (numbers, 一是…二是…, 另外), never by guess."""

from __future__ import annotations

import re
from itertools import pairwise

SHORTEST = 6
"""Signs a part must have to be a matter of its own."""
_NUMBERED = re.compile(
    r"(?:^|(?<=[。；;，,\n：:]))\s*(?:[（(]?[1-9一二三四五六七八九][)）]|[1-9][.．、](?!\d)|[①②③④⑤⑥⑦⑧⑨]|[一二三四五六七八九][、是]|第[一二三四五六七八九][，,、])"
)
_ALSO = re.compile(
    r"(?:(?<=[。；;！!？?，,])\s*(?:另外|此外)|(?<=[。；;！!？?])\s*(?:还有|再就是|再有|再者|顺便(?:说|提)|同时也?|最后))[，,：:]?"
)

_SENTENCE = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")


def parts(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the matters in a text: one span over all of it where the writer made no cut."""
    marks = [found.start() for found in _NUMBERED.finditer(text)]
    if len(marks) < 2:
        marks = [0, *(found.start() for found in _ALSO.finditer(text))]
    elif marks[0] > 0 and len(text[: marks[0]].strip("：:，, \n")) >= 3 * SHORTEST:
        marks.insert(0, 0)
    else:
        marks[0] = 0
    spans = [_trim(text, start, end) for start, end in zip(marks, [*marks[1:], len(text)], strict=True)]
    if len(spans) < 2 or any(end - start < SHORTEST for start, end in spans):
        return [_trim(text, 0, len(text))]
    return spans


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences of a text that say something, without white space at their edges."""
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    spans = (_trim(text, start, end) for start, end in pairwise([0, *ends, len(text)]))
    return [(start, end) for start, end in spans if end - start >= SHORTEST]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its edges."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, end - (len(piece) - len(piece.rstrip())))
