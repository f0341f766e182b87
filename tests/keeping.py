"""What a builder wrote into an empty test database is kept, and laid down again where the next test wants the same.

Building a year by its records takes a tenth of a second and more, and most tests begin with one. The rows that come of
it are the same each time; laying them takes a fiftieth of that.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction

from zhiyan.kernel import clock, guard

P = ParamSpec("P")
R = TypeVar("R")

_tables: dict[str, tuple[str, ...]] = {}
"""The tables that an empty test database has without a row, and their columns."""


@dataclass(frozen=True)
class Kept:
    """What one call of a builder returned, every row that was there afterwards, and every uploaded file."""

    found: Any
    rows: dict[str, list[tuple[Any, ...]]]
    files: dict[Path, bytes]


def begin() -> None:
    """Note what an empty test database looks like: called once its tables are laid. Elsewhere nothing is kept."""
    if connection.vendor != "sqlite":
        return  # a sequence of PostgreSQL would not follow the rows
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
                columns = connection.introspection.get_table_description(cursor, table)
                _tables[table] = tuple(column.name for column in columns)


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """Let `build` run once for each set of arguments and day; afterwards its rows are laid wherever there are none.

    For builders that write to the database and the folder of uploaded files alone. What is returned is a copy: nothing
    is shared between tests.
    """
    known: dict[Any, Kept] = {}

    @functools.wraps(build)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _tables or _written():
            return build(*args, **kwargs)
        key = (repr(args), repr(sorted(kwargs.items())), clock.today())
        if key in known:
            _lay(known[key])
        else:
            found = build(*args, **kwargs)
            known[key] = Kept(copy.deepcopy(found), _rows(), _files())
        return copy.deepcopy(known[key].found)

    return run


def _written() -> bool:
    """Whether any row or file is there that an empty test store has not."""
    if any(settings.FILES_ROOT.rglob("*")):
        return True
    any_row = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in _tables)
    return bool(connection.connection.execute(f"SELECT {any_row}").fetchone()[0])


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row as it is stored: after a sign a column is not read as a date or a truth."""
    held = {}
    for table, columns in _tables.items():
        plain = ", ".join(f'+"{name}"' for name in columns)
        if rows := connection.connection.execute(f'SELECT {plain} FROM "{table}"').fetchall():
            held[table] = rows
    return held


def _files() -> dict[Path, bytes]:
    """Every uploaded file by its place."""
    root = settings.FILES_ROOT
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _lay(kept: Kept) -> None:
    with guard.writing("test"), transaction.atomic():
        for table, held in kept.rows.items():
            names = ", ".join(f'"{name}"' for name in _tables[table])
            places = ", ".join("?" * len(_tables[table]))
            connection.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', held)
    for place, content in kept.files.items():
        path = settings.FILES_ROOT / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
