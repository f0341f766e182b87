"""Statements made of model texts (范文): sentences that everybody can copy, in `templates.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from zhiyan.formalism.found import Found, at
from zhiyan.formalism.words import letters, sentences

TEMPLATE = 0.2
"""Share of a statement that comes from model texts."""
NEAR = 0.6
"""Share of pairs of letters in common from which a sentence is a model's."""


def templated(text: str, *, least: float = TEMPLATE) -> Found | None:
    """A statement of which `least` is taken from model texts (R29); here sentences of stock words count above all."""
    taken = [(start, end) for start, end in sentences(text) if _from_model(text[start:end])]
    score = sum(letters(text[start:end]) for start, end in taken) / max(1, letters(text))
    return Found(round(score, 3), at("text", taken)) if taken and score >= least else None


def _from_model(sentence: str) -> bool:
    mine = _pairs(sentence)
    return any(2 * len(mine & model) >= NEAR * (len(mine) + len(model)) for model in _models() if mine)


@cache
def templates() -> tuple[str, ...]:
    """Sentences as model texts have them."""
    data = tomllib.loads(files(__package__).joinpath("templates.toml").read_text(encoding="utf-8"))
    return tuple(data["sentences"])


@cache
def _models() -> tuple[frozenset[str], ...]:
    """The pairs of letters of each, made once."""
    return tuple(map(_pairs, templates()))


def _pairs(text: str) -> frozenset[str]:
    line = "".join(sign for sign in text if sign.isalnum())
    return frozenset(line[at : at + 2] for at in range(len(line) - 1))
