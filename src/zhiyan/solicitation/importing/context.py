"""What a reader of opinions is told, and what it gives back. Plain data: nothing here knows the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from .layout import SeenTable, Told

TEAM = "班子"
"""The target of an opinion that concerns the leadership team (领导班子) as a whole."""

Locator = dict[str, str | int]
"""Where in the file: xlsx `sheet`+`cell`, docx `table`+`row`+`col`, csv `record`, txt `line`; `part` from 1."""

TargetSource = Literal["column", "mark", "default"]


class PersonalData(TypedDict):
    """The writer's own data in an opinion; `start`, `end` are offsets in the opinion's text."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class ImportContext:
    """What is known before the file is opened.

    `aspects` are (code, name) of 对照检查方面; `targets` role labels of the team (书记, 主任, 副主任A …; 班子 is
    implied); `branches` full names; `window` the days of 征求意见; `channel` the one told at upload; `aliases` maps
    departments, branches, aspects, targets and carry_sources from what is written to what is meant; `field_names` maps
    a column header to a field where the unit uses a name of its own; `told` says of a table of this file, by its place,
    what a person said of it.
    """

    aspects: tuple[tuple[str, str], ...] = ()
    targets: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    window: tuple[dt.date, dt.date] | None = None
    channel: str | None = None
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    field_names: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True)
class ParsedOpinion:
    """One opinion (条), verbatim.

    `source_text` is the whole cell where several opinions were split from it, else None; `start`, `end` are the
    offsets of `text` in `source_text`, or in `text` itself. Fields ending in `_raw` are as written in the file.
    """

    text: str
    locator: Locator
    source_text: str | None = None
    start: int = 0
    end: int = 0
    aspect: str | None = None
    target: str | None = None
    target_source: TargetSource | None = None
    channel: str | None = None
    source: str | None = None
    branch: str | None = None
    date: dt.date | None = None
    personal_data: tuple[PersonalData, ...] = ()
    praise: bool = False
    aspect_raw: str = ""
    target_raw: str = ""
    branch_raw: str = ""
    date_raw: str = ""
    source_raw: str = ""
    status: str | None = None


@dataclass(frozen=True)
class Rejection:
    """A row or cell kept aside: `reason` is a code, `first` the earlier cell where it is a duplicate."""

    locator: Locator
    reason: str
    text: str
    first: str | int | None = None


@dataclass(frozen=True)
class ParseWarning:
    """Something for a person to look at; the opinion is kept. `value` as written, `parts` the number of pieces."""

    code: str
    locator: Locator
    value: str | None = None
    parts: int | None = None


@dataclass(frozen=True)
class ParsedFile:
    """Everything that came out of one file; `channel` is the file's, None where each row has its own or none fits.

    `tables` are all tables of the file as they were understood, those too that became nothing.
    """

    opinions: tuple[ParsedOpinion, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()
    channel: str | None = None
    tables: tuple[SeenTable, ...] = ()
