"""Looking at a table: its layout as it was understood, or as a person described it."""

from __future__ import annotations

from collections.abc import Mapping

from zhiyan.kernel.files.names import squash

from .headers import Grid, Header, TextColumn, columns_by_words
from .layout import FIELDS, SeenColumn, SeenTable, Told

_SAMPLES = 3
_SAMPLE_LENGTH = 60
_TEXTS = ("text", "team", "member")


def told_header(grid: Grid, told: Told) -> Header | None:
    """The header that a person described; None where they named no column of opinions."""
    words = next((dict(row) for number, row in grid if number == told.header_row), {})
    # Of two columns told to be the same, the first counts.
    columns = {field: column for column, field in reversed(list(told.columns.items())) if field in FIELDS}
    texts = tuple(
        TextColumn(column, splits=field != "text") for column, field in sorted(told.columns.items()) if field in _TEXTS
    )
    for field in _TEXTS:
        columns.pop(field, None)
    if not texts:
        return None
    if "branch" not in columns and "unit" in columns:
        columns["branch"] = columns["unit"]
    return Header(told.header_row, told.header_row, columns, texts, words)


def seen(place: str, grid: Grid, header: Header | None, told: Told | None) -> SeenTable | None:
    """What a table looks like; None where it is empty."""
    if not grid:
        return None
    last = header.last_row if header else _first_wide_row(grid)
    words = columns_by_words(grid, header) if header else dict(next((row for n, row in grid if n == last), {}))
    fields = _fields(header, words, told)
    body = [row for number, row in grid if number > last]
    numbers = sorted({column for row in body for column in row} | set(words))
    columns = tuple(_column(number, words.get(number, ""), fields.get(number, ""), body) for number in numbers)
    guessed = header is not None and told is None and any(not header.words.get(c.column) for c in header.texts)
    skipped = _rows_above(grid, header) if header else 0
    return SeenTable(place, last, columns, header is not None, guessed, told is not None, skipped)


def _rows_above(grid: Grid, header: Header) -> int:
    """Rows above the header that are as wide as those of the table; titles and days are not."""
    wide = min(3, len(header.words))
    return sum(len(set(row.values())) >= wide for number, row in grid if number < header.first_row)


def _first_wide_row(grid: Grid) -> int:
    """Where a header would stand: the first row with as many cells as most rows have; 0 where there is one row only."""
    if len(grid) < 2:
        return 0
    widths = sorted(len(row) for _, row in grid)
    usual = widths[len(widths) // 2]
    return next((number for number, row in grid if len(row) >= usual and len(set(row.values())) > 1), 0)


def _fields(header: Header | None, words: Mapping[int, str], told: Told | None) -> dict[int, str]:
    if told is not None:
        return dict(told.columns)
    if header is None:
        return {}
    found = {column: "ignored" for column in header.words if column in words}
    found |= {column: field for field, column in header.columns.items()}
    found |= {text.column: "text" if not text.splits else "member" for text in header.texts}
    return found


def _column(number: int, word: str, field: str, body: list[Mapping[int, str]]) -> SeenColumn:
    values = [row[number] for row in body if row.get(number)]
    distinct = list(dict.fromkeys(values))
    lengths = [len(squash(value)) for value in values if not value.replace(".", "").isdigit()]
    return SeenColumn(
        column=number,
        word=word[:_SAMPLE_LENGTH],
        field=field,
        samples=tuple(value[:_SAMPLE_LENGTH] for value in distinct[:_SAMPLES]),
        filled=len(values),
        mean_length=sum(lengths) / len(lengths) if lengths else 0.0,
    )
