"""The worker's process (`python -m zhiyan.ledger.ticking`): background tasks; three times a minute the sequencer,
and a look for tasks whose worker died."""

from __future__ import annotations

import logging
import os
import threading

EVERY = 20.0
"""Seconds from one round to the next; an event is in the log within a minute."""

logger = logging.getLogger(__name__)


def tick() -> int:
    """One round: append what waits in every log, and let work go on whose worker died. How many were appended.

    Whatever goes wrong is tried again in the next round.
    """
    from django.db import close_old_connections

    from zhiyan.kernel import jobs
    from zhiyan.ledger.sequencer import flush

    close_old_connections()
    try:
        jobs.revive()
        return flush()
    except Exception as error:  # the database is busy or away: nothing is lost, it waits in the outbox
        logger.warning("sequencer: %s", error)
        return 0
    finally:
        close_old_connections()


def keep_ticking(stop: threading.Event, every: float = EVERY) -> None:
    """Rounds until told to stop, and once a day what is done every night."""
    from zhiyan.kernel.nightly import Night

    night = Night()
    while not stop.is_set():
        tick()
        night.fall()
        stop.wait(every)


def main() -> None:
    """Work until a signal comes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
    import django

    django.setup()
    from django.core.management import call_command

    stop = threading.Event()
    threading.Thread(target=keep_ticking, args=(stop,), daemon=True).start()
    try:
        call_command("db_worker", interval=1)
    finally:
        stop.set()


if __name__ == "__main__":
    main()
