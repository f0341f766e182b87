"""Reply sheets (意见办理情况反馈单): answers go back to the meeting, forms, box or file of the opinion."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyan.desk.pages import page, record_or_404
from zhiyan.desk.solicitation import reading, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import crumbs
from zhiyan.solicitation import queries
from zhiyan.solicitation.permissions import (
    may_view_solicitation,
    visible_box_openings,
    visible_form_runs,
    visible_gatherings,
    visible_imports,
    visible_opinions,
)
from zhiyan.web.chinese import full_date
from zhiyan.web.surfaces import missing

READERS = {
    "gathering": (visible_gatherings, "channel__cycle"),
    "form_run": (visible_form_runs, "channel__cycle"),
    "box_opening": (visible_box_openings, "channel__cycle"),
    "import": (visible_imports, "cycle"),
}


KIND_WORDS = {
    "gathering": gettext_lazy("会议"),
    "form_run": gettext_lazy("征求意见表"),
    "box_opening": gettext_lazy("开箱"),
    "import": gettext_lazy("文件"),
}


@page(may_view_solicitation)
def reply_list(request: Any) -> HttpResponse:
    """Every source with its code and how many opinions it brought."""
    to = Addresses(request)
    rows = [
        [
            {"text": source_name(kind, record), "url": to("reply", kind, record.pk)},
            KIND_WORDS[kind],
            full_date(getattr(record, "on", None) or record.at) if kind == "import" else full_date(record.on),
            record.opinions,
            record.reply_code,
        ]
        for kind, record in queries.reply_sources(request.actor, request.cycle)
    ]
    return shapes.show(request, "replies", {"rows": rows, "crumbs": crumbs(request, _("意见办理情况反馈单"))})


def source_name(kind: str, record: Any) -> str:
    """What a source is called on its sheet."""
    if kind == "box_opening":
        return _("%(day)s%(box)s开箱") % {"day": full_date(record.on), "box": record.channel.name}
    return str(record.name)


@page(may_view_solicitation)
def reply(request: Any, kind: str, pk: Any) -> HttpResponse:
    """One sheet, made to be printed: its opinions as this reader may see them, and the counts."""
    if kind not in READERS:
        raise missing()
    visible, link = READERS[kind]
    record = record_or_404(visible(request.actor), **{link: request.cycle, "pk": pk})
    everything = queries.opinions_of_source(kind, record)
    readable = list(
        visible_opinions(request.actor)
        .filter(pk__in=everything.values("pk"))
        .select_related(
            "channel", "aspect", "target_member", "submission", "submission__branch", "submission__gathering"
        )
        .order_by("submission__branch__order", "submission_id", "start")
    )
    shown = reading.texts(request.actor, readable, leaving=True)
    rows = [
        [n, shown[one.pk], str(one.aspect or _("未明确")), reading.target_label(one)]
        for n, one in enumerate(readable, 1)
    ]
    context = {
        "kind": kind,
        "record": record,
        "name": source_name(kind, record),
        "facts": _facts(kind, record),
        "rows": rows,
        "total": everything.count(),
        "withheld": everything.filter(withheld=True).count(),
        "hidden": everything.filter(withheld=False).count() - len(readable),
        "back_url": Addresses(request)("replies"),
    }
    return shapes.show(request, "reply", context)


def _facts(kind: str, record: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [(_("反馈编号"), record.reply_code)]
    if kind != "import":
        found.append((_("日期"), full_date(record.on)))
    if kind == "gathering":
        found += [
            (_("到会人数"), record.present),
            (_("地点"), record.place or "—"),
            (_("记录人"), record.recorder or "—"),
        ]
    if kind == "form_run":
        found += [(_("发放"), record.sent), (_("回收"), record.returned), (_("有效"), record.valid)]
    if kind == "box_opening":
        people = record.openers
        found += [(_("开箱人"), people), (_("箱内张数"), record.found), (_("另存"), record.set_aside)]
    return found
