"""What every document of a year is made with, and the year's own paper: the plan (实施方案).

Documents are written in official Chinese whatever language the reader's pages are in; no figure in them is typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from zhiyan.cycle.models import Cycle, Plan, PlanStep, Resolution, SelfStudy, StudyMaterial, StudySession
from zhiyan.cycle.queries import aspects, requirements, team
from zhiyan.documents.gbt9704 import (
    Align,
    Block,
    Column,
    Document,
    FlowBlock,
    Heading,
    Imprint,
    KeyValues,
    Landscape,
    Note,
    Paragraph,
    Recipient,
    RedHead,
    Row,
    SignOff,
    Table,
    Title,
)
from zhiyan.documents.gbt9704.wording import counted, date_text, period_text, sentence
from zhiyan.kernel import clock

INTERNAL = "内部资料"
COLLECTED = "内部资料　会后收回"
NO_SECRETS = "不得填写涉密内容"
BLANK_DATE = "　　年　　月　　日"

_TYPED = re.compile(
    r"(?P<head>(?:[一二三四五六七八九十]+、|(?P<upper>（[一二三四五六七八九十]+）))[^，。；：]{1,24}(?:。|$))(?P<rest>.*)"
)
"""A heading with the number that its writer gave it."""


def paper(
    cycle: Cycle,
    name: str,
    *blocks: Block | Iterable[Block],
    on: dt.date | None = None,
    marking: str = "",
    subtitle: str = "",
    page_numbers: bool = True,
    red_head: RedHead | None = None,
) -> Document:
    """A document of the cycle's unit under the title `name` (line breaks where the title is to be broken).

    `marking` (内部资料, 会后收回) and the unit's own disclaimer stand at its head, then a formal notice's red head.
    """
    unit = cycle.unit
    flat: list[Block] = [Note(text) for text in (marking, unit.disclaimer) if text]
    flat += [red_head] if red_head else []
    flat.append(Title(name, subtitle))
    for block in blocks:
        if isinstance(block, Iterable):
            flat.extend(block)
        else:
            flat.append(block)
    return Document(
        title=name.replace("\n", ""),
        blocks=turned(flat),
        created=on or clock.today(),
        author=unit.name,
        page_numbers=page_numbers,
    )


def turned(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; where any lies sideways, all in one, so that a wide table does not leave its title behind."""
    if not any(isinstance(block, Landscape) for block in blocks):
        return tuple(blocks)
    flow: list[FlowBlock] = []
    for block in blocks:
        flow.extend(block.blocks if isinstance(block, Landscape) else (block,))
    return (Landscape(tuple(flow)),)


def columns(*given: tuple[str, float] | tuple[str, float, Align]) -> tuple[Column, ...]:
    """Columns from (title, width) or (title, width, align)."""
    return tuple(Column(*each) for each in given)


def numbered(texts: Iterable[str]) -> list[Paragraph]:
    """Paragraphs 1. 2. …, as under a heading 一、 that has no level between; nothing for no texts."""
    return [Paragraph(f"{no}.{text}") for no, text in enumerate(texts, 1)]


def paragraphs(text: str) -> list[Paragraph]:
    """A paragraph for each line that says something."""
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def typed(text: str) -> list[FlowBlock]:
    """A text whose writer numbered it: what stands behind 一、 or （一） is in the letters of its level (7.3.3)."""
    return [_typed(block.text) for block in paragraphs(text)]


def _typed(line: str) -> FlowBlock:
    found = _TYPED.match(line)
    if not found or (found["rest"] and found["upper"]):
        return Paragraph(line)
    if found["rest"]:
        return Paragraph(found["rest"], lead=found["head"])
    return Paragraph(line) if line.endswith("。") else Heading(line, 2 if found["upper"] else 1, numbered=False)


def section(title: str, blocks: Sequence[Block], level: int = 1) -> list[Block]:
    """A heading with what stands under it; nothing at all where there is nothing."""
    return [Heading(title, level), *blocks] if blocks else []


def day(on: dt.date | None) -> str:
    """2021年1月26日, or nothing."""
    return date_text(on) if on else ""


def period(first: dt.date | None, last: dt.date | None) -> str:
    """From one day to another, as far as they are known."""
    if first and last and first <= last:
        return period_text(first, last)
    if last:
        return f"{date_text(last)}前"
    return f"{date_text(first)}起" if first else ""


def red_head(cycle: Cycle, number: str, on: dt.date | None, signer: str = "") -> RedHead:
    """红头 of the unit; a number that is not given yet is left to be filled in."""
    return RedHead(f"{cycle.unit.name}文件", number or f"　　〔{(on or clock.today()).year}〕　　号", signer)


def imprint(cycle: Cycle, on: dt.date | None, copies_to: str = "") -> Imprint:
    """版记: the unit prints; the day is left open where none is known."""
    return Imprint(cycle.unit.name, day(on) or BLANK_DATE, copies_to)


def meeting_name(cycle: Cycle) -> str:
    """2020年度领导班子民主生活会."""
    return f"{cycle.label}年度领导班子民主生活会"


def plan(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """实施方案: the adopted version, else the newest; theme, aspects, text, steps with their days."""
    found = latest_plan(cycle)
    blocks: list[Block] = [
        *section("会议主题", paragraphs(cycle.theme)),
        *section("对照检查的方面", numbered(aspect.name for aspect in aspects(cycle))),
    ]
    if found:
        blocks += section("工作安排", paragraphs(found.text))
    steps = step_table(cycle)
    blocks += section("环节和时限", [steps] if steps else [])
    if found:
        decided = adopted_by(found.resolution) if found.resolution else "本方案尚待党委会研究。"
        when = sentence(f"拟于{date_text(found.meeting_on)}召开会议") if found.meeting_on else ""
        blocks += [Paragraph(text) for text in (when, decided) if text]
        blocks.append(SignOff(cycle.unit.name, date_text(found.on)))
    return paper(cycle, f"{cycle.unit.name}\n{meeting_name(cycle)}实施方案", blocks, on=on)


def latest_plan(cycle: Cycle) -> Plan | None:
    """The last version that a resolution adopted, else the newest draft."""
    plans = Plan.objects.filter(cycle=cycle).select_related("resolution").order_by("-no")
    return plans.filter(resolution__isnull=False).first() or plans.first()


def adopted_by(resolution: Resolution) -> str:
    """The sentence that says who decided and when."""
    number = f"（{resolution.minute_no}）" if resolution.minute_no else ""
    return f"本方案经{date_text(resolution.on)}{resolution.body}{number}研究通过。"


def step_table(cycle: Cycle) -> Table | None:
    """Steps of the plan with days and who is in charge; where there are none, those of the notice."""
    rows = [
        (no, step.name, period(step.due_from, step.due_by) or "按会议日期推算", step.responsible, step.text)
        for no, step in enumerate(PlanStep.objects.filter(cycle=cycle), 1)
    ] or [(no, asked.step, asked.when_text, "", asked.text) for no, asked in enumerate(requirements(cycle), 1)]
    heads = columns(("序号", 0.6, "center"), ("环节", 1.2), ("时间", 1.6), ("负责", 1.2), ("要求", 3))
    return Table(heads, tuple(rows)) if rows else None


def letter(cycle: Cycle, to: str, text: Sequence[Block], dated: dt.date | None) -> list[Block]:
    """A text with its recipient above and the unit's signature below."""
    head: list[Block] = [Recipient(to)] if to else []
    return [*head, *text, SignOff(cycle.unit.name, day(dated) or BLANK_DATE)]


def study_record(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """学习研讨记录: materials, sessions with who was there, what members read by themselves (how often, no words)."""
    materials = StudyMaterial.objects.filter(cycle=cycle).order_by("order").values_list("title", flat=True)
    sessions = StudySession.objects.filter(cycle=cycle).prefetch_related("attendees", "materials").order_by("on")
    members = list(team(cycle))
    held = [_session_row(no, session, len(members)) for no, session in enumerate(sessions, 1)]
    heads = columns(
        ("序号", 0.6, "center"), ("日期", 1.4), ("内容", 2.6), ("形式和地点", 1.4), ("时长", 0.8, "center"),
        ("参加人", 2.4), ("材料", 2.4), ("备注", 1.6),
    )  # fmt: skip
    alone = Counter(SelfStudy.objects.filter(cycle=cycle).values_list("member_id", flat=True))
    by_member = [(member.role, alone[member.pk]) for member in members if alone[member.pk]]
    tables: list[FlowBlock] = [
        Table(heads, tuple(held), ((sentence(counted(len(held), "次", verb="集体学习研讨")),),) if held else (),
              caption="集体学习研讨")
    ]  # fmt: skip
    if by_member:
        own = columns(("班子成员", 2), ("次数", 1, "center"))
        total: Row = ("合计", sum(number for _role, number in by_member))
        tables.append(Table(own, tuple(by_member), (total,), caption="个人自学"))
    return paper(
        cycle, f"{cycle.label}年度民主生活会会前学习研讨记录", Landscape((*section_of(materials), *tables)), on=on
    )


def section_of(materials: Iterable[str]) -> list[FlowBlock]:
    """The list of study materials, nothing where there is none."""
    names = "；".join(materials)
    return [KeyValues((("学习材料", names),))] if names else []


def _session_row(no: int, session: StudySession, should: int) -> Row:
    present = list(session.attendees.all())
    who = f"{'、'.join(member.role for member in present)}（{len(present)}人，应到{should}人）" if present else ""
    return (
        no, day(session.on), session.title, "，".join(text for text in (session.kind, session.place) if text),
        f"{session.hours.normalize():f}小时" if session.hours else "", who,
        "；".join(material.title for material in session.materials.all()), session.note,
    )  # fmt: skip
