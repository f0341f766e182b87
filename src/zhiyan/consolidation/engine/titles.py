"""A title for a group: a phrase of the members' own words, that says what most of them say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log

from zhiyan.consolidation.engine.text import bare, grams

SHORTEST, LONGEST = 4, 22
HEARD = 60
"""Members of a group that are heard: the first ones."""
_CUT = re.compile(r"[,。;!?、:，；！？：\s]+")
_LOOSE = re.compile(
    r"^(?:就|都|也|还|又|才|再|而|但|却|并|且|和|与|或|从而|以便|所以|因此|导致|使得|让|把|被|是|有|的|了|着)+|(?:的|了|着|和|与|及|等|是)+$"
)


def title(texts: Sequence[str]) -> str:
    """The clause of any member that shares most with all of them, for its length; the shortest text where none fits.

    Clauses are taken without lead-ins and in unified signs; the originals stay as they are.
    """
    texts = texts[:HEARD]
    said = [grams(text) for text in texts]
    in_how_many = Counter(gram for one in said for gram in one)
    best = (-1.0, "")
    for text in sorted(set(texts)):
        for clause in clauses(text):
            shared = sum(log(1 + in_how_many[gram]) * (in_how_many[gram] - 0.5) for gram in grams(clause))
            score = round(shared / (len(clause) ** 0.6), 6)
            if score > best[0]:
                best = (score, clause)
    return best[1] or min((bare(text) for text in texts), key=lambda t: (len(t), t))[:LONGEST]


def clauses(text: str) -> list[str]:
    """Clauses of a text between 4 and 22 signs, loose words at their edges taken off; neighbours joined where short."""
    parts = [_LOOSE.sub("", part) for part in _CUT.split(bare(text)) if part]
    joined = [f"{a}{b}" for a, b in pairwise(parts) if len(a) < SHORTEST]
    return [part for part in (*parts, *joined) if SHORTEST <= len(part) <= LONGEST]
