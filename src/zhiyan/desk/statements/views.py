"""Pages of 对照检查: the list, one statement, two versions compared."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.desk.pages import form_page, page
from zhiyan.desk.statements.common import BADGES, address, bare, newest_readable, statement_of
from zhiyan.desk.statements.forms import POINTS
from zhiyan.statements import actions, permissions, queries
from zhiyan.statements.models import SectionKind, Statement, StatementState, Version
from zhiyan.web.chinese import full_date
from zhiyan.web.differences import differences
from zhiyan.web.surfaces import missing


@page(permissions.may_view_stage)
def overview(request: Any) -> HttpResponse:
    """Every statement with where it stands; nobody's words."""
    found = list(queries.statements(request.cycle))
    versions = latest_numbers(found)
    own = next((s for s in found if s.member and s.member.person_id == request.actor.person_id), None)
    context = {
        "columns": [{"label": _("材料"), "head": True}, _("状态"), {"label": _("版本"), "num": True}, _("期限")],
        "rows": [row(request, s, versions.get(s.pk)) for s in found],
        "own_url": address(request, "statement", own.pk) if own else "",
        "figures": queries.figures(request.cycle),
        "due": cycle_queries.due(request.cycle, "statements"),
        "may_start": permissions.may_start(request.actor, request.cycle),
        "begun": bool(found),
        "open_items": queries.open_items(request.cycle),
    }
    return render(request, "desk/statements/page.html", context)


def latest_numbers(found: list[Statement]) -> dict[Any, int]:
    """The newest version's number of each statement."""
    return dict(Version.objects.filter(statement__in=found).order_by("no").values_list("statement_id", "no"))


def row(request: Any, statement: Statement, no: int | None) -> list[Any]:
    """One line of the list."""
    note = _("代录") if statement.typed_by_id else ""
    return [
        {"text": queries.label_of(statement), "url": address(request, "statement", statement.pk), "note": note},
        {"state": BADGES[StatementState(statement.state)], "text": statement.get_state_display()},
        no or "—",
        full_date(statement.due_on) or "—",
    ]


@page(permissions.may_start)
def start(request: Any) -> HttpResponse:
    """Begin the statements of everybody who must write."""
    return form_page(
        request,
        bare(request),
        lambda: actions.start_statements(request.actor, request.cycle),
        title=_("开始撰写对照检查材料"),
        lead=_("给班子和每位须撰写的成员各建一份空白材料，内容由本人自己动手撰写。有人进班子时可以再次办理。"),
        back=address(request, "page"),
        done=_("已经建好，本人可以开始撰写。"),
        submit=_("开始"),
    )


@page(permissions.may_view_stage)
def statement(request: Any, pk: Any) -> HttpResponse:
    """One statement as far as the actor may read it, with what they can do."""
    found = statement_of(request, pk)
    readable = permissions.readable_versions(request.actor).filter(statement=found)
    version = chosen(request, found)
    context = {
        "statement": found,
        "title": queries.label_of(found),
        "state": BADGES[StatementState(found.state)],
        "version": version,
        "versions": list(readable.order_by("no")),
        "parts": shown(version) if version else [],
        "reviews": [shown_review(r) for r in version.reviews.all()] if version else [],
        "items": own_items(request, found),
        **rights(request, found, version),
    }
    return render(request, "desk/statements/statement.html", context)


def chosen(request: Any, found: Statement) -> Version | None:
    """The version asked for by ?v=, else the newest that the actor may read."""
    asked = request.GET.get("v", "")
    if not asked.isdigit():
        return newest_readable(request, found)
    readable = permissions.readable_versions(request.actor).filter(statement=found, no=int(asked))
    version = queries.with_parts(readable).first()
    if version is None:
        raise missing()
    return version


def shown(version: Version) -> list[dict[str, Any]]:
    """Sections in order, each with the records that stand under it."""
    records = {
        SectionKind.PROBLEMS: ("problems", version.problems.all()),
        SectionKind.CAUSES: ("causes", version.causes.all()),
        SectionKind.DIRECTIONS: ("directions", version.directions.all()),
    }
    rows = []
    for section in version.sections.all():
        name, found = records.get(SectionKind(section.kind), ("", ()))
        rows.append({"section": section, "label": section.get_kind_display(), "name": name, "records": list(found)})
    return rows


def shown_review(found: Any) -> dict[str, Any]:
    """A review with its headings in words."""
    words = {"good": _("到位"), "weak": _("不到位")}
    points = [f"{label}{words.get(found.points.get(name, ''), '')}" for name, label in POINTS if found.points.get(name)]
    return {"review": found, "points": points}


def own_items(request: Any, found: Statement) -> list[Any]:
    """For the author: the items fed back to them and what became of each."""
    if not permissions.may_edit(request.actor, found):
        return []
    assigned = queries.assigned_items(found).values("pk")
    return list(queries.items_with_outcome(request.cycle).filter(pk__in=assigned))


def rights(request: Any, found: Statement, version: Version | None) -> dict[str, Any]:
    """Which buttons the actor has."""
    actor = request.actor
    writes, author = permissions.may_edit(actor, found), permissions.is_author(actor, found)
    drafting = version is not None and version.submitted_on is None and found.state == StatementState.DRAFT
    unconfirmed = found.typed_by_id is not None and found.confirmed_on is None and found.state == StatementState.DRAFT
    reviewable = found.state in (StatementState.SUBMITTED, StatementState.APPROVED)
    reviews = permissions.may_review(actor, found)
    return {
        "may_write": writes and drafting,
        "may_submit": writes and drafting and not unconfirmed,
        "may_revise": writes and found.state == StatementState.RETURNED,
        "may_review": reviewable and reviews,
        "may_approve": found.state == StatementState.SUBMITTED and reviews,
        "may_confirm": unconfirmed and author,
        "may_sheet": unconfirmed and permissions.may_type(actor, found),
        "may_type": found.state == StatementState.DRAFT
        and not found.typed_by_id
        and permissions.may_type(actor, found)
        and not author,
        "unconfirmed": unconfirmed,
        "may_appoint": author and found.member_id is None and found.state == StatementState.DRAFT,
    }


@page(permissions.may_view_stage)
def compare(request: Any, pk: Any) -> HttpResponse:
    """Two versions side by side, by section, with what differs marked."""
    found = statement_of(request, pk)
    readable = permissions.readable_versions(request.actor).filter(statement=found)
    versions = {v.no: v for v in queries.with_parts(readable).order_by("no")}
    if len(versions) < 2:
        raise missing()
    numbers = sorted(versions)
    new = pick(request, "b", versions, numbers[-1])
    old = pick(request, "a", versions, numbers[numbers.index(new) - 1] if new != numbers[0] else numbers[0])
    before = {part.kind: part.whole for part in queries.parts(versions[old])}
    rows = [
        {"label": part.label, "pieces": differences(before.get(part.kind, ""), part.whole)}
        for part in queries.parts(versions[new])
    ]
    context = {
        "statement": found,
        "title": queries.label_of(found),
        "old": old,
        "new": new,
        "rows": [{**r, "same": all(piece.same for piece in r["pieces"])} for r in rows],
    }
    return render(request, "desk/statements/compare.html", context)


def pick(request: Any, name: str, versions: dict[int, Version], default: int) -> int:
    """The version number asked for, else the default."""
    asked = request.GET.get(name, "")
    if not asked:
        return default
    if not asked.isdigit() or int(asked) not in versions:
        raise missing()
    return int(asked)
