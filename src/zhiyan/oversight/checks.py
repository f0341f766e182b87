"""R45: the report is with the superior in time."""

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
