"""The word lists (词表) behind the finders, and how much of a text they cover."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

Span = tuple[int, int]
"""[start, end) in code points."""
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


@cache
def listed(*names: str) -> frozenset[str]:
    """The words of lists in `words.toml`: `listed("stock.verbs")`, `listed("stock")` for all lists of a table."""
    data = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    found: set[str] = set()
    for name in names:
        table, _, key = name.partition(".")
        lists = [data[table][key]] if key else data[table].values()
        found.update(word for text in lists for word in text.split())
    return frozenset(found)


@dataclass(frozen=True)
class Words:
    """A list made ready for looking up: by first sign, longest words first."""

    by_sign: dict[str, tuple[str, ...]]

    def spans(self, text: str) -> list[Span]:
        """Where words of the list stand, read from the left, the longest first, none over another."""
        found: list[Span] = []
        at = 0
        while at < len(text):
            word = next((w for w in self.by_sign.get(text[at], ()) if text.startswith(w, at)), "")
            if word:
                found.append((at, at + len(word)))
            at += len(word) or 1
        return found


@lru_cache(maxsize=64)
def _ready(words: frozenset[str]) -> Words:
    by_sign: dict[str, list[str]] = {}
    for word in sorted(filter(None, words), key=lambda one: (-len(one), one)):
        by_sign.setdefault(word[0], []).append(word)
    return Words({sign: tuple(found) for sign, found in by_sign.items()})


def ready(words: Collection[str]) -> Words:
    """A list made ready; the same list is made ready once."""
    return _ready(frozenset(words))


@lru_cache(maxsize=64)
def together(*lists: frozenset[str]) -> frozenset[str]:
    """Several lists as one; the same ones are put together once."""
    return frozenset().union(*lists)


def joined(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans that touch, or that only punctuation and spaces part, as one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and not any(sign.isalnum() for sign in text[whole[-1][1] : start]):
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of a text."""
    return [match.span() for match in _SENTENCE.finditer(text)]


def letters(text: str) -> int:
    """Letters and figures of a text, punctuation left out."""
    return sum(sign.isalnum() for sign in text)
