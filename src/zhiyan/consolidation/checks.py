"""What the rules find in consolidation (R12, R13). Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.formalism import (  # noqa: F401  the rules against formalism are checks like the others
    f03_items_stay_specific,
    f04_leaders_keep_their_own,
)
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found

LINKS_SHOWN = 20


def closing_findings(facts: Facts) -> list[Finding]:
    """What keeps consolidation from being closed: points nowhere, set-asides without a second person."""
    unplaced, waiting = facts["unplaced"], facts["waiting"]
    findings = []
    if unplaced:
        message = _("还有 %(n)d 条意见没有归置。") % {"n": len(unplaced)}
        findings.append(about(_("没有归置的意见"), message, _("请在工作台逐条归入条目，或说明理由另存。"), unplaced))
    if waiting:
        message = _("还有 %(n)d 条另存等第二人复核。") % {"n": len(waiting)}
        remedy = _("请另一位党务工作人员、书记、纪委书记或督导组在“另存”页复核。")
        findings.append(about(_("待复核的另存"), message, remedy, waiting))
    return findings


def r12_every_opinion_accounted(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every opinion is in an item or set aside with a reason, none twice, and the sums agree.

    While opinions still come in (`complete` is false), one that nobody has placed is no finding.
    """
    findings = []
    missing = [*facts["without_point"], *facts["unplaced"]]
    if missing and facts["complete"]:
        message = _("%(n)d 条意见还没有归入条目或另存。") % {"n": len(missing)}
        findings.append(about(_("没有归置的意见"), message, _("请在“梳理”工作台归置。"), missing))
    if facts["broken"]:
        message = _("%(n)d 条意见的要点合起来不是原文。") % {"n": len(facts["broken"])}
        remedy = _("请把这些意见的要点合并后重新拆分。")
        findings.append(about(_("要点与原文不符的意见"), message, remedy, facts["broken"]))
    findings += sums(facts)
    if facts["waiting"]:
        message = _("%(n)d 条另存还没有第二人复核。") % {"n": len(facts["waiting"])}
        findings.append(about(_("待复核的另存"), message, _("请另一人在“另存”页复核。"), facts["waiting"]))
    return findings


def sums(facts: Facts) -> list[Finding]:
    """Σ in items + set aside + not yet placed = total; sums by channel, aspect and target are solicitation's."""
    name, total, n = _("归入条目、另存与待归并合计"), facts["opinions"], sum(facts["where"].values())
    if n == total:
        return []
    message = _("%(sum)s为 %(n)d，与意见总数 %(total)d 不符。") % {"sum": name, "n": n, "total": total}
    return [about(name, message, _("请核对数据。"))]


def r13_everybody_received_theirs(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Once consolidation is closed, each member got the own opinions and the team's and signed for them.

    That the receipt came before the statement is looked at where statements are known.
    """
    if not facts["closed"]:
        return []
    findings = []
    for member in facts["members"]:
        if not (member["own_given"] and member["team_given"]):
            message, remedy = _("还没有收到反馈的意见。"), _("请在“反馈”页把意见反馈给每位成员。")
        elif not (member["own_signed"] and member["team_signed"]):
            message, remedy = _("还没有签收反馈的意见。"), _("请成员在“反馈”页阅读并签收。")
        else:
            continue
        words = _("%(role)s：%(what)s") % {"role": member["role"], "what": message}
        findings.append(found("R13", member["role"], words, remedy, member=member["id"]))
    return findings


def about(subject: str, message: str, remedy: str, records: Iterable[Mapping[str, Any]] = ()) -> Finding:
    """A finding of R12 about opinions, with the first of them behind it."""
    links = [Link("opinion", record["id"], record["label"]) for record in list(records)[:LINKS_SHOWN]]
    return found("R12", subject, message, remedy, links=links)
