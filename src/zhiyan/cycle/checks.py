"""Rules of the preparation (R03, R04, R05, R07, R08): theme and aspects, the plan's report upwards, study, trigger."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Parameters, found, near


def r03_theme_has_an_origin(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A theme is there, set by the superior's notice or, where the team set it, with the superior's consent."""
    if not facts["theme"]:
        message = _("还没有会议主题。")
    elif not facts["noticed"] and not facts["theme_consent"]:
        message = _("主题由本单位自定，还没有上级同意的文号。")
    else:
        return []
    return [found("R03", _("会议主题"), message, _("请导入上级通知，或在“主题和方面”里填写主题和上级同意的文号。"))]


def r04_aspects_are_listed(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The year's aspects are loaded. Facts: aspects (names), cycle."""
    if facts["aspects"]:
        return []
    remedy = _("导入上级通知，或在“主题和方面”里填写。")
    return [found("R04", facts["cycle"], _("还没有列明当年对照检查的方面。"), remedy)]


def r05_plan_reported_in_time(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The plan is with the superior `days` before the meeting, and by the notice's own last day.

    Facts: plan (adopted, reported_on; None without one), plan_due, meeting_on (held, else planned).
    """
    last = report_day(facts, int(parameters["days"]))
    plan = facts["plan"]
    reported = plan["reported_on"] if plan else None
    if reported:
        if last is None or reported <= last:
            return []
        message = _("方案报送上级晚于规定的日期。")
        return [found("R05", _("方案报送"), message, _("请在情况报告中说明迟报的原因。"), due=last)]
    if not (plan and plan["adopted"]) and not near(last, facts["today"], int(parameters["ahead"])):
        return []
    message = _("会议的时间、主题和方案还没有书面报上级。")
    return [found("R05", _("方案报送"), message, _("请报送方案，并在方案页登记报送日期。"), due=last)]


def report_day(facts: Facts, days: int) -> dt.date | None:
    """The last day for reporting the plan: the notice's, or `days` before the meeting, whichever is earlier."""
    before = facts["meeting_on"] - dt.timedelta(days=days) if facts["meeting_on"] else None
    return min((day for day in (facts["plan_due"], before) if day), default=None)


def r07_study_was_held(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Enough sessions, every member at one or with own study. Facts: sessions, unstudied, study_due, meeting_on."""
    due = facts["study_due"] or facts["meeting_on"]
    if not facts["sessions"] and not near(due, facts["today"], int(parameters["ahead"])):
        return []
    remedy = _("在“学习研讨”里补记集体学习或个人自学。")
    findings = []
    if facts["sessions"] < parameters["sessions"]:
        numbers = {"n": facts["sessions"], "wanted": parameters["sessions"]}
        message = _("集体学习研讨 %(n)d 次，应不少于 %(wanted)d 次。") % numbers
        findings.append(found("R07", facts["cycle"], message, remedy, due=due))
    if facts["sessions"]:
        for member in facts["unstudied"]:
            message = _("%(role)s没有参加集体学习，也没有自学记录。") % {"role": member["label"]}
            findings.append(found("R07", member["label"], message, remedy, due=due, member=member["id"]))
    return findings


def r08_special_meeting_has_a_trigger(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A special meeting (专题) names the case that calls for it and the paper behind it."""
    if not facts["special"] or (facts["trigger"] and facts["trigger_reference"]):
        return []
    message = _("专题民主生活会还没有写明召开的情形和依据。")
    return [found("R08", facts["cycle"], message, _("请在“主题和方面”里写明属于哪种情形、依据什么。"))]
