"""Make the spaces that ship: `python -m zhiyan.consolidation.engine.learning` after the catalogue has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.encoders import Encoder, Fast, Fine
from zhiyan.consolidation.engine.space import Space, fingerprint, learn
from zhiyan.consolidation.engine.text import bare


def learned(encoder: Encoder) -> Space:
    """The space of an encoder: every phrase of the catalogue read once."""
    phrases = [(number, bare(phrase)) for number, one in enumerate(catalogue()) for phrase in one.phrases]
    rows = encoder.encode([phrase for _number, phrase in phrases])
    return learn(rows, np.array([number for number, _phrase in phrases], np.int32))


def main() -> int:
    """Write a space for each encoder that comes as a package."""
    folder = Path(__file__).parent / "spaces"
    folder.mkdir(exist_ok=True)
    for encoder in (Fine(), Fast()):
        space = learned(encoder)
        np.savez_compressed(
            folder / f"{encoder.name}.npz",
            catalogue=np.array(fingerprint()),
            mean=space.mean,
            metric=space.metric,
            phrases=space.phrases.astype(np.float16),
            owner=space.owner.astype(np.int16),
        )
        sys.stdout.write(f"{encoder.name}: {len(space.phrases)} phrases of {len(catalogue())} issues\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
