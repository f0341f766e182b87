"""The 2021 cycle: started from 2020's, its notice taken in, what 2020 left, solicitation open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from zhiyan.consolidation import actions as consolidation
from zhiyan.consolidation.models import Point
from zhiyan.cycle import actions as cycle_actions
from zhiyan.cycle.importing.notice import NoticeAspect, NoticeDeadline, ParsedNotice
from zhiyan.cycle.importing.timing import When
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.demo.making import box, papers, preparation
from zhiyan.demo.making.cast import Cast, on
from zhiyan.demo.records.after import DeadlineText, EarlyOpinion, NextCycleText, NoticeText
from zhiyan.demo.texts import TEAM, next_cycle
from zhiyan.demo.texts import measures as measure_texts
from zhiyan.disclosure.queries import badly_rated
from zhiyan.documents import numbers
from zhiyan.rectification import actions as rectification
from zhiyan.solicitation import actions as solicitation
from zhiyan.solicitation.making import Target
from zhiyan.solicitation.models import Channel, FormRun, TargetKind


def make(cast: Cast) -> None:
    """Up to the demonstration's date: forms are coming back, the online box holds sealed slips."""
    text = next_cycle()
    with on(text.notice.on):
        following = cycle_actions.start_next(cast.office, cast.cycle, label=str(text.notice.year))
        following = cycle_actions.take_in_notice(cast.office, cast.unit, notice=parsed(text.notice))
        following = cycle_actions.open_cycle(cast.office, following)
        hand_down(cast, following)
    own = replace(cast, cycle=following)
    preparation.decide(own, text.resolution, text.plan, meeting_on=None)
    issue(own, text)
    tokens = box.draw_everybody(own, text.box)
    receive(own, text)
    box.post_everything(own, text.box, tokens)
    with on(text.demonstration_date):
        begin_placing(own)
        papers.put_before(own, "plan", number=numbers.suggested(own.cycle, text.demonstration_date))


def begin_placing(own: Cast) -> None:
    """Two of the first opinions are items already; the rest wait on the workbench."""
    consolidation.start(own.office, own.cycle)
    waiting = list(Point.objects.filter(cycle=own.cycle).select_related("opinion").order_by("opinion__text"))
    for point in waiting[:2]:
        title = point.opinion.text.split("，")[0][:24]
        consolidation.make_item(own.office, own.cycle, points=[point], title=title, aspect=point.opinion.aspect)


def hand_down(cast: Cast, following: Cycle) -> None:
    """What 2020 left: unfinished, reopened, badly rated."""
    reasons = {cast.measures[m.key].pk: m.inherit for m in measure_texts() if m.inherit}
    rectification.hand_down(cast.office, cast.cycle, following, badly_rated=badly_rated(cast.cycle), reasons=reasons)


def parsed(text: NoticeText) -> ParsedNotice:
    """The notice as a file would have been read."""
    return ParsedNotice(
        issuer=text.issuer,
        number=text.number,
        title=text.title,
        on=text.on,
        year=text.year,
        theme=text.theme,
        aspects=tuple(NoticeAspect(code=a.code, name=a.name, focus=a.focus) for a in text.aspects),
        solicitation_window=(text.solicitation_start, text.solicitation_end),
        meeting_window=(text.meeting_start, text.meeting_end),
        deadlines=tuple(deadline(d) for d in text.deadlines),
        body=(text.theme,),
    )


def deadline(text: DeadlineText) -> NoticeDeadline:
    """One step of the notice with its time in words."""
    if text.after_meeting_days is not None:
        words = f"会后{text.after_meeting_days}日内"
    elif text.start and text.by:
        words = f"{day_words(text.start)}至{day_words(text.by)}"
    else:
        words = f"{day_words(text.by)}前" if text.by else ""
    when = When(start=text.start, by=text.by, after_meeting_days=text.after_meeting_days)
    return NoticeDeadline(code=text.code, step=text.step, when_text=words, when=when, requirement=text.requirement)


def day_words(day: dt.date) -> str:
    """2022年1月4日."""
    return f"{day.year}年{day.month}月{day.day}日"


def issue(own: Cast, text: NextCycleText) -> None:
    """Circular and channels."""
    with on(text.circular.on):
        solicitation.set_up_channels(own.office, own.cycle)
        solicitation.issue_circular(
            own.office,
            own.cycle,
            title=text.circular.title.strip("《》"),
            number=text.circular.number,
            text="\n".join((text.circular.addressee, *text.circular.body)),
            on=text.circular.on,
        )


def receive(own: Cast, text: NextCycleText) -> None:
    """Forms come back from two branches."""
    channel = Channel.objects.get(cycle=own.cycle, code="form")
    for run in text.form_runs:
        with on(run.returned_on):
            made = solicitation.record_form_run(
                own.office,
                channel,
                on=run.returned_on,
                name=f"{run.branch}征求意见表",
                sent=run.sent,
                returned=run.returned,
                valid=run.valid,
                branch=own.branch(run.branch),
            )
            for opinion in text.opinions:
                if opinion.branch == run.branch:
                    enter(own, channel, made, opinion)


def enter(own: Cast, channel: Channel, run: FormRun, text: EarlyOpinion) -> None:
    """One opinion of a form, typed in by the office."""
    seat = None if text.target == TEAM else own.member(text.target)
    solicitation.enter_opinion(
        own.office,
        channel,
        text=text.text,
        on=text.on,
        aspect=Aspect.objects.get(cycle=own.cycle, code=text.aspect),
        target=Target(TargetKind.MEMBER if seat else TargetKind.TEAM, seat, source="person"),
        branch=own.branch(text.branch),
        form_run=run,
    )
