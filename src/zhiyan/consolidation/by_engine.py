"""Proposals by meaning: the engine behind the workbench. It sees words with their masks, and what people decided."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.by_words import COMPARED
from zhiyan.consolidation.changes import chunks
from zhiyan.consolidation.decided import own_issues, seeds
from zhiyan.consolidation.describing import common_aspect
from zhiyan.consolidation.encoding import encoder
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.proposed import Answers, Found, Proposal, Question
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.sealing import generation
from zhiyan.consolidation.states import Target
from zhiyan.consolidation.suggest import shared_words
from zhiyan.consolidation.titling import clean, said, title_of
from zhiyan.consolidation.whom import target_for
from zhiyan.cycle.models import Aspect, Cycle

ASKED = 60  # questions kept
NEAREST_OF = 5  # members of a group among which the nearest pair is sought
EXPLAINED = 400  # groups for which it is sought


@dataclass(frozen=True)
class Read:
    """A cycle's points as the engine was given them."""

    cycle: Cycle
    points: Mapping[str, Point]
    texts: Mapping[str, str]
    home: Mapping[str, uuid.UUID]
    """For points placed already: their item."""
    own: Mapping[str, str]
    """For texts of earlier years, which are read beside the points: the title under which the office had them."""


def look(cycle: Cycle, points: Sequence[Point], answers: Answers, told: Callable[[int, int, str], None]) -> Found:
    """Every one of the points in exactly one proposal, and the questions whose answers help most.

    Points placed already are read too: what people put together is one matter, and a group that holds some of an item
    is proposed for that item.
    """
    from zhiyan.consolidation.engine.consolidator import Consolidator

    read = gather(cycle, points)
    aspects = {aspect.code: aspect for aspect in Aspect.objects.filter(cycle=cycle)}
    reading = _("正在阅读意见")
    with encoder(
        cycle.unit_id,
        generation(cycle.unit_id),
        len(read.texts),
        lambda done, total: told(done, total, reading),
    ) as reader:
        engine = Consolidator(
            read.texts,
            {code: aspect.name for code, aspect in aspects.items()} or None,
            encoder=reader,
            seeds=seeds(cycle),
        )
        teach(engine, read, answers)
        return found_by(engine, read, points, answers, aspects, told)


def found_by(
    engine: Any,
    read: Read,
    points: Sequence[Point],
    answers: Answers,
    aspects: Mapping[str, Aspect],
    told: Callable[[int, int, str], None],
) -> Found:
    """What the engine, taught, proposes for these points and would ask."""
    groups = engine.groups()
    by_id = firsts(engine.proposals())
    wanted = {str(point.pk) for point in points}
    found: list[Proposal] = []
    for number, group in enumerate(groups):
        if number % 50 == 0:
            told(number, len(groups), _("正在写出建议"))
        held = [key for key in group if key in wanted]
        if held:
            made = proposals_of(read, engine, group, held, by_id, aspects, explain=number < EXPLAINED)
            found += [known_before(read, group, proposal) for proposal in made]
    return Found(tuple(found), questions(engine, read, wanted, answers))


def known_before(read: Read, group: Sequence[str], proposal: Proposal) -> Proposal:
    """The proposal, titled by this year's words alone; `usual` is the earlier years' issue that its group holds."""
    titles = Counter(read.own[key] for key in group if key in read.own)
    if not titles:
        return proposal
    title = title_of([read.points[str(pk)] for pk in proposal.points])
    return dataclasses.replace(proposal, title=title, usual=max(sorted(titles), key=lambda one: titles[one]))


def gather(cycle: Cycle, points: Sequence[Point]) -> Read:
    """The points to propose and those in items, with the words the engine may see."""
    known = {str(point.pk): point for point in points}
    placed = Point.objects.filter(cycle=cycle, retired=False, placement__item__retired=False, opinion__withheld=False)
    home: dict[str, uuid.UUID] = {}
    for part in chunks(placed.values_list("pk", flat=True)):
        for point in with_opinions(Point.objects.filter(pk__in=part)):
            if point.placement.item_id is not None:
                known[str(point.pk)], home[str(point.pk)] = point, point.placement.item_id
    own = {f"own-{n}-{m}": (title, text) for n, (title, texts) in enumerate(own_issues(cycle).items())
           for m, text in enumerate(texts)}  # fmt: skip
    said_now = {key: said(point) for key, point in known.items()}
    read = {**said_now, **{key: text for key, (_title, text) in own.items()}}
    return Read(cycle, known, read, home, {key: title for key, (title, _text) in own.items()})


def teach(engine: Any, read: Read, answers: Answers) -> None:
    """Tell the engine what people decided: what they answered, then what stands in one item, which outweighs it;
    items of earlier years too.
    """
    for pairs, same in ((answers.same, True), (answers.apart, False)):
        for one, other in sorted(pairs):
            if str(one) in read.points and str(other) in read.points:
                engine.answer(str(one), str(other), same)
    first: dict[object, str] = {}
    for key, place in sorted([*read.home.items(), *read.own.items()]):
        start = first.setdefault(place, key)
        if start != key:
            engine.answer(start, key, True)


def firsts(proposals: Iterable[Any]) -> dict[str, list[Any]]:
    """The engine's proposals by id, each text's parts in their order."""
    found: dict[str, list[Any]] = defaultdict(list)
    for one in proposals:
        found[one.id].append(one)
    return {key: sorted(parts, key=lambda part: part.start) for key, parts in found.items()}


def proposals_of(
    read: Read,
    engine: Any,
    group: Sequence[str],
    held: Sequence[str],
    by_id: Mapping[str, Sequence[Any]],
    aspects: Mapping[str, Aspect],
    *,
    explain: bool,
) -> list[Proposal]:
    """One group as proposals: for the item that most of it is in, else a new one for each person it is aimed at."""
    homes = Counter(read.home[key] for key in group if key in read.home)
    item = min(homes, key=lambda pk: (-homes[pk], str(pk))) if homes else None
    by_target: dict[Target, list[str]] = defaultdict(list)
    for key in held:
        target = None if item else Target.of(read.points[key].opinion)
        by_target[target or Target()].append(key)
    return [
        proposal_of(read, engine, keys, target, item, by_id, aspects, explain=explain)
        for target, keys in by_target.items()
    ]


def proposal_of(
    read: Read,
    engine: Any,
    keys: Sequence[str],
    target: Target,
    item: uuid.UUID | None,
    by_id: Mapping[str, Sequence[Any]],
    aspects: Mapping[str, Aspect],
    *,
    explain: bool,
) -> Proposal:
    """These members as one proposal."""
    points = [read.points[key] for key in keys]
    parts = [by_id[key][0] for key in keys]
    told = any(point.opinion.target_kind for point in points)
    named, whom = (target, ()) if told else target_for(read.cycle, [(p.target, read.texts[p.id]) for p in parts])
    aspect = common_aspect(points) or aspects.get(Counter(part.aspect for part in parts).most_common(1)[0][0])
    nearest, usual = closest(engine, keys) if explain else ((), "")
    return Proposal(
        tuple(point.pk for point in points),
        clean(parts[0].title)[:60],
        aspect.pk if aspect else None,
        None if item else named,
        item,
        praise=item is None and all("praise" in part.flags for part in parts),
        sure=round(sum(part.confidence for part in parts) / len(parts), 2),
        shared=shared_words([read.texts[key] for key in keys[:COMPARED]]),
        nearest=nearest,
        usual=usual,
        whom=() if item else whom,
        several=tuple(read.points[key].pk for key in keys if len({part.item for part in by_id[key]}) > 1),
    )


def closest(engine: Any, keys: Sequence[str]) -> tuple[tuple[uuid.UUID, ...], str]:
    """The two members most alike among the first few, and the usual issue that both are near."""
    best: tuple[uuid.UUID, ...] = ()
    usual, score = "", -1.0
    for one, other in combinations(keys[:NEAREST_OF], 2):
        why = engine.why(one, other)
        if why.score > score:
            best, usual, score = (uuid.UUID(one), uuid.UUID(other)), why.usual, why.score
    return best, usual


def questions(engine: Any, read: Read, wanted: set[str], answers: Answers) -> tuple[Question, ...]:
    """The pairs whose answer helps most, at least one of each not placed yet, none asked before."""
    found = []
    for one, other in engine.questions(2 * ASKED + len(answers)):
        if (
            not ({one, other} & wanted)
            or {one, other} & read.own.keys()
            or answers.asked(uuid.UUID(one), uuid.UUID(other))
        ):
            continue
        why = engine.why(one, other)
        shared = shared_words([read.texts[one], read.texts[other]])
        found.append(Question(uuid.UUID(one), uuid.UUID(other), round(why.score, 2), shared, why.usual))
    return tuple(found[:ASKED])
