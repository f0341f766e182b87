"""A title from the points' own words; what is masked in them is masked in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyan.consolidation.masking import cover
from zhiyan.consolidation.models import Point
from zhiyan.kernel.masks import SIGN, apply
from zhiyan.kernel.personal import personal_data

TITLE_FROM = 36  # a title longer than this is cut at a clause

_ROLE_MARK = re.compile(r"^[（(]?(?:致|给)?[^，。：:（）()]{1,8}[）):：]")
_CLAUSE = re.compile(r"[。；;！？!?\n]|，(?:建议|希望|请|望|应)")
_COVERED = re.compile(f"{SIGN}+")


def said(point: Point) -> str:
    """The point's words with every mask that holds laid over: what anything derived from them may use."""
    masks = [mask for mask in point.opinion.masks.all() if not mask.lifted]
    return cover(point.opinion, masks, (point.start, point.end))


def title_of(points: Sequence[Point]) -> str:
    """A title from the shortest of the points that says enough: its own words, cut at a clause."""
    texts = sorted((clean(said(point)) for point in points), key=lambda text: (len(text) < 8, len(text)))
    text = texts[0]
    if len(text) <= TITLE_FROM:
        return text
    first = _CLAUSE.split(text)[0].rstrip("，,、 ")
    return (first if len(first) >= 6 else text)[:60]


def clean(text: str) -> str:
    """The words in one line, without a role mark (（致书记）) before or a full stop after them; 某 for a mask, and for
    somebody's number that nobody masked.
    """
    numbers = [(found.start, found.end) for found in personal_data(text) if found.kind != "name"]
    open_ = _COVERED.sub(_("某"), apply(text, numbers))
    return _ROLE_MARK.sub("", " ".join(open_.split())).rstrip("。；; ") or open_.strip()[:60]
