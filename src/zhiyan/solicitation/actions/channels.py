"""The unit's circular (征求意见通知) and the channels: made, dated, closed, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel import late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.channels import DEFAULT, channel_of
from zhiyan.solicitation.models import Channel, Circular, Respondents
from zhiyan.solicitation.permissions import may_solicit
from zhiyan.solicitation.standing import require_running


@action(may_solicit, "solicitation.circular_issued")
def issue_circular(
    actor: Actor, cycle: Cycle, *, title: str, text: str, on: dt.date, number: str = "", late_reason: str = ""
) -> Circular:
    """Record the unit's own notice (本单位通知). Raises Invalid without title or text."""
    require_running(cycle)
    missing = {name: _("请填写。") for name, value in (("title", title), ("text", text)) if not value.strip()}
    if missing:
        raise Invalid("circular.empty", _("通知要有标题和正文。"), fields=missing)
    return Circular.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        number=number.strip(),
        title=title.strip(),
        text=text,
        on=on,
        late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id,
    )


@action(may_solicit, "solicitation.channels_set_up")
def set_up_channels(actor: Actor, cycle: Cycle, *, codes: tuple[str, ...] = DEFAULT) -> list[Channel]:
    """Make the channels that are missing, dated as the superior's notice says; those that exist stay as they are."""
    require_running(cycle)
    return [channel_of(cycle, code) for code in codes]


@action(may_solicit, "solicitation.channel_changed")
def change_channel(
    actor: Actor,
    channel: Channel,
    *,
    seen_version: int | None = None,
    opens_on: dt.date | None,
    closes_on: dt.date | None,
    name: str | None = None,
    respondents: Collection[str] | None = None,
) -> Channel:
    """Set the days (起止日期), the printed name and whom it reaches (征求的对象).

    Raises Invalid for days out of order, Conflict when outdated.
    """
    require_running(channel.cycle)
    if opens_on and closes_on and closes_on < opens_on:
        raise Invalid(
            "channel.days",
            _("截止日期不能早于开始日期。"),
            fields={"closes_on": _("请填开始日期当天或以后的日期。")},
        )
    fields: dict[str, object] = {"opens_on": opens_on, "closes_on": closes_on}
    if name is not None:
        if not name.strip():
            raise Invalid("channel.name", _("渠道要有名称。"), fields={"name": _("请填写。")})
        fields["name"] = name.strip()
    if respondents is not None:
        fields["respondents"] = [kind for kind in Respondents.values if kind in respondents]
    return channel.change(seen_version, **fields)


@action(may_solicit, "solicitation.channel_closed")
def close_channel(actor: Actor, channel: Channel, *, seen_version: int | None = None) -> Channel:
    """Take no more opinions here."""
    require_running(channel.cycle)
    return channel.change(seen_version, closed=True)


@action(may_solicit, "solicitation.channel_reopened")
def reopen_channel(actor: Actor, channel: Channel, *, seen_version: int | None = None) -> Channel:
    """Take opinions again, while the figures are not closed."""
    require_running(channel.cycle)
    return channel.change(seen_version, closed=False)
