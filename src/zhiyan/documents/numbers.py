"""发文字号: the next number of the unit's series, 机关代字〔年份〕序号 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.models import Disclosure
from zhiyan.documents.models import UNDER_WAY, IssuedDocument, PaperDraft
from zhiyan.solicitation.models import Circular

_NUMBER = re.compile(r"(?P<series>[^〔\[（(]+)〔(?P<year>\d{4})〕(?P<no>\d{1,5})号")


def suggested(cycle: Cycle, on: dt.date) -> str:
    """The number after the last one of the series that the unit used last; empty before the unit has used any."""
    return following(_used(cycle), on.year)


def following(used: Iterable[str], year: int) -> str:
    """甲党字〔2021〕4号 after 甲党字〔2021〕3号: series of the last well-formed number, first of a new year is 1号."""
    found = [match for number in used if (match := _NUMBER.fullmatch(number.strip()))]
    if not found:
        return ""
    series = found[-1]["series"]
    numbers = [int(match["no"]) for match in found if match["series"] == series and int(match["year"]) == year]
    return f"{series}〔{year}〕{max(numbers, default=0) + 1}号"


def taken(cycle: Cycle, number: str, *, but: PaperDraft | None = None) -> bool:
    """Whether the unit has issued a paper of this number, or one on its way carries it (`but` left out)."""
    issued = IssuedDocument.objects.filter(unit_id=cycle.unit_id, number=number)
    under_way = PaperDraft.objects.filter(unit_id=cycle.unit_id, number=number, state__in=UNDER_WAY)
    if but is not None:
        under_way = under_way.exclude(pk=but.pk)
    return issued.exists() or under_way.exists()


def _used(cycle: Cycle) -> list[str]:
    """Numbers of the unit by day: circulars, disclosures, issued papers; those of papers on their way last."""
    dated: list[tuple[dt.date, str]] = []
    for model in (Circular, Disclosure, IssuedDocument):
        dated += model.objects.filter(unit_id=cycle.unit_id).exclude(number="").values_list("on", "number")  # type: ignore[attr-defined]
    under_way = PaperDraft.objects.filter(unit_id=cycle.unit_id, state__in=UNDER_WAY).exclude(number="")
    return [number for _day, number in sorted(dated)] + list(
        under_way.order_by("dated").values_list("number", flat=True)
    )
