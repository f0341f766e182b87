"""What must still be open for anything to change: an archived year is read-only, whichever stage's record it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Lock = Callable[[Any], None]
_locks: list[Lock] = []


def register(lock: Lock) -> None:
    """Let `lock(subject)` refuse a change by raising a domain error."""
    if lock not in _locks:
        _locks.append(lock)


def require_open(subject: Any) -> None:
    """Pass, or raise what a lock raises."""
    for lock in _locks:
        lock(subject)
