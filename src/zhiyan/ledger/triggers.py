"""The log only grows, and what other apps keep for good stays: the database itself refuses, whoever asks."""

from __future__ import annotations

from typing import Any

TABLES = {
    "ledger_ledgerentry": "ledger",
    "ledger_ledgernode": "ledger_node",
    "ledger_ledgerkey": "ledger_key",
    "ledger_ledgersignedhead": "ledger_signed_head",
    "ledger_countersignature": "ledger_countersignature",
}
_KEPT: dict[str, str] = {}
EVENTS = ("UPDATE", "DELETE")
# PostgreSQL empties a table without deleting a row; nothing of the kind exists in SQLite.
ONLY_POSTGRES = ("TRUNCATE",)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION zhiyan_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what is kept for good is never changed or deleted'; END $$
"""


def keep(table: str, stem: str) -> None:
    """Let the rows of another app's table stay as they were first stored, too. Called when that app loads."""
    _KEPT[table] = stem


def install(connection: Any) -> None:
    """Lay the triggers; laying them again changes nothing. SQLite and PostgreSQL. Tables not there yet are left out."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for table in _stems():
            for event in _events(connection.vendor):
                if table in there:
                    cursor.execute(_create(connection.vendor, table, event))


def remove(connection: Any) -> None:
    """Take the triggers away: for reversing the migration and for emptying a test database."""
    with connection.cursor() as cursor:
        for table in _stems():
            for event in _events(connection.vendor):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on}")


def missing(connection: Any) -> list[str]:
    """Tables of the log whose triggers somebody took away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    wanted = _events(connection.vendor)
    return [table for table in TABLES if any(_name(table, event) not in there for event in wanted)]


def _events(vendor: str) -> tuple[str, ...]:
    return (*EVENTS, *ONLY_POSTGRES) if vendor == "postgresql" else EVENTS


def _stems() -> dict[str, str]:
    return {**TABLES, **_KEPT}


def _name(table: str, event: str) -> str:
    return f"{_stems()[table]}_no_{event.lower()}"


def _create(vendor: str, table: str, event: str) -> str:
    if vendor == "postgresql":
        each = "STATEMENT" if event in ONLY_POSTGRES else "ROW"
        return (
            f"CREATE OR REPLACE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION zhiyan_ledger_only_grows()"
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, event)} BEFORE {event} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'what is kept for good is never changed or deleted'); END"
    )
