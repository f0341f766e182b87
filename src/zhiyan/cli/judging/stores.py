"""Logs in a database file: of a backup, or of a store that this process does not run. Read only, without Django."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiyan.cli import backups
from zhiyan.cli.judging import Report
from zhiyan.ledger.statements import Head
from zhiyan.ledger.verifying import Entry, Judged, Log, judge


def judge_backup(source: Path, outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()) -> Report:
    """The manifest's hashes, then every log in the database that the backup holds."""
    report = Report(faults=backups.check(source), judged=1)
    if report.faults:
        report.unsure("备份与清单不符，没有再看里面的日志。")
        return report
    for log in logs_of_backup(source, outside, witnesses):
        report.take_log(log)
    return report


def logs_of_backup(
    source: Path, outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()
) -> list[Judged]:
    """Every log of a backup, judged."""
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(source) as archive:
        return judge_database(Path(archive.extract(backups.DATABASE, scratch)), outside, witnesses)


def judge_database(
    path: Path, outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()
) -> list[Judged]:
    """Every log of a database file, judged; also of a unit that is no longer there."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        units = dict(database.execute("SELECT id, code FROM org_unit"))
        found = database.execute("SELECT DISTINCT unit_id FROM ledger_ledgerentry").fetchall()
        heads = _rows(database, "SELECT unit_id FROM ledger_ledgerhead WHERE size > 0")
        ids = sorted({row[0] for row in (*found, *heads)}, key=lambda one: units.get(one, one))
        judged = [judge(_log(database, one, units.get(one, one)), outside, witnesses) for one in ids]
        waiting = dict(_rows(database, "SELECT unit_id, count(*) FROM ledger_outbox GROUP BY unit_id"))
    for one, log in zip(ids, judged, strict=True):
        if one in waiting:
            log.unjudged.append(f"{log.code} 有 {waiting[one]} 条还没有入册，没有核对。")
    return judged


def _log(database: sqlite3.Connection, unit_id: str, code: str) -> Log:
    signed = _rows(database, "SELECT body FROM ledger_ledgersignedhead WHERE unit_id = ? ORDER BY size, id", unit_id)
    over = _rows(database, "SELECT body FROM ledger_countersignature WHERE log = ? ORDER BY id", code)
    edge = _rows(database, "SELECT size, root FROM ledger_ledgerhead WHERE unit_id = ?", unit_id)
    size, root = edge[0] if edge else (0, b"")
    return Log(
        code,
        _dashed(unit_id),
        _entries(database, unit_id),
        [json.loads(body) for (body,) in signed],
        [json.loads(body) for (body,) in over],
        size,
        bytes(root).hex(),
    )


def _entries(database: sqlite3.Connection, unit_id: str) -> Iterator[Entry]:
    statement = 'SELECT "index", leaf_hash, body FROM ledger_ledgerentry WHERE unit_id = ? ORDER BY "index"'
    for index, stored, body in database.execute(statement, (unit_id,)):
        yield Entry(index, bytes(stored), body)


def _rows(database: sqlite3.Connection, statement: str, *values: Any) -> list[Any]:
    """Rows, none where an older store does not have the table yet."""
    try:
        return database.execute(statement, values).fetchall()
    except sqlite3.OperationalError:
        return []


def _dashed(unit_id: str) -> str:
    return f"{unit_id[:8]}-{unit_id[8:12]}-{unit_id[12:16]}-{unit_id[16:20]}-{unit_id[20:]}"
