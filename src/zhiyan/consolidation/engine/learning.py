"""Make the files that ship: `python -m zhiyan.consolidation.engine.learning`, once catalogue or training/ changed."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np

from zhiyan.consolidation.engine import praise
from zhiyan.consolidation.engine.catalogue import PRAISE, catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Fast, Fine
from zhiyan.consolidation.engine.learned import axes, logistic
from zhiyan.consolidation.engine.space import Space, fingerprint, learn
from zhiyan.consolidation.engine.text import bare, normalise

HERE = Path(__file__).parent
VIEW = {Fine.name: bare}
"""How an encoder reads the texts that teach: as it reads opinions, the fine one without lead-ins, others whole."""
SHRINK = 2.0
"""How far the models' weights are drawn towards zero (chosen by cross-validation)."""


def learned(encoder: Encoder) -> Space:
    """The space of an encoder: every phrase of the catalogue read once."""
    phrases = [(number, bare(phrase)) for number, one in enumerate(catalogue()) for phrase in one.phrases]
    rows = encoder.encode([phrase for _number, phrase in phrases])
    return learn(rows, np.array([number for number, _phrase in phrases], np.int32))


def learned_praise(encoder: Encoder | None) -> praise.Model:
    """The model of praise for an encoder, or for words alone: from `training/praise.toml` and the catalogue."""
    held = tomllib.loads((HERE / "training/praise.toml").read_text(encoding="utf-8"))
    told = [(text, kind == "praise") for kind in ("praise", "other") for text in held[kind]]
    told += [(phrase, one.complaint == PRAISE) for one in catalogue() for phrase in one.phrases]
    texts, right = [text for text, _right in told], np.array([right for _text, right in told])
    counted, weight = praise.counts(texts), np.ones(len(texts), np.float32)
    if encoder is None:
        nothing = np.zeros((0, 0), np.float32)
        return praise.Model(nothing[0:0].ravel(), nothing, logistic(counted, right, weight, SHRINK))
    read = encoder.encode([VIEW.get(encoder.name, normalise)(text) for text in texts])
    mean, turned = axes(read, praise.KEPT)
    turned *= praise.SCALE
    rows = np.concatenate([counted, (read - mean) @ turned], axis=1)
    return praise.Model(mean, turned, logistic(rows, right, weight, SHRINK))


def save_space(folder: Path, encoder: Encoder) -> None:
    """Write the space of an encoder."""
    space = learned(encoder)
    np.savez_compressed(
        folder / f"{encoder.name}.npz",
        catalogue=np.array(fingerprint()),
        mean=space.mean,
        metric=space.metric,
        phrases=space.phrases.astype(np.float16),
        owner=space.owner.astype(np.int16),
    )


def main() -> int:
    """Write a space and a model of praise for each encoder that comes as a package."""
    folder = HERE / "spaces"
    folder.mkdir(exist_ok=True)
    encoders: tuple[Encoder, ...] = (Fine(), Fast())
    for encoder in encoders:
        save_space(folder, encoder)
        sys.stdout.write(f"{encoder.name}: space\n")
    for name, reads in (("words", None), *((one.name, one) for one in encoders)):
        model = learned_praise(reads)
        np.savez_compressed(
            folder / f"praise-{name}.npz", mean=model.mean, axes=model.axes.astype(np.float16), weights=model.weights
        )
        sys.stdout.write(f"{name}: praise\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
