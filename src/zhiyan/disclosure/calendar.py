"""Working days, as far as a program without a holiday calendar knows them: Monday to Friday."""

from __future__ import annotations

import datetime as dt

MIN_PUBLISHED = 10
"""Working days that 公开 lasts at least (the 2020 notice)."""


def working_days(start: dt.date, end: dt.date) -> int:
    """Days from Monday to Friday in [start, end], both counted; 0 where the end is earlier."""
    return sum(1 for n in range((end - start).days + 1) if (start + dt.timedelta(days=n)).weekday() < 5)


def earliest_end(start: dt.date, days: int = MIN_PUBLISHED) -> dt.date:
    """The first day on which `days` working days have been shown."""
    end = start
    while working_days(start, end) < days:
        end += dt.timedelta(days=1)
    return end
