"""Seven statements written, submitted, returned, revised and approved; an answer to each item that is no problem."""

from __future__ import annotations

import datetime as dt

from zhiyan.consolidation.models import Item
from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.records.before import ItemText, Outcome, ReviewText, StatementText
from zhiyan.demo.texts import TEAM, items, statements
from zhiyan.kernel.actor import Actor
from zhiyan.statements import actions
from zhiyan.statements.models import (
    ItemAnswer,
    ReviewCapacity,
    ReviewConclusion,
    Section,
    SectionKind,
    Statement,
    StatementState,
    Version,
)

REVISED_WITHIN = dt.timedelta(days=2)


def make(cast: Cast) -> None:
    """撰写 from 18 January; all approved before the meeting."""
    with on(day(2021, 1, 18)):
        actions.start_statements(cast.actor("书记"), cast.cycle)
    by_title = {item.title: item for item in Item.objects.filter(cycle=cast.cycle)}
    listed = {text.key: by_title[text.title] for text in items()}
    for text in statements():
        write(cast, text, listed)
    for item in items():
        if item.outcome.kind != "problem":
            answer(cast, item, listed[item.key])


def author(cast: Cast, owner: str) -> Actor:
    """The secretary leads the team's; members write their own."""
    return cast.actor("书记" if owner == TEAM else owner)


def write(cast: Cast, text: StatementText, listed: dict[str, Item]) -> None:
    """One statement's whole life."""
    statement = Statement.objects.get(cycle=cast.cycle, member=cast.seat(text.owner))
    actor = author(cast, text.owner)
    with on(text.submitted_on):
        fill(cast, actor, statement, text, listed)
        actions.submit(actor, statement)
    for number, review in enumerate(text.reviews):
        with on(review.on):
            consider(cast, statement, review)
            statement.refresh_from_db()
            if statement.state == StatementState.RETURNED:
                revise(actor, statement, text)
            elif number == len(text.reviews) - 1:
                actions.approve(reviewer(cast, review), statement)


def fill(cast: Cast, actor: Actor, statement: Statement, text: StatementText, listed: dict[str, Item]) -> None:
    """Sections and parts of the first draft."""
    version = Version.objects.get(statement=statement, no=1)
    words = {
        SectionKind.PREFACE: text.preface,
        SectionKind.LAST_YEAR: text.first_draft_last_year or text.last_year,
        SectionKind.CASE: "\n".join(filter(None, (text.case_title, text.case_analysis))),
        SectionKind.MATTERS: text.report,
    }
    for section in Section.objects.filter(of=version):
        if words.get(SectionKind(section.kind), "").strip():
            actions.save_section(actor, section, text=words[SectionKind(section.kind)], version=section.version)
    for problem in text.problems:
        actions.add_problem(
            actor,
            statement,
            aspect=cast.aspect(problem.aspect),
            title=problem.title,
            text=problem.text,
            case=problem.case,
            sources=[listed[key] for key in problem.sources],
        )
    for cause in text.causes:
        actions.add_cause(actor, statement, dimension=cause.dimension, text=cause.text)
    for direction in text.directions:
        made = actions.add_direction(actor, statement, title=direction.title)
        for measure in direction.measures:
            actions.add_measure(actor, made, text=measure)


def consider(cast: Cast, statement: Statement, review: ReviewText) -> None:
    """One review, by whom the text says."""
    passes = review.conclusion == "通过"
    actions.review(
        reviewer(cast, review),
        statement,
        capacity=capacity(review),
        conclusion=ReviewConclusion.PASS if passes else ReviewConclusion.REVISE,
        on=review.on,
        comments=review.text,
        due_on=None if passes else review.on + REVISED_WITHIN,
    )


def capacity(review: ReviewText) -> ReviewCapacity:
    """As what the reviewer reviews."""
    if review.by == "书记":
        return ReviewCapacity.SECRETARY
    return ReviewCapacity.TEAM if "班子" in review.by else ReviewCapacity.SUPERVISOR


def reviewer(cast: Cast, review: ReviewText) -> Actor:
    """The account that enters the review."""
    return {
        ReviewCapacity.SECRETARY: lambda: cast.actor("书记"),
        ReviewCapacity.TEAM: lambda: cast.office,
        ReviewCapacity.SUPERVISOR: lambda: cast.actor("督导组"),
    }[capacity(review)]()


def revise(actor: Actor, statement: Statement, text: StatementText) -> None:
    """The second version, with the part that was asked for."""
    version = actions.revise(actor, statement)
    if text.first_draft_last_year:
        section = Section.objects.get(of=version, kind=SectionKind.LAST_YEAR)
        actions.save_section(actor, section, text=text.last_year, version=section.version)
    statement.refresh_from_db()
    actions.submit(actor, statement)


def answer(cast: Cast, text: ItemText, item: Item) -> None:
    """The item's own answer, on the day it could be given; a referral's reply when it came."""
    outcome = text.outcome
    actor = cast.actor(text.target) if item.target_member_id else cast.office
    with on(max(day(2021, 1, 22), outcome.on or day(2021, 1, 22))):
        made = actions.answer_item(
            actor,
            item,
            kind=outcome.kind,
            text=outcome.text,
            done_on=outcome.on if outcome.kind == "adopted" else None,
            receiver=outcome.receiver or "",
            due_on=outcome.due,
        )
    if outcome.reply:
        reply(cast, actor, made, outcome)


def reply(cast: Cast, actor: Actor, made: ItemAnswer, outcome: Outcome) -> None:
    """What the receiver of a referral said."""
    with on(outcome.replied_on or day(2021, 3, 1)):
        actions.record_reply(actor, made, reply=outcome.reply or "", done_on=outcome.replied_on)
