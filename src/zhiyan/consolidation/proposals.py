"""Proposals for the whole cycle (归并建议): what could become which item, and what to ask. Stores nothing.

One function looks (`look`); by what it looks, the setting ENCODER says: `words` for shared words alone, else the engine
with a sentence encoder (see `encoding`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhiyan.consolidation import by_engine, by_words
from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.encoding import chosen
from zhiyan.consolidation.models import PairAnswer, PairVerdict, Point
from zhiyan.consolidation.permissions import may_consolidate, placeable_opinions
from zhiyan.consolidation.proposed import Answers, Found, Proposal, Question
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.queries.workbench import unplaced
from zhiyan.consolidation.titling import clean, title_of
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import denied
from zhiyan.kernel.actor import Actor

__all__ = ["Answers", "Found", "Proposal", "Question", "answers_of", "clean", "look", "propose", "title_of"]

Told = Callable[[int, int, str], None]
"""Called with steps done, steps in all and a note; may raise to stop."""


def propose(actor: Actor, cycle: Cycle, *, most: int | None = None, told: Told | None = None) -> list[Proposal]:
    """Every unplaced point that the actor may place, in exactly one proposal; the first `most` points only, if given.

    Raises Denied.
    """
    return list(look(actor, cycle, most=most, told=told).proposals)


def look(actor: Actor, cycle: Cycle, *, most: int | None = None, told: Told | None = None) -> Found:
    """Proposals as `propose` gives them, and the pairs that a person should be asked about. Raises Denied."""
    if not may_consolidate(actor, cycle):
        raise denied("propose")
    points = placeable(actor, cycle, most)
    answers = answers_of(cycle)
    praise = [Proposal((point.pk,), praise=True) for point in points if point.opinion.praise]
    others = [point for point in points if not point.opinion.praise]
    told = told or (lambda _done, _total, _note: None)
    if not others:
        return Found(tuple(praise))
    if chosen() == "words":
        found = by_words.look(cycle, others, answers, whole=most is None)
    else:
        found = by_engine.look(cycle, others, answers, told)
    return Found((*found.proposals, *praise), found.questions)


def placeable(actor: Actor, cycle: Cycle, most: int | None) -> Sequence[Point]:
    """The unplaced points that the actor may place, with their opinions."""
    found = unplaced(actor, cycle).filter(opinion__in=placeable_opinions(actor).values("pk"))
    ids = found.values_list("pk", flat=True)[:most]
    return [point for part in chunks(ids) for point in with_opinions(Point.objects.filter(pk__in=part))]


def answers_of(cycle: Cycle) -> Answers:
    """What people answered of pairs of points that still are."""
    rows = PairAnswer.objects.filter(cycle=cycle, first__retired=False, second__retired=False)
    told: dict[str, set[tuple]] = {verdict: set() for verdict in PairVerdict.values}  # type: ignore[type-arg]
    for first, second, verdict in rows.values_list("first_id", "second_id", "verdict"):
        told[verdict].add((min(first, second), max(first, second)))
    return Answers(
        frozenset(told[PairVerdict.SAME]), frozenset(told[PairVerdict.DIFFERENT]), frozenset(told[PairVerdict.SKIPPED])
    )
