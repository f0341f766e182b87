"""Checks of the statements stage (R22, R23, R24, R26, R28): facts and parameters in, findings out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters
from zhiyan.talks.checks import finding

WRITING = "年度通知关于撰写对照检查材料的要求"
REVIEWING = "年度通知关于审阅把关的要求"
FEEDBACK = "年度通知关于回应意见建议的要求"
REQUIRED = ("last_year", "matters")
SAME_TEXT = 3


def _link(statement: dict[str, Any]) -> tuple[Link, ...]:
    return (Link("statement", statement["id"], statement["label"]),)


def r22_all_final_before_the_meeting(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The team's statement and one of each member who must write are approved before the meeting."""
    found = [
        finding(
            "R22",
            parameters,
            s["label"],
            _("%(label)s还没有审定。") % {"label": s["label"]},
            _("请在会前完成撰写、审阅和审定。"),
            source=WRITING,
            due=facts.get("due"),
            links=_link(s),
        )
        for s in facts["statements"]
        if s["approved_on"] is None or s["state"] != "approved"
    ]
    return [*found, *_unwritten(facts, parameters), *_approved_late(facts, parameters)]


def _unwritten(facts: Facts, parameters: Parameters) -> list[Finding]:
    begun = {s["member"] for s in facts["statements"]}
    missing = [m["label"] for m in facts["must_write"] if m["id"] not in begun]
    if None not in begun:
        missing.insert(0, _("班子"))
    return [
        finding(
            "R22",
            parameters,
            label,
            _("%(label)s还没有开始撰写。") % {"label": label},
            _("请开始撰写对照检查材料。"),
            source=WRITING,
            due=facts.get("due"),
        )
        for label in missing
    ]


def _approved_late(facts: Facts, parameters: Parameters) -> list[Finding]:
    day = facts.get("meeting_on")
    late = [s for s in facts["statements"] if day and s["approved_on"] and s["approved_on"] > day]
    return [
        finding(
            "R22",
            parameters,
            s["label"],
            _("%(label)s在会议之后才审定。") % {"label": s["label"]},
            _("请在情况报告中说明原因。"),
            source=WRITING,
            links=_link(s),
        )
        for s in late
    ]


def r23_sections_present(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Last year's rectification, problems, causes, directions with measures; members also matters to be explained."""
    found = []
    for statement in facts["statements"]:
        missing = missing_parts(statement)
        if missing:
            found.append(
                finding(
                    "R23",
                    parameters,
                    statement["label"],
                    _("%(label)s还缺：%(what)s。") % {"label": statement["label"], "what": "、".join(missing)},
                    _("请补写后再提交；没有需要说明的事项，也请写“无”。"),
                    source=WRITING,
                    due=facts.get("due"),
                    links=_link(statement),
                )
            )
    return found


def missing_parts(statement: dict[str, Any]) -> list[str]:
    """What the statement still lacks, in reading order."""
    sections = statement["sections"]
    missing = []
    if not sections.get("last_year"):
        missing.append(_("上年度整改落实情况"))
    if not statement["problems"]:
        missing.append(_("存在的突出问题"))
    if not statement["causes"]:
        missing.append(_("原因分析"))
    if statement["member"] and not sections.get("matters"):
        missing.append(_("需要说明和报告的事项"))
    if not statement["directions"]:
        missing.append(_("努力方向"))
    elif not statement["measures"]:
        missing.append(_("整改措施"))
    return missing


def r24_every_aspect_with_a_case(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every aspect of the year has a problem with a concrete case."""
    found = []
    for statement in facts["statements"]:
        stated = {p["aspect"] for p in statement["problems"]}
        with_case = {p["aspect"] for p in statement["problems"] if p["case"]}
        wanting = [
            _("%(aspect)s（没有问题）") % {"aspect": a["name"]} for a in facts["aspects"] if a["code"] not in stated
        ]
        wanting += [
            _("%(aspect)s（没有具体事例）") % {"aspect": a["name"]}
            for a in facts["aspects"]
            if a["code"] in stated and a["code"] not in with_case
        ]
        if wanting:
            found.append(
                finding(
                    "R24",
                    parameters,
                    statement["label"],
                    _("还不够具体的方面：%(what)s。") % {"what": "、".join(wanting)},
                    _("请逐个方面对照，见人见事，写明时间、数字或事项。"),
                    source=WRITING,
                    must=False,
                    links=_link(statement),
                )
            )
    return found


def r26_items_answered(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each item became a stated problem or has an answer; one text on many items is pointed out."""
    found = [
        finding(
            "R26",
            parameters,
            item["label"],
            _("这一条还没有回应：既没有列为问题，也没有答复。"),
            _("请在材料中列为问题，或写明采纳、解释、不采纳、转办的答复。"),
            source=FEEDBACK,
            links=(Link("item", item["id"], item["label"]),),
        )
        for item in facts["items"]
        if not item["done"]
    ]
    limit = int(parameters.get("same_text") or SAME_TEXT)
    answers: Counter[str] = Counter(facts["answers"])
    for text, n in answers.items():
        if n > limit:
            found.append(
                finding(
                    "R26",
                    parameters,
                    _("同一答复"),
                    _("同一段答复用在 %(n)d 个条目上：“%(text)s”。") % {"n": n, "text": text[:30]},
                    _("请按每一条的实际情况分别答复。"),
                    source=FEEDBACK,
                    must=False,
                )
            )
    return found


def r28_reviewed(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The secretary reviewed each member's statement, the supervisor or the team together the secretary's own.

    Parameter `supervised`: the supervisors review every statement (a unit whose supervisors took that on).
    """
    found = []
    for statement in facts["statements"]:
        if statement["state"] in ("draft", "returned"):
            continue
        by = {r["capacity"] for r in statement["reviews"]}
        missing = []
        if not statement["heads"] and "secretary" not in by:
            missing.append(_("书记"))
        if parameters.get("supervised") and "supervisor" not in by:
            missing.append(_("督导组"))
        elif statement["heads"] and not by & {"supervisor", "team"}:
            missing.append(_("督导组或者班子集体研究"))
        if missing:
            found.append(
                finding(
                    "R28",
                    parameters,
                    statement["label"],
                    _("第 %(no)d 版还没有审阅：%(who)s。") % {"no": statement["version"], "who": "、".join(missing)},
                    _("请审阅后填写意见和结论。"),
                    source=REVIEWING,
                    due=facts.get("due"),
                    links=_link(statement),
                )
            )
    return found


CHECKS = {
    "R22": r22_all_final_before_the_meeting,
    "R23": r23_sections_present,
    "R24": r24_every_aspect_with_a_case,
    "R26": r26_items_answered,
    "R28": r28_reviewed,
}
