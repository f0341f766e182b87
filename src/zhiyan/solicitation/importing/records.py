"""Exports as comma-separated records; blank ones are skipped, the count and time of export at the end kept aside."""

from zhiyan.kernel.files.days import parse_day

from .collect import Collector, Row, RowTaker, TextCell
from .context import Locator
from .headers import Header
from .tables import is_footer


def find_records(rows: list[list[str]], collector: Collector) -> Header | None:
    """The header among the records; rows and columns count from 1."""
    grid = [(n, {c: cell for c, cell in enumerate(row, 1) if cell}) for n, row in enumerate(rows, 1)]
    return collector.header("records", grid)


def read_records(rows: list[list[str]], header: Header, collector: Collector, taker: RowTaker) -> None:
    """Every record after the header, numbered from 1, becomes opinions or a rejection."""
    width = len(rows[header.last_row - 1]) if header.last_row else max(map(len, rows))
    for record, row in enumerate(rows[header.last_row :], 1):
        locator: Locator = {"record": record}
        if header.repeats({c: cell for c, cell in enumerate(row, 1) if cell}):
            continue
        if any(row[width:]):
            collector.reject(locator, "extra_columns", "，".join(row))
            continue
        _read_record(row, locator, record, header, collector, taker)


def _read_record(
    row: list[str], locator: Locator, record: int, header: Header, collector: Collector, taker: RowTaker
) -> None:
    def value(column: int) -> str:
        return row[column - 1] if column <= len(row) else ""

    filled = [cell for cell in row if cell]
    cells = [
        TextCell(raw, dict(locator), record, column.splits, column.target)
        for column in header.texts
        if (raw := value(column.column))
    ]
    if is_footer(filled, cells[0].raw if cells else ""):
        collector.reject(locator, "footer", filled[0])
        return
    if not cells:
        collector.reject(locator, "no_opinion", filled[0])
        return
    fields = {name: value(column) for name, column in header.columns.items() if name not in ("unit", "ignored", "date")}
    date_raw = value(header.columns["date"]) if "date" in header.columns else ""
    day = parse_day(date_raw, collector.context.window) if date_raw else None
    taker.take(Row(cells, fields, day, date_raw, "aspect" in header.columns, "target" in header.columns))
