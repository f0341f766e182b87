"""Drafts, issuing, counted paper ballots, the bulletin."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.disclosure.calendar import MIN_PUBLISHED, earliest_end, working_days
from zhiyan.disclosure.composing import compose, seal
from zhiyan.disclosure.models import Bulletin, BulletinPhoto, Disclosure, DisclosureKind, Rating
from zhiyan.disclosure.permissions import may_make, may_sign
from zhiyan.kernel import clock, late, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.files.pictures import clean
from zhiyan.rectification import actions as rectification
from zhiyan.rectification import evidence_files
from zhiyan.rectification.models import Measure

EDITABLE = ("title", "audience", "place", "number", "words", "on", "until")


def writable(cycle: Cycle) -> None:
    """Raise Invalid for an archived year."""
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，只能查看，不能再修改。"))


def checked(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields ready to be stored. Raises Invalid with a sentence beside each that cannot be."""
    wrong: dict[str, object] = {}
    for name in ("title", "audience"):
        if not fields[name].strip():
            wrong[name] = _("请填写。")
    on, until = fields["on"], fields["until"]
    if until is not None and until < on:
        wrong["until"] = _("截止日期早于开始日期。")
    elif kind == DisclosureKind.PUBLISH and (until is None or working_days(on, until) < MIN_PUBLISHED):
        wrong["until"] = _("公开不少于%(days)d个工作日，截止日期不早于%(end)s。") % {
            "days": MIN_PUBLISHED,
            "end": earliest_end(on).isoformat(),
        }
    if wrong:
        raise Invalid("disclosure.wrong", _("还有内容需要改正。"), fields=wrong)
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


@action(may_make, "disclosure.drafted")
def draft_disclosure(
    actor: Actor,
    cycle: Cycle,
    *,
    kind: DisclosureKind | str,
    title: str,
    audience: str,
    on: dt.date,
    until: dt.date | None = None,
    place: str = "",
    number: str = "",
    words: str = "",
) -> Disclosure:
    """A 通报 or 公开 is drafted: to whom, where, from `on` until `until`; `words` are what only people can write.

    Raises Invalid for empty title or audience, or a 公开 shorter than ten working days.
    """
    writable(cycle)
    if kind not in DisclosureKind.values:
        raise Invalid("disclosure.kind", _("请选择通报或公开。"), fields={"kind": _("请选择。")})
    fields = {
        "title": title, "audience": audience, "place": place, "number": number, "words": words, "on": on,
        "until": until,
    }  # fmt: skip
    return Disclosure.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, kind=kind, entered_by_id=actor.user_id, **checked(kind, fields)
    )


@action(may_make, "disclosure.edited")
def edit_disclosure(actor: Actor, disclosure: Disclosure, /, *, seen: int | None, **fields: Any) -> Disclosure:
    """A draft changes. Raises Conflict for an old version, Invalid once it is issued."""
    writable(disclosure.cycle)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a disclosure has no {', '.join(sorted(unknown))} to edit")
    not_issued(disclosure)
    given = {name: fields.get(name, getattr(disclosure, name)) for name in EDITABLE}
    return disclosure.change(seen, **checked(disclosure.kind, given))


def not_issued(disclosure: Disclosure) -> None:
    """Raise Invalid for an issued one: it never changes."""
    if Disclosure.objects.select_for_update().get(pk=disclosure.pk).issued:
        raise Invalid(
            "disclosure.issued",
            _("已经印发的内容不能修改。"),
            remedy=_("情况有变化的，请另发一份新的通报或公开。"),
        )


@action(may_sign, "disclosure.issued", gate="disclosure.issue")
def issue_disclosure(
    actor: Actor,
    disclosure: Disclosure,
    *,
    signed_by: str,
    number: str | None = None,
    late_reason: str = "",
    seen: int | None = None,
) -> Disclosure:
    """The text is fixed as the records stand now, with its hash; staff may read the team's problems and measures in it.

    Called when the paper is issued (签发); `number` is the paper's where it has one.
    Raises Invalid without a signer, before its day, with nothing to show, or where it is issued already.
    """
    writable(disclosure.cycle)
    not_issued(disclosure)
    if not signed_by.strip():
        raise Invalid("disclosure.signer", _("请填写签发人。"), fields={"signed_by": _("请填写签发人。")})
    reason = late.check(disclosure.on, late_reason)
    if number is not None:
        disclosure.number = number
    body = compose(disclosure)
    if disclosure.kind == DisclosureKind.PUBLISH and not body["measures"]:
        raise Invalid(
            "disclosure.empty", _("班子还没有整改措施，没有可以公开的内容。"), remedy=_("请先拟定并通过整改方案。")
        )
    disclosure.change(
        seen,
        number=disclosure.number,
        body=body,
        sha256=seal(disclosure, body, signed_by.strip()),
        signed_by=signed_by.strip(),
        late_reason=reason,
        issued=True,
    )
    rectification.mark_disclosed(
        actor,
        disclosure.cycle,
        problems=[row["id"] for row in body["problems"]],
        measures=[row["id"] for row in body["measures"]],
        on=disclosure.on,
    )
    return disclosure


@action(may_make, "rating.recorded")
def record_rating(
    actor: Actor,
    measure: Measure,
    *,
    satisfied: int,
    fair: int,
    unsatisfied: int,
    first_counter: str,
    second_counter: str,
    on: dt.date | None = None,
    disclosure: Disclosure | None = None,
    late_reason: str = "",
) -> Rating:
    """满意度测评: the counted paper ballots of one disclosed measure of the team; results only, counted by two people.

    Raises Invalid for a measure that staff were not shown, one counter alone, no ballots, or a day rated already.
    """
    measure = Measure.objects.select_related("problem", "cycle").get(pk=measure.pk)
    writable(measure.cycle)
    if measure.problem.member_id is not None or measure.disclosed_on is None:
        raise Invalid("rating.not_shown", _("只有已经公开的班子整改措施才能测评。"), remedy=_("请先公开这条措施。"))
    if disclosure is not None and (disclosure.cycle_id != measure.cycle_id or not disclosure.issued):
        raise Invalid("rating.disclosure", _("请选择本年度已印发的公开。"), fields={"disclosure": _("请重新选择。")})
    first, second = first_counter.strip(), second_counter.strip()
    if not first or not second or first == second:
        raise Invalid(
            "rating.counters",
            _("计票要由两个人共同完成。"),
            fields={"second_counter": _("请填写另一名计票人。")},
        )
    if min(satisfied, fair, unsatisfied) < 0 or satisfied + fair + unsatisfied == 0:
        raise Invalid("rating.none", _("没有有效票，不需要录入。"), fields={"satisfied": _("请填写票数。")})
    day = on or clock.today()
    if Rating.objects.filter(measure=measure, on=day).exists():
        raise Invalid("rating.again", _("这条措施当天的测评结果已经录入。"), fields={"on": _("请核对日期。")})
    return Rating.objects.create(
        unit_id=measure.unit_id,
        measure=measure,
        disclosure=disclosure,
        satisfied=satisfied,
        fair=fair,
        unsatisfied=unsatisfied,
        counted_by=f"{first}、{second}",
        on=day,
        late_reason=late.check(day, late_reason),
        entered_by_id=actor.user_id,
    )


@action(may_make, "bulletin.saved")
def save_bulletin(
    actor: Actor, cycle: Cycle, *, text: str, supplied_by: str = "", reviewed_by: str = "", seen: int | None = None
) -> Bulletin:
    """The bulletin's text is saved. Raises Conflict for an old version, Invalid once it is issued."""
    writable(cycle)
    if not text.strip():
        raise Invalid("bulletin.empty", _("新闻稿还没有内容。"), fields={"text": _("请填写正文。")})
    fields = {"text": text.strip(), "supplied_by": supplied_by.strip(), "reviewed_by": reviewed_by.strip()}
    found = Bulletin.objects.filter(cycle=cycle).first()
    if found is None:
        return Bulletin.objects.create(unit_id=cycle.unit_id, cycle=cycle, **fields)
    bulletin_not_issued(found)
    return found.change(seen, **fields)


def bulletin_not_issued(bulletin: Bulletin) -> None:
    """Raise Invalid for an issued one."""
    if bulletin.issued_on is not None:
        raise Invalid("bulletin.issued", _("新闻稿已经印发，不能修改。"))


@action(may_sign, "bulletin.issued")
def issue_bulletin(
    actor: Actor,
    bulletin: Bulletin,
    *,
    on: dt.date | None = None,
    seen: int | None = None,
    fields: Mapping[str, str] | None = None,
) -> Bulletin:
    """The text is fixed with its hash. Needs a supplier (供稿) and another person as reviewer (审核).

    Called when the paper is issued (签发): `fields` are then its text, supplied_by and reviewed_by, and a bulletin not
    stored yet is stored.
    """
    writable(bulletin.cycle)
    bulletin_not_issued(bulletin)
    fields = fields or {}
    for name, value in fields.items():
        setattr(bulletin, name, value)
    same = bulletin.supplied_by == bulletin.reviewed_by and not fields  # the steps of a paper tell people by account
    if not bulletin.supplied_by or not bulletin.reviewed_by or same:
        raise Invalid(
            "bulletin.review",
            _("印发前要写明供稿和审核，审核不能是供稿本人。"),
            remedy=_("请先填写供稿人和审核人，保存后再印发。"),
        )
    day = on or clock.today()
    late.check(day, "—")  # a past day needs no reason here: the news item says when it was issued
    fixed = {**fields, "issued_on": day, "sha256": hashlib.sha256(bulletin.text.encode()).hexdigest()}
    if bulletin._state.adding:
        return Bulletin.objects.create(unit_id=bulletin.unit_id, cycle=bulletin.cycle, **fixed)
    return bulletin.change(seen, **fixed)


def cleaned(name: str, data: bytes) -> tuple[str, bytes]:
    """The picture under a name of its kind. Raises Invalid beside the file for one that is broken or enormous."""
    try:
        found = clean(data)
    except FileRefused as refused:
        said = f"{refused.sentence}{refused.remedy}"
        raise Invalid(f"file.{refused.code}", refused.sentence, fields={"file": said}) from refused
    return f"{PurePath(name).stem}.{found.kind}", found.data


@action(may_make, "bulletin.photo")
def add_photo(actor: Actor, bulletin: Bulletin, *, caption: str, name: str = "", data: bytes = b"") -> BulletinPhoto:
    """A photograph with its caption, rid of what its camera wrote beside it; a caption alone keeps its place.

    Raises Invalid for what is no picture.
    """
    writable(bulletin.cycle)
    bulletin_not_issued(bulletin)
    if not caption.strip():
        raise Invalid("photo.caption", _("照片要有说明。"), fields={"caption": _("请填写照片说明。")})
    if data:
        evidence_files.check(name, data, pictures_only=True)
        name, data = cleaned(name, data)
    return BulletinPhoto.objects.create(
        unit_id=bulletin.unit_id,
        bulletin=bulletin,
        caption=caption.strip(),
        file=storage.store(bulletin.unit_id, name, data) if data else None,
        order=bulletin.photos.count() + 1,
    )
