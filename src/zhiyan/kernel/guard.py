"""Domain tables are written inside an action or not at all."""

from __future__ import annotations

import contextlib
import contextvars
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from zhiyan.kernel import once

_action: contextvars.ContextVar[str | None] = contextvars.ContextVar("current_action", default=None)
_WRITE = re.compile(
    r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)"?', re.IGNORECASE
)

DOMAIN_APPS = (
    "kernel", "org", "accounts", "ledger", "cycle", "solicitation", "consolidation", "talks", "statements", "meeting",
    "rectification", "disclosure", "oversight", "regulation", "documents",
)  # fmt: skip


class WriteOutsideAction(AssertionError):
    """A domain table was about to be written outside an action: a fault of the program, never of the user."""


def current_action() -> str | None:
    """The event of the action now running, or None."""
    return _action.get()


@contextlib.contextmanager
def writing(event: str) -> Iterator[None]:
    """Mark that an action runs."""
    token = _action.set(event)
    once.forget()
    try:
        yield
    finally:
        _action.reset(token)
        once.forget()


def domain_tables() -> frozenset[str]:
    """Tables of the records that only actions may change; sign-in stamps are the framework's own."""
    return frozenset(
        model._meta.db_table
        for label in DOMAIN_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    )


@contextlib.contextmanager
def enforced() -> Iterator[None]:
    """Refuse every write to a domain table outside an action while this is open."""
    tables = domain_tables()

    def check(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found and found[1] in tables and _action.get() is None:
            raise WriteOutsideAction(f"{found[1]}: {sql[:120]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield
