"""Suggestions by a simple similarity (相似归并建议): texts in, suggestions out. Nothing here decides anything.

A text is seen as its words and its neighbouring pairs of characters, rare ones weighing more; two texts are as alike as
the cosine of the angle between them. The same texts give the same answer.
"""

from __future__ import annotations

import logging
import math
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Features = Mapping[str, float]

SHARED = 6  # words shown of those that texts share
SUGGESTED = 3  # items offered for one opinion
SHOW_FROM = 0.06  # below this likeness nothing is offered
BESIDE_THE_BEST = 0.5  # nor where it is less than this part of the best one's
GROUP_FROM = 0.14  # opinions at least this alike, on average, are proposed as one item
WORD_WEIGHT = 1.6  # a shared word says more than a shared pair of characters
SHORT, DISCOUNT = 1.2, 0.75  # how much long texts are discounted
COMMON = 0.12  # what more than this share of the texts contain says nothing

_HAN = re.compile(r"[一-鿿]+|[a-z0-9]+")
# words that every opinion uses, whatever it is about
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
        建议 希望 应该 应当 需要 进一步 加强 加大 不够 不足 存在 有的 一些 部分 问题 情况 工作 单位 领导 班子
        方面 尽快 能够 我们 大家 他们 没有 可以 一个 这个 还是 以及 进行 相关 目前 比较 以后 时候 就是 不是 已经
        书记 主任 副主任
        """,
    )
)


@dataclass(frozen=True)
class Suggestion(Generic[K]):
    """One item offered for a text: how alike (0 to 1), and the words both share."""

    key: K
    score: float
    words: tuple[str, ...]


@cache
def _cutter() -> Any:
    """jieba, loaded once when first needed: it takes a second, and would print and warn while it loads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba


def words(text: str) -> list[str]:
    """The telling words of a text, in order."""
    return [word for word in _cutter().lcut(text) if len(word) > 1 and _HAN.fullmatch(word) and word not in _EMPTY]


def shared_words(texts: Sequence[str], most: int = SHARED) -> tuple[str, ...]:
    """The telling words that at least two of the texts use, those of most texts first."""
    counted = Counter(word for text in texts for word in set(words(text)))
    found = sorted((word for word, n in counted.items() if n > 1), key=lambda word: (-counted[word], -len(word), word))
    return tuple(found[:most])


@lru_cache(maxsize=60_000)
def features(text: str) -> Features:
    """Words (w:…) and pairs of characters (c:…) of a text with how much each counts."""
    plain = text.lower()
    found: Counter[str] = Counter()
    for run in _HAN.findall(plain):
        for i in range(len(run) - 1):
            pair = run[i : i + 2]
            if pair not in _EMPTY:
                found[f"c:{pair}"] += 1
    counted = {name: 1 + math.log(n) for name, n in found.items()}
    for word in set(words(plain)):
        counted[f"w:{word}"] = WORD_WEIGHT
    return counted


class Index(Generic[K]):
    """Texts by owner (an item and the texts in it), ready to be asked which owner is most like a new text.

    How alike is the share of what a text tells that another one also says, long texts discounted (BM25): it needs no
    second look at the other texts when one changes.
    """

    def __init__(self) -> None:
        self._numbers: dict[K, list[int]] = {}
        self._texts: dict[K, tuple[str, ...]] = {}
        self._documents: dict[int, tuple[K, Features]] = {}
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._next = 0
        self._length = 0.0
        self._answers: dict[str, list[Suggestion[K]]] = {}

    def set(self, owner: K, texts: Iterable[str]) -> None:
        """What the owner holds now; nothing removes it."""
        held = tuple(texts)
        if held == self._texts.get(owner, ()):
            return
        self._answers = {}
        for number in self._numbers.pop(owner, []):
            _owner, found = self._documents.pop(number)
            self._length -= len(found)
            for name in found:
                del self._postings[name][number]
        self._texts[owner] = held
        self._numbers[owner] = [self._add(owner, features(text)) for text in held]

    def _add(self, owner: K, found: Features) -> int:
        number, self._next = self._next, self._next + 1
        self._documents[number] = (owner, found)
        self._length += len(found)
        for name, value in found.items():
            self._postings[name][number] = value
        return number

    def nearest(self, text: str, count: int = SUGGESTED, least: float = SHOW_FROM) -> list[Suggestion[K]]:
        """The owners of the texts most like this one, best first."""
        if text not in self._answers:
            self._answers[text] = self._nearest(text, count, least)
        return self._answers[text]

    def _nearest(self, text: str, count: int, least: float) -> list[Suggestion[K]]:
        asked = features(text)
        telling = {name: value * self._rarity(name) for name, value in asked.items()}
        whole = sum(value * self._damped(asked[name], len(asked)) for name, value in telling.items())
        scores: dict[int, float] = defaultdict(float)
        for name, value in telling.items():
            if value:
                for number, other in self._postings.get(name, {}).items():
                    scores[number] += value * other
        best: dict[K, tuple[float, int]] = {}
        for number, score in scores.items():
            owner, found = self._documents[number]
            share = min(1.0, score * self._damped(1.0, len(found)) / whole)
            if share >= least and share > best.get(owner, (0.0, 0))[0]:
                best[owner] = (share, number)
        ranked = sorted(best.items(), key=lambda entry: (-round(entry[1][0], 9), str(entry[0])))[:count]
        close = ranked[0][1][0] * BESIDE_THE_BEST if ranked else 0.0
        return [
            Suggestion(key, round(share, 4), self._shared(telling, n)) for key, (share, n) in ranked if share >= close
        ]

    def _rarity(self, name: str) -> float:
        """How much a feature tells: nothing where too many texts have it."""
        frequency, documents = len(self._postings.get(name, ())), len(self._documents)
        return math.log(1 + documents / max(1, frequency)) if frequency <= max(4, COMMON * documents) else 0.0

    def _damped(self, value: float, length: int) -> float:
        """What a feature of a text of this length counts."""
        average = self._length / len(self._documents) if self._documents else 1.0
        return value * (SHORT + 1) / (SHORT + 1 - DISCOUNT + DISCOUNT * length / max(average, 1.0))

    def _shared(self, telling: Features, number: int, most: int = 4) -> tuple[str, ...]:
        """The words (else pairs of characters) that weigh most in the likeness."""
        _owner, held = self._documents[number]
        common = {name: value * held[name] for name, value in telling.items() if value and name in held}
        found = sorted(common, key=lambda name: (-common[name], name))
        words_ = [name[2:] for name in found if name.startswith("w:")] or [name[2:] for name in found]
        return tuple(words_[:most])


def rarity(frequency: Mapping[str, int], documents: int) -> dict[str, float]:
    """How much each feature tells; what is in too many texts tells nothing (0)."""
    most = max(4, COMMON * documents)
    return {name: math.log(1 + documents / n) if n <= most else 0.0 for name, n in frequency.items()}


def unit(found: Features, weights: Mapping[str, float]) -> dict[str, float]:
    """The features weighted by rarity and scaled to length 1; those never seen count as the rarest."""
    rarest = max(weights.values(), default=1.0)
    weighted = {name: value * weights.get(name, rarest) for name, value in found.items()}
    length = math.sqrt(sum(value * value for value in weighted.values()))
    return {name: value / length for name, value in weighted.items() if value} if length else {}


def suggest(texts: Mapping[K, str], items: Mapping[Hashable, Sequence[str]]) -> dict[K, list[Suggestion[Hashable]]]:
    """For each text the items whose texts are most like it, best first, each with a score and the words they share."""
    index: Index[Hashable] = Index()
    for item, held in items.items():
        index.set(item, held)
    return {key: index.nearest(text) for key, text in texts.items()}


def propose_groups(
    texts: Mapping[K, str],
    least: float = GROUP_FROM,
    *,
    same: Collection[tuple[K, K]] = (),
    apart: Collection[tuple[K, K]] = (),
) -> list[list[K]]:
    """The texts in groups that say the same, each text in exactly one group, in the order given.

    Two groups become one while their texts are, on average over all pairs, at least `least` alike. Pairs that a person
    called the `same` start in one group; no group is made that holds a pair kept `apart`.
    """
    keys = list(texts)
    pairs = alike(list(texts.values()))
    group_of = {i: i for i in range(len(keys))}
    members = {i: [i] for i in range(len(keys))}
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in pairs.items():
        links[i][j] = links[j][i] = score
    places = {key: i for i, key in enumerate(keys)}
    barred: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        if one in places and other in places:
            barred[places[one]].add(places[other])
            barred[places[other]].add(places[one])
    told = sorted((places[one], places[other]) for one, other in same if one in places and other in places)
    ranked = sorted(pairs.items(), key=lambda entry: (-round(entry[1], 9), entry[0]))
    for (i, j), score in [*((pair, math.inf) for pair in told), *ranked]:
        a, b = group_of[i], group_of[j]
        if a == b or score < least or any(barred[x] & set(members[b]) for x in members[a]):
            continue
        total = sum(links[x].get(y, 0.0) for x in members[a] for y in members[b])
        if score != math.inf and total / (len(members[a]) * len(members[b])) < least:
            continue
        for x in members[b]:
            group_of[x] = a
        members[a] += members.pop(b)
    return [[keys[i] for i in sorted(group)] for _first, group in sorted((min(g), g) for g in members.values())]


def alike(texts: Sequence[str]) -> dict[tuple[int, int], float]:
    """How alike each two texts are, by their positions; pairs that share nothing telling are left out."""
    found = [features(text) for text in texts]
    weights = rarity(Counter(name for one in found for name in one), len(found))
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    pairs: dict[tuple[int, int], float] = {}
    for number, one in enumerate(found):
        scores: dict[int, float] = defaultdict(float)
        for name, weight in unit(one, weights).items():
            for other, held in postings[name]:
                scores[other] += weight * held
            postings[name].append((number, weight))
        pairs |= {(other, number): score for other, score in scores.items() if score >= SHOW_FROM}
    return pairs


def suggest_aspects(texts: Mapping[K, str], aspects: Mapping[Hashable, Sequence[str]]) -> dict[K, Suggestion[Hashable]]:
    """For each text the aspect whose name, focus and items are most like it; none where nothing is."""
    found = suggest(texts, aspects)
    return {key: offered[0] for key, offered in found.items() if offered}
