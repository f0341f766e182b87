"""What only people can observe, entered once: meetings held, forms handed out, boxes opened."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import late
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Branch
from zhiyan.solicitation.channels import BOX, FORM, PAPER_BOX
from zhiyan.solicitation.codes import reply_code
from zhiyan.solicitation.matching import adopt_for_form_run, adopt_for_gathering
from zhiyan.solicitation.models import BoxOpening, Channel, FormRun, Gathering, Submission
from zhiyan.solicitation.permissions import may_change_meeting, may_record_meeting, may_solicit
from zhiyan.solicitation.standing import require_channel_open, require_running


@action(may_record_meeting, "solicitation.gathering_recorded")
def record_gathering(
    actor: Actor,
    channel: Channel,
    *,
    on: dt.date,
    name: str,
    present: int,
    branch: Branch | None = None,
    place: str = "",
    recorder: str = "",
    late_reason: str = "",
) -> Gathering:
    """Record a meeting (座谈会、支部职工会议、访谈), also one without a single opinion.

    Opinions of the same channel, branch and day that came in by a file become this meeting's. Raises Denied where a
    branch secretary records another branch's meeting; Invalid without name or people.
    """
    require_channel_open(channel)
    if not actor.has(Role.ORGANISER) and (branch is None or branch.pk not in actor.branch_ids):
        raise denied("record_gathering")
    _check_gathering(name, present, branch, channel)
    gathering = Gathering.objects.create(
        unit_id=channel.unit_id,
        channel=channel,
        branch=branch,
        name=name.strip(),
        place=place.strip(),
        present=present,
        recorder=recorder.strip(),
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
        reply_code=reply_code(),
    )
    adopt_for_gathering(gathering)
    return gathering


@action(may_change_meeting, "solicitation.gathering_changed")
def change_gathering(
    actor: Actor,
    gathering: Gathering,
    *,
    seen_version: int | None = None,
    name: str,
    present: int,
    place: str,
    recorder: str,
) -> Gathering:
    """Correct what was observed, while the figures are not closed. Raises Conflict when outdated."""
    require_running(gathering.channel.cycle)
    _check_gathering(name, present, gathering.branch, gathering.channel)
    return gathering.change(
        seen_version, name=name.strip(), present=present, place=place.strip(), recorder=recorder.strip()
    )


@action(may_solicit, "solicitation.form_run_recorded")
def record_form_run(
    actor: Actor,
    channel: Channel,
    *,
    on: dt.date,
    name: str,
    sent: int,
    returned: int,
    valid: int,
    branch: Branch | None = None,
    late_reason: str = "",
) -> FormRun:
    """Record forms (征求意见表) sent, returned, valid. `on` is the day on which they were back.

    Raises Invalid unless sent ≥ returned ≥ valid (R10) and the channel is the forms'.
    """
    require_channel_open(channel)
    _require_code(channel, FORM)
    _check_forms(name, sent, returned, valid)
    run = FormRun.objects.create(
        unit_id=channel.unit_id,
        channel=channel,
        branch=branch,
        name=name.strip(),
        sent=sent,
        returned=returned,
        valid=valid,
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
        reply_code=reply_code(),
    )
    adopt_for_form_run(run)
    return run


@action(may_solicit, "solicitation.form_run_changed")
def change_form_run(
    actor: Actor, run: FormRun, *, seen_version: int | None = None, name: str, sent: int, returned: int, valid: int
) -> FormRun:
    """Correct the counts, while the figures are not closed. Raises Conflict when outdated."""
    require_running(run.channel.cycle)
    _check_forms(name, sent, returned, valid)
    return run.change(seen_version, name=name.strip(), sent=sent, returned=returned, valid=valid)


@action(may_solicit, "solicitation.paper_box_opened")
def record_box_opening(
    actor: Actor,
    channel: Channel,
    *,
    on: dt.date,
    first_person: str,
    second_person: str,
    found: int,
    set_aside: int = 0,
    late_reason: str = "",
) -> BoxOpening:
    """Record that two people opened a paper box: slips found = to be entered + set aside (blank, unreadable).

    Raises Invalid unless the two differ and no more is set aside than was found.
    """
    require_channel_open(channel)
    _require_code(channel, PAPER_BOX)
    check_two(first_person, second_person)
    _check_slips(found, set_aside, 0)
    return BoxOpening.objects.create(
        unit_id=channel.unit_id,
        channel=channel,
        first_person=first_person.strip(),
        second_person=second_person.strip(),
        found=found,
        entered=found - set_aside,
        set_aside=set_aside,
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
        reply_code=reply_code(),
    )


@action(may_solicit, "solicitation.paper_box_changed")
def change_box_opening(actor: Actor, opening: BoxOpening, *, found: int, set_aside: int) -> BoxOpening:
    """Correct how many slips were found and set aside. Raises Invalid below what has been entered already."""
    require_running(opening.channel.cycle)
    _require_code(opening.channel, PAPER_BOX)
    _check_slips(found, set_aside, Submission.objects.filter(box_opening=opening).count())
    opening.found, opening.set_aside, opening.entered = found, set_aside, found - set_aside
    opening.save(update_fields=["found", "set_aside", "entered"])
    return opening


def check_two(first: str, second: str, sentence: object = _("开箱要有两个人在场。")) -> None:
    """Raise Invalid unless two different people are named (两人开箱)."""
    missing = {
        name: _("请填写。") for name, value in (("first_person", first), ("second_person", second)) if not value.strip()
    }
    if missing:
        raise Invalid("box.two_people", sentence, fields=missing)
    if "".join(first.split()) == "".join(second.split()):
        raise Invalid("box.two_people", sentence, fields={"second_person": _("请填另一个人。")})


def _check_gathering(name: str, present: int, branch: Branch | None, channel: Channel) -> None:
    fields: dict[str, object] = {}
    if channel.code in (FORM, PAPER_BOX, BOX) or channel.code.startswith("carry_"):
        fields["channel"] = _("这个渠道不开会，请选会议、座谈会或访谈。")
    if not name.strip():
        fields["name"] = _("请填写会议名称。")
    if present < 1:
        fields["present"] = _("到会人数至少是 1。")
    if branch is not None and branch.unit_id != channel.unit_id:
        fields["branch"] = _("请选本单位的支部。")
    if fields:
        raise Invalid("gathering.invalid", _("会议记录不完整。"), fields=fields)


def _check_forms(name: str, sent: int, returned: int, valid: int) -> None:
    fields: dict[str, object] = {}
    if not name.strip():
        fields["name"] = _("请填写名称，如“导航通信研究室党支部征求意见表”。")
    if min(sent, returned, valid) < 0:
        fields["sent"] = _("份数不能是负数。")
    if returned > sent:
        fields["returned"] = _("回收不能多于发放的 %(n)d 份。") % {"n": sent}
    if valid > returned:
        fields["valid"] = _("有效不能多于回收的 %(n)d 份。") % {"n": returned}
    if fields:
        raise Invalid("form_run.counts", _("发放、回收、有效份数对不上。"), fields=fields)


def _check_slips(found: int, set_aside: int, entered_already: int) -> None:
    if found < 0 or set_aside < 0 or set_aside > found:
        raise Invalid(
            "box.slips",
            _("另存的张数不能多于箱内张数。"),
            fields={"set_aside": _("请填 0 到 %(n)d 之间的数。") % {"n": max(found, 0)}},
        )
    if found - set_aside < entered_already:
        raise Invalid(
            "box.entered",
            _("已经录入 %(n)d 张，箱内张数减去另存的不能更少。") % {"n": entered_already},
            fields={"found": _("请核对箱内张数。")},
        )


def _require_code(channel: Channel, code: str) -> None:
    if channel.code != code:
        raise Invalid(
            "channel.wrong",
            _("“%(name)s”渠道不用这种登记。") % {"name": channel.name},
            fields={"channel": _("请选对应的渠道。")},
        )
