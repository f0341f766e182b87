"""Statements made of model texts (范文): sentences everybody can copy, in `templates.toml` or of the unit's own."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from zhiyan.formalism.found import Found, at
from zhiyan.formalism.words import letters, sentences

TEMPLATE = 0.2
"""Share of a statement that comes from model texts."""
NEAR = 0.6
"""Share of pairs of letters in common from which a sentence is a model's."""


def templated(text: str, *, own: tuple[str, ...] = (), least: float = TEMPLATE) -> Found | None:
    """A statement of which `least` is taken from model texts (R29); here sentences of stock words count above all.

    `own`: sentences of the unit's own template, which are a model's too.
    """
    taken = [(start, end) for start, end in sentences(text) if model_of(text[start:end], own)]
    score = sum(letters(text[start:end]) for start, end in taken) / max(1, letters(text))
    return Found(round(score, 3), at("text", taken)) if taken and score >= least else None


@lru_cache(maxsize=8192)
def model_of(sentence: str, own: tuple[str, ...] = ()) -> str:
    """The model sentence that this one is most like, if it is like one; else empty. What was asked is remembered."""
    mine, best, found = _pairs(sentence), NEAR, ""
    for model in (*templates(), *own) if mine else ():
        pairs = _of_model(model)
        near = 2 * len(mine & pairs) / (len(mine) + len(pairs))
        if near >= best and not (found and near == best):
            best, found = near, model
    return found


@cache
def templates() -> tuple[str, ...]:
    """Sentences as model texts have them."""
    data = tomllib.loads(files(__package__).joinpath("templates.toml").read_text(encoding="utf-8"))
    return tuple(data["sentences"])


@lru_cache(maxsize=1024)
def _of_model(model: str) -> frozenset[str]:
    """The pairs of letters of a model sentence, made once."""
    return _pairs(model)


def _pairs(text: str) -> frozenset[str]:
    line = "".join(sign for sign in text if sign.isalnum())
    return frozenset(line[at : at + 2] for at in range(len(line) - 1))
