"""拆分建议: where an opinion that raises several matters may be cut into points."""

from __future__ import annotations

from collections.abc import Iterable

from zhiyan.consolidation.engine.splitting import parts
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.spans import Span
from zhiyan.consolidation.titling import said
from zhiyan.kernel.masks import SIGN, merge


def matters(point: Point) -> list[Span]:
    """The spans of the point's matters in the opinion's text, in order; none where it seems to raise one alone."""
    masks = [mask for mask in point.opinion.masks.all() if not mask.lifted]
    covered = [
        (max(mask.start, point.start) - point.start, min(mask.end, point.end) - point.start)
        for mask in masks
        if mask.start < point.end and mask.end > point.start
    ]
    starts = [beneath(covered, start) for start, _end in parts(said(point))]
    cuts = [point.start, *(point.start + start for start in starts[1:] if start is not None)]
    return list(zip(cuts, [*cuts[1:], point.end], strict=True)) if len(cuts) > 1 else []


def beneath(masks: Iterable[Span], at: int) -> int | None:
    """Where in the original a place of the masked text lies; None within a mask."""
    hidden = 0
    for start, end in merge(masks):
        shown = start - hidden
        if at <= shown:
            break
        if at < shown + len(SIGN * 3):
            return None
        hidden += end - start - len(SIGN * 3)
    return at + hidden
