"""Proposals by shared words (相似归并建议): quick, without an encoder."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from zhiyan.consolidation.cutting import matters
from zhiyan.consolidation.describing import common_aspect
from zhiyan.consolidation.engine.target import target_of
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.proposed import Answers, Found, Proposal, Question
from zhiyan.consolidation.states import Target
from zhiyan.consolidation.suggest import GROUP_FROM, SHARED, alike, propose_groups, shared_words
from zhiyan.consolidation.suggesting import aspects_for, for_points
from zhiyan.consolidation.titling import said, title_of
from zhiyan.consolidation.whom import target_for
from zhiyan.cycle.models import Cycle

JOIN_FROM = 0.2  # points this much like an existing item are proposed for it
ASKED = 60  # questions kept
COMPARED = 20  # members of a group looked at for what they share
Pair = tuple[uuid.UUID, uuid.UUID]


def look(cycle: Cycle, points: Sequence[Point], answers: Answers, *, whole: bool) -> Found:
    """Every point in exactly one proposal, and the pairs that are neither clearly alike nor clearly not."""
    texts = {point.pk: said(point) for point in points}
    offers = for_points(cycle, points, whole=whole)
    joined: dict[uuid.UUID, list[Point]] = defaultdict(list)
    new: list[Point] = []
    for point in points:
        best = offers[point.pk][:1]
        if best and best[0].score >= JOIN_FROM:
            joined[best[0].key].append(point)
        else:
            new.append(point)
    found = []
    for item, held in joined.items():
        sure = sum(offers[point.pk][0].score for point in held) / len(held)
        common = Counter(word for point in held for word in offers[point.pk][0].words)
        shared = tuple(word for word, _n in common.most_common(SHARED))
        found.append(Proposal(tuple(p.pk for p in held), item=item, sure=likely(sure), shared=shared))
    scores = pairs_of(texts)
    return Found((*found, *grouped(cycle, new, texts, scores, answers)), questions(new, scores, answers, texts))


def grouped(
    cycle: Cycle,
    points: Sequence[Point],
    texts: Mapping[uuid.UUID, str],
    scores: Mapping[Pair, float],
    answers: Answers,
) -> list[Proposal]:
    """Proposals for new items; what is aimed at different people is never put together."""
    by_target: dict[Target, list[Point]] = defaultdict(list)
    for point in points:
        by_target[Target.of(point.opinion) or Target()].append(point)
    known = {point.pk: point for point in points}
    aspects = aspects_for(cycle, points)
    found = []
    for target, held in by_target.items():
        wanted = {point.pk: texts[point.pk] for point in held}
        for group in propose_groups(wanted, same=answers.same, apart=answers.apart):
            members = [known[pk] for pk in group]
            aspect = common_aspect(members)
            offered = aspects.get(members[0].pk)
            told = any(member.opinion.target_kind for member in members)
            heard = [(target_of(wanted[pk]), wanted[pk]) for pk in group]
            named, whom = (target, ()) if told else target_for(cycle, heard)
            sure, nearest = closeness(group, scores)
            found.append(
                Proposal(
                    tuple(group),
                    title_of(members),
                    aspect.pk if aspect else offered.key.pk if offered else None,
                    named,
                    sure=sure,
                    shared=shared_words([texts[pk] for pk in group[:COMPARED]]),
                    nearest=nearest,
                    whom=whom,
                    several=tuple(member.pk for member in members if matters(member)),
                )
            )
    return found


def pairs_of(texts: Mapping[uuid.UUID, str]) -> dict[Pair, float]:
    """How alike each two texts are that share anything telling."""
    keys = list(texts)
    found = alike(list(texts.values()))
    return {(min(keys[i], keys[j]), max(keys[i], keys[j])): score for (i, j), score in found.items()}


def likely(score: float) -> float:
    """A likeness as something like a chance: even at the likeness from which groups are made."""
    return round(min(0.99, score / (score + GROUP_FROM)), 2) if score > 0 else 0.0


def closeness(group: Sequence[uuid.UUID], scores: Mapping[Pair, float]) -> tuple[float, tuple[uuid.UUID, ...]]:
    """How surely a group belongs together, and its two members most alike."""
    held = group[:COMPARED]
    pairs = {pair: scores.get(pair, 0.0) for a, b in combinations(held, 2) for pair in [(min(a, b), max(a, b))]}
    if not pairs:
        return 0.5, ()
    best = max(sorted(pairs), key=lambda pair: pairs[pair])
    return likely(sum(pairs.values()) / len(pairs)), best


def questions(
    points: Sequence[Point], scores: Mapping[Pair, float], answers: Answers, texts: Mapping[uuid.UUID, str]
) -> tuple[Question, ...]:
    """The pairs not asked yet that lie nearest to the likeness from which groups are made."""
    wanted = {point.pk: Target.of(point.opinion) or Target() for point in points}
    open_ = [
        (abs(score - GROUP_FROM), pair)
        for pair, score in scores.items()
        if pair[0] in wanted and pair[1] in wanted and wanted[pair[0]] == wanted[pair[1]] and not answers.asked(*pair)
    ]
    chosen = [pair for _distance, pair in sorted(open_)[:ASKED]]
    return tuple(Question(a, b, likely(scores[a, b]), shared_words([texts[a], texts[b]])) for a, b in chosen)
