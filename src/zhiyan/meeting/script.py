"""主持词: what the chair says, in the order of the agenda; who is to speak after whom is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhiyan.cycle.documents import INTERNAL, meeting_name, paper
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import team
from zhiyan.documents.gbt9704 import Block, Document, Heading, Paragraph
from zhiyan.documents.gbt9704.wording import listed, numeral, sentence, share_text
from zhiyan.meeting.documents import attendance, head_of, name_of, sittings, speaker
from zhiyan.meeting.models import AgendaItem, AgendaKind, Capacity, Meeting, Sitting
from zhiyan.meeting.queries import latest_meeting, share_of


def script(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """主持词: opening, each point with its words and order of speaking, end."""
    meeting = latest_meeting(cycle)
    points = list(AgendaItem.objects.filter(meeting=meeting).select_related("member")) if meeting else []
    blocks: list[Block] = [*head_of(meeting), Paragraph("同志们：", indent=False), *_opening(cycle, meeting, points)]
    for no, point in enumerate(points, 1):
        blocks.append(Heading(f"第{numeral(no) if no < 100 else no}项　{point.title}", numbered=False))
        blocks += [Paragraph(text) for text in _said(cycle, point) if text]
    blocks += [Paragraph("会议到此结束。散会。")] if points else []
    return paper(cycle, f"{cycle.unit.name}\n{meeting_name(cycle)}主持词", blocks, on=on, marking=INTERNAL)


def _opening(cycle: Cycle, meeting: Meeting | None, points: list[AgendaItem]) -> Iterator[Paragraph]:
    asked = f"按照{cycle.notice.issuer}通知要求" if cycle.notice else ""
    yield Paragraph(sentence(asked, f"今天召开{cycle.unit.name}{meeting_name(cycle)}"))
    if cycle.theme.strip():
        yield Paragraph(sentence(f"会议主题是：{cycle.theme.strip().rstrip('。')}"))
    yield from _who_is_there(meeting)
    if points:
        yield Paragraph(f"会议共{len(points)}项议程：{'；'.join(point.title for point in points)}。")


def _who_is_there(meeting: Meeting | None) -> Iterator[Paragraph]:
    """Who should be there, a place for how many came, the guests; of the first sitting."""
    for sitting in sittings(meeting)[:1]:
        rows = attendance(sitting, *Capacity)
        should = sum(row.capacity == Capacity.TEAM for row in rows)
        guests = listed(name_of(row) for row in rows if row.capacity == Capacity.SUPERVISOR)
        others = listed(name_of(row) for row in rows if row.capacity == Capacity.OBSERVER)
        if should:
            yield Paragraph(f"班子成员应到{should}人，实到　　人，{_enough(sitting)}，可以开会。")
        if guests or others:
            yield Paragraph(sentence(f"{guests}到会督导" if guests else "", f"{others}列席会议" if others else ""))


def _enough(sitting: Sitting) -> str:
    """达到三分之二以上, to be said once it is so."""
    share = share_of(sitting)
    words = share_text(share.over, share.under)
    return f"达到{words}" + ("" if words == "全员" else "以上")


def _said(cycle: Cycle, point: AgendaItem) -> list[str]:
    """The chair's words at a point; at a member's, the others in rank order after the member's own words."""
    who = speaker(point)
    if point.kind == AgendaKind.MEMBER and point.member is not None:
        others = listed(member.role for member in team(cycle) if member.pk != point.member_id)
        return [
            f"请{who}作自我批评。",
            f"请其他同志对{who}提出批评意见，按以下次序：{others}。" if others else "",
            f"请{who}表态。",
        ]
    asked = {
        AgendaKind.STUDY: "带领大家学习民主生活会制度，明确会议主题和要求",
        AgendaKind.REPORT: "通报上年度整改落实情况和本次征求意见情况",
        AgendaKind.TEAM_STATEMENT: "代表领导班子作对照检查",
        AgendaKind.COMMENTS: "点评",
        AgendaKind.CLOSING: "作总结表态",
    }
    words = asked.get(AgendaKind(point.kind), "发言")
    after = {AgendaKind.TEAM_STATEMENT: "请大家对领导班子的对照检查提出意见。", AgendaKind.MEMBER: ""}
    return [sentence(f"请{who}{words}" if who else f"请按议程{words}"), after.get(AgendaKind(point.kind), "")]
