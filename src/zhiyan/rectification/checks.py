"""Rules on problem list and register (R43, R47, R49 to R51, R54), as pure functions over `queries.facts(cycle)`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found
from zhiyan.rectification.formalism import (  # noqa: F401  the rules against formalism are checks like the others
    f02_loud_opinions_become_problems,
    r48_measures_can_be_verified,
    r53_problems_do_not_come_back,
)

AT_REST = ("signed_off", "long_term")
WAITING = ("submitted", "verified")
"""Others have it in hand: no progress is asked of its handler."""
APPROVED_CHANGES = ("reopen", "extend", "amend")
Measure = Mapping[str, Any]


def r43_everything_in_one_list(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every problem is in one list with its origin, or excluded with a reason; every item has an outcome.

    Looked at from the end of the meeting on, or once a list was begun. One finding for each kind of origin, so that a
    long list stays readable.
    """
    if not facts["meeting_closed"] and not facts["problems"]:
        return []
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for origin in facts["open_origins"]:
        by_kind.setdefault(origin["kind"], []).append(origin)
    findings = []
    for kind, origins in by_kind.items():
        label = origins[0]["kind_label"]
        words = {"kind": label, "n": len(origins)}
        message = _("%(kind)s中有%(n)d条没有列入问题清单，也没有写明不列入的原因。") % words
        links = [Link(kind, origin["id"], origin["label"]) for origin in origins]
        remedy = _("请逐条列入问题清单，或写明不列入的原因。")
        findings.append(found("R43", label, message, remedy, due=facts["due"], links=links))
    items = facts["open_items"]
    if items:
        message = _("有%(n)d个归并条目既没有列为问题，也没有办理答复。") % {"n": len(items)}
        label = _("第%(no)d号")
        links = [Link("item", item["id"], label % item) for item in items]
        remedy = _("请把条目关联到问题，或给出办理答复。")
        findings.append(found("R43", _("归并条目"), message, remedy, due=facts["due"], links=links))
    return findings


def r47_measures_complete(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each problem has a measure; each measure has owner, department, a deadline after the meeting, a standard."""
    findings = []
    for problem in facts["problems"]:
        if not problem["measures"]:
            label = problem_label(problem)
            links = [Link("problem", problem["id"], label)]
            remedy = _("请拟定至少一条整改措施。")
            findings.append(found("R47", label, _("问题还没有整改措施。"), remedy, due=facts["due"], links=links))
    for measure in facts["measures"]:
        if lacking := _lacking(measure, facts["meeting_on"]):
            message = _("措施缺少：%(what)s。") % {"what": "、".join(lacking)}
            remedy = _("请补齐责任领导、责任部门、完成时限和衡量标准。")
            findings.append(_about("R47", measure, message, remedy, due=facts["due"]))
    return findings


def _lacking(measure: Measure, meeting_on: dt.date | None) -> list[str]:
    due = measure["due_on"]
    there = (
        measure["owner"], measure["department"], due, measure["standard"], not (due and meeting_on) or due > meeting_on,
    )  # fmt: skip
    if all(there):
        return []
    names = (_("责任领导"), _("责任部门"), _("完成时限"), _("衡量标准"), _("会后的完成时限"))
    return [name for name, given in zip(names, there, strict=True) if not given]


def r49_progress_each_quarter(facts: Facts, parameters: Parameters) -> list[Finding]:
    """An open measure has progress each quarter (`days`); a passed deadline is told."""
    days, today = int(parameters["days"]), facts["today"]
    findings = []
    for measure in facts["measures"]:
        if measure["state"] in AT_REST:
            continue
        due = measure["due_on"]
        if due and due < today:
            message = _("措施已逾期%(days)d天。") % {"days": (today - due).days}
            remedy = _("请尽快办结并报请核验；确需延长的，写明原因、经批准后延期。")
            findings.append(_about("R49", measure, message, remedy, due=due))
        since = _last_heard_of(measure, facts["meeting_on"])
        if since and measure["state"] not in WAITING and (today - since).days > days:
            message = _("措施超过%(days)d天没有填写进展。") % {"days": days}
            remedy = _("请填写最近的进展；没有进展的，写明原因。")
            findings.append(_about("R49", measure, message, remedy))
    return findings


def _last_heard_of(measure: Measure, meeting_on: dt.date | None) -> dt.date | None:
    days = [meeting_on, measure["last_progress_on"], *(change["on"] for change in measure["changes"])]
    return max((day for day in days if day), default=None)


def r50_signed_off_on_evidence(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A sign-off rests on evidence, an applicant, and a verification passed by another person; each dated.

    长期坚持 is a state of its own and is not looked at here.
    """
    findings = []
    for measure in facts["measures"]:
        lacking = lacking_for_sign_off(measure) if measure["state"] == "signed_off" else []
        if lacking:
            message = _("已销号的措施缺少：%(what)s。") % {"what": "、".join(lacking)}
            findings.append(_about("R50", measure, message, _("请重新整改，补齐后再销号。")))
    return findings


def lacking_for_sign_off(measure: Measure) -> list[str]:
    """What a sign-off still misses: evidence, who submitted it, a last verification passed by another person."""
    submitted = [change for change in measure["changes"] if change["kind"] == "submit"]
    applicants = [change["by"] for change in submitted[-1:]]
    last = measure["verifications"][-1:]
    passed = any(verification["passed"] for verification in last)
    own = any(v["person"] in measure["people"] or v["verifier"] in applicants for v in last)
    parts = (
        (_("佐证材料"), measure["evidence"]),
        (_("报请核验的人和日期"), submitted),
        (_("核验通过的记录"), passed),
        (_("责任人、经办人和报请人以外的核验人"), not (passed and own)),
    )
    return [what for what, there in parts if not there]


def sign_off_gate(measure: Measure) -> list[Finding]:
    """R50 asked before the sign-off, of one measure."""
    lacking = lacking_for_sign_off(measure)
    if not lacking:
        return []
    message = _("还不能销号，缺少：%(what)s。") % {"what": "、".join(lacking)}
    return [_about("R50", measure, message, _("请先上传佐证材料，报请责任人以外的人核验通过。"))]


def r51_history_kept(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each reopening, extension and adjustment keeps reason and approver, and the history has no gap."""
    findings = []
    for measure in facts["measures"]:
        faults = dict.fromkeys(_history_faults(measure))
        if faults:
            message = _("变动记录不完整：%(what)s。") % {"what": "、".join(faults)}
            findings.append(_about("R51", measure, message, _("请补记原因和批准人。")))
    return findings


def _history_faults(measure: Measure) -> Iterable[str]:
    state = "not_started"
    for change in measure["changes"]:
        if change["kind"] in APPROVED_CHANGES and not change["reason"]:
            yield _("没有写原因")
        if change["kind"] in APPROVED_CHANGES and not change["approver"]:
            yield _("没有批准人")
        if not change["field"]:
            if change["before"] != state:
                yield _("状态前后不衔接")
            state = change["after"]
    if state != measure["state"]:
        yield _("现状与变动记录不一致")


def r54_last_year_handed_down(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What the year before left unfinished is with this year, so that its report opens the meeting.

    Facts: left_behind (labels of measures of the year before), looked at once solicitation began (`begun`).
    """
    left = facts["left_behind"]
    if not left or not facts["begun"]:
        return []
    message = _("上年度有%(n)d条措施没有完成，还没有带入本年度。") % {"n": len(left)}
    links = [Link("measure", measure["id"], _("措施%(no)s") % {"no": measure["label"]}) for measure in left]
    return [found("R54", _("上年度整改"), message, _("请在上年度台账里把留下的事项交给本年度。"), links=links)]


def problem_label(problem: Mapping[str, Any]) -> str:
    """第n号问题, of whom."""
    who = problem["who"] or _("领导班子")
    return _("%(who)s第%(no)d号问题") % {"who": who, "no": problem["no"]}


def _about(rule: str, measure: Measure, message: str, remedy: str, due: dt.date | None = None) -> Finding:
    label = _("措施%(no)s") % {"no": measure["label"]}
    return found(rule, label, message, remedy, due=due, links=[Link("measure", measure["id"], label)])
