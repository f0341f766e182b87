"""The two encoders that come as packages, reading each text once in a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhiyan.consolidation.engine.encoders import Encoder, Fast, Fine, Vectors


class Once:
    """An encoder that reads each text once in a run: the ways that are compared share what it reads."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.size, self._encoder = encoder.name, encoder.size, encoder
        self.known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.known |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.empty((0, self.size), np.float32)


FINE, FAST = Once(Fine()), Once(Fast())
