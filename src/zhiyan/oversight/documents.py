"""情况报告 to the superior and 统计表: figures, the team's problems and measures; no raw opinions, no talk records."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from zhiyan.consolidation.documents import handed_over, handover_note
from zhiyan.consolidation.models import Item, Placement, SetAsideReason
from zhiyan.cycle.documents import (
    BLANK_DATE,
    columns,
    day,
    imprint,
    meeting_name,
    paper,
    paragraphs,
    red_head,
    section,
)
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.overriding import overrides
from zhiyan.disclosure.documents import as_paragraphs
from zhiyan.disclosure.happened import Happened, gather
from zhiyan.disclosure.models import DisclosureKind
from zhiyan.disclosure.queries import issued
from zhiyan.documents.gbt9704 import Attachments, Block, Document, Paragraph, Recipient, Row, SignOff, Table
from zhiyan.documents.gbt9704.wording import sentence
from zhiyan.meeting.queries import latest_meeting
from zhiyan.oversight.queries import own_reports
from zhiyan.rectification.documents import states_sentence
from zhiyan.rectification.models import Measure, Problem
from zhiyan.rectification.queries import measures, with_work
from zhiyan.solicitation.models import Opinion, TargetKind
from zhiyan.statements.models import AnswerKind, ItemAnswer, Version


def report(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """民主生活会情况报告: preparation, meeting, problems by aspect, measures; attachments that exist."""
    year = gather(cycle)
    given = list(with_work(measures(cycle)))
    attached = attachments(cycle)
    blocks: list[Block] = [
        Recipient(superior(cycle)),
        *section("会前准备情况", [*as_paragraphs(year, 1, 2), *_handling(cycle, year)]),
        *section("会议情况", as_paragraphs(year, 0, 3, 4, 5)),
        *section("查摆的主要问题", _problems(cycle, year)),
        *section("整改措施和责任", _measures(cycle, year, given)),
        *section("说明情况后继续办理的事项", _overridden(cycle)),
        *section("体会与建议", words_of(cycle)),
        *([Attachments(tuple(attached))] if attached else []),
        SignOff(cycle.unit.name, day(on) or BLANK_DATE),
        imprint(cycle, on),
    ]
    last = own_reports(cycle).order_by("-on", "-entered_at").first()
    head = red_head(cycle, last.number if last else "", on, year.secretary or "　　　　")
    title = f"{cycle.unit.name}\n关于{meeting_name(cycle)}\n情况的报告"
    return paper(cycle, title, blocks, on=on, red_head=head)


def _overridden(cycle: Cycle) -> list[Block]:
    """Closed gates that were passed with a reason: when, what about, what was missing, why, by whom."""
    blocks: list[Block] = []
    for passed in overrides(cycle):
        missing = "；".join(f"{found['rule']}　{found['message'].rstrip('。；')}" for found in passed.findings)
        why = (f"情况说明：{passed.reason}", f"{passed.by}办理")
        blocks.append(Paragraph(sentence(day(passed.on), passed.about, missing, *why)))
    return blocks


def words_of(cycle: Cycle) -> list[Block]:
    """体会与建议, as people wrote them into the last sealed report."""
    last = own_reports(cycle).order_by("-on", "-entered_at").first()
    return list(paragraphs(last.content.get("words", ""))) if last else []


def superior(cycle: Cycle) -> str:
    """Who asked for it: the notice's issuer, else the unit above."""
    if cycle.notice:
        return cycle.notice.issuer
    return cycle.unit.parent.name if cycle.unit.parent else "上级党组织"


def _handling(cycle: Cycle, year: Happened) -> list[Block]:
    """How the opinions were handled: items, answers, what was set aside by reason, handed over by number."""
    items = Item.objects.filter(cycle=cycle, retired=False).count()
    merged = sentence(f"{year.before.total}条意见建议归并为{items}个条目") if items else ""
    answers = Counter(ItemAnswer.objects.filter(cycle=cycle).values_list("kind", flat=True))
    answered = "、".join(f"{kind.label}{answers[kind]}个" for kind in AnswerKind if answers[kind])
    aside = aside_counts(cycle)
    left = "、".join(f"{label}{number}条" for label, number in aside)
    texts = (
        merged,
        sentence(f"不列入问题清单的条目逐一答复：{answered}") if answered else "",
        sentence(f"另存：{left}") if left else "",
        sentence(f"线索{handover_note(handed_over(cycle))}") if handed_over(cycle) else "",
        sentence(f"审阅材料{year.statements.reviews}次", f"退改{year.statements.returned}次")
        if year.statements.returned
        else "",
    )
    said = "".join(texts)
    return [Paragraph(said)] if said else []


def aside_counts(cycle: Cycle) -> list[tuple[str, int]]:
    """Opinions set aside by reason, handed-over ones counted apart."""
    aside = Placement.objects.filter(cycle=cycle, reason__isnull=False, point__retired=False)
    # One opinion may have several points set aside for one reason: it counts once.
    counted = Counter(reason for reason, _opinion in aside.values_list("reason", "point__opinion").distinct())
    reasons = (reason for reason in SetAsideReason if reason != SetAsideReason.HANDED_OVER)
    return [(str(reason.label), counted[reason]) for reason in reasons if counted[reason]]


def _problems(cycle: Cycle, year: Happened) -> list[Block]:
    listed_problems = problems_by_subject(cycle)
    blocks: list[Block] = []
    if year.statements.problems:
        blocks.append(Paragraph(f"领导班子对照检查材料查摆问题{year.statements.problems}个。"))
    for name, texts in year.statements.by_aspect:
        blocks.append(Paragraph("；".join(text.rstrip("。；") for text in texts) + "。", lead=f"{name}："))
    total = listed_problems.total()
    if total:
        team, members = listed_problems[True], listed_problems[False]
        blocks.append(
            Paragraph(
                sentence(f"问题清单共列{total}个问题", f"领导班子{team}个", f"班子成员{members}个" if members else "")
            )
        )
    return blocks


def problems_by_subject(cycle: Cycle) -> Counter[bool]:
    """Number of problems in the list: True the team's, False members'."""
    return Counter(pk is None for pk in Problem.objects.filter(cycle=cycle).values_list("member_id", flat=True))


def _measures(cycle: Cycle, year: Happened, given: list[Measure]) -> list[Block]:
    if not given:
        return []
    kinds = "、".join(f"{name}{number}项" for name, number in year.afterwards.by_kind)
    of_team = sum(measure.problem.member_id is None for measure in given)
    fields = year.afterwards.complete_fields
    texts = [
        sentence(f"共提出整改措施{len(given)}项", f"其中领导班子{of_team}项", kinds),
        sentence(f"每项措施均明确{'、'.join(fields)}") if fields else "",
        f"目前进展：{states_sentence(given)}",
    ]
    done = {DisclosureKind.REPORT: "通报会议情况", DisclosureKind.PUBLISH: "公开整改情况"}
    texts += [f"{day(each.on)}向{each.audience}{done[DisclosureKind(each.kind)]}。" for each in issued(cycle)]
    return [Paragraph("".join(texts))]


def attachments(cycle: Cycle) -> list[str]:
    """The names of what goes with the report, as far as it exists."""
    return list(attached(cycle).values())


def attached(cycle: Cycle) -> dict[str, str]:
    """What goes with the report, as far as it exists: its name by what it is, in the order of the note."""
    submitted = Version.objects.filter(statement__cycle=cycle, submitted_on__isnull=False)
    given = (
        ("team_statement", "领导班子对照检查材料", submitted.filter(statement__member__isnull=True).exists()),
        ("statements", f"班子成员{cycle.statement_label}", submitted.filter(statement__member__isnull=False).exists()),
        ("minutes", "会议记录", latest_meeting(cycle) is not None),
        ("summary", "意见建议汇总表", Item.objects.filter(cycle=cycle).exists()),
        ("plan", "问题清单和整改方案", Problem.objects.filter(cycle=cycle).exists()),
        ("statistics", "统计表", True),
    )
    return {what: name for what, name, exists in given if exists}


def statistics(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """统计表: every number of the year, by name, value and unit."""
    rows: list[Row] = [(no, *row) for no, row in enumerate(statistic_rows(cycle), 1)]
    heads = columns(("序号", 0.6, "center"), ("项目", 3.6), ("数", 1, "center"), ("单位", 0.8, "center"))
    shown = [f"{day(each.on)}向{each.audience}" for each in issued(cycle)]
    range_row: tuple[Row, ...] = ((f"通报和公开范围：{'；'.join(shown)}",),) if shown else ()
    table = Table(heads, tuple(rows), range_row)
    return paper(cycle, f"{meeting_name(cycle)}统计表", table, on=on, subtitle=cycle.unit.name)


def by_target(cycle: Cycle) -> list[tuple[str, int]]:
    """Opinions by whom they are about, handed-over ones included; only what there is."""
    counted = Counter(Opinion.objects.filter(cycle=cycle).values_list("target_kind", flat=True))
    names = {TargetKind.TEAM: "领导班子", TargetKind.MEMBER: "班子成员", TargetKind.OTHER: "其他"}
    found = [(name, counted.pop(kind, 0)) for kind, name in names.items()]
    return [(name, number) for name, number in (*found, ("未定对象", sum(counted.values()))) if number]


def statistic_rows(cycle: Cycle) -> list[tuple[str, int, str]]:
    """Name, number, unit of measure."""
    year = gather(cycle)
    before, at, done = year.before, year.meeting, year.statements
    by_subject = problems_by_subject(cycle)
    sent, returned, valid = before.forms
    return [
        ("应到", at.should, "人"),
        ("实到", len(at.present), "人"),
        ("缺席", at.should - len(at.present), "人"),
        ("督导到会", len(at.supervisors), "人"),
        ("集体学习研讨", len(before.studies), "次"),
        ("征求意见渠道", len(before.channels), "个"),
        ("座谈会和支部会议到会", sum(each.present for each in before.gatherings), "人次"),
        ("征求意见表发放", sent, "份"),
        ("征求意见表收回", returned, "份"),
        ("征求意见表有效", valid, "份"),
        *((f"意见：{name}", number, "条") for name, number in before.channels),
        ("本年征求意见", before.solicited, "条"),
        *((f"延续问题：{name}", number, "条") for name, number in before.carried),
        ("意见总数", before.total, "条"),
        *((f"意见：对{name}", number, "条") for name, number in by_target(cycle)),
        ("其中移交", handed_over(cycle), "条"),
        *((f"另存：{name}", number, "条") for name, number in aside_counts(cycle)),
        ("归并条目", Item.objects.filter(cycle=cycle, retired=False).count(), "个"),
        *((f"谈心谈话：{name}", number, "次") for name, number in before.talk_kinds),
        ("谈心谈话合计", before.talks, "次"),
        ("集体谈心谈话", len(before.group_talks), "次"),
        ("个人材料", done.by_members, "份"),
        ("班子对照检查问题", done.problems, "个"),
        ("原因剖析方面", len(done.cause_dimensions), "个"),
        ("努力方向", len(done.directions), "个"),
        ("自我批评", at.self_criticisms, "人次"),
        ("相互批评意见", at.criticisms, "条"),
        ("问题清单：领导班子", by_subject[True], "个"),
        ("问题清单：班子成员", by_subject[False], "个"),
        ("整改措施", year.afterwards.measures, "项"),
        *((f"整改措施：{name}", number, "项") for name, number in year.afterwards.by_kind),
    ]
