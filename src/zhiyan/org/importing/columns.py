"""Headers of the roster's sheets: found by their words, over one row or several."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhiyan.kernel.files.names import key, squash
from zhiyan.kernel.files.sheets import Sheet, Value, text_of

# The first rule that fits decides: 负责人工号 is a head, not a staff number.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(words, re.IGNORECASE))
    for field, words in (
        ("portfolio", "分管|分工|联系部门"),
        ("head", "^(?:部门)?(?:主要)?(?:负责人|领导)(?:工号|姓名)?$"),
        ("secretary", "支部书记|书记(?:工号|姓名)"),
        ("party", "党员|政治面貌"),
        ("joined", "(?:入|到|进).{0,3}(?:时间|日期|年月)|参加工作"),
        ("phone", "手机|电话|联系方式"),
        ("email", "邮箱|邮件|e-?mail"),
        ("staff_no", "工号|职工号|员工号|人员编号|^编号$"),
        ("name", "姓名"),
        ("no", "^序号?$|排序|^no.?$"),
        # 党群人事党支部 is a name in the table, 所属党支部 a header.
        ("branch", "^(?:所在|所属|隶属|组织关系|的)*(?:党?支部|党组织|组织关系)(?:名称)?(?:一览)?$"),
        ("department", "^(?:所在|所属)?(?:部门|处室|科室|内设机构)(?:名称)?(?:一览)?$"),
        ("post", "职务|岗位|职称|角色"),
        ("note", "备注|说明"),
    )
)
_LOOK_AHEAD = 15
_LONGEST = 16


@dataclass(frozen=True)
class Columns:
    """A header: its rows, column -> field, column -> word as written."""

    rows: tuple[int, ...]
    fields: Mapping[int, str]
    words: Mapping[int, str]

    def find(self, field: str) -> int | None:
        """The first column of that field."""
        return next((column for column, known in self.fields.items() if known == field), None)

    def all(self, field: str) -> list[int]:
        """Every column of that field, from the left."""
        return [column for column, known in self.fields.items() if known == field]

    def text(self, sheet: Sheet, row: int, field: str) -> str:
        """The trimmed text of the row in that field, '' where there is no such column."""
        return text_of(self.value(sheet, row, field))

    def value(self, sheet: Sheet, row: int, field: str) -> Value | None:
        """The value of the row in that field, filled from above where merged downwards."""
        column = self.find(field)
        return sheet.down(row, column) if column else None


def field_of(word: str) -> str | None:
    """The field that a header word names."""
    bare = squash(word)
    if not bare or len(bare) > _LONGEST or re.search(r"[。；;：:]", bare):
        return None
    return next((field for field, rule in _RULES if rule.search(bare)), None)


def find_columns(sheet: Sheet, needed: frozenset[str], at_least: int = 2) -> Columns | None:
    """The header that has one of the `needed` fields and `at_least` fields in all; None where the sheet has none."""
    for row in range(1, min(sheet.last_row, _LOOK_AHEAD) + 1):
        if not _recognised(sheet, row):
            continue
        rows = _band(sheet, row)
        words = {column: word for column in range(1, sheet.last_column + 1) if (word := _word(sheet, rows, column))}
        fields = {column: field for column, word in words.items() if (field := field_of(word))}
        if len({*fields.values()}) >= at_least and needed & {*fields.values()}:
            return Columns(rows, fields, {column: words[column] for column in fields})
    return None


def _recognised(sheet: Sheet, row: int) -> bool:
    words = {word for column in range(1, sheet.last_column + 1) if (word := text_of(sheet.spread(row, column)))}
    return sum(field_of(word) is not None for word in words) >= 2


def _band(sheet: Sheet, first: int) -> tuple[int, ...]:
    """The header's rows: on downwards while a header cell is merged into the next, or the next is all header words."""
    last = first
    while last < sheet.last_row:
        below = last + 1
        merged = any(first <= sheet.anchors.get((below, c), (0, 0))[0] <= last for c in range(1, sheet.last_column + 1))
        words = list(sheet.row_texts(below).values())
        if not merged and not (len(words) >= 2 and all(field_of(word) for word in words)):
            break
        last = below
    return tuple(range(first, last + 1))


def _word(sheet: Sheet, rows: tuple[int, ...], column: int) -> str:
    """The lowest word that stands over the column."""
    for row in reversed(rows):
        if word := text_of(sheet.spread(row, column)):
            return squash(word)
    return ""


def same(left: str, right: str) -> bool:
    """Whether two cells say the same but for white space and width."""
    return key(left) == key(right)
