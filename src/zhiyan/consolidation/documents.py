"""意见建议汇总表 and 意见反馈单: opinions verbatim and masked. What was handed over is counted, never printed."""

from __future__ import annotations

import datetime as dt
import itertools
import operator
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from zhiyan.consolidation.models import Feedback, FeedbackReading, Item, Placement, SetAsideReason
from zhiyan.cycle.documents import COLLECTED, columns, day, paper
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import aspects
from zhiyan.documents.gbt9704 import Block, Column, Document, KeyValues, Landscape, Paragraph, Row, SignatureLine, Table
from zhiyan.documents.gbt9704.wording import listed, sentence
from zhiyan.kernel.masks import apply
from zhiyan.kernel.once import once
from zhiyan.solicitation.models import ChannelCategory, Opinion, TargetKind

TEAM = "领导班子"
UNKNOWN = "未定"
SECRET_TEXT = "（含涉密内容，原文另行处理）"


@dataclass(frozen=True)
class Placed:
    """Where an opinion's points stand: its items in order, and the reasons for which any were set aside."""

    items: tuple[Item, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def secret(self) -> bool:
        """Whether its words may not be printed at all."""
        return SetAsideReason.SECRET in self.reasons


def opinions(cycle: Cycle) -> QuerySet[Opinion]:
    """All opinions that may be printed, in the order of channels, branches and aspects: no order of arrival."""
    return (
        Opinion.objects.filter(cycle=cycle, withheld=False)
        .select_related("channel", "aspect", "target_member", "submission__branch")
        .prefetch_related("masks")
        .order_by(
            "channel__order", "channel__code", F("submission__branch__order").asc(nulls_last=True),
            F("aspect__no").asc(nulls_last=True), "submission__commitment", "start",
        )
    )  # fmt: skip


@once
def all_opinions(cycle: Cycle) -> list[Opinion]:
    """`opinions`, read once for all papers of a bundle."""
    return list(opinions(cycle))


@once
def placed(cycle: Cycle) -> dict[uuid.UUID, Placed]:
    """Each opinion's places, by opinion."""
    items: dict[uuid.UUID, list[Item]] = defaultdict(list)
    reasons: dict[uuid.UUID, list[str]] = defaultdict(list)
    found = (
        Placement.objects.filter(cycle=cycle, point__retired=False)
        .select_related("item", "point")
        .order_by("point__start")
    )
    for placement in found:
        where = placement.point.opinion_id
        if placement.item is not None:
            items[where].append(placement.item)
        elif placement.reason:
            reasons[where].append(placement.reason)
    return {
        key: Placed(tuple(dict.fromkeys(items[key])), tuple(dict.fromkeys(reasons[key]))) for key in (*items, *reasons)
    }


def printed_text(opinion: Opinion, where: Placed | None = None) -> str:
    """The words as every reader of a paper may see them: all masks laid over, found personal data too."""
    if opinion.withheld:
        return ""
    if where is not None and where.secret:
        return SECRET_TEXT
    masks = list(opinion.masks.all())
    lifted = {(mask.start, mask.end) for mask in masks if mask.lifted}
    spans = [(mask.start, mask.end) for mask in masks if not mask.lifted]
    spans += [(found["start"], found["end"]) for found in opinion.personal_data]
    return apply(opinion.text, [span for span in spans if span not in lifted])


def target_text(record: Opinion | Item) -> str:
    """对象 in words."""
    if record.target_kind == TargetKind.MEMBER and record.target_member is not None:
        return record.target_member.role
    if record.target_kind == TargetKind.OTHER:
        return record.target_body or "其他"
    return TEAM if record.target_kind == TargetKind.TEAM else UNKNOWN


def handed_over(cycle: Cycle) -> int:
    """How many opinions were handed over as accusations (线索)."""
    return Opinion.objects.filter(cycle=cycle, withheld=True).count()


def handover_note(number: int) -> str:
    """移交 n 条, or nothing."""
    return f"移交{number}条（不列原文）" if number else ""


def summary(cycle: Cycle, outcomes: Mapping[uuid.UUID, str] | None = None, *, on: dt.date | None = None) -> Document:
    """意见建议汇总表. `outcomes` says for each item what became of it, as far as a later stage knows."""
    where = placed(cycle)
    rows = list(_rows(all_opinions(cycle), where, outcomes or {}))
    table = Table(_heads(), tuple(rows), (_total(cycle),), caption="意见建议")
    return paper(
        cycle, f"{cycle.label}年度民主生活会意见建议汇总表", Landscape((table, *subtotals(cycle, where))), on=on,
        marking=COLLECTED,
    )  # fmt: skip


def _heads() -> tuple[Column, ...]:
    return columns(
        ("序号", 0.6, "center"), ("意见原文", 4), ("来源渠道", 1.4), ("来源类别", 0.8), ("方面", 1.4), ("对象", 0.9),
        ("归并条目号", 0.8, "center"), ("归并表述", 2), ("条数", 0.6, "center"), ("采纳情况和理由", 3),
    )  # fmt: skip


def _total(cycle: Cycle) -> Row:
    everything = Opinion.objects.filter(cycle=cycle).count()
    return (sentence(f"合计{everything}条", handover_note(handed_over(cycle))),)


def sizes_of(where: Mapping[uuid.UUID, Placed]) -> Counter[uuid.UUID]:
    """How many opinions each item holds (条数), by item."""
    return Counter(item.pk for place in where.values() for item in place.items)


def _rows(
    given: Iterable[Opinion], where: Mapping[uuid.UUID, Placed], outcomes: Mapping[uuid.UUID, str]
) -> Iterator[Row]:
    sizes = sizes_of(where)
    for no, opinion in enumerate(given, 1):
        yield _row(no, opinion, where.get(opinion.pk, Placed()), sizes, outcomes)


def _merged(where: Placed, sizes: Mapping[uuid.UUID, int]) -> tuple[str, str, str]:
    """Numbers, titles and sizes of the items that an opinion is in."""
    return (
        "、".join(str(item.no) for item in where.items),
        "\n".join(item.title for item in where.items),
        "、".join(str(sizes[item.pk]) for item in where.items),
    )


def _row(
    no: int, opinion: Opinion, where: Placed, sizes: Mapping[uuid.UUID, int], outcomes: Mapping[uuid.UUID, str]
) -> Row:
    branch = opinion.submission.branch
    source = opinion.channel.name + (f"\n{branch.name}" if branch else "")
    numbers, titles, counts = _merged(where, sizes)
    aside = [f"另存：{SetAsideReason(reason).label}" for reason in where.reasons]
    return (
        no,
        printed_text(opinion, where),
        source,
        opinion.channel.get_category_display(),
        opinion.aspect.name if opinion.aspect else UNKNOWN,
        target_text(opinion),
        numbers,
        "\n".join(text for text in (titles, *aside) if text),
        counts,
        "\n".join(text for item in where.items if (text := outcomes.get(item.pk, ""))),
    )


# ------------------------------------------------------------------------- grouped, with subtotals

GROUPS = {"aspect": "方面", "target": "对象", "source": "来源"}


def grouped_summary(
    cycle: Cycle, by: str, outcomes: Mapping[uuid.UUID, str] | None = None, *, on: dt.date | None = None
) -> Document:
    """意见建议汇总表 by aspect, target or source: each group under its name with its subtotal; numbers go through."""
    where = placed(cycle)
    # Sorting is stable: within a group they stand as always.
    given = sorted(all_opinions(cycle), key=lambda opinion: _group_order(opinion, by))
    made = zip((_group_name(opinion, by) for opinion in given), _rows(given, where, outcomes or {}), strict=True)
    rows: list[Row] = []
    for name, group in itertools.groupby(made, key=operator.itemgetter(0)):
        own = [row for _name, row in group]
        rows.append((f"{name}（小计{len(own)}条）",))
        rows += own
    if moved := handed_over(cycle):
        rows.append((f"{handover_note(moved)}，不分{GROUPS[by]}",))
    title = f"{cycle.label}年度民主生活会意见建议汇总表"
    table = Table(_heads(), tuple(rows), (_total(cycle),), caption=f"按{GROUPS[by]}汇总")
    return paper(cycle, title, Landscape((table,)), on=on, marking=COLLECTED, subtitle=f"（按{GROUPS[by]}）")


def _group_name(opinion: Opinion, by: str) -> str:
    if by == "aspect":
        return opinion.aspect.name if opinion.aspect else UNKNOWN
    return target_text(opinion) if by == "target" else opinion.channel.name


def _group_order(opinion: Opinion, by: str) -> tuple[int, int, str]:
    """By number of aspect, team before members in rank order, channels in their order; what is undecided last."""
    if by == "aspect":
        return (0, opinion.aspect.no, "") if opinion.aspect else (1, 0, "")
    if by == "source":
        return (0, opinion.channel.order, opinion.channel.code)
    kinds = [str(kind) for kind in (TargetKind.TEAM, TargetKind.MEMBER, TargetKind.OTHER)]
    place = kinds.index(opinion.target_kind) if opinion.target_kind in kinds else len(kinds)
    return (place, opinion.target_member.rank if opinion.target_member else 0, target_text(opinion))


def subtotals(cycle: Cycle, where: Mapping[uuid.UUID, Placed]) -> tuple[Table, Table]:
    """By channel and target, by aspect: opinions as they came, and the items they were merged into."""
    everything = list(
        Opinion.objects.filter(cycle=cycle)
        .select_related("channel", "aspect", "target_member")
        .order_by("channel__order", "channel__code")
    )
    return _by_channel(everything), _by_aspect(cycle, everything, where)


def _by_channel(everything: Iterable[Opinion]) -> Table:
    counted: dict[str, Counter[str]] = {}
    for opinion in everything:
        kind = opinion.target_kind or "unknown"
        counted.setdefault(opinion.channel.name, Counter())[kind] += 1
    kinds = (TargetKind.TEAM, TargetKind.MEMBER, TargetKind.OTHER, "unknown")
    rows: list[Row] = [(name, *(n[kind] for kind in kinds), n.total()) for name, n in counted.items()]
    total: Counter[str] = sum(counted.values(), Counter())
    heads = columns(
        ("渠道", 3), (TEAM, 1, "center"), ("班子成员", 1, "center"), ("其他", 1, "center"), (UNKNOWN, 1, "center"),
        ("合计", 1, "center"),
    )  # fmt: skip
    last: Row = ("合计", *(total[kind] for kind in kinds), total.total())
    return Table(heads, tuple(rows), (last,), caption="按渠道和对象（条）")


def _by_aspect(cycle: Cycle, everything: Iterable[Opinion], where: Mapping[uuid.UUID, Placed]) -> Table:
    raw: Counter[uuid.UUID | None] = Counter(opinion.aspect_id for opinion in everything)
    merged: Counter[uuid.UUID | None] = Counter(
        Item.objects.filter(cycle=cycle, retired=False).values_list("aspect_id", flat=True)
    )
    rows: list[Row] = [(aspect.name, raw[aspect.pk], merged[aspect.pk]) for aspect in aspects(cycle)]
    if raw[None] or merged[None]:
        rows.append((UNKNOWN, raw[None], merged[None]))
    heads = columns(("方面", 3), ("意见原文（条）", 1, "center"), ("归并条目（个）", 1, "center"))
    return Table(heads, tuple(rows), (("合计", raw.total(), merged.total()),), caption="按方面")


# --------------------------------------------------------------------------------------- 意见反馈单


def opinions_for(cycle: Cycle, member: TeamMember | None) -> QuerySet[Opinion]:
    """What is given back to the team (None) or to a member: the feedback as given, else what is aimed at them."""
    given = Feedback.objects.filter(cycle=cycle, member=member).first()
    if given is not None:
        return opinions(cycle).filter(pk__in=given.opinions.values("pk"))
    aimed = Q(target_kind=TargetKind.MEMBER, target_member=member) if member else Q(target_kind=TargetKind.TEAM)
    return opinions(cycle).filter(aimed)


def feedback_sheet(cycle: Cycle, member: TeamMember | None, *, on: dt.date | None = None) -> Document:
    """意见反馈单, verbatim (原汁原味), for the team or one member; who signed for it and when."""
    where = placed(cycle)
    sizes = sizes_of(where)
    found = list(opinions_for(cycle, member))
    rows = tuple(
        (
            no, printed_text(opinion, where.get(opinion.pk)), opinion.aspect.name if opinion.aspect else UNKNOWN,
            *_merged(where.get(opinion.pk, Placed()), sizes), "",
        )
        for no, opinion in enumerate(found, 1)
    )  # fmt: skip
    heads = columns(
        ("序号", 0.6, "center"), ("意见原文", 3.6), ("方面", 1.2), ("条目号", 0.7, "center"), ("归并表述", 1.8),
        ("条数", 0.6, "center"), ("拟回应（认领或说明）", 1.8),
    )  # fmt: skip
    footer: tuple[Row, ...] = ((f"共{len(found)}条",),)
    blocks: list[Block] = [
        KeyValues((("反馈对象", member.role if member else TEAM), ("条数", f"{len(found)}条")), per_row=2),
        Table(heads, rows, footer, caption="意见原文"),
    ]
    signed = readings(cycle, member)
    if signed:
        who = listed(f"{reading.member.role}（{day(reading.on)}）" for reading in signed)
        blocks.append(Paragraph(f"已签收：{who}。"))
    else:
        blocks.append(SignatureLine(("签收人", "签收时间")))
    whose = member.role if member else TEAM
    return paper(cycle, f"{cycle.label}年度民主生活会意见反馈单", blocks, on=on, marking=COLLECTED, subtitle=whose)


def readings(cycle: Cycle, member: TeamMember | None) -> list[FeedbackReading]:
    """Who has signed for the feedback, in rank order."""
    return list(
        FeedbackReading.objects.filter(feedback__cycle=cycle, feedback__member=member)
        .select_related("member")
        .order_by("member__rank")
    )


def carried_channels(cycle: Cycle) -> list[tuple[str, int]]:
    """The carried-over sources by name with their number of opinions, in the channels' order."""
    counted: Counter[str] = Counter()
    for name in (
        Opinion.objects.filter(cycle=cycle, channel__category=ChannelCategory.CARRIED)
        .order_by("channel__order", "channel__code")
        .values_list("channel__name", flat=True)
    ):
        counted[name] += 1
    return list(counted.items())
