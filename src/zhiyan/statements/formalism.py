"""Rules against formalism on the statements (R29, R30, R31, F01): what is found is read side by side and answered."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.formalism.boast import boasting
from zhiyan.formalism.counting import unfounded
from zhiyan.formalism.found import Place
from zhiyan.formalism.hollow import generic_problem
from zhiyan.formalism.templates import model_of, templated, templates
from zhiyan.formalism.words import letters
from zhiyan.kernel.findings import Facts, Finding, Link, Parameters, Passage, found, passage

SHOWN = 5
"""Places shown of one pair of texts, the longest."""


def r29_not_another_text_again(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A statement is not another member's, the writer's own of last year, or a model text."""
    given, least = facts["formalism"], int(parameters["least"]) / 100
    now = {statement["id"]: statement for statement in given["statements"]}
    before = {statement["id"]: statement for statement in given["earlier"]}
    alike: dict[str, list[tuple[dict[str, Any], float, list[Passage]]]] = defaultdict(list)
    for one in given["alike"]:
        first, second = now[one.first], now[one.second]
        if one.score >= least:
            alike[one.first].append((second, one.score, _side_by_side(first, second, one.places)))
            turned = [Place(place.second, place.first, place.exact) for place in one.places]
            alike[one.second].append((first, one.score, _side_by_side(second, first, turned)))
    for one in given["as_last_year"]:
        first, second = now[one.first], before[one.second]
        if one.score >= least and first["person"] == second["person"]:
            alike[one.first].append((second, one.score, _side_by_side(first, second, one.places)))
    findings = [_alike(now[key], alike[key]) for key in now if key in alike]
    return findings + [one for each in now.values() for one in _from_template(each, given["models"], parameters)]


def _side_by_side(first: dict[str, Any], second: dict[str, Any], places: Any) -> list[Passage]:
    longest = sorted(places, key=lambda place: (place.first[0] - place.first[1], place.first))[:SHOWN]
    return [
        shown
        for place in sorted(longest, key=lambda place: place.first)
        for shown in (passage(first, *place.first), passage(second, *place.second))
    ]


def _alike(statement: dict[str, Any], others: list[tuple[dict[str, Any], float, list[Passage]]]) -> Finding:
    """One finding for each writer, with every text that theirs is like."""
    message = _("%(label)s与%(others)s有相同或者相近的段落，最多约占 %(share)d%%。") % {
        "label": statement["label"],
        "others": "、".join(other["label"] for other, _score, _places in others),
        "share": round(100 * max(score for _other, score, _places in others)),
    }
    remedy = _("请对照并列的段落核实，写本人的实际情况；确属共同的事项，可以说明。")
    passages = [one for _other, _score, places in others for one in places]
    links = [_link(other) for other in (statement, *(other for other, _score, _places in others))]
    return found("R29", statement["label"], message, remedy, links=links, passages=passages, member=statement["member"])


def _from_template(statement: dict[str, Any], own: tuple[str, ...], parameters: Parameters) -> list[Finding]:
    """The statement that is made of model sentences, each of those shown with the model's beside it."""
    text = statement["text"]
    hit = templated(text, own=own, least=int(parameters["template"]) / 100)
    if hit is None:
        return []
    message = _("%(label)s约 %(share)d%% 是范文里常见的句子。") % {
        "label": statement["label"],
        "share": round(100 * hit.score),
    }
    label = _("%(label)s（范文）") % {"label": statement["label"]}
    passages = [
        shown
        for spot in hit.spots[:SHOWN]
        for shown in (
            passage(statement, spot.start, spot.end),
            _model(model_of(text[spot.start : spot.end], own)),
        )
    ]
    remedy = _("请换成本人的话，写本人经手的事。")
    return [
        found("R29", label, message, remedy, links=[_link(statement)], passages=passages, member=statement["member"])
    ]


def _model(sentence: str) -> Passage:
    label = _("范文句子") if sentence in templates() else _("模板")
    return Passage(label, sentence, 0, len(sentence))


def r30_no_problem_that_fits_anybody(facts: Facts, parameters: Parameters) -> list[Finding]:
    """A stated problem is not put in words that fit anybody, without a case."""
    findings = []
    for statement in facts["formalism"]["statements"]:
        for problem in statement["problems"]:
            hit = generic_problem(
                problem["text"], problem["case"], more=_words(parameters), least=int(parameters["least"]) / 100
            )
            if hit:
                message = _("%(label)s的表述谁都可以用，没有写到具体的事。") % problem
                passages = [passage(problem, spot.start, spot.end) for spot in hit.spots]
                findings.append(
                    found(
                        "R30",
                        problem["label"],
                        message,
                        _("请写明哪一件事、什么时候、多少数。"),
                        links=[_link(statement)],
                        passages=passages,
                        member=statement["member"],
                    )
                )
    return findings


def r31_problems_not_achievements(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Problems and causes are the main part of a statement (`main`, a share of its letters), not achievements."""
    least, main = int(parameters["least"]) / 100, Fraction(parameters["main"])
    findings = []
    for statement in facts["formalism"]["statements"]:
        hit = boasting(statement["examined"], least=least)
        said = letters(statement["examined"])
        faults = []
        if hit:
            words = {"label": statement["label"], "share": round(100 * hit.score)}
            faults.append(_("%(label)s查摆部分约 %(share)d%% 在写成绩。") % words)
        if said < main * statement["letters"]:
            numbers = {"label": statement["label"], "n": said, "all": statement["letters"], "main": parameters["main"]}
            faults.append(_("%(label)s写问题和原因 %(n)d 字，不到全文 %(all)d 字的 %(main)s。") % numbers)
        if faults:
            examined = {**statement, "text": statement["examined"]}
            findings.append(
                found(
                    "R31",
                    statement["label"],
                    "".join(faults),
                    _("请去掉成绩，把问题和原因写充分。"),
                    links=[_link(statement)],
                    passages=[passage(examined, spot.start, spot.end) for spot in (hit.spots[:SHOWN] if hit else ())],
                    member=statement["member"],
                )
            )
    return findings


def f01_problems_rest_on_opinions(facts: Facts, parameters: Parameters) -> list[Finding]:
    """Where opinions were fed back, most problems of a statement rest on them."""
    findings = []
    for statement in facts["formalism"]["statements"]:
        items = [problem["items"] for problem in statement["problems"]]
        if unfounded(items, statement["aimed"], share=int(parameters["share"]) / 100):
            message = _("%(label)s的 %(n)d 个问题中有 %(empty)d 个没有对应的意见，反馈的意见有 %(aimed)d 条。") % {
                "label": statement["label"],
                "n": len(items),
                "empty": items.count(0),
                "aimed": statement["aimed"],
            }
            remedy = _("请对照反馈的意见查摆；由自己查出的问题，可以说明。")
            findings.append(
                found("F01", statement["label"], message, remedy, links=[_link(statement)], member=statement["member"])
            )
    return findings


def _link(statement: dict[str, Any]) -> Link:
    return Link(statement["kind"], statement["id"], statement["label"])


def _words(parameters: Parameters) -> frozenset[str]:
    return frozenset(str(word) for word in parameters["words"])
