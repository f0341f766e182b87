"""What became of each submission of a year (意见去向), for the follow-up page: steps as data, never its words."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiyan.consolidation.models import ConsolidationClosing, Item, Letter, LetterState, Placement
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.models import Disclosure
from zhiyan.rectification.models import MeasureState, Problem
from zhiyan.solicitation.models import Opinion, Submission, TargetKind
from zhiyan.statements.models import ItemAnswer

Step = dict[str, Any]
FINISHED = (MeasureState.SIGNED_OFF, MeasureState.LONG_TERM)


@dataclass(frozen=True)
class Fate:
    """One submission: its code, its batch (0 for paper and spoken ones), a chain of steps for each opinion in it.

    `state` is reading, placed or handled; `titles` are those item titles that everybody may read; `letters` what the
    office wrote to whoever holds the code.
    """

    code: str
    batch: int
    state: str
    titles: tuple[str, ...]
    chains: tuple[tuple[Step, ...], ...]
    letters: tuple[Mapping[str, str], ...] = ()


@dataclass
class Year:
    """Everything needed to tell all chains of a cycle, read in a fixed number of queries."""

    closed: bool
    disclosed: bool
    opinions: dict[uuid.UUID, list[Opinion]] = field(default_factory=lambda: defaultdict(list))
    placements: dict[uuid.UUID, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[uuid.UUID, ItemAnswer] = field(default_factory=dict)
    problems: dict[uuid.UUID, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[uuid.UUID, list[Mapping[str, str]]] = field(default_factory=lambda: defaultdict(list))


def fates(cycle: Cycle) -> list[Fate]:
    """Every submission of the year that has a code."""
    year = _read(cycle)
    coded = Submission.objects.filter(cycle=cycle, receipt_code__isnull=False).select_related("channel")
    return [_fate(year, submission) for submission in coded]


def _read(cycle: Cycle) -> Year:
    year = Year(
        closed=ConsolidationClosing.objects.filter(cycle=cycle).exists(),
        disclosed=Disclosure.objects.filter(cycle=cycle, issued=True).exists(),
    )
    for opinion in Opinion.objects.filter(cycle=cycle).order_by("start"):
        year.opinions[opinion.submission_id].append(opinion)
    for letter in Letter.objects.filter(cycle=cycle, state=LetterState.SENT).order_by("seen_on", "on", "pk"):
        seen = letter.seen_on or letter.on
        year.letters[letter.submission_id].append({"on": seen.isoformat(), "text": letter.text})
    if not year.closed:
        return year
    placed = Placement.objects.filter(cycle=cycle).select_related("item", "point").order_by("point__start")
    for placement in placed:
        year.placements[placement.point.opinion_id].append(placement)
    year.answers = {answer.item_id: answer for answer in ItemAnswer.objects.filter(cycle=cycle)}
    for problem in Problem.objects.filter(cycle=cycle).prefetch_related("items", "measures"):
        own = [problem.item_id] if problem.item_id else []
        for item_id in {*own, *(item.pk for item in problem.items.all())}:
            year.problems[item_id].append(problem)
    return year


def _fate(year: Year, submission: Submission) -> Fate:
    opinions = year.opinions[submission.pk]
    received = _received(submission)
    chains = tuple((received, *_after(year, opinion)) for opinion in opinions) or ((received,),)
    return Fate(
        code=submission.receipt_code or "",
        batch=int(submission.locator.get("batch", 0) or 0),
        state=_state(chains),
        titles=tuple(dict.fromkeys(title for one in opinions for title in _public_titles(year, one))),
        chains=chains,
        letters=tuple(year.letters[submission.pk]),
    )


def _received(submission: Submission) -> Step:
    """A slip is known by its batch's day alone; whatever else came in by the day on which it came."""
    return {
        "k": "opened" if submission.box_opening_id else "received",
        "on": submission.on.isoformat() if submission.on else "",
        "how": submission.channel.name,
        "state": "done",
    }


def _state(chains: Iterable[tuple[Step, ...]]) -> str:
    """The coarsest of three: what everybody may learn without the code."""
    kinds = {step["k"] for chain in chains for step in chain}
    if kinds & {"answer", "measures", "aside"}:
        return "handled"
    return "placed" if "item" in kinds else "reading"


def _after(year: Year, opinion: Opinion) -> list[Step]:
    """The steps after receipt: item, then answer or rectification; or why it was set aside."""
    if opinion.withheld:
        return [{"k": "handed", "state": "done"}]
    if not year.closed:
        return [{"k": "reading"}]
    steps: list[Step] = []
    for placement in year.placements[opinion.pk]:
        if placement.item is None:
            steps.append({"k": "aside", "word": placement.reason, "note": placement.note, "state": "info"})
        else:
            steps += [{"k": "item", "title": placement.item.title, "state": "done"}, *_outcome(year, placement.item)]
    return steps or [{"k": "reading"}]


def _outcome(year: Year, item: Item) -> list[Step]:
    steps: list[Step] = []
    answer = year.answers.get(item.pk)
    if answer is not None:
        steps.append(
            {"k": "answer", "word": str(answer.kind), "who": answer.receiver, "text": answer.text, "state": "done"}
        )
        if answer.reply:
            steps.append({"k": "reply", "title": answer.receiver, "text": answer.reply, "state": "done"})
    measures = [measure for problem in year.problems[item.pk] for measure in problem.measures.all()]
    if measures:
        finished = sum(measure.state in FINISHED for measure in measures)
        texts = [p.text for p in year.problems[item.pk] if p.member_id is None] if year.disclosed else []
        steps.append(
            {
                "k": "measures", "n": len(measures), "done": finished, "text": "\n".join(dict.fromkeys(texts)),
                "state": "done" if finished == len(measures) else "active",
            }
        )  # fmt: skip
    return steps or [{"k": "waiting"}]


def _public_titles(year: Year, opinion: Opinion) -> list[str]:
    """Titles of items about the team whose problem was disclosed: what the staff were shown already."""
    if opinion.withheld or not year.disclosed:
        return []
    items = [placement.item for placement in year.placements[opinion.pk] if placement.item is not None]
    return [
        item.title
        for item in items
        if item.target_kind == TargetKind.TEAM
        and any(problem.member_id is None and problem.disclosed_on for problem in year.problems[item.pk])
    ]
