"""Wording of official Chinese: dates, lists, counts, numerals.

What did not happen is not printed: a count of nothing and a list of nothing are empty texts, and a sentence of empty
texts is empty.
"""

import datetime
from collections import Counter
from collections.abc import Iterable

_DIGITS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """Chinese numeral, 一 to 九十九. Raises ValueError outside 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"numerals go from 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def share_text(over: int, under: int) -> str:
    """三分之二, 全员 for everybody; in figures where it is too fine for words."""
    if over == under:
        return "全员"
    return f"{numeral(under)}分之{numeral(over)}" if under < 100 else f"{over}/{under}"


def date_text(day: datetime.date) -> str:
    """2021年1月26日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_text(day: datetime.date) -> str:
    """1月26日, where the year is clear."""
    return f"{day.month}月{day.day}日"


def month_text(day: datetime.date) -> str:
    """2021年1月."""
    return f"{day.year}年{day.month}月"


def period_text(first: datetime.date, last: datetime.date) -> str:
    """2021年1月4日至8日; what both days share is said once. Raises ValueError when the last day is before the first."""
    if last < first:
        raise ValueError("a period ends on its first day or later")
    if first == last:
        return date_text(first)
    if first.year != last.year:
        return f"{date_text(first)}至{date_text(last)}"
    if first.month != last.month:
        return f"{date_text(first)}至{day_text(last)}"
    return f"{date_text(first)}至{last.day}日"


def half_day(time: datetime.time) -> str:
    """上午 before noon, 下午 from noon on."""
    return "上午" if time.hour < 12 else "下午"


def moment_text(moment: datetime.datetime) -> str:
    """2021年1月26日下午."""
    return date_text(moment.date()) + half_day(moment.time())


def time_text(time: datetime.time) -> str:
    """9时, 14时30分."""
    return f"{time.hour}时" + (f"{time.minute}分" if time.minute else "")


def listed(parts: Iterable[str]) -> str:
    """甲、乙和丙; empty parts are left out."""
    present = [part for part in parts if part]
    if len(present) < 2:
        return "".join(present)
    return "、".join(present[:-1]) + "和" + present[-1]


def counted(number: int, measure_word: str, noun: str = "", verb: str = "") -> str:
    """143条意见, or 征求意见143条 with a verb; empty for nothing. Raises ValueError below zero."""
    if number < 0:
        raise ValueError(f"a count of {number}")
    return f"{verb}{number}{measure_word}{noun}" if number else ""


def roles_listed(roles: Iterable[str], measure_word: str = "名") -> str:
    """书记、主任和2名副主任: roles in the order of their first mention, those held by several counted."""
    holders = Counter(role for role in roles if role)
    return listed(role if number == 1 else f"{number}{measure_word}{role}" for role, number in holders.items())


def clauses(*parts: str) -> str:
    """The parts that say something, joined by a full-width comma."""
    return "，".join(part.rstrip("，。；") for part in parts if part.rstrip("，。；"))


def sentence(*parts: str) -> str:
    """The parts that say something as one sentence with its full stop; empty when none does."""
    text = clauses(*parts)
    return f"{text}。" if text else ""
