"""How wide the columns of a table are: no number broken, short texts on one line, long ones level with each other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Cell, Table
from .safe import width

_BESIDE_TEXT = 0.9
"""Characters that the margins of a cell take."""

_SHORT = (10, 8, 6, 4, 0)
"""Texts of so many characters are to stand on one line: the first of these that leaves enough for the others."""

_MOST_FOR_SHORT = 0.5
"""The share of the room that may be promised before long texts have theirs."""

_EVENING = 0.6
"""How far room follows the length of a column's texts: 0 not at all, 1 until the longest texts are level."""

_BESIDE_LATIN = 0.5
"""Characters of the gaps that office programs leave between Chinese and what is not, at both sides."""

_LATIN = re.compile(r"[!-~]+")
_UNBROKEN = re.compile(r"\d+(?:、\d+){1,4}|[!-~]{2,12}")
"""Numbers, words, and lists of numbers that are not to be broken; longer ones may be."""


def column_shares(table: Table, room: float) -> list[float]:
    """Shares of the `room` (in characters of the table's size) for the columns; they add up to one.

    A column that nobody wrote in keeps its weight: it is filled in by hand. Of the others each gets what its texts ask
    for, and what is left over goes by weight; where that is too much, they divide the room by their texts' length.
    """
    total = sum(column.width for column in table.columns)
    weights = [column.width / total for column in table.columns]
    rows = [row for row in table.rows if len(row) == len(weights)]
    wishes = [
        _wish(column.title, [row[at] for row in rows], weight * room)
        for at, (column, weight) in enumerate(zip(table.columns, weights, strict=True))
    ]
    promised = ([wish.at_least(short) for wish in wishes] for short in _SHORT)
    least = next((each for each in promised if sum(each) <= _MOST_FOR_SHORT * room), [wish.least for wish in wishes])
    over = room - sum(wish.most for wish in wishes)
    if sum(least) > room or not any(wish.pull for wish in wishes):
        return weights
    if over >= 0:
        return [(wish.most + over * weight) / room for wish, weight in zip(wishes, weights, strict=True)]
    return _divided(room, least, wishes)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a column asks for, in characters with the margins: no number broken, no text, no title."""

    least: float
    whole: float
    most: float
    pull: float = 0.0

    def at_least(self, short: int) -> float:
        """What it must have where texts up to so many characters are not to be broken."""
        return self.whole if self.whole <= short + _BESIDE_TEXT else self.least


def _wish(title: str, cells: Sequence[Cell], by_weight: float) -> _Wish:
    texts = [str(cell) for cell in cells]
    long = [max(map(_printed, text.split("\n"))) for text in texts]
    longest = max(long, default=0.0)
    if not longest:
        return _Wish(by_weight, by_weight, by_weight)
    title_half = width(title) if width(title) <= 3 else math.ceil(width(title) / 2)
    words = max((_printed(word) for text in texts for word in _UNBROKEN.findall(text)), default=0.0)
    least = max(title_half, words) + _BESIDE_TEXT
    typical = math.sqrt(sum(each * each for each in long) / len(long))
    whole = max(least, longest + _BESIDE_TEXT)
    return _Wish(least, whole, max(whole, width(title) + _BESIDE_TEXT), typical**_EVENING)


def _printed(line: str) -> float:
    """Width in characters, the gaps that office programs leave around what is not Chinese with it."""
    return width(line) + _BESIDE_LATIN * len(_LATIN.findall(line))


def _divided(room: float, least: Sequence[float], wishes: Sequence[_Wish]) -> list[float]:
    """The room by pull, nobody under the least or over the most; a column without pull has the least."""

    def given(factor: float) -> list[float]:
        return [max(low, min(wish.most, factor * wish.pull)) for low, wish in zip(least, wishes, strict=True)]

    low, high = 0.0, room + max(wish.most for wish in wishes)
    for _halving in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(given(middle)) < room else (low, middle)
    found = given(high)
    return [each / sum(found) for each in found]
