"""Which encoder reads opinions (设置 ENCODER), its vectors kept in the data folder by the hash of each text.

`words`: none, shared words alone. `fine` (the default): both encoders that come with the program, for very many
opinions the fast one alone, as with `fast`. `onnx:PATH` or `https://ADDRESS#MODEL`: a stronger one on the office's own
network; off unless named.
Each unit has a file of vectors of its own, thrown away whole when words of the unit are sealed (see `sealing`).
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhiyan.kernel.errors import DomainError

_log = logging.getLogger(__name__)

AT_ONCE = 64  # texts read between two looks at whether to stop


def chosen() -> str:
    """The setting."""
    return str(getattr(settings, "ENCODER", "")) or "fine"


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
    """The encoder for this many texts of a unit, with the vectors of the unit's sealing generation, older ones gone.

    Raises DomainError `encoder.not_reading` where an office's own encoder does not read.
    """
    from zhiyan.consolidation.engine.encoders import MANY, Both, Kept, NotReading

    name = chosen()
    if name == "fine" and texts > MANY:
        name = "fast"
    folder = vectors()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{unit_id}-{generation}.sqlite3"
    forget(unit_id, besides=path.name)
    kept: list[Any] = []
    try:
        for one in ("fine", "fast") if name == "fine" else (name,):
            kept.append(Kept(_encoder(one), path))
        watched = [Watched(one, told) for one in kept]
        yield Both(*watched) if len(watched) == 2 else watched[0]
    except NotReading as error:
        _log.warning("the encoder of the setting ENCODER does not read: %s", error)
        raise DomainError(
            "encoder.not_reading",
            _("单位自己的向量模型没有应答，意见没有读完。"),
            remedy=_("请系统管理员检查设置 ZHIYAN_ENCODER 里的文件或地址后重试；清空该设置即用程序自带的模型。"),
        ) from error
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
