"""A question is asked once while a page is read, and anew after a change."""

from __future__ import annotations

from zhiyan.kernel import guard, once

asked: list[str] = []


@once.once
def answer(name: str) -> int:
    asked.append(name)
    return len(asked)


def test_outside_of_a_page_every_question_is_asked_anew():
    assert answer("a") != answer("a")


def test_while_a_page_is_read_a_question_is_asked_once():
    with once.reading():
        assert answer("a") == answer("a")
        assert answer("a") != answer("b")


def test_an_action_makes_the_page_ask_again():
    with once.reading():
        before = answer("a")
        with guard.writing("test"):
            pass
        assert answer("a") != before


def test_nothing_is_kept_for_the_next_page():
    with once.reading():
        before = answer("a")
    with once.reading():
        assert answer("a") != before
