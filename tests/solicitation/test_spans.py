"""Splitting a text never loses or changes a word; codes are read however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation import codes, spans

WORDS = st.text(alphabet="食堂班车太远少3.", min_size=1, max_size=8)


def test_marked_text_read_back_gives_the_suggested_spans():
    text = "1.食堂太远\n2.班车太少；3.报销太慢"
    suggested = spans.suggested(text)
    assert spans.read_marked(text, spans.marked(text, suggested)) == suggested


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=2, max_size=5))
def test_spans_that_pass_leave_only_marks_outside(words):
    text = "；".join(words)
    try:
        found = spans.read_marked(text, f"\n{spans.SEPARATOR}\n".join(words))
        spans.check_spans(text, found)
    except Invalid:
        return
    kept = "".join(text[start:end] for start, end in found)
    assert set("食堂班车太远少") & set(text) == set("食堂班车太远少") & set(kept)
    assert sum(kept.count(sign) for sign in "食堂班车太远少") == sum(text.count(sign) for sign in "食堂班车太远少")


def test_a_number_in_the_words_is_not_taken_for_a_mark():
    text = "经费3.5亿；人员太少"
    assert spans.read_marked(text, "经费3.5亿\n//\n人员太少") == [(0, 6), (7, 11)]


def test_a_changed_word_is_refused():
    with pytest.raises(Invalid):
        spans.read_marked("食堂太远；班车太少", "食堂很远//班车太少")


def test_a_single_span_is_no_split():
    with pytest.raises(Invalid):
        spans.check_spans("食堂太远", [(0, 4)])


def test_codes_are_random_unambiguous_and_forgiving():
    made = {codes.reply_code() for _n in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01OILU")
    code = made.pop()
    assert codes.tidy_reply(f" {code.lower().replace('-', '—')} ") == code
    assert codes.tidy_reply("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code


def test_a_card_code_has_eighty_bits_and_its_hash_depends_on_the_year_and_forgives_how_it_is_typed():
    import math
    import uuid

    from zhiyan.solicitation.phrases import CODE_SIGNS, SIGNS, new_code

    code, year, other = new_code(), uuid.UUID(int=1), uuid.UUID(int=2)
    assert CODE_SIGNS * math.log2(len(SIGNS)) >= 80
    assert codes.card_hash(year, code) != codes.card_hash(other, code)
    assert codes.card_hash(year, f" {code.lower().replace('-', ' ')} ") == codes.card_hash(year, code)
