"""The rows of a year that its facts are counted from: read once, then only those that were written again.

Facts over thousands of records are folded from such rows in the program: after one action one row is read, and what
stood before it was written needs no record of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import CharField, ExpressionWrapper, F, Model, Q, QuerySet

from zhiyan.kernel import once

Row = tuple[Any, ...]
Read = Callable[[QuerySet[Any], Any], Iterable[Row]]


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one model in one year, by key as the database holds it (`raw`).

    `read(queryset, cycle)` gives rows that begin with the key. A row rests on its own record and on those it points to
    in `follows` (model → name of the link); where any other table was written that it is read from, all are read again.
    """

    model: type[Model]
    read: Read
    cycle: str = "cycle"
    follows: Mapping[type[Model], str] = field(default_factory=dict)

    def of(self, cycle: Any) -> dict[Any, Row]:
        """The year's rows by key: as the database gives them, what is new last."""
        memory = once.memory()
        if memory is None:
            return self._all(cycle)
        again: once.Again = lambda before, written: self._again(cycle, before, written)  # noqa: E731
        found: dict[Any, Row] = memory.answer((self, cycle.pk), once.Question(lambda: self._all(cycle), again=again))
        return found

    def _all(self, cycle: Any) -> dict[Any, Row]:
        return {row[0]: row for row in self.read(self._found(cycle), cycle)}

    def _found(self, cycle: Any) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.cycle: cycle}).order_by()

    def _again(self, cycle: Any, before: dict[Any, Row], written: Mapping[str, frozenset[Any]]) -> dict[Any, Row]:
        links = {self.model._meta.db_table: "pk", **{m._meta.db_table: link for m, link in self.follows.items()}}
        if not written.keys() <= links.keys():
            return self._all(cycle)
        wanted = Q(pk__in=())
        for table, keys in written.items():
            wanted |= Q(**{f"{links[table]}__in": keys})
        read = {row[0]: row for row in self.read(self._found(cycle).filter(wanted), cycle)}
        gone = (written.get(self.model._meta.db_table, frozenset()) - read.keys()) & before.keys()
        if not gone and all(before.get(key) == row for key, row in read.items()):
            return before
        return {**{key: row for key, row in before.items() if key not in gone}, **read}


def raw(name: str) -> ExpressionWrapper[Any]:
    """A key as the database holds it: thousands of keys need not become objects to be counted."""
    return ExpressionWrapper(F(name), output_field=CharField())


@lru_cache(maxsize=1 << 15)
def key_of(held: Any) -> str:
    """A key as it is written in facts, from one as the database holds it."""
    return f"{held[:8]}-{held[8:12]}-{held[12:16]}-{held[16:20]}-{held[20:]}" if type(held) is str else str(held)
