"""Where every reader puts what it finds: resolves names, sets aside, counts duplicates, and keeps the warnings."""

from dataclasses import dataclass, field
from datetime import date

from zhiyan.consolidation.engine.praise import is_praise
from zhiyan.kernel.files.names import DITTO, squash

from .channels import CHANNEL_NAMES, CarrySources
from .context import (
    TEAM,
    ImportContext,
    Locator,
    ParsedFile,
    ParsedOpinion,
    ParseWarning,
    Rejection,
    TargetSource,
)
from .headers import Grid, Header, find_header
from .layout import SeenTable
from .parts import Part, says_nothing, split_cell, split_numbered
from .personal import personal_data
from .resolve import Resolver
from .seeing import seen, told_header


@dataclass(frozen=True)
class About:
    """What is known of an opinion beside its text. `aspect_raw` is None where the file has no aspects at all,
    `target_raw` None where it has no column for the target."""

    aspect_raw: str | None = None
    target_raw: str | None = None
    branch: str | None = None
    branch_raw: str = ""
    day: date | None = None
    date_raw: str = ""
    channel: str | None = None
    source: str | None = None
    source_raw: str = ""
    status: str | None = None
    target: str | None = None


@dataclass(frozen=True)
class TextCell:
    """One cell that holds an opinion or several; `name` is how a duplicate refers back to it (C10, record 4)."""

    raw: str
    locator: Locator
    name: str | int
    splits: bool = False
    target: str | None = None


@dataclass
class Row:
    """One row of a table, by field; values are trimmed text, dates both as read and as written."""

    cells: list[TextCell]
    fields: dict[str, str]
    day: date | None = None
    date_raw: str = ""
    has_aspects: bool = True
    has_targets: bool = False
    before: list[ParseWarning] = field(default_factory=list)


class Collector:
    """Collects one file's opinions, rejections and warnings in the order of the file."""

    def __init__(self, context: ImportContext, resolver: Resolver, channel: str | None) -> None:
        self.context, self.resolver, self.channel = context, resolver, channel
        self.opinions: list[ParsedOpinion] = []
        self.rejected: list[Rejection] = []
        self.warnings: list[ParseWarning] = []
        self.tables: list[SeenTable] = []

    def header(self, place: str, grid: Grid, otherwise: Header | None = None) -> Header | None:
        """The header of a table of opinions: as a person described it, else as it is found, else `otherwise`.

        How the table was understood is kept.
        """
        told = self.context.told.get(place)
        header = told_header(grid, told) if told else find_header(grid, self.context, self.resolver) or otherwise
        if table := seen(place, grid, header, told):
            self.tables.append(table)
        return header

    def result(self) -> ParsedFile:
        """What was collected."""
        return ParsedFile(
            tuple(self.opinions), tuple(self.rejected), tuple(self.warnings), self.channel, tuple(self.tables)
        )

    def reject(self, locator: Locator, reason: str, text: str, first: str | int | None = None) -> None:
        """Keep a row or cell aside."""
        self.rejected.append(Rejection(locator, reason, text, first))

    def warn(self, code: str, locator: Locator, value: str | None = None, parts: int | None = None) -> None:
        """Have a person look at something."""
        self.warnings.append(ParseWarning(code, locator, value, parts))

    def add(self, part: Part, locator: Locator, about: About, source_text: str | None = None) -> None:
        """Take in one opinion with the warnings that it gives rise to."""
        text = part.text
        found = personal_data(text)
        target, target_raw, target_source = self._target(text, about)
        aspect = self.resolver.aspect(about.aspect_raw) if about.aspect_raw else None
        channel = about.channel or self.channel
        start = part.start if source_text is not None else 0
        self.opinions.append(
            ParsedOpinion(
                text=text,
                locator=locator,
                source_text=source_text,
                start=start,
                end=start + len(text),
                aspect=aspect,
                target=target,
                target_source=target_source,
                channel=channel,
                source=about.source or CHANNEL_NAMES.get(channel or "", channel),
                branch=about.branch,
                date=about.day,
                personal_data=found,
                praise=is_praise(text),
                aspect_raw=about.aspect_raw or "",
                target_raw=target_raw,
                branch_raw=about.branch_raw,
                date_raw=about.date_raw,
                source_raw=about.source_raw,
                status=about.status,
            )
        )
        for item in found:
            self.warn("personal_data", locator, item["value"])
        if aspect is None and about.aspect_raw is not None:
            self.warn("aspect_unresolved" if about.aspect_raw else "aspect_missing", locator, about.aspect_raw)
        if target is None:
            self.warn("target_unresolved", locator, target_raw)
        if about.branch_raw and about.branch is None:
            self.warn("branch_unresolved", locator, about.branch_raw)

    def outside_window(self, day: date | None) -> bool:
        """Whether the day lies outside the days of solicitation."""
        window = self.context.window
        return day is not None and window is not None and not window[0] <= day <= window[1]

    def _target(self, text: str, about: About) -> tuple[str | None, str, TargetSource | None]:
        """Column, else role mark, else 班子."""
        if about.target is not None:
            return about.target, about.target_raw or "", "column"
        if about.target_raw:
            target = self.resolver.target(about.target_raw)
            return target, about.target_raw, "column" if target else None
        if (mark := self.resolver.mark(text)) is not None:
            return mark.target, mark.raw, "mark" if mark.target else None
        return TEAM, "", "default"


class RowTaker:
    """Turns rows of one table into opinions: 同上 carried down, duplicates and empty answers set aside, cells split."""

    def __init__(self, collector: Collector, sources: CarrySources | None) -> None:
        self._collector, self._sources = collector, sources
        self._seen: dict[tuple[str, str | None, str], str | int] = {}
        self._above: dict[str, str] = {}
        self._above_day: tuple[date | None, str] = (None, "")

    def take(self, row: Row) -> None:
        """Take in one row that holds at least one text."""
        meant = self._carried_down(row)
        self._collector.warnings.extend(row.before)
        about = self._about(row, meant)
        for cell in row.cells:
            self._take_cell(cell, about, meant)

    def _carried_down(self, row: Row) -> dict[str, str]:
        meant = {name: self._above.get(name, "") if raw in DITTO else raw for name, raw in row.fields.items()}
        self._above = meant
        if row.date_raw in DITTO:
            row.day, row.date_raw = self._above_day
        self._above_day = (row.day, row.date_raw)
        return meant

    def _about(self, row: Row, meant: dict[str, str]) -> About:
        source_raw = meant.get("source", "")
        source = self._sources.get(source_raw) if self._sources and source_raw else None
        return About(
            aspect_raw=squash(meant.get("aspect", "")) if row.has_aspects else None,
            target_raw=meant.get("target", "") if row.has_targets else None,
            branch=self._collector.resolver.branch(meant.get("branch", "")),
            branch_raw=row.fields.get("branch", ""),
            day=row.day,
            date_raw=row.date_raw,
            channel=source.code if source else None,
            source=source.name if source else None,
            source_raw=row.fields.get("source", ""),
            status=row.fields.get("status") or None,
        )

    def _take_cell(self, cell: TextCell, about: About, meant: dict[str, str]) -> None:
        collect = self._collector
        if says_nothing(cell.raw):
            collect.reject(cell.locator, "no_opinion", cell.raw)
            return
        number = meant.get("no", "")
        same = (number, about.branch or about.branch_raw, cell.raw)
        if number and same in self._seen:
            collect.reject(cell.locator, "duplicate_row", cell.raw, self._seen[same])
            return
        self._seen[same] = cell.name
        parts = split_cell(cell.raw, self._names_target) if cell.splits else split_numbered(cell.raw)
        if not parts:  # Nothing but number marks.
            collect.reject(cell.locator, "no_opinion", cell.raw)
        if len(parts) > 1:
            collect.warn("cell_split", cell.locator, parts=len(parts))
        for number_of_part, part in enumerate(parts, 1):
            locator: Locator = {**cell.locator, "part": number_of_part}
            if says_nothing(part.text):
                collect.reject(locator, "no_opinion", part.text)
                continue
            told = About(**{**about.__dict__, "target": cell.target}) if cell.target else about
            collect.add(part, locator, told, cell.raw if len(parts) > 1 else None)
            if number_of_part == 1:
                self._look_at_day_and_source(locator, about, meant)

    def _look_at_day_and_source(self, locator: Locator, about: About, meant: dict[str, str]) -> None:
        collect = self._collector
        carried = (about.channel or collect.channel or "").startswith("carry_")
        if about.date_raw and about.day is None:
            collect.warn("date_unresolved", locator, about.date_raw)
        elif about.date_raw and not carried and collect.outside_window(about.day):
            collect.warn("date_outside_window", locator, about.date_raw)
        if meant.get("source") and about.channel is None:
            collect.warn("source_unresolved", locator, meant["source"])

    def _names_target(self, text: str) -> bool:
        mark = self._collector.resolver.mark(text)
        return mark is not None and mark.target is not None
