"""Texts that are alike (雷同): statements that share sentences or reword them (R29), the same criticism again (R40).

Sentences that say nothing of their own (stock words, the form's opening and closing) do not count: everybody has them.
Words decide; where an encoder reads, sentences nearer in meaning than in words are found too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from zhiyan.consolidation.engine.encoders import Encoder
from zhiyan.consolidation.engine.similar import copies, meaning
from zhiyan.consolidation.engine.splitting import sentences
from zhiyan.formalism.found import Likeness, Place
from zhiyan.formalism.hollow import share
from zhiyan.formalism.words import listed

STATEMENT, CRITICISM = 0.15, 0.45
"""Share of a statement, and of pairs of signs of a criticism; chosen on the tuning halves of `alike` and `repeated`."""
SENTENCE, REWORDED = 0.45, 0.3
"""Share of pairs of signs from which a sentence is taken over; less is enough where an encoder finds one meaning."""
SURE = 0.6
"""Probability of one meaning that the encoder must give beside `REWORDED`."""
ALMOST = 0.9999
"""The most that passages with different letters share."""
HOLLOW = 0.5
"""Share of stock words from which a sentence is everybody's."""

Texts = Mapping[str, str]
Piece = tuple[str, int, int]
"""A passage: the name of its text, and where it stands there."""


@dataclass(frozen=True)
class _Said:
    """Passages by their letters: what several texts hold to the letter is compared once, and found in all of them."""

    words: dict[str, str]
    held: dict[str, list[Piece]]


def alike(
    texts: Texts, against: Texts | None = None, *, encoder: Encoder | None = None, least: float = STATEMENT,
    ignore: Collection[str] = (),
) -> list[Likeness]:  # fmt: skip
    """Pairs of statements (对照检查材料) of which one holds at least `least` of the other's own sentences.

    `against`: each text is held against these instead of against the others. `ignore`: further words of the form.
    """
    stock = listed("stock", "opening") | frozenset(ignore)
    ours = _own_sentences(texts, stock)
    theirs = None if against is None else _own_sentences(against, stock)
    taken: dict[tuple[str, str], set[tuple[Piece, Piece, bool]]] = defaultdict(set)
    for one, other, score in [*_near(ours, theirs, SENTENCE), *_reworded(ours, theirs, encoder)]:
        taken[one[0], other[0]].add((one, other, score == 1.0))
    told, told_there = _told(ours), _told(ours if theirs is None else theirs)
    found = []
    for (first, second), held in taken.items():
        sides = {one for one, _other, _exact in held}, {other for _one, other, _exact in held}
        length = min(sum(end - start for _name, start, end in side) for side in sides)
        score = round(min(1.0, length / min(told[first], told_there[second])), 4)
        if score >= least:
            places = sorted((one[1:], other[1:], exact) for one, other, exact in held)
            found.append(Likeness(first, second, score, tuple(Place(*place) for place in places)))
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def repeated(texts: Texts, against: Texts | None = None, *, least: float = CRITICISM) -> list[Likeness]:
    """Pairs of criticisms (批评意见) that are one in other words, or nearly to the letter."""
    ours, theirs = _said(_whole(texts), texts), None if against is None else _said(_whole(against), against)
    found = [
        Likeness(one[0], other[0], round(score, 4), (Place(one[1:], other[1:], score == 1.0),))
        for one, other, score in _near(ours, theirs, least)
    ]
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def _whole(texts: Texts) -> list[Piece]:
    return [(name, 0, len(text)) for name, text in texts.items()]


def _own_sentences(texts: Texts, stock: Collection[str]) -> _Said:
    """Sentences that are not everybody's."""
    pieces = [
        (name, start, end)
        for name, text in texts.items()
        for start, end in sentences(text)
        if share(text[start:end], stock)[0] < HOLLOW
    ]
    return _said(pieces, texts)


def _said(pieces: Sequence[Piece], texts: Texts) -> _Said:
    said = _Said({}, defaultdict(list))
    for name, start, end in pieces:
        words = texts[name][start:end]
        if line := "".join(sign for sign in words if sign.isalnum()):
            said.words.setdefault(line, words)
            said.held[line].append((name, start, end))
    return said


def _near(ours: _Said, theirs: _Said | None, least: float) -> Iterator[tuple[Piece, Piece, float]]:
    """Passages of two texts that share `least` of their pairs of signs; 1.0 where not a letter differs."""
    for line, held in ours.held.items():
        same = combinations(sorted(held), 2) if theirs is None else product(held, theirs.held.get(line, []))
        yield from ((one, other, 1.0) for one, other in same if theirs is not None or one[0] != other[0])
    for pair in copies(ours.words, against=None if theirs is None else theirs.words, least=least):
        if pair.first != pair.second:
            yield from _of_lines(ours, theirs, pair.first, pair.second, min(pair.score, ALMOST))


def _reworded(ours: _Said, theirs: _Said | None, encoder: Encoder | None) -> Iterator[tuple[Piece, Piece, float]]:
    """Sentences that share fewer words, but that the encoder takes for one meaning."""
    if encoder is None:
        return
    against = None if theirs is None else theirs.words
    near = {(pair.first, pair.second): pair.score for pair in copies(ours.words, against=against, least=REWORDED)}
    for pair in meaning(ours.words, against=against, encoder=encoder, least=SURE):
        score = near.get((pair.first, pair.second), 1.0)
        if score < SENTENCE:
            yield from _of_lines(ours, theirs, pair.first, pair.second, score)


def _of_lines(
    ours: _Said, theirs: _Said | None, first: str, second: str, score: float
) -> Iterator[tuple[Piece, Piece, float]]:
    """Every passage of one line with every one of the other, of two texts each."""
    for one, other in product(ours.held[first], (theirs or ours).held[second]):
        if theirs is not None:
            yield one, other, score
        elif one[0] != other[0]:
            yield min(one, other), max(one, other), score


def _told(said: _Said) -> dict[str, int]:
    """Length of all own sentences of each text."""
    found: dict[str, int] = defaultdict(int)
    for name, start, end in (piece for held in said.held.values() for piece in held):
        found[name] += end - start
    return found
