"""通报, 公开 and 新闻稿. Only the team's problems and measures are in them, no opinions' or criticisms' words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhiyan.cycle.documents import BLANK_DATE, day, imprint, meeting_name, paper, paragraphs, red_head, section
from zhiyan.cycle.documents import columns as heads_of
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import bulletin as wording
from zhiyan.disclosure.happened import Happened, gather
from zhiyan.disclosure.models import Bulletin, Disclosure, DisclosureKind
from zhiyan.documents.gbt9704 import Block, Document, Paragraph, Picture, Recipient, RedHead, Row, SignOff, Table
from zhiyan.documents.gbt9704.wording import clauses, sentence
from zhiyan.kernel import storage
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.files.pictures import clean
from zhiyan.rectification.documents import late as is_late
from zhiyan.rectification.documents import state_text, states_sentence
from zhiyan.rectification.models import ChangeKind, Measure
from zhiyan.rectification.plan_documents import next_steps
from zhiyan.rectification.queries import adopted_plan, measure_label, measures, with_work

WIDEST, HIGHEST = 140, 105
"""Millimetres that a photograph may take on a page."""


def latest(cycle: Cycle, kind: DisclosureKind) -> Disclosure | None:
    """The draft under way of a kind, else the last one issued: to whom, where, until when."""
    return Disclosure.objects.filter(cycle=cycle, kind=kind).order_by("issued", "-on", "-entered_at").first()


def shown_measures(cycle: Cycle) -> list[Measure]:
    """Measures under the team's problems, once a plan was adopted those it adopted: what all staff may see."""
    found = measures(cycle).filter(problem__member__isnull=True)
    adopted = adopted_plan(cycle) is not None
    return list(with_work(found.filter(adopted_in__isnull=False) if adopted else found))


def words(found: Disclosure | None) -> list[Block]:
    """What only people can say, in the disclosure's own words."""
    return list(paragraphs(found.words)) if found else []


def audience(found: Disclosure | None) -> list[Block]:
    """To whom, where and until when it is shown."""
    if found is None:
        return []
    until = f"至{day(found.until)}" if found.until else ""
    return [Paragraph(sentence(f"范围：{found.audience}", f"方式和地点：{found.place}" if found.place else "", until))]


def meeting_report(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """民主生活会情况通报: preparation, meeting, the team's problems, measures."""
    year = gather(cycle)
    found = latest(cycle, DisclosureKind.REPORT)
    given = shown_measures(cycle)
    problems = [Paragraph(f"（{no}）{name}：{'；'.join(text.rstrip('。；') for text in texts)}。")
                for no, (name, texts) in enumerate(year.statements.by_aspect, 1)]  # fmt: skip
    blocks: list[Block] = [
        Recipient("各党支部、各部门"),
        *words(found),
        *section("会前准备情况", as_paragraphs(year, 1, 2)),
        *section("会议情况", as_paragraphs(year, 0, 3, 4, 5)),
        *section("查摆出的主要问题", _with_count(problems, year)),
        *section("整改措施", [Paragraph(states_sentence(given)), _measure_table(given)] if given else []),
        *audience(found),
        *_end(cycle, found, on),
    ]
    title = found.title if found else f"关于{meeting_name(cycle)}\n情况的通报"
    return paper(cycle, title, blocks, on=on, red_head=_head(cycle, found, on))


def _head(cycle: Cycle, found: Disclosure | None, on: dt.date | None) -> RedHead:
    return red_head(cycle, found.number if found else "", found.on if found else on)


def _end(cycle: Cycle, found: Disclosure | None, on: dt.date | None) -> tuple[Block, ...]:
    """Signature, day and imprint."""
    dated = found.on if found else on
    return SignOff(cycle.unit.name, day(dated) or BLANK_DATE), imprint(cycle, dated)


def _with_count(problems: list[Paragraph], year: Happened) -> list[Block]:
    if not problems:
        return []
    return [Paragraph(f"领导班子共查摆问题{year.statements.problems}个。"), *problems]


def as_paragraphs(year: Happened, *numbers: int) -> list[Block]:
    """The bulletin's sentences of these parts, a paragraph for each part, days with their year."""
    found = wording.facts(year, with_year=True)
    texts = ("".join(f.text for f in found if f.paragraph == at) for at in numbers)
    return [Paragraph(text) for text in texts if text]


def rectification(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """整改情况通报: how far things are, each measure, why some are late and until when, what comes next."""
    found = latest(cycle, DisclosureKind.PUBLISH)
    given = shown_measures(cycle)
    late = [Paragraph(text) for measure in given if (text := _delay(measure))]
    overall = [Paragraph(states_sentence(given))] if given else []
    blocks: list[Block] = [
        Recipient("各党支部、各部门"),
        *words(found),
        *section("总体情况", overall),
        *section("逐项情况", [_measure_table(given)] if given else []),
        *section("未按期完成的原因和新的时限", late),
        *section("下一步", next_steps(given)),
        *audience(found),
        *_end(cycle, found, on),
    ]
    title = found.title if found else f"{meeting_name(cycle)}\n整改情况通报"
    return paper(cycle, title, blocks, on=on, red_head=_head(cycle, found, on))


def _measure_table(given: list[Measure]) -> Table:
    rows: list[Row] = [
        (
            measure_label(measure), measure.problem.text, measure.text, str(measure.get_kind_display()),
            measure.owner.role if measure.owner else "", measure.department.name if measure.department else "",
            day(measure.due_on), state_text(measure),
        )
        for measure in given
    ]  # fmt: skip
    heads = heads_of(
        ("序号", 0.6, "center"), ("问题", 2), ("整改措施", 2.6), ("类型", 0.7), ("责任人", 0.8), ("责任部门", 1.1),
        ("完成时限", 1.1), ("进展", 0.9),
    )  # fmt: skip
    return Table(heads, tuple(rows))


def _delay(measure: Measure) -> str:
    extended = [change for change in measure.changes.all() if change.kind == ChangeKind.EXTEND]
    late = is_late(measure)
    if not extended and not late:
        return ""
    why = f"{day(extended[-1].on)}延期：{extended[-1].reason}" if extended else "已过完成时限"
    until = f"现定{day(measure.due_on)}前完成" if extended and not late else ""
    return sentence(clauses(f"{measure_label(measure)}　{measure.text.rstrip('。')}", why, until))


def bulletin(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """新闻稿 as the records tell it, or as the office saved it until it is issued; photographs with captions below."""
    year = gather(cycle)
    saved = Bulletin.objects.filter(cycle=cycle).first()
    by_hand = (
        [line.strip() for line in saved.text.splitlines() if line.strip()] if saved and not saved.issued_on else []
    )
    headline, *texts = by_hand or [wording.headline(year), *wording.body(year)]
    blocks: list[Block] = [Paragraph(text) for text in texts]
    blocks += photographs(saved) if saved else []
    if saved and (saved.supplied_by or saved.reviewed_by):
        ends = (
            f"供稿：{saved.supplied_by}" if saved.supplied_by else "",
            f"审核：{saved.reviewed_by}" if saved.reviewed_by else "",
        )
        blocks.append(Paragraph("　".join(part for part in ends if part), indent=False, align="right"))
    return paper(cycle, headline.replace("召开", "\n召开", 1), blocks, on=on, page_numbers=False)


def photographs(saved: Bulletin) -> Iterator[Block]:
    """Each photograph upright, its caption below; the caption alone where there is no picture, or it was lost."""
    for photo in saved.photos.select_related("file").order_by("order"):
        try:
            shown = clean(storage.read(photo.file)) if photo.file else None
        except (FileNotFoundError, FileRefused):
            shown = None
        if shown is None:
            yield Paragraph(f"（图：{photo.caption}）", indent=False, align="center")
            continue
        wide, high = (shown.height, shown.width) if shown.turn % 180 else (shown.width, shown.height)
        fits = min(WIDEST / wide, HIGHEST / high)  # millimetres a pixel
        yield Picture(shown.data, photo.caption, fits * shown.width, photo.caption, shown.turn)


def bulletin_text(cycle: Cycle) -> str:
    """The bulletin as plain text: headline and paragraphs."""
    year = gather(cycle)
    return "\n\n".join([wording.headline(year), *wording.body(year)])


def missing_facts(cycle: Cycle) -> list[str]:
    """What a bulletin should say and the records do not hold."""
    return wording.missing(gather(cycle))
