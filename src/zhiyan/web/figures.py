"""Geometry of the drawings: numbers in, coordinates out; the templates only place what is computed here."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

WIDE = 960
TALL = 280
_BAND_TOP, _BAND = 84, 104
_NOTE_LINE = 19
_ROW = 76
_STRETCH = re.compile(r"[^，、；。]+[，、；。]*\s*|[，、；。]+\s*")
_LEAST = 5.0  # a bar of one among thousands must still be seen


def funnel_layout(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Bars of the funnel (意见→条目→问题→措施→销号), once lying for a desk and once standing for a phone.

    A figure is dict(label, value, url, note). Bar lengths are proportional to the values, so that the eye is not
    misled; a value of nothing has no bar. ValueError for a negative value.
    """
    values = [int(figure["value"]) for figure in figures]
    if any(value < 0 for value in values):
        raise ValueError("a count cannot be negative")
    most = max(values, default=0) or 1
    wide = [_lying(index, figure, most, len(figures)) for index, figure in enumerate(figures)]
    lines = max((len(bar["notes"]) for bar in wide), default=0)
    return {
        "wide": wide,
        "joins": [_join(left, right) for left, right in pairwise(wide)],
        "wide_width": WIDE,
        "wide_height": _BAND_TOP + _BAND + 12 + lines * _NOTE_LINE + 6,
        "tall": [_standing(index, figure, most) for index, figure in enumerate(figures)],
        "tall_width": TALL,
        "tall_height": max(_ROW * len(figures), 1),
    }


def _length(value: int, most: int, full: float) -> float:
    return 0.0 if value == 0 else round(max(_LEAST, full * value / most), 1)


def _common(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": figure.get("label", ""),
        "value": int(figure["value"]),
        "url": figure.get("url", ""),
        "note": figure.get("note", ""),
    }


def _lying(index: int, figure: Mapping[str, Any], most: int, count: int) -> dict[str, Any]:
    column = WIDE / count
    height = _length(int(figure["value"]), most, _BAND)
    top = round(_BAND_TOP + (_BAND - height) / 2, 1)
    width = round(column * 0.44, 1)
    left = round(column * index + (column - width) / 2, 1)
    texts = wrapped(str(figure.get("note") or ""), int(column / 15.5))
    return {
        **_common(figure),
        "x": left,
        "y": top,
        "width": width,
        "height": height,
        "middle": round(left + width / 2, 1),
        "column_x": round(column * index + 4, 1),
        "column_width": round(column - 8, 1),
        "notes": [{"y": _BAND_TOP + _BAND + 26 + line * _NOTE_LINE, "text": text} for line, text in enumerate(texts)],
    }


def _join(left: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    """The points of the band that carries one bar over into the next."""
    from_x, to_x = round(left["x"] + left["width"], 1), right["x"]
    corners = [
        (from_x, left["y"]),
        (to_x, right["y"]),
        (to_x, round(right["y"] + right["height"], 1)),
        (from_x, round(left["y"] + left["height"], 1)),
    ]
    return " ".join(f"{x},{y}" for x, y in corners)


def _standing(index: int, figure: Mapping[str, Any], most: int) -> dict[str, Any]:
    top = _ROW * index
    return {
        **_common(figure),
        "row_y": top,
        "text_y": top + 22,
        "y": top + 32,
        "height": 12,
        "note_y": top + 61,
        "width": _length(int(figure["value"]), most, TALL - 2),
    }


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters, broken after punctuation where it can be.

    Chinese needs no spaces to break at; a stretch between marks stays whole unless it alone is longer than a line.
    """
    lines: list[str] = []
    for stretch in _STRETCH.findall(text):
        if lines and len(lines[-1]) + len(stretch.rstrip()) <= width:
            lines[-1] += stretch
        else:
            lines += [stretch[start : start + width] for start in range(0, len(stretch), max(width, 1))]
    return [line.strip() for line in lines]


def stage_track(stages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Places of the stages along one line. A stage is dict(label, state, url, …); what else it holds is passed on.

    The line up to a stage is drawn full when the stage before it is done, else dashed.
    """
    step = WIDE / max(len(stages), 1)
    nodes = [
        {**stage, "x": round(step * index + step / 2, 1), "icon_x": round(step * index + step / 2 - 15, 1)}
        for index, stage in enumerate(stages)
    ]
    lines = [
        {"x1": round(left["x"] + 20, 1), "x2": round(right["x"] - 20, 1), "done": left.get("state") == "done"}
        for left, right in pairwise(nodes)
    ]
    return {"nodes": nodes, "lines": lines, "width": WIDE}


def share(value: float, total: float | None) -> int | None:
    """How far along, in whole per cent from 0 to 100; None where the total is not known yet.

    Rounded down: a hundred is said only when everything is done.
    """
    if total is None:
        return None
    if total <= 0:
        return 100
    return max(0, min(100, int(100 * value / total)))
