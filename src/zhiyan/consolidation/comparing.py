"""Texts held against one another (雷同比对): the worker compares, what it found is kept by the hash of the texts.

No page waits for a comparison: who asks for one that was never made is told so, and the worker is asked for it. A stage
registers what it compares: how to gather the texts of a cycle, and which finder looks.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django_tasks import task

from zhiyan.consolidation.encoding import chosen, encoder
from zhiyan.consolidation.sealing import generation
from zhiyan.cycle.models import Cycle
from zhiyan.formalism.found import Likeness
from zhiyan.formalism.kept import Kept, key_of
from zhiyan.kernel import once

TABLE = "comparisons"
"""Under this name whoever keeps what was found notes that it rests on comparisons made so far (`kernel.once`)."""
AGAIN = 600
"""Seconds until the worker is asked once more for a comparison that did not come."""

Texts = Mapping[str, str]
Record = Mapping[str, Any]
"""`id` and `text`, beside whatever else its stage tells of it."""


@dataclass(frozen=True)
class Sides:
    """Texts by name; `against` other texts, or against one another where there are none."""

    texts: Texts
    against: Texts | None = None

    @classmethod
    def of(cls, records: Iterable[Record], against: Iterable[Record] | None = None) -> Sides:
        """The texts of records, by their ids."""
        return cls(_texts(records), None if against is None else _texts(against))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compare."""
        return len(self.texts) < 2 if self.against is None else not (self.texts and self.against)


def _texts(records: Iterable[Record]) -> dict[str, str]:
    return {record["id"]: record["text"] for record in records}


Gather = Callable[[Cycle], Sides]
Look = Callable[[Texts, Texts | None, Any], list[Likeness]]
_kinds: dict[str, tuple[Gather, Look]] = {}
_at_once: ContextVar[bool] = ContextVar("compare at once", default=False)
_waiting: ContextVar[list[str] | None] = ContextVar("kinds waited for", default=None)


def register(kind: str, gather: Gather, look: Look) -> None:
    """Let the worker make comparisons of this kind: `look(texts, against, encoder or None)`."""
    _kinds[kind] = gather, look


def compared(cycle: Cycle, kind: str, sides: Sides) -> list[Likeness]:
    """What the comparison of these texts, gathered from the cycle, found.

    Where it was not made: nothing yet, and the worker is asked for it (`noting` tells so).
    """
    if sides.empty:
        return []
    once.note({TABLE})
    key = key_of(kind, sides.texts, sides.against)
    found = kept(cycle.unit_id).get(key)
    if found is None and _at_once.get():
        found = make(cycle, kind, sides, key)
    if found is not None:
        return found
    if cache.add(f"comparing:{key}", True, AGAIN):
        transaction.on_commit(lambda: compare_texts.enqueue(kind, str(cycle.pk)))
    if (waited := _waiting.get()) is not None:
        waited.append(kind)
    return []


@contextmanager
def at_once() -> Iterator[None]:
    """Compare here and now, for a command whose answer somebody waits for."""
    before = _at_once.set(True)
    try:
        yield
    finally:
        _at_once.reset(before)


@contextmanager
def noting() -> Iterator[list[str]]:
    """The kinds of comparison that were asked for while this is open and are still to be made."""
    kinds: list[str] = []
    before = _waiting.set(kinds)
    try:
        yield kinds
    finally:
        _waiting.reset(before)


@task()
def compare_texts(kind: str, cycle_id: str) -> None:
    """The worker's part: compare the cycle's texts as they are now and keep what is found."""
    cycle = Cycle.objects.get(pk=cycle_id)
    sides = _kinds[kind][0](cycle)
    key = key_of(kind, sides.texts, sides.against)
    if not sides.empty and kept(cycle.unit_id).get(key) is None:
        make(cycle, kind, sides, key)


def make(cycle: Cycle, kind: str, sides: Sides, key: str) -> list[Likeness]:
    """Compare and keep. Vectors are kept by text too, so that one text changed is one text read."""
    look = _kinds[kind][1]
    if chosen() == "words":
        found = look(sides.texts, sides.against, None)
    else:
        size = len(sides.texts) + len(sides.against or {})
        with encoder(cycle.unit_id, generation(cycle.unit_id), size, lambda _done, _total: None) as reader:
            found = look(sides.texts, sides.against, reader)
    kept(cycle.unit_id).put(key, found)
    return found


def kept(unit_id: uuid.UUID) -> Kept:
    """The unit's comparisons: names, places and scores, no words."""
    return Kept(Path(settings.DATA_DIR) / "cache" / "comparisons" / f"{unit_id}.sqlite3")


def stamp(unit_id: uuid.UUID) -> int:
    """A number that grows whenever a comparison of the unit was made: findings kept before may miss something."""
    return kept(unit_id).count()
