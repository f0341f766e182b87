"""Whom a text is for (对象): the role it is addressed to or speaks of as the one who acts; None where nobody is named.

`team` (班子), `secretary` (书记), `director` (行政主要负责人: 主任、所长、院长…), `deputy` (副职、分管领导),
`discipline` (纪委书记).
"""

from __future__ import annotations

import re

_DISCIPLINE = r"纪委(?:书记|的同志)?|纪检(?:书记|组长|监察组)?|派驻(?:纪检)?组长?"
_DEPUTY = (
    r"副(?:主任|所长|院长|局长|校长|台长|馆长|书记|职|厅长|处长)[A-Z甲乙丙丁]?"
    r"|分管[^，。；]{0,8}?(?:领导|负责人|负责同志|副主任|副院长|副所长|副局长)|(?:各位)?副职"
)
_SECRETARY = r"(?:党委|党组|党总支)?(?:书记|一把手书记)"
_DIRECTOR = r"(?:中心|行政)?(?:主任|所长|院长|局长|校长|台长|馆长)"
_TEAM = r"(?:领导)?班子(?:成员)?|党委(?:班子)?|党组|中心领导|院领导|局领导|所领导|校领导|领导们|各位领导|两委"
_ORDER = (
    ("discipline", rf"(?:{_DISCIPLINE})"),
    ("deputy", rf"(?:{_DEPUTY})"),
    (
        "secretary",
        rf"(?<!支部)(?<!总支)(?<!团委)(?<!副)(?<!支委)(?<!纪委)(?<!县委)(?<!市委)(?<!省委)(?<!纪检){_SECRETARY}",
    ),
    ("director", rf"(?<!副)(?<!科室)(?<!科)(?<!室)(?<!系)(?<!部)(?<!处)(?<!班)(?<!病区)(?<!护){_DIRECTOR}"),
    ("team", rf"(?:{_TEAM})"),
)
_MARK = re.compile(r"^\W*(?:致|给|对|请|向|分管)?\s*(?P<who>[一-鿿A-Z]{1,9})\s*[)）\]】]?\s*(?:同志)?[：:，,)）]")
# After a post, what makes it a thing or a place and not the person.
_NO_PERSON = (
    r"(?:办公会|办公室|信箱|接待日|接待|会议|会上|会$|会[，。]|助理|人选|岗|职位|职务|级|开放日|热线|公示|签字)"
)
_ASKS = (
    r"(?:建议|希望|请|盼望|盼|恳请|望|想请|愿|想问问?|想对|感谢|谢谢|期待|能否请|对|跟|向|给|让|由|找|约|见|等|说给|的)"
)


def target_of(text: str) -> str | None:
    """The role that the text is for, by its mark, by whom it asks, or by who acts in it; None where nobody is named."""
    mark = _MARK.match(text)
    if mark:
        for role, pattern in _ORDER:
            if re.fullmatch(rf"(?:各位|全体|我们)?{pattern}(?:同志|成员|们)?", mark["who"]):
                return role
    found: list[tuple[int, int, str]] = []
    for rank, (role, pattern) in enumerate(_ORDER):
        for hit in re.finditer(pattern, text):
            asked = re.search(
                _ASKS + r"(?:我们)?(?:的)?(?:中心|单位|院|所|局|医院|学院)?(?:党委)?$", text[: hit.start()]
            )
            opens = hit.start() == 0 or text[hit.start() - 1] in "，。；！？：、 （("
            if (opens or asked) and not re.match(_NO_PERSON, text[hit.end() :]):
                found.append((hit.start(), rank, role))
    return min(found)[2] if found else None
