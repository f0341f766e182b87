"""Where a problem comes from (问题来源): exactly one stated problem, criticism, comment, item or inherited matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect, Cycle, Inheritance, TeamMember
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.meeting.models import Comment, CommentOn, Criticism, Sitting
from zhiyan.statements.models import StatedProblem

Record = StatedProblem | Criticism | Comment | Item | Inheritance

MODELS: dict[str, type[Any]] = {
    "stated_problem": StatedProblem,
    "criticism": Criticism,
    "comment": Comment,
    "item": Item,
    "inheritance": Inheritance,
}


@dataclass(frozen=True)
class Origin:
    """One origin as shown: `label` names it without its words, so that it may stand in any list."""

    kind: str
    record: Any
    label: str
    member: TeamMember | None

    @property
    def id(self) -> str:
        """The record's id."""
        return str(self.record.pk)


def kind_label(kind: str) -> str:
    """The kind of origin in the reader's words (FORMS 10: 来源)."""
    return {
        "stated_problem": _("自查（对照检查材料）"),
        "criticism": _("相互批评"),
        "comment": _("督导点评"),
        "item": _("群众意见"),
        "inheritance": _("上年遗留"),
    }[kind]


def kind_of(record: Any) -> str:
    """Which of the five kinds the record is. Raises Invalid for anything else."""
    for kind, model in MODELS.items():
        if isinstance(record, model):
            return kind
    raise Invalid(
        "problem.origin",
        _("问题要有来源：查摆的问题、批评意见、督导点评、归并条目或上年遗留。"),
        fields={"origin": _("请选择来源。")},
    )


def cycle_id_of(record: Any) -> Any:
    """The cycle to which the origin belongs."""
    if isinstance(record, StatedProblem):
        return record.of.statement.cycle_id
    if isinstance(record, (Criticism, Comment)):
        return record.meeting.cycle_id
    return record.cycle_id


def member_of(record: Any) -> TeamMember | None:
    """Whom the origin concerns; None for the team."""
    if isinstance(record, StatedProblem):
        return record.of.statement.member
    if isinstance(record, (Criticism, Comment)):
        return record.member
    return record.target_member if isinstance(record, Item) else None


def decides_member(record: Any) -> bool:
    """Whether the origin itself says whom it concerns, so that nobody may shift it to somebody else."""
    if isinstance(record, Comment):
        return record.about != CommentOn.OVERALL
    return isinstance(record, (StatedProblem, Criticism))


def text_of(record: Any) -> str:
    """The origin's own words."""
    if isinstance(record, Item):
        return record.title
    return record.problem_text if isinstance(record, Inheritance) else str(record.text)


def aspect_of(record: Any, cycle: Cycle) -> Aspect | None:
    """The aspect that the origin carries, if any; an inherited one is found by its name."""
    if isinstance(record, (StatedProblem, Criticism, Item)):
        return record.aspect
    if isinstance(record, Inheritance):
        return Aspect.objects.filter(cycle=cycle, name=record.aspect_name).first()
    return None


def describe(record: Any) -> Origin:
    """The origin with its label."""
    kind, member = kind_of(record), member_of(record)
    return Origin(kind, record, _label(kind, record, member), member)


def _label(kind: str, record: Any, member: TeamMember | None) -> str:
    who = member.role if member else _("领导班子")
    if kind == "stated_problem":
        return _("%(who)s查摆的第%(no)d个问题") % {"who": who, "no": record.order}
    if kind == "criticism":
        return _("对%(who)s的批评意见") % {"who": who}
    if kind == "comment":
        return _("督导点评（%(about)s）") % {"about": member.role if member else record.get_about_display()}
    if kind == "item":
        return _("归并条目第%(no)d号") % {"no": record.no}
    return _("%(year)s年度遗留（%(kind)s）") % {"year": record.from_label, "kind": record.get_kind_display()}


def may_read_origin(actor: Actor, record: Any, *, begun: bool | None = None) -> bool:
    """Whether the actor may read the origin's own words (DOMAIN 'Who may read'): each kind as in its own stage.

    Criticism: each their own, secretary, supervisor, recorder. Comments on the team: also the members present.
    Stated problems: their author, secretary, supervisor; other members from the meeting day on; a list asks once
    whether the meeting has begun and passes it as `begun`.
    """
    if record.unit_id != actor.unit_id:
        return False
    if actor.has(Role.SECRETARY, Role.SUPERVISOR):
        return True
    member = member_of(record)
    if member is not None and actor.person_id is not None and member.person_id == actor.person_id:
        return True
    if isinstance(record, Inheritance):
        return actor.has(Role.ORGANISER, Role.DISCIPLINE_SECRETARY)
    if isinstance(record, Item):
        return actor.has(Role.ORGANISER) or (member is None and actor.has(Role.MEMBER, Role.DEPUTY_SECRETARY))
    if isinstance(record, StatedProblem):
        if not actor.has(Role.MEMBER, Role.DEPUTY_SECRETARY):
            return False
        return member is None or (meeting_has_begun(record.of.statement.cycle_id) if begun is None else begun)
    recorder = actor.user_id is not None and record.meeting.recorder_id == actor.user_id
    return recorder or (
        isinstance(record, Comment) and member is None and actor.has(Role.MEMBER, Role.DEPUTY_SECRETARY)
    )


def meeting_has_begun(cycle_id: Any) -> bool:
    """Whether a sitting of the cycle's meeting was opened."""
    return Sitting.objects.filter(meeting__cycle_id=cycle_id, opened=True, on__lte=clock.today()).exists()


def fields_of(record: Any) -> dict[str, Any]:
    """The origin as keyword for a query or a new row: `{"criticism": record}`."""
    return {kind_of(record): record}
