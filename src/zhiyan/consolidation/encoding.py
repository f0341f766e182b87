"""Which encoder reads opinions (设置 ENCODER), its vectors kept in the data folder by the hash of each text.

`words`: none, shared words alone. `fine` (the default; for very many opinions `fast`), `fast`: those that come with the
program. `onnx:PATH` or `https://ADDRESS#MODEL`: a stronger one on the office's own network; off unless named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

AT_ONCE = 64  # texts read between two looks at whether to stop


def chosen() -> str:
    """The setting."""
    return str(getattr(settings, "ENCODER", "fine"))


@lru_cache(maxsize=4)
def _encoder(name: str, folder: Path) -> Any:
    from zhiyan.consolidation.engine.encoders import Fast, Fine, Kept, Onnx, Remote

    encoder: Any
    if name.startswith("onnx:"):
        encoder = Onnx(Path(name.removeprefix("onnx:")))
    elif name.startswith(("http://", "https://")):
        address, _mark, model = name.partition("#")
        encoder = Remote(address, model)
    else:
        encoder = Fast() if name == "fast" else Fine()
    folder.mkdir(parents=True, exist_ok=True)
    return Kept(encoder, folder / "vectors.sqlite3")


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


def encoder(texts: int, told: Callable[[int, int], None]) -> Watched:
    """The encoder for this many texts."""
    from zhiyan.consolidation.engine.consolidator import MANY

    name = chosen()
    if name == "fine" and texts > MANY:
        name = "fast"
    return Watched(_encoder(name, Path(settings.DATA_DIR) / "cache"), told)
