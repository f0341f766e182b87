"""Every paper of a year by kind: title, stage, who may see it, formats, builder. Order is the order of the stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhiyan.consolidation import documents as consolidation
from zhiyan.cycle import documents as cycle_papers
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import everybody_of_team
from zhiyan.disclosure import documents as disclosure
from zhiyan.documents import permissions as may
from zhiyan.documents.gbt9704 import Document, joined
from zhiyan.kernel.actions import denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Missing
from zhiyan.meeting import documents as meeting
from zhiyan.meeting.script import script
from zhiyan.oversight import documents as oversight
from zhiyan.rectification import documents as rectification
from zhiyan.rectification import plan_documents
from zhiyan.solicitation import documents as solicitation
from zhiyan.statements import documents as statements
from zhiyan.talks import documents as talks

Builder = Callable[[Cycle, Any, dt.date | None], Document]
Permission = Callable[[Actor, Cycle, Any], bool]

STAGES = {
    "cycle": _("启动"),
    "solicitation": _("征求意见"),
    "consolidation": _("梳理"),
    "talks": _("谈心谈话"),
    "statements": _("对照检查"),
    "meeting": _("会议"),
    "rectification": _("整改"),
    "disclosure": _("公开通报"),
    "oversight": _("报送上级"),
}


@dataclass(frozen=True)
class Subject:
    """Whom or what one paper of a kind is about: `key` in addresses, `label` in names; `record` for its builder."""

    key: str = ""
    label: str = ""
    record: Any = None


WHOLE = (Subject(),)


def whole(_cycle: Cycle) -> Sequence[Subject]:
    """One paper for the year."""
    return WHOLE


def team_and_members(cycle: Cycle) -> Sequence[Subject]:
    """One for the team, one for each member in rank order, those who left included."""
    members = [Subject(str(m.pk), m.role, m) for m in everybody_of_team(cycle)]
    return [Subject("team", "班子"), *members] if members else []


def reply_sources(cycle: Cycle) -> Sequence[Subject]:
    """One for each place where opinions came from."""
    return [Subject(str(s.pk), rectification.source_label(s), s) for s in rectification.sources(cycle)]


@dataclass(frozen=True)
class Kind:
    """A kind of paper. `sheet`: it has tables, so a workbook too. `issuable`: goes through 拟稿、审核、签发."""

    code: str
    title: Any
    stage: str
    builder: Builder
    may_see: Permission
    blank: bool = False
    sheet: bool = False
    issuable: bool = False
    subjects: Callable[[Cycle], Sequence[Subject]] = whole

    @property
    def formats(self) -> tuple[str, ...]:
        """Suffixes of the files that can be had."""
        return ("docx", "xlsx") if self.sheet else ("docx",)


def plain(make: Callable[..., Document], **fixed: Any) -> Builder:
    """A builder of one paper for the year."""
    return lambda cycle, _record, on: make(cycle, on=on, **fixed)


def about(make: Callable[..., Document]) -> Builder:
    """A builder of papers about somebody or something."""
    return lambda cycle, record, on: make(cycle, record, on=on)


def _summary(cycle: Cycle, _record: Any, on: dt.date | None) -> Document:
    return consolidation.summary(cycle, rectification.outcomes(cycle), on=on)


def _grouped(by: str) -> Builder:
    return lambda cycle, _record, on: consolidation.grouped_summary(cycle, by, rectification.outcomes(cycle), on=on)


def _criticisms(cycle: Cycle, _record: Any, on: dt.date | None) -> Document:
    return meeting.criticism_summary(cycle, rectification.numbers_of_criticisms(cycle), on=on)


def with_attachments(cycle: Cycle, _record: Any, on: dt.date | None) -> Document:
    """情况报告 with what its note of attachments names, each on pages of its own behind it.

    Of the minutes the order and the counts: the words of criticisms leave with the signed minutes alone.
    """
    handed_in = [one for one in team_and_members(cycle) if statements.handed_in(cycle, one.record)]
    papers: dict[str, list[tuple[str, Subject]]] = {
        "team_statement": [("statement", one) for one in handed_in if one.record is None],
        "statements": [("statement", one) for one in handed_in if one.record is not None],
        "minutes": [("minutes_order", Subject())],
        "summary": [("summary", Subject())],
        "plan": [("problems", Subject()), ("register", Subject())],
        "statistics": [("statistics", Subject())],
    }
    attached = [
        [KINDS[code].builder(cycle, subject.record, on) for code, subject in papers[what]]
        for what in oversight.attached(cycle)
    ]
    return joined(oversight.report(cycle, on=on), attached)


_ALL = (
    Kind("plan", _("实施方案"), "cycle", plain(cycle_papers.plan), may.for_office, issuable=True),
    Kind("study", _("会前学习研讨记录"), "cycle", plain(cycle_papers.study_record), may.for_office, sheet=True),
    Kind("circular", _("征求意见通知"), "solicitation", plain(solicitation.circular), may.for_office, issuable=True),
    Kind("opinion_form", _("征求意见表"), "solicitation", plain(solicitation.opinion_form), may.for_office, blank=True),
    Kind("summary", _("意见建议汇总表"), "consolidation", _summary, may.for_originals, sheet=True),
    Kind("summary_by_aspect", _("意见建议汇总表（按方面）"), "consolidation", _grouped("aspect"), may.for_originals,
         sheet=True),
    Kind("summary_by_target", _("意见建议汇总表（按对象）"), "consolidation", _grouped("target"), may.for_originals,
         sheet=True),
    Kind("summary_by_source", _("意见建议汇总表（按来源）"), "consolidation", _grouped("source"), may.for_originals,
         sheet=True),
    Kind(
        "feedback", _("意见反馈单"), "consolidation", about(consolidation.feedback_sheet), may.for_feedback,
        sheet=True, subjects=team_and_members,
    ),
    Kind("talks", _("谈心谈话安排表"), "talks", plain(talks.arrangement), may.for_talks, sheet=True),
    Kind("talk_form", _("谈心谈话记录表"), "talks", plain(talks.record_form), may.for_office, blank=True),
    Kind(
        "statement", _("对照检查材料和发言提纲"), "statements", about(statements.statement), may.for_statement,
        subjects=team_and_members,
    ),
    Kind("review_sheet", _("审阅意见单"), "statements", plain(statements.review_sheet), may.for_office, blank=True),
    Kind(
        "reviews", _("审阅意见"), "statements", about(statements.review_record), may.for_statement, sheet=True,
        subjects=team_and_members,
    ),
    Kind("agenda", _("会议议程"), "meeting", plain(meeting.agenda), may.for_attending, sheet=True),
    Kind("script", _("主持词"), "meeting", plain(script), may.for_office),
    Kind("sign_in", _("签到表"), "meeting", plain(meeting.sign_in), may.for_attending, blank=True, sheet=True),
    Kind(
        "attendance", _("到会情况"), "meeting", plain(meeting.sign_in, blank=False), may.for_attending, sheet=True
    ),
    Kind("minutes", _("会议记录"), "meeting", plain(meeting.minutes), may.for_minutes),
    Kind(
        "minutes_order", _("会议记录（程序部分）"), "meeting", plain(meeting.minutes, words=False), may.for_attending
    ),
    Kind("criticisms", _("相互批评意见汇总表"), "meeting", _criticisms, may.for_minutes, sheet=True),
    Kind("comments", _("督导组点评意见"), "meeting", plain(meeting.comments), may.for_minutes),
    Kind(
        "problems", _("问题清单"), "rectification", plain(rectification.problem_list), may.for_overseers, sheet=True
    ),
    Kind(
        "team_problems", _("领导班子问题清单"), "rectification", plain(rectification.problem_list, team_only=True),
        may.for_office, sheet=True,
    ),
    Kind("rectification_plan", _("整改方案"), "rectification", plain(plan_documents.plan), may.for_overseers),
    Kind(
        "team_rectification_plan", _("领导班子整改方案"), "rectification", plain(plan_documents.plan, team_only=True),
        may.for_office, issuable=True,
    ),
    Kind(
        "register", _("整改方案和台账"), "rectification", plain(rectification.register), may.for_overseers, sheet=True
    ),
    Kind(
        "team_register", _("领导班子整改方案和台账"), "rectification", plain(rectification.register, team_only=True),
        may.for_office, sheet=True, issuable=True,
    ),
    Kind(
        "progress", _("整改进展通报"), "rectification", plain(plan_documents.progress), may.for_office, issuable=True,
    ),
    Kind(
        "reply", _("意见办理情况反馈单"), "rectification", about(rectification.reply_sheet), may.for_reply,
        sheet=True, subjects=reply_sources,
    ),
    Kind(
        "meeting_report", _("民主生活会情况通报"), "disclosure", plain(disclosure.meeting_report), may.for_office,
        issuable=True,
    ),
    Kind(
        "rectification", _("整改情况通报"), "disclosure", plain(disclosure.rectification), may.for_office, issuable=True
    ),
    Kind("bulletin", _("新闻稿"), "disclosure", plain(disclosure.bulletin), may.for_office, issuable=True),
    Kind("report", _("民主生活会情况报告"), "oversight", plain(oversight.report), may.for_originals, issuable=True),
    Kind("report_attached", _("民主生活会情况报告（含附件）"), "oversight", with_attachments, may.for_attached),
    Kind("statistics", _("统计表"), "oversight", plain(oversight.statistics), may.for_originals, sheet=True),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}


@dataclass(frozen=True)
class Entry:
    """One paper that somebody may see."""

    kind: Kind
    subject: Subject

    @property
    def title(self) -> str:
        """The kind's title, with whom or what it is about."""
        about_whom = f"（{self.subject.label}）" if self.subject.label else ""
        return f"{self.kind.title}{about_whom}"


def entries(actor: Actor, cycle: Cycle) -> list[Entry]:
    """Every paper of the year that the actor may see, in order."""
    return [
        Entry(kind, subject)
        for kind in _ALL
        for subject in kind.subjects(cycle)
        if kind.may_see(actor, cycle, subject.record)
    ]


def kind_of(code: str) -> Kind:
    """The kind by code. Raises Missing where there is none."""
    if code not in KINDS:
        raise Missing("document.kind", _("没有这种文件。"), remedy=_("请从文件清单里选。"))
    return KINDS[code]


def subject_of(kind: Kind, cycle: Cycle, key: str) -> Subject:
    """Whom the paper is about. Raises Missing where the year has no such one."""
    found = next((subject for subject in kind.subjects(cycle) if subject.key == key), None)
    if found is None:
        raise Missing("document.subject", _("没有这份文件。"), remedy=_("请从文件清单里选。"))
    return found


def build(actor: Actor, cycle: Cycle, code: str, key: str = "", *, on: dt.date | None = None) -> Document:
    """The paper as it would be printed today, dated `on`; official Chinese in any language of the pages.

    Raises Missing for an unknown kind or subject, Denied where the actor may not see it.
    """
    kind = kind_of(code)
    subject = subject_of(kind, cycle, key)
    if not kind.may_see(actor, cycle, subject.record):
        raise denied("document")
    return compose(kind, cycle, subject, on=on)


def compose(kind: Kind, cycle: Cycle, subject: Subject = WHOLE[0], *, on: dt.date | None = None) -> Document:
    """The paper itself, nobody asked: callers have asked `may_see`."""
    with translation.override("zh-hans"):
        return kind.builder(cycle, subject.record, on)


def by_stage(found: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries grouped by stage in the order of the stages; a stage without any is left out."""
    given = list(found)
    grouped = ((stage, [entry for entry in given if entry.kind.stage == stage]) for stage in STAGES)
    return [(stage, group) for stage, group in grouped if group]
