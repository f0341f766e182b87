"""Opinions typed in from paper or word of mouth; classifying, splitting and joining them while figures are open."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Aspect, TeamMember
from zhiyan.kernel import clock, gates
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.records import conflict
from zhiyan.org.models import Branch
from zhiyan.solicitation.channels import BOX, PAPER_BOX
from zhiyan.solicitation.importing.personal import personal_data
from zhiyan.solicitation.making import Incoming, Target, make, whole
from zhiyan.solicitation.models import BoxOpening, Channel, FormRun, Gathering, Opinion, Submission, TargetKind
from zhiyan.solicitation.permissions import may_classify, may_mark_office, may_record_meeting
from zhiyan.solicitation.spans import Span, check_spans
from zhiyan.solicitation.standing import is_closed, require_channel_open, require_cycle_open, require_running

SPLIT_GATE = "solicitation.split"
"""Asked with the opinion before it is split or joined: consolidation speaks here once the opinion has been placed."""


@action(may_record_meeting, "solicitation.opinion_entered")
def enter_opinion(
    actor: Actor,
    channel: Channel,
    *,
    text: str,
    on: dt.date | None = None,
    aspect: Aspect | None = None,
    target: Target | None = None,
    branch: Branch | None = None,
    gathering: Gathering | None = None,
    form_run: FormRun | None = None,
    box_opening: BoxOpening | None = None,
    about_office: bool = False,
    nonce: uuid.UUID | None = None,
) -> Opinion:
    """Enter one opinion from paper or as spoken, verbatim; it gets a receipt code to hand back.

    The day is that of its meeting, form run or opening where one is given. The same `nonce` with the same words again
    gives the opinion that is there: a page sent twice does no harm. Raises Denied where a branch secretary
    enters for another branch, Invalid for an empty text, a closed channel, or more slips than the opening found.
    """
    require_channel_open(channel)
    if not actor.has(Role.ORGANISER) and (gathering is None or gathering.branch_id not in actor.branch_ids):
        raise denied("enter_opinion")
    if (there := _entered(channel, nonce, text)) is not None:
        return there
    source = _source(channel, gathering, form_run, box_opening)
    _check_entry(channel, text, source, box_opening)
    day = source.on if source is not None else on
    if day is not None and day > clock.today():
        raise Invalid("opinion.future", _("日期还没有到。"), fields={"on": _("请填已经发生的日期。")})
    own_branch = getattr(source, "branch", None)
    made = make(
        channel.cycle,
        [
            Incoming(
                text=text,
                channel=channel,
                pieces=whole(
                    text, aspect=aspect, target=_checked(target or Target(), channel), about_office=about_office
                ),
                on=day,
                branch=branch or own_branch,
                links={"gathering": gathering, "form_run": form_run, "box_opening": box_opening},
                raw={"entered_by_hand": True},
                id=nonce,
            )
        ],
    )
    return made[0]


@action(may_classify, "solicitation.opinion_classified")
def classify_opinion(
    actor: Actor,
    opinion: Opinion,
    *,
    aspect: Aspect | None = None,
    target: Target | None = None,
    seen: str | None = None,
) -> Opinion:
    """Say which aspect (方面) and target (对象) an opinion has; `seen` is `classification` as the page showed it.

    Raises Conflict where somebody else was first, Invalid where the figures are closed and the opinion already had one:
    only what was open may still be filled.
    """
    if seen is not None and seen != classification(opinion):
        theirs = {"aspect": str(opinion.aspect or ""), "target": _label(opinion_target(opinion))}
        raise conflict(theirs, {"aspect": str(aspect or ""), "target": _label(target)})
    require_cycle_open(opinion.cycle)
    closed = is_closed(opinion.cycle)
    fields: dict[str, object] = {}
    if aspect is not None and aspect.pk != opinion.aspect_id:
        if aspect.cycle_id != opinion.cycle_id:
            raise Invalid("opinion.aspect", _("请选本年度的方面。"), fields={"aspect": _("请选本年度的方面。")})
        if closed and opinion.aspect_id:
            raise _settled("aspect")
        fields["aspect"] = aspect
    if target is not None and target.kind is not None and not _same(target, opinion):
        if closed and opinion.target_kind:
            raise _settled("target")
        fields |= _checked(target, opinion.channel).as_fields()
    for name, value in fields.items():
        setattr(opinion, name, value)
    if fields:
        opinion.save(update_fields=list(fields))
    return opinion


@action(may_mark_office, "solicitation.opinion_about_office")
def mark_about_office(actor: Actor, opinion: Opinion, *, about: bool) -> Opinion:
    """Say whether an opinion is about the organiser or their office: then somebody else places it."""
    require_cycle_open(opinion.cycle)
    if not about and actor.has(Role.ORGANISER):
        raise denied("mark_about_office")
    opinion.about_office = about
    opinion.save(update_fields=["about_office"])
    return opinion


@action(may_classify, "solicitation.opinion_split")
def split_opinion(actor: Actor, opinion: Opinion, *, spans: Sequence[Span]) -> list[Opinion]:
    """Make one opinion several, each a span [start, end) of its text; aspect and target go to each.

    Only while the figures are open: afterwards a split makes points inside one opinion. Raises Invalid where words
    would be lost between the spans.
    """
    require_running(opinion.cycle)
    gates.require(SPLIT_GATE, opinion)
    check_spans(opinion.text, spans)
    base = opinion.start
    for start, end in list(spans)[1:]:
        _piece(opinion, base + start, base + end)
    first_start, first_end = spans[0]
    _resize(opinion, base + first_start, base + first_end)
    return list(Opinion.objects.filter(submission=opinion.submission).order_by("start"))


@action(may_classify, "solicitation.opinions_joined")
def join_opinions(actor: Actor, opinion: Opinion) -> Opinion:
    """Make all opinions of a submission one again: the undoing of a split, while the figures are open."""
    require_running(opinion.cycle)
    siblings = list(Opinion.objects.filter(submission=opinion.submission).order_by("start"))
    if len(siblings) < 2:
        raise Invalid("opinion.single", _("这条意见没有拆分过。"))
    if any(sibling.withheld for sibling in siblings):
        raise Invalid("opinion.withheld", _("其中有已移交的内容，不能再合并。"))
    for sibling in siblings:
        gates.require(SPLIT_GATE, sibling)
    first = siblings[0]
    try:
        Opinion.objects.filter(pk__in=[other.pk for other in siblings[1:]]).delete()
    except ProtectedError as error:
        raise Invalid("opinion.placed", _("其中有意见已经归入条目，请先在梳理中撤回。")) from error
    text = opinion.submission.text
    start = len(text) - len(text.lstrip())
    return _resize(first, start, start + len(text.strip()))


def _entered(channel: Channel, nonce: uuid.UUID | None, text: str) -> Opinion | None:
    """The opinion that an earlier sending of the same page made. Raises Invalid where the words differ."""
    submission = Submission.objects.filter(pk=nonce, unit_id=channel.unit_id).first() if nonce else None
    if submission is None:
        return None
    if submission.text != text:
        raise Invalid("opinion.nonce", _("这一页已经保存过一条意见。"), remedy=_("请重新打开录入页面，再录下一条。"))
    return Opinion.objects.filter(submission=submission).order_by("start").first()


def _source(
    channel: Channel, gathering: Gathering | None, form_run: FormRun | None, box_opening: BoxOpening | None
) -> Gathering | FormRun | BoxOpening | None:
    """The one meeting, form run or opening that the opinion came from."""
    given = [source for source in (gathering, form_run, box_opening) if source is not None]
    if len(given) > 1:
        raise Invalid("opinion.source", _("一条意见只能来自一次会议、一批表格或一次开箱。"))
    if given and given[0].channel_id != channel.pk:
        raise Invalid(
            "opinion.source", _("来源与渠道不一致。"), fields={"channel": _("请选与会议、表格或开箱一致的渠道。")}
        )
    return given[0] if given else None


def _check_entry(channel: Channel, text: str, source: object, opening: BoxOpening | None) -> None:
    if not text.strip():
        raise Invalid("opinion.empty", _("意见内容是空的。"), fields={"text": _("请照原文录入，不作改动。")})
    if channel.code == BOX:
        raise Invalid(
            "opinion.box",
            _("网上意见箱的意见由职工自己填写，开箱后自动录入，不能代填。"),
            fields={"channel": _("请选别的渠道。")},
        )
    if channel.code == PAPER_BOX and source is None:
        raise Invalid(
            "opinion.opening",
            _("纸质意见箱的意见要先登记开箱（两人在场），再逐张录入。"),
            fields={"box_opening": _("请选这一张来自哪次开箱。")},
        )
    if opening is not None and Submission.objects.filter(box_opening=opening).count() >= opening.entered:
        raise Invalid(
            "opinion.slips",
            _("这次开箱登记要录入 %(n)d 张，已经录完。") % {"n": opening.entered},
            remedy=_("如果多出一张，请先更正开箱登记的张数。"),
            fields={"box_opening": _("这次开箱已经录完，请先更正张数。")},
        )


def _checked(target: Target, channel: Channel) -> Target:
    member: TeamMember | None = target.member
    if target.kind == TargetKind.MEMBER and (member is None or member.cycle_id != channel.cycle_id):
        raise Invalid("opinion.target", _("请选本年度的班子成员。"), fields={"target": _("请选一位班子成员。")})
    if target.kind == TargetKind.OTHER and not target.body.strip():
        raise Invalid(
            "opinion.target", _("对象是班子以外的，要写明是谁。"), fields={"target_body": _("请写明部门或单位名称。")}
        )
    return target


def classification(opinion: Opinion) -> str:
    """What an opinion is about now, as one word for a form to carry."""
    return f"{opinion.aspect_id}/{opinion.target_kind}/{opinion.target_member_id}/{opinion.target_body}"


def opinion_target(opinion: Opinion) -> Target:
    """The target of an opinion as it stands."""
    kind = TargetKind(opinion.target_kind) if opinion.target_kind else None
    return Target(kind, opinion.target_member, opinion.target_body, opinion.target_source)


def _label(target: Target | None) -> str:
    if target is None or target.kind is None:
        return ""
    return target.body or (target.member.role if target.member else str(target.kind.label))


def _same(target: Target, opinion: Opinion) -> bool:
    seat = target.member.pk if target.member else None
    return (target.kind, seat, target.body) == (opinion.target_kind, opinion.target_member_id, opinion.target_body)


def _settled(field: str) -> Invalid:
    return Invalid(
        "opinion.settled",
        _("征求意见已经截止确认，已有的方面和对象不再改动。"),
        remedy=_("梳理时可以在条目上调整。"),
        fields={field: _("截止后只能补填空缺的。")},
    )


def _piece(opinion: Opinion, start: int, end: int) -> Opinion:
    text = opinion.submission.text[start:end]
    return Opinion.objects.create(
        unit_id=opinion.unit_id,
        cycle=opinion.cycle,
        channel=opinion.channel,
        submission=opinion.submission,
        start=start,
        end=end,
        text=text,
        aspect=opinion.aspect,
        target_kind=opinion.target_kind,
        target_member=opinion.target_member,
        target_body=opinion.target_body,
        target_source=opinion.target_source,
        praise=opinion.praise,
        personal_data=[dict(found) for found in personal_data(text)],
        about_office=opinion.about_office,
    )


def _resize(opinion: Opinion, start: int, end: int) -> Opinion:
    opinion.start, opinion.end = start, end
    opinion.text = opinion.submission.text[start:end]
    opinion.personal_data = [dict(found) for found in personal_data(opinion.text)]
    opinion.save(update_fields=["start", "end", "text", "personal_data"])
    return opinion
