"""Records of the demonstration up to the meeting: preparation, items, talks, statements."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# ------------------------------------------------------------ items and answers (归并条目、意见办理)


@dataclass(frozen=True)
class OpinionRef:
    """Where one opinion stands in the office's files, and the item (gold `issue`) it belongs to."""

    id: str
    file: str
    locator: dict[str, str | int]
    issue: str


@dataclass(frozen=True)
class SetAside:
    """An opinion that belongs to no item, with its reason from the closed list (无意见/表扬 …)."""

    opinion: str
    reason: str
    note: str


@dataclass(frozen=True)
class Outcome:
    """What became of an item: a problem of the team or a member (`problem` = key), or an answer of its own wording.

    adopted 采纳: `on` = day done. referred 转办: `receiver`, `due`, `reply` and `replied_on`. explained 解释, declined
    不采纳: `text` gives the reason. `by` is the role that answers.
    """

    kind: Literal["problem", "adopted", "explained", "declined", "referred"]
    problem: str | None = None
    text: str = ""
    by: str = ""
    on: date | None = None
    receiver: str | None = None
    due: date | None = None
    reply: str | None = None
    replied_on: date | None = None


@dataclass(frozen=True)
class ItemText:
    """An item (归并条目): title in the members' own words, aspect code, target (班子 or a role), its opinions."""

    key: str
    title: str
    aspect: str
    target: str
    outcome: Outcome
    opinions: tuple[str, ...] = ()


# ------------------------------------------------------------ preparation (方案、学习、征求意见)


@dataclass(frozen=True)
class PlanStepText:
    """A step of the plan (实施方案), with its dates and who answers for it."""

    code: str
    title: str
    start: date
    end: date
    owner: str
    text: str


@dataclass(frozen=True)
class PlanText:
    """The plan: title, resolved on, aim, requirements and its steps."""

    title: str
    on: date
    aim: str
    requirements: tuple[str, ...]
    steps: tuple[PlanStepText, ...]


@dataclass(frozen=True)
class CircularText:
    """The unit's own notice (征求意见通知) to its branches."""

    title: str
    number: str
    on: date
    signer: str
    addressee: str
    body: tuple[str, ...]


@dataclass(frozen=True)
class ResolutionText:
    """A resolution of the Party committee (党委会决议): key, day, minute number, roles present, text."""

    key: str
    on: date
    title: str
    minute_number: str
    present: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class StudySessionText:
    """A study session (集中学习): roles present, others invited (a count), who led, what was said."""

    on: date
    half_day: Literal["上午", "下午"]
    title: str
    place: str
    hours: int
    present: tuple[str, ...]
    others: int
    materials: tuple[str, ...]
    leader: str
    text: str


@dataclass(frozen=True)
class SelfStudyText:
    """A member's note of own study (自学记录)."""

    by: str
    on: date
    material: str
    text: str


@dataclass(frozen=True)
class GatheringText:
    """A staff meeting of a branch (支部职工会议) or a seminar (座谈会); `branch` is empty for a seminar."""

    kind: Literal["branch_meeting", "seminar_youth", "seminar_backbone"]
    branch: str
    on: date
    place: str
    present: int
    recorder: str
    note: str


@dataclass(frozen=True)
class FormRunText:
    """Forms (征求意见表) handed out to a branch, returned, valid."""

    branch: str
    sent_on: date
    returned_on: date
    sent: int
    returned: int
    valid: int


@dataclass(frozen=True)
class BoxOpeningText:
    """An opening of the paper box by two people; found = entered + set_aside."""

    on: date
    place: str
    openers: tuple[str, str]
    found: int
    entered: int
    set_aside: int
    note: str


@dataclass(frozen=True)
class PreparationText:
    """Everything before the statements."""

    plan: PlanText
    circular: CircularText
    resolutions: tuple[ResolutionText, ...]
    study_materials: tuple[str, ...]
    study_sessions: tuple[StudySessionText, ...]
    self_study: tuple[SelfStudyText, ...]
    gatherings: tuple[GatheringText, ...]
    form_runs: tuple[FormRunText, ...]
    box_openings: tuple[BoxOpeningText, ...]


# ------------------------------------------------------------ talks (谈心谈话)


@dataclass(frozen=True)
class TalkText:
    """A talk between `a` (a role) and `b` (a role or a staff number).

    `a_text` is what a said, own faults and the other's; `a_named` = how many problems that names. `b_text`, `b_named`
    likewise.
    """

    kind: Literal["member_member", "member_department_head", "member_branch_representative"]
    a: str
    b: str
    on: date
    place: str
    a_named: int
    a_text: str
    b_named: int
    b_text: str
    department: str = ""
    branch: str = ""


@dataclass(frozen=True)
class GroupTalkText:
    """The talk of all members together (集体谈心)."""

    on: date
    half_day: Literal["上午", "下午"]
    hours: int
    place: str
    attendees: tuple[str, ...]
    text: str


# ------------------------------------------------------------ statements (对照检查材料、发言提纲)


@dataclass(frozen=True)
class ProblemText:
    """A stated problem. Key: T01..T14 for the team, else <role>-<n>.

    `sources` (item keys) are filled from the items.
    """

    key: str
    aspect: str
    title: str
    text: str
    case: str
    repeated: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class CauseText:
    """A cause (原因) under its dimension."""

    dimension: str
    text: str


@dataclass(frozen=True)
class DirectionText:
    """A direction of effort (努力方向) and the measures promised under it."""

    no: int
    title: str
    measures: tuple[str, ...]


@dataclass(frozen=True)
class ReplyText:
    """A member's own words on an item aimed at them that became a problem of theirs or the team's."""

    item: str
    text: str


@dataclass(frozen=True)
class ReviewText:
    """A review (审阅) of a statement's version: conclusion 通过 or 修改, and what was said."""

    on: date
    by: str
    version: int
    conclusion: Literal["通过", "修改"]
    text: str


@dataclass(frozen=True)
class StatementText:
    """A statement: the team's 对照检查材料 (owner 班子) or a member's 发言提纲, in the sections of the cycle."""

    owner: str
    title: str
    submitted_on: date
    preface: str
    last_year: str
    problems: tuple[ProblemText, ...]
    causes: tuple[CauseText, ...]
    directions: tuple[DirectionText, ...]
    reviews: tuple[ReviewText, ...]
    case_title: str = ""
    case_analysis: str = ""
    report: str = ""
    first_draft_last_year: str = ""
    replies: tuple[ReplyText, ...] = ()
