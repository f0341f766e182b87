"""Which aspect (方面) a text belongs to: by the usual issues near it, the aspects' own words, and decisions.

An aspect of the year that is one of the catalogue's five is known by its issues; another one by its name and by what an
office has placed under it. Every confirmed decision of this and earlier years is an example that counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Vectors, views
from zhiyan.consolidation.engine.learned import Model, shipped
from zhiyan.consolidation.engine.scoring import AT_ONCE, Rows, softmax, space_of
from zhiyan.consolidation.engine.text import bare

FIVE = {
    "P1": "把握正确政治方向",
    "P2": "全面加强党的领导和党的建设",
    "P3": "班子履职尽责",
    "P4": "改革创新发展",
    "P5": "落实全面从严治党责任",
}
"""The five aspects of the 2020 cycle, by which the catalogue is sorted; used where none are given."""
SECOND = 0.35
"""What the next likely aspect of an issue counts against its first."""
LEARNED = 0.6
"""What the models' word counts against that of the usual issues (a geometric mean)."""
NAME, EXAMPLE = 0.6, 1.5
"""What the aspects' names and earlier decisions count."""


def ranked(
    found: Rows,
    texts: Sequence[str],
    aspects: Mapping[str, str],
    examples: Mapping[str, Sequence[str]],
    encoder: Encoder,
) -> tuple[list[tuple[str, ...]], Vectors]:
    """For each text the aspects' codes, likeliest first, and the shares behind them (n × aspects)."""
    codes = list(aspects)
    table, count = _issue_aspects(aspects, encoder), len(texts)
    parts = (slice(start, start + AT_ONCE) for start in range(0, max(1, count), AT_ONCE))
    shares = 1e-6 + np.concatenate([found.profile(part) @ table for part in parts])
    if set(codes) <= set(FIVE):
        usual = shares / shares.sum(1, keepdims=True)
        shares = usual ** (1 - LEARNED) * _by_model(found, codes) ** LEARNED
        shares /= shares.sum(1, keepdims=True)
    else:
        shares += NAME * _by_words(texts, [[aspects[code]] for code in codes], encoder)
    if any(examples.get(code) for code in codes):
        shares += EXAMPLE * _by_words(texts, [examples.get(code, ()) for code in codes], encoder)
    shares = np.round(shares / shares.sum(1, keepdims=True), 5)
    order = np.argsort(-shares, axis=1, kind="stable")
    return [tuple(codes[i] for i in row) for row in order], shares


def _by_model(found: Rows, codes: Sequence[str]) -> Vectors:
    """The models' shares of the aspects that are among the five; even where no encoder that ships has read."""
    read = dict(zip(found.encoders, found.read, strict=True))
    odds = [_odds(model, rows) for name, rows in read.items() if (model := shipped("aspects", name)) is not None]
    if not odds:
        return np.ones((len(found.joint), len(codes)), np.float32)
    shares = 1 / (1 + np.exp(-np.mean(odds, axis=0)[:, [list(FIVE).index(code) for code in codes]]))
    return np.asarray(shares / shares.sum(1, keepdims=True), np.float32)


def _odds(model: Model, read: Vectors) -> Vectors:
    """Log-odds of each of the five (n × 5)."""
    return np.asarray(model.weighed(read, model.weights[:-1]) + model.weights[-1], np.float32)


def _issue_aspects(aspects: Mapping[str, str], encoder: Encoder) -> Vectors:
    """How far each issue of the catalogue speaks for each aspect (issues × aspects)."""
    codes = list(aspects)
    table = np.zeros((len(catalogue()), len(codes)), np.float32)
    known = set(codes) <= set(FIVE)
    for number, one in enumerate(catalogue()):
        for code, weight in zip(one.aspects, (1.0, SECOND), strict=False):
            if known and code in codes:
                table[number, codes.index(code)] += weight
    if not known:
        by_name = _by_words([one.title for one in catalogue()], [[aspects[code]] for code in codes], encoder)
        table += by_name
    return table


def _by_words(texts: Sequence[str], words: Sequence[Sequence[str]], encoder: Encoder) -> Vectors:
    """How like the nearest of each aspect's words each text is, as shares (texts × aspects)."""
    reader = views(encoder)[0]
    space = space_of(reader)
    rows = space.project(reader.encode([bare(text) for text in texts]))
    found = np.full((len(texts), len(words)), -1.0, np.float32)
    for column, held in enumerate(words):
        if held:
            near = rows @ space.project(reader.encode([bare(one) for one in held])).T
            found[:, column] = near.max(1)
    return softmax(found, 0.12)
