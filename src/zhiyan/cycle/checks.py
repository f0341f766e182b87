"""Rules of the preparation: aspects are there, study was held."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Parameters, Severity


def r04_aspects_are_listed(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """The year's aspects are loaded. Facts: aspects (names), cycle."""
    if facts["aspects"]:
        return []
    return [
        Finding(
            rule="R04",
            severity=Severity.MUST,
            source="",
            subject=facts["cycle"],
            message=_("还没有列明当年对照检查的方面。"),
            remedy=_("导入上级通知，或在“主题和方面”里填写。"),
        )
    ]


def r07_study_was_held(facts: Facts, parameters: Parameters) -> Sequence[Finding]:
    """Enough sessions, every member at one or with own study. Facts: sessions, unstudied (roles), study_due."""
    findings = []
    wanted = int(parameters.get("sessions", 1))
    if facts["sessions"] < wanted:
        findings.append(
            _finding(
                facts,
                facts["cycle"],
                _("集体学习研讨 %(n)d 次，应不少于 %(wanted)d 次。") % {"n": facts["sessions"], "wanted": wanted},
            )
        )
    if facts["sessions"]:
        findings += [
            _finding(facts, role, _("%(role)s没有参加集体学习，也没有自学记录。") % {"role": role})
            for role in facts["unstudied"]
        ]
    return findings


def _finding(facts: Facts, subject: str, message: str) -> Finding:
    return Finding(
        rule="R07",
        severity=Severity.MUST,
        source="",
        subject=subject,
        message=message,
        remedy=_("在“学习研讨”里补记集体学习或个人自学。"),
        due=facts.get("study_due"),
    )
