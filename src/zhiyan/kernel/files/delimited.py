"""Exports as delimited text (.csv)."""

import csv
import io

from django.utils.translation import gettext as _

from .refusal import FileRefused

_DELIMITERS = ",\t;"


def read_delimited(text: str) -> list[list[str]]:
    """All records that are not blank, cells trimmed. Raises FileRefused `csv_broken` for an unclosed quotation mark."""
    head = next((line for line in text.split("\n")[:10] if any(map(line.count, _DELIMITERS))), "")
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileRefused(
            "csv_broken",
            _("文件里的引号不成对，从那里起分不清各列。"),
            _("请用表格软件打开核对，另存为 .xlsx 或 .csv 后再上传。"),
        ) from error
    trimmed = [[cell.replace("\r\n", "\n").strip() for cell in row] for row in rows]
    return [row for row in trimmed if any(row)]
