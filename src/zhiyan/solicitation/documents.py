"""What goes out to ask for opinions: the unit's own notice (征求意见通知) and the blank form (征求意见表)."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import segno

from zhiyan.cycle.documents import (
    BLANK_DATE,
    NO_SECRETS,
    columns,
    day,
    imprint,
    letter,
    numbered,
    paper,
    paragraphs,
    period,
    red_head,
    section,
    typed,
)
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import aspects, team
from zhiyan.documents.gbt9704 import Attachments, Block, Document, KeyValues, Paragraph, Picture, Table
from zhiyan.documents.gbt9704.wording import listed
from zhiyan.solicitation.box_address import printed_address
from zhiyan.solicitation.models import BoxSettings, Channel, ChannelCategory, Circular

FORM_TITLE = "征求意见表"


def latest_circular(cycle: Cycle) -> Circular | None:
    """The unit's notice as last sent out."""
    return Circular.objects.filter(cycle=cycle).order_by("-on", "-entered_at").first()


def channels(cycle: Cycle) -> list[Channel]:
    """The channels that ask this year, in their order."""
    return list(Channel.objects.filter(cycle=cycle, category=ChannelCategory.SOLICITED).order_by("order", "code"))


def window(cycle: Cycle) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of asking: of the channels, else of the superior's notice."""
    opened = [channel.opens_on for channel in channels(cycle) if channel.opens_on]
    closing = [channel.closes_on for channel in channels(cycle) if channel.closes_on]
    notice = cycle.notice
    return (
        min(opened) if opened else notice.solicitation_from if notice else None,
        max(closing) if closing else notice.solicitation_to if notice else None,
    )


def circular(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """征求意见通知: the recorded text, else one composed from theme, aspects, window and channels."""
    found = latest_circular(cycle)
    title = found.title if found else f"关于开好{cycle.label}年度民主生活会\n及征求意见的通知"
    to, text = addressed(found.text if found else "")
    body: list[Block] = list(typed(text)) if found else composed(cycle)
    body.append(Attachments((FORM_TITLE,)))
    dated = found.on if found else None
    blocks = [*letter(cycle, to, body, dated), imprint(cycle, dated)]
    head = red_head(cycle, found.number if found else "", dated or on)
    return paper(cycle, title, blocks, on=on, red_head=head)


def addressed(text: str) -> tuple[str, str]:
    """Recipient and text: a first line that is an address itself (各支部：) is taken for the recipient."""
    first, _end, rest = text.strip().partition("\n")
    if first.strip().endswith(("：", ":")) and len(first) <= 40:
        return first.strip().rstrip("：:"), rest
    return "各党支部、各部门", text


def composed(cycle: Cycle) -> list[Block]:
    """The notice's text as far as the records say it."""
    when = period(*window(cycle))
    names = [channel.name for channel in channels(cycle)]
    ways = [f"可以通过{listed(names)}提出意见建议。"] if names else []
    time = [f"征求意见时间：{when}。"] if when else []
    return [
        *section("会议主题", paragraphs(cycle.theme)),
        *section("征求意见的方面", numbered(aspect.name for aspect in aspects(cycle))),
        *section("时间和方式", [Paragraph(text) for text in (*time, *ways)]),
        Paragraph("意见原文留存，按方面梳理后原汁原味反馈班子和本人，办理情况向提出意见的支部和部门反馈。"),
        Paragraph(f"{NO_SECRETS}。"),
    ]


def opinion_form(cycle: Cycle, *, on: dt.date | None = None) -> Document:
    """征求意见表, blank: the year's aspects for the team, each member by post, anything else; a QR code of the box."""
    _first, last = window(cycle)
    for_team = tuple((aspect.name, "") for aspect in aspects(cycle)) or (("", ""),)
    members = list(team(cycle))
    held = Counter(member.title for member in members)
    for_members = tuple((_named(member, held), "") for member in members) or (("", ""),)
    pair = columns(("主要内容", 1), ("意见和建议", 2.6))
    blocks: list[Block] = [
        Paragraph(f"可以不署名。{NO_SECRETS}。一条意见写一个问题，最好写明具体的人和事。"),
        KeyValues(
            (("填写人身份", "□ 党员　□ 群众"), ("部门或支部（可以不填）", ""), ("填写日期", BLANK_DATE)),
            min_row_mm=10,
        ),
        Table(pair, for_team, caption="对领导班子的意见建议", min_row_mm=22),
        Table(columns(("职务", 1), ("意见和建议", 2.6)), for_members, caption="对班子成员的意见建议", min_row_mm=18),
        Table(columns(("其他意见建议", 1)), (("",),), min_row_mm=30),
    ]
    if last:
        blocks.append(Paragraph(f"请在{day(last)}前交本支部或投入意见箱。"))
    blocks += box_code(cycle)
    return paper(cycle, FORM_TITLE, blocks, on=on, subtitle=f"{cycle.unit.name}{cycle.label}年度民主生活会")


def _named(member: TeamMember, held: Counter[str]) -> str:
    """The member by post; where several hold it, with the name by which the office tells them apart."""
    return member.title if held[member.title] < 2 else member.role


def box_code(cycle: Cycle) -> list[Block]:
    """The anonymous box's address as a QR code with its days, the same for everybody; nothing where there is no box."""
    address = printed_address(cycle)
    if not address:
        return []
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=6, border=2)
    box = BoxSettings.objects.get(cycle=cycle)
    days = f"领取凭证：{period(box.draw_from, box.draw_to)}；投递意见：{period(box.opens_on, box.closes_on)}。"
    return [
        Paragraph(f"也可以扫码到网上意见箱不署名投递。{days}"),
        Picture(drawn.getvalue(), "网上意见箱二维码", width_mm=36, caption=address.partition("#")[0]),
    ]
