"""Which rows an action wrote: noted while it runs, kept in this process alone under the salt of its event.

Whoever keeps an answer asks here what an event touched. Nothing is stored: what another process did is not known here,
and what a statement wrote is taken for any row wherever it cannot be told exactly.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

Written = Mapping[str, frozenset[Any] | None]
"""Table → the keys written, as the database holds them; None: any row."""
ANYTHING = "*"
"""Stands for every table, where a statement was not understood."""
MANY = 500
"""Rows of one table beyond which single ones are not told apart."""
REMEMBERED = 2_000
"""Events whose writes are kept."""
_HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "EXPLAIN")
_WRITE = re.compile(r'(INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')
_INSERT = re.compile(r'INSERT INTO "\w+" \(([^)]*)\) VALUES ((?:\((?:%s, )*%s\)(?:, )?)+)(?: RETURNING .*)?')
_THESE = r'WHERE "{table}"\."id" (?:= %s|IN \(((?:%s, )*%s)\))$'
_THESE_IF = (
    r'WHERE \((?:"{table}"\."\w+" (?:= %s|IS NULL|IS NOT NULL) AND )*?'
    r'"{table}"\."id" (?:= %s|IN \(((?:%s, )*%s)\))(?: AND .*)?\)$'
)
"""Among conditions that must all hold, one that names the keys: the others can only leave some of these out."""

_noted: ContextVar[dict[str, set[Any] | None] | None] = ContextVar("rows written", default=None)
_of_events: OrderedDict[bytes, Written] = OrderedDict()
_lock = threading.Lock()


@contextmanager
def noting() -> Iterator[None]:
    """Note every row written while this is open; what an inner action writes is the outer one's too."""
    if _noted.get() is not None:
        yield
        return
    token = _noted.set({})
    try:
        with connection.execute_wrapper(_note):
            yield
    finally:
        _noted.reset(token)


def remember(salt: bytes) -> None:
    """Keep what the running action has written so far under its event's salt."""
    noted = _noted.get()
    if noted is None:
        return
    with _lock:
        _of_events[salt] = {table: None if keys is None else frozenset(keys) for table, keys in noted.items()}
        while len(_of_events) > REMEMBERED:
            _of_events.popitem(last=False)


def of_event(salt: bytes) -> Written | None:
    """What the action wrote whose event has this salt; None where this process does not know."""
    with _lock:
        return _of_events.get(salt)


def together(all_written: Sequence[Written]) -> Written:
    """The writes of several actions as those of one."""
    found: dict[str, frozenset[Any] | None] = {}
    for written in all_written:
        for table, keys in written.items():
            before = found.get(table, frozenset())
            found[table] = None if keys is None or before is None else before | keys
    return found


def _note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    noted = _noted.get()
    if noted is not None and not sql.startswith(_HARMLESS):
        table, keys = written_by(sql, () if params is None or many else params)
        before = noted.setdefault(table, set())
        if before is not None:
            noted[table] = None if keys is None or len(before) + len(keys) > MANY else before | keys
    return execute(sql, params, many, context)


def written_by(sql: str, params: Sequence[Any]) -> tuple[str, set[Any] | None]:
    """The table that a statement writes and the keys of at most the rows that it touches; None where it may be any."""
    found = _WRITE.match(sql)
    if found is None:
        return ANYTHING, None
    return found[2], (_inserted if found[1].startswith("INSERT") else _changed)(sql, list(params), found[2])


def _inserted(sql: str, params: Sequence[Any], table: str) -> set[Any] | None:
    found = _INSERT.fullmatch(sql)
    columns = found[1].split(", ") if found else []
    if '"id"' not in columns or not params or len(params) % len(columns):
        return None
    return set(params[columns.index('"id"') :: len(columns)])


def _changed(sql: str, params: Sequence[Any], table: str) -> set[Any] | None:
    if sql.count("%s") != len(params):
        return None
    if found := re.search(_THESE.format(table=table), sql):
        return set(params[-(found[1].count("%s") if found[1] else 1) :])
    if (found := re.search(_THESE_IF.format(table=table), sql)) and " OR " not in found[0]:
        before = sql.count("%s", 0, sql.index(f'"{table}"."id" ', found.start()))
        return set(params[before : before + (found[1].count("%s") if found[1] else 1)])
    return None
