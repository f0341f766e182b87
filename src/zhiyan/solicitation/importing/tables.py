"""Lists of opinions in workbooks: header found, merged areas filled, blank rows passed over, footers kept aside."""

import re
from datetime import date

from zhiyan.kernel.files.days import parse_day
from zhiyan.kernel.files.names import squash
from zhiyan.kernel.files.sheets import Sheet, cell_name, text_of

from .channels import CarrySources
from .collect import Collector, Row, RowTaker, TextCell
from .context import Locator, ParseWarning
from .headers import Grid, Header

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数)(?:[：:\d].*)?")
_COUNT = re.compile(r"(?:合计|总计|共计|共)?[：:]?\d+(?:条|项|个|份)(?:记录|意见|建议|问题|意见建议)?[。.]?")
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|审批|复核|统计|报送|导出|打印|联系|记录|负责|签字|备注|说明|注)\S{0,6}?[：:]|注[：:]"
)
_LOOK_AT_ROWS = 200
_DATED = re.compile(r"(?:日期|时间)\s*[：:]\s*(\S+)")


def is_footer(texts: list[str], opinion: str) -> bool:
    """Whether a row is a total (合计, 共52条) and no opinion."""
    if any(_TOTAL.fullmatch(squash(text)) for text in texts):
        return True
    return any(_COUNT.fullmatch(squash(text)) for text in ([opinion] if opinion else texts))


def is_signature(texts: list[str]) -> bool:
    """Whether a row is furniture of the sheet: who filled it in, who checked it, a note."""
    return len(set(texts)) == 1 and bool(_SIGNED.match(squash(texts[0])))


def opening(sheets: tuple[Sheet, ...]) -> str:
    """The first rows of every sheet as text, for telling the channel."""
    lines = []
    for sheet in sheets:
        for row in range(1, min(sheet.last_row, 6) + 1):
            lines.append(" ".join(text for text in sheet.row_texts(row).values() if len(text) < 60))
    return "\n".join(lines)


def find_tables(sheets: tuple[Sheet, ...], collector: Collector) -> list[tuple[Sheet, Header]]:
    """The sheets that hold opinions, with their headers; instruction sheets and empty ones are left out."""
    found = []
    for sheet in sheets:
        header = collector.header(sheet.name, _grid(sheet))
        if header is not None:
            found.append((sheet, header))
    return found


def source_names(tables: list[tuple[Sheet, Header]]) -> list[str]:
    """Every value of the column 问题来源, in order."""
    names = []
    for sheet, header in tables:
        if column := header.columns.get("source"):
            names += [text_of(sheet.down(row, column)) for row in range(header.last_row + 1, sheet.last_row + 1)]
    return names


def read_table(sheet: Sheet, header: Header, collector: Collector, sources: CarrySources | None) -> None:
    """Every row below the header becomes opinions, a rejection, or is blank."""
    if sheet.hidden:
        collector.warn("hidden_sheet", {"sheet": sheet.name})
    told = _sheet_day(sheet, header, collector)
    taker = RowTaker(collector, sources)
    for number in range(header.last_row + 1, sheet.last_row + 1):
        texts = sheet.row_texts(number)
        if not texts or header.repeats(texts):
            continue
        _read_row(sheet, header, number, collector, taker, told)


def _read_row(
    sheet: Sheet,
    header: Header,
    number: int,
    collector: Collector,
    taker: RowTaker,
    told: tuple[date | None, str],
) -> None:
    texts = list(sheet.row_texts(number).values())
    cells = [
        TextCell(
            raw, _place(sheet, number, column.column), cell_name(number, column.column), column.splits, column.target
        )
        for column in header.texts
        if (raw := sheet.text(number, column.column))
    ]
    if is_signature(texts):
        return
    first = _place(sheet, number, header.texts[0].column)
    if is_footer(texts, cells[0].raw if cells else ""):
        collector.reject(first, "footer", cells[0].raw if cells else texts[0])
        return
    fields = {
        name: text_of(sheet.down(number, column))
        for name, column in header.columns.items()
        if name not in ("unit", "ignored", "date")
    }
    if not cells:
        # Numbers and aspects are printed beforehand; a branch, a target or a date shows that somebody began the row.
        begun = [header.columns[name] for name in ("branch", "target", "date") if name in header.columns]
        if any(sheet.text(number, column) for column in begun):
            collector.reject(first, "no_opinion", "")
        return
    day, date_raw = _row_day(sheet, header, number, collector) or told
    hidden = [ParseWarning("hidden_row", {"sheet": sheet.name, "row": number})] if number in sheet.hidden_rows else []
    taker.take(
        Row(cells, fields, day, date_raw, "aspect" in header.columns, "target" in header.columns, hidden),
    )


def _row_day(sheet: Sheet, header: Header, number: int, collector: Collector) -> tuple[date | None, str] | None:
    column = header.columns.get("date")
    value = sheet.down(number, column) if column else None
    return None if value is None else (parse_day(value, collector.context.window), text_of(value))


def _sheet_day(sheet: Sheet, header: Header, collector: Collector) -> tuple[date | None, str]:
    """The day above the header (填报日期：…), which holds for rows without one of their own."""
    for row in range(1, header.first_row):
        for column, text in sheet.row_texts(row).items():
            match = _DATED.search(text)
            day = parse_day(match[1], collector.context.window) if match else None
            if match and day:
                if collector.outside_window(day):
                    collector.warn("date_outside_window", _place(sheet, row, column), match[1])
                return day, match[1]
    return None, ""


def _grid(sheet: Sheet) -> Grid:
    """The first rows with merged areas filled: enough to find a header and to see what stands below it."""
    rows: list[tuple[int, dict[int, str]]] = []
    for row in range(1, sheet.last_row + 1):
        if len(rows) == _LOOK_AT_ROWS:
            break
        if sheet.row_texts(row):
            spread = {c: text_of(sheet.spread(row, c)) for c in range(1, sheet.last_column + 1)}
            rows.append((row, {column: text for column, text in spread.items() if text}))
    return rows


def _place(sheet: Sheet, row: int, column: int) -> Locator:
    return {"sheet": sheet.name, "cell": cell_name(row, column)}
