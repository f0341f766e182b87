"""Checks of the talks stage (R16 to R20): facts and parameters in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity

FOUR_TALKS = "年度通知关于谈心谈话（四必谈）的要求"


def finding(
    rule: str,
    parameters: Parameters,
    subject: str,
    message: str,
    remedy: str,
    *,
    source: str,
    must: bool = True,
    **more: Any,
) -> Finding:
    """A finding whose severity and source the rule pack may set (`severity`, `source`)."""
    severity = parameters.get("severity") or (Severity.MUST if must else Severity.ADVICE)
    return Finding(rule, Severity(severity), parameters.get("source") or source, subject, message, remedy, **more)


def _missing(
    rule: str, facts: Facts, parameters: Parameters, found: Iterable[dict[str, Any]], must: bool = True
) -> list[Finding]:
    return [
        finding(
            rule,
            parameters,
            pair["label"],
            _unheld(pair),
            _remedy(pair),
            source=FOUR_TALKS,
            must=must,
            due=facts.get("due"),
            links=(Link("talk_pair", pair["id"], pair["label"]),) if pair["id"] else (),
        )
        for pair in found
        if pair["required"] and pair["talk"] is None
    ]


def _unheld(pair: dict[str, Any]) -> str:
    body = _("（%(body)s）") % {"body": pair["body"]} if pair["body"] else ""
    return _("%(pair)s%(body)s还没有谈心谈话。") % {"pair": pair["label"], "body": body}


def _remedy(pair: dict[str, Any]) -> str:
    if not pair["named"]:
        return _("请先确定谈话对象，再安排谈心谈话。")
    return _("请安排谈心谈话，谈后由一方记录、另一方确认。")


def _between(facts: Facts, *, with_secretary: bool) -> Iterator[dict[str, Any]]:
    """Every two members of the team with what the list knows of them; a pair missing from it is unheld."""
    listed = {
        frozenset({pair["member"], pair["other_member"]}): pair
        for pair in facts["pairs"]
        if pair["kind"] == "member_member"
    }
    for first, second in combinations(facts["team"], 2):
        if with_secretary == (first["secretary"] or second["secretary"]):
            label = _("%(member)s与%(other)s") % {"member": first["label"], "other": second["label"]}
            unlisted = {"id": "", "label": label, "body": "", "named": True, "talk": None}
            yield {**listed.get(frozenset({first["id"], second["id"]}), unlisted), "required": True}


def r16_secretary_with_every_member(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The secretary talks with every member."""
    return _missing("R16", facts, parameters, _between(facts, with_secretary=True))


def r17_every_pair_of_members(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every unordered pair of members talks, n(n-1)/2 in all; those with the secretary are found by R16."""
    return _missing("R17", facts, parameters, _between(facts, with_secretary=False))


def r18_heads_of_departments(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each member talks with the head of each department in charge."""
    return _missing("R18", facts, parameters, (p for p in facts["pairs"] if p["kind"] == "member_department_head"))


def r19_branch_representatives(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each member talks with a Party member of the own branch: advice unless the notice asks for it."""
    found = (p for p in facts["pairs"] if p["kind"] == "member_branch_representative")
    return _missing("R19", facts, parameters, found, must=False)


def r20_records_complete(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each record has place and problems named both ways, is confirmed, and lies before the meeting."""
    found = []
    for pair in facts["pairs"]:
        wrong = _wrong(pair["talk"], facts.get("meeting_on")) if pair["talk"] else []
        if wrong:
            found.append(
                finding(
                    "R20",
                    parameters,
                    pair["label"],
                    _("谈话记录不完整：%(what)s。") % {"what": "；".join(wrong)},
                    _("请由谈话双方补充记录并确认。"),
                    source=FOUR_TALKS,
                    due=facts.get("due"),
                    links=(Link("talk_pair", pair["id"], pair["label"]),),
                )
            )
    return found


def _wrong(talk: dict[str, Any], meeting_on: Any) -> list[str]:
    wrong = []
    if not talk["place"]:
        wrong.append(_("没有地点"))
    if not talk["own"]:
        wrong.append(_("没有自查的问题"))
    if not talk["pointed"]:
        wrong.append(_("没有对方指出的问题"))
    if not talk["confirmed"]:
        wrong.append(_("对方还没有确认"))
    if meeting_on is not None and talk["on"] > meeting_on:
        wrong.append(_("谈话日期在会议之后"))
    return wrong


CHECKS = {
    "R16": r16_secretary_with_every_member,
    "R17": r17_every_pair_of_members,
    "R18": r18_heads_of_departments,
    "R19": r19_branch_representatives,
    "R20": r20_records_complete,
}
