"""整改方案 in words and 整改进展通报 in numbers: what the register holds, for those who are to act on it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from zhiyan.cycle.documents import BLANK_DATE, INTERNAL, adopted_by, columns, day, paper, paragraphs, section
from zhiyan.cycle.models import Cycle
from zhiyan.documents.gbt9704 import Block, Document, Heading, Paragraph, Row, SignOff, Table
from zhiyan.documents.gbt9704.wording import sentence
from zhiyan.rectification.documents import TEAM, given_measures, late, states_sentence, subject
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.rectification.queries import adopted_plan, measure_label
from zhiyan.rectification.transitions import AT_REST

NOBODY = "未定责任部门"


def plan(cycle: Cycle, *, team_only: bool = False, on: dt.date | None = None) -> Document:
    """整改方案: each problem with its measures, goal, who answers for it, until when, by what standard."""
    given = given_measures(cycle, team_only=team_only)
    adopted = adopted_plan(cycle)
    decided = adopted_by(adopted.resolution) if adopted and adopted.resolution else "本方案尚待党委会研究。"
    blocks: list[Block] = [
        *section("总体要求", paragraphs(adopted.text) if adopted else []),
        *section("问题和整改措施", list(_problems(given))),
        *section("统计", [Paragraph(states_sentence(given))] if given else []),
        Paragraph(decided),
        SignOff(cycle.unit.name, day(adopted.on if adopted else on) or BLANK_DATE),
    ]
    whose = TEAM if team_only else ""
    title = f"{cycle.unit.name}\n{cycle.label}年度民主生活会{whose}整改方案"
    return paper(cycle, title, blocks, on=on, marking="" if team_only else INTERNAL)


def _problems(given: Iterable[Measure]) -> Iterable[Block]:
    for problem, own in groupby(given, key=lambda measure: measure.problem):
        yield Heading(_problem_title(problem), 2)
        for measure in own:
            yield Heading(f"{measure.text.rstrip('。；')}。", 3)
            yield Paragraph(_terms(measure))


def _problem_title(problem: Problem) -> str:
    whose = "" if problem.member_id is None else f"{subject(problem)}："
    return f"{whose}{problem.text.rstrip('。；')}"


def _terms(measure: Measure) -> str:
    """Goal, kind, owner, department, deadline and standard, as far as they are set."""
    return sentence(
        f"整改目标：{measure.goal}" if measure.goal else "",
        f"类型：{measure.get_kind_display()}",
        f"责任领导：{measure.owner.role}" if measure.owner else "",
        f"责任部门：{measure.department.name}" if measure.department else "",
        f"完成时限：{day(measure.due_on)}" if measure.due_on else "",
        f"衡量标准：{measure.standard}" if measure.standard else "",
    )


def progress(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """整改进展通报: the team's measures by department and state, and which are overdue; members' are not in it."""
    given = given_measures(cycle, team_only=True)
    overdue = [measure for measure in given if late(measure)]
    blocks: list[Block] = [
        *section("总体进展", [Paragraph(states_sentence(given))] if given else []),
        *section("各责任部门进展", [_by_department(given)] if given else []),
        *section("逾期的措施", [Paragraph(_overdue(measure)) for measure in overdue]),
        *section("下一步", next_steps(given)),
        SignOff(cycle.unit.name, day(on) or BLANK_DATE),
    ]
    return paper(cycle, f"{cycle.label}年度民主生活会\n整改进展通报", blocks, on=on, marking=INTERNAL)


def _by_department(given: list[Measure]) -> Table:
    states = [state for state in MeasureState if any(measure.state == state for measure in given)]
    departments = dict.fromkeys(measure.department for measure in given)
    names = sorted(departments, key=lambda each: (each is None, each.order if each else 0))
    rows: list[Row] = []
    for department in names:
        own = [measure for measure in given if measure.department == department]
        counted = Counter(measure.state for measure in own)
        cells = [counted[state] for state in states]
        rows.append((department.name if department else NOBODY, *cells, sum(map(late, own)), len(own)))
    total = Counter(measure.state for measure in given)
    last: Row = ("合计", *(total[state] for state in states), sum(map(late, given)), len(given))
    heads = columns(
        ("责任部门", 2), *((str(state.label), 1, "center") for state in states), ("逾期", 0.8, "center"),
        ("合计", 0.8, "center"),
    )  # fmt: skip
    return Table(heads, tuple(rows), (last,))


def _overdue(measure: Measure) -> str:
    who = measure.department.name if measure.department else NOBODY
    what = f"{measure_label(measure)}　{measure.text.rstrip('。')}"
    return sentence(what, f"{who}负责", f"应于{day(measure.due_on)}完成")


def next_steps(given: Iterable[Measure]) -> list[Paragraph]:
    """下一步: what is not finished yet, by day of deadline; nothing where everything is."""
    unfinished = [measure for measure in given if measure.state not in AT_REST]
    if not unfinished:
        return []
    due = Counter(measure.due_on for measure in unfinished if measure.due_on and not late(measure))
    days = "、".join(f"{day(when)}前完成{number}项" for when, number in sorted(due.items()))
    overdue = sum(map(late, unfinished))
    rest = f"逾期的{overdue}项说明原因、重新明确时限" if overdue else ""
    return [Paragraph(sentence(f"继续抓好未完成的{len(unfinished)}项措施", days, rest))]
