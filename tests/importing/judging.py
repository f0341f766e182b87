"""Whether a file was read honestly: every opinion is there, kept aside with a reason, or its table is unsure."""

from __future__ import annotations

from dataclasses import dataclass

from tests.importing.case import FILES, context
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.files.names import squash
from zhiyan.solicitation.importing import ParsedFile, look_at_file


@dataclass(frozen=True)
class Outcome:
    """`refused` is the code or ""; `silent` are opinions that are nowhere and of which nobody was told."""

    refused: str
    silent: tuple[str, ...]
    opinions: int


def outcome(path: str, name: str, data: bytes, whole: bool) -> Outcome:
    """What reading the spoilt file gives. Any other exception than a refusal is a defect and is raised."""
    told = FILES[path]
    try:
        parsed = look_at_file(data, name, context(told["channel"]))
    except FileRefused as error:
        if not (error.sentence and error.remedy):
            raise AssertionError(f"{error.code} says nothing") from error
        return Outcome(error.code, (), 0)
    lost = _lost(parsed, [opinion["text"] for opinion in told["opinions"]]) if whole else ()
    return Outcome("", lost, len(parsed.opinions))


def _lost(parsed: ParsedFile, wanted: list[str]) -> tuple[str, ...]:
    """Texts that became no opinion and no row kept aside, unless a table of the file asks to be looked at."""
    if any(table.unsure for table in parsed.tables):
        return ()
    kept = [o.source_text or o.text for o in parsed.opinions] + [row.text for row in parsed.rejected]
    found = squash("\n".join(kept))
    return tuple(text for text in wanted if squash(text) not in found)
