"""Texts that raise several matters: cut where the writer cut, and between sentences that name different things.

The writer cuts with numbers, 一是…二是…, 另外. Sentences are cut only where each of them names a thing of its own
(食堂, 报销, 班车…) and none leans on the one before: a cut too many tears a point apart, a missed one costs a click.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise

SHORTEST, LONGEST = 6, 60
"""Signs that a part must have to be a matter of its own, and that a sentence may have to be cut from its neighbours."""
_NUMBERED = re.compile(
    r"(?:^|(?<=[。；;，,\n：:]))\s*(?:[（(]?[1-9一二三四五六七八九][)）]|[1-9][.．、](?!\d)|[①②③④⑤⑥⑦⑧⑨]|[一二三四五六七八九][、是]|第[一二三四五六七八九][，,、])"
)
_ALSO = re.compile(
    r"(?:(?<=[。；;！!？?，,])\s*(?:另外|此外)|(?<=[。；;！!？?])\s*(?:还有|再就是|再有|再者|顺便(?:说|提)|同时也?|最后))[，,：:]?"
)
_SENTENCE = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")
# Things about which staff of public bodies write, each known by words that seldom stand for another.
_THINGS = tuple(
    re.compile(words)
    for words in (
        "食堂|饭菜|打饭|伙食|就餐|饭堂",
        "停车|车位",
        "班车|通勤车",
        "报销|差旅费",
        "职称|评审",
        "宿舍|公寓|周转房|住房",
        "空调|暖气|供暖",
        "电梯",
        "厕所|卫生间",
        "体检",
        "党课",
        "理论学习|集中学习|学习材料",
        "廉政教育|警示教育",
        "谈心",
        "调研|下基层|到基层",
        "会议|开会|会太多",
        "采购|招标",
        "绩效|奖金|工资",
        "值班|加班",
        "招聘|编制|进人",
        "培训",
        "公开栏|财务公开|院务公开|信息公开",
        "轮岗|换岗|轮换",
        "信息系统|办公系统|OA",
        "网络|网速|Wi-?Fi",
        "设备|仪器",
        "课题|经费",
        "医药代表",
        "会诊",
        "保密",
        "子女入学|入托|幼儿园",
        "门禁|大门|保安",
        "考核",
        "文件|发文",
        "支部活动|主题党日",
        "发展党员",
        "成果转化",
        "图书|资料室",
        "绿化|环境卫生|垃圾",
        "公车|用车",
        "印章|盖章|签字",
    )
)
_LEANS = re.compile(
    r"[其这那它他她再又还才都就即能可应不没有等]|否则|导致|因此|所以|于是|而|但|结果|也就|如果|要是|只要|现在|目前|建议|希望|请|哪怕"
)


def parts(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the matters in a text: one span over all of it where there is no cut."""
    spans = _by_marks(text)
    if len(spans) < 2 or any(end - start < SHORTEST for start, end in spans):
        spans = _by_things(text)
    return spans if len(spans) > 1 else [_trim(text, 0, len(text))]


def _by_marks(text: str) -> list[tuple[int, int]]:
    """Where the writer numbered matters or began another one."""
    marks = [found.start() for found in _NUMBERED.finditer(text)]
    if len(marks) < 2:
        marks = [0, *(found.start() for found in _ALSO.finditer(text))]
    elif marks[0] > 0 and len(text[: marks[0]].strip("：:，, \n")) >= 3 * SHORTEST:
        marks.insert(0, 0)
    else:
        marks[0] = 0
    return [_trim(text, start, end) for start, end in pairwise([*marks, len(text)])]


def _by_things(text: str) -> list[tuple[int, int]]:
    """Two to four short sentences, each about things that no other one names."""
    spans = [(start, end) for start, end in _sentences(text) if end > start]
    if not 2 <= len(spans) <= 4 or any(not SHORTEST < end - start <= LONGEST for start, end in spans):
        return []
    if any(_LEANS.match(text, start) for start, _end in spans[1:]):
        return []
    named = [{thing for thing in _THINGS if thing.search(text, start, end)} for start, end in spans]
    clear = all(1 <= len(things) <= 2 for things in named)
    return spans if clear and not any(one & other for one, other in combinations(named, 2)) else []


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans `[start, end)` of the sentences of a text that say something, without white space at their edges."""
    return [(start, end) for start, end in _sentences(text) if end - start >= SHORTEST]


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    return [_trim(text, start, end) for start, end in pairwise([0, *ends, len(text)])]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its edges."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, end - (len(piece) - len(piece.rstrip())))
