"""Problems that come back (屡改屡犯): a problem of this year that an earlier year had and closed (R53).

Read as consolidation reads opinions, whole and by their clauses (a title, its matter): the log-odds that two whole
texts ask for one thing, and those of their likest clauses, weighed into a probability.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from zhiyan.consolidation.engine.encoders import Encoder, Vectors
from zhiyan.consolidation.engine.scoring import rows
from zhiyan.consolidation.engine.similar import ALIKE, copies
from zhiyan.consolidation.engine.similar import returning as by_words
from zhiyan.formalism.found import Likeness, Place

PROBABLE = 0.65
"""Chosen on the tuning half of `recurring.jsonl`, like the weights."""
WHOLE, CLAUSE, REST = 0.87, 0.27, 1.74
SHORTEST = 4
"""Signs of a clause worth reading alone."""
MOST = 3
"""Earlier problems shown for one."""
_CLAUSE = re.compile(r"[^。，；！？\n]+")

Texts = Mapping[str, str]


def returning(
    new: Texts, earlier: Texts, *, encoder: Encoder | None = None, least: float | None = None
) -> list[Likeness]:
    """For each new problem at most three earlier ones that are the same, the likeliest first.

    Without an encoder words decide, by a likeness with a threshold of its own.
    """
    if encoder is None:
        pairs = by_words(new, earlier, least=ALIKE if least is None else least, most=MOST)
        return [_whole(new, earlier, pair.first, pair.second, pair.score) for pair in pairs]
    names, held = sorted(new), sorted(earlier)
    if not names or not held:
        return []
    enough = PROBABLE if least is None else least
    sure = likelihood([new[name] for name in names], [earlier[name] for name in held], encoder)
    for pair in copies(new, against=earlier):
        sure[names.index(pair.first), held.index(pair.second)] = 1.0
    found = []
    for row, name in zip(sure, names, strict=True):
        best = sorted(np.flatnonzero(row >= enough).tolist(), key=lambda at: (-row[at], at))[:MOST]
        found += [_whole(new, earlier, name, held[at], float(row[at])) for at in best]
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def likelihood(new: Sequence[str], earlier: Sequence[str], encoder: Encoder) -> Vectors:
    """Probability that each new text (rows) is each earlier one (columns)."""
    pieces = [[text, *_clauses(text)] for text in [*new, *earlier]]
    read = rows([piece for held in pieces for piece in held], encoder)
    ends = np.cumsum([len(held) for held in pieces])
    spans = list(zip(ends - [len(held) for held in pieces], ends, strict=True))
    split = int(spans[len(new)][0])
    odds = read.joint[:split] @ read.joint[split:].T + read.constant
    found = np.empty((len(new), len(earlier)), np.float32)
    for row, (start, end) in enumerate(spans[: len(new)]):
        best = odds[start + 1 : end].max(0)
        for column, (left, right) in enumerate(spans[len(new) :]):
            found[row, column] = (
                WHOLE * odds[start, left - split] + CLAUSE * best[left + 1 - split : right - split].max() + REST
            )
    return np.round(1 / (1 + np.exp(-found)), 4)


def _clauses(text: str) -> list[str]:
    found = [clause for clause in _CLAUSE.findall(text) if len(clause.strip()) >= SHORTEST]
    return found or [text]


def _whole(new: Texts, earlier: Texts, first: str, second: str, score: float) -> Likeness:
    """A pair whose texts are to be read whole."""
    one, other = new[first], earlier[second]
    return Likeness(first, second, round(score, 4), (Place((0, len(one)), (0, len(other)), one == other),))
