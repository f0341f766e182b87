"""Which column of a table is what: by the words of its header, else by what stands below it.

In Chinese the head noun comes last (意见类别 is a category, 意见内容 a text), so the last known word decides.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhiyan.kernel.files.days import parse_day
from zhiyan.kernel.files.names import key

from .context import ImportContext
from .parts import says_nothing
from .resolve import Resolver

Grid = Sequence[tuple[int, Mapping[int, str]]]
"""Rows with some text, in order: (row number, column -> text). Text under merged areas is repeated."""

_WORDS: Mapping[str, str] = {
    "no": "序号|编号|号码|号",
    "text": "意见和建议|意见与建议|意见建议|建议意见|意见|建议|内容|问题表述|问题描述|表述|描述|主要问题|问题|诉求",
    "aspect": "方面|类别|分类|类型|归类",
    "target": "对象|指向|针对|涉及领导|领导|职务",
    "branch": "党支部|支部|党小组",
    "unit": "部门|单位|处室",
    "date": "时间|日期",
    "source": "来源|渠道|出处|途径",
    "status": "进展|状态|进度",
    "ignored": "备注|姓名|人员?|条数|数量|人数|措施|情况|结果|反馈|电话|邮箱|签字|签名|说明|期限|部门意见|领导批示",
}
_RULES = [(field, re.compile(words, re.IGNORECASE)) for field, words in _WORDS.items()]
_WHOLE = re.compile(r"(?:具体|主要|收集的?|征求到?的?)*(?:意见|建议|意见[和与及、]?建议)(?:内容)?")
_LOOK_AHEAD = 25
_LONGEST_HEADER = 30
_SAMPLE = 60


@dataclass(frozen=True)
class TextColumn:
    """A column of opinions. `splits`: a cell may hold several; `target`: the header itself says whom they concern."""

    column: int
    splits: bool = False
    target: str | None = None


@dataclass(frozen=True)
class Header:
    """Columns by field; `last_row` is the header's last row, 0 where the table has no header."""

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    texts: tuple[TextColumn, ...]
    words: Mapping[int, str]

    def repeats(self, row: Mapping[int, str]) -> bool:
        """Whether the row is the header once more, as after a page break."""
        return bool(self.words) and all(key(row.get(column, "")) == key(word) for column, word in self.words.items())


def find_header(grid: Grid, context: ImportContext, resolver: Resolver) -> Header | None:
    """The header of a table of opinions, None where the rows are no such table."""
    best: Header | None = None
    best_score = 0
    # One row is tried everywhere before two: a title above the header must not be taken for its upper half.
    for first, last, words in [*_single_rows(grid), *_row_pairs(grid)]:
        header = _header(first, last, words, context, resolver)
        score = _score(header, words, context)
        if header is not None and score > best_score:
            best, best_score = header, score
    if best is None:
        return _by_shape(grid, resolver)
    return _completed(best, grid, resolver)


def _single_rows(grid: Grid) -> Iterator[tuple[int, int, Mapping[int, str]]]:
    for row, words in grid[:_LOOK_AHEAD]:
        yield row, row, words


def _row_pairs(grid: Grid) -> Iterator[tuple[int, int, Mapping[int, str]]]:
    for (row, words), (below, lower) in pairwise(grid[: _LOOK_AHEAD + 1]):
        answered = any(says_nothing(cell) for cell in (*words.values(), *lower.values()))
        if below == row + 1 and not answered:
            yield row, below, _stacked(words, lower)


def _stacked(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Two header rows read as one: the lower word, with the upper one where that makes it clear."""
    joined = {}
    for column in sorted(upper.keys() | lower.keys()):
        top, under = upper.get(column, ""), lower.get(column, "")
        joined[column] = under or top
        if top and under and top != under and (_field(under) is None or under.startswith(("对", "给", "针对"))):
            joined[column] = under + top
    return joined


def _header(
    first: int, last: int, words: Mapping[int, str], context: ImportContext, resolver: Resolver
) -> Header | None:
    columns: dict[str, int] = {}
    texts: list[TextColumn] = []
    seen: dict[int, str] = {}
    told = {key(name): field for name, field in context.field_names.items()}
    for column, word in words.items():
        addressed = None if key(word) in told else _addressed(column, word, resolver)
        if addressed is not None:
            seen[column] = word
            texts.append(addressed)
            continue
        field = told.get(key(word)) or _field(word)
        if field is None:
            continue
        seen[column] = word
        if field in ("text", "team", "member"):
            texts.append(_text_column(column, word, resolver) if field == "text" else TextColumn(column, splits=True))
        else:
            columns.setdefault(field, column)
    if not seen:
        return None
    if "branch" not in columns and "unit" in columns:
        columns["branch"] = columns["unit"]
    return Header(first, last, columns, tuple(texts), seen)


def _field(word: str) -> str | None:
    """The field that a header's word names, None where it is no header word."""
    bare = re.sub(r"[（(【\[].*?[）)】\]]", "", re.sub(r"\s", "", word))
    # 无意见 below 意见 is an answer, however much it looks like a header.
    if not bare or says_nothing(bare) or len(bare) > _LONGEST_HEADER or re.search(r"[：:。；;！？!?]", bare):
        return None
    best: tuple[int, int, str] | None = None
    for field, rule in _RULES:
        for match in rule.finditer(bare):
            rank = (match.end(), match.end() - match.start(), field)
            if best is None or rank[:2] > best[:2]:
                best = rank
    if best is None:
        return None
    after = len(bare) - best[0]
    # 支部名称, 对象姓名: a word or two may follow; a sentence may not.
    return best[2] if after <= 3 and not bare.endswith(("表", "汇总", "清单", "台账")) else None


def _addressed(column: int, word: str, resolver: Resolver) -> TextColumn | None:
    """对领导班子, 对班子成员, 对书记 alone, as below 意见建议: a column of opinions, not of whom they concern."""
    match = re.fullmatch(r"(?:针对|对|给)(.{2,12})", re.sub(r"\s", "", word))
    if match is None:
        return None
    if re.fullmatch(r"(?:领导)?班子(?:集体|成员)?(?:个人)?", match[1]):
        return TextColumn(column, splits=True)
    target = resolver.target(match[1])
    return TextColumn(column, splits=True, target=target) if target else None


def _text_column(column: int, word: str, resolver: Resolver) -> TextColumn:
    """对领导班子的意见, 对班子成员的意见, 对书记的意见: several opinions in a cell are usual there."""
    bare = re.sub(r"[（(].*?[）)]", "", re.sub(r"\s", "", word))
    match = re.match(r"(?:针对|对|给)(.+?)的?(?:具体)?(?:意见|建议)", bare)
    if match is None:
        return TextColumn(column)
    whom = match[1]
    target = None if "班子" in whom or "成员" in whom else resolver.target(whom)
    return TextColumn(column, splits=True, target=target)


def columns_by_words(grid: Grid, header: Header) -> dict[int, str]:
    """Every column's header word, those that name no field included."""
    above: dict[int, str] = {}
    for number, row in grid:
        if header.first_row <= number <= header.last_row:
            above |= {column: word for column, word in row.items() if word}
    return {**above, **header.words}


def _score(header: Header | None, words: Mapping[int, str], context: ImportContext) -> int:
    """How many fields are recognised; a lone column counts only where its header says nothing but 意见建议, or where
    somebody has said what the word means."""
    if header is None:
        return 0
    if len(words) > 1 and len(set(words.values())) == 1:
        return 0  # A title merged across the table.
    # A word merged across two columns is one word until the row below it tells them apart.
    found = len(header.columns.keys() - {"unit", "ignored"}) + len({header.words[c.column] for c in header.texts})
    if not header.texts:
        return found if found >= 2 else 0
    if found == 1:
        told = {key(name) for name in context.field_names}
        alone = len(set(words.values())) == 1 and all(_WHOLE.fullmatch(key(word)) for word in words.values())
        return 1 if alone or any(key(word) in told for word in words.values()) else 0
    return found + 10


def _completed(header: Header, grid: Grid, resolver: Resolver) -> Header | None:
    """The header with what its words leave open filled in by the columns' contents, and its last row settled."""
    body = [(row, words) for row, words in grid if row > header.last_row]
    last = header.last_row
    while body and header.repeats(body[0][1]):  # A header cell merged downwards repeats its words below.
        last = body[0][0]
        body = body[1:]
    columns, texts = dict(header.columns), list(header.texts)
    open_columns = {c for _, words in body for c in words} - set(header.words)
    for field, column in _shapes(body, sorted(open_columns), resolver):
        if field == "text" and not texts:
            texts.append(TextColumn(column))
        elif field != "text":
            columns.setdefault(field, column)
    if not texts:
        return None
    return Header(header.first_row, last, columns, tuple(texts), header.words)


def _by_shape(grid: Grid, resolver: Resolver) -> Header | None:
    """A table without a header: a column of sentences beside one of aspects, branches or targets."""
    found = dict(_shapes(grid, sorted({c for _, words in grid for c in words}), resolver))
    text = found.pop("text", None)
    if text is None or not found.keys() & {"aspect", "branch"}:
        return None
    return Header(0, 0, found, (TextColumn(text),), {})


def _shapes(body: Grid, columns: Sequence[int], resolver: Resolver) -> Iterator[tuple[str, int]]:
    """(field, column) for columns whose values can only be that."""
    longest: tuple[float, int] | None = None
    for column in columns:
        values = [words[column] for _, words in body if words.get(column)][:_SAMPLE]
        if len(values) < 2:
            continue
        field = _shape(values, resolver)
        if field is not None:
            yield field, column
            continue
        length = sum(map(len, values)) / len(values)
        if length >= 8 and (longest is None or length > longest[0]):
            longest = (length, column)
    if longest is not None:
        yield "text", longest[1]


def _shape(values: Sequence[str], resolver: Resolver) -> str | None:
    most = 0.8 * len(values)
    if sum(len(value) <= 20 and resolver.aspect(value) is not None for value in values) >= most:
        return "aspect"
    if sum("支部" in value and len(value) <= 20 for value in values) >= most:
        return "branch"
    if sum(len(value) <= 20 and parse_day(value) is not None for value in values) >= most:
        return "date"
    if sum(len(value) <= 12 and resolver.target(value) is not None for value in values) >= most:
        return "target"
    return None
