"""Rules of the talks (R16 to R20): facts and parameters in, findings out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near


def r16_secretary_with_every_member(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The secretary talks with every member."""
    return _unheld("R16", facts, parameters, _between(facts, with_secretary=True))


def r17_every_pair_of_members(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every unordered pair of members talks, n(n-1)/2 in all; those with the secretary are found by R16."""
    return _unheld("R17", facts, parameters, _between(facts, with_secretary=False))


def r18_heads_of_departments(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each member talks with the head of each department in charge."""
    return _unheld("R18", facts, parameters, _of_kind(facts, "member_department_head"))


def r19_branch_representatives(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each member talks with a Party member of the own branch: advice unless the notice asks for it."""
    return _unheld("R19", facts, parameters, _of_kind(facts, "member_branch_representative"))


def _of_kind(facts: Facts, kind: str) -> Iterator[dict[str, Any]]:
    return (pair for pair in facts["pairs"] if pair["kind"] == kind and pair["required"])


def _between(facts: Facts, *, with_secretary: bool) -> Iterator[dict[str, Any]]:
    """Every two members of the team with what the list knows of them; a pair missing from it is unheld."""
    listed = {frozenset({pair["member"], pair["other_member"]}): pair for pair in facts["pairs"]}
    for first, second in combinations(facts["team"], 2):
        if with_secretary == (first["secretary"] or second["secretary"]):
            label = _("%(member)s与%(other)s") % {"member": first["label"], "other": second["label"]}
            unlisted = {"id": "", "label": label, "member": first["id"], "body": "", "named": True, "talk": None}
            yield listed.get(frozenset({first["id"], second["id"]}), unlisted)


def _unheld(rule: str, facts: Facts, parameters: Parameters, pairs: Iterable[dict[str, Any]]) -> list[Finding]:
    """The pairs without a talk, once the list of pairs was made or the last day is near."""
    if not facts["listed"] and not near(facts["due"], facts["today"], int(parameters["ahead"])):
        return []
    findings = []
    for pair in pairs:
        if pair["talk"] is None:
            body = _("（%(body)s）") % {"body": pair["body"]} if pair["body"] else ""
            message = _("%(pair)s%(body)s还没有谈心谈话。") % {"pair": pair["label"], "body": body}
            remedy = _("请安排谈心谈话，谈后由一方记录、另一方确认。")
            if not pair["named"]:
                remedy = _("请先确定谈话对象，再安排谈心谈话。")
            links = _link(pair) if pair["id"] else []
            subject = pair["label"] + body
            findings.append(found(rule, subject, message, remedy, due=facts["due"], links=links, member=pair["member"]))
    return findings


def _link(pair: dict[str, Any]) -> list[Link]:
    return [Link("talk_pair", pair["id"], pair["label"])]


def r20_records_complete(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each record has place and problems named both ways, is confirmed, and lies before the meeting."""
    findings = []
    for pair in facts["pairs"]:
        wrong = _faults(pair["talk"], facts["meeting_on"]) if pair["talk"] else []
        if wrong:
            message = _("谈话记录不完整：%(what)s。") % {"what": "；".join(wrong)}
            remedy = _("请由谈话双方补充记录并确认。")
            findings.append(
                found("R20", pair["label"], message, remedy, due=facts["due"], links=_link(pair), member=pair["member"])
            )
    return findings


def _faults(talk: dict[str, Any], meeting_on: dt.date | None) -> list[str]:
    faults = (
        (_("没有地点"), not talk["place"]),
        (_("没有自查的问题"), not talk["own"]),
        (_("没有对方指出的问题"), not talk["pointed"]),
        (_("对方还没有确认"), not talk["confirmed"]),
        (_("谈话日期在会议之后"), meeting_on is not None and talk["on"] > meeting_on),
    )
    return [what for what, there in faults if there]
