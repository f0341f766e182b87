"""Which encoder reads opinions (设置 ENCODER), its vectors kept in the data folder by the hash of each text.

`words`: none, shared words alone. `fine` (the default): both encoders that come with the program, for very many
opinions the fast one alone, as with `fast`. `onnx:PATH` or `https://ADDRESS#MODEL`: a stronger one on the office's own
network; off unless named.
Each unit has a file of vectors of its own, thrown away whole when words of the unit are sealed (see `sealing`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

AT_ONCE = 64  # texts read between two looks at whether to stop


def chosen() -> str:
    """The setting."""
    return str(getattr(settings, "ENCODER", "fine"))


@lru_cache(maxsize=3)
def _encoder(name: str) -> Any:
    from zhiyan.consolidation.engine.encoders import Fast, Fine, Onnx, Remote

    if name.startswith("onnx:"):
        return Onnx(Path(name.removeprefix("onnx:")))
    if name.startswith(("http://", "https://")):
        address, _mark, model = name.partition("#")
        return Remote(address, model)
    return Fast() if name == "fast" else Fine()


class Watched:
    """An encoder that reads a few texts at a time and tells how far it is; the telling may stop it.

    What was read is kept, so that a run that goes on later does not read it again.
    """

    def __init__(self, encoder: Any, told: Callable[[int, int], None]) -> None:
        self._encoder, self._told = encoder, told
        self.name, self.size = str(encoder.name), int(encoder.size)

    def encode(self, texts: Sequence[str]) -> Any:
        """One row for each text."""
        import numpy

        parts = []
        for start in range(0, len(texts), AT_ONCE):
            self._told(start, len(texts))
            parts.append(self._encoder.encode(list(texts[start : start + AT_ONCE])))
        return numpy.concatenate(parts) if parts else self._encoder.encode([])


@contextmanager
def encoder(unit_id: uuid.UUID, generation: int, texts: int, told: Callable[[int, int], None]) -> Iterator[Any]:
    """The encoder for this many texts of a unit, with the vectors of the unit's sealing generation, older ones gone."""
    from zhiyan.consolidation.engine.encoders import MANY, Both, Kept

    name = chosen()
    if name == "fine" and texts > MANY:
        name = "fast"
    folder = vectors()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{unit_id}-{generation}.sqlite3"
    forget(unit_id, besides=path.name)
    kept = [Kept(_encoder(one), path) for one in (("fine", "fast") if name == "fine" else (name,))]
    watched = [Watched(one, told) for one in kept]
    try:
        yield Both(*watched) if len(watched) == 2 else watched[0]
    finally:
        for one in kept:
            one.close()


def vectors() -> Path:
    """The folder of the units' vectors."""
    return Path(settings.DATA_DIR) / "cache" / "vectors"


def forget(unit_id: uuid.UUID, *, besides: str = "-") -> None:
    """Throw the unit's vectors away; what a reader still holds open goes when it closes it."""
    for path in vectors().glob(f"{unit_id}-*"):
        if not path.name.startswith(besides):
            path.unlink(missing_ok=True)
