"""Texts that are alike (雷同): statements that share sentences or reword them (R29), the same criticism again (R40).

Sentences that say nothing of their own (stock words, the form's opening and closing) do not count: everybody has them.
Words decide; where an encoder reads, sentences nearer in meaning than in words are found too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from zhiyan.consolidation.engine.encoders import Encoder
from zhiyan.consolidation.engine.similar import Pair, copies, meaning
from zhiyan.consolidation.engine.splitting import sentences
from zhiyan.formalism.found import Likeness, Place
from zhiyan.formalism.hollow import share
from zhiyan.formalism.words import Span, listed

STATEMENT, CRITICISM = 0.15, 0.45
"""Share of a statement, and of pairs of signs of a criticism; chosen on the tuning halves of `alike` and `repeated`."""
SENTENCE, REWORDED = 0.45, 0.3
"""Share of pairs of signs from which a sentence is taken over; less is enough where an encoder finds one meaning."""
SURE = 0.6
"""Probability of one meaning that the encoder must give beside `REWORDED`."""
HOLLOW = 0.5
"""Share of stock words from which a sentence is everybody's."""

Texts = Mapping[str, str]
Sentence = tuple[str, Span]


def alike(
    texts: Texts, against: Texts | None = None, *, encoder: Encoder | None = None, least: float = STATEMENT,
    ignore: Collection[str] = (),
) -> list[Likeness]:  # fmt: skip
    """Pairs of statements (对照检查材料) of which one holds at least `least` of the other's own sentences.

    `against`: each text is held against these instead of against the others. `ignore`: further words of the form.
    """
    stock = listed("stock", "opening") | frozenset(ignore)
    ours = _own_sentences(texts, stock, "a")
    theirs = None if against is None else _own_sentences(against, stock, "b")
    known = ours if theirs is None else ours | theirs
    told = _told(known)
    taken: dict[tuple[str, str], list[tuple[Sentence, Sentence, Pair]]] = defaultdict(list)
    for pair in _sentence_pairs(texts, ours, against, theirs, encoder):
        one, other = known[pair.first], known[pair.second]
        if pair.first[0] != pair.second[0] or one[0] != other[0]:
            taken[one[0], other[0]].append((one, other, pair))
    found = []
    for (first, second), held in taken.items():
        score = _share(held, told["a", first], told["a" if theirs is None else "b", second])
        if score >= least:
            found.append(Likeness(first, second, score, _places(held)))
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))


def repeated(texts: Texts, against: Texts | None = None, *, least: float = CRITICISM) -> list[Likeness]:
    """Pairs of criticisms (批评意见) that are one in other words, or nearly to the letter."""
    return [
        Likeness(
            pair.first, pair.second, pair.score, tuple(Place(one.first, one.second, one.exact) for one in pair.spans)
        )
        for pair in copies(texts, against=against, least=least)
    ]


def _own_sentences(texts: Texts, stock: Collection[str], side: str) -> dict[str, Sentence]:
    """Sentences that are not everybody's, by a key of their own."""
    return {
        f"{side}\0{name}\0{start}": (name, (start, end))
        for name, text in texts.items()
        for start, end in sentences(text)
        if share(text[start:end], stock)[0] < HOLLOW
    }


def _sentence_pairs(
    texts: Texts,
    ours: Mapping[str, Sentence],
    against: Texts | None,
    theirs: Mapping[str, Sentence] | None,
    encoder: Encoder | None,
) -> list[Pair]:
    """Sentences taken over: near-copies, and rewordings that the encoder takes for one meaning."""
    said = _words(texts, ours)
    other = None if against is None or theirs is None else _words(against, theirs)
    found = copies(said, against=other, least=SENTENCE)
    if encoder is None:
        return found
    known = {(pair.first, pair.second) for pair in found}
    near = {(pair.first, pair.second): pair for pair in copies(said, against=other, least=REWORDED)}
    same = meaning(said, against=other, encoder=encoder, least=SURE)
    return found + [
        near[pair.first, pair.second]
        for pair in same
        if (pair.first, pair.second) in near and (pair.first, pair.second) not in known
    ]


def _words(texts: Texts, held: Mapping[str, Sentence]) -> dict[str, str]:
    return {key: texts[name][start:end] for key, (name, (start, end)) in held.items()}


def _told(known: Mapping[str, Sentence]) -> dict[tuple[str, str], int]:
    """Length of all own sentences, by side and text."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for key, (name, (start, end)) in known.items():
        found[key[0], name] += end - start
    return found


def _share(held: Sequence[tuple[Sentence, Sentence, Pair]], first: int, second: int) -> float:
    """How much of the shorter text the sentences taken over make, counted on the side where they are shorter."""
    sides = ({one[1] for one, _other, _pair in held}, {other[1] for _one, other, _pair in held})
    taken = min(sum(end - start for start, end in side) for side in sides)
    return round(min(1.0, taken / max(1, min(first, second))), 4)


def _places(held: Sequence[tuple[Sentence, Sentence, Pair]]) -> tuple[Place, ...]:
    """What to read side by side: the sentences whole; exact where not a letter differs."""
    return tuple(
        sorted(
            {
                Place(one[1], other[1], all(span.exact for span in pair.spans) and pair.score == 1.0)
                for one, other, pair in held
            },
            key=lambda place: (place.first, place.second),
        )
    )
