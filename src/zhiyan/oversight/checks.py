"""R45: the report is with the superior in time, with its attachments. A01: every receipt is honoured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near


def r45_report_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """情况报告 is sent at most `days` after the meeting with the `attachments`; nothing is asked without a superior."""
    held = facts["meeting_on"]
    if not facts["has_superior"] or held is None or held > facts["today"]:
        return []
    last = held + dt.timedelta(days=int(parameters["days"]))
    if not facts["reports"]:
        if not near(last, facts["today"], int(parameters["ahead"])):
            return []
        return [_report(_("会议情况报告还没有报送上级。"), _("请按期报送；迟报的说明原因。"), last)]
    first = facts["reports"][0]
    links = [Link("report", first["id"], first["number"] or _("情况报告"))]
    findings = []
    if first["on"] > last:
        findings.append(_report(_("会议情况报告晚于规定的日期报送。"), _("请向上级说明迟报的原因。"), last, links))
    sent = {kind for report in facts["reports"] for kind in report["attachments"]}
    lacking = [names()[kind] for kind in parameters["attachments"] if kind not in sent]
    if lacking:
        message = _("会议情况报告没有附上：%(what)s。") % {"what": "、".join(lacking)}
        findings.append(_report(message, _("请补报材料，并在报送时勾选。"), last, links))
    return findings


def names() -> dict[str, str]:
    """What may go with a report, as printed."""
    return {"minutes": _("会议记录"), "statements": _("班子和个人材料"), "list": _("问题清单和整改方案")}


def _report(message: str, remedy: str, due: dt.date, links: Iterable[Link] = ()) -> Finding:
    return found("R45", _("情况报告"), message, remedy, due=due, links=links)


def a01_receipts_honoured(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What a signed receipt promised is in the log by its day; each claim that is not settled is a finding.

    The receipt is the proof: nobody needs to say who showed it.
    """
    words = {
        "missing": _("有人出示了本单位签名的回执，约定日期已过，意见没有入存证日志。"),
        "rewritten": _("有人出示的回执里的树头，与现在的存证日志接不上：日志被改动或者替换过。"),
    }
    remedy = _(
        "请会同保密钥人查明原因：找回没有开箱的批次，开箱入日志；找不回的，书面向上级说明。不得追查出示回执的人。"
    )
    return [
        found(
            "A01",
            _("回执 %(code)s…") % {"code": claim["c"][:8]},
            words[claim["verdict"]],
            remedy,
            due=claim["by"],
            links=[Link("claim", claim["id"], _("凭回执申诉"))],
        )
        for claim in facts["claims"]
    ]
