"""One cell, several opinions: where a text falls into parts. Every part is a span of the text; nothing is rewritten."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_CHINESE = "一二三四五六七八九十"
_MARK = re.compile(
    r"(?P<dot>\d{1,2})[.、．](?!\d)|[（(](?P<round>\d{1,2})[）)]|(?P<ring>[①-⑳])|(?P<half>\d{1,2})[）)]"
    rf"|(?P<han>[{_CHINESE}]{{1,3}})、|[（(](?P<hanround>[{_CHINESE}]{{1,3}})[）)]"
)
_BEFORE_MARK = re.compile(r"[\s。；;！？!?]")
_GOES_ON = re.compile(
    rf"\s*(?:[{_CHINESE}](?:要|是|、)|第[{_CHINESE}]|其[{_CHINESE}]|[（(]\s*[\d{_CHINESE}]{{1,2}}\s*[）)]|\d{{1,2}}[.、．](?!\d)"
    r"|[①-⑳]|但|因此|所以|否则|从而|以便|并且|而且)"
)
_OPEN, _CLOSE = "“‘（《【(「", "”’）》】)」"
_NOTHING = re.compile(
    r"(?:暂时?|目前|均|本支部|我支部)*(?:无|没有|没|未提出?)(?:任何|其[他它]|具体|更多|不同|新的?)*"
    r"(?:意见|建议|问题|意见[和与、及]?建议)?(?:了)?"
)
_BLANK_MARKS = frozenset({"/", "\\", "-", "--", "—", "——", "N/A", "n/a", "NA", "空", "〇"})


@dataclass(frozen=True)
class Part:
    """One opinion in a longer text: text == source[start:end]."""

    text: str
    start: int
    end: int


def says_nothing(text: str) -> bool:
    """Whether the text says that there is no opinion (无, 暂无, 无意见, 没有意见和建议)."""
    bare = re.sub(r"\s", "", text).strip("。．.！!，,；;（）()")
    return not bare or bare in _BLANK_MARKS or bool(_NOTHING.fullmatch(bare))


def split_numbered(source: str) -> tuple[Part, ...]:
    """Parts by number marks (1. 1、 （1） ①) that begin the text and count on in one style; the marks go.

    A text that does not begin with a mark is one part, unchanged but for outer white space.
    """
    marks = _marks(source)
    if not marks:
        return _parts(source, [(0, len(source))], trailing="")
    ends = [start for start, _ in marks[1:]] + [len(source)]
    return _parts(source, [(mark[1], end) for mark, end in zip(marks, ends, strict=True)])


def split_cell(source: str, names_target: Callable[[str], bool] | None = None) -> tuple[Part, ...]:
    """Parts by number marks, else by `；`, else where a new line or sentence begins with a role mark.

    `一要…；二要…` goes on with the same opinion and is not split; nor is `；` inside quotation marks or brackets.
    `names_target` says whether a text begins with a role mark.
    """
    if _marks(source):
        return split_numbered(source)
    spans: list[tuple[int, int]] = []
    for start, end in _between(source, _semicolons(source)):
        if spans and _GOES_ON.match(source, start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if names_target is not None:
        spans = [inner for span in spans for inner in _by_role(source, span, names_target)]
    return _parts(source, spans)


def _marks(source: str) -> list[tuple[int, int]]:
    """(start, end) of the marks that number the text's parts, white space around them included."""
    begin = len(source) - len(source.lstrip())
    first = _MARK.match(source, begin)
    if first is None:
        return []
    style = str(first.lastgroup)
    last = _number(first)
    found = [(begin, first.end())]
    for mark in _MARK.finditer(source, first.end()):
        before = source[mark.start() - 1]
        if mark.lastgroup != style or not _BEFORE_MARK.match(before):
            continue
        number = _number(mark)
        if number == last + 1 or (number > last and before == "\n"):
            found.append((mark.start(), mark.end()))
            last = number
    # A lone 一、 is more often the beginning of a sentence (一、二线人员…) than a number.
    return [] if style.startswith("han") and len(found) < 2 else found


def _number(mark: re.Match[str]) -> int:
    text = str(mark[str(mark.lastgroup)])
    if text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, ten, ones = text.rpartition("十")
    value = _CHINESE.find(ones) + 1 if ones else 0
    return value + (10 * (_CHINESE.find(tens) + 1 if tens else 1) if ten else 0)


def _semicolons(source: str) -> list[int]:
    """Places of `；` outside quotation marks and brackets."""
    depth, found = 0, []
    for place, letter in enumerate(source):
        if letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth = max(0, depth - 1)
        elif letter in "；;" and depth == 0:
            found.append(place)
    return found


def _between(source: str, places: Iterable[int]) -> list[tuple[int, int]]:
    start, spans = 0, []
    for place in [*places, len(source)]:
        if source[start:place].strip():
            spans.append((start, place))
        start = place + 1
    return spans


def _by_role(source: str, span: tuple[int, int], names_target: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Cut where a line or sentence begins with a role mark, provided that the text begins with one."""
    start, end = span
    if not names_target(source[start:end].lstrip()):
        return [span]
    cuts = [start]
    for gap in re.finditer(r"[\n。]\s*", source[start:end]):
        place = start + gap.end()
        if place < end and names_target(source[place:end]):
            cuts.append(place)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _parts(source: str, spans: Iterable[tuple[int, int]], trailing: str = "；;") -> tuple[Part, ...]:
    parts = []
    for start, end in spans:
        while start < end and source[start].isspace():
            start += 1
        while start < end and (source[end - 1].isspace() or source[end - 1] in trailing):
            end -= 1
        if start < end:
            parts.append(Part(source[start:end], start, end))
    return tuple(parts)
