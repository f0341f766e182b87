"""Rules of the statements (R13, R22 to R28 but the texts): facts and parameters in, findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near
from zhiyan.statements.formalism import (  # noqa: F401  the rules against formalism are checks like the others
    f01_problems_rest_on_opinions,
    r29_not_another_text_again,
    r30_no_problem_that_fits_anybody,
    r31_problems_not_achievements,
)

BEING_WRITTEN = ("draft", "returned")
SHOWN = 30


def _about(rule: str, statement: dict[str, Any], message: str, remedy: str, facts: Facts | None = None) -> Finding:
    """A finding about one statement, due with the step where `facts` are given."""
    return found(
        rule,
        statement["label"],
        message,
        remedy,
        due=facts["due"] if facts else None,
        links=[Link("statement", statement["id"], statement["label"])],
        member=statement["member"] or "",
    )


def handed_in(facts: Facts) -> list[dict[str, Any]]:
    """The statements that others read: a draft is its author's own."""
    return [statement for statement in facts["statements"] if statement["state"] not in BEING_WRITTEN]


def r13_signed_before_writing(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A member's receipt of the opinions fed back is not later than the statement was handed in."""
    message = _("%(label)s的提交早于签收反馈的意见。")
    return [
        _about("R13", s, message % {"label": s["label"]}, _("请对照反馈的意见修改材料，再次提交。"))
        for s in handed_in(facts)
        if s["signed_on"] and s["submitted_on"] and s["signed_on"] > s["submitted_on"]
    ]


def r22_all_final_before_the_meeting(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The team's statement and one of each member who must write are approved before the meeting."""
    findings = []
    if facts["statements"] or near(facts["due"], facts["today"], int(parameters["ahead"])):
        findings += list(_unwritten(facts))
    for statement in facts["statements"]:
        label = {"label": statement["label"]}
        if statement["state"] != "approved" or statement["approved_on"] is None:
            message = _("%(label)s还没有审定。") % label
            findings.append(_about("R22", statement, message, _("请在会前完成撰写、审阅和审定。"), facts))
        elif facts["meeting_on"] and statement["approved_on"] > facts["meeting_on"]:
            message = _("%(label)s在会议之后才审定。") % label
            findings.append(_about("R22", statement, message, _("请在情况报告中说明原因。")))
    return findings


def _unwritten(facts: Facts) -> Iterator[Finding]:
    begun = {statement["member"] for statement in facts["statements"]}
    for member in ({"id": None, "label": _("班子")}, *facts["must_write"]):
        if member["id"] not in begun:
            message = _("%(label)s还没有开始撰写。") % member
            remedy = _("请开始撰写对照检查材料。")
            yield found("R22", member["label"], message, remedy, due=facts["due"], member=member["id"] or "")


def r23_sections_present(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Last year's rectification, problems in every aspect, causes, directions, measures; of members also matters."""
    findings = []
    for statement in handed_in(facts):
        missing = [*missing_parts(statement), *missing_aspects(statement, facts["aspects"])]
        if missing:
            findings.append(_incomplete(statement, missing))
    return findings


def incomplete(statement: dict[str, Any]) -> list[Finding]:
    """R23 asked of a draft before it is handed in."""
    missing = missing_parts(statement)
    return [_incomplete(statement, missing)] if missing else []


def _incomplete(statement: dict[str, Any], missing: list[str]) -> Finding:
    message = _("%(label)s还缺：%(what)s。") % {"label": statement["label"], "what": "、".join(missing)}
    return _about("R23", statement, message, _("请补写后再提交；没有需要说明的事项，也请写“无”。"))


def missing_parts(statement: dict[str, Any]) -> list[str]:
    """What the statement still lacks, in reading order."""
    sections = statement["sections"]
    parts = (
        (_("上年度整改落实情况"), sections.get("last_year")),
        (_("存在的突出问题"), statement["problems"]),
        (_("原因分析"), statement["causes"]),
        (_("需要说明和报告的事项"), sections.get("matters") or not statement["member"]),
        (_("努力方向"), statement["directions"]),
        (_("整改措施"), statement["measures"] or not statement["directions"]),
    )
    return [name for name, there in parts if not there]


def missing_aspects(statement: dict[str, Any], aspects: list[dict[str, Any]]) -> list[str]:
    """The year's aspects in which the statement names no problem; none where it names no problem at all."""
    stated = {problem["aspect"] for problem in statement["problems"]}
    words = _("“%(aspect)s”方面的问题")
    return [words % {"aspect": a["name"]} for a in aspects if stated and a["code"] not in stated]


def r24_every_aspect_with_a_case(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every aspect of the year has a problem with a concrete case."""
    findings = []
    for statement in handed_in(facts):
        with_case = {problem["aspect"] for problem in statement["problems"] if problem["case"]}
        wanting = [aspect["name"] for aspect in facts["aspects"] if aspect["code"] not in with_case]
        if wanting:
            message = _("没有具体事例的方面：%(what)s。") % {"what": "、".join(wanting)}
            remedy = _("请逐个方面对照，见人见事，写明时间、数字或事项。")
            findings.append(_about("R24", statement, message, remedy))
    return findings


def r25_case_analysed(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Where the year's notice asks for it (`required`), every statement analyses a typical case (典型案例剖析)."""
    if not parameters["required"]:
        return []
    words, remedy = _("%(label)s没有典型案例剖析。"), _("请按通知的要求补写典型案例剖析。")
    return [
        _about("R25", s, words % {"label": s["label"]}, remedy)
        for s in handed_in(facts)
        if not s["sections"].get("case")
    ]


def r26_items_answered(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each item became a stated problem or has an answer; one text on more than `same_text` items is pointed out."""
    message = _("这一条还没有回应：既没有列为问题，也没有答复。")
    remedy = _("请在材料中列为问题，或写明采纳、解释、不采纳、转办的答复。")
    findings = [_item("R26", item, message, remedy, facts) for item in _unanswered(facts)]
    answers: Counter[str] = Counter(facts["answers"])
    for text, n in answers.items():
        if n > parameters["same_text"]:
            start = text[:SHOWN]
            message = _("同一段答复用在 %(n)d 个条目上：“%(text)s”。") % {"n": n, "text": start}
            subject = _("同一答复：%(text)s") % {"text": start}
            findings.append(found("R26", subject, message, _("请按每一条的实际情况分别答复。")))
    return findings


def r27_matters_explained(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What was carried over (superior, inspection, audit, inquiry, assessment) is explained by whom it concerns."""
    message = _("这一条由上级、巡视审计、函询或者考核指出，还没有说明。")
    remedy = _("请在材料中列为问题，或单独答复说明。")
    return [_item("R27", item, message, remedy, facts) for item in _unanswered(facts) if item["carried"]]


def _unanswered(facts: Facts) -> list[dict[str, Any]]:
    """Items without outcome whose time has come: the statement that answers for them is in, or the last day has passed.

    Items about others than the team are answered by the office, with the team's statement.
    """
    given = {statement["member"] for statement in handed_in(facts)}
    late = near(facts["due"], facts["today"], -1)
    return [item for item in facts["items"] if not item["done"] and (late or item["member"] in given)]


def _item(rule: str, item: dict[str, Any], message: str, remedy: str, facts: Facts) -> Finding:
    links = [Link("item", item["id"], item["label"])]
    return found(rule, item["label"], message, remedy, due=facts["due"], links=links, member=item["member"] or "")


def r28_reviewed(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The secretary reviewed each member's statement, the supervisor or the team together the secretary's own.

    Parameter `supervised`: the supervisors review every statement (a unit whose supervisors took that on).
    """
    findings = []
    for statement in handed_in(facts):
        missing = _reviewers_missing(statement, bool(parameters["supervised"]))
        if missing:
            numbers = {"no": statement["version"], "who": "、".join(missing)}
            message = _("第 %(no)d 版还没有审阅：%(who)s。") % numbers
            findings.append(_about("R28", statement, message, _("请审阅后填写意见和结论。"), facts))
    return findings


def _reviewers_missing(statement: dict[str, Any], supervised: bool) -> list[str]:
    by = {review["capacity"] for review in statement["reviews"]}
    missing = [] if statement["heads"] or "secretary" in by else [_("书记")]
    if supervised and "supervisor" not in by:
        missing.append(_("督导组"))
    elif statement["heads"] and not by & {"supervisor", "team"}:
        missing.append(_("督导组或者班子集体研究"))
    return missing
