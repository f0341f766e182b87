"""R44: the meeting's result is told in time, to somebody, with preparation, meeting and measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.disclosure.models import DisclosureKind
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity

DAYS = 14


def r44_result_told_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R44: 通报 is issued at most `days` after the meeting, and holds preparation, meeting and measures.

    That no critic is named is given by what a disclosure is composed of.
    """
    if facts["meeting_on"] is None or facts["meeting_on"] > facts["today"]:
        return []
    last = facts["meeting_on"] + dt.timedelta(days=int(parameters.get("days", DAYS)))
    told = [d for d in facts["disclosures"] if d["kind"] == DisclosureKind.REPORT]
    if not told:
        if facts["today"] <= last:
            return []
        return [_found(_("会议已开完，还没有通报会议情况。"), _("请尽快通报，并写明补发原因。"), last)]
    first = told[0]
    findings = []
    if first["on"] > last:
        findings.append(_found(_("会议情况通报晚于规定的日期。"), _("请在报告中说明迟发的原因。"), last, first))
    lacking = [
        word
        for word, there in ((_("会前准备和会议情况"), first["has_sections"]), (_("整改措施"), first["has_measures"]))
        if not there
    ]
    published = any(d["kind"] == DisclosureKind.PUBLISH for d in facts["disclosures"])
    if lacking and not (published and first["has_sections"]):
        text = _("会议情况通报缺少：%(what)s。") % {"what": "、".join(lacking)}
        findings.append(_found(text, _("请补发一份内容完整的通报。"), last, first))
    return findings


def _found(message: str, remedy: str, due: dt.date, about: dict[str, Any] | None = None) -> Finding:
    links = (Link("disclosure", about["id"], about["title"]),) if about else ()
    return Finding("R44", Severity.MUST, "S10、S13", _("会议情况通报"), message, remedy, due=due, links=links)
