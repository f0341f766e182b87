"""A small year with something in every stage, made of records as the stages leave them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import builders
from tests.keeping import kept
from zhiyan.accounts.models import User
from zhiyan.consolidation.models import Feedback, Mask, Placement
from zhiyan.cycle.models import Aspect, Cycle, Plan, Resolution, StudyMaterial, StudySession, TeamMember
from zhiyan.cycle.queries import team
from zhiyan.disclosure.models import Bulletin, BulletinPhoto, Disclosure
from zhiyan.documents import actions
from zhiyan.documents.models import IssuedDocument, PaperDraft
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.meeting.models import (
    AgendaItem,
    Attendance,
    Comment,
    Criticism,
    Meeting,
    Minutes,
    Response,
    SelfCriticism,
    Sitting,
)
from zhiyan.rectification.models import Measure, Problem
from zhiyan.solicitation.models import Channel, Circular, FormRun, Gathering
from zhiyan.statements.models import (
    Direction,
    ItemAnswer,
    Review,
    StatedCause,
    StatedProblem,
    Statement,
    Version,
)
from zhiyan.talks.models import GroupTalk, PairKind, Talk, TalkPair

HELD = dt.date(2021, 1, 26)
CRITICISM = "遇到难题绕着走，批示多、到现场少"
MEMBER_PROBLEM = "对分管实验室的安全隐患过问不够"
TEAM_PROBLEM = "重大任务攻坚时议而不决"
OPINION = "值班室冬天没有暖气，联系13号楼王某某"
ACCUSATION = "有人虚开发票"
COMMENT = "班子要把查摆的问题逐条改到位"
CHANNELS = {
    "branch_meeting": "支部职工会议", "seminar_youth": "青年职工座谈会", "seminar_backbone": "科研骨干会",
    "carry_audit": "2020年班子经济责任审计整改未完问题",
}  # fmt: skip


@kept
def full_cycle(**fields: Any) -> Cycle:
    """A year from notice to disclosure: three members talk, write, meet and mend."""
    cycle = builders.make_cycle(**fields)
    with guard.writing("test"):
        _prepared(cycle)
        _solicited(cycle)
        _talked(cycle)
        _written(cycle)
        _held(cycle)
        _mended(cycle)
    return cycle


def _of(cycle: Cycle, **fields: Any) -> dict[str, Any]:
    return {"unit": cycle.unit, "cycle": cycle, **fields}


def _members(cycle: Cycle) -> list[TeamMember]:
    return list(team(cycle))


def _prepared(cycle: Cycle) -> None:
    decided = Resolution.objects.create(
        **_of(cycle, on=dt.date(2020, 12, 28), present="书记、主任", subject="研究民主生活会主题和环节步骤")
    )
    Plan.objects.create(
        **_of(cycle, no=1, text="分三步走。", on=dt.date(2020, 12, 28), meeting_on=HELD, resolution=decided)
    )
    session = StudySession.objects.create(**_of(cycle, on=dt.date(2020, 12, 29), title="全会精神集中研讨会"))
    session.attendees.set(_members(cycle))
    StudyMaterial.objects.create(**_of(cycle, title="十九届五中全会精神"))


def _solicited(cycle: Cycle) -> None:
    for order, (code, name) in enumerate(CHANNELS.items()):
        category = "carried" if code.startswith("carry") else "solicited"
        Channel.objects.create(**_of(cycle, code=code, name=name, category=category, order=order))
    Circular.objects.create(
        **_of(cycle, title="关于开好专题民主生活会及征求意见的通知", text="请说事。", on=dt.date(2021, 1, 2))
    )
    channel = Channel.objects.get(cycle=cycle, code="branch_meeting")
    met = Gathering.objects.create(
        unit=cycle.unit,
        channel=channel,
        name="第一支部职工会议",
        present=21,
        on=dt.date(2021, 1, 6),
        reply_code=f"R{cycle.pk}"[:20],
    )
    seminar = Channel.objects.get(cycle=cycle, code="seminar_youth")
    Gathering.objects.create(
        unit=cycle.unit,
        channel=seminar,
        name="青年职工座谈会",
        present=12,
        on=dt.date(2021, 1, 13),
        reply_code=f"S{cycle.pk}"[:20],
    )
    FormRun.objects.create(
        unit=cycle.unit, channel=channel, name="征求意见表", sent=40, returned=38, valid=37, on=dt.date(2021, 1, 8),
        reply_code=f"F{cycle.pk}"[:20],
    )  # fmt: skip
    asked = builders.make_opinion(cycle, OPINION)
    asked.submission.gathering = met
    asked.submission.save()
    start = OPINION.index("王某某")
    Mask.objects.create(unit=cycle.unit, opinion=asked, start=start, end=start + 3, kind="third")
    builders.make_opinion(cycle, "青年公寓排队太久", channel="seminar_youth", target=_members(cycle)[1].role)
    carried = builders.make_opinion(cycle, "审计指出的采购问题没有改完", channel="carry_audit")
    item = builders.make_item(cycle, "值班室取暖", opinions=[asked])
    builders.make_item(cycle, "采购整改", opinions=[carried])
    _handed_over(cycle, met)
    given = Feedback.objects.create(**_of(cycle, on=dt.date(2021, 1, 18)))
    given.opinions.set([asked])
    ItemAnswer.objects.create(**_of(cycle, item=item, kind="adopted", text="已装暖气片。", done_on=dt.date(2021, 2, 1)))


def _handed_over(cycle: Cycle, met: Gathering) -> None:
    accused = builders.make_opinion(cycle, ACCUSATION, withheld=True)
    accused.submission.gathering = met
    accused.submission.save()
    Placement.objects.create(
        **_of(cycle, point=builders.make_point(accused), reason="handed_over", receiver_body="上级纪检机关")
    )


def _talked(cycle: Cycle) -> None:
    first, second, *_rest = _members(cycle)
    pair = TalkPair.objects.create(**_of(cycle, kind=PairKind.MEMBER_MEMBER, member=first, other_member=second))
    Talk.objects.create(
        **_of(
            cycle,
            pair=pair,
            place="会议室",
            own_problems=2,
            named_problems=1,
            text="私下说的话",
            on=dt.date(2021, 1, 20),
        )
    )
    together = GroupTalk.objects.create(**_of(cycle, hours=3, half_day="上午", on=dt.date(2021, 1, 21)))
    together.attendees.set(_members(cycle))


def _written(cycle: Cycle) -> None:
    aspects = list(Aspect.objects.filter(cycle=cycle))
    for member in [None, *_members(cycle)]:
        statement = Statement.objects.create(**_of(cycle, member=member, state="approved"))
        version = Version.objects.create(
            unit=cycle.unit,
            statement=statement,
            no=1,
            submitted_on=dt.date(2021, 1, 20),
            approved_on=dt.date(2021, 1, 22),
        )
        texts = [TEAM_PROBLEM, "调研走马观花"] if member is None else [MEMBER_PROBLEM]
        for order, text in enumerate(texts):
            StatedProblem.objects.create(unit=cycle.unit, of=version, aspect=aspects[order], text=text, order=order)
        for order, name in enumerate(("理想信念", "宗旨意识", "宗旨意识")):
            StatedCause.objects.create(unit=cycle.unit, of=version, dimension=name, text="主观努力不够。", order=order)
        Direction.objects.create(unit=cycle.unit, of=version, title="改进作风", order=0)
        own = member is None or member.is_secretary
        Review.objects.create(
            unit=cycle.unit,
            of=version,
            capacity="supervisor" if own else "secretary",
            conclusion="pass",
            on=dt.date(2021, 1, 22),
        )


def _held(cycle: Cycle) -> None:
    members = _members(cycle)
    recorder = builders.make_user(cycle.unit, label="记录人")
    meeting = Meeting.objects.create(**_of(cycle, chair=members[0], recorder=recorder, state="closed", closed_on=HELD))
    sitting = Sitting.objects.create(
        unit=cycle.unit, meeting=meeting, no=1, on=HELD, start=dt.time(14, 0), place="大会议室", opened=True
    )
    for order, member in enumerate(members):
        Attendance.objects.create(
            unit=cycle.unit,
            sitting=sitting,
            capacity="team",
            member=member,
            label=member.role,
            present=True,
            order=order,
        )
    for order, (label, lead) in enumerate((("党群工作处处长", False), ("纪检组组长", True))):
        Attendance.objects.create(
            unit=cycle.unit, sitting=sitting, capacity="supervisor", label=label, lead=lead, present=True, order=order
        )
    for order, kind in enumerate(("study", "report", "team_statement", "member", "comments", "closing")):
        AgendaItem.objects.create(
            unit=cycle.unit, meeting=meeting, kind=kind, title=f"第{order}项", speaker="书记", order=order, done=True
        )
    for member in members:
        said = {"unit": cycle.unit, "meeting": meeting, "member": member}
        SelfCriticism.objects.create(**said, sitting=sitting, summary="自我批评要点", on=HELD)
        Response.objects.create(**said, text="诚恳接受", on=HELD)
        for critic in members:
            if critic != member:
                Criticism.objects.create(**said, sitting=sitting, critic=critic, text=CRITICISM, on=HELD)
    for about, member, kind in (
        ("team", None, "problem"),
        ("member", members[0], "affirmed"),
        ("overall", None, "affirmed"),
    ):
        Comment.objects.create(
            unit=cycle.unit,
            meeting=meeting,
            by_label="纪检组组长",
            about=about,
            member=member,
            kind=kind,
            text=COMMENT,
            on=HELD,
        )
    Minutes.objects.create(unit=cycle.unit, meeting=meeting, opening="主持人开场。", closing="书记表态。")


def _mended(cycle: Cycle) -> None:
    members = _members(cycle)
    department = builders.make_department(cycle.unit, "科技处")
    stated = StatedProblem.objects.filter(of__statement__cycle=cycle).select_related("of__statement")
    rows = ((stated.get(text=TEAM_PROBLEM), None), (stated.filter(text=MEMBER_PROBLEM).first(), members[0]))
    for no, (origin, member) in enumerate(rows, 1):
        problem = Problem.objects.create(
            **_of(cycle, no=no, member=member, text=origin.text, stated_problem=origin, aspect=origin.aspect)
        )
        for order, kind in enumerate(("now", "lasting"), 1):
            Measure.objects.create(
                **_of(
                    cycle, problem=problem, text=f"第{no}-{order}项措施", kind=kind, owner=members[0],
                    department=department, due_on=dt.date(2021, 6, 30), order=order,
                )
            )  # fmt: skip
    Disclosure.objects.create(
        **_of(
            cycle,
            kind="publish",
            title="整改公开",
            issued=True,
            sha256="0" * 64,
            audience="全体党员和职工",
            on=dt.date(2021, 2, 22),
            until=dt.date(2021, 3, 12),
        )
    )
    bulletin = Bulletin.objects.create(**_of(cycle, supplied_by="党群办公室", reviewed_by="书记"))
    BulletinPhoto.objects.create(unit=cycle.unit, bulletin=bulletin, caption="会议现场")


def office_user(cycle: Cycle) -> User:
    """The organiser's account."""
    from zhiyan.kernel.actor import Role

    return builders.make_user(cycle.unit, Role.ORGANISER, label="党务工作人员")


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
SHEET = ("发文稿纸.png", PNG)
SIGNED = {"drafter": "党群办公室", "reviewer": "副书记", "signer": "书记"}


def issue(cycle: Cycle, kind: str, **handling: Any) -> IssuedDocument:
    """A paper of this kind issued by three people: organiser, a member, the secretary; `on` is the day of signing."""
    when = {name: handling.pop(name) for name in ("on", "late_reason") if name in handling}
    draft = put_before(cycle, kind, **handling)
    secretary = actor(cycle, Role.SECRETARY)
    return actions.sign(secretary, actions.review(actor(cycle, Role.ORGANISER), draft), **when)


def put_before(cycle: Cycle, kind: str, **handling: Any) -> PaperDraft:
    """A paper drafted by an organiser and put before the reviewer."""
    office = actor(cycle, Role.ORGANISER)
    return actions.submit(office, actions.draft_paper(office, cycle, kind=kind, **handling))


def actor(cycle: Cycle, *roles: Role) -> Actor:
    """Somebody new with an account and these roles, called by the first."""
    return builders.actor(cycle, *roles, label=roles[0].value)
