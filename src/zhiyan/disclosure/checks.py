"""R44: the result is told in time, with preparation, meeting and measures. A02: ballots are counted in time."""

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


def a02_ballots_counted_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A02: the ballots of an anonymous rating are opened and counted by the day that every receipt of them names."""
    rated = facts["round"]
    if rated is None or (rated["counted_on"] or facts["today"]) <= rated["by"]:
        return []
    message = (
        _("网上测评晚于回执写明的日期计票。") if rated["counted_on"] else _("网上测评过了回执写明的日期还没有计票。")
    )
    remedy = (
        _("请向职工说明原因。")
        if rated["counted_on"]
        else _("请保密钥人尽快开启选票；打不开的，向职工说明并改用纸质选票。")
    )
    link = Link("round", rated["id"], _("网上测评"))
    return [
        Finding(
            "A02", Severity.MUST, _("匿名与存证规程"), _("网上测评"), message, remedy, due=rated["by"], links=(link,)
        )
    ]


def _found(message: str, remedy: str, due: dt.date, about: dict[str, Any] | None = None) -> Finding:
    links = (Link("disclosure", about["id"], about["title"]),) if about else ()
    return Finding("R44", Severity.MUST, "S10、S13", _("会议情况通报"), message, remedy, due=due, links=links)
