"""Rows of the stage's tables: records in, cells out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyan.cycle.queries import aspects, everybody_of_team
from zhiyan.desk.solicitation.reading import target_label
from zhiyan.solicitation import queries
from zhiyan.solicitation.importing import TEAM, where
from zhiyan.solicitation.models import Channel, ImportState, TargetKind
from zhiyan.solicitation.permissions import may_change_meeting, may_solicit
from zhiyan.web.chinese import full_date, span

Rows = list[list[Any]]
CHANNEL_STATES = {
    "closed": ("done", gettext_lazy("已关闭")),
    "undated": ("todo", gettext_lazy("没有日期")),
    "waiting": ("todo", gettext_lazy("未开始")),
    "ended": ("late", gettext_lazy("到期未关")),
    "open": ("active", gettext_lazy("征求中")),
}
IMPORT_STATES = {ImportState.PREVIEW: "todo", ImportState.CONFIRMED: "done", ImportState.DISCARDED: "info"}


def columns() -> dict[str, list[Any]]:
    """Heads of the stage's tables."""

    def number(label: str) -> dict[str, Any]:
        return {"label": label, "num": True}

    words = {"label": _("意见原文"), "head": False}
    return {
        "channels": [_("渠道"), _("起止日期"), _("状态"), number(_("条数"))],
        "meetings": [_("会议"), _("日期"), _("渠道"), number(_("到会")), number(_("意见")), _("反馈编号")],
        "forms": [_("名称"), _("回收日期"), *map(number, (_("发放"), _("回收"), _("有效"), _("意见"))), _("反馈编号")],
        "boxes": [
            _("日期"), _("意见箱"), _("开箱人"), *map(number, (_("箱内"), _("另存"), _("已录"), _("意见"))),
            _("反馈编号"),
        ],
        "files": [_("文件"), _("状态"), _("日期"), number(_("意见")), _("反馈编号")],
        "opinions": [words, _("方面"), _("对象"), _("来源")],
        "rows": [_("位置"), words, _("方面"), _("对象"), _("支部或来源")],
        "rejected": [_("位置"), _("内容"), _("原因和办法")],
        "warnings": [_("位置"), _("提示")],
        "replies": [_("来源"), _("类别"), _("日期"), number(_("意见")), _("反馈编号")],
        "reply": [number(_("序号")), words, _("方面"), _("对象")],
    }  # fmt: skip


def show(request: Any, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    """A page of the stage; 422 where its form was refused."""
    refused = form is not None and form.is_bound
    context = {"columns": columns(), **context, **({"form": form} if form is not None else {})}
    return render(request, f"desk/solicitation/{name}.html", context, status=422 if refused else 200)


class Addresses:
    """The stage's pages in one unit and cycle."""

    def __init__(self, request: Any) -> None:
        self.args = [request.unit.code, request.cycle.label]

    def __call__(self, name: str, *args: Any, **query: str) -> str:
        """The page called `name`, with query parameters."""
        url = reverse(f"solicitation:{name}", args=[*self.args, *args])
        return f"{url}?{urlencode(query)}" if query else url


def late_note(record: Any) -> str:
    """How a later entry (补录) is marked."""
    return _("补录：%(why)s") % {"why": record.late_reason} if record.late_reason else ""


def channel_rows(to: Addresses, channels: list[Channel], *, editable: bool) -> Rows:
    """Channel, days, state, number of opinions."""
    rows = []
    for channel in channels:
        state, text = CHANNEL_STATES[queries.channel_state(channel)]
        number = channel.opinions  # type: ignore[attr-defined]
        if channel.category == "carried" and state == "todo":
            state, text = "info", _("延续")
        rows.append(
            [
                {"text": channel.name, "url": to("channel", channel.pk) if editable else ""},
                span(channel.opens_on, channel.closes_on) or "—",
                {"state": state, "text": text},
                {"text": number, "url": to("opinions", channel=channel.code) if number else ""},
            ]
        )
    return rows


def figure_rows(to: Addresses, cycle: Any, figures: dict[str, Any]) -> dict[str, Rows]:
    """Counts by aspect and by target, every number a link to its opinions."""
    names = {aspect.code: f"{aspect.no}. {aspect.name}" for aspect in aspects(cycle)}
    unresolved = queries.UNRESOLVED
    by_aspect = [
        [names.get(code, _("未明确方面")), {"text": number, "url": to("opinions", aspect=code)}]
        for code, number in figures["by_aspect"].items()
    ]
    words = {unresolved: _("未明确对象"), TEAM: _("领导班子")}
    filters = {unresolved, TEAM, *everybody_of_team(cycle).values_list("role", flat=True)}
    by_target = [
        [
            words.get(label, label),
            {"text": number, "url": to("opinions", target=label if label in filters else TargetKind.OTHER.value)},
        ]
        for label, number in figures["by_target"].items()
    ]
    return {"by_aspect": by_aspect, "by_target": by_target}


def _edit(to: Addresses, kind: str, record: Any, open_: bool, may_change: bool, may_correct: bool) -> str:
    """Where a record is changed: freely while the figures are open, by a correction (更正) afterwards."""
    if open_:
        return to(f"change_{kind}", record.pk) if may_change else ""
    return to("correct", kind, record.pk) if may_correct else ""


def gathering_rows(to: Addresses, actor: Any, records: list[Any], *, open_: bool) -> Rows:
    """Meeting, day, people, number of opinions, reply code."""
    return [
        [
            {
                "text": record.name,
                "url": _edit(
                    to, "gathering", record, open_, may_change_meeting(actor, record), may_solicit(actor, record)
                ),
                "note": late_note(record),
            },
            full_date(record.on),
            record.channel.name,
            record.present,
            {"text": record.opinions, "url": to("reply", "gathering", record.pk)},
            record.reply_code,
        ]
        for record in records
    ]


def form_run_rows(to: Addresses, actor: Any, records: list[Any], *, open_: bool) -> Rows:
    """Forms: day, sent, returned with its share, valid, number of opinions, reply code."""
    rows = []
    for record in records:
        share = f"（{100 * record.returned / record.sent:.0f}%）" if record.sent else ""
        rows.append(
            [
                {
                    "text": record.name,
                    "url": _edit(to, "form_run", record, open_, may_solicit(actor, record), may_solicit(actor, record)),
                    "note": late_note(record),
                },
                full_date(record.on),
                record.sent,
                f"{record.returned}{share}",
                record.valid,
                {"text": record.opinions, "url": to("reply", "form_run", record.pk)},
                record.reply_code,
            ]
        )
    return rows


def opening_rows(to: Addresses, actor: Any, records: list[Any], *, open_: bool) -> Rows:
    """Openings: day, box, the two people, found, set aside, entered, reply code."""
    rows = []
    for record in records:
        paper = record.channel.code == "paper_box"
        url = to("change_paper_box", record.pk) if paper and open_ and may_solicit(actor, record) else ""
        missing = record.entered - record.done
        rows.append(
            [
                {"text": full_date(record.on), "url": url, "note": late_note(record)},
                record.channel.name,
                record.openers,
                record.found,
                record.set_aside,
                {"text": record.done, "note": _("还差 %(n)d 张") % {"n": missing} if missing else ""},
                {"text": record.opinions, "url": to("reply", "box_opening", record.pk)},
                record.reply_code,
            ]
        )
    return rows


def import_rows(to: Addresses, records: list[Any]) -> Rows:
    """Files: name, state, number of opinions, reply code."""
    return [
        [
            {"text": record.name, "url": to("preview", record.pk)},
            {"state": IMPORT_STATES[ImportState(record.state)], "text": record.get_state_display()},
            full_date(record.at),
            {"text": record.opinions, "url": to("reply", "import", record.pk) if record.opinions else ""},
            record.reply_code,
        ]
        for record in records
    ]


def opinion_rows(to: Addresses, opinions: list[Any], shown: dict[Any, str]) -> Rows:
    """The words first, then aspect, target, where from."""
    rows = []
    for opinion in opinions:
        submission = opinion.submission
        branch = submission.branch.name if submission.branch else ""
        marks = [
            text
            for on, text in (
                (opinion.praise, _("表扬")),
                (opinion.personal_data, _("含提出人信息")),
                (opinion.about_office, _("涉及党务工作部门")),
            )
            if on
        ]
        rows.append(
            [
                {"text": shown[opinion.pk], "url": to("opinion", opinion.pk), "note": " · ".join(marks)},
                str(opinion.aspect) if opinion.aspect else {"state": "todo", "text": _("未明确")},
                target_label(opinion) if opinion.target_kind else {"state": "todo", "text": _("未明确")},
                {"text": opinion.channel.name, "note": " · ".join(p for p in (branch, full_date(submission.on)) if p)},
            ]
        )
    return rows


def origin(opinion: Any) -> list[tuple[str, str]]:
    """Where an opinion came from, as terms and words."""
    submission = opinion.submission
    facts = [(_("渠道"), opinion.channel.name)]
    for label, record in ((_("会议"), submission.gathering), (_("征求意见表"), submission.form_run)):
        if record is not None:
            facts.append((label, record.name))
    if submission.box_opening is not None:
        opening = submission.box_opening
        facts.append((_("开箱"), f"{full_date(opening.on)} {opening.openers}"))
    if submission.source_file is not None:
        facts.append((_("文件"), submission.source_file.name))
        facts.append((_("位置"), where(submission.locator)))
    if submission.branch is not None:
        facts.append((_("支部"), submission.branch.name))
    if submission.on is not None:
        facts.append((_("日期"), full_date(submission.on)))
    return facts
