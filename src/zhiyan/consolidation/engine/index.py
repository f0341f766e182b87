"""A new text is offered to items that are there (归入已有条目), without grouping anything anew.

The nearest texts are sought in one view of few numbers, then read whole: a hundred thousand texts cost some tens of
milliseconds. An index may be kept in a file, so that a program that starts anew need not read its texts again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyan.consolidation.engine.encoders import Both, Encoder, Fast, Fine, Vectors, usual
from zhiyan.consolidation.engine.scoring import Rows, probability, rows

LONGEST = 2_000
"""Signs of a text that are read for its meaning."""
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
        self._centres: tuple[Vectors, Vectors] | None = None
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
        read = self._read([text])
        joint = read.joint[0]
        near = self._table.near @ joint[read.bands["bare"]]
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

    def save(self, path: Path) -> None:
        """Keep the index in a file: what was read of the texts, not the texts. Raises OSError."""
        owner = np.frombuffer(json.dumps(self._owner).encode(), np.uint8)
        centres = {f"centre{at}": one for at, one in enumerate(self._centres or ())}
        near, whole, name = self._table.near, self._table.whole, np.array(self.encoder.name)
        with path.open("wb") as stream:
            np.savez(stream, allow_pickle=False, encoder=name, owner=owner, near=near, whole=whole, **centres)

    @classmethod
    def load(cls, path: Path, encoder: Encoder | None = None) -> Index:
        """The index of a file. Raises OSError; ValueError where it is none, or was read by another encoder."""
        with np.load(path, allow_pickle=False) as held:
            name = str(held["encoder"])
            found = cls({}, encoder or (Fast() if name == Fast.name else Both(Fine(), Fast())))
            if found.encoder.name != name:
                raise ValueError(f"the index was read by {name}, not by {found.encoder.name}")
            found._owner = json.loads(held["owner"].tobytes())
            found._table.append(held["near"], held["whole"])
            found._centres = (held["centre0"], held["centre1"]) if "centre0" in held else None
        for row, item in enumerate(found._owner):
            found._rows.setdefault(item, set()).add(row)
        return found

    def _read(self, texts: Sequence[str]) -> Rows:
        return rows([text[:LONGEST] for text in texts], self.encoder, self._centres)

    def _extend(self, pairs: Sequence[tuple[str, str]]) -> None:
        said = [(item, text) for item, text in pairs if text.strip()]
        if not said:
            return
        read = self._read([text for _item, text in said])
        self._centres = self._centres or read.centres
        for row, (item, _text) in enumerate(said, len(self._owner)):
            self._rows.setdefault(item, set()).add(row)
        self._owner += [item for item, _text in said]
        self._table.append(read.joint[:, read.bands["bare"]], read.joint)


class _Table:
    """Rows in two forms, with room to grow: the view in which neighbours are sought, and the whole in 16 bits."""

    def __init__(self) -> None:
        self._count = 0
        self._near = np.empty((0, 0), np.float32)
        self._whole = np.empty((0, 0), np.float16)

    @property
    def near(self) -> Vectors:
        """The text without its lead-ins, in the metric."""
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
