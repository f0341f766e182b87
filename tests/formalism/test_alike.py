"""Statements that share sentences, criticism made again, model texts."""

from __future__ import annotations

import pytest

from zhiyan.formalism.alike import alike, repeated
from zhiyan.formalism.templates import templated, templates

OWN = "分管采购两年，有三份合同没有比价就签了字。"
STATEMENTS = {
    "a": f"一年来，我认真查摆问题。{OWN}去年只到过泵站一次，看的是机房。",
    "b": f"对照党章党规，我主要存在以下问题。到任以来没有住过一次野外站。{OWN}",
    "c": "一年来，我认真查摆问题。职称评审的稿子在我桌上压了八个月。",
}


def test_a_sentence_of_another_statement_is_found_with_its_place_in_both():
    (pair,) = alike(STATEMENTS)
    (place,) = pair.places
    first, second = (STATEMENTS[name][slice(*span)] for name, span in (("a", place.first), ("b", place.second)))
    assert (pair.first, pair.second, first, second, place.exact) == ("a", "b", OWN, OWN, True)


def test_openings_and_stock_words_that_everybody_has_do_not_make_statements_alike():
    stock = {"a": "一年来，我认真查摆问题。理论学习不够深入。", "b": "一年来，我认真查摆问题。理论学习不够深入。"}
    assert alike(stock) == []


def test_a_sentence_with_some_words_changed_is_still_found():
    changed = {"a": OWN, "b": "负责采购两年来，有三份合同未比价便签了字。"}
    (pair,) = alike(changed)
    assert not pair.places[0].exact


def test_likeness_is_the_same_whichever_text_comes_first():
    turned = {"x": STATEMENTS["b"], "y": STATEMENTS["a"]}
    (pair,), (back,) = alike(STATEMENTS), alike(turned)
    assert pair.score == back.score
    assert [(p.second, p.first) for p in pair.places] == [(p.first, p.second) for p in back.places]


def test_against_other_texts_a_statement_is_not_held_against_its_own_year():
    pairs = alike({"a": STATEMENTS["a"], "b": STATEMENTS["b"]}, {"last": STATEMENTS["a"]})
    assert [(pair.first, pair.second) for pair in pairs] == [("a", "last"), ("b", "last")]
    assert pairs[0].score == 1.0


def test_the_share_is_that_of_the_shorter_text():
    (pair,) = alike({"a": OWN, "b": OWN + "到任以来没有住过一次野外站。" * 3})
    assert pair.score == 1.0


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": "  "}, {"a": OWN}, {"a": OWN, "b": ""}])
def test_nothing_is_alike_where_there_are_no_two_texts(texts: dict[str, str]):
    assert alike(texts) == []
    assert repeated(texts) == []


def test_criticism_with_its_clauses_turned_is_the_same_criticism():
    given = {
        "a": "重显绩，新大门修了，下水道没有修",
        "b": "修了新大门，没修下水道，重显绩",
        "c": "开会爱拖，通知一小时开了三个半小时",
    }
    assert [(pair.first, pair.second) for pair in repeated(given)] == [("a", "b")]


def test_criticism_of_one_form_with_another_fault_is_another():
    assert repeated({"a": "重要会议爱迟到，去年党委会迟到八次", "b": "组织生活不参加，支部会全年来了两次"}) == []


def test_a_statement_of_model_sentences_is_pointed_to_sentence_by_sentence():
    text = f"{templates()[0]}去年只到过泵站一次。{templates()[3]}"
    found = templated(text)
    assert found
    assert [text[spot.start : spot.end] for spot in found.spots] == [templates()[0], templates()[3]]


def test_a_statement_of_the_writers_own_is_no_model_text():
    assert templated(STATEMENTS["b"]) is None
    assert templated("") is None
