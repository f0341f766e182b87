"""The only source of dates. A demonstration runs on a demonstration date, which every page shows."""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import time
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

_held: contextvars.ContextVar[dt.date | None] = contextvars.ContextVar("held_date", default=None)


def today() -> dt.date:
    """The current date of this store: held, demonstration, or the calendar's."""
    return _held.get() or demonstration_date() or timezone.localdate()


def now() -> dt.datetime:
    """An aware moment on `today()`, with the real time of day."""
    real = timezone.localtime()
    day = today()
    return real.replace(year=day.year, month=day.month, day=day.day) if day != real.date() else real


def seconds() -> int:
    """Whole seconds of the machine's own clock, whatever day is held: by which a worker shows that it lives."""
    return int(time.time())


def demonstration_date() -> dt.date | None:
    """The date on which the demonstration stands, or None where the store is a real one."""
    return getattr(settings, "DEMONSTRATION_DATE", None)


@contextlib.contextmanager
def at(day: dt.date) -> Iterator[None]:
    """Hold the clock at a day: for making the demonstration and for tests."""
    token = _held.set(day)
    try:
        yield
    finally:
        _held.reset(token)
