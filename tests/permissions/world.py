"""One year with a record of every kind, and an account for every role: what the walk over all addresses needs."""

from __future__ import annotations

import datetime as dt
import io
import secrets
import uuid
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests import builders
from tests.documents.builders import PNG, full_cycle
from tests.documents.packages import words
from zhiyan.accounts.models import RoleGrant, User
from zhiyan.consolidation.models import Feedback, Item, Letter, Mask, Placement
from zhiyan.cycle.models import Cycle, Plan, PlanStep
from zhiyan.disclosure.models import Bulletin, BulletinPhoto, Disclosure, RatingComment, RatingRound
from zhiyan.documents.archiving import Kept
from zhiyan.documents.models import ArchiveSet, HandedCopy, IssuedDocument, PaperDraft, PaperTemplate
from zhiyan.kernel import clock, guard, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.models import Job
from zhiyan.meeting.models import Absence, AgendaItem, Attendance, Comment, Criticism, Meeting, SelfCriticism, Sitting
from zhiyan.org.models import Department, Person, Post, PostKind, Unit
from zhiyan.oversight.models import Order, OrderKind, Report
from zhiyan.rectification.models import Evidence, Exclusion, Measure, Problem, RectificationPlan
from zhiyan.solicitation.models import BoxOpening, Channel, FormRun, Gathering, ImportFile, Opinion
from zhiyan.statements.models import (
    Direction,
    ItemAnswer,
    Section,
    SectionKind,
    StatedCause,
    StatedMeasure,
    StatedProblem,
    Statement,
    StatementState,
    Version,
)
from zhiyan.talks.models import PairKind, Talk, TalkPair

# Words by which a text is known wherever it is shown.
TALK = "副主任A谈的话"
DRAFT = "草稿里的心里话"
SAID_TO_MEMBER = "到副主任A分管的现场太少"
MEMBER_MEASURE = "每月到现场两次"

HELD = dt.date(2021, 1, 26)
AFTER_THE_MEETING = dt.date(2021, 3, 1)

# Accounts with exactly one granted role.
GRANTED = {
    "organiser": Role.ORGANISER,
    "recorder": Role.RECORDER,
    "observer": Role.OBSERVER,
    "supervisor": Role.SUPERVISOR,
    "superior_office": Role.SUPERIOR_OFFICE,
    "administrator": Role.ADMINISTRATOR,
}
# Team members: `member` is the one whose records are opened, `colleague` another member.
SEATED = {
    "secretary": "书记",
    "deputy_secretary": "主任",
    "member": "副主任A",
    "colleague": "副主任B",
    "discipline_secretary": "纪委书记",
}
ROLES = (
    "staff", "branch_secretary", "department_head", "organiser", "handler", "member", "colleague", "deputy_secretary",
    "secretary", "discipline_secretary", "recorder", "observer", "supervisor", "superior_office", "administrator",
)  # fmt: skip


@dataclass
class World:
    """A year, its accounts by role, and the ids by kind of record."""

    cycle: Cycle
    users: dict[str, User] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    files: Path = Path()


def make_world(unit: Unit | None = None, label: str = "2020") -> World:
    """Everything, written as the stages leave it."""
    cycle = full_cycle(unit=unit or builders.make_unit(), label=label)
    world = World(cycle)
    with guard.writing("test"), clock.at(AFTER_THE_MEETING):
        _users(world)
        for make in (
            _preparation,
            _solicitation,
            _consolidation,
            _talks,
            _statements,
            _meeting,
            _rectification,
            _oversight,
            _rest,
        ):
            world.ids |= make(world)
    return world


def _users(world: World) -> None:
    unit, users = world.cycle.unit, world.users
    branch = builders.make_branch(unit, "科技处党支部")
    for name, role in GRANTED.items():
        users[name] = builders.make_user(unit, role, label=name)
    for name, role in SEATED.items():
        users[name] = builders.member_user(world.cycle, role)
    users["staff"] = builders.make_user(unit, person=builders.make_person(unit, branch=branch))
    leader = builders.make_person(unit, branch=branch)
    Post.objects.create(
        unit=unit, person=leader, kind=PostKind.BRANCH_SECRETARY, title="支部书记", branch=branch,
        from_on=builders.SINCE,
    )  # fmt: skip
    users["branch_secretary"] = builders.make_user(unit, person=leader)
    head = Post.objects.filter(unit=unit, kind=PostKind.DEPARTMENT_HEAD, department__name="科技处").latest("from_on")
    users["department_head"] = User.objects.filter(person=head.person).first() or builders.make_user(
        unit, person=head.person
    )
    users["handler"] = builders.make_user(unit, Role.HANDLER, person=builders.make_person(unit))


def _of(world: World) -> dict[str, Any]:
    return {"unit": world.cycle.unit, "cycle": world.cycle}


def _file(world: World, name: str = "file.pdf", head: bytes = b"%PDF-") -> Any:
    return storage.store(world.cycle.unit_id, name, head + secrets.token_bytes(8))


def _zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, words(name))
    return out.getvalue()


def _preparation(world: World) -> dict[str, Any]:
    step = PlanStep.objects.create(**_of(world), code="plan", name="制定方案")
    return {
        "plan": Plan.objects.get(cycle=world.cycle).pk,
        "step": step.pk,
        "team_member": builders.member(world.cycle, "党委委员").pk,
    }


def _solicitation(world: World) -> dict[str, Any]:
    unit = world.cycle.unit
    opinion = Opinion.objects.filter(cycle=world.cycle, channel__code="branch_meeting", withheld=False).earliest("pk")
    gathering = Gathering.objects.get(pk=opinion.submission.gathering_id)
    gathering.branch = builders.make_branch(unit, "科技处党支部")
    gathering.save()
    opinion.submission.branch = gathering.branch
    opinion.submission.save()
    run = FormRun.objects.filter(channel__cycle=world.cycle).first()
    box = Channel.objects.create(**_of(world), code="paper_box", name="意见箱", category="solicited", order=9)
    opening = BoxOpening.objects.create(
        unit=unit, channel=box, first_person="甲", second_person="乙", found=0, on=dt.date(2021, 1, 14),
        reply_code=secrets.token_hex(8),
    )  # fmt: skip
    file = ImportFile.objects.create(
        **_of(world), file=_file(world, "意见.csv"), name="意见.csv", sha256=secrets.token_hex(32), at=clock.now(),
        reply_code=secrets.token_hex(8),
    )  # fmt: skip
    return {
        "channel": opinion.channel_id,
        "gathering": gathering.pk,
        "form_run": run.pk if run else None,
        "box_opening": opening.pk,
        "import_file": file.pk,
        "opinion": opinion.pk,
        "accusation": Opinion.objects.filter(cycle=world.cycle, withheld=True).earliest("pk").pk,
    }


def _consolidation(world: World) -> dict[str, Any]:
    cycle, unit = world.cycle, world.cycle.unit
    opinion = Opinion.objects.get(pk=world.ids["opinion"])
    aside = builders.make_point(builders.make_opinion(cycle, "与会议无关的事", channel="seminar_youth"))
    waiting = Placement.objects.create(
        **_of(world), point=aside, reason="off_theme", note="与主题无关", placed_by=world.users["organiser"]
    )
    handed = Placement.objects.get(cycle=cycle, reason="handed_over")
    handed.receiver, handed.receiver_body = world.users["discipline_secretary"], ""
    handed.save()
    mine = builders.make_opinion(cycle, "到现场少", target="副主任A")
    own_item = builders.make_item(cycle, "到现场少", target="副主任A", opinions=[mine])
    own = Feedback.objects.create(**_of(world), member=builders.member(cycle, "副主任A"), on=dt.date(2021, 1, 18))
    own.opinions.set([mine])
    mask = Mask.objects.filter(opinion=opinion).first() or Mask.objects.create(
        unit=unit, opinion=opinion, start=0, end=1, kind="third"
    )
    letter = Letter.objects.create(
        **_of(world), submission=opinion.submission, text="请问是哪一天？", on=dt.date(2021, 1, 20),
        written_by=world.users["organiser"],
    )  # fmt: skip
    return {
        "letter": letter.pk,
        "item": Item.objects.get(placements__point__opinion=opinion).pk,
        "member_item": own_item.pk,
        "member_opinion": mine.pk,
        "set_aside": waiting.pk,
        "handover": handed.pk,
        "mask": mask.pk,
        "team_feedback": Feedback.objects.get(cycle=cycle, member=None).pk,
        "member_feedback": own.pk,
    }


def _talks(world: World) -> dict[str, Any]:
    cycle = world.cycle
    pair = TalkPair.objects.create(
        **_of(world), kind=PairKind.MEMBER_MEMBER, member=builders.member(cycle, "副主任A"),
        other_member=builders.member(cycle, "纪委书记"),
    )  # fmt: skip
    Talk.objects.create(
        **_of(world), pair=pair, place="办公室", own_problems=1, named_problems=1, text=TALK,
        on=dt.date(2021, 1, 20), entered_by=world.users["member"],
    )  # fmt: skip
    return {"pair": pair.pk}


def _oversight(world: World) -> dict[str, Any]:
    """A unit below, its sealed report, and an order from above."""
    unit, label = world.cycle.unit, world.cycle.label
    below = Unit.objects.create(code=builders.unique("below"), name="所属单位", parent=unit)
    report = Report.objects.create(
        unit=unit, from_code=below.code, from_name=below.name, cycle_label=label, content={"figures": {}},
        sha256="0" * 64, on=dt.date(2021, 2, 10),
    )  # fmt: skip
    order = Order.objects.create(
        unit=unit, kind=OrderKind.values[0], cycle_label=label, text="请补报", on=dt.date(2021, 2, 20),
        due_on=dt.date(2021, 3, 20), from_name="上级", to_code=unit.code, to_name=unit.name,
    )  # fmt: skip
    return {"below": below.code, "report": report.pk, "order": order.pk}


def _statements(world: World) -> dict[str, Any]:
    cycle, unit = world.cycle, world.cycle.unit
    approved = Statement.objects.get(cycle=cycle, member__role="副主任A")
    draft = Statement.objects.get(cycle=cycle, member__role="副主任B")
    draft.state = StatementState.DRAFT
    draft.save()
    version = Version.objects.create(unit=unit, statement=draft, no=9)
    aspect = StatedProblem.objects.filter(of__statement__cycle=cycle).earliest("pk").aspect
    direction = Direction.objects.create(unit=unit, of=version, title="改进作风", order=0)
    referred = ItemAnswer.objects.create(
        **_of(world),
        item_id=world.ids["member_item"],
        kind="referred",
        text="转上级",
        receiver="上级机关",
        due_on=dt.date(2021, 3, 31),
    )
    return {
        "team_statement": Statement.objects.get(cycle=cycle, member=None).pk,
        "referred_answer": referred.pk,
        "statement": approved.pk,
        "draft": draft.pk,
        "draft_section": Section.objects.create(
            unit=unit, of=version, kind=SectionKind.LAST_YEAR, text=DRAFT, order=0
        ).pk,
        "draft_problem": StatedProblem.objects.create(unit=unit, of=version, aspect=aspect, text=DRAFT, order=0).pk,
        "draft_cause": StatedCause.objects.create(unit=unit, of=version, dimension="党性", text="原因", order=0).pk,
        "draft_direction": direction.pk,
        "draft_measure": StatedMeasure.objects.create(unit=unit, direction=direction, text="措施", order=0).pk,
    }


def _meeting(world: World) -> dict[str, Any]:
    cycle, unit = world.cycle, world.cycle.unit
    meeting = Meeting.objects.get(cycle=cycle)
    meeting.recorder = world.users["recorder"]
    meeting.save()
    sitting = Sitting.objects.get(meeting=meeting)
    for order, name in enumerate(("observer", "supervisor"), 20):
        Attendance.objects.create(
            unit=unit, sitting=sitting, capacity=name, user=world.users[name], label=name, present=True, order=order
        )
    absence = Absence.objects.create(
        unit=unit, sitting=sitting, member=builders.member(cycle, "党委委员"), reason="出差", approved_by="书记"
    )
    own = builders.member(cycle, "副主任A")
    said = Criticism.objects.get(meeting=meeting, member=own, critic__role="主任")
    said.text = SAID_TO_MEMBER
    said.save()
    return {
        "sitting": sitting.pk,
        "absence": absence.pk,
        "absentee": absence.member_id,
        "agenda": AgendaItem.objects.filter(meeting=meeting).latest("order").pk,
        "turn": own.pk,
        "criticism": said.pk,
        "self_criticism": SelfCriticism.objects.get(meeting=meeting, member=own).pk,
        "comment": Comment.objects.filter(meeting=meeting, about="team").earliest("pk").pk,
    }


def _rectification(world: World) -> dict[str, Any]:
    cycle, unit = world.cycle, world.cycle.unit
    team_problem = Problem.objects.filter(cycle=cycle, member=None).earliest("no")
    member = builders.member(cycle, "副主任A")
    own = Problem.objects.create(
        **_of(world), no=90, member=member, text="到现场少", item_id=world.ids["member_item"], aspect=None
    )
    department = Department.objects.get(unit=unit, name="科技处")
    given = {
        "owner": builders.member(cycle, "副主任A"), "department": department, "due_on": dt.date(2021, 6, 30),
        "kind": "now", "handler": Person.objects.get(pk=world.users["handler"].person_id),
    }  # fmt: skip
    measure = Measure.objects.create(**_of(world), problem=team_problem, text="装暖气", order=50, **given)
    own_measure = Measure.objects.create(
        **_of(world), problem=own, text=MEMBER_MEASURE, order=51, **{**given, "department": None, "handler": None}
    )
    evidence = Evidence.objects.create(
        unit=unit, measure=measure, file=_file(world), note="合同", entered_by=world.users["handler"]
    )
    stated = StatedProblem.objects.filter(of__statement__cycle=cycle, of__statement__member=None).latest("order")
    exclusion = Exclusion.objects.create(**_of(world), stated_problem=stated, reason="已并入", on=HELD)
    plan = RectificationPlan.objects.create(**_of(world), no=1, text="方案", on=dt.date(2021, 2, 5))
    return {
        "problem": team_problem.pk,
        "member_problem": own.pk,
        "measure": measure.pk,
        "member_measure": own_measure.pk,
        "evidence": evidence.pk,
        "exclusion": exclusion.pk,
        "rectification_plan": plan.no,
    }


def _papers(world: World) -> dict[str, Any]:
    """Papers on their way, drafted by the organiser: one at each step."""
    steps = {"paper": ("circular", "drafting"), "paper_in_review": ("plan", "review"),
             "paper_in_signing": ("team_register", "signing")}  # fmt: skip
    organiser = world.users["organiser"]
    return {
        name: PaperDraft.objects.create(
            **_of(world), kind=kind, state=state, title="通知", drafter=organiser, dated=HELD
        ).pk
        for name, (kind, state) in steps.items()
    }


def _rest(world: World) -> dict[str, Any]:
    unit = world.cycle.unit
    photo = BulletinPhoto.objects.filter(bulletin__cycle=world.cycle).first()
    if photo is None:
        bulletin = Bulletin.objects.get(cycle=world.cycle)
        photo = BulletinPhoto.objects.create(unit=unit, bulletin=bulletin, caption="会议现场")
    photo.file = _file(world, "photo.png", PNG)
    photo.save()
    shown = Disclosure.objects.filter(cycle=world.cycle).earliest("pk")
    rated = RatingRound.objects.create(
        **_of(world), disclosure=shown, measures=[], draw_from=HELD, draw_to=HELD,
        closes_on=AFTER_THE_MEETING, by_on=AFTER_THE_MEETING, eligible=9,
    )  # fmt: skip
    RatingComment.objects.create(unit=unit, round=rated, text="留言里的话")
    issued = IssuedDocument.objects.create(
        **_of(world), kind="circular", title="通知", drafter="甲", reviewer="乙", signer="丙",
        file=_file(world, "notice.docx", words("全文")), text="全文", on=HELD, copies=1, needs_return=True,
        sheet=_file(world, "sheet.pdf"),
    )  # fmt: skip
    HandedCopy.objects.create(unit=unit, issued=issued, no=1)
    template = PaperTemplate.objects.create(
        unit=unit, kind="circular", file=_file(world, "own.docx", words("{{ 标题 }}")), fields=["标题"],
        uploaded_on=HELD, uploaded_by=world.users["observer"],
    )  # fmt: skip
    ArchiveSet.objects.create(
        **_of(world), file=_file(world, "set.zip", _zipped("1.docx", "2.docx")), made_on=HELD,
        note={"remarks": [], "pieces": 0, "pages": 0},
        contents=[
            asdict(Kept(no, f"{no}.docx", kind, "会议", kind, "", "", "", 1, "长期", 1, "0" * 64))
            for no, kind in enumerate(("circular", "minutes"), 1)
        ],
    )  # fmt: skip
    job = Job.objects.create(
        unit_id=unit.pk, user_id=world.users["organiser"].pk, kind="documents", title="打印", file=_file(world)
    )
    grant = RoleGrant.objects.get(unit=unit, user=world.users["observer"])
    return {
        **_papers(world),
        "disclosure": Disclosure.objects.filter(cycle=world.cycle).earliest("pk").pk,
        "photo": photo.pk,
        "issued": issued.pk,
        "template": template.pk,
        "job": job.pk,
        "grant": grant.pk,
        "nothing": uuid.uuid4(),
    }
