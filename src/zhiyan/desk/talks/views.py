"""Pages of 谈心谈话: the matrix for those who oversee, own talks for everybody who takes part."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.cycle import queries as cycle_queries
from zhiyan.desk.pages import ask_first, form_page, page, perform, record_or_404, seen_version
from zhiyan.desk.talks import forms, shapes
from zhiyan.kernel.corrections import corrections_of
from zhiyan.talks import actions, permissions, queries
from zhiyan.talks.models import Side, Talk, TalkPair
from zhiyan.web.surfaces import missing


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"talks:{name}", args=[request.unit.code, request.cycle.label, *args])


def pair_of(request: Any, pk: Any) -> TalkPair:
    """The pair, if the actor may see it."""
    found: TalkPair = record_or_404(permissions.visible_pairs(request.actor), cycle=request.cycle, pk=pk)
    return found


def talk_of(pair: TalkPair) -> Talk:
    """The pair's talk; 404 before it was held."""
    talk = Talk.objects.filter(pair=pair).select_related("pair__member", "pair__other_member", "cycle").first()
    if talk is None:
        raise missing()
    return talk


@page(permissions.may_view_page)
def overview(request: Any) -> HttpResponse:
    """The matrix and a table for each kind; whoever does not oversee sees their own talks."""
    if not permissions.may_oversee(request.actor, request.cycle):
        return own_talks(request)
    found = list(queries.pairs(request.cycle))
    context = {
        **common(request),
        "numbers": queries.counts(found),
        "matrix": shapes.matrix(request, found),
        "kinds": shapes.kinds(request, found),
        "may_arrange": permissions.may_arrange(request.actor, request.cycle),
        "found": found,
    }
    return render(request, "desk/talks/page.html", context)


@page(permissions.may_view_page)
def mine(request: Any) -> HttpResponse:
    """The actor's own talks."""
    return own_talks(request)


def own_talks(request: Any) -> HttpResponse:
    """Talks in which the actor is one of the two."""
    found = queries.with_talk(permissions.visible_pairs(request.actor).filter(cycle=request.cycle))
    own = [pair for pair in found if permissions.is_side(request.actor, pair)]
    context = {**common(request), "rows": [shapes.row(request, pair) for pair in own], "numbers": queries.counts(own)}
    return render(request, "desk/talks/mine.html", context)


def common(request: Any) -> dict[str, Any]:
    """What both pages show: tabs, deadline, group talks."""
    group_talks = permissions.visible_group_talks(request.actor).filter(cycle=request.cycle)
    return {
        "columns": shapes.columns(),
        "due": cycle_queries.due(request.cycle, "talks"),
        "oversees": permissions.may_oversee(request.actor, request.cycle),
        "is_mine": request.path == address(request, "mine"),
        "group_talks": group_talks.prefetch_related("attendees").order_by("on"),
    }


@page(permissions.may_arrange)
def generate(request: Any) -> HttpResponse:
    """Make the list of pairs follow the team."""
    form = forms.forms.Form(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        form,
        lambda: actions.generate_pairs(request.actor, request.cycle),
        title=_("生成必谈名单"),
        lead=_("按班子名单、分管部门和所在支部生成。班子有变动时可以再次生成：新的谈话对会补上，已谈的保留。"),
        back=address(request, "page"),
        done=_("必谈名单已按班子名单更新。"),
        submit=_("生成"),
    )


@page(permissions.may_arrange)
def group(request: Any) -> HttpResponse:
    """Record a talk of the team together."""
    form = forms.GroupForm(request.cycle, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.record_group_talk(request.actor, request.cycle, **form.cleaned_data),
        title=_("记录集体谈心谈话"),
        back=address(request, "page"),
        done=_("集体谈心谈话已记录。"),
    )


@page(permissions.may_view_page)
def pair(request: Any, pk: Any) -> HttpResponse:
    """One pair: plan and state for overseers; the words only where the actor is one of the two."""
    found = pair_of(request, pk)
    talk = Talk.objects.filter(pair=found).select_related("confirmed_file").defer("text", "agreed").first()
    reads = talk is not None and permissions.may_read_talk(request.actor, talk)
    words = permissions.readable_talks(request.actor).filter(pair=found).first() if reads else None
    state = queries.state_of(found)
    context = {
        "pair": found,
        "title": queries.pair_label(found),
        "belongs": queries.belongs_label(found),
        "talk": talk,
        "words": words,
        "corrections": corrections_of(words) if words else [],
        "state": shapes.BADGES[state],
        "state_text": shapes.words()[state],
        "other": queries.other_label(found),
        **rights(request.actor, found, talk, words),
    }
    return render(request, "desk/talks/pair.html", context)


def rights(actor: Any, found: TalkPair, talk: Talk | None, words: Talk | None) -> dict[str, bool]:
    """Which buttons the actor has."""
    unheld = talk is None
    named = bool(found.other_member_id or found.other_person_id)
    unconfirmed = talk is not None and talk.confirmed_on is None
    return {
        "named": named,
        "may_plan": unheld and permissions.may_plan(actor, found),
        "may_name": unheld and not found.other_member_id and permissions.may_name(actor, found),
        "may_hold": unheld and named and permissions.may_enter(actor, found),
        "may_confirm": unconfirmed and talk is not None and permissions.may_confirm(actor, talk),
        "may_sheet": unconfirmed and permissions.side_of(actor, found) is Side.OFFICE,
        "may_write": words is not None and not (words.text or words.agreed),
        "may_correct": words is not None and bool(words.text or words.agreed),
    }


@page(permissions.may_view_page)
def plan(request: Any, pk: Any) -> HttpResponse:
    """Plan day and place."""
    found = pair_of(request, pk)
    ask_first(actions.plan_talk, request.actor, found)
    initial = {"planned_on": found.planned_on, "place": found.place}
    form = forms.PlanForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.plan_talk(request.actor, found, version=seen_version(request), **form.cleaned_data),
        title=_("安排：%(pair)s") % {"pair": queries.pair_label(found)},
        back=address(request, "pair", pk),
        done=_("谈心谈话已安排。"),
        version=found.version,
    )


@page(permissions.may_view_page)
def name_other(request: Any, pk: Any) -> HttpResponse:
    """Name the other side."""
    found = pair_of(request, pk)
    ask_first(actions.name_representative, request.actor, found)
    form = forms.NameForm(found, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.name_representative(
            request.actor, found, person=form.cleaned_data["person"], version=seen_version(request)
        ),
        title=_("确定谈话对象：%(member)s") % {"member": found.member.role},
        lead=queries.belongs_label(found),
        back=address(request, "pair", pk),
        done=_("谈话对象已确定。"),
        version=found.version,
    )


@page(permissions.may_view_page)
def hold(request: Any, pk: Any) -> HttpResponse:
    """Record a talk held: the two with their words, the office with counts alone."""
    found = pair_of(request, pk)
    ask_first(actions.hold_talk, request.actor, found)
    kind = forms.HoldForm if permissions.is_side(request.actor, found) else forms.CountsForm
    form = kind(found, request.POST or None, initial={"on": found.planned_on, "place": found.place})
    return form_page(
        request,
        form,
        lambda: actions.hold_talk(request.actor, found, **form.cleaned_data),
        title=_("记录谈话：%(pair)s") % {"pair": queries.pair_label(found)},
        lead="" if kind is forms.HoldForm else _("代录只填时间、地点和问题数，谈话内容由双方自己填写。"),
        back=address(request, "pair", pk),
        done=_("谈话已记录，等对方确认。"),
    )


@page(permissions.may_view_page)
def write(request: Any, pk: Any) -> HttpResponse:
    """Add the words to a talk entered without."""
    found = pair_of(request, pk)
    ask_first(actions.write_text, request.actor, found)
    form = forms.WordsForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.write_text(request.actor, found, **form.cleaned_data),
        title=_("填写谈话内容：%(pair)s") % {"pair": queries.pair_label(found)},
        back=address(request, "pair", pk),
        done=_("谈话内容已保存。"),
    )


@require_POST
@page(permissions.may_view_page)
def confirm(request: Any, pk: Any) -> HttpResponse:
    """The other side confirms with one click."""
    talk = talk_of(pair_of(request, pk))
    perform(request, None, lambda: actions.confirm_talk(request.actor, talk), _("谈话记录已确认。"))
    return redirect(address(request, "pair", pk))


@page(permissions.may_view_page)
def sheet(request: Any, pk: Any) -> HttpResponse:
    """Confirm by the signed sheet."""
    talk = talk_of(pair_of(request, pk))
    ask_first(actions.confirm_on_paper, request.actor, talk)
    form = forms.SheetForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        return actions.confirm_on_paper(request.actor, talk, name=upload.name, data=upload.read())

    return form_page(
        request,
        form,
        do,
        title=_("上传双方签字件"),
        back=address(request, "pair", pk),
        done=_("签字件已保存，谈话记录已确认。"),
        submit=_("上传并确认"),
    )


@page(permissions.may_view_page)
def correct(request: Any, pk: Any) -> HttpResponse:
    """更正 by one of the two."""
    talk = talk_of(pair_of(request, pk))
    ask_first(actions.correct_talk, request.actor, talk)
    form = forms.CorrectForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.correct_talk(request.actor, talk, **form.cleaned_data),
        title=_("更正谈话记录"),
        lead=_("更正后，原来的文字和更正原因会一并保留。"),
        back=address(request, "pair", pk),
        done=_("已更正，原文已保留。"),
        submit=_("更正"),
    )
