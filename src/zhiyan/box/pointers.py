"""Words that may point to the writer: shown before a slip is sealed, so that the writer can leave them out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from zhiyan.kernel.masks import Span, merge
from zhiyan.solicitation.importing.personal import personal_data

# 我组、本室、我今年、上周三、3月5日、张老师: who, where, when only few people know
_SELF = re.compile(
    r"(?:我们?|本|咱们?)(?:自己)?(?:组|室|科|处|课题组|团队|班组|宿舍|办公室)|本人|我是|我今年|我在.{0,6}工作"
)
_DAY = re.compile(r"\d{1,2}月\d{1,2}[日号]|上周[一二三四五六日天]|昨天|前天")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟"
    "熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAMED = re.compile(rf"[小老]?[{_SURNAMES}](?:老师|师傅|同志|工|主任|处长|书记|经理)(?![作程资种厂人])")
_PATTERNS = (_SELF, _DAY, _NAMED)


def personal(text: str) -> list[Span]:
    """Phone, staff number and the like: covered before leaders read."""
    return merge((found["start"], found["end"]) for found in personal_data(text))


def pointing(text: str, names: Iterable[str] = ()) -> list[Span]:
    """What may point to the writer; `names` are those of the unit's branches and departments."""
    spans = [match.span() for pattern in _PATTERNS for match in pattern.finditer(text)]
    for name in names:
        spans += [match.span() for match in re.finditer(re.escape(name), text)] if len(name) > 1 else []
    return merge(spans)


def pieces(text: str, names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The text cut into plain, `pointing` and `covered` pieces; joined they are the text."""
    covered = personal(text)
    marks = [(start, end, "covered") for start, end in covered]
    for start, end in pointing(text, names):
        if all(end <= a or b <= start for a, b in covered):
            marks.append((start, end, "pointing"))
    found: list[dict[str, Any]] = []
    at = 0
    for start, end, kind in sorted(marks):
        found += [{"text": text[at:start]}, {"text": text[start:end], kind: True}]
        at = end
    return [piece for piece in [*found, {"text": text[at:]}] if piece["text"]]
