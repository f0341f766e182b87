"""Records of the demonstration from the meeting on: meeting, rectification, disclosure, next cycle, other units."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from zhiyan.demo.records.before import CircularText, FormRunText, PlanText, ResolutionText

# ------------------------------------------------------------ meeting (会议)


@dataclass(frozen=True)
class CriticismText:
    """One member's criticism of another (相互批评).

    `merged_into` is the problem of the problem list that takes it up; empty: it is listed as a problem of its own, and
    measures name it by `key`.
    """

    by: str
    to: str
    aspect: str
    text: str
    merged_into: str = ""

    @property
    def key(self) -> str:
        """<who speaks>→<of whom>, such as 书记→主任."""
        return f"{self.by}→{self.to}"


@dataclass(frozen=True)
class SpeechText:
    """What one person said once: a response (表态) or the summary of a self-criticism (自我批评要点)."""

    by: str
    text: str


@dataclass(frozen=True)
class CommentText:
    """A supervisor's comment (点评) on 班子, on a role, or on 整体; kind 肯定, 问题 or 要求.

    Each is taken up by a problem of the list (`merged_into`) or left out of it for a reason (`left_out`).
    """

    on: str
    kind: Literal["肯定", "问题", "要求"]
    text: str
    merged_into: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class AgendaText:
    """An agenda item, in order; `minutes` is its planned length."""

    no: int
    title: str
    speaker: str
    minutes: int
    note: str


@dataclass(frozen=True)
class ObserverText:
    """Somebody from above who attends: role and whether they lead the supervision (督导)."""

    role: str
    lead: bool


@dataclass(frozen=True)
class AssessmentText:
    """An assessment of the meeting (会议评估) by somebody, with its grade and grounds."""

    by: str
    on: date
    grade: str
    text: str


@dataclass(frozen=True)
class MeetingText:
    """The meeting: when, where, who, agenda, what was said at its opening and end, how it was assessed."""

    title: str
    on: date
    start: time
    end: time
    place: str
    chair: str
    recorder: str
    observers: tuple[ObserverText, ...]
    agenda: tuple[AgendaText, ...]
    opening: str
    preparation: str
    last_rectification: str
    self_criticisms: tuple[SpeechText, ...]
    closing: str
    pledge: str
    assessments: tuple[AssessmentText, ...]


# ------------------------------------------------------------ rectification and disclosure (整改、通报公开)


@dataclass(frozen=True)
class DeliverableText:
    """What a measure leaves: kind (制度, 项目, 报告, 台账, 设施, 机制), name, number and date once it exists."""

    kind: str
    name: str
    number: str = ""
    on: date | None = None


@dataclass(frozen=True)
class StoryEvent:
    """One happening in a measure's life, in order.

    progress: text. evidence: file, text = its content. submit: asks for verification. verify: by, result 通过/不通过,
    text. sign_off 销号: by, text. long_term 转入长期坚持: by, text. extend: by, new_due, text = reason. reopen
    重新整改: by, text = reason.
    """

    on: date
    what: Literal["progress", "evidence", "submit", "verify", "sign_off", "long_term", "extend", "reopen"]
    text: str
    by: str = ""
    file: str = ""
    result: str = ""
    new_due: date | None = None


MeasureState = Literal[
    "not_started", "in_progress", "submitted", "done", "long_term", "overdue", "reopened", "extended"
]


@dataclass(frozen=True)
class MeasureText:
    """A measure (整改措施) under a problem and a direction (1..5) of the same statement, with its whole story.

    `problem` is the key of a stated problem or of a criticism that is listed as a problem of its own.

    `state` is the one to be seen on the demonstration's date; `due` is the first deadline (`new_due` of an extension
    is the later one). `inherit` is the reason why the next cycle takes it over, empty if it does not.
    """

    key: str
    problem: str
    direction: int
    text: str
    goal: str
    kind: Literal["当下改", "长久立"]
    owner: str
    department: str
    handler: str
    due: date
    standard: str
    deliverable: DeliverableText
    state: MeasureState
    story: tuple[StoryEvent, ...] = ()
    inherit: str = ""


@dataclass(frozen=True)
class RatingText:
    """Paper ballots on one disclosed measure: satisfied 满意, basically 基本满意, unsatisfied 不满意."""

    measure: str
    satisfied: int
    basically: int
    unsatisfied: int


@dataclass(frozen=True)
class DisclosureText:
    """A disclosure: 通报 or 公开, from `on` until `until`, to an audience."""

    key: str
    kind: Literal["通报", "公开"]
    title: str
    number: str
    on: date
    until: date
    audience: str
    place: str
    signer: str
    body: tuple[str, ...]


@dataclass(frozen=True)
class PhotoText:
    """A photograph of the bulletin: file name and caption."""

    file: str
    caption: str


@dataclass(frozen=True)
class ReportText:
    """The report to the superior (情况报告): number, day, what is attached, the paragraph nobody can compute."""

    title: str
    number: str
    on: date
    signer: str
    attachments: tuple[str, ...]
    experience: str


@dataclass(frozen=True)
class DisclosurePart:
    """Everything disclosed or reported, with the ballots counted on `rated_on`."""

    disclosures: tuple[DisclosureText, ...]
    rated_on: date
    ballots_sent: int
    ballots_valid: int
    ratings: tuple[RatingText, ...]
    photos: tuple[PhotoText, ...]
    report: ReportText


# ------------------------------------------------------------ the next cycle and the other units


@dataclass(frozen=True)
class AspectText:
    """An aspect (对照检查方面) of a notice."""

    code: str
    name: str
    focus: str


@dataclass(frozen=True)
class DeadlineText:
    """A deadline of a notice: by a day, from-to, or days after the meeting (counted from the next day)."""

    code: str
    step: str
    requirement: str
    start: date | None = None
    by: date | None = None
    after_meeting_days: int | None = None


@dataclass(frozen=True)
class NoticeText:
    """A superior's notice."""

    issuer: str
    number: str
    title: str
    on: date
    year: int
    theme: str
    aspects: tuple[AspectText, ...]
    solicitation_start: date
    solicitation_end: date
    meeting_start: date
    meeting_end: date
    deadlines: tuple[DeadlineText, ...]


@dataclass(frozen=True)
class EarlyOpinion:
    """An opinion already received in the next cycle, by form."""

    key: str
    branch: str
    on: date
    aspect: str
    target: str
    text: str


@dataclass(frozen=True)
class SlipText:
    """A slip that waits in the online box; `aspect` is empty where its writer was not sure."""

    aspect: str
    target: str
    text: str


@dataclass(frozen=True)
class BoxText:
    """The online box (网上意见箱): its days, cards for staff without devices, slips posted so far."""

    draw_from: date
    draw_to: date
    opens_on: date
    closes_on: date
    by_on: date
    cards: int
    handed_out: int
    slips: tuple[SlipText, ...]


@dataclass(frozen=True)
class NextCycleText:
    """The 2021 cycle as it stands on the demonstration's date."""

    demonstration_date: date
    notice: NoticeText
    plan: PlanText
    circular: CircularText
    resolution: ResolutionText
    form_runs: tuple[FormRunText, ...]
    opinions: tuple[EarlyOpinion, ...]
    box: BoxText


@dataclass(frozen=True)
class UnitMember:
    """A member of another unit's team with all posts held (一肩挑: several posts, one person)."""

    role: str
    posts: tuple[str, ...]
    portfolio: tuple[str, ...]


@dataclass(frozen=True)
class UnitProblem:
    """A problem of another unit with one measure."""

    aspect: str
    text: str
    measure: str
    due: date


@dataclass(frozen=True)
class OtherUnit:
    """Another unit under the same superior, only what the superior's page needs."""

    name: str
    staff: int
    departments: tuple[str, ...]
    branches: tuple[str, ...]
    members: tuple[UnitMember, ...]
    plan_on: date
    solicited_from: date
    solicited_to: date
    meeting_on: date | None
    reported_on: date | None
    opinions: tuple[EarlyOpinion, ...]
    problems: tuple[UnitProblem, ...]
    remark: str
