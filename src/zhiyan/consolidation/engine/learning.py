"""Make the files that ship: `python -m zhiyan.consolidation.engine.learning`, once catalogue or training/ changed."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from zhiyan.consolidation.engine import aspects, praise
from zhiyan.consolidation.engine.catalogue import PRAISE, catalogue
from zhiyan.consolidation.engine.contrast import Source, sharpened
from zhiyan.consolidation.engine.encoders import Both, Encoder, Fast, Fine, Vectors, views
from zhiyan.consolidation.engine.learned import Model, axes, logistic
from zhiyan.consolidation.engine.offices import Opinion, offices
from zhiyan.consolidation.engine.scoring import mean_of
from zhiyan.consolidation.engine.space import Space, catalogue_read, fingerprint, learn, placed, seen
from zhiyan.consolidation.engine.text import bare, normalise

HERE = Path(__file__).parent
VIEW = {Fine.name: bare}
"""How an encoder reads the texts that teach: as it reads opinions, the fine one without lead-ins, others whole."""
SHRINK, ASPECTS_SHRINK = 2.0, 5.0
"""How far the weights of praise, and of aspects, are drawn towards zero (chosen by cross-validation)."""
USUAL = 0.4
"""What a text that is not about praise counts beside a sentence of `training/praise.toml`: there are many of them."""
OFFICE = 3.0
"""What an office's text counts beside a phrase of the catalogue in the model of aspects."""
EACH, SPREAD = 256, 10.0
"""Directions of each encoder that are weighed, and the spread of each."""
KEPT = {1: 128, 2: 256}
"""Directions of the metric, by how many encoders read."""
ROUND = 0.5
"""How far the within-class covariance is drawn towards a round one where contrast begins."""

Offices = Mapping[str, Sequence[Opinion]]


def learned_praise(encoder: Encoder | None, taught: Offices) -> Model:
    """The model of praise for an encoder, or for words alone: `training/praise.toml`, the catalogue, the offices."""
    held = tomllib.loads((HERE / "training/praise.toml").read_text(encoding="utf-8"))
    told = [(text, kind == "praise", 1.0) for kind in ("praise", "other") for text in held[kind]]
    usual = [(phrase, one.complaint == PRAISE) for one in catalogue() for phrase in one.phrases]
    usual += [(one.text, one.praise) for said in taught.values() for one in said]
    told += [(text, praised, 1.0 if praised else USUAL) for text, praised in usual]
    texts, right = [text for text, _right, _weight in told], np.array([right for _text, right, _weight in told])
    counted, weight = praise.counts(texts), np.array([weight for _text, _right, weight in told], np.float32)
    if encoder is None:
        nothing = np.zeros((0, 0), np.float32)
        return Model(nothing.ravel(), nothing, logistic(counted, right, weight, SHRINK))
    read = encoder.encode([VIEW.get(encoder.name, normalise)(text) for text in texts])
    mean, turned = axes(read)
    rows = np.concatenate([counted, (read - mean) @ turned], axis=1)
    return Model(mean, turned, logistic(rows, right, weight, SHRINK))


def learned_aspects(encoder: Encoder, taught: Offices) -> Model:
    """The model of the catalogue's five aspects, from its phrases, the offices and `training/aspects.toml`."""
    held = tomllib.loads((HERE / "training/aspects.toml").read_text(encoding="utf-8"))
    told = [(text, code, 1.0) for code, texts in held.items() for text in texts]
    told += [(phrase, one.aspects[0], 1.0) for one in catalogue() for phrase in one.phrases]
    told += [(one.text, one.aspect, OFFICE) for said in taught.values() for one in said]
    read = encoder.encode([VIEW.get(encoder.name, normalise)(text) for text, _code, _weight in told])
    mean, turned = axes(read, kept=EACH)
    weight, given = np.array([one[2] for one in told], np.float32), np.array([one[1] for one in told])
    rows = np.asarray((read - mean) @ turned, np.float32)
    weights = [logistic(rows, given == code, weight, ASPECTS_SHRINK) for code in aspects.FIVE]
    return Model(mean, turned, np.stack(weights, axis=1))


def learned_metric(encoder: Encoder, taught: Offices) -> Space:
    """The space of the encoders that read, each turned to like spread first, the metric sharpened by contrast."""
    rows, owner = catalogue_read(encoder)
    sides = np.split(rows, np.cumsum([one.size for one in views(encoder)])[:-1], axis=1)
    means, maps = zip(*(axes(side, kept=EACH) for side in sides), strict=True)
    mean, turned = np.concatenate(means), _beside([_spread(*pair) for pair in zip(sides, maps, strict=True)])
    laid = np.asarray((rows - mean) @ turned, np.float32)
    problem = np.array([issue.complaint != PRAISE for issue in catalogue()])[owner]
    start = learn(laid, owner, KEPT[len(sides)], ROUND).metric
    others = [_source(encoder, said, mean, turned) for said in taught.values()]
    return placed(rows, owner, mean, turned @ sharpened((laid[problem], owner[problem]), others, start))


def _source(encoder: Encoder, said: Sequence[Opinion], mean: Vectors, turned: Vectors) -> Source:
    """An office's texts as they are held against each other: its own mean taken off. Praise teaches nothing here."""
    read = seen(encoder, [one.text for one in said])
    numbers = {issue: number for number, issue in enumerate(dict.fromkeys(one.issue for one in said))}
    asks = np.array([not one.praise for one in said])
    rows = (np.concatenate(read, axis=1) - mean_of(read, mean)) @ turned
    return np.asarray(rows, np.float32)[asks], np.array([numbers[one.issue] for one in said], np.int32)[asks]


def _spread(rows: Vectors, turned: Vectors) -> Vectors:
    """The directions scaled so that the rows spread by `SPREAD` over all of them."""
    return np.asarray(turned * (SPREAD / np.sqrt((rows @ turned).var(0).sum())), np.float32)


def _beside(maps: Sequence[Vectors]) -> Vectors:
    """Several maps as one of all sides, each to columns of its own."""
    found = np.zeros((sum(len(one) for one in maps), sum(one.shape[1] for one in maps)), np.float32)
    row = column = 0
    for one in maps:
        found[row : row + len(one), column : column + one.shape[1]] = one
        row, column = row + len(one), column + one.shape[1]
    return found


def save_space(folder: Path, encoder: Encoder, taught: Offices) -> None:
    """Write the space of an encoder."""
    space = learned_metric(encoder, taught)
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
    folder, taught = HERE / "spaces", offices()
    folder.mkdir(exist_ok=True)
    encoders: tuple[Encoder, ...] = (Fine(), Fast())
    for encoder in (*encoders, Both(*encoders)):
        save_space(folder, encoder, taught)
        sys.stdout.write(f"{encoder.name}: space\n")
    for encoder in encoders:
        learned_aspects(encoder, taught).save(folder, "aspects", encoder.name)
        sys.stdout.write(f"{encoder.name}: aspects\n")
    for name, reads in (("words", None), *((one.name, one) for one in encoders)):
        learned_praise(reads, taught).save(folder, "praise", name)
        sys.stdout.write(f"{name}: praise\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
