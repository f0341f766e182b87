"""Placing the 143 opinions: items with titles, one praise set aside, closing, feedback read by the members."""

from __future__ import annotations

from zhiyan.consolidation import actions
from zhiyan.consolidation.models import Feedback, Point
from zhiyan.consolidation.states import Target
from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.records.before import ItemText
from zhiyan.demo.texts import ROLES, TEAM, items, opinion_refs, set_aside
from zhiyan.solicitation.models import Opinion, TargetKind


def make(cast: Cast) -> None:
    """梳理 on 16 and 17 January, feedback on the 18th."""
    with on(day(2021, 1, 16)):
        actions.start(cast.office, cast.cycle)
        found = points(cast)
        for item in items():
            settle(cast, item, [found[key].opinion for key in item.opinions])
            actions.make_item(
                cast.office,
                cast.cycle,
                points=[found[key] for key in item.opinions],
                title=item.title,
                aspect=cast.aspect(item.aspect),
                target=target(cast, item.target),
            )
        for aside in set_aside():
            actions.set_aside(cast.office, cast.cycle, points=[found[aside.opinion]], reason="praise", note=aside.note)
    with on(day(2021, 1, 17)):
        actions.close_consolidation(cast.office, cast.cycle)
    with on(day(2021, 1, 18)):
        actions.give_feedback(cast.office, cast.cycle)
        for role in ROLES:
            for feedback in Feedback.objects.filter(cycle=cast.cycle):
                if feedback.member is None or feedback.member.role == role:
                    actions.sign_feedback(cast.actor(role), feedback)


def settle(cast: Cast, item: ItemText, opinions: list[Opinion]) -> None:
    """What a file left open (no aspect, nobody named) is decided by the office before the opinion is placed."""
    for opinion in opinions:
        if opinion.aspect_id is None or opinion.target_kind is None:
            known = Target.of(opinion)
            actions.assign_opinion(
                cast.office,
                opinion,
                aspect=opinion.aspect or cast.aspect(item.aspect),
                target=known or target(cast, item.target),
            )


def target(cast: Cast, role: str) -> Target:
    """班子, or the member of the role."""
    if role == TEAM:
        return Target()
    return Target(TargetKind.MEMBER, cast.member(role).pk)


def points(cast: Cast) -> dict[str, Point]:
    """Each opinion's point by the id that the texts use: found by file and place in the file."""
    places = {}
    for opinion in Opinion.objects.filter(cycle=cast.cycle).select_related("submission__source_file"):
        submission = opinion.submission
        places[place(submission.source_file.name, opinion_locator(opinion))] = opinion
    whole = {p.opinion_id: p for p in Point.objects.filter(cycle=cast.cycle).select_related("opinion")}
    return {
        ref.id: whole[places[place(ref.file.rsplit("/", 1)[-1], ref.locator)].pk] for ref in opinion_refs().values()
    }


def opinion_locator(opinion: Opinion) -> dict[str, object]:
    """Where the opinion stands in its file: its submission's cell, and which part of it."""
    siblings = Opinion.objects.filter(submission=opinion.submission, start__lt=opinion.start).count()
    locator = dict(opinion.submission.locator)
    locator["part"] = int(locator.get("part", 1)) + siblings
    return locator


def place(file: str, locator: dict[str, object]) -> tuple[object, ...]:
    """A hashable place."""
    return (file, *sorted((key, str(value)) for key, value in locator.items()))
