"""问题清单, 整改台账 and the reply sheets (意见办理情况反馈单) that bring answers back to where opinions came from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from zhiyan.consolidation.documents import Placed, handover_note, placed, printed_text
from zhiyan.consolidation.models import SetAsideReason
from zhiyan.cycle.documents import INTERNAL, adopted_by, columns, day, paper
from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Block, Document, KeyValues, Landscape, Paragraph, Row, Table
from zhiyan.documents.gbt9704.wording import clauses, sentence
from zhiyan.kernel import clock
from zhiyan.rectification.models import ChangeKind, Measure, MeasureKind, MeasureState, Problem
from zhiyan.rectification.origins import kind_label
from zhiyan.rectification.queries import (
    adopted_plan,
    last_sign_off,
    measure_label,
    measures,
    origin_kind,
    problems,
    with_work,
)
from zhiyan.rectification.transitions import is_overdue
from zhiyan.solicitation.models import BoxOpening, FormRun, Gathering, ImportFile, ImportState, Opinion
from zhiyan.statements.models import AnswerKind, ItemAnswer

TEAM = "领导班子"
Source = Gathering | FormRun | BoxOpening | ImportFile


def subject(problem: Problem) -> str:
    """Whose problem it is."""
    return problem.member.role if problem.member else TEAM


def _of(cycle: Cycle, team_only: bool) -> QuerySet[Problem]:
    found = problems(cycle).prefetch_related("items", "measures")
    return found.filter(member__isnull=True) if team_only else found


def problem_list(cycle: Cycle, *, team_only: bool = False, on: dt.date | None = None) -> Document:
    """问题清单: the team's first, then members' in rank order; only the team's for `team_only`."""
    found = list(_of(cycle, team_only))
    rows: tuple[Row, ...] = tuple(
        (
            problem.no, subject(problem), problem.aspect.name if problem.aspect else "", problem.text, problem.case,
            kind_label(origin_kind(problem)), "、".join(str(item.no) for item in problem.items.all()),
            "是" if problem.recurring else "否", kinds_of(problem),
        )
        for problem in found
    )  # fmt: skip
    heads = columns(
        ("编号", 0.6, "center"), ("主体", 0.9), ("方面", 1.4), ("问题表述", 3), ("具体表现", 3), ("来源", 1.2),
        ("对应条目号", 0.9, "center"), ("上年重复", 0.7, "center"), ("整改类型", 0.9),
    )  # fmt: skip
    team = sum(problem.member_id is None for problem in found)
    totals = sentence(f"{TEAM}{team}个", "" if team_only else f"班子成员{len(found) - team}个", f"合计{len(found)}个")
    table = Table(heads, rows, ((totals,),), caption="问题清单")
    return paper(
        cycle, f"{cycle.label}年度民主生活会{_whose(team_only)}问题清单", Landscape((table,)), on=on, marking=INTERNAL
    )


def _whose(team_only: bool) -> str:
    return TEAM if team_only else ""


def kinds_of(problem: Problem) -> str:
    """当下改, 长久立 or both, by its measures."""
    given = {measure.kind for measure in problem.measures.all()}
    return "、".join(str(kind.label) for kind in MeasureKind if kind in given)


def given_measures(cycle: Cycle, *, team_only: bool) -> list[Measure]:
    """The measures in the problems' order; only those of the team's problems for `team_only`."""
    found = with_work(measures(cycle))
    return list(found.filter(problem__member__isnull=True) if team_only else found)


def register(cycle: Cycle, *, team_only: bool = False, on: dt.date | None = None) -> Document:
    """整改方案 and 台账: every measure with owner, department, deadline, standard, progress, verification, sign-off."""
    given = given_measures(cycle, team_only=team_only)
    plan = adopted_plan(cycle)
    decided = adopted_by(plan.resolution) if plan and plan.resolution else ""
    head: list[Block] = [Paragraph(decided)] if decided else []
    rows = tuple(_register_row(measure) for measure in given)
    heads = columns(
        ("编号", 0.6, "center"), ("方面", 1), ("问题", 2.6), ("整改目标", 1.3), ("整改措施", 2.6),
        ("类型", 0.7, "center"), ("责任领导", 0.8), ("责任部门", 1), ("责任人", 0.8), ("完成时限", 1),
        ("衡量标准", 1.3), ("进展", 2), ("佐证（件）", 0.6, "center"), ("完成情况", 0.9), ("核验", 1), ("销号", 0.9),
        ("备注", 1.2),
    )  # fmt: skip
    table = Table(heads, rows, ((states_sentence(given),),), caption="整改台账")
    title = f"{cycle.label}年度民主生活会{_whose(team_only)}整改方案和台账"
    return paper(cycle, title, head, Landscape((table,)), on=on, marking=INTERNAL)


def _register_row(measure: Measure) -> Row:
    progress = list(measure.progress.all())
    checked = list(measure.verifications.all())
    closed = last_sign_off(measure)
    verdict = ""
    if checked:
        last = checked[-1]
        verdict = f"{last.verifier.label}\n{day(last.on)}{'通过' if last.passed else '未通过'}"
    return (
        measure_label(measure),
        measure.problem.aspect.name if measure.problem.aspect else "",
        f"{subject(measure.problem)}：{measure.problem.text}",
        measure.goal,
        measure.text,
        str(measure.get_kind_display()),
        measure.owner.role if measure.owner else "",
        measure.department.name if measure.department else "",
        measure.handler.name if measure.handler else "",
        day(measure.due_on),
        measure.standard,
        f"{day(progress[-1].on)}：{progress[-1].text}" if progress else "",
        len(measure.evidence.all()),
        state_text(measure),
        verdict,
        f"{closed.approver}\n{day(closed.on)}".strip() if closed else "",
        remarks(measure),
    )


def remarks(measure: Measure) -> str:
    """备注: each extension and reopening with its day and reason."""
    told = (ChangeKind.EXTEND, ChangeKind.REOPEN)
    changes = [change for change in measure.changes.all() if change.kind in told]
    return "\n".join(f"{day(change.on)}{change.get_kind_display()}：{change.reason}" for change in changes)


def state_text(measure: Measure) -> str:
    """The state in words; past its deadline and not at rest, that too."""
    label = str(measure.get_state_display())
    return f"{label}（逾期）" if late(measure) else label


def late(measure: Measure) -> bool:
    """逾期 today."""
    return is_overdue(measure.state, measure.due_on, clock.today())


def states_sentence(found: Iterable[Measure]) -> str:
    """合计 with the number in each state that occurs, and how many are overdue."""
    given = list(found)
    counted = Counter(measure.state for measure in given)
    parts = [f"{state.label}{counted[state]}项" for state in MeasureState if counted[state]]
    overdue = sum(late(measure) for measure in given)
    return sentence(f"合计{len(given)}项", *parts, f"逾期{overdue}项" if overdue else "")


# ------------------------------------------------------------------- what became of an item, for the office


def numbers_of_criticisms(cycle: Cycle) -> dict[object, int]:
    """For each criticism that became a problem its number in the list."""
    return dict(Problem.objects.filter(cycle=cycle, criticism__isnull=False).values_list("criticism_id", "no"))


def outcomes(cycle: Cycle) -> dict[uuid.UUID, str]:
    """For each item what became of it: its problems by number, or its answer; no words of members' problems."""
    found: dict[uuid.UUID, str] = {}
    for problem in _of(cycle, False):
        for item in problem.items.all():
            text = f"列入{subject(problem)}问题清单第{problem.no}号"
            found[item.pk] = f"{found[item.pk]}；{text}" if item.pk in found else text
    for answer in ItemAnswer.objects.filter(cycle=cycle):
        found.setdefault(answer.item_id, answer_text(answer))
    return found


def answer_text(answer: ItemAnswer) -> str:
    """采纳, 解释, 不采纳 or 转办 with its words, day, receiver and reply."""
    tail = clauses(
        f"{day(answer.done_on)}办理" if answer.done_on else "",
        f"转{answer.receiver}办理" if answer.kind == AnswerKind.REFERRED else "",
        f"{day(answer.due_on)}前答复" if answer.kind == AnswerKind.REFERRED and answer.due_on else "",
        f"答复：{answer.reply}" if answer.reply else "",
    )
    return f"{answer.get_kind_display()}：{answer.text}" + (f"（{tail}）" if tail else "")


# ------------------------------------------------------------------------------------- 意见办理情况反馈单


def sources(cycle: Cycle) -> list[Source]:
    """Gatherings, form runs, box openings and files that opinions came from, in order of channel and day.

    What brought no opinion gets no sheet.
    """
    links = ("gathering_id", "form_run_id", "box_opening_id", "source_file_id")
    brought = Opinion.objects.filter(cycle=cycle).values_list(*(f"submission__{link}" for link in links)).distinct()
    giving = {pk for row in brought for pk in row if pk is not None}
    held = Gathering.objects.filter(channel__cycle=cycle).select_related("channel", "branch")
    runs = FormRun.objects.filter(channel__cycle=cycle).select_related("channel", "branch")
    opened = BoxOpening.objects.filter(channel__cycle=cycle).select_related("channel")
    files = ImportFile.objects.filter(cycle=cycle, state=ImportState.CONFIRMED)
    found: list[Source] = [
        *held.order_by("channel__order", "on", "branch__order", "pk"), *runs.order_by("channel__order", "on", "pk"),
        *opened.order_by("channel__order", "on", "pk"), *files.order_by("name", "pk"),
    ]  # fmt: skip
    return [source for source in found if source.pk in giving]


def source_label(source: Source) -> str:
    """How a source is called on its sheet."""
    if isinstance(source, BoxOpening):
        return f"{source.channel.name}{day(source.on)}开箱"
    return source.name


def opinions_of(source: Source) -> QuerySet[Opinion]:
    """The opinions that came from this source, handed-over ones included."""
    field = {
        Gathering: "submission__gathering", FormRun: "submission__form_run", BoxOpening: "submission__box_opening",
        ImportFile: "submission__source_file",
    }[type(source)]  # fmt: skip
    return (
        Opinion.objects.filter(**{field: source})
        .select_related("channel", "aspect", "target_member", "submission")
        .prefetch_related("masks")
        .order_by("aspect__no", "submission__commitment", "start")
    )


def reply_sheet(cycle: Cycle, source: Source, *, on: dt.date | None = None) -> Document:
    """意见办理情况反馈单 for one source: each opinion, masked, with what became of it; handed-over ones counted."""
    where = placed(cycle)
    said = replies(cycle)
    given = list(opinions_of(source))
    shown = [opinion for opinion in given if not opinion.withheld]
    rows: tuple[Row, ...] = tuple(
        (
            no, printed_text(opinion, where.get(opinion.pk)), opinion.aspect.name if opinion.aspect else "",
            _reply(where.get(opinion.pk, Placed()), said),
        )
        for no, opinion in enumerate(shown, 1)
    )  # fmt: skip
    heads = columns(("序号", 0.6, "center"), ("意见原文", 3.4), ("方面", 1.3), ("办理情况", 3.4))
    footer = sentence(f"共{len(given)}条", handover_note(len(given) - len(shown)))
    head = KeyValues((("意见来自", source_label(source)), ("回执编号", source.reply_code)))
    return paper(
        cycle, "意见办理情况反馈单", head, Table(heads, rows, ((footer,),)), on=on,
        subtitle=f"{cycle.unit.name}{cycle.label}年度民主生活会",
    )  # fmt: skip


def _reply(where: Placed, said: dict[uuid.UUID, list[str]]) -> str:
    parts = [text for item in where.items for text in said.get(item.pk, ["正在办理"])]
    parts += [f"另存：{SetAsideReason(reason).label}" for reason in where.reasons]
    return "\n".join(dict.fromkeys(parts)) or "正在梳理"


def replies(cycle: Cycle) -> dict[uuid.UUID, list[str]]:
    """What the writers may be told of each item: the team's problems once disclosed, a member's not in words."""
    told: dict[uuid.UUID, list[str]] = {}
    for problem in _of(cycle, False):
        text = _problem_reply(problem)
        for item in problem.items.all():
            told.setdefault(item.pk, []).append(text)
    for answer in ItemAnswer.objects.filter(cycle=cycle).select_related("item"):
        told.setdefault(answer.item_id, []).append(answer_text(answer))
    return told


def _problem_reply(problem: Problem) -> str:
    if problem.member_id is not None:
        return "已原汁原味反馈本人，由本人整改"
    if problem.disclosed_on is None:
        return "已列入领导班子问题清单，整改情况将在一定范围公开"
    done = [
        f"{measure.text}（{measure.get_state_display()}）"
        for measure in problem.measures.all()
        if measure.disclosed_on is not None
    ]
    return f"已列入领导班子问题清单第{problem.no}号：{problem.text}" + (
        f"\n整改措施：{'；'.join(done)}" if done else ""
    )
