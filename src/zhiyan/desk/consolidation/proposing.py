"""归并建议 made in the background, and the questions (是不是同一件事) whose answers make them better."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.consolidation import actions, queries, sheets
from zhiyan.consolidation.cutting import matters
from zhiyan.consolidation.masking import masked_text
from zhiyan.consolidation.models import ConsolidationClosing, Item, PairVerdict, Point, ProposalSheet
from zhiyan.consolidation.permissions import may_consolidate, placeable_opinions
from zhiyan.consolidation.proposals import answers_of
from zhiyan.consolidation.proposed import Proposal, Question
from zhiyan.cycle.models import TeamMember
from zhiyan.cycle.queries import aspects, team
from zhiyan.desk.consolidation import shapes, why
from zhiyan.desk.consolidation.forms import WorkForm
from zhiyan.desk.consolidation.shapes import Addresses
from zhiyan.desk.consolidation.workbench import keys
from zhiyan.desk.pages import page, perform
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import JobState
from zhiyan.solicitation.models import SolicitationClosing

SHOWN = 20  # proposals on a page
SURE = 0.5  # proposals less sure are not ticked beforehand
EVERY = 10  # answers after which new proposals are made by themselves


@page(may_consolidate)
def proposals(request: Any) -> HttpResponse:
    """What could become which item, largest or most doubtful first; taken in one step that one undo takes back."""
    form = WorkForm(request.POST or None, cycle=request.cycle)
    sheet = ProposalSheet.objects.filter(cycle=request.cycle).first()
    groups, free = standing(request, sheet)
    if request.method == "POST" and form.is_valid():
        taken = chosen(request, groups)
        done = _("已采用 %(n)d 条建议，可以一步撤销。") % {"n": len(taken)}
        if perform(request, form, lambda: accept(request, taken), done) is not None:
            return redirect(here(request))
    doubt = request.GET.get("sort") == "doubt"
    listed = Paginator(sorted(groups, key=by_doubt if doubt else by_size), SHOWN).get_page(request.GET.get("page"))
    covered = sum(len(group.points) for group in groups)
    context = {
        "tabs": shapes.tabs(request, "page", queries.figures(request.cycle)),
        "form": form,
        "sheet": sheet,
        "doubt": doubt,
        "here": here(request),
        "may_cut": SolicitationClosing.objects.filter(cycle=request.cycle).exists(),
        "cut_url": Addresses(request)("cut"),
        "undoable": queries.last_undoable(request.actor, request.cycle),
        "page": listed,
        "rows": rows(request, list(listed)),
        "members": list(team(request.cycle)),
        "covered": covered,
        "new": len(free) - covered,
        "answered": sheets.answered_since(sheet) if sheet else 0,
        "questions": len(open_questions(request, sheet)),
        "closed": ConsolidationClosing.objects.filter(cycle=request.cycle).exists(),
        **under_way(request),
    }
    refused = bool(form.errors) and not request.htmx
    return render(request, "desk/consolidation/proposals.html", context, status=422 if refused else 200)


def here(request: Any) -> str:
    """This page of proposals, in the order in which it was read."""
    kept = {name: request.GET[name] for name in ("sort", "page") if request.GET.get(name)}
    return Addresses(request)("proposals", **kept)


@page(may_consolidate)
@require_POST
def cut(request: Any) -> HttpResponse:
    """Cut one opinion into points as proposed, and have the worker look at them."""
    found = keys([request.POST.get("cut", "")])
    points = list(queries.with_opinions(Point.objects.filter(cycle=request.cycle, retired=False, pk__in=found)))

    def do() -> Any:
        if not points:
            raise Invalid("work.no_point", _("这条意见刚刚被处理过，请刷新。"))
        made = actions.split_point(request.actor, points[0], starts=[start for start, _end in matters(points[0])])
        actions.ask_for_proposals(request.actor, request.cycle)
        return made

    perform(request, None, do, _("已拆成要点，正在重新提出建议。"))
    return redirect(here(request))


def standing(request: Any, sheet: ProposalSheet | None) -> tuple[list[Proposal], set[uuid.UUID]]:
    """The proposals as far as their points are still to be placed, and all points that are."""
    found = queries.unplaced(request.actor, request.cycle).order_by()
    mine = placeable_opinions(request.actor).values("pk")
    free = set(found.filter(opinion__in=mine).values_list("pk", flat=True))
    if sheet is None:
        return [], free
    live = set(Item.objects.filter(cycle=request.cycle, retired=False).values_list("pk", flat=True))
    groups = []
    for data in sheet.groups:
        group = Proposal.read(data)
        held = tuple(pk for pk in group.points if pk in free)
        if held and (group.item is None or group.item in live):
            groups.append(dataclasses.replace(group, points=held))
    return groups, free


def by_size(group: Proposal) -> tuple[Any, ...]:
    """Largest first, of those the most doubtful; praise last."""
    return (group.praise, -len(group.points), group.sure, str(group.points[0]))


def by_doubt(group: Proposal) -> tuple[Any, ...]:
    """The most doubtful first, those alone and praise last."""
    return (group.praise, len(group.points) == 1 and group.item is None, group.sure, -len(group.points))


def chosen(request: Any, groups: list[Proposal]) -> list[Proposal]:
    """The proposals ticked, or the one whose button was pressed, with title, target and members as they were left."""
    only = request.POST.get("only", "")
    wanted, left_out = {only} if only else set(request.POST.getlist("group")), set(request.POST.getlist("without"))
    by_key = {str(member.pk): member for member in team(request.cycle)}
    taken = []
    for group in groups:
        key = str(group.points[0])
        if key not in wanted:
            continue
        changes: dict[str, Any] = {"points": tuple(pk for pk in group.points if str(pk) not in left_out)}
        title = request.POST.get(f"title-{key}", "").strip()
        if title:
            changes["title"] = title
        member = by_key.get(request.POST.get(f"whom-{key}", ""))
        if member is not None:
            changes["target"] = actions.Target.member(member)
        taken.append(dataclasses.replace(group, **changes))
    return [group for group in taken if group.points]


def accept(request: Any, taken: list[Proposal]) -> Any:
    """Make the proposals chosen. Raises Invalid where none was."""
    if not taken:
        raise Invalid("proposals.none", _("没有勾选建议。请勾选要采用的，其余留在工作台。"))
    return actions.accept_proposals(request.actor, request.cycle, groups=taken)


def rows(request: Any, groups: list[Proposal]) -> list[dict[str, Any]]:
    """Proposals with the words of their opinions and why they stand together."""
    wanted = [pk for group in groups for pk in group.points]
    cards = cards_of(request, wanted, {pk for group in groups for pk in group.several})
    items = {item.pk: item for item in Item.objects.filter(pk__in=[g.item for g in groups if g.item])}
    names = {aspect.pk: aspect.name for aspect in aspects(request.cycle)}
    people = {member.pk: member for member in team(request.cycle)}
    return [
        row(group, [cards[pk] for pk in group.points if pk in cards], items, names, people)
        for group in groups
        if any(pk in cards for pk in group.points)
    ]


def row(
    group: Proposal,
    members: list[dict[str, Any]],
    items: dict[uuid.UUID, Item],
    names: dict[uuid.UUID, str],
    people: dict[uuid.UUID, TeamMember],
) -> dict[str, Any]:
    """One proposal as the page shows it."""
    nearest = set(map(str, group.nearest))
    for card in members:
        card["pieces"] = why.pieces(card["text"], group.shared)
        card["nearest"] = len(members) > 2 and card["point"] in nearest
    target = group.target
    return {
        "key": str(group.points[0]),
        "title": group.title,
        "item": items.get(group.item) if group.item else None,
        "praise": group.praise,
        "aspect": names.get(group.aspect, "") if group.aspect else "",
        "target": str(people.get(target.member_id, "")) if target and target.member_id else "",
        "whom": [people[pk] for pk in group.whom if pk in people],
        "sure": round(group.sure * 100),
        "ticked": ticked(group, members),
        "alone": len(members) == 1 and group.item is None,
        "shared": _("、").join(group.shared),
        "usual": group.usual,
        "members": members,
    }


def ticked(group: Proposal, members: list[dict[str, Any]]) -> bool:
    """Whether a proposal is ticked beforehand: not where it is doubtful, nor praise that only the engine sees."""
    if group.praise:
        return all(card["praise"] for card in members)
    return (group.item is not None or len(members) > 1) and group.sure >= SURE


def cards_of(
    request: Any, wanted: list[uuid.UUID], several: Iterable[uuid.UUID] = ()
) -> dict[uuid.UUID, dict[str, Any]]:
    """Cards of the points that the reader may place, by id; of `several` with the matters that they may be cut into."""
    cut = set(several)
    found = queries.with_opinions(
        Point.objects.filter(
            cycle=request.cycle,
            retired=False,
            pk__in=wanted,
            opinion__in=placeable_opinions(request.actor).values("pk"),
        )
    )
    points = list(found)
    cards = shapes.points(request, points, offers=False)
    for point, card in zip(points, cards, strict=True):
        spans = matters(point) if point.pk in cut else []
        card["parts"] = [masked_text(point.opinion, request.actor, span=span) for span in spans]
    return {point.pk: card for point, card in zip(points, cards, strict=True)}


# --------------------------------------------------------------------------------------------- background work


def under_way(request: Any) -> dict[str, Any]:
    """The look that the worker is at, or the last one where it did not end well."""
    job = sheets.jobs_of(request.cycle).order_by("-asked_at").first()
    running = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
    stopped = job is not None and job.state in (JobState.STOPPED, JobState.FAILED)
    own = job is not None and job.user_id == request.actor.user_id
    return {"job": job if running or stopped else None, "running": running, "stopped": stopped, "own": own}


@page(may_consolidate)
@require_POST
def propose(request: Any) -> HttpResponse:
    """Have the worker look over all that is not placed yet."""
    perform(
        request,
        None,
        lambda: actions.ask_for_proposals(request.actor, request.cycle),
        _("正在提出建议，可以先做别的。"),
    )
    return redirect(Addresses(request)("proposals"))


@page(may_consolidate)
def progress(request: Any) -> HttpResponse:
    """The bar alone, asked for again while the worker is at it; when it is done the page comes anew."""
    context = under_way(request)
    answer = render(request, "desk/consolidation/under_way.html", context)
    if not context["running"]:
        answer["HX-Refresh"] = "true"
    return answer


# --------------------------------------------------------------------------------------------------- questions


def open_questions(request: Any, sheet: ProposalSheet | None) -> list[Question]:
    """The sheet's questions that nobody answered yet, in the order in which they help most."""
    if sheet is None:
        return []
    answers = answers_of(request.cycle)
    found = [Question.read(data) for data in sheet.questions]
    return [one for one in found if not answers.asked(one.first, one.second)]


@page(may_consolidate)
def questions(request: Any) -> HttpResponse:
    """One question at a time: are these two the same matter?"""
    return asking(request)


def asking(request: Any, form: WorkForm | None = None) -> HttpResponse:
    """The page of the next question. With a refused form: why the answer was not kept."""
    sheet = ProposalSheet.objects.filter(cycle=request.cycle).first()
    waiting = open_questions(request, sheet)
    shown, left = next_question(request, waiting)
    answers = answers_of(request.cycle)
    undoable = queries.last_undoable(request.actor, request.cycle)
    context = {
        "tabs": shapes.tabs(request, "page", queries.figures(request.cycle)),
        "form": form or WorkForm(cycle=request.cycle),
        "sheet": sheet,
        "question": shown,
        "left": left,
        "every": EVERY,
        "same": len(answers.same),
        "apart": len(answers.apart),
        "answered": sheets.answered_since(sheet) if sheet else 0,
        "undoable": undoable if undoable and undoable.what == "answer" else None,
        "closed": ConsolidationClosing.objects.filter(cycle=request.cycle).exists(),
        **under_way(request),
    }
    refused = form is not None and not request.htmx
    return render(request, "desk/consolidation/questions.html", context, status=422 if refused else 200)


def next_question(request: Any, waiting: list[Question]) -> tuple[dict[str, Any] | None, int]:
    """The first question whose two points can both still be read and stand in different places; how many are left."""
    for number, one in enumerate(waiting):
        cards = cards_of(request, [one.first, one.second])
        if len(cards) != 2:
            continue
        places = places_of([one.first, one.second])
        if places[one.first] and places[one.first] == places[one.second]:
            continue
        pair = [cards[one.first], cards[one.second]]
        for card, pk in zip(pair, (one.first, one.second), strict=True):
            card["pieces"] = why.pieces(card["text"], one.shared)
            card["item"] = places[pk]
        shared = _("、").join(one.shared)
        shown = {"cards": pair, "shared": shared, "usual": one.usual, "sure": round(one.sure * 100)}
        return shown, len(waiting) - number
    return None, 0


def places_of(points: list[uuid.UUID]) -> dict[uuid.UUID, Item | None]:
    """The item in which each point stands."""
    found = Point.objects.filter(pk__in=points).select_related("placement__item")
    return {point.pk: point.placement.item if hasattr(point, "placement") else None for point in found}


@page(may_consolidate)
@require_POST
def answer(request: Any) -> HttpResponse:
    """Keep an answer, show the next question; after some answers new proposals are made."""
    form = WorkForm(request.POST, cycle=request.cycle)
    pair = keys([request.POST.get("first", ""), request.POST.get("second", "")])

    def do() -> Any:
        if len(pair) != 2:
            raise Invalid("pair.two", _("要两条不同的意见才能比较。"))
        return actions.answer_pair(
            request.actor,
            request.cycle,
            first=Point(pk=pair[0]),
            second=Point(pk=pair[1]),
            verdict=request.POST.get("verdict", ""),
            seen=PairVerdict.OPEN,
        )

    if not form.is_valid() or perform(request, form, do) is None:
        return asking(request, form)
    sheet = ProposalSheet.objects.filter(cycle=request.cycle).first()
    if sheet is not None and sheets.answered_since(sheet) >= EVERY:
        actions.ask_for_proposals(request.actor, request.cycle)
    return redirect(Addresses(request)("questions"))
