"""Comparisons kept by the hash of their texts, so that a text is compared once: a file with places and scores alone."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from zhiyan.formalism.found import Likeness, Place

VERSION = "1"
"""Raised when a finder answers otherwise than before: what was kept by an older one is compared anew."""


def key_of(kind: str, texts: Mapping[str, str], against: Mapping[str, str] | None) -> str:
    """SHA-256 over the kind of comparison and every name and text."""
    held = [VERSION, kind, sorted(texts.items()), None if against is None else sorted(against.items())]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


class Kept:
    """A file of comparisons; safe for a worker that writes while others read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> list[Likeness] | None:
        """What was found for these texts; None where they were never compared."""
        if not self._path.is_file():
            return None
        with closing(self._open()) as store:
            row = store.execute("SELECT value FROM comparison WHERE key = ?", (key,)).fetchone()
        return None if row is None else [_likeness(*held) for held in json.loads(row[0])]

    def put(self, key: str, found: list[Likeness]) -> None:
        """Keep what was found."""
        value = [
            [one.first, one.second, one.score, [[place.first, place.second, place.exact] for place in one.places]]
            for one in found
        ]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as store, store:
            store.execute("INSERT OR REPLACE INTO comparison VALUES (?, ?)", (key, json.dumps(value)))

    def count(self) -> int:
        """How many comparisons are kept."""
        if not self._path.is_file():
            return 0
        with closing(self._open()) as store:
            return int(store.execute("SELECT count(*) FROM comparison").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._path, timeout=10)
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE IF NOT EXISTS comparison (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        return store


def _likeness(first: str, second: str, score: float, places: list[list[list[int] | bool]]) -> Likeness:
    return Likeness(
        first,
        second,
        score,
        tuple(Place(tuple(a), tuple(b), exact) for a, b, exact in places),  # type: ignore[arg-type]
    )
