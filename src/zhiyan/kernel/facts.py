"""Facts in parts: each is gathered when a check asks for it and kept by itself, so that a check need not be asked again
while the parts it asked for say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from zhiyan.kernel import once

Part = Callable[[], Any]


class Facts(Mapping[str, Any]):
    """Plain data by name, gathered part by part; a part may itself be `Facts`.

    `name` tells these facts from all others (the stage, its year): what was gathered is kept under it where a memory
    is in use (`kernel.once`). `about` is a record that was read before and is looked at by the parts.
    """

    def __init__(
        self,
        name: tuple[Hashable, ...],
        parts: Mapping[str, Part | Facts],
        *,
        about: Model | None = None,
    ) -> None:
        self.name, self._parts, self._about = name, parts, about
        self._rests_on = once.tables_of(about)
        self._gathered: dict[str, Any] = {}
        self._told: dict[str, tuple[Any, Any]] = {}
        """What the answer being made was told already: a check may ask for a part at every record it looks at."""
        self._memory = once.Memory()
        """What the parts share where no memory is in use: these facts are then those of one moment."""

    def __getitem__(self, key: str) -> Any:
        making = once.being_made()
        if making is not None and (told := self._told.get(key)) is not None and told[0] is making:
            return told[1]
        part, memory = self._parts[key], once.memory()
        if isinstance(part, Facts):
            return self._gathered.setdefault(key, self._within(key, part))
        if memory is not None and memory.lasting:
            question = once.Question(part, self._rests_on, plain=True, lasting=not self._rests_on)
            value = memory.answer((Facts, self.name, key), question)
            self._told[key] = (making, value)
            return value
        if key not in self._gathered:
            with once.reading(memory or self._memory):
                self._gathered[key] = part()
        return self._gathered[key]

    def _within(self, key: str, part: Facts) -> Facts:
        found = Facts((*self.name, key), part._parts, about=part._about)
        found._memory = self._memory
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        """What the parts say; facts within are named, not gathered: their records' words belong in no log or error."""
        said = (
            f"{key!r}: {'Facts' if isinstance(part, Facts) else repr(self[key])}" for key, part in self._parts.items()
        )
        return f"{{{', '.join(said)}}}"
