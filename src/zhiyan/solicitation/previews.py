"""What an import file becomes: read with what the unit knows, kept as plain data until somebody confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import aspects, everybody_of_team
from zhiyan.org.queries import aliases as known_aliases
from zhiyan.org.queries import branches
from zhiyan.solicitation.importing import (
    ImportContext,
    ParsedFile,
    ParsedOpinion,
    SeenTable,
    Told,
    look_at_file,
    opinion_dict,
    rejection_dict,
    warning_dict,
)

Aliases = Mapping[str, Mapping[str, str]]
Layout = Mapping[str, Told]
"""What a person said of a file's tables, by their place in it."""
Preview = dict[str, Any]

UNRESOLVED = {
    "aspect_unresolved": "aspects",
    "target_unresolved": "targets",
    "branch_unresolved": "branches",
    "source_unresolved": "carry_sources",
}
"""Warnings that a person mends by saying what a name means, and the kind of alias that remembers it."""

COLUMNS = "columns"
"""The kind of alias that remembers what a unit's header words mean."""


def context_for(cycle: Cycle, *, channel: str | None, aliases: Aliases, told: Layout | None = None) -> ImportContext:
    """What the cycle and its unit know before a file is opened; `aliases` come before those remembered."""
    names = {aspect.name: aspect.code for aspect in aspects(cycle)}
    window = None
    if cycle.notice and cycle.notice.solicitation_from and cycle.notice.solicitation_to:
        window = (cycle.notice.solicitation_from, cycle.notice.solicitation_to)
    known = known_aliases(cycle.unit)
    merged = {kind: {**known.get(kind, {}), **aliases.get(kind, {})} for kind in {*known, *aliases}}
    # An aspect is remembered by name: its code may mean another one next year.
    merged["aspects"] = {
        raw: names.get(value, value)
        for raw, value in merged.get("aspects", {}).items()
        if value in names or value in names.values()
    }
    return ImportContext(
        aspects=tuple((code, name) for name, code in names.items()),
        targets=tuple(member.role for member in everybody_of_team(cycle)),
        branches=tuple(branch.name for branch in branches(cycle.unit)),
        window=window,
        channel=channel or None,
        aliases=merged,
        field_names=merged.get(COLUMNS, {}),
        told=told or {},
    )


def read(
    cycle: Cycle, data: bytes, name: str, *, channel: str | None, aliases: Aliases, told: Layout | None = None
) -> Preview:
    """The file's preview. Raises FileRefused where the file cannot be read at all, or holds no table to explain."""
    told = told or {}
    parsed = look_at_file(data, name, context_for(cycle, channel=channel, aliases=aliases, told=told))
    return {**preview_of(parsed, name, aliases), "told": {place: layout.as_dict() for place, layout in told.items()}}


def preview_of(parsed: ParsedFile, name: str, aliases: Aliases) -> Preview:
    """Plain data, as stored: opinions, rejected, warnings, the file's channel, its tables, and the aliases used."""
    return {
        "channel": parsed.channel,
        "opinions": [_opinion(name, opinion) for opinion in parsed.opinions],
        "rejected": [rejection_dict(name, rejection) for rejection in parsed.rejected],
        "warnings": [warning_dict(name, warning) for warning in parsed.warnings],
        "tables": [_table(table) for table in parsed.tables],
        "aliases": {kind: dict(pairs) for kind, pairs in aliases.items() if pairs},
    }


def _table(table: SeenTable) -> dict[str, Any]:
    return {**asdict(table), "unsure": table.unsure}


def layout_of(preview: Preview) -> dict[str, Told]:
    """What was said of the file's tables so far."""
    return {place: Told.from_dict(stored) for place, stored in preview.get("told", {}).items()}


def words_told(preview: Preview) -> dict[str, str]:
    """Header word → field, of the tables that somebody explained."""
    told = layout_of(preview)
    return {
        column["word"]: field
        for table in preview.get("tables", [])
        if table["place"] in told
        for column in table["columns"]
        if column["word"] and (field := told[table["place"]].columns.get(column["column"]))
    }


def _opinion(name: str, opinion: ParsedOpinion) -> dict[str, Any]:
    raw = {
        field: value
        for field in ("aspect_raw", "target_raw", "branch_raw", "date_raw", "source_raw", "status")
        if (value := getattr(opinion, field))
    }
    return {
        **opinion_dict(name, opinion),
        "start": opinion.start,
        "end": opinion.end,
        "target_source": opinion.target_source,
        "praise": opinion.praise,
        "personal_data": [dict(found) for found in opinion.personal_data],
        "raw": raw,
    }


def cell_key(opinion: Mapping[str, Any]) -> str:
    """What a split's parts have in common: their place without the part's number."""
    return "|".join(f"{name}={value}" for name, value in opinion["locator"].items() if name != "part")


def splits(preview: Preview) -> dict[str, list[dict[str, Any]]]:
    """Cells that fell into several opinions: key → its opinions."""
    cells: dict[str, list[dict[str, Any]]] = {}
    for opinion in preview["opinions"]:
        if opinion.get("source_text"):
            cells.setdefault(cell_key(opinion), []).append(opinion)
    return {key: parts for key, parts in cells.items() if len(parts) > 1}


def unknown_names(preview: Preview) -> dict[str, list[str]]:
    """Names that nobody could tell, by kind of alias, each once in the order of the file."""
    found: dict[str, dict[str, None]] = {}
    for warning in preview["warnings"]:
        kind = UNRESOLVED.get(warning["code"])
        if kind and warning.get("value"):
            found.setdefault(kind, {})[warning["value"]] = None
    return {kind: list(values) for kind, values in found.items()}


def channels_named(preview: Preview) -> list[str]:
    """The channels of the file's opinions, in the order in which they occur."""
    return list(dict.fromkeys(o["channel"] for o in preview["opinions"] if o["channel"]))


def names_own_channels(preview: Preview) -> bool:
    """Whether the rows name their own sources (延续问题), so that one channel for the whole file would be wrong."""
    return preview.get("channel") is None and bool(channels_named(preview))
