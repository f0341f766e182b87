"""Rules against formalism on the criticisms (R39, R40): what is found is read side by side; the critic may answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.formalism.found import Likeness
from zhiyan.formalism.hollow import empty_criticism
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, found, passage


def r39_criticism_names_a_fault(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A criticism names a fault: praise, hope, advice and stock words do not stand in for it."""
    words = frozenset(str(word) for word in parameters["words"])
    findings = []
    for one in facts["formalism"]["criticisms"]:
        hit = empty_criticism(one["text"], more=words, least=int(parameters["least"]) / 100)
        if hit:
            message = _("%(label)s没有指出具体的缺点。") % one
            remedy = _("请指出具体的缺点和事例，不以希望、建议、表扬代替批评。")
            places = [passage(one, spot.start, spot.end) for spot in hit.spots]
            findings.append(
                found("R39", one["label"], message, remedy, links=[_link(one)], passages=places, member=one["member"])
            )
    return findings


def r40_not_the_same_criticism_again(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A criticism is not one that was made to another member, by another member, or by the same critic last year."""
    given, least = facts["formalism"], int(parameters["least"]) / 100
    now = {one["id"]: one for one in given["criticisms"]}
    before = {one["id"]: one for one in given["earlier"]}
    alike: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for pair in _above(given["repeated"], least):
        alike[pair.first].append(now[pair.second])
        alike[pair.second].append(now[pair.first])
    for pair in _above(given["as_last_year"], least):
        if now[pair.first]["critic"] == before[pair.second]["critic"]:
            alike[pair.first].append(before[pair.second])
    return [_same(one, alike[key]) for key, one in now.items() if key in alike]


def _above(pairs: list[Likeness], least: float) -> list[Likeness]:
    return [pair for pair in pairs if pair.score >= least]


def _same(one: dict[str, Any], others: list[dict[str, Any]]) -> Finding:
    message = _("%(label)s与%(others)s内容相同或者相近。") % {
        "label": one["label"],
        "others": "、".join(other["label"] for other in others),
    }
    remedy = _("请按各人当年的实际情况提出批评；问题确实没有改的，写明今年的表现。")
    places = [passage(text, 0, len(text["text"])) for text in (one, *others)]
    links = [_link(text) for text in (one, *others)]
    return found("R40", one["label"], message, remedy, links=links, passages=places, member=one["member"])


def _link(one: dict[str, Any]) -> Link:
    return Link(one["kind"], one["id"], one["label"])
