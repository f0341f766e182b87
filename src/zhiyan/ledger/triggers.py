"""The log only grows: the database itself refuses to change or delete an entry, whoever asks."""

from __future__ import annotations

from typing import Any

TABLE = "ledger_ledgerentry"
EVENTS = ("UPDATE", "DELETE")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION zhiyan_ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'ledger entries are never changed or deleted'; END $$
"""


def install(connection: Any) -> None:
    """Lay the triggers; laying them again changes nothing. SQLite and PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for event in EVENTS:
            cursor.execute(_create(connection.vendor, event))


def remove(connection: Any) -> None:
    """Take the triggers away: for reversing the migration and for emptying a test database."""
    with connection.cursor() as cursor:
        for event in EVENTS:
            on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(event)}{on}")


def _name(event: str) -> str:
    return f"ledger_no_{event.lower()}"


def _create(vendor: str, event: str) -> str:
    if vendor == "postgresql":
        return (
            f"CREATE OR REPLACE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION zhiyan_ledger_only_grows()"
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(event)} BEFORE {event} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed or deleted'); END"
    )
