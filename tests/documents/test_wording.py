"""Wording of official Chinese."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.cycle.documents import typed
from zhiyan.documents.gbt9704 import Heading, Paragraph
from zhiyan.documents.gbt9704.wording import (
    clauses,
    counted,
    date_text,
    day_text,
    half_day,
    listed,
    moment_text,
    month_text,
    numeral,
    period_text,
    roles_listed,
    sentence,
    share_text,
    time_text,
)

DAY = datetime.date(2021, 1, 26)


@pytest.mark.parametrize(
    ("over", "under", "text"), [(2, 3, "三分之二"), (9, 10, "十分之九"), (1, 1, "全员"), (167, 250, "167/250")]
)
def test_share_is_written_in_words_as_far_as_words_are_usual(over, under, text):
    assert share_text(over, under) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (90, "九十"),
        (99, "九十九"),
    ],
)
def test_numeral_when_from_1_to_99_then_is_chinese(number, text):
    assert numeral(number) == text


def test_numeral_when_all_are_made_then_no_two_are_alike():
    assert len({numeral(number) for number in range(1, 100)}) == 99


@pytest.mark.parametrize("number", [0, -1, 100])
def test_numeral_when_outside_then_is_refused(number):
    with pytest.raises(ValueError, match="1 to 99"):
        numeral(number)


def test_dates_when_written_then_have_no_leading_zeros():
    assert date_text(datetime.date(2021, 2, 3)) == "2021年2月3日"
    assert day_text(DAY) == "1月26日"
    assert month_text(DAY) == "2021年1月"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (DAY, "2021年1月26日"),
        (datetime.date(2021, 1, 28), "2021年1月26日至28日"),
        (datetime.date(2021, 2, 1), "2021年1月26日至2月1日"),
        (datetime.date(2022, 1, 26), "2021年1月26日至2022年1月26日"),
    ],
)
def test_period_when_days_share_month_or_year_then_says_it_once(last, text):
    assert period_text(DAY, last) == text


def test_period_when_it_ends_before_it_begins_then_is_refused():
    with pytest.raises(ValueError, match="first day"):
        period_text(DAY, datetime.date(2021, 1, 25))


def test_half_day_when_noon_then_is_the_afternoon():
    assert half_day(datetime.time(11, 59)) == "上午"
    assert half_day(datetime.time(12, 0)) == "下午"
    assert moment_text(datetime.datetime(2021, 1, 26, 14, 30)) == "2021年1月26日下午"
    assert (time_text(datetime.time(9)), time_text(datetime.time(14, 30))) == ("9时", "14时30分")


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["甲"], "甲"), (["甲", "乙"], "甲和乙"), (["甲", "", "乙", "丙"], "甲、乙和丙")],
)
def test_listed_when_parts_are_given_then_joins_those_that_say_something(parts, text):
    assert listed(parts) == text


def test_counted_when_nothing_happened_then_prints_nothing():
    assert counted(0, "条", "意见", "征求") == ""
    assert counted(143, "条", "意见") == "143条意见"
    assert counted(91, "条", verb="征求意见") == "征求意见91条"


def test_counted_when_below_zero_then_is_refused():
    with pytest.raises(ValueError, match="-1"):
        counted(-1, "条")


def test_roles_when_held_by_several_then_are_counted_in_order_of_rank():
    assert roles_listed(["书记", "副主任", "主任", "副主任"]) == "书记、2名副主任和主任"
    assert roles_listed(["职工代表", "职工代表"], "位") == "2位职工代表"
    assert roles_listed([]) == ""


def test_sentence_when_parts_are_empty_then_says_the_others_or_nothing():
    assert sentence("召开座谈会2次", "", counted(0, "场", "会议"), "征求意见91条；") == "召开座谈会2次，征求意见91条。"
    assert sentence("", counted(0, "条")) == ""


@given(st.lists(st.text(alphabet="甲乙，。；", max_size=4)))
def test_clauses_when_any_parts_then_end_without_punctuation(parts):
    joined = clauses(*parts)
    assert joined == joined.rstrip("，。；")


def typed_as(line):
    [block] = typed(line)
    return block


def test_numbered_heading_when_its_text_goes_on_behind_it_then_leads_the_paragraph():
    assert typed_as("二、怎么提。各支部开会。") == Paragraph("各支部开会。", lead="二、怎么提。")


def test_numbered_heading_when_alone_in_its_line_then_is_a_heading_of_its_level():
    assert typed_as("一、总体要求") == Heading("一、总体要求", 1, numbered=False)
    assert typed_as("（一）学习研讨") == Heading("（一）学习研讨", 2, numbered=False)


@pytest.mark.parametrize(
    "line", ["一、请各支部于15日前，把意见报来。", "三、按时报送。", "（二）怎么报。原话记下来。", "一心一意办好会。"]
)
def test_line_when_it_is_a_sentence_then_stays_a_paragraph(line):
    assert typed_as(line) == Paragraph(line)
