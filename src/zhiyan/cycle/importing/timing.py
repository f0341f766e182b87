"""Time limits as notices write them: 2021年1月8日前, 1月4日至1月15日, 会后15日内."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from zhiyan.kernel.files.days import find_days

_AFTER = re.compile(r"(?:会|会议|民主生活会)(?:召开|结束)?(?:之)?后?(?:的)?\s*(\d{1,3})\s*(?:个)?(工作日|日|天)")
_SAME_MONTH = re.compile(r"(\d{1,2})\s*[日号]?\s*(?:至|到|—+|-+|~|～|－)\s*(\d{1,2})\s*[日号]")
_MONTH_END = re.compile(r"(?:(20\d{2})\s*年\s*)?(\d{1,2})\s*月(?:底|末)")
_BETWEEN = re.compile(r"至|到|—|-|~|～|－")


@dataclass(frozen=True)
class When:
    """A time limit: from `start` to `by` (both included), or `after_meeting_days` counted from the day after the
    meeting; `working_days` says that the notice counts working days. All None where the text names no time."""

    start: date | None = None
    by: date | None = None
    after_meeting_days: int | None = None
    working_days: bool = False

    def due(self, meeting_on: date) -> date | None:
        """The last day, given the day of the meeting; calendar days, the meeting's day not counted."""
        if self.after_meeting_days is not None:
            return meeting_on + timedelta(days=self.after_meeting_days)
        return self.by


def parse_when(text: str, issued: date | None = None) -> When:
    """What `text` sets. A day without a year is the first on or after `issued`, the notice's own date."""
    plain = unicodedata.normalize("NFKC", text)
    if after := _AFTER.search(plain):
        return When(after_meeting_days=int(after[1]), working_days=after[2] == "工作日")
    days = [_not_before(day, issued, plain) for day, _, _ in find_days(plain, issued.year if issued else None)]
    if len(days) == 1 and (second := _second_day(plain, days[0])):
        days.append(second)
    if len(days) >= 2:
        first, last = days[0], days[1]
        return When(start=first, by=last if last >= first else _next_year(last))
    if not days:
        return _month_end(plain, issued)
    if re.search(r"[日号]\s*(?:起|以后|之后|开始)", plain):
        return When(start=days[0])
    return When(by=days[0]) if re.search(r"前|截止|截至", plain) else When(start=days[0], by=days[0])


def _not_before(day: date, issued: date | None, text: str) -> date:
    """Without a year in the text, December's notice means next January."""
    return _next_year(day) if issued and not re.search(r"20\d{2}\s*年", text) and day < issued else day


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))


def _second_day(text: str, first: date) -> date | None:
    """The end of 1月4日至15日, where the month is written once."""
    match = _SAME_MONTH.search(text)
    last = int(match[2]) if match else 0
    if first.day < last <= calendar.monthrange(first.year, first.month)[1]:
        return first.replace(day=last)
    return None


def _month_end(text: str, issued: date | None) -> When:
    match = _MONTH_END.search(text)
    year = int(match[1]) if match and match[1] else issued.year if issued else None
    if match is None or year is None or not 1 <= int(match[2]) <= 12:
        return When()
    month = int(match[2])
    return When(by=_not_before(date(year, month, calendar.monthrange(year, month)[1]), issued, text))
