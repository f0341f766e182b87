"""The case's files of opinions, spoilt in the ways that files get spoilt; each spoiling is named and repeatable."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable

import docx
from openpyxl import Workbook, load_workbook

from tests.importing.case import CASE, FILES

SYNONYMS = {
    "意见建议内容": ["意见内容", "反映的主要问题", "具体建议", "征求到的意见"],
    "意见和建议": ["意见与建议", "建议内容", "主要问题"],
    "所属方面": ["类别", "归类", "对照检查方面"],
    "针对对象": ["对象", "涉及领导", "指向"],
    "提出时间": ["收集日期", "时间"],
    "支部": ["党支部", "所在支部", "党小组"],
}
UNKNOWN = ("甲栏", "Column1", "Ｘ", "其它说明栏目", "")

Bytes = bytes
Mangle = Callable[[Bytes, str, random.Random], tuple[Bytes, bool]]
"""Bytes and kind in; spoilt bytes, and whether every word of the original is still in them, out."""


def cut_short(data: bytes, _kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """The end is missing, as after a broken copy."""
    return data[: rng.randrange(1, len(data))], False


def flipped_bits(data: bytes, _kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Single bits changed anywhere."""
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 60)):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt), False


def bytes_repeated(data: bytes, _kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """A stretch stands twice."""
    start = rng.randrange(len(data))
    return data[:start] + data[start : start + rng.randint(1, 5000)] + data[start:], False


def part_spoilt(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """One part of the package is cut, emptied, taken away, or filled with something else."""
    if kind not in ("xlsx", "docx"):
        return flipped_bits(data, kind, rng)
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    chosen = rng.choice(names)
    how = rng.randrange(4)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            body = source.read(name)
            if name == chosen:
                if how == 0:
                    continue
                body = [body, b"", body[: rng.randrange(len(body) + 1)], b"<a>&#0;" + body][how]
            made.writestr(name, body)
    return out.getvalue(), False


def columns_moved(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Columns in another order; merged areas are taken apart first, as pasting does."""
    seed = rng.random()
    if kind == "csv":
        return _rows_as_csv([_shuffled(row, seed) for row in _even(_csv_rows(data))]), True
    if kind != "xlsx":
        return data, True
    return _each_row(data, lambda _no, row: _shuffled(row, seed)), True


def header_in_other_words(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Synonyms for header words, or a word that nobody knows."""
    strange = rng.random() < 0.4

    def other(value: object) -> object:
        known = SYNONYMS.get(re.sub(r"\s", "", str(value or "")))
        return rng.choice(UNKNOWN if strange else known) if known else value

    return _each_cell(data, kind, other), True


def control_characters(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Characters that no eye sees, put into the text of exports."""
    if kind not in ("csv", "txt"):
        return flipped_bits(data, kind, rng)
    text = _decoded(data)
    for _ in range(rng.randint(1, 40)):
        place = rng.randrange(len(text))
        text = text[:place] + rng.choice("\x00\x0b\x1f\u200b\u202e\ufeff\ufffe") + text[place:]
    return text.encode(), False


def blank_rows(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Empty rows between the others."""
    if kind == "csv":
        return _rows_as_csv([r for row in _csv_rows(data) for r in ([row, []] if rng.random() < 0.3 else [row])]), True
    return (_each_row(data, lambda no, row: row, gaps=rng.random()), True) if kind == "xlsx" else (data, True)


def header_gone(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """The first rows are missing."""
    drop = rng.randint(1, 4)
    if kind == "csv":
        return _rows_as_csv(_csv_rows(data)[drop:]), False
    return (_each_row(data, lambda no, row: None if no <= drop else row), False) if kind == "xlsx" else (data, True)


def other_encoding(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """Exports saved in another encoding."""
    if kind not in ("csv", "txt"):
        return data, True
    return _decoded(data).encode(rng.choice(["utf-16", "gb18030", "utf-8-sig", "utf-8"])), True


def table_in_a_table(data: bytes, kind: str, rng: random.Random) -> tuple[bytes, bool]:
    """A form's table with another one pasted into a cell."""
    if kind != "docx":
        return columns_moved(data, kind, rng)
    document = docx.Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    inner = rng.choice(cells).add_table(2, 2)
    inner.cell(1, 1).text = "插入的小表"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), True


MANGLES: tuple[Mangle, ...] = (
    cut_short, flipped_bits, bytes_repeated, part_spoilt, columns_moved, header_in_other_words, control_characters,
    blank_rows, header_gone, other_encoding, table_in_a_table,
)  # fmt: skip


def mangled(number: int) -> tuple[str, str, str, bytes, bool]:
    """The `number`-th spoilt file: path of the original, name, how it was spoilt, bytes, whether all words are left."""
    rng = random.Random(number)
    path = sorted(FILES)[number % len(FILES)]
    mangle = MANGLES[(number // len(FILES)) % len(MANGLES)]
    name = FILES[path]["original_name"]
    data, whole = mangle((CASE / path).read_bytes(), path.rsplit(".", 1)[-1], rng)
    return path, name, mangle.__name__, data, whole


def _decoded(data: bytes) -> str:
    return data.decode("gb18030") if not data.startswith(b"\xef\xbb\xbf") else data.decode("utf-8-sig")


def _csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(_decoded(data))))


def _even(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _rows_as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _shuffled(row: list, seed: float) -> list:
    copy = list(row)
    random.Random(seed).shuffle(copy)
    return copy


def _each_row(data: bytes, change: Callable[[int, list], list | None], gaps: float = 0.0) -> bytes:
    book = load_workbook(io.BytesIO(data))
    made = Workbook()
    made.remove(made.active)
    spacing = random.Random(gaps)
    for sheet in book:
        for area in list(sheet.merged_cells.ranges):
            value = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(area.coord)
            for row in range(area.min_row, area.max_row + 1):
                sheet.cell(row, area.min_col).value = value
        copy = made.create_sheet(sheet.title)
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            changed = change(number, list(row))
            if changed is not None:
                copy.append(changed)
            if gaps and spacing.random() < 0.3:
                copy.append([])
    return _saved(made)


def _each_cell(data: bytes, kind: str, change: Callable[[object], object]) -> bytes:
    if kind == "csv":
        return _rows_as_csv([[str(change(cell)) for cell in row] for row in _csv_rows(data)])
    if kind == "docx":
        document = docx.Document(io.BytesIO(data))
        for table in document.tables:
            for cell in table.rows[0].cells:
                cell.text = str(change(cell.text))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    if kind != "xlsx":
        return data
    book = load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = change(cell.value)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
