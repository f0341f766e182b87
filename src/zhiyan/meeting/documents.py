"""Papers of the meeting: agenda, sign-in sheet, minutes, criticisms, supervisors' comments.

Words of criticisms stand in the minutes and in the summary of criticisms alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from zhiyan.cycle.documents import COLLECTED, INTERNAL, columns, day, meeting_name, paper, paragraphs, section
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import everybody_of_team, team
from zhiyan.documents.gbt9704 import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Landscape,
    PageBreak,
    Paragraph,
    Row,
    SignatureLine,
    Table,
)
from zhiyan.documents.gbt9704.wording import date_text, half_day, listed, sentence, share_text, time_text
from zhiyan.meeting.models import (
    Absence,
    AgendaItem,
    AgendaKind,
    Attendance,
    Capacity,
    Comment,
    CommentOn,
    Criticism,
    Meeting,
    Minutes,
    Response,
    SelfCriticism,
    Sitting,
)
from zhiyan.meeting.queries import latest_meeting, share_of
from zhiyan.meeting.quorum import missing

NOT_PRINTED = "批评意见的内容只供到会人员和书记、督导组查阅，这里只列条数。"


def sittings(meeting: Meeting | None) -> list[Sitting]:
    """场次 in order."""
    return list(Sitting.objects.filter(meeting=meeting).order_by("no")) if meeting else []


def attendance(sitting: Sitting, *capacities: Capacity) -> list[Attendance]:
    """Who should be there in these capacities: the team by rank, the others as listed, leads first."""
    rows = Attendance.objects.filter(sitting=sitting, capacity__in=capacities).select_related("member")
    return sorted(rows, key=lambda row: (row.member.rank if row.member else 0, not row.lead, row.order))


def when(sitting: Sitting) -> str:
    """2021年1月26日下午14时."""
    end = f"至{time_text(sitting.end)}" if sitting.end else ""
    return f"{date_text(sitting.on)}{half_day(sitting.start)}{time_text(sitting.start)}{end}"


def quorum(sitting: Sitting, rows: Iterable[Attendance]) -> str:
    """应到、实到、比例, and whether the share that the year's rules ask for is there (R32)."""
    listed_rows = [row for row in rows if row.capacity == Capacity.TEAM]
    should, present = len(listed_rows), sum(row.present is True for row in listed_rows)
    if not should:
        return ""
    rate = f"{present * 1000 // should / 10:g}%"
    share = share_of(sitting)
    asked = share_text(share.over, share.under)
    enough = f"未达到{asked}，应当改期" if missing(present, should, share) else f"达到{asked}"
    return f"应到{should}人，实到{present}人，到会率{rate}，{enough}"


# ------------------------------------------------------------------------------------ agenda, sign-in


def agenda(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """会议议程: in the regulation's order, with the time of day, speakers, planned minutes and the texts needed."""
    meeting = latest_meeting(cycle)
    points = list(AgendaItem.objects.filter(meeting=meeting).select_related("member", "sitting")) if meeting else []
    rows: tuple[Row, ...] = tuple(
        (
            no, hours, point.title, speaker(point), f"{point.minutes}分钟" if point.minutes else "",
            texts_for(cycle, point),
        )
        for no, (point, hours) in enumerate(zip(points, time_slots(points), strict=True), 1)
    )  # fmt: skip
    heads = columns(
        ("序号", 0.6, "center"), ("时间段", 1.3), ("事项", 2.6), ("发言人", 1.1), ("时限", 0.9), ("材料", 1.6)
    )
    total = sum(point.minutes or 0 for point in points)
    footer: tuple[Row, ...] = ((f"合计{total}分钟",),) if total else ()
    return paper(
        cycle, f"{cycle.unit.name}\n{meeting_name(cycle)}议程", head_of(meeting), Table(heads, rows, footer), on=on,
        marking=INTERNAL,
    )  # fmt: skip


def time_slots(points: list[AgendaItem]) -> list[str]:
    """From when to when each point is planned, by the minutes before it in its sitting; as far as they are known."""
    begun: dict[object, dt.datetime | None] = {}
    slots = []
    for point in points:
        sitting = point.sitting
        if sitting is None:
            slots.append("")
            continue
        at = begun.get(sitting.pk, dt.datetime.combine(sitting.on, sitting.start))
        end = at + dt.timedelta(minutes=point.minutes) if at and point.minutes else None
        begun[sitting.pk] = end
        hours = f"{at:%H:%M}" + (f"—{end:%H:%M}" if end else "") if at else ""
        slots.append(f"第{sitting.no}场\n{hours}".strip() if sitting.no > 1 else hours)
    return slots


def texts_for(cycle: Cycle, point: AgendaItem) -> str:
    """材料: the texts that lie on the table at a point."""
    texts = {
        AgendaKind.STUDY: "学习材料",
        AgendaKind.REPORT: "上年度整改情况、意见建议汇总表",
        AgendaKind.TEAM_STATEMENT: "领导班子对照检查材料",
        AgendaKind.MEMBER: f"本人{cycle.statement_label}",
    }
    return texts.get(AgendaKind(point.kind), "")


def speaker(point: AgendaItem) -> str:
    """Who speaks: as written, else the member."""
    return point.speaker or (point.member.role if point.member else "")


def head_of(meeting: Meeting | None) -> list[Block]:
    """Time, place and chair of each sitting."""
    pairs: list[tuple[str, str]] = []
    held = sittings(meeting)
    for sitting in held:
        prefix = f"第{sitting.no}场" if len(held) > 1 else ""
        pairs += [(f"{prefix}时间", when(sitting)), (f"{prefix}地点", sitting.place)]
    if meeting and meeting.chair:
        pairs.append(("主持", meeting.chair.role))
    if meeting and meeting.recorder:
        pairs.append(("记录", meeting.recorder.label))
    return [KeyValues(tuple(pairs))] if pairs else []


def sign_in(cycle: Cycle, *, blank: bool = True, on: dt.date | None = None) -> Document:
    """签到表 for each sitting; blank to be signed, or filled with who was present and who was absent why."""
    meeting = latest_meeting(cycle)
    blocks: list[Block] = []
    for at, sitting in enumerate(sittings(meeting)):
        blocks += [PageBreak()] if at else []
        blocks += _sheet(sitting, blank=blank)
    if not blocks:
        rows: tuple[Row, ...] = tuple(
            (no, member.role, member.title, str(Capacity.TEAM.label), "", "", "")
            for no, member in enumerate(team(cycle), 1)
        )
        blocks = [Table(_sign_in_heads(), rows or (("",) * 7,), min_row_mm=10)]
    return paper(cycle, f"{meeting_name(cycle)}签到表", blocks, on=on, subtitle=cycle.unit.name, marking=INTERNAL)


def _sign_in_heads() -> tuple[Column, ...]:
    return columns(
        ("序号", 0.6, "center"), ("姓名", 1.2), ("职务", 1.8), ("身份", 0.8, "center"), ("签到时间", 1.1),
        ("签字", 1.2), ("缺席原因、批准人、书面发言", 2),
    )  # fmt: skip


def _sheet(sitting: Sitting, *, blank: bool) -> list[Block]:
    rows = attendance(sitting, *Capacity)
    rows.sort(key=lambda row: list(Capacity).index(Capacity(row.capacity)))
    absences = {absence.member_id: absence for absence in Absence.objects.filter(sitting=sitting)}
    body: list[Row] = []
    for no, row in enumerate(rows, 1):
        signed = "" if blank or row.present is None else "到会" if row.present else "缺席"
        why = "" if blank or row.member_id not in absences else absence_text(absences[row.member_id])
        title = row.member.title if row.member else ""
        body.append((no, name_of(row), title, row.get_capacity_display(), "", signed, why))
    should = sum(row.capacity == Capacity.TEAM for row in rows)
    footer = f"应到{should}人，实到　　人" if blank else quorum(sitting, rows)
    head = KeyValues((("时间", when(sitting)), ("地点", sitting.place)))
    table = Table(_sign_in_heads(), tuple(body), ((footer,),) if should else (), min_row_mm=10)
    return [head, table]


def absence_text(absence: Absence) -> str:
    """Why, approved by whom, in writing or not, told afterwards by whom."""
    return "；".join(
        part
        for part in (
            absence.reason,
            f"{absence.approved_by}批准" if absence.approved_by else "",
            "有书面发言" if absence.written else "",
            f"{day(absence.relayed_on)}由{absence.relayed_by}转达" if absence.relayed_on else "",
        )
        if part
    )


# ---------------------------------------------------------------------------------------------- minutes


def minutes(cycle: Cycle, *, words: bool = True, on: dt.date | None = None) -> Document:
    """会议记录, composed from the records. Without `words`: order and counts, for who may not read the rest."""
    meeting = latest_meeting(cycle)
    written = Minutes.objects.filter(meeting=meeting).first() if meeting else None
    blocks: list[Block] = [*head_of(meeting), *_presence(meeting)]
    if meeting:
        blocks += section("会议开始", paragraphs(written.opening) if written and words else [])
        blocks += section("议程进行情况", _agenda_taken(meeting, words=words))
        blocks += section("自我批评、相互批评和表态", _turns(cycle, meeting, words=words))
        blocks += section("督导组点评", _comments(meeting) if words else _comment_counts(meeting))
        blocks += section("总结表态", paragraphs(written.closing) if written and words else [])
    if not words:
        blocks.append(Paragraph(NOT_PRINTED))
    blocks += _signatures(written)
    title = f"{cycle.unit.name}\n{meeting_name(cycle)}会议记录"
    marking, part = (COLLECTED, "") if words else (INTERNAL, "（程序部分）")
    return paper(cycle, title, blocks, on=on, marking=marking, subtitle=part)


def _presence(meeting: Meeting | None) -> list[Block]:
    blocks: list[Block] = []
    held = sittings(meeting)
    for sitting in held:
        rows = attendance(sitting, *Capacity)
        lines = [
            (Capacity.TEAM, "出席"), (Capacity.OBSERVER, "列席"), (Capacity.SUPERVISOR, "督导"),
            (Capacity.RECORDER, "记录"),
        ]  # fmt: skip
        if len(held) > 1:
            blocks.append(Heading(f"第{sitting.no}场到会情况", 2, numbered=False))
        for capacity, label in lines:
            present = [name_of(row) for row in rows if row.capacity == capacity and row.present]
            if present:
                blocks.append(Paragraph("、".join(present), lead=f"{label}："))
        missing = [
            f"{absence.member.role}（{absence_text(absence)}）"
            for absence in Absence.objects.filter(sitting=sitting).select_related("member").order_by("member__rank")
        ]
        if missing:
            blocks.append(Paragraph("；".join(missing), lead="缺席："))
        if text := quorum(sitting, rows):
            blocks.append(Paragraph(sentence(text)))
    return blocks


def name_of(row: Attendance) -> str:
    """A member by role, others as they are called."""
    return row.member.role if row.member else row.label


def _agenda_taken(meeting: Meeting, *, words: bool) -> list[Block]:
    blocks: list[Block] = []
    done = list(AgendaItem.objects.filter(meeting=meeting, done=True).select_related("member"))
    done.sort(key=lambda point: (point.taken is None, point.taken or 0, point.order))
    for point in done:
        who = speaker(point)
        blocks.append(Heading(point.title + (f"（{who}）" if who else ""), 3))
        if words and point.kind != AgendaKind.MEMBER:
            blocks += paragraphs(point.note)
    return blocks


def _turns(cycle: Cycle, meeting: Meeting, *, words: bool) -> list[Block]:
    own = {each.member_id: each for each in SelfCriticism.objects.filter(meeting=meeting)}
    said = criticisms_by_member(meeting)
    answered = {each.member_id: each for each in Response.objects.filter(meeting=meeting)}
    blocks: list[Block] = []
    for member in everybody_of_team(cycle):
        if member.pk not in own and not said[member.pk] and member.pk not in answered:
            continue
        blocks.append(Heading(member.role, 2))
        if not words:
            blocks.append(Paragraph(_turn_sentence(member.pk in own, len(said[member.pk]), member.pk in answered)))
            continue
        if member.pk in own:
            blocks.append(Paragraph(own[member.pk].summary, lead="自我批评："))
        blocks += [Paragraph(each.text, lead=f"{each.critic.role}提出：") for each in said[member.pk]]
        if member.pk in answered:
            blocks.append(Paragraph(answered[member.pk].text, lead="表态："))
    return blocks


def _turn_sentence(own: bool, received: int, answered: bool) -> str:
    return sentence(
        "作了自我批评" if own else "",
        f"其他成员提出批评意见{received}条" if received else "",
        "本人表态" if answered else "",
    )


def criticisms_by_member(meeting: Meeting) -> dict[object, list[Criticism]]:
    """Criticisms of each member in the rank order of who made them."""
    found: dict[object, list[Criticism]] = defaultdict(list)
    rows = Criticism.objects.filter(meeting=meeting).select_related("critic", "member", "aspect")
    for each in rows.order_by("critic__rank", "entered_at"):
        found[each.member_id].append(each)
    return found


def _signatures(written: Minutes | None) -> list[Block]:
    if written and written.chair_signed_on and written.recorder_signed_on:
        chair, recorder = day(written.chair_signed_on), day(written.recorder_signed_on)
        return [Paragraph(f"主持人{chair}签字，记录人{recorder}签字。")]
    return [SignatureLine(("主持人", "记录人"))]


# ------------------------------------------------------------------------- criticisms, comments


def criticism_summary(
    cycle: Cycle, problem_numbers: Mapping[object, int] | None = None, *, on: dt.date | None = None
) -> Document:
    """相互批评意见汇总表: by who was criticised, in rank order; the matrix of numbers given and received.

    `problem_numbers` says for criticisms, by key, which problem of the list they became, as far as that is known.
    """
    meeting = latest_meeting(cycle)
    members = list(everybody_of_team(cycle))
    said = criticisms_by_member(meeting) if meeting else defaultdict(list)
    answered = dict(Response.objects.filter(meeting=meeting).values_list("member_id", "text")) if meeting else {}
    rows: list[Row] = [
        (
            member.role, no, each.critic.role, each.text, each.aspect.name if each.aspect else "",
            "" if each.accepted is None else "认领" if each.accepted else "未认领",
            answered.get(member.pk, "") if no == 1 else "", (problem_numbers or {}).get(each.pk, ""),
        )
        for member in members
        for no, each in enumerate(said[member.pk], 1)
    ]  # fmt: skip
    heads = columns(
        ("被批评人", 0.9), ("序号", 0.5, "center"), ("批评人", 0.9), ("批评意见", 3.4), ("方面", 1.2),
        ("本人认领", 0.7, "center"), ("表态要点", 2.8), ("问题清单号", 0.8, "center"),
    )  # fmt: skip
    total = sum(len(each) for each in said.values())
    table = Table(heads, tuple(rows), ((f"共{total}条",),), caption="批评意见")
    tables = (table, *_criticism_matrix(members, said))
    return paper(cycle, f"{meeting_name(cycle)}\n相互批评意见汇总表", Landscape(tables), on=on, marking=COLLECTED)


def _criticism_matrix(members: list[TeamMember], said: dict[object, list[Criticism]]) -> list[Table]:
    if not members:
        return []
    counted = Counter((each.critic_id, each.member_id) for rows in said.values() for each in rows)
    rows: list[Row] = []
    for critic in members:
        given = [counted[critic.pk, member.pk] for member in members]
        cells = ["—" if member.pk == critic.pk else n for member, n in zip(members, given, strict=True)]
        rows.append((critic.role, *cells, sum(given)))
    received = [sum(counted[critic.pk, member.pk] for critic in members) for member in members]
    heads = columns(("提出＼接受", 1.4), *((member.role, 1, "center") for member in members), ("提出合计", 1, "center"))
    return [Table(heads, tuple(rows), (("接受合计", *received, sum(received)),), caption="谁向谁提了几条")]


def comments(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """督导组点评: on the team's text, on each member in rank order, overall."""
    meeting = latest_meeting(cycle)
    blocks = _comments(meeting) if meeting else []
    return paper(cycle, f"{meeting_name(cycle)}\n督导组点评意见", head_of(meeting), blocks, on=on, marking=COLLECTED)


def comments_of(meeting: Meeting) -> list[Comment]:
    """On the team's text first, then on members in rank order, then overall."""
    order = list(CommentOn)
    rows = Comment.objects.filter(meeting=meeting).select_related("member").order_by("entered_at")
    return sorted(rows, key=lambda row: (order.index(CommentOn(row.about)), row.member.rank if row.member else 0))


def _comments(meeting: Meeting) -> list[Block]:
    blocks: list[Block] = []
    subject = ""
    for comment in comments_of(meeting):
        label = comment.member.role if comment.member else str(comment.get_about_display())
        if label != subject:
            subject = label
            blocks.append(Heading(label, 2))
        blocks.append(Paragraph(comment.text, lead=f"{comment.by_label}（{comment.get_kind_display()}）："))
    return blocks


def _comment_counts(meeting: Meeting) -> list[Block]:
    found = comments_of(meeting)
    if not found:
        return []
    people = list(dict.fromkeys(comment.by_label for comment in found))
    about = listed(dict.fromkeys(c.member.role if c.member else str(c.get_about_display()) for c in found))
    return [Paragraph(f"{listed(people)}对{about}作了点评，共{len(found)}条。")]
