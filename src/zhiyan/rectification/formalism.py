"""Rules against formalism on problem list and register (R48, R53, F02): what is found is read side by side."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.formalism.counting import unheard
from zhiyan.formalism.found import Likeness
from zhiyan.formalism.hollow import vague_measure
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, passage


def r48_measures_can_be_verified(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A measure's text says what is done, how much or until when, or what comes of it."""
    words = frozenset(str(word) for word in parameters["words"])
    findings = []
    for measure in facts["formalism"]["measures"]:
        hit = vague_measure(measure["text"], more=words, least=int(parameters["least"]) / 100)
        if hit:
            message = _("%(label)s没有写到做什么事、多少数、什么时候或者出什么成果。") % measure
            remedy = _("请写明具体的事项和看得见的结果，能由别人核验。")
            places = [passage(measure, spot.start, spot.end) for spot in hit.spots]
            findings.append(
                found(
                    "R48",
                    measure["label"],
                    message,
                    remedy,
                    links=[_link(measure)],
                    passages=places,
                    member=measure["member"],
                )
            )
    return findings


def r53_problems_do_not_come_back(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A problem is not one that an earlier year had."""
    given, least = facts["formalism"], int(parameters["least"]) / 100
    now = {problem["id"]: problem for problem in given["problems"]}
    before = {problem["id"]: problem for problem in given["earlier"]}
    back: dict[str, list[Likeness]] = defaultdict(list)
    for pair in given["returning"]:
        if pair.score >= least:
            back[pair.first].append(pair)
    return [_back(now[key], [before[pair.second] for pair in back[key]]) for key in now if key in back]


def _back(problem: dict[str, Any], earlier: list[dict[str, Any]]) -> Finding:
    message = _("%(label)s与%(others)s相近，可能是屡改屡犯。") % {
        "label": problem["label"],
        "others": "、".join(one["label"] for one in earlier),
    }
    remedy = _("请核对以前的整改为什么没有管住，措施要比上一次更进一步；不是同一件事的，可以说明。")
    texts = [problem, *earlier]
    return found(
        "R53",
        problem["label"],
        message,
        remedy,
        links=[_link(one) for one in texts],
        passages=[passage(one, 0, len(one["text"])) for one in texts],
        member=problem["member"],
    )


def f02_loud_opinions_become_problems(facts: Facts, parameters: Parameters) -> list[Finding]:
    """What many said, in several branches, stands in the problem list; looked at once a list was begun."""
    items = facts["formalism"]["items"]
    if not facts["formalism"]["problems"]:
        return []
    total = sum(item["opinions"] for item in items)
    second = sorted((item["opinions"] for item in items), reverse=True)[1:2]
    findings = []
    for item in items:
        loud = unheard(
            item["opinions"],
            item["branches"],
            total,
            second,
            least=int(parameters["least"]),
            share=int(parameters["share"]) / 100,
            least_branches=int(parameters["branches"]),
        )
        if loud and not item["problem"]:
            message = _("%(label)s：%(branches)d 个支部提了 %(opinions)d 条意见，没有列为问题。") % item
            remedy = _("请列为问题；已经答复的，向提意见的职工说明为什么不列入。")
            findings.append(found("F02", item["label"], message, remedy, links=[_link(item)]))
    return findings


def _link(one: dict[str, Any]) -> Link:
    return Link(one["kind"], one["id"], one["label"])
