"""R45: the report is with the superior in time. A01: every receipt is honoured."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Severity

DAYS = 15


def r45_report_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """R45: 情况报告 is sent at most `days` after the meeting; nothing is asked where there is no superior."""
    held = facts["meeting_on"]
    if not facts["has_superior"] or held is None or held > facts["today"]:
        return []
    last = held + dt.timedelta(days=int(parameters.get("days", DAYS)))
    if not facts["reports"]:
        if facts["today"] <= last:
            return []
        return [_found(_("会议情况报告没有按期报送上级。"), _("请尽快报送，并说明原因。"), last)]
    first = facts["reports"][0]
    if first["on"] <= last:
        return []
    links = (Link("report", first["id"], first["number"] or _("情况报告")),)
    return [_found(_("会议情况报告晚于规定的日期报送。"), _("请向上级说明迟报的原因。"), last, links)]


def _found(message: str, remedy: str, due: dt.date, links: tuple[Link, ...] = ()) -> Finding:
    return Finding("R45", Severity.MUST, "S8、S9、S11", _("情况报告"), message, remedy, due=due, links=links)


def a01_receipts_honoured(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A01: what a signed receipt promised is in the log by its day; each claim that is not settled is a finding.

    The receipt is the proof: nobody needs to say who showed it.
    """
    words = {
        "missing": _("有人出示了本单位签名的回执，约定日期已过，意见没有入存证日志。"),
        "rewritten": _("有人出示的回执里的树头，与现在的存证日志接不上：日志被改动或者替换过。"),
    }
    return [
        Finding(
            "A01", Severity.MUST, _("匿名与存证规程"), _("回执 %(code)s…") % {"code": claim["c"][:8]},
            words[claim["verdict"]],
            _("请会同保密钥人查明原因：找回没有开箱的批次，开箱入日志；找不回的，书面向上级说明。不得追查出示回执的人。"),
            due=claim["by"], links=(Link("claim", claim["id"], _("凭回执申诉")),),
        )
        for claim in facts["claims"]
    ]  # fmt: skip
