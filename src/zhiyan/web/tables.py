"""Tables as plain data: what a page gives, made regular for the template."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

CELL_KEYS = ("text", "url", "state", "note", "num")


def table_rows(
    columns: Sequence[str | Mapping[str, Any]], rows: Iterable[Sequence[Any]]
) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Heads and rows with every cell a dict(label, text, url, state, note, num).

    A column is a text or dict(label, num=bool, head=bool); a cell is a value or dict(text, url, state, note).
    ValueError when a row has not as many cells as there are columns: a shifted table would lie.
    """
    heads = [dict(column) if isinstance(column, Mapping) else {"label": column} for column in columns]
    body = []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(heads):
            raise ValueError(f"row {number} has {len(row)} cells for {len(heads)} columns")
        body.append([_cell(cell, head) for cell, head in zip(row, heads, strict=True)])
    return heads, body


def _cell(cell: Any, head: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(cell) if isinstance(cell, Mapping) else {"text": cell}
    regular = {key: given.get(key) for key in CELL_KEYS}
    regular["text"] = "" if regular["text"] is None else regular["text"]
    regular["num"] = bool(head.get("num")) if regular["num"] is None else regular["num"]
    is_head = bool(head.get("head"))
    return {
        **regular,
        "label": head.get("label", ""),
        "head": is_head,
        "tag": "th" if is_head else "td",
        "none": regular["text"] == "" and not regular["state"] and not regular["note"],
    }
