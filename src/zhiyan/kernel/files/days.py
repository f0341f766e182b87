"""Dates as offices write them."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .sheets import Value

Window = tuple[date, date]

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})(?!\d)\s*[日号]?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SHORT = re.compile(r"(?<![\d.])(\d{1,2})\s*[月./\-]\s*(\d{1,2})(?![\d.])\s*[日号]?")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年./\-]\s*(\d{1,2})(?!\d)\s*月?")
_HAN = "〇一二三四五六七八九"
_FORMAL = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_SERIAL = (date(1980, 1, 1), date(2100, 1, 1))
_EPOCH = date(1899, 12, 30)


def parse_day(raw: Value | None, window: Window | None = None) -> date | None:
    """The day that `raw` names; clock time is dropped; a day without a year takes the window's.

    None where it names no day, or one without a year and no window is given.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        return _number(raw)
    text = unicodedata.normalize("NFKC", raw)
    for pattern in (_FULL, _COMPACT):
        if match := pattern.search(text):
            return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _FORMAL.search(text):
        year = int("".join(str(_HAN.index(letter)) for letter in re.sub("[○零]", "〇", match[1])))
        return _day(year, _han_number(match[2]), _han_number(match[3]))
    if window and (match := _SHORT.search(text)):
        return _in_window(int(match[1]), int(match[2]), window)
    return None


def parse_month(raw: Value | None) -> date | None:
    """The day, or the first of the month where only a month is given (2003.05, 2003年5月, 2003/5)."""
    if (day := parse_day(raw)) is not None:
        return day
    match = _MONTH.search(unicodedata.normalize("NFKC", raw)) if isinstance(raw, str) else None
    return _day(int(match[1]), int(match[2]), 1) if match else None


def find_days(text: str, year: int | None = None) -> Iterator[tuple[date, int, int]]:
    """Every day named in the text, with its span; a day without a year takes the one before it, else `year`."""
    pattern = re.compile(r"(?:((?:19|20)\d{2})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
    for match in pattern.finditer(text):
        year = int(match[1]) if match[1] else year
        if year is not None and (day := _day(year, int(match[2]), int(match[3]))):
            yield day, match.start(), match.end()


def _han_number(text: str) -> int:
    """二十一 -> 21."""
    tens, ten, ones = text.rpartition("十")
    value = _HAN.index(ones) if ones else 0
    return value + (10 * (_HAN.index(tens) if tens else 1) if ten else 0)


def _number(raw: int | float) -> date | None:
    """A spreadsheet's day count, or 20210106 typed as a number."""
    if 19_000_101 <= raw <= 21_001_231:
        return parse_day(str(int(raw)))
    if 0 < raw < 100_000:
        day = _EPOCH + timedelta(days=int(raw))
        return day if _SERIAL[0] <= day <= _SERIAL[1] else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_window(month: int, day: int, window: Window) -> date | None:
    """The year of the window that brings the day inside it, else its first year."""
    years = range(window[0].year, window[1].year + 1)
    found = [made for year in years if (made := _day(year, month, day))]
    inside = [made for made in found if window[0] <= made <= window[1]]
    return next(iter(inside or found), None)
