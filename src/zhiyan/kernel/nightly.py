"""每夜 (nightly): what the worker does once a day, whether or not anybody acts: deadlines pass by themselves."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import close_old_connections

from zhiyan.kernel import clock

PAUSE = 600
"""Seconds after a night that went wrong before it is tried again: a night's work is heavy."""
Work = Callable[[dt.date], object]
_works: list[Work] = []

logger = logging.getLogger(__name__)


def register(work: Work) -> None:
    """Let the worker call `work(today)` once a day; it must do no harm when it is called again."""
    if work not in _works:
        _works.append(work)


class Night:
    """Remembers the day whose work is done, so that each day's is done once in a worker's life."""

    def __init__(self) -> None:
        self.done: dt.date | None = None
        self.not_before = 0

    def fall(self) -> bool:
        """Do the day's work if it is not done yet; whether it was done now. What goes wrong is tried again later."""
        today = clock.today()
        if self.done == today or clock.seconds() < self.not_before:
            return False
        close_old_connections()
        try:
            for work in _works:
                work(today)
        except Exception as error:  # the database is busy or away
            logger.warning("nightly: %s", error)
            self.not_before = clock.seconds() + PAUSE
            return False
        finally:
            close_old_connections()
        self.done = today
        return True
