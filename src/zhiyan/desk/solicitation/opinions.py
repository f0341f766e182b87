"""The list of opinions, one opinion, and what can be done with it while the figures are open."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import form_page, page, perform, record_or_404
from zhiyan.desk.solicitation import forms, reading, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import crumbs
from zhiyan.solicitation import actions, queries, spans
from zhiyan.solicitation.actions.opinions import classification
from zhiyan.solicitation.channels import BOX
from zhiyan.solicitation.models import Opinion
from zhiyan.solicitation.permissions import (
    may_list_opinions,
    may_mark_office,
    may_solicit,
    reads_masked,
    visible_opinions,
)

PAGE = 50


@page(may_list_opinions)
def opinion_list(request: Any) -> HttpResponse:
    """Opinions verbatim, filtered, fifty a page."""
    form = forms.OpinionFilter(request.GET or None, cycle=request.cycle)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    words = chosen.pop("q", "")
    found = queries.opinions(request.actor, request.cycle, words=words, **chosen)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = reading.texts(request.actor, listed)
    context = {
        "form": form,
        "filtered": any(chosen.values()) or bool(words),
        "page": listed,
        "rows": shapes.opinion_rows(Addresses(request), list(listed), shown),
        "office": may_solicit(request.actor, request.cycle),
        "open": not queries.is_closed(request.cycle),
        "crumbs": crumbs(request, _("意见")),
    }
    return shapes.show(request, "opinions", context)


def _opinion(request: Any, pk: Any) -> Opinion:
    found: Opinion = record_or_404(
        visible_opinions(request.actor).select_related("cycle__unit", "cycle__notice", *queries.WITH_ORIGIN),
        cycle=request.cycle,
        pk=pk,
    )
    return found


@page(may_list_opinions)
def opinion(request: Any, pk: Any) -> HttpResponse:
    """One opinion: its words, where it came from, what it is about."""
    found = _opinion(request, pk)
    to, actor = Addresses(request), request.actor
    office, open_ = may_solicit(actor, found), not queries.is_closed(request.cycle)
    siblings = visible_opinions(actor).filter(submission=found.submission).exclude(pk=found.pk).order_by("start")
    masked = reads_masked(actor, found)
    context = {
        "opinion": found,
        "text": reading.texts(actor, [found])[found.pk],
        "pieces": None if masked else reading.pieces(found),
        "target": reading.target_label(found),
        "origin": shapes.origin(found),
        "whole": "" if masked else _whole(found),
        "siblings": [{"title": text, "url": to("opinion", pk)} for pk, text in reading.texts(actor, siblings).items()],
        "receipt": found.submission.receipt_code if office and found.channel.code != BOX else "",
        "office": office,
        "may_split": office and open_,
        "may_fill": office and (open_ or not found.aspect_id or not found.target_kind),
        "may_mark": may_mark_office(actor, found) and not (found.about_office and office),
        "trace": _trace(request, found),
        "crumbs": crumbs(request, _("一条意见"), (_("意见"), to("opinions"))),
    }
    return shapes.show(request, "opinion", context)


def _whole(found: Opinion) -> str:
    """The whole cell or slip, where the opinion is only part of it."""
    whole = queries.whole_text(found)
    return whole if whole.strip() != found.text else ""


def _trace(request: Any, found: Opinion) -> str:
    try:
        return reverse("cycle:trace_opinion", args=[request.unit.code, request.cycle.label, found.pk])
    except NoReverseMatch:
        return ""


@page(may_solicit)
def classify(request: Any, pk: Any) -> HttpResponse:
    """Say which aspect and target an opinion has."""
    found = _opinion(request, pk)
    member = found.target_member.role if found.target_member else ""
    label = {"team": "班子", "member": member, "other": "other"}.get(found.target_kind or "", "")
    initial = {
        "aspect": found.aspect_id,
        "target": label,
        "target_body": found.target_body,
        "seen": classification(found),
    }
    form = forms.ClassifyForm(request.POST or None, cycle=request.cycle, initial=initial)

    def do() -> Any:
        data = form.cleaned_data
        target = forms.chosen_target(request.cycle, data["target"], data["target_body"])
        return actions.classify_opinion(
            request.actor, found, aspect=data["aspect"], target=target, seen=data["seen"] or None
        )

    return form_page(
        request,
        form,
        do,
        title=_("明确方面和对象"),
        lead=found.text,
        back=Addresses(request)("opinion", pk),
        done=_("已明确。"),
    )


@page(may_solicit)
def split(request: Any, pk: Any) -> HttpResponse:
    """Make one opinion several, without changing a word."""
    found = _opinion(request, pk)
    suggested = spans.suggested(found.text)
    form = forms.SplitForm(request.POST or None, initial={"text": spans.marked(found.text, suggested)})
    return form_page(
        request,
        form,
        lambda: actions.split_opinion(
            request.actor, found, spans=spans.read_marked(found.text, form.cleaned_data["text"])
        ),
        title=_("拆分意见"),
        lead=_("一段话说了几件事的，拆成几条，每条单独计数。截止确认以后只能在梳理时拆成要点。"),
        back=Addresses(request)("opinion", pk),
        done=_("已拆分。"),
        submit=_("拆分"),
    )


@page(may_solicit)
@require_POST
def join(request: Any, pk: Any) -> HttpResponse:
    """Undo a split."""
    found = _opinion(request, pk)
    whole = perform(request, None, lambda: actions.join_opinions(request.actor, found), _("已合回一条。"))
    return redirect(Addresses(request)("opinion", whole.pk if whole is not None else pk))


@page(may_list_opinions)
@require_POST
def about_office(request: Any, pk: Any) -> HttpResponse:
    """Mark an opinion as being about the organiser's office, or take the mark back."""
    found = _opinion(request, pk)
    about = not found.about_office
    done = _("已标记，将由纪委书记或督导组归置。") if about else _("已取消标记。")
    perform(request, None, lambda: actions.mark_about_office(request.actor, found, about=about), done)
    return redirect(Addresses(request)("opinion", pk))
