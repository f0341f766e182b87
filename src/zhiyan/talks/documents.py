"""谈话安排表 and the blank 谈话记录表. The words of a talk are in no document: they belong to the two."""

from __future__ import annotations

import datetime as dt

from zhiyan.cycle.documents import BLANK_DATE, INTERNAL, NO_SECRETS, columns, day, paper
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import team
from zhiyan.documents.gbt9704 import (
    Block,
    Document,
    FlowBlock,
    KeyValues,
    Landscape,
    Paragraph,
    Row,
    SignatureLine,
    Table,
)
from zhiyan.documents.gbt9704.wording import clauses, sentence
from zhiyan.talks.models import GroupTalk, PairKind, TalkPair
from zhiyan.talks.queries import belongs_label, counts, group_talks, other_label, pairs, talk_of

HELD, DUE, NONE = "●", "○", "—"


def arrangement(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """谈心谈话安排表: all pairs in rank order, who with whom, when, held or not; the matrix of the members."""
    found = list(pairs(cycle))
    parts: list[FlowBlock] = [_list(found)]
    if matrix := _matrix(cycle, found):
        parts.append(matrix)
    groups: list[Block] = [Paragraph(group_sentence(talk)) for talk in group_talks(cycle)]
    return paper(
        cycle, f"{cycle.label}年度民主生活会谈心谈话安排表", groups, Landscape(tuple(parts)), on=on, marking=INTERNAL
    )


def _list(found: list[TalkPair]) -> Table:
    rows: list[Row] = [
        (
            no, pair.get_kind_display(), pair.member.role, other_label(pair), belongs_label(pair),
            day(pair.planned_on), pair.place, completion(pair),
        )
        for no, pair in enumerate((p for p in found if p.required or talk_of(p)), 1)
    ]  # fmt: skip
    footer: list[Row] = []
    for kind in PairKind:
        done = counts([pair for pair in found if pair.kind == kind])
        if done["required"]:
            footer.append((f"{kind.label}：应谈{done['required']}对，已谈{done['held']}对",))
    total = counts(found)
    footer.append((f"合计：应谈{total['required']}对，已谈{total['held']}对，双方确认{total['confirmed']}对",))
    heads = columns(
        ("序号", 0.5, "center"), ("类别", 2.2), ("谈话人", 1), ("对象", 1.2), ("部门或支部", 1.8),
        ("计划时间", 1.4), ("地点", 1.2), ("完成", 1.6),
    )  # fmt: skip
    return Table(heads, tuple(rows), tuple(footer), caption="安排和完成情况")


def completion(pair: TalkPair) -> str:
    """The day of the talk, and whether the other side confirmed it."""
    talk = talk_of(pair)
    if talk is None:
        return ""
    return day(talk.on) + ("" if talk.confirmed_on else "（待对方确认）")


def _matrix(cycle: Cycle, found: list[TalkPair]) -> Table | None:
    members = list(team(cycle))
    if len(members) < 2:
        return None
    signs: dict[frozenset[object], str] = {}
    for pair in found:
        if pair.other_member_id and (pair.required or talk_of(pair)):
            signs[frozenset((pair.member_id, pair.other_member_id))] = HELD if talk_of(pair) else DUE
    rows: list[Row] = [
        (one.role, *(NONE if one == two else signs.get(frozenset((one.pk, two.pk)), "") for two in members))
        for one in members
    ]
    heads = columns(("成员", 1.2), *((member.role, 1, "center") for member in members))
    return Table(heads, tuple(rows), ((f"{HELD} 已谈　{DUE} 待谈",),), caption="班子成员之间")


def group_sentence(talk: GroupTalk) -> str:
    """One sentence on a talk of the team together."""
    people = [member.role for member in talk.attendees.all()]
    return sentence(
        clauses(
            f"{day(talk.on)}{half_day_text(talk)}",
            f"班子成员集体谈心谈话{hours_text(talk)}",
            f"地点{talk.place}" if talk.place else "",
            f"参加人{'、'.join(people)}" if people else "",
        )
    )


def hours_text(talk: GroupTalk) -> str:
    """3小时, 2.5小时."""
    return f"{talk.hours.normalize():f}小时"


def half_day_text(talk: GroupTalk) -> str:
    """上午 or 下午, or nothing where it was not noted."""
    return {"morning": "上午", "afternoon": "下午", "上午": "上午", "下午": "下午"}.get(talk.half_day, "")


def record_form(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """谈心谈话记录表, blank."""
    kinds = "　".join(f"□ {kind.label}" for kind in PairKind)
    head = KeyValues(
        (("时间", BLANK_DATE), ("地点", ""), ("谈话人", ""), ("谈话对象", ""), ("类别", kinds), ("记录人", "")),
        min_row_mm=10,
    )
    asked = (
        "谈话人自查的问题（一个问题写一条）", "对方指出的问题（一个问题写一条）",
        "谈话人对对方的意见", "达成的共识和改进打算",
    )  # fmt: skip
    body = Table(columns(("项目", 1), ("内容", 3.4)), tuple((text, "") for text in asked), min_row_mm=32)
    return paper(
        cycle,
        "谈心谈话记录表",
        head,
        body,
        Paragraph(f"谈话内容只供谈话双方查阅；报送时只报次数和问题条数。{NO_SECRETS}。"),
        SignatureLine(("谈话人", "谈话对象")),
        on=on,
        subtitle=f"{cycle.unit.name}{cycle.label}年度民主生活会",
        marking=INTERNAL,
    )
