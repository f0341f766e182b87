"""Opinion forms (征求意见表) in word-processor files: only the table yields, one paragraph one opinion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhiyan.kernel.files.days import parse_day
from zhiyan.kernel.files.names import squash
from zhiyan.kernel.files.words import Cell, Document, Paragraph, Table

from .collect import About, Collector
from .context import Locator
from .headers import Header, TextColumn
from .parts import Part, says_nothing, split_numbered
from .tables import is_footer, is_signature

_BRANCH_LABEL = re.compile(r"(?:党支部|支部|部门|单位)(?:名称)?\s*[：:]\s*([^\s：:，,；;（）()]{2,30})")
_BRANCH_INSIDE = re.compile(r"[（(【]\s*([^（）()【】]{2,30}?支部)\s*[）)】]")
_BRANCH_BARE = re.compile(r"^\s*([^\s：:，,。；;]{2,28}支部)\s*$")
_LABELLED = re.compile(r"(?:日期|时间)\s*[：:]\s*(\S[^；;，,]{0,24})")
_FULL_DAY = re.compile(r"20\d{2}\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*日?")


@dataclass(frozen=True)
class FormHead:
    """What stands above a form's table: the branch and the day, as written and as meant."""

    branch: str | None
    branch_raw: str
    day: date | None
    date_raw: str


def opening(document: Document) -> str:
    """The first paragraphs and header rows, for telling the channel."""
    lines = [paragraph.text for paragraph in document.paragraphs[:8]]
    lines += [cell.text for table in document.tables[:2] for row in table.rows[:1] for cell in row]
    return "\n".join(line for line in lines if len(line) < 60)


def read_form(document: Document, name: str, collector: Collector) -> bool:
    """Every table of opinions in the document; False where it has none."""
    tables = [(number, table, _header(number, table, collector)) for number, table in enumerate(document.tables, 1)]
    if not any(header for _, _, header in tables):
        return False
    head = _head(document, name, collector)
    for number, table, header in tables:
        if header is not None:
            _read_table(number, table, header, head, collector)
    for text in document.boxes:
        collector.warn("textbox_ignored", {"document": 1}, text[:40])
    return True


def _header(number: int, table: Table, collector: Collector) -> Header | None:
    """The table's header; a form without one has aspects in its first column and opinions beside them."""
    grid = [(n, {c: cell.text for c, cell in enumerate(row, 1) if cell.text}) for n, row in enumerate(table.rows, 1)]
    aspects = [words for _, words in grid if collector.resolver.aspect(words.get(1, "")) and len(words) > 1]
    bare = Header(0, 0, {"aspect": 1}, (TextColumn(max(aspects[0])),), {}) if len(aspects) > 1 else None
    return collector.header(f"table {number}", grid, otherwise=bare)


def _read_table(number: int, table: Table, header: Header, head: FormHead, collector: Collector) -> None:
    for row_number, row in enumerate(table.rows, 1):
        words = {column: cell.text for column, cell in enumerate(row, 1) if cell.text}
        if row_number <= header.last_row or not words or header.repeats(words) or is_signature(list(words.values())):
            continue
        for text in header.texts:
            if text.column > len(row) or row[text.column - 1].row != row_number:
                continue  # Joined to the cell above, which has been read.
            cell = row[text.column - 1]
            locator: Locator = {"table": number, "row": row_number, "col": text.column}
            if not cell.text:
                continue
            if is_footer(list(words.values()), cell.text):
                collector.reject(locator, "footer", cell.text)
                continue
            _read_cell(cell, locator, _about(row, header, text, head, collector), collector)


def _about(row: tuple[Cell, ...], header: Header, text: TextColumn, head: FormHead, collector: Collector) -> About:
    def value(field: str) -> str:
        column = header.columns.get(field)
        return row[column - 1].text if column and column <= len(row) else ""

    branch_raw, date_raw = value("branch"), value("date")
    return About(
        aspect_raw=squash(value("aspect")) if "aspect" in header.columns else None,
        target_raw=value("target") if "target" in header.columns else None,
        branch=collector.resolver.branch(branch_raw) if branch_raw else head.branch,
        branch_raw=branch_raw or head.branch_raw,
        day=parse_day(date_raw, collector.context.window) if date_raw else head.day,
        date_raw=date_raw or head.date_raw,
        target=text.target,
    )


def _read_cell(cell: Cell, locator: Locator, about: About, collector: Collector) -> None:
    parts = list(_parts(cell.paragraphs))
    if not parts:  # Nothing but number marks printed beforehand.
        collector.reject(locator, "no_opinion", cell.text)
    for number, part in enumerate(parts, 1):
        if says_nothing(part.text):
            collector.reject(locator, "no_opinion", part.text)
        else:
            collector.add(part, {**locator, "part": number}, about)


def _parts(paragraphs: tuple[Paragraph, ...]) -> Iterator[Part]:
    """A paragraph is an opinion, or several where it numbers them; below a number mark, one without goes on with it."""
    marked = False
    pending: list[Part] = []
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if not text:
            continue
        parts = list(split_numbered(text))
        has_mark = bool(parts) and parts[0].start > 0
        if pending and marked and not has_mark and not paragraph.numbered:
            joined = f"{pending[-1].text}\n{text}"
            pending[-1] = Part(joined, 0, len(joined))
            continue
        pending += parts
        marked = has_mark
    yield from pending


def _head(document: Document, name: str, collector: Collector) -> FormHead:
    lines: list[tuple[str, Locator]] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            number += 1
            lines.append((block.text, {"paragraph": number}))
    branch_raw = _branch_text([text for text, _ in lines], name, collector)
    day, date_raw = _day(lines, collector)
    return FormHead(collector.resolver.branch(branch_raw), branch_raw, day, date_raw)


def _branch_text(lines: list[str], name: str, collector: Collector) -> str:
    for pattern in (_BRANCH_LABEL, _BRANCH_INSIDE, _BRANCH_BARE):
        for line in lines:
            if match := pattern.search(line):
                return match[1]
    known = [branch for branch in collector.context.branches if any(branch in line for line in lines)]
    if len(known) == 1:
        return known[0]
    match = _BRANCH_INSIDE.search(name)
    return match[1] if match else ""


def _day(lines: list[tuple[str, Locator]], collector: Collector) -> tuple[date | None, str]:
    """A labelled day, else a paragraph that is nothing but a day, else the first full date."""
    window = collector.context.window
    found: list[tuple[str, Locator]] = []
    for text, locator in lines:
        if match := _LABELLED.search(text):
            full = _FULL_DAY.search(match[1])
            found.append((full[0] if full else match[1].strip(), locator))
    found += [(text.strip(), locator) for text, locator in lines if _FULL_DAY.fullmatch(text.strip())]
    found += [(match[0].strip(), locator) for text, locator in lines if (match := _FULL_DAY.search(text))]
    for raw, locator in found:
        if day := parse_day(raw, window):
            if collector.outside_window(day):
                collector.warn("date_outside_window", locator, raw)
            return day, raw
    return None, ""
