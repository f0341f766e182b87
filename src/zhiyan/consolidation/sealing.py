"""封存: words that nobody may read any more go from everything that was derived from them, in the same action.

An opinion is sealed when it is handed over (移交), set aside as 含涉密内容, or gets a new mask (遮盖). Derived are the
vectors of the unit's texts, the proposals and questions kept for the workbench, the titles of items and their history.
"""

from __future__ import annotations

import contextlib
import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyan.consolidation.changes import chunks, lock
from zhiyan.consolidation.describing import TITLE_LENGTH
from zhiyan.consolidation.encoding import forget
from zhiyan.consolidation.models import (
    Item,
    OfferSheet,
    PlacementChange,
    Point,
    ProposalSheet,
    Sealing,
    SetAsideReason,
)
from zhiyan.consolidation.proposed import Proposal, Question
from zhiyan.consolidation.queries.items import with_opinions
from zhiyan.consolidation.suggest import shared_words
from zhiyan.consolidation.titling import said, title_of
from zhiyan.cycle.models import Cycle
from zhiyan.solicitation.models import Opinion

Told = Callable[[int, int, str], None]
SEALED = gettext_lazy("（已封存）")
TELLING = 6  # signs in a row that a title has from an opinion and from no other: then it tells its words


class Sealed(Exception):
    """Words were sealed while somebody was reading: what was read is thrown away."""


def generation(unit_id: uuid.UUID) -> int:
    """A number that grows whenever words of the unit are sealed: what was read under another one is out of date."""
    return Sealing.objects.filter(unit_id=unit_id).values_list("number", flat=True).first() or 0


def begin_generation(unit_id: uuid.UUID) -> None:
    """Count one more sealing, and throw the unit's vectors away once it is committed."""
    Sealing.objects.get_or_create(unit_id=unit_id)
    Sealing.objects.filter(unit_id=unit_id).update(number=F("number") + 1)
    transaction.on_commit(lambda: forget(unit_id))


def while_unsealed(unit_id: uuid.UUID, step: Told, work: Callable[[Told, int], object]) -> None:
    """Do `work(told, generation)`, from its beginning again where words were sealed while it was at it.

    `step` is what the work tells of itself; it may raise to stop.
    """
    done = False
    while not done:
        seen = generation(unit_id)

        def told(number: int, total: int, note: str, seen: int = seen) -> None:
            step(number, total, note)
            if generation(unit_id) != seen:
                raise Sealed

        with contextlib.suppress(Sealed):
            work(told, seen)
            done = True


def require_generation(unit_id: uuid.UUID, seen: int) -> None:
    """Raise Sealed where another generation has begun. Call under the cycle's lock, before what was read is kept."""
    if generation(unit_id) != seen:
        raise Sealed


def seal_away(opinion: Opinion, points: Sequence[Point]) -> None:
    """The opinion goes out of proposals, and of the titles of the items that ever held it. Call when it has moved."""
    lock(opinion.cycle)
    clear_proposals(opinion.cycle, {point.pk for point in points}, gone=True)
    for item in items_of(points):
        held = held_by(item)
        others = [said(point) for point in held]
        if tells(item.title, opinion.text, others):
            rename(item, title_of(held) if held else SEALED)
        scrub(item, partial(sealed_title, secret=opinion.text, others=others))
    begin_generation(opinion.unit_id)


def seal_secrets(points: Iterable[Point]) -> None:
    """Seal those of the points that stand aside as 含涉密内容 now. Call after any step that may have put them there."""
    for batch in chunks(point.pk for point in points):
        secret = Point.objects.filter(pk__in=batch, placement__reason=SetAsideReason.SECRET)
        for point in secret.select_related("opinion__cycle"):
            seal_away(point.opinion, [point])


def seal_words(opinion: Opinion, words: str) -> None:
    """Words of the opinion were masked: they go out of proposals, and stand as 某 in titles. Call inside the action."""
    lock(opinion.cycle)
    points = list(Point.objects.filter(opinion=opinion))
    clear_proposals(opinion.cycle, {point.pk for point in points}, gone=False)
    for item in items_of(points) if len(words) > 1 else []:
        if words in item.title:
            rename(item, item.title.replace(words, _("某")))
        scrub(item, lambda title: title.replace(words, _("某")))
    begin_generation(opinion.unit_id)


# ------------------------------------------------------------------------------------------------------ titles


def items_of(points: Sequence[Point]) -> list[Item]:
    """The items that hold these points or once held them."""
    rows = PlacementChange.objects.filter(point__in=points).values_list("from_item_id", "to_item_id")
    return list(Item.objects.filter(pk__in={pk for row in rows for pk in row if pk is not None}))


def held_by(item: Item) -> list[Point]:
    """The points that the item holds now."""
    return list(with_opinions(Point.objects.filter(placement__item=item, retired=False)))


def tells(title: str, secret: str, others: Iterable[str]) -> bool:
    """Whether a title repeats the secret's words: a run that none of the other texts has."""
    found = SequenceMatcher(None, title, secret, autojunk=False).get_matching_blocks()
    runs = [title[block.a : block.a + block.size] for block in found if block.size >= TELLING]
    return any(not any(run in other for other in others) for run in runs)


def sealed_title(title: str, *, secret: str, others: Iterable[str]) -> str:
    """The title, or in its place that it was sealed."""
    return str(SEALED) if tells(title, secret, others) else title


def rename(item: Item, title: object) -> None:
    """Word a title anew without keeping the words before."""
    Item.objects.filter(pk=item.pk).update(title=str(title)[:TITLE_LENGTH], version=F("version") + 1)


def scrub(item: Item, change: Callable[[str], str]) -> None:
    """The titles in the item's history, which would tell the words again."""
    for row in PlacementChange.objects.filter(item=item):
        before, after = (
            {**data, "title": change(data["title"])} if data and "title" in data else data
            for data in (row.before, row.after)
        )
        if (before, after) != (row.before, row.after):
            PlacementChange.objects.filter(pk=row.pk).update(before=before, after=after)


# --------------------------------------------------------------------------------------------------- proposals


def clear_proposals(cycle: Cycle, points: set[uuid.UUID], *, gone: bool) -> None:
    """Word proposals that hold these points anew from what may be read (without them if `gone`), and drop questions."""
    OfferSheet.objects.filter(cycle=cycle).delete()
    sheet = ProposalSheet.objects.filter(cycle=cycle).first()
    if sheet is None:
        return
    groups = [Proposal.read(data) for data in sheet.groups]
    kept = [told_anew(group, points if gone else set()) if points & set(group.points) else group for group in groups]
    questions = [Question.read(data) for data in sheet.questions]
    sheet.groups = [group.data() for group in kept if group is not None]
    sheet.questions = [one.data() for one in questions if not points & {one.first, one.second}]
    sheet.save(update_fields=["groups", "questions"])


def told_anew(group: Proposal, without: set[uuid.UUID]) -> Proposal | None:
    """The proposal without these points, its title and shared words from the others; None where none is left."""
    held = tuple(pk for pk in group.points if pk not in without)
    members = list(with_opinions(Point.objects.filter(pk__in=held, retired=False)))
    if not members:
        return None
    texts = [said(point) for point in members]
    return dataclasses.replace(
        group,
        points=held,
        title="" if group.item or group.praise else title_of(members),
        shared=shared_words(texts),
        nearest=(),
        usual="",
        several=tuple(pk for pk in group.several if pk in held),
    )
