"""What the rules find in consolidation. Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity

LINKS_SHOWN = 20


def closing_findings(facts: Facts) -> list[Finding]:
    """What keeps consolidation from being closed: points nowhere, set-asides without a second person."""
    unplaced, waiting = facts["unplaced"], facts["waiting"]
    found = []
    if unplaced:
        found.append(
            must(
                "R12",
                _("还有 %(n)d 条意见没有归置。") % {"n": len(unplaced)},
                _("请在工作台逐条归入条目，或说明理由另存。"),
                unplaced,
            )
        )
    if waiting:
        found.append(
            must(
                "R12",
                _("还有 %(n)d 条另存等第二人复核。") % {"n": len(waiting)},
                _("请另一位党务工作人员、书记、纪委书记或督导组在“另存”页复核。"),
                waiting,
            )
        )
    return found


def r12_every_opinion_accounted(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R12: every opinion in an item or set aside with a reason, none twice, and the sums agree.

    Once consolidation is closed a gap is 必须; before, work in progress is advice.
    """
    found = []
    severity = Severity.MUST if facts["closed"] else Severity.ADVICE
    missing, unplaced, broken = facts["without_point"], facts["unplaced"], facts["broken"]
    if missing or unplaced:
        message = _("%(n)d 条意见还没有归入条目或另存。") % {"n": len(missing) + len(unplaced)}
        found.append(must("R12", message, _("请在“梳理”工作台归置。"), [*missing, *unplaced], severity))
    if broken:
        message = _("%(n)d 条意见的要点合起来不是原文。") % {"n": len(broken)}
        found.append(must("R12", message, _("请把这些意见的要点合并后重新拆分。"), broken))
    found += sums(facts)
    if facts["waiting"]:
        message = _("%(n)d 条另存还没有第二人复核。") % {"n": len(facts["waiting"])}
        found.append(must("R12", message, _("请另一人在“另存”页复核。"), facts["waiting"], severity))
    return found


def sums(facts: Facts) -> list[Finding]:
    """Σ by channel = Σ by aspect = total, and Σ in items + set aside + not yet placed = total."""
    total = facts["opinions"]
    parts = {
        _("按渠道合计"): sum(facts["by_channel"].values()),
        _("按方面合计"): sum(facts["by_aspect"].values()),
        _("归入条目、另存与待归并合计"): sum(facts["where"].values()),
    }
    return [
        must(
            "R12",
            _("%(sum)s为 %(n)d，与意见总数 %(total)d 不符。") % {"sum": name, "n": n, "total": total},
            _("请核对数据。"),
        )
        for name, n in parts.items()
        if n != total
    ]


def r13_everybody_received_theirs(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R13: each member got the own opinions and the team's, and read them before handing in the statement.

    A member's `submitted_on` is filled in where statements are known; without it only receipt is looked at.
    """
    if not facts["closed"]:
        return []
    found = []
    for member in facts["members"]:
        lacking = [label for label in ("own", "team") if not member[f"{label}_given"]]
        if lacking:
            found.append(of_member(member, _("还没有收到反馈的意见。"), _("请在“反馈”页把意见反馈给每位成员。")))
            continue
        signed = [member["own_signed"], member["team_signed"]]
        submitted = member.get("submitted_on")
        if None in signed:
            found.append(
                of_member(member, _("还没有签收反馈的意见。"), _("请成员在“反馈”页阅读并签收。"), bool(submitted))
            )
        elif submitted and max(signed) > submitted:
            found.append(
                of_member(
                    member, _("签收反馈晚于提交对照检查材料。"), _("请核对签收日期；材料应在签收之后修改。"), True
                )
            )
    return found


def must(
    rule: str,
    message: str,
    remedy: str,
    records: list[Mapping[str, Any]] | None = None,
    severity: Severity = Severity.MUST,
) -> Finding:
    """A finding about the cycle's opinions, with the records behind it."""
    links = tuple(Link("opinion", r["id"], r["label"]) for r in (records or [])[:LINKS_SHOWN])
    return Finding(rule, severity, _("归并关系完整、数据平衡"), _("意见"), message, remedy, links=links)


def of_member(member: Mapping[str, Any], message: str, remedy: str, grave: bool = False) -> Finding:
    """A finding about one member's receipt."""
    severity = Severity.MUST if grave else Severity.ADVICE
    source = _("《县以上党和国家机关党员领导干部民主生活会若干规定》")
    return Finding("R13", severity, source, member["role"], member["role"] + _("：") + message, remedy)
