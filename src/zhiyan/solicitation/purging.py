"""Taking sealed slips away with their residue, so that the file holds nothing of which token came with which words."""

from __future__ import annotations

import time

from django.db import connection, transaction

from zhiyan.kernel import guard
from zhiyan.solicitation.models import BatchKey, SealedSlip

TRIES, PAUSE = 50, 0.1


class StillRead(Exception):
    """Another connection keeps an old state of the database; trying again later removes the rest."""


def remove_slips(batch: BatchKey) -> None:
    """Delete the batch's sealed slips. Repeating it does no harm."""
    with transaction.atomic(), guard.writing("box.purge"):
        SealedSlip.objects.filter(batch=batch).delete()


def remove_residue() -> None:
    """Empty the write-ahead log and write the file anew, so that no free page keeps an old row.

    SQLite has `secure_delete` on; PostgreSQL's VACUUM FULL rewrites the table. Nothing happens inside a transaction.
    Raises StillRead where another connection keeps reading an old state.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"VACUUM FULL {SealedSlip._meta.db_table}")
            return
        _checkpoint(cursor)
        cursor.execute("VACUUM")
        _checkpoint(cursor)


def _checkpoint(cursor: object) -> None:
    for _try in range(TRIES):
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
        row = cursor.fetchone()  # type: ignore[attr-defined]
        if row is None or row[0] == 0:
            return
        time.sleep(PAUSE)
    raise StillRead
