"""Opinions and proposals as files of JSON lines (逐行 JSON): one object a line, UTF-8.

In: `id` and `text`, both strings; other keys are passed over. Out: `id`, `part` ([start, end) in the text), `item`,
`title`, `aspect`, `target`, `flags`, `confidence`, one line for each part of each opinion, in the order of the input.
A line that cannot be read is kept apart with its number and a reason and stops nothing. Every id that was read stands
in the output. Memory: the texts and their proposals; a line longer than `LONGEST` is passed over without being held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

LONGEST = 1024 * 1024
"""Bytes of a line at most: room for a text of 80,000 signs even where each is written as an escape."""
_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x7f\x85\u2028\u2029"}
"""Signs that some readers take for the end of a line; JSON lets them be written as escapes."""


class Reason(StrEnum):
    """Why a line was not read."""

    TOO_LONG = "too_long"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    NO_ID = "no_id"
    ID_TYPE = "id_type"
    NO_TEXT = "no_text"
    TEXT_TYPE = "text_type"
    HALF_SIGN = "half_sign"
    ID_AGAIN = "id_again"


@dataclass(frozen=True)
class Bad:
    """A line that was not read: its number from 1, why, and for an id given before the line that gave it."""

    line: int
    reason: Reason
    first: int | None = None


@dataclass
class Opinions:
    """What a file held: texts by id in the order of the lines, and the lines that were not read."""

    texts: dict[str, str] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)


class Proposed(Protocol):
    """What is written for a part of an opinion (see `Proposal`)."""

    @property
    def id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def item(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aspect(self) -> str: ...
    @property
    def target(self) -> str | None: ...
    @property
    def flags(self) -> tuple[str, ...]: ...
    @property
    def confidence(self) -> float: ...


class NotRead(ValueError):
    """A line, or a file of aspects, that is not what it should be."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def read(stream: BinaryIO) -> Opinions:
    """Every opinion of the stream; blank lines say nothing. Of two lines with one id the first counts."""
    found = Opinions()
    first: dict[str, int] = {}
    for number, line in enumerate(_lines(stream), 1):
        try:
            one = None if line is None else opinion(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        except NotRead as error:
            found.bad.append(Bad(number, error.reason))
            continue
        if line is None:
            found.bad.append(Bad(number, Reason.TOO_LONG))
        elif one is not None and one[0] in first:
            found.bad.append(Bad(number, Reason.ID_AGAIN, first[one[0]]))
        elif one is not None:
            first[one[0]] = number
            found.texts[one[0]] = one[1]
    return found


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Line by line; None for one that is too long, of which no more than `LONGEST` is ever held."""
    while line := stream.readline(LONGEST + 1):
        if len(line) <= LONGEST:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)
        yield None


def opinion(line: bytes) -> tuple[str, str] | None:
    """Id and text of a line; None for a blank one. Raises NotRead."""
    value = _value(line)
    if value is None:
        return None
    if not isinstance(value[0], dict):
        raise NotRead(Reason.NOT_OBJECT)
    key = _string(value[0], "id", Reason.NO_ID, Reason.ID_TYPE)
    if not key:
        raise NotRead(Reason.NO_ID)
    return key, _string(value[0], "text", Reason.NO_TEXT, Reason.TEXT_TYPE)


def _value(line: bytes) -> tuple[Any] | None:
    try:
        plain = line.decode("utf-8").strip(" \t\r\n")
    except UnicodeDecodeError as error:
        raise NotRead(Reason.NOT_UTF8) from error
    if not plain:
        return None
    try:
        return (json.loads(plain),)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise NotRead(Reason.NOT_JSON) from error


def _string(value: Mapping[str, Any], key: str, missing: Reason, wrong: Reason) -> str:
    if key not in value:
        raise NotRead(missing)
    found = value[key]
    if not isinstance(found, str):
        raise NotRead(wrong)
    if any("\ud800" <= sign <= "\udfff" for sign in found):
        raise NotRead(Reason.HALF_SIGN)  # half a surrogate pair is no text: it can be neither hashed nor written
    return found


def read_aspects(path: Path) -> dict[str, str]:
    """The aspects of a file: a JSON object of codes and names, in its order. Raises NotRead, OSError."""
    value = _value(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    if value is None or not isinstance(value[0], dict) or not value[0]:
        raise NotRead(Reason.NOT_OBJECT)
    if not all(code and isinstance(name, str) and name.strip() for code, name in value[0].items()):
        raise NotRead(Reason.TEXT_TYPE)
    return dict(value[0])


def in_order(proposals: Iterable[Proposed], order: Iterable[str]) -> list[Proposed]:
    """The proposals as the ids are ordered, an opinion's parts as they stand in its text."""
    place = {key: at for at, key in enumerate(order)}
    return sorted(proposals, key=lambda one: (place[one.id], one.start, one.end))


def line_of(one: Proposed) -> str:
    """A proposal as its line, the keys always in one order, the end of the line included."""
    value = {
        "id": one.id,
        "part": [one.start, one.end],
        "item": one.item,
        "title": one.title,
        "aspect": one.aspect,
        "target": one.target,
        "flags": list(one.flags),
        "confidence": one.confidence,
    }
    return json.dumps(value, ensure_ascii=False).translate(_BREAKS) + "\n"


def write(path: Path, proposals: Iterable[Proposed]) -> int:
    """Write the lines, all or nothing, and say how many. What stood at the path is replaced. Raises OSError."""
    partial, count = path.with_name(path.name + ".part"), 0
    try:
        with partial.open("w", encoding="utf-8", newline="") as out:
            for one in proposals:
                out.write(line_of(one))
                count += 1
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count
