"""Checks of the meeting stage (R02, R32 to R38, R42): facts and parameters in, findings out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.kernel.findings import Facts, Finding, Link, Parameters
from zhiyan.meeting.quorum import Share, missing, needed
from zhiyan.talks.checks import finding

REGULATION = "《县以上党和国家机关党员领导干部民主生活会若干规定》"
ORDER = "民主生活会的基本程序"
ORDERED_KINDS = ("study", "report", "team_statement", "member", "comments", "closing")


def _held(facts: Facts) -> list[dict[str, Any]]:
    return [sitting for sitting in facts["sittings"] if sitting["opened"]]


def _attended(facts: Facts) -> list[dict[str, Any]]:
    """Members who were in a sitting held, in rank order."""
    present = {pk for sitting in _held(facts) for pk in sitting["present"]}
    return [member for member in facts["members"] if member["id"] in present]


def _labels(facts: Facts) -> dict[str, str]:
    return {member["id"]: member["label"] for member in facts["members"]}


def r02_date_within_the_window(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each sitting is in the notice's window, else in the months of the pack; outside only with the superior's consent.

    Facts: sittings (on, no), window (first and last day, each may be None), consent (number or date, or empty).
    """
    if facts["consent"]:
        return []
    first, last = facts["window"]
    months = range(int(parameters.get("first_month") or 10), int(parameters.get("last_month") or 12) + 1)
    found = []
    for sitting in facts["sittings"]:
        on = sitting["on"]
        in_window = (first is None or on >= first) and (last is None or on <= last)
        if in_window if first or last else on.month in months:
            continue
        label = _("第 %(no)d 场") % {"no": sitting["no"]}
        found.append(
            finding(
                "R02",
                parameters,
                label,
                _("第 %(no)d 场定在 %(on)s，不在规定的召开时间内。") % {"no": sitting["no"], "on": on.isoformat()},
                _("请改到规定的时间内；确需提前或者推迟的，填写上级同意的文号。"),
                source=REGULATION,
                links=(Link("sitting", sitting["id"], label),),
            )
        )
    return found


def r32_quorum(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each sitting held has its quorum, in exact whole numbers: 3a ≥ 2n, or the stricter `over`/`under` of the pack."""
    share = Share(int(parameters.get("over") or 2), int(parameters.get("under") or 3)).at_least_floor()
    found = []
    for sitting in _held(facts):
        present, should = len(sitting["present"]), sitting["should"]
        short = missing(present, should, share)
        if not short:
            continue
        if should:
            message = _("第 %(no)d 场应到 %(n)d 人，实到 %(a)d 人，至少要到 %(k)d 人，还差 %(short)d 人。") % {
                "no": sitting["no"],
                "n": should,
                "a": present,
                "k": needed(should, share),
                "short": short,
            }
        else:
            message = _("第 %(no)d 场没有应到人员名单。") % {"no": sitting["no"]}
        if sitting["unsigned"]:
            message += _("其中 %(n)d 人还没有登记是否到会。") % {"n": sitting["unsigned"]}
        found.append(
            finding(
                "R32",
                parameters,
                _("第 %(no)d 场") % {"no": sitting["no"]},
                message,
                _("请核对签到；到会人数达不到三分之二的，应当改期。"),
                source=REGULATION,
                links=(Link("sitting", sitting["id"], _("第 %(no)d 场") % {"no": sitting["no"]}),),
            )
        )
    return found


def r33_absentees(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Every absentee has an approved reason; who came to no sitting also a written statement and the relay."""
    came = {member["id"] for member in _attended(facts)}
    found = []
    for sitting in _held(facts):
        for absent in sitting["absent"]:
            wrong = _absence_gaps(absent, absent["id"] in came)
            if wrong:
                found.append(
                    finding(
                        "R33",
                        parameters,
                        absent["label"],
                        _("第 %(no)d 场缺席：%(what)s。") % {"no": sitting["no"], "what": "、".join(wrong)},
                        _("请登记缺席原因和批准人，收取书面发言，会后转达批评意见。"),
                        source=REGULATION,
                        links=(Link("sitting", sitting["id"], absent["label"]),),
                    )
                )
    return found


def _absence_gaps(absent: dict[str, Any], came_elsewhere: bool) -> list[str]:
    wrong = []
    if not absent["reason"]:
        wrong.append(_("没有登记原因"))
    if not absent["approved"]:
        wrong.append(_("没有批准人"))
    if not came_elsewhere and not absent["written"]:
        wrong.append(_("没有书面发言"))
    if not came_elsewhere and not absent["relayed"]:
        wrong.append(_("批评意见还没有转达"))
    return wrong


def in_order(facts: Facts) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The agenda as it was really taken, and what still waits as planned."""
    taken = [item for item in facts["agenda"] if item["taken"] is not None]
    waiting = [item for item in facts["agenda"] if item["taken"] is None]
    return sorted(taken, key=lambda item: item["taken"]), sorted(waiting, key=lambda item: item["order"])


def r34_order(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Report first, then the team's statement, the secretary's own before all members', each by rank, then comments.

    What was taken is judged by the order really taken, what waits by the order planned.
    """
    members = {member["id"]: member for member in facts["members"]}
    taken, waiting = in_order(facts)
    found = []
    for items in (taken, waiting):
        for first, second in pairwise(items):
            if ORDERED_KINDS.index(first["kind"]) > ORDERED_KINDS.index(second["kind"]):
                found.append(_order_finding(parameters, first["title"], second["title"]))
        turns = [members[i["member"]] for i in items if i["kind"] == "member" and i["member"] in members]
        for one, other in pairwise(turns):
            if (not one["secretary"], one["rank"]) > (not other["secretary"], other["rank"]):
                found.append(_order_finding(parameters, one["label"], other["label"]))
    spoken = [item for item in taken if item["kind"] == "member"]
    skipped = [item for item in waiting if item["kind"] in ("report", "team_statement") and not item["done"]]
    found += [_order_finding(parameters, spoken[0]["title"], item["title"]) for item in skipped if spoken]
    return found


def _order_finding(parameters: Parameters, first: str, second: str) -> Finding:
    return finding(
        "R34",
        parameters,
        second,
        _("“%(first)s”排在了“%(second)s”前面。") % {"first": first, "second": second},
        _("次序应为：学习、通报、班子对照检查，书记带头、其余成员按排序逐一发言，督导点评，总结表态。"),
        source=ORDER,
    )


def r35_reported(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Last year's rectification and this year's opinions were reported in the meeting."""
    if not _held(facts):
        return []
    reports = [item for item in facts["agenda"] if item["kind"] == "report"]
    if reports and all(item["done"] for item in reports):
        return []
    return [
        finding(
            "R35",
            parameters,
            _("通报"),
            _("还没有通报上年度整改落实情况和本次征求意见情况。"),
            _("请在会上通报，并在议程中标记。"),
            source=ORDER,
        )
    ]


def r36_self_criticism(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each attending member gives self-criticism once."""
    spoken = set(facts["self_criticisms"])
    return [
        finding(
            "R36",
            parameters,
            member["label"],
            _("%(role)s还没有作自我批评。") % {"role": member["label"]},
            _("请安排发言并记录要点。"),
            source=REGULATION,
            links=(Link("team_member", member["id"], member["label"]),),
        )
        for member in _attended(facts)
        if member["id"] not in spoken
    ]


def r37_criticised_by_each(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each attending member criticises each other one with whom they sat, `times` times (default once): n(n-1)."""
    times = int(parameters.get("times") or 1)
    labels = _labels(facts)
    counted: dict[tuple[str, str], int] = {}
    for pair in facts["criticisms"]:
        counted[tuple(pair)] = counted.get(tuple(pair), 0) + 1
    rank = {member["id"]: at for at, member in enumerate(facts["members"])}
    wanting: dict[str, list[str]] = {}
    for sitting in _held(facts):
        for critic in sitting["present"]:
            for member in sitting["present"]:
                if critic != member and counted.get((critic, member), 0) < times:
                    wanting.setdefault(critic, []).append(member)
    return [
        finding(
            "R37",
            parameters,
            labels[critic],
            _("%(role)s还没有对以下成员提出批评意见：%(who)s。")
            % {"role": labels[critic], "who": "、".join(labels[m] for m in sorted(set(members), key=rank.__getitem__))},
            _("请逐一提出批评意见并记录。"),
            source=REGULATION,
            links=(Link("team_member", critic, labels[critic]),),
        )
        for critic, members in sorted(wanting.items(), key=lambda entry: rank[entry[0]])
    ]


def r38_responses(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Each criticised member who attended makes a response."""
    criticised = {member for _critic, member in facts["criticisms"]}
    responded = set(facts["responses"])
    return [
        finding(
            "R38",
            parameters,
            member["label"],
            _("%(role)s听取批评意见后还没有表态。") % {"role": member["label"]},
            _("请记录本人表态。"),
            source=REGULATION,
            links=(Link("team_member", member["id"], member["label"]),),
        )
        for member in _attended(facts)
        if member["id"] in criticised and member["id"] not in responded
    ]


def r42_supervisors(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Where a supervisor was assigned, their attendance and their comments are recorded."""
    if not facts["supervised"] or not _held(facts):
        return []
    wrong = []
    if not any(sitting["supervisors"] for sitting in _held(facts)):
        wrong.append(_("没有督导组到会的记录"))
    if not facts["comments"]:
        wrong.append(_("没有督导组点评的记录"))
    if not wrong:
        return []
    return [
        finding(
            "R42",
            parameters,
            _("督导组"),
            _("派了督导组，但%(what)s。") % {"what": "、".join(wrong)},
            _("请补记督导组到会和点评。"),
            source=REGULATION,
        )
    ]


CHECKS = {
    "R32": r32_quorum,
    "R33": r33_absentees,
    "R34": r34_order,
    "R35": r35_reported,
    "R36": r36_self_criticism,
    "R37": r37_criticised_by_each,
    "R38": r38_responses,
    "R42": r42_supervisors,
}


def all_findings(facts: Facts) -> list[Finding]:
    """Everything that the stage's own checks find, in the order of the rules, with their default parameters."""
    return [found for check in CHECKS.values() for found in check(facts, {})]
