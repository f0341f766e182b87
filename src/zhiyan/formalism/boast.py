"""Long on achievements, short on problems (成绩多、问题少): R31.

Sentences are read one by one: an achievement has words of success and no shortcoming, a shortcoming has words of fault
or of want. Measures and whatever is neither count for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhiyan.formalism.found import Found, at
from zhiyan.formalism.hollow import SHORTEST
from zhiyan.formalism.words import Span, joined, letters, listed, ready, sentences

LEAST = 0.35
"""Share of achievements among the letters judged; chosen on the tuning half of `boast.jsonl`."""

_TURN = re.compile(r"(?<!不)(?:但是?|不过|然而|同时也|可是)")
_WANT = re.compile(
    r"不够|不足|不强|不高|不深|不实|不紧|不严|不多|不大|不到位|不细|不力|不广泛|欠缺|有待|差距|弱化|淡化|淡了|薄弱|放松"
    r"|没有?(?!发生)|未(?!来)|拖|差|缺|忘|怕"
)


def boasting(text: str, *, least: float = LEAST) -> Found | None:
    """Whether achievements take `least` of what a self-examination says of its writer; spots are the achievements."""
    won: list[Span] = []
    short = 0
    for start, end in _parts(text):
        part = text[start:end]
        if is_shortcoming(part):
            short += letters(part)
        elif ready(listed("achievement")).spans(part):
            won.append((start, end))
    told = sum(letters(text[start:end]) for start, end in won)
    if told < SHORTEST:
        return None
    score = told / (told + short)
    return Found(round(score, 3), at("text", joined(won, text))) if score >= least else None


def is_shortcoming(sentence: str) -> bool:
    """Words of fault or of want outweigh words of success."""
    faults = len(ready(listed("fault")).spans(sentence)) + len(_WANT.findall(sentence))
    return faults > len(ready(listed("achievement")).spans(sentence))


def _parts(text: str) -> Iterator[Span]:
    """Sentences, cut once more where they turn (……，但……)."""
    for start, end in sentences(text):
        cut = start
        for turn in _TURN.finditer(text, start, end):
            if turn.start() > start:
                yield cut, turn.start()
                cut = turn.start()
        yield cut, end
