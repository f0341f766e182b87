"""Rules of disclosing (R44, R46, R52): told in time, figures as recorded, results shown. A02: ballots counted."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:条|项|人次|人|次|场|份|篇|对|[%％]|个(?!工作日|月|小时|年))")
"""A figure with what it counts: 91条, 14个, 100%."""


def r44_result_told_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """通报 is issued at most `days` after the meeting, with audience, preparation, meeting and measures.

    That no critic is named is given by what a disclosure is composed of.
    """
    if facts["meeting_on"] is None or facts["meeting_on"] > facts["today"]:
        return []
    last = facts["meeting_on"] + dt.timedelta(days=int(parameters["days"]))
    told = [disclosure for disclosure in facts["disclosures"] if disclosure["kind"] == "report"]
    if not told:
        if not near(last, facts["today"], int(parameters["ahead"])):
            return []
        return [_told(_("会议已开完，还没有通报会议情况。"), _("请尽快通报；迟发的写明原因。"), last)]
    first = told[0]
    findings = []
    if first["on"] > last:
        findings.append(_told(_("会议情况通报晚于规定的日期。"), _("请在报告中说明迟发的原因。"), last, first))
    published = any(disclosure["kind"] == "publish" for disclosure in facts["disclosures"])
    parts = (
        (_("会前准备和会议情况"), first["has_sections"]),
        (_("整改措施"), first["has_measures"] or published),
        (_("通报范围"), first["audience"]),
    )
    lacking = [what for what, there in parts if not there]
    if lacking:
        message = _("会议情况通报缺少：%(what)s。") % {"what": "、".join(lacking)}
        findings.append(_told(message, _("请补发一份内容完整的通报。"), last, first))
    return findings


def _told(message: str, remedy: str, due: dt.date, about: dict[str, Any] | None = None) -> Finding:
    links = [Link("disclosure", about["id"], about["title"])] if about else []
    return found("R44", _("会议情况通报"), message, remedy, due=due, links=links)


def r46_figures_as_recorded(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What people wrote into a news item or a disclosure names no figure that the records do not give.

    Facts: papers (kind, id, title, written: the words of people, recorded: the same paper as the records compose it).
    """
    findings = []
    for paper in facts["papers"]:
        known = set(NUMBER.findall(paper["recorded"]))
        strange = [number for number in dict.fromkeys(NUMBER.findall(paper["written"])) if number not in known]
        if strange:
            words = {"title": paper["title"], "what": "、".join(strange)}
            message = _("“%(title)s”里的数字与记录不同：%(what)s。") % words
            links = [Link(paper["kind"], paper["id"], paper["title"])]
            remedy = _("请按记录改正数字；记录有误的，先更正记录。")
            findings.append(found("R46", paper["title"], message, remedy, links=links))
    return findings


def r52_results_shown_and_rated(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The results of the team's finished measures are shown to staff, and staff's view of them is recorded.

    Facts: finished (measures at rest: label, shown, rated).
    """
    findings = []
    for key, words in (
        ("shown", _("有%(n)d条办结的措施还没有向职工公开结果。")),
        ("rated", _("有%(n)d条办结的措施还没有听取职工的评价。")),
    ):
        lacking = [measure for measure in facts["finished"] if not measure[key]]
        if lacking:
            links = [Link("measure", measure["id"], measure["label"]) for measure in lacking]
            subject = _("结果公开") if key == "shown" else _("满意度测评")
            remedy = _("请公开办理结果，并组织满意度测评。")
            findings.append(found("R52", subject, words % {"n": len(lacking)}, remedy, links=links))
    return findings


def a02_ballots_counted_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The ballots of an anonymous rating are opened and counted by the day that every receipt of them names."""
    rated = facts["round"]
    if rated is None or (rated["counted_on"] or facts["today"]) <= rated["by"]:
        return []
    message = _("网上测评过了回执写明的日期还没有计票。")
    remedy = _("请保密钥人尽快开启选票；打不开的，向职工说明并改用纸质选票。")
    if rated["counted_on"]:
        message, remedy = _("网上测评晚于回执写明的日期计票。"), _("请向职工说明原因。")
    links = [Link("round", rated["id"], _("网上测评"))]
    return [found("A02", _("网上测评"), message, remedy, due=rated["by"], links=links)]
