"""Where a long title is broken: lines of like length, whole words (GB/T 9704-2012, 7.3.1: 回行时词意完整)."""

from __future__ import annotations

import math
import re

from .safe import lines, width

TITLE_CHARACTERS = 20
"""What a line of 156 mm holds in the size of titles, 22 pt."""

_WORDS = (
    "民主生活会",
    "领导班子",
    "征求意见",
    "对照检查",
    "谈心谈话",
    "整改",
    "情况",
    "专题",
    "意见建议",
    "年度",
    "社会主义",
)
_UNITS = re.compile("|".join((*_WORDS, r"[!-~]+", ".")), re.DOTALL)
_MOST_LINES = 6
_NOT_FIRST = "的及和与或等了）》、，。；：”’年月日号条个项次"
_NOT_LAST = "（《“‘第关对在为从与和及"


def title_lines(text: str) -> list[str]:
    """The title by lines: where it has breaks of its own, there; what is too long in as few lines as hold it."""
    return [piece for line in lines(text) for piece in _broken(line)]


def _broken(line: str) -> list[str]:
    count = math.ceil(width(line) / TITLE_CHARACTERS)
    if count < 2:
        return [line]
    if count > _MOST_LINES:  # no title any more: cut as it comes
        return [line[at : at + TITLE_CHARACTERS] for at in range(0, len(line), TITLE_CHARACTERS)]
    units = _UNITS.findall(line)
    if any(width(unit) > TITLE_CHARACTERS for unit in units):
        return [line]  # one word wider than the page: the renderer breaks inside it
    found = _best(units, count) or _best(units, count + 1)
    return ["".join(units[start:end]).strip() for start, end in found] if found else [line]


def _best(units: list[str], count: int) -> list[tuple[int, int]] | None:
    """The division into `count` lines that costs least: uneven lengths and wrong ends cost; none where none fits."""
    even = width("".join(units)) / count
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for _line in range(count):
        reached: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (so_far, before) in best.items():
            for end in range(start + 1, len(units) + 1):
                long = width("".join(units[start:end]))
                if long > TITLE_CHARACTERS:
                    break
                cost = so_far + (long - even) ** 2 + _ends(units, end)
                if end not in reached or cost < reached[end][0]:
                    reached[end] = (cost, [*before, (start, end)])
        best = reached
    return best[len(units)][1] if len(units) in best else None


def _ends(units: list[str], end: int) -> float:
    """What it costs to break before the unit at `end`."""
    if end == len(units):
        return 0.0
    return 40.0 * (units[end][0] in _NOT_FIRST) + 40.0 * (units[end - 1][-1] in _NOT_LAST)
