"""Make the files that ship: `python -m zhiyan.consolidation.engine.learning`, once catalogue or training/ changed."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np

from zhiyan.consolidation.engine import aspects, praise
from zhiyan.consolidation.engine.catalogue import PRAISE, catalogue
from zhiyan.consolidation.engine.contrast import sharpened
from zhiyan.consolidation.engine.encoders import Both, Encoder, Fast, Fine, Vectors
from zhiyan.consolidation.engine.learned import Model, axes, logistic
from zhiyan.consolidation.engine.space import Space, catalogue_read, fingerprint, learn, learned, placed
from zhiyan.consolidation.engine.text import bare, normalise

HERE = Path(__file__).parent
VIEW = {Fine.name: bare}
"""How an encoder reads the texts that teach: as it reads opinions, the fine one without lead-ins, others whole."""
SHRINK = 2.0
"""How far the weights of praise are drawn towards zero (chosen by cross-validation)."""
USUAL = 0.4
"""What a phrase of a usual issue counts against a sentence of `training/praise.toml`: there are many, and few come near."""
ASPECTS_SHRINK = 5.0
"""The same for aspects."""
KEPT_EACH, KEPT_TOGETHER, SPREAD = 256, 256, 10.0
"""Directions of each of two encoders that are weighed together, of their common metric, and the spread of each."""
SHRINK_TOGETHER = 0.5
"""How far the within-class covariance of two together is drawn towards a round one, where contrast begins."""


def learned_praise(encoder: Encoder | None) -> Model:
    """The model of praise for an encoder, or for words alone: from `training/praise.toml` and the catalogue."""
    held = tomllib.loads((HERE / "training/praise.toml").read_text(encoding="utf-8"))
    told = [(text, kind == "praise") for kind in ("praise", "other") for text in held[kind]]
    told += [(phrase, one.complaint == PRAISE) for one in catalogue() for phrase in one.phrases]
    texts, right = [text for text, _right in told], np.array([right for _text, right in told])
    taught = sum(map(len, held.values()))
    counted = praise.counts(texts)
    weight = np.where((np.arange(len(texts)) < taught) | right, 1, USUAL).astype(np.float32)
    if encoder is None:
        nothing = np.zeros((0, 0), np.float32)
        return Model(nothing.ravel(), nothing, logistic(counted, right, weight, SHRINK))
    read = encoder.encode([VIEW.get(encoder.name, normalise)(text) for text in texts])
    mean, turned = axes(read)
    rows = np.concatenate([counted, (read - mean) @ turned], axis=1)
    return Model(mean, turned, logistic(rows, right, weight, SHRINK))


def learned_aspects(encoder: Encoder) -> Model:
    """The model of the catalogue's five aspects, from its phrases and `training/aspects.toml`."""
    held = tomllib.loads((HERE / "training/aspects.toml").read_text(encoding="utf-8"))
    told = [(text, code) for code, texts in held.items() for text in texts]
    told += [(phrase, one.aspects[0]) for one in catalogue() for phrase in one.phrases]
    read = encoder.encode([VIEW.get(encoder.name, normalise)(text) for text, _code in told])
    mean, turned = axes(read)
    weight, given = np.ones(len(told), np.float32), np.array([code for _text, code in told])
    rows = np.asarray((read - mean) @ turned, np.float32)
    weights = [logistic(rows, given == code, weight, ASPECTS_SHRINK) for code in aspects.FIVE]
    return Model(mean, turned, np.stack(weights, axis=1))


def learned_together(encoder: Both) -> Space:
    """The space of two encoders side by side, each turned to like spread first, the metric sharpened by contrast."""
    rows, owner = catalogue_read(encoder)
    sides = np.split(rows, [encoder.bare.size], axis=1)
    (first, one), (second, other) = (axes(side, kept=KEPT_EACH) for side in sides)
    mean, turned = np.concatenate([first, second]), _beside(_spread(sides[0], one), _spread(sides[1], other))
    laid = np.asarray((rows - mean) @ turned, np.float32)
    problem = np.array([issue.complaint != PRAISE for issue in catalogue()])[owner]
    start = learn(laid, owner, KEPT_TOGETHER, SHRINK_TOGETHER).metric
    return placed(rows, owner, mean, turned @ sharpened(laid[problem], owner[problem], start))


def _spread(rows: Vectors, turned: Vectors) -> Vectors:
    """The directions scaled so that the rows spread by `SPREAD` over all of them."""
    return np.asarray(turned * (SPREAD / np.sqrt((rows @ turned).var(0).sum())), np.float32)


def _beside(one: Vectors, other: Vectors) -> Vectors:
    """Two maps as one of both sides."""
    found = np.zeros((len(one) + len(other), one.shape[1] + other.shape[1]), np.float32)
    found[: len(one), : one.shape[1]], found[len(one) :, one.shape[1] :] = one, other
    return found


def save_space(folder: Path, encoder: Encoder) -> None:
    """Write the space of an encoder."""
    space = learned_together(encoder) if isinstance(encoder, Both) else learned(encoder)
    np.savez_compressed(
        folder / f"{encoder.name}.npz",
        catalogue=np.array(fingerprint()),
        mean=space.mean,
        metric=space.metric,
        phrases=space.phrases.astype(np.float16),
        owner=space.owner.astype(np.int16),
    )


def main() -> int:
    """Write a space and models of aspects and praise for each encoder that comes as a package."""
    folder = HERE / "spaces"
    folder.mkdir(exist_ok=True)
    encoders: tuple[Encoder, ...] = (Fine(), Fast())
    save_space(folder, Both(*encoders))
    for encoder in encoders:
        save_space(folder, encoder)
        learned_aspects(encoder).save(folder, "aspects", encoder.name)
        sys.stdout.write(f"{encoder.name}: space, aspects\n")
    for name, reads in (("words", None), *((one.name, one) for one in encoders)):
        learned_praise(reads).save(folder, "praise", name)
        sys.stdout.write(f"{name}: praise\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
