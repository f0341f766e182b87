"""How a file's tables were understood, and what a person says of them: plain data.

What a person says of a table (`Told`) decides over everything the program would think.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

FIELDS: Mapping[str, Any] = {
    "text": _("意见内容"),
    "team": _("对领导班子的意见"),
    "member": _("对班子成员的意见"),
    "aspect": _("方面"),
    "target": _("针对对象"),
    "branch": _("支部"),
    "unit": _("部门"),
    "date": _("日期"),
    "source": _("来源"),
    "no": _("序号"),
    "status": _("进展"),
    "ignored": _("不用"),
}
"""What a column can hold, in the order in which they are offered."""

_SENTENCE = 8
"""Characters on average from which a column reads like sentences and not like names."""


@dataclass(frozen=True)
class Told:
    """`header_row` is 0 where the table has no header; `columns` maps a column's number to one of FIELDS."""

    header_row: int = 0
    columns: Mapping[int, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As stored; the keys of JSON are texts."""
        return {"header_row": self.header_row, "columns": {str(number): name for number, name in self.columns.items()}}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Told:
        """As stored before. Columns of an unknown kind are left out."""
        columns = {int(number): name for number, name in stored["columns"].items() if name in FIELDS}
        return cls(int(stored["header_row"]), columns)


@dataclass(frozen=True)
class SeenColumn:
    """One column: its header word, the field it was taken for ("" for none), some values, how many are filled."""

    column: int
    word: str
    field: str
    samples: tuple[str, ...]
    filled: int
    mean_length: float

    @property
    def reads_like_opinions(self) -> bool:
        """Whether sentences stand here that became nothing."""
        return self.field == "" and self.mean_length >= _SENTENCE


@dataclass(frozen=True)
class SeenTable:
    """One table of a file. `place` names it in the file, `header_row` is 0 where it has none; `skipped` rows above
    the header look like rows of the table."""

    place: str
    header_row: int
    columns: tuple[SeenColumn, ...]
    read: bool
    guessed: bool = False
    told: bool = False
    skipped: int = 0

    @property
    def unsure(self) -> bool:
        """Whether a person should look: columns guessed by their contents, or sentences that became nothing."""
        if self.told:
            return False
        looks_like_a_table = len(self.columns) > 1 and any(column.filled > 1 for column in self.columns)
        if not self.read:
            return looks_like_a_table and any(column.reads_like_opinions for column in self.columns)
        return self.guessed or self.skipped > 1 or any(column.reads_like_opinions for column in self.columns)
