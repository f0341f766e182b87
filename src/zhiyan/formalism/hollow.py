"""Hollow words (空话): measures nobody could verify, criticism that names no fault, problems that fit anybody.

One idea for the three: how much of the text do words cover that say nothing to look for afterwards? A figure, a date or
a document named beside them makes a measure or a problem concrete, a fault named makes criticism real.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from zhiyan.formalism.found import Found, at
from zhiyan.formalism.words import Span, joined, letters, listed, ready, together

MEASURE, CRITICISM, PROBLEM = 0.5, 0.4, 0.5
"""Thresholds chosen on the tuning halves of `benchmarks/data/formalism`."""
SHORTEST = 4
"""Letters a text must have to be judged."""

_UNIT = (
    r"(?:名|人|个(?!别)|次|项|份|件|天|年(?!轻)|月|周|日|篇|台|间|套|处|家|所|万|元|小时|分钟|米|吨|亩|条|批|期|轮|部|辆|座|张|节|门|场"
    r"|倍|成(?!绩|效|果|立)|楼|层|户|例|栋|车间|支部)"
)
_YEAR = r"(?:20[0-9]{2}|今|去|上|本|明)年度?(?![0-9])"
_FIGURE = re.compile(
    rf"(?!{_YEAR})[0-9０-９]+|[一二两三四五六七八九十百千]+{_UNIT}|[百千三]分之|《[^》]+》|每[月季周日天半名个项学]|月底|季度|年底|节前"
)
_YEARS = re.compile(_YEAR)


def figures(text: str) -> list[Span]:
    """Figures with their units, dates and documents named (《…》).

    A year alone is none, nor is the count of a stock phrase (一岗双责, 三个结合).
    """
    stock = ready(listed("stock")).spans(text)
    none = [*stock, *(match.span() for match in _YEARS.finditer(text))]
    follows = {start for start, _end in stock}
    return [
        match.span()
        for match in _FIGURE.finditer(text)
        if not any(start <= match.start() < end for start, end in none)
        and not (match[0].endswith("个") and match.end() in follows)
    ]


def share(text: str, words: Collection[str], against: Collection[str] = ()) -> tuple[float, list[Span]]:
    """Share of the letters that `words` cover less that which `against` covers, and where `words` stand."""
    empty, real = frozenset(words) - frozenset(against), frozenset(against)
    spans = ready(empty | real).spans(text)
    hollow = [span for span in spans if text[span[0] : span[1]] in empty]
    covered = sum(end - start for start, end in hollow)
    named = sum(end - start for start, end in spans) - covered
    return max(0.0, (covered - named) / max(1, letters(text))), hollow


def _hollow(text: str, words: Collection[str], least: float, against: Collection[str] = ()) -> Found | None:
    if letters(text) < SHORTEST:
        return None
    score, spans = share(text, words, against)
    return Found(round(score, 3), at("text", joined(spans, text))) if score >= least else None


def vague_measure(text: str, *, more: Collection[str] = (), least: float = MEASURE) -> Found | None:
    """A measure (措施) with no object, number, date or deliverable (R48). `more`: words the unit also calls vague."""
    return _vague(text, frozenset(more), least)


@lru_cache(maxsize=4096)
def _vague(text: str, more: frozenset[str], least: float) -> Found | None:
    """The register is read after every change of one measure: what was said of the others is remembered."""
    return None if figures(text) else _hollow(text, together(listed("stock"), more), least)


def empty_criticism(text: str, *, more: Collection[str] = (), least: float = CRITICISM) -> Found | None:
    """Criticism (批评) that only praises, hopes or advises and names no fault (R39)."""
    empty = together(listed("stock", "praise", "hope"), frozenset(more))
    return _hollow(text, empty, least, listed("fault") - empty)


def generic_problem(text: str, case: str = "", *, more: Collection[str] = (), least: float = PROBLEM) -> Found | None:
    """A problem (问题) in words that fit anybody (万能问题), without a case (R30)."""
    if figures(text) or has_case(case):
        return None
    return _hollow(text, together(listed("stock"), frozenset(more)), least)


def has_case(text: str, *, least: float = PROBLEM) -> bool:
    """Whether a text tells a matter of its own (R24): a figure, a date, a document, or mostly words off the lists."""
    if letters(text) < SHORTEST:
        return False
    return bool(figures(text)) or share(text, listed("stock"))[0] < least
