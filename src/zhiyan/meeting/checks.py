"""Rules of the meeting (R01, R02, R21, R32 to R38, R41, R42): facts and parameters in, findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, permutations
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, near
from zhiyan.meeting.formalism import (  # noqa: F401  the rules against formalism are checks like the others
    r39_criticism_names_a_fault,
    r40_not_the_same_criticism_again,
)
from zhiyan.meeting.quorum import Share, missing, needed

ORDERED_KINDS = ("study", "report", "team_statement", "member", "comments", "closing")


def _held(facts: Facts) -> list[dict[str, Any]]:
    return [sitting for sitting in facts["sittings"] if sitting["opened"]]


def _attended(facts: Facts) -> list[dict[str, Any]]:
    """Members who were in a sitting held, in rank order."""
    present = {pk for sitting in _held(facts) for pk in sitting["present"]}
    return [member for member in facts["members"] if member["id"] in present]


def _closed(facts: Facts) -> bool:
    return bool(facts["meeting"]) and facts["meeting"]["state"] == "closed"


def _of_sitting(rule: str, sitting: dict[str, Any], message: str, remedy: str) -> Finding:
    label = _("第 %(no)d 场") % sitting
    return found(rule, label, message, remedy, links=[Link("sitting", sitting["id"], label)])


def _of_member(rule: str, member: dict[str, Any], message: str, remedy: str) -> Finding:
    link = Link("team_member", member["id"], member["label"])
    return found(rule, member["label"], message, remedy, links=[link], member=member["id"])


def r01_one_meeting_a_year(facts: Facts, parameters: Parameters) -> list[Finding]:
    """The year's meeting is held by the window's last day, and no second one runs beside it.

    Facts: meetings (no, state, held) of the cycle, due.
    """
    running = [meeting for meeting in facts["meetings"] if meeting["state"] != "closed"]
    if len(running) > 1:
        message = _("有 %(n)d 次会议同时在办。") % {"n": len(running)}
        return [found("R01", _("年度民主生活会"), message, _("请先结束一次，再筹备另一次。"))]
    if any(meeting["held"] for meeting in facts["meetings"]):
        return []
    if not near(facts["due"], facts["today"], int(parameters["ahead"])):
        return []
    message = _("本年度的民主生活会还没有召开。")
    remedy = _("请安排场次并按期召开；确需推迟的，报上级同意。")
    return [found("R01", _("年度民主生活会"), message, remedy, due=facts["due"])]


def r02_date_within_the_window(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each sitting is in the notice's window, else in the months of the pack; outside only with the superior's consent.

    Facts: sittings (on, no), window (first and last day, each may be None), consent (number or date, or empty).
    """
    if facts["consent"]:
        return []
    first, last = facts["window"]
    findings = []
    for sitting in facts["sittings"]:
        on = sitting["on"]
        in_window = (first is None or on >= first) and (last is None or on <= last)
        in_months = parameters["first_month"] <= on.month <= parameters["last_month"]
        if in_window if first or last else in_months:
            continue
        message = _("第 %(no)d 场定在 %(on)s，不在规定的召开时间内。") % {"no": sitting["no"], "on": on.isoformat()}
        remedy = _("请改到规定的时间内；确需提前或者推迟的，填写上级同意的文号。")
        findings.append(_of_sitting("R02", sitting, message, remedy))
    return findings


def r21_talks_taken_up(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What one talk named of a member is in their statement or in the criticisms of them, as far as numbers can tell.

    Facts: members' `named` (most problems of them that one talk named) and `stated` (problems of their statement).
    """
    if not _closed(facts):
        return []
    criticised = Counter(member for _critic, member in facts["criticisms"])
    findings = []
    for member in facts["members"]:
        taken_up = member["stated"] + criticised[member["id"]]
        if member["named"] > taken_up:
            numbers = {"role": member["label"], "named": member["named"], "n": taken_up}
            message = _("一次谈话指出%(role)s的问题 %(named)d 个，材料和会上批评一共 %(n)d 条。") % numbers
            remedy = _("请本人说明没有采纳的理由，或者在整改中补上。")
            findings.append(_of_member("R21", member, message, remedy))
    return findings


def r32_quorum(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each sitting held has its quorum, in exact whole numbers: 3a ≥ 2n, or the stricter `share` of the unit."""
    share = Share.of(parameters["share"])
    findings = []
    for sitting in _held(facts):
        present, should = len(sitting["present"]), sitting["should"]
        short = missing(present, should, share)
        if not short:
            continue
        if should:
            numbers = {"no": sitting["no"], "n": should, "a": present, "k": needed(should, share), "short": short}
            message = _("第 %(no)d 场应到 %(n)d 人，实到 %(a)d 人，至少要到 %(k)d 人，还差 %(short)d 人。") % numbers
        else:
            message = _("第 %(no)d 场没有应到人员名单。") % sitting
        if sitting["unsigned"]:
            message += _("其中 %(n)d 人还没有登记是否到会。") % {"n": sitting["unsigned"]}
        remedy = _("请核对签到；到会人数达不到三分之二的，应当改期。")
        findings.append(_of_sitting("R32", sitting, message, remedy))
    return findings


def r33_absentees(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every absentee has an approved reason; who came to no sitting also a written statement and the relay.

    The relay is looked at once the meeting is closed.
    """
    came = {member["id"] for member in _attended(facts)}
    findings = []
    for sitting in _held(facts):
        for absent in sitting["absent"]:
            gaps = _absence_gaps(absent, absent["id"] not in came, _closed(facts))
            if gaps:
                message = _("第 %(no)d 场缺席：%(what)s。") % {"no": sitting["no"], "what": "、".join(gaps)}
                remedy = _("请登记缺席原因和批准人，收取书面发言，会后转达批评意见。")
                link = Link("sitting", sitting["id"], absent["label"])
                findings.append(found("R33", absent["label"], message, remedy, links=[link], member=absent["id"]))
    return findings


def _absence_gaps(absent: dict[str, Any], never_came: bool, closed: bool) -> list[str]:
    gaps = (
        (_("没有登记原因"), not absent["reason"]),
        (_("没有批准人"), not absent["approved"]),
        (_("没有书面发言"), never_came and not absent["written"]),
        (_("批评意见还没有转达"), never_came and closed and not absent["relayed"]),
    )
    return [what for what, there in gaps if there]


def in_order(facts: Facts) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The agenda as it was really taken, and what still waits as planned."""
    taken = [item for item in facts["agenda"] if item["taken"] is not None]
    waiting = [item for item in facts["agenda"] if item["taken"] is None]
    return sorted(taken, key=lambda item: item["taken"]), sorted(waiting, key=lambda item: item["order"])


def r34_order(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Report first, then the team's statement, the secretary's own before all members', each by rank, then comments.

    What was taken is judged by the order really taken, what waits by the order planned.
    """
    remedy = _("次序应为：学习、通报、班子对照检查，书记带头、其余成员按排序逐一发言，督导点评，总结表态。")
    words = _("“%(first)s”排在了“%(second)s”前面。")
    wrong = dict.fromkeys(_wrong_order(facts))
    return [found("R34", second, words % {"first": first, "second": second}, remedy) for first, second in wrong]


def _wrong_order(facts: Facts) -> Iterator[tuple[str, str]]:
    """Titles or roles of two that stand in the wrong order, the one that came too early first."""
    members = {member["id"]: member for member in facts["members"]}
    taken, waiting = in_order(facts)
    for items in (taken, waiting):
        for one, other in pairwise(items):
            if ORDERED_KINDS.index(one["kind"]) > ORDERED_KINDS.index(other["kind"]):
                yield one["title"], other["title"]
        turns = [members[item["member"]] for item in items if item["member"] in members]
        for one, other in pairwise(turns):
            if (not one["secretary"], one["rank"]) > (not other["secretary"], other["rank"]):
                yield one["label"], other["label"]
    spoken = [item for item in taken if item["kind"] == "member"]
    for item in waiting:
        if spoken and item["kind"] in ("report", "team_statement"):
            yield spoken[0]["title"], item["title"]


def r35_reported(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Last year's rectification and this year's opinions were reported in the meeting."""
    reports = [item for item in facts["agenda"] if item["kind"] == "report"]
    if not _held(facts) or (reports and all(item["done"] for item in reports)):
        return []
    message = _("还没有通报上年度整改落实情况和本次征求意见情况。")
    return [found("R35", _("通报"), message, _("请在会上通报，并在议程中标记。"))]


def r36_self_criticism(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each attending member gives self-criticism once."""
    words, remedy = _("%(label)s还没有作自我批评。"), _("请安排发言并记录要点。")
    silent = (member for member in _attended(facts) if member["id"] not in facts["self_criticisms"])
    return [_of_member("R36", member, words % member, remedy) for member in silent]


def together(held: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Ordered pairs of members who sat together in at least one sitting held: those who can criticise each other."""
    return {pair for sitting in held for pair in permutations(sitting["present"], 2)}


def r37_criticised_by_each(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each attending member criticises each other one with whom they sat, `times` times (default once): n(n-1)."""
    counted = Counter(tuple(pair) for pair in facts["criticisms"])
    expected = together(_held(facts))
    findings = []
    for critic in facts["members"]:
        wanting = [
            member["label"]
            for member in facts["members"]
            if (pair := (critic["id"], member["id"])) in expected and counted[pair] < parameters["times"]
        ]
        if wanting:
            words = {"role": critic["label"], "who": "、".join(wanting)}
            message = _("%(role)s还没有对以下成员提出批评意见：%(who)s。") % words
            findings.append(_of_member("R37", critic, message, _("请逐一提出批评意见并记录。")))
    return findings


def r38_responses(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each criticised member who attended makes a response."""
    criticised = {member for _critic, member in facts["criticisms"]}
    words, remedy = _("%(label)s听取批评意见后还没有表态。"), _("请记录本人表态。")
    return [
        _of_member("R38", member, words % member, remedy)
        for member in _attended(facts)
        if member["id"] in criticised and member["id"] not in facts["responses"]
    ]


def r41_minutes_complete(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Once the meeting is closed, its minutes name chair, recorder, attendance and times; chair and recorder signed."""
    if not _closed(facts):
        return []
    minutes, held = facts["minutes"], _held(facts)
    gaps = (
        (_("主持人"), not minutes["chair"]),
        (_("记录人"), not minutes["recorder"]),
        (_("到会情况"), any(sitting["unsigned"] for sitting in held)),
        (_("结束时间"), not all(sitting["ended"] for sitting in held)),
        (_("主持人签字"), not minutes["chair_signed"]),
        (_("记录人签字"), not minutes["recorder_signed"]),
    )
    wrong = [what for what, there in gaps if there]
    if not wrong:
        return []
    message = _("会议记录还缺：%(what)s。") % {"what": "、".join(wrong)}
    return [found("R41", _("会议记录"), message, _("请补齐会议记录，由主持人和记录人签字。"))]


def r42_supervisors(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Where a supervisor was assigned, their attendance and their comments are recorded."""
    held = _held(facts)
    if not facts["supervised"] or not held:
        return []
    gaps = (
        (_("没有督导组到会的记录"), not any(sitting["supervisors"] for sitting in held)),
        (_("没有督导组点评的记录"), not facts["comments"]),
    )
    wrong = [what for what, there in gaps if there]
    if not wrong:
        return []
    message = _("派了督导组，但%(what)s。") % {"what": "、".join(wrong)}
    return [found("R42", _("督导组"), message, _("请补记督导组到会和点评。"))]


WHILE_RUNNING = {
    "R32": r32_quorum, "R33": r33_absentees, "R34": r34_order, "R35": r35_reported, "R36": r36_self_criticism,
    "R37": r37_criticised_by_each, "R38": r38_responses, "R41": r41_minutes_complete, "R42": r42_supervisors,
}  # fmt: skip
"""What the meeting's own page shows while it runs and after, in the order of the rules."""
