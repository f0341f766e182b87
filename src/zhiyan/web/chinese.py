"""How dates, times and lists are written for a Chinese reader; plain English when the page is in English."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def full_date(value: date | datetime | None) -> str:
    """The day with its year, 2021年1月26日: no leading zeros (GB/T 9704-2012); empty for no date."""
    if not isinstance(value, date):
        return ""
    day = _local(value)
    return f"{day.day} {day:%B} {day.year}" if _english() else f"{day.year}年{day.month}月{day.day}日"


def short_day(value: date | datetime | None) -> str:
    """The day without its year, 1月26日, where the year is plain from the page; empty for no date."""
    if not isinstance(value, date):
        return ""
    day = _local(value)
    return f"{day.day} {day:%B}" if _english() else f"{day.month}月{day.day}日"


def moment(value: datetime | None) -> str:
    """The day and the minute, 2021年1月26日 9:05; a bare date gives the day alone; empty for none."""
    if not isinstance(value, datetime):
        return full_date(value)
    local = _local(value)
    return f"{full_date(value)} {local.hour}:{local.minute:02d}"  # type: ignore[attr-defined]


def span(start: date | None, end: date | None) -> str:
    """From day to day, 2021年1月5日至20日, naming only what changes; one day when the two are the same."""
    if not start or not end or start == end:
        return full_date(start or end)
    if _english():
        return f"{full_date(start)} to {full_date(end)}"
    if start.year != end.year:
        return f"{full_date(start)}至{full_date(end)}"
    last = short_day(end) if start.month != end.month else f"{end.day}日"
    return f"{full_date(start)}至{last}"


def enumeration(values: Iterable[object]) -> list[str]:
    """The texts of `values` with empty ones left out, in the order given."""
    return [text for text in (str(value) for value in values if value is not None) if text]


def list_mark() -> str:
    """What stands between the parts of a list: the 顿号、in Chinese, a comma in English."""
    return ", " if _english() else "、"
