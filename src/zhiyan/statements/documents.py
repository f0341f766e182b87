"""The statements as papers (对照检查材料, 发言提纲) in their authors' words, and the blank review sheet (审阅单)."""

from __future__ import annotations

import datetime as dt

from zhiyan.cycle.documents import BLANK_DATE, COLLECTED, columns, day, paper, paragraphs
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import aspects
from zhiyan.documents.gbt9704 import (
    Block,
    Document,
    Heading,
    KeyValues,
    Landscape,
    Paragraph,
    SignatureLine,
    SignOff,
    Table,
)
from zhiyan.statements.models import (
    Direction,
    Review,
    ReviewConclusion,
    Section,
    SectionKind,
    StatedCause,
    StatedProblem,
    Version,
)

TEAM_LABEL = "对照检查材料"
TEAM = "领导班子"
POINTS = {
    "theme": "主题", "problems": "问题", "cases": "案例", "causes": "原因", "measures": "措施", "answers": "回应意见",
    "matters": "说明事项",
}  # fmt: skip
"""Parts that a review judges, by the names that it keeps them under."""
VERDICTS = {"good": "到位", "weak": "不到位"}
REVIEWED_PARTS = (
    "主题是否突出", "问题是否具体、对得上方面", "案例是否真实、有代表性", "原因是否从主观上找",
    "措施是否能落实、能检查", "对反馈意见是否逐条回应", "需要说明和报告的事项是否说清",
)  # fmt: skip


def version_to_print(cycle: Cycle, member: TeamMember | None) -> Version | None:
    """The last approved version, else the last one handed in, else the draft."""
    versions = Version.objects.filter(statement__cycle=cycle, statement__member=member).order_by("-no")
    versions = versions.select_related("statement__member", "statement__cycle")
    approved, submitted = versions.filter(approved_on__isnull=False), versions.filter(submitted_on__isnull=False)
    return approved.first() or submitted.first() or versions.first()


def handed_in(cycle: Cycle, member: TeamMember | None) -> bool:
    """Whether the team's or a member's text was handed in, so that it can go with a report."""
    return Version.objects.filter(statement__cycle=cycle, statement__member=member, submitted_on__isnull=False).exists()


def title_of(cycle: Cycle, member: TeamMember | None) -> str:
    """What the paper is called: the team's 对照检查材料, a member's by the cycle's own label."""
    if member is None:
        return f"{cycle.unit.name}领导班子\n{cycle.label}年度民主生活会{TEAM_LABEL}"
    return f"{cycle.label}年度民主生活会\n{cycle.statement_label}"


def statement(cycle: Cycle, member: TeamMember | None, *, on: dt.date | None = None) -> Document:
    """The statement's sections in order, with its problems by aspect, causes by dimension, directions, measures."""
    version = version_to_print(cycle, member)
    blocks = _body(cycle, version) if version else []
    state = [Paragraph(f"第{version.no}版　{version.statement.get_state_display()}")] if version else []
    ends: list[Block] = []
    if version and version.submitted_on:
        ends.append(SignOff(member.role if member else f"{cycle.unit.name}领导班子", day(version.submitted_on), False))
    subtitle = member.role if member else ""
    return paper(cycle, title_of(cycle, member), blocks, ends, state, on=on, marking=COLLECTED, subtitle=subtitle)


def _body(cycle: Cycle, version: Version) -> list[Block]:
    texts = {part.kind: part.text for part in Section.objects.filter(of=version)}
    made = {
        SectionKind.PROBLEMS: _problems(cycle, version),
        SectionKind.CAUSES: _causes(version),
        SectionKind.DIRECTIONS: _directions(version),
    }
    blocks: list[Block] = []
    for kind in SectionKind:
        under: list[Block] = [*paragraphs(texts.get(kind, "")), *made.get(kind, [])]
        headed = under and kind != SectionKind.PREFACE
        blocks += [Heading(str(kind.label)), *under] if headed else under
    return blocks


def _problems(cycle: Cycle, version: Version) -> list[Block]:
    found = list(StatedProblem.objects.filter(of=version).order_by("order"))
    blocks: list[Block] = []
    for aspect in aspects(cycle):
        own = [problem for problem in found if problem.aspect_id == aspect.pk]
        if own:
            blocks.append(Heading(aspect.name, 2))
        for problem in own:
            blocks.append(Heading(problem.title or problem.text, 3))
            blocks += [*paragraphs(problem.text if problem.title else ""), *paragraphs(problem.case)]
    return blocks


def _causes(version: Version) -> list[Block]:
    by_dimension: dict[str, list[Block]] = {}
    for cause in StatedCause.objects.filter(of=version).order_by("order"):
        by_dimension.setdefault(cause.dimension, []).extend(paragraphs(cause.text))
    return [block for name, texts in by_dimension.items() for block in (Heading(name, 2), *texts)]


def _directions(version: Version) -> list[Block]:
    blocks: list[Block] = []
    for direction in Direction.objects.filter(of=version).prefetch_related("measures").order_by("order"):
        blocks += [Heading(direction.title, 2), *paragraphs(direction.text)]
        blocks += [Heading(measure.text, 3) for measure in direction.measures.all()]
    return blocks


def review_record(cycle: Cycle, member: TeamMember | None, *, on: dt.date | None = None) -> Document:
    """审阅意见单, filled: every review of the team's or a member's text in order, with its version and conclusion."""
    label = TEAM_LABEL if member is None else cycle.statement_label
    reviews = (
        Review.objects.filter(of__statement__cycle=cycle, of__statement__member=member)
        .select_related("of")
        .order_by("on", "entered_at")
    )
    rows = tuple(
        (
            no, f"第{review.of.no}版", str(review.get_capacity_display()), _points(review), review.comments,
            str(review.get_conclusion_display()), day(review.due_on), day(review.on),
        )
        for no, review in enumerate(reviews, 1)
    )  # fmt: skip
    heads = columns(
        ("序号", 0.6, "center"), ("版本", 0.8, "center"), ("审阅人", 1.1), ("分项是否到位", 2.6), ("修改意见", 4),
        ("结论", 0.8, "center"), ("退改期限", 1.3), ("审阅日期", 1.3),
    )  # fmt: skip
    whose = member.role if member else TEAM
    head = KeyValues((("材料名称", label), ("作者", whose)), per_row=2)
    table = Table(heads, rows, ((f"共审阅{len(rows)}次",),) if rows else ())
    return paper(
        cycle, "审阅意见单", Landscape((head, table)), on=on, marking=COLLECTED,
        subtitle=f"{cycle.unit.name}{cycle.label}年度民主生活会",
    )  # fmt: skip


def _points(review: Review) -> str:
    """Which parts the reviewer found good or weak."""
    found = {verdict: [POINTS[name] for name in POINTS if review.points.get(name) == verdict] for verdict in VERDICTS}
    return "\n".join(f"{VERDICTS[verdict]}：{'、'.join(names)}" for verdict, names in found.items() if names)


def review_sheet(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """审阅意见单, blank."""
    head = KeyValues(
        (
            ("材料名称", f"□ 班子{TEAM_LABEL}　□ 个人{cycle.statement_label}"), ("版本", ""), ("作者", ""),
            ("审阅人", ""), ("审阅身份", "□ 书记　□ 督导组　□ 班子集体研究"), ("退改期限", BLANK_DATE),
        ),
        min_row_mm=10,
    )  # fmt: skip
    parts = Table(
        columns(("审阅内容", 2), ("是否到位", 1, "center"), ("修改意见", 3)),
        tuple((part, "□ 是　□ 否", "") for part in REVIEWED_PARTS),
        min_row_mm=14,
    )
    verdict = "　".join(f"□ {each.label}" for each in ReviewConclusion)
    return paper(
        cycle,
        "审阅意见单",
        head,
        parts,
        KeyValues((("结论", verdict), ("对照的方面", "、".join(a.name for a in aspects(cycle)))), min_row_mm=10),
        SignatureLine(("审阅人", "日期")),
        on=on,
        subtitle=f"{cycle.unit.name}{cycle.label}年度民主生活会",
        marking=COLLECTED,
    )
