"""Rules of the regulation on problem list and register, as pure functions over `queries.facts(cycle)`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity
from zhiyan.rectification.models import ChangeKind, MeasureState
from zhiyan.rectification.transitions import AT_REST

OPEN_STATES = frozenset(MeasureState.values) - {str(state) for state in AT_REST}
QUARTER = 92
"""Days; the longest quarter of a year."""


def r43_everything_in_one_list(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R43: every problem is in one list with its origin, or excluded with a reason; every item has an outcome.

    One finding for each kind of origin, so that a long list stays readable.
    """
    findings = []
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for origin in facts["open_origins"]:
        by_kind.setdefault(origin["kind"], []).append(origin)
    for kind, found in by_kind.items():
        label = found[0]["kind_label"]
        findings.append(
            _finding(
                "R43",
                Severity.MUST,
                "S14、S24",
                label,
                _("%(kind)s中有%(n)d条没有列入问题清单，也没有写明不列入的原因。") % {"kind": label, "n": len(found)},
                _("请逐条列入问题清单，或写明不列入的原因。"),
                links=[Link(kind, o["id"], o["label"]) for o in found],
            )
        )
    items = facts["open_items"]
    if items:
        findings.append(
            _finding(
                "R43",
                Severity.MUST,
                "S14、S24",
                _("归并条目"),
                _("有%(n)d个归并条目既没有列为问题，也没有办理答复。") % {"n": len(items)},
                _("请把条目关联到问题，或给出办理答复。"),
                links=[Link("item", i["id"], _("第%(no)d号") % {"no": i["no"]}) for i in items],
            )
        )
    return findings


def r47_measures_complete(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R47: each problem has a measure; each measure has owner, department, a deadline after the meeting, a standard."""
    findings = [
        _finding(
            "R47",
            Severity.MUST,
            "S24、S14",
            problem_label(problem),
            _("问题还没有整改措施。"),
            _("请拟定至少一条整改措施。"),
            links=[Link("problem", problem["id"], problem_label(problem))],
        )
        for problem in facts["problems"]
        if not problem["measures"]
    ]
    for measure in facts["measures"]:
        lacking = _lacking(measure, facts["meeting_on"])
        if lacking:
            findings.append(
                _about(
                    measure,
                    "R47",
                    Severity.MUST,
                    "S24、S14",
                    _("措施缺少：%(what)s。") % {"what": "、".join(lacking)},
                    _("请补齐责任领导、责任部门、完成时限和衡量标准。"),
                )
            )
    return findings


def _lacking(measure: Mapping[str, Any], meeting_on: dt.date | None) -> list[str]:
    lacking = [
        word
        for word, value in (
            (_("责任领导"), measure["owner"]),
            (_("责任部门"), measure["department"]),
            (_("完成时限"), measure["due_on"]),
            (_("衡量标准"), measure["standard"]),
        )
        if not value
    ]
    if measure["due_on"] and meeting_on and measure["due_on"] <= meeting_on:
        lacking.append(_("会后的完成时限"))
    return lacking


def r49_progress_each_quarter(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R49: an open measure has progress each quarter (parameter `days`); a passed deadline is told."""
    days = int(parameters.get("days", QUARTER))
    findings = []
    for measure in facts["measures"]:
        if measure["state"] not in OPEN_STATES:
            continue
        if measure["due_on"] and measure["due_on"] < facts["today"]:
            late = (facts["today"] - measure["due_on"]).days
            findings.append(
                _about(
                    measure,
                    "R49",
                    Severity.ADVICE,
                    "P8",
                    _("措施已逾期%(days)d天。") % {"days": late},
                    _("请尽快办结并报请核验；确需延长的，写明原因、经批准后延期。"),
                    due=measure["due_on"],
                )
            )
        since = max(
            filter(None, (measure["last_progress_on"], _last_change_on(measure), facts["meeting_on"])), default=None
        )
        waits = measure["state"] in (MeasureState.SUBMITTED, MeasureState.VERIFIED)
        if since and not waits and (facts["today"] - since).days > days:
            findings.append(
                _about(
                    measure,
                    "R49",
                    Severity.ADVICE,
                    "P8",
                    _("措施超过%(days)d天没有填写进展。") % {"days": days},
                    _("请填写最近的进展；没有进展的，写明原因。"),
                )
            )
    return findings


def _last_change_on(measure: Mapping[str, Any]) -> dt.date | None:
    return max((change["on"] for change in measure["changes"]), default=None)


def r50_signed_off_on_evidence(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R50: a sign-off rests on evidence, an applicant, and a verification passed by another person; each dated.

    长期坚持 is a state of its own and is not looked at here.
    """
    findings = []
    for measure in facts["measures"]:
        if measure["state"] != MeasureState.SIGNED_OFF:
            continue
        lacking = lacking_for_sign_off(measure)
        if lacking:
            findings.append(
                _about(
                    measure,
                    "R50",
                    Severity.MUST,
                    "P8",
                    _("已销号的措施缺少：%(what)s。") % {"what": "、".join(lacking)},
                    _("请重新整改，补齐后再销号。"),
                )
            )
    return findings


def lacking_for_sign_off(measure: Mapping[str, Any]) -> list[str]:
    """What a sign-off still misses: evidence, who submitted it, a last verification passed by another person."""
    submitted = [c for c in measure["changes"] if c["kind"] == ChangeKind.SUBMIT]
    verifications = measure["verifications"]
    lacking = []
    if not measure["evidence"]:
        lacking.append(_("佐证材料"))
    if not submitted:
        lacking.append(_("报请核验的人和日期"))
    if not verifications or not verifications[-1]["passed"]:
        lacking.append(_("核验通过的记录"))
    elif verifications[-1]["person"] in measure["people"] or (
        submitted and verifications[-1]["verifier"] == submitted[-1]["by"]
    ):
        lacking.append(_("责任人、经办人和报请人以外的核验人"))
    return lacking


def sign_off_gate(measure: Mapping[str, Any]) -> list[Finding]:
    """R50 asked before the sign-off, of one measure."""
    lacking = lacking_for_sign_off(measure)
    if not lacking:
        return []
    return [
        _about(
            measure,
            "R50",
            Severity.MUST,
            "P8",
            _("还不能销号，缺少：%(what)s。") % {"what": "、".join(lacking)},
            _("请先上传佐证材料，报请责任人以外的人核验通过。"),
        )
    ]


def r51_history_kept(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R51: each reopening, extension and adjustment keeps reason and approver, and the history has no gap."""
    findings = []
    for measure in facts["measures"]:
        wrong = list(_history_faults(measure))
        if wrong:
            findings.append(
                _about(
                    measure,
                    "R51",
                    Severity.MUST,
                    _("巡察整改的通行做法"),
                    _("变动记录不完整：%(what)s。") % {"what": "、".join(dict.fromkeys(wrong))},
                    _("请补记原因和批准人。"),
                )
            )
    return findings


def _history_faults(measure: Mapping[str, Any]) -> Iterable[str]:
    state = str(MeasureState.NOT_STARTED)
    needing_reason = (ChangeKind.REOPEN, ChangeKind.EXTEND, ChangeKind.AMEND)
    for change in measure["changes"]:
        if change["kind"] in needing_reason and not change["reason"]:
            yield _("没有写原因")
        if change["kind"] in needing_reason and not change["approver"]:
            yield _("没有批准人")
        if not change["field"]:
            if change["before"] != state:
                yield _("状态前后不衔接")
            state = change["after"]
    if state != measure["state"]:
        yield _("现状与变动记录不一致")


CHECKS = {
    "R43": r43_everything_in_one_list,
    "R47": r47_measures_complete,
    "R49": r49_progress_each_quarter,
    "R50": r50_signed_off_on_evidence,
    "R51": r51_history_kept,
}


def problem_label(problem: Mapping[str, Any]) -> str:
    """第n号问题, of whom."""
    who = problem["who"] or _("领导班子")
    return _("%(who)s第%(no)d号问题") % {"who": who, "no": problem["no"]}


def _about(
    measure: Mapping[str, Any], rule: str, severity: Severity, source: str, message: str, remedy: str, **kw: Any
) -> Finding:
    label = _("措施%(no)s") % {"no": measure["label"]}
    return _finding(rule, severity, source, label, message, remedy, links=[Link("measure", measure["id"], label)], **kw)


def _finding(
    rule: str,
    severity: Severity,
    source: str,
    subject: str,
    message: str,
    remedy: str,
    *,
    due: dt.date | None = None,
    links: Iterable[Link] = (),
) -> Finding:
    return Finding(rule, severity, source, subject, message, remedy, due=due, links=tuple(links))
