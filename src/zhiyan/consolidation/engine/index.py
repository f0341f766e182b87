"""A new text is offered to items that are there (归入已有条目), without grouping anything anew.

The nearest texts are sought in one view of few numbers, then read whole: a hundred thousand texts cost some tens of
milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Encoder, Vectors, usual
from zhiyan.consolidation.engine.scoring import probability, rows

CANDIDATES = 256
"""Nearest texts that are read whole."""
VOICES = 3
"""Texts of an item that speak for it: the nearest ones."""
AT_ONCE = 1024


class Index:
    """Items by name with their texts, 2.7 KiB a text. An item without texts is never offered.

    Without an `encoder`: those that ship, or the fast one alone for very many texts. Another one of the same name may
    be set later (`encoder`).
    """

    def __init__(self, items: Mapping[str, Sequence[str]], encoder: Encoder | None = None) -> None:
        pairs = [(item, text) for item, texts in items.items() for text in texts]
        self.encoder = encoder or usual(len(pairs))
        self._centre: Vectors | None = None
        self._owner: list[str] = []
        self._rows: dict[str, set[int]] = {}
        self._table = _Table()
        for start in range(0, len(pairs), AT_ONCE):
            self._extend(pairs[start : start + AT_ONCE])

    def offer(self, text: str, n: int = 3) -> list[tuple[str, float]]:
        """At most `n` items that a text may belong to, likeliest first, each with the probability that it does.

        Nothing for a text without a word, and where no item has a text.
        """
        if not text.strip() or not self._owner:
            return []
        read = rows([text], self.encoder, self._centre)
        joint = read.joint[0]
        near = self._table.near @ joint[read.bands["view"]]
        best = np.argpartition(-near, min(CANDIDATES, len(near)) - 1)[:CANDIDATES]
        odds = np.round(self._table.whole[best].astype(np.float32) @ joint + read.constant, 4)
        voices: dict[str, list[float]] = {}
        for row, score in zip(best.tolist(), odds.tolist(), strict=True):
            voices.setdefault(self._owner[row], []).append(score)
        nearest = {item: sorted(said, reverse=True)[:VOICES] for item, said in voices.items()}
        sure = {item: probability(sum(said) / len(said)) for item, said in nearest.items()}
        return sorted(sure.items(), key=lambda one: (-one[1], one[0]))[:n]

    def add(self, item: str, text: str) -> None:
        """A text that was placed in an item; the item may be new."""
        self._extend([(item, text)])

    def set(self, item: str, texts: Sequence[str]) -> None:
        """What an item holds now."""
        self.remove(item)
        self._extend([(item, text) for text in texts])

    def remove(self, item: str) -> None:
        """An item is no longer offered. Nothing happens where it is not there."""
        for row in sorted(self._rows.pop(item, ()), reverse=True):
            last = len(self._owner) - 1
            moved = self._owner[last]
            if row != last:
                self._owner[row] = moved
                self._rows[moved].symmetric_difference_update({row, last})
            self._owner.pop()
            self._table.drop(row)

    def _extend(self, pairs: Sequence[tuple[str, str]]) -> None:
        said = [(item, text) for item, text in pairs if text.strip()]
        if not said:
            return
        read = rows([text for _item, text in said], self.encoder, self._centre)
        self._centre = read.centre if self._centre is None else self._centre
        for row, (item, _text) in enumerate(said, len(self._owner)):
            self._rows.setdefault(item, set()).add(row)
        self._owner += [item for item, _text in said]
        self._table.append(read.joint[:, read.bands["view"]], read.joint)


class _Table:
    """Rows in two forms, with room to grow: the view in which neighbours are sought, and the whole in 16 bits."""

    def __init__(self) -> None:
        self._count = 0
        self._near = np.empty((0, 0), np.float32)
        self._whole = np.empty((0, 0), np.float16)

    @property
    def near(self) -> Vectors:
        """The text in the metric."""
        return self._near[: self._count]

    @property
    def whole(self) -> NDArray[np.float16]:
        """All parts (see `scoring`)."""
        return self._whole[: self._count]

    def append(self, near: Vectors, whole: Vectors) -> None:
        """More rows at the end."""
        needed = self._count + len(near)
        if needed > len(self._near):
            room = max(needed, len(self._near) * 3 // 2)
            self._near = _grown(self.near, room, near.shape[1])
            self._whole = _grown(self.whole, room, whole.shape[1])
        self._near[self._count : needed], self._whole[self._count : needed] = near, whole
        self._count = needed

    def drop(self, row: int) -> None:
        """Let a row go: the last one takes its place."""
        self._count -= 1
        self._near[row], self._whole[row] = self._near[self._count], self._whole[self._count]


def _grown(held: NDArray[np.floating], room: int, width: int) -> NDArray[np.floating]:
    """A table of that many rows that begins with those that are held."""
    found = np.empty((room, width), held.dtype)
    if len(held):
        found[: len(held)] = held
    return found
